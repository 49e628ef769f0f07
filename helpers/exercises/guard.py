"""Runs a student's code: an alarm after some seconds, no keyboard, little output, stderr to stdout."""

import builtins
import contextlib
import io
import signal
import sys
import threading
import time
from types import FrameType

from helpers.exercises import names, state

PRINTED = 2_000  # characters of a student's own output that one check lets through
DISPLAYED = 5  # pictures, tables and the like: a function that draws is drawn as often as a check calls it


class TookTooLong(BaseException):
    """Raised inside code that runs past its time limit. No ``except Exception`` of the student's catches it."""


class KeyboardAsked(Exception):
    """Raised by ``input()``: nobody sits at the keyboard while a check runs."""


def wall_clock_limit(seconds: float) -> float:
    """Return the limit that stands behind one in processor seconds: generous, but below nbgrader's 180 s a cell."""
    return min(max(60.0, 6 * seconds), 150.0)


class Guard:
    """A block in which a student's code runs.

    Parameters
    ----------
    seconds : processor time that the block may use, of the thread that runs it: other work on the machine, and the
        number of its cores, do not count. (No limit where the system has no alarm clock: on Windows.)
    frame : the frame of the check's own cell.
    wall : a limit in seconds of the clock on the wall, for code that waits for ever.
    """

    def __init__(self, seconds: float, frame: FrameType | None = None, wall: float | None = None):
        self.frame = frame
        self.seconds = min(seconds, state.longest_check)
        self.wall = wall_clock_limit(self.seconds) if wall is None else wall
        self.alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
        self.interrupted, self.reached = False, ""

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.output = _Limited()
        self.stack.enter_context(contextlib.redirect_stdout(self.output))
        self.stack.enter_context(contextlib.redirect_stderr(self.output))
        self.stack.enter_context(_few_displays(self.output))
        self.input, builtins.input = builtins.input, no_input
        if threading.current_thread() is threading.main_thread():
            self.interrupt = signal.signal(signal.SIGINT, self._interrupt)
        if self.alarm:
            self.trace = sys.gettrace()
            self.handler = signal.signal(signal.SIGALRM, self._tick)
            self.start, self.begin = time.thread_time(), time.monotonic()
            # The clock looks twenty times within the limit. It goes on when time is up: a bare `except:` in a loop
            # swallows alarms.
            pause = max(0.02, min(0.5, self.seconds / 20, self.wall / 4))
            signal.setitimer(signal.ITIMER_REAL, pause, pause)
        return self

    def __exit__(self, *error):
        if self.alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.handler)
            sys.settrace(self.trace)
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self.interrupt)
        builtins.input = self.input
        self.stack.close()
        if self.output.getvalue():
            print(self.output.getvalue().rstrip("\n"))

    def _interrupt(self, *_):
        """Note that somebody pressed stop: a student's code can raise KeyboardInterrupt too."""
        self.interrupted = True
        raise KeyboardInterrupt

    def _tick(self, _, frame: FrameType | None) -> None:
        """If time is up, raise TookTooLong where the code is, and again in its next line: it may be a handler."""
        if time.thread_time() - self.start >= self.seconds:
            self.reached = f"{self.seconds:g} seconds"
        elif time.monotonic() - self.begin >= self.wall:
            self.reached = f"{self.wall:g} seconds of the clock on the wall"
        else:
            return
        while frame is not None and frame is not self.frame:
            is_checks_own = frame.f_code.co_name == names.FUNCTION  # which may tidy up: it is no handler of a student
            if state.CELL.search(frame.f_code.co_filename) and not is_checks_own:
                frame.f_trace = _next_line
            frame = frame.f_back
        sys.settrace(lambda *_: None)  # no new frame is traced
        raise TookTooLong


class _Limited(io.StringIO):
    """Keeps the first characters that are written to it: a loop that prints for ever fills no memory."""

    def write(self, text) -> int:
        room = PRINTED - self.tell()
        if room > 0:
            super().write(text if len(text) <= room else text[:room] + " … (cut off)")
        return len(text)


@contextlib.contextmanager
def _few_displays(output: io.StringIO):
    """Let the first things through that a student's code displays. What comes after is not even drawn, and counted."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        yield
        return
    formatter, asked = shell.display_formatter, 0
    whole = formatter.format

    def format_few(*arguments, **named):
        nonlocal asked
        asked += 1
        return whole(*arguments, **named) if asked <= DISPLAYED else ({}, {})

    formatter.format = format_few
    try:
        yield
    finally:
        formatter.format = whole
        if asked > DISPLAYED:
            output.write(f"… {asked - DISPLAYED} more that your code displays are left out\n")


def _next_line(frame, event, argument):
    if event == "line":
        raise TookTooLong
    return _next_line


def no_input(*_):
    """Stand in the place of ``input`` while a check runs."""
    raise KeyboardAsked
