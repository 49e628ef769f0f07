"""The frame that all explorers share: settings become one picture, and what the reader does changes the settings.

An explorer is a few pure functions. ``draw(**settings)`` returns a ``Picture``: an SVG and the sentence that says what
it shows. ``click``, ``drag``, ``press`` and ``tick`` return the settings that an event changes. All else stands here,
once: the controls, the messages between page and kernel, the selection, movement, the still picture of a saved
notebook, and the sentences for what is impossible. The page's half is frame.js.
"""

import asyncio
import base64
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

import anywidget
import matplotlib
import traitlets
from IPython.display import display

from helpers.explorers.drawing import Drawing

TOUCH = "Run this cell to touch the picture."  # what stands where a living picture would be, until the cell has run
IMPOSSIBLE = "This setting is not possible: "
PAUSE = 0.01  # seconds between two pictures of a movement, in which the kernel does other work
AHEAD = 3  # pictures of a movement that are on their way: the kernel makes the next while the page shows the last
PATIENCE = 3.0  # seconds after which a movement ends that no page has shown
FORESIGHT = 0.05  # seconds: a picture that takes longer is not drawn ahead, for what the reader does next would wait
SHARPNESS = 2  # pixels of a still picture for each of the drawing's units, so that it is sharp on dense screens


@dataclass(frozen=True)
class Picture:
    """What an explorer shows: a drawing, and the sentence that is its alternative text.

    selected : the mark of the element from which the arrow keys go on; without it, the setting "selected".
    limits : control's name → what changes about it: "minimum" or "maximum" of a slider, "disabled" of any. ``draw``
        itself must accept a value outside of its new limits, and treat it as the limit.
    """

    drawing: Drawing
    sentence: str
    selected: str = ""
    limits: Mapping[str, Mapping] = field(default_factory=dict)


@dataclass(frozen=True)
class Slider:
    """A number between two limits. With ``play`` it has buttons to step and to run through its values."""

    name: str
    label: str
    minimum: float
    maximum: float
    value: float
    step: float = 1
    play: bool = False

    def read(self, value, limits: Mapping) -> float:
        low, high = limits.get("minimum", self.minimum), limits.get("maximum", self.maximum)
        kind = int if all(isinstance(number, int) for number in (self.minimum, self.maximum, self.step)) else float
        return kind(min(max(kind(value), low), high))


@dataclass(frozen=True)
class Choice:
    """One of several texts, as a list to choose from."""

    name: str
    label: str
    options: Sequence[str]
    value: str

    def read(self, value, limits: Mapping) -> str:
        if value not in self.options:
            raise ValueError(f"{self.label} must be one of {', '.join(self.options)}, not {value!r}")
        return value


@dataclass(frozen=True)
class Switch:
    """Yes or no. With ``button`` it is a button with two faces, (what switches on, what switches off)."""

    name: str
    label: str
    value: bool = False
    button: tuple[str, str] | None = None

    def read(self, value, limits: Mapping) -> bool:
        return bool(value)


@dataclass(frozen=True)
class Field:
    """A line of text that the reader types, for example numbers."""

    name: str
    label: str
    value: str
    width: int = 24  # characters

    def read(self, value, limits: Mapping) -> str:
        return str(value)


@dataclass(frozen=True)
class Button:
    """Something to press; ``press(settings, name)`` says what it changes."""

    name: str
    label: str


Control = Slider | Choice | Switch | Field | Button


class _View(anywidget.AnyWidget):
    """What page and kernel share: the controls as they were made, and the picture as it is now."""

    _esm = Path(__file__).with_name("frame.js")
    _css = Path(__file__).with_name("frame.css")
    title = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    picture = traitlets.Dict().tag(sync=True)


class Explorer:
    """A living picture with controls.

    Parameters
    ----------
    title : what the picture is about, a few words: its name for a screen reader.
    draw : gets all settings by name and returns a Picture. A setting that is impossible raises ValueError; its message
        is shown, and the picture and the settings stay as they were.
    controls : what stands above the picture, in order; each is a setting with the control's name and value.
    settings : further settings and their first values, such as ``{"selected": "out:0:0"}``. Where there is a setting
        "selected", pointing at a marked element, or reaching it by the arrow keys, sets it to the element's mark.
    adapt : ``adapt(settings, changes)`` → further changes that follow from what the reader set: a chosen kernel writes
        its numbers into a field, for example.
    point : ``point(settings, mark)`` → changes, in place of that.
    click : ``click(settings, mark, (x, y))`` → changes, when an element is clicked, or Enter pressed on the selection;
        mark is "" where the drawing has no marked element; x and y in the drawing's units (None, None for a key).
    drag : ``drag(settings, mark, points)`` → changes, when a handle is dragged; points, a list of (x, y) in the
        drawing's units, are all places of the handle's middle since the last call, the newest last. The arrow keys move
        a handle, too.
    drop : ``drop(settings, mark)`` → changes, when the handle is let go.
    press : ``press(settings, name)`` → changes, when a Button is pressed.
    tick : ``tick(settings)`` → changes, again and again while the setting ``while_`` is true; some milliseconds long.

    Raises
    ------
    ValueError, TypeError from the first ``draw``: an explorer must start with a setting that is possible.
    """

    def __init__(
        self,
        title: str,
        draw: Callable[..., Picture],
        controls: Sequence[Control] = (),
        settings: Mapping | None = None,
        *,
        adapt: Callable[[Mapping, Mapping], Mapping] | None = None,
        point: Callable[..., Mapping] | None = None,
        click: Callable[..., Mapping] | None = None,
        drag: Callable[..., Mapping] | None = None,
        drop: Callable[..., Mapping] | None = None,
        press: Callable[..., Mapping] | None = None,
        tick: Callable[[Mapping], Mapping] | None = None,
        while_: str = "",
    ):
        self.title, self.draw, self.adapt, self.tick, self.while_ = title, draw, adapt, tick, while_
        self.controls = {control.name: control for control in controls}
        self.handlers = {"point": point or self._select, "click": click, "drag": drag, "drop": drop, "press": press}
        self.settings = {name: control.value for name, control in self.controls.items() if hasattr(control, "value")}
        self.settings |= settings or {}
        self.problem = ""
        started = time.perf_counter()
        self.picture = draw(**self.settings)
        self._seconds = time.perf_counter() - started  # that the last event took
        self._events = 0
        self._view: _View | None = None
        # JupyterLab sends a widget's messages to a thread of their own (a subshell), or, before that stands, to the
        # main one: one event at a time, and none in the middle of a tick.
        self._lock = threading.RLock()
        self._movement: asyncio.Task | None = None
        self._ahead: asyncio.Task | None = None
        self._told_shown = lambda: None

    @property
    def sentence(self) -> str:
        """What the picture shows, or why the last change was not possible."""
        return self.problem or self.picture.sentence

    def show(self) -> None:
        """Display the picture as a still, for a notebook that is not running, and alive, which hides the still."""
        display_still(self.picture.drawing, self.picture.sentence)
        faces = [{"kind": type(control).__name__, **asdict(control)} for control in self.controls.values()]
        self._view = _View(title=self.title, controls=faces, picture=self._message())
        self._view.on_msg(self._receive)
        model = {"version_major": 2, "version_minor": 0, "model_id": self._view.model_id}
        display({"application/vnd.jupyter.widget-view+json": model, "text/plain": TOUCH}, raw=True)

    def change(self, **changes) -> None:
        """Set settings by name, as the controls do; impossible ones leave all as it was and set ``problem``."""
        self._attempt(lambda: changes)

    def handle(self, event: Mapping) -> None:
        """Do what an event of the page asks for; its ``type`` is set, point, click, drag, drop, nudge or press."""
        kind, mark = event["type"], event.get("mark", "")
        if kind == "nudge":
            self._nudge(mark, event["by"])
        elif kind == "set":
            values, adapt = event["values"], self.adapt or (lambda settings, changes: {})
            self._attempt(lambda: {**values, **adapt(self.settings, values)})
        elif self.handlers[kind] is not None:
            arguments = {
                "point": lambda: (mark,),
                "click": lambda: (mark, tuple(event["point"])),
                "drag": lambda: (mark, [tuple(point) for point in event["points"]]),
                "drop": lambda: (mark,),
                "press": lambda: (event["name"],),
            }[kind]()
            self._attempt(lambda: self.handlers[kind](self.settings, *arguments) or {}, refusal="")

    def _nudge(self, mark: str, by: Sequence[int]) -> None:
        """Drag a handle some steps right and down from where it stands now, as a key does, and let it go."""
        if mark not in self.picture.drawing.handles:
            return
        x, y, step = self.picture.drawing.handles[mark]
        self.handle({"type": "drag", "mark": mark, "points": [(x + step * by[0], y + step * by[1])]})
        if not self.problem:
            self.handle({"type": "drop", "mark": mark})

    def foresee(self, event: Mapping) -> dict:
        """Return the message that would answer an event of the page, and change nothing.

        The page asks for it while the reader rests, and shows it in the next frame if the reader then does just that.
        """
        kept = self.settings, self.picture, self.problem
        try:
            self.handle(event)
            return self._message()
        finally:
            self.settings, self.picture, self.problem = kept

    def _attempt(self, ask: Callable[[], Mapping], refusal: str = IMPOSSIBLE) -> None:
        """Apply the changes that ``ask`` returns. Whatever goes wrong becomes a sentence: the page waits for one.

        refusal : what stands before the sentence of a ValueError of ``ask``.
        """
        try:
            changes = ask()
            refusal = IMPOSSIBLE
            self._apply(changes)
            self.problem = ""
        except ValueError as error:
            self.problem = f"{refusal}{error}"
        except Exception as error:  # Jupyter would drop it; here the reader sees it
            detail = "".join(traceback.format_exception_only(error)).strip()
            self.problem = f"The explorer has a bug, please report it: {detail}"

    @staticmethod
    def _select(settings: Mapping, mark: str) -> dict:
        return {"selected": mark} if "selected" in settings else {}

    def _apply(self, changes: Mapping) -> None:
        settings = dict(self.settings)
        for name, value in changes.items():
            if name not in settings:
                raise TypeError(f"there is no setting {name!r}; there are {', '.join(settings)}")
            control = self.controls.get(name)
            settings[name] = control.read(value, self._widest(control)) if control else value
        picture = self.draw(**settings)
        for name, change in picture.limits.items():  # a limit that moved may push a value back
            if name in settings:
                settings[name] = self.controls[name].read(settings[name], change)
        self.settings, self.picture = settings, picture

    def _widest(self, control: Control) -> Mapping:
        """Return how far a value may go before the next picture sets its limits: other changes may move them."""
        if not isinstance(control, Slider):
            return {}
        limits = self.picture.limits.get(control.name, {})
        return {
            "minimum": min(control.minimum, limits.get("minimum", control.minimum)),
            "maximum": max(control.maximum, limits.get("maximum", control.maximum)),
        }

    def _message(self, answered: str = "") -> dict:
        return {
            "svg": self.picture.drawing.svg(),
            "sentence": self.sentence,
            "problem": bool(self.problem),
            "selected": self.picture.selected or self.settings.get("selected", ""),
            "values": {name: self.settings[name] for name in self.controls if name in self.settings},
            "limits": {name: dict(change) for name, change in self.picture.limits.items()},
            "answered": answered,
        }

    def _receive(self, _, event: Mapping, __) -> None:
        if event["type"] == "shown":
            self._told_shown()
            return
        if event["type"] == "foresee":
            self._ahead = asyncio.ensure_future(self._look_ahead(event["id"], event["events"]))
            return
        with self._lock:
            self._events += 1
            started = time.perf_counter()
            self.handle(event)
            message = self._message(event["id"])
            self._seconds = time.perf_counter() - started
            self._view.picture = message
            if self.while_ and self.settings[self.while_] and self._movement is None:
                self._movement = asyncio.ensure_future(self._move())

    async def _look_ahead(self, asked: str, events: Sequence[Mapping]) -> None:
        """Send the page what each of some events would show, one at a time, until something really happens."""
        until = self._events
        for event in events:
            with self._lock:
                if self._events > until or self._seconds > FORESIGHT:
                    return
                self._view.send({"asked": asked, "event": event, "picture": self.foresee(event)})
            await asyncio.sleep(PAUSE / 4)

    async def _move(self) -> None:
        """Tick until the setting says stop; a page that is closed stops it too."""
        room, loop = asyncio.Semaphore(AHEAD), asyncio.get_running_loop()
        self._told_shown = lambda: loop.call_soon_threadsafe(room.release)
        while True:
            try:
                await asyncio.wait_for(room.acquire(), PATIENCE)
            except TimeoutError:
                self.settings[self.while_] = False
            if not self._moved():
                return
            await asyncio.sleep(PAUSE)

    def _moved(self) -> bool:
        """Tick once and send the picture, unless the setting says stop."""
        with self._lock:
            if not self.settings[self.while_]:
                self._movement, self._told_shown = None, lambda: None
                return False
            try:
                self.change(**self.tick(self.settings))
            except ValueError as error:
                self.problem = str(error)
            if self.problem:
                self.settings[self.while_] = False
            self._view.picture = self._message("moved")
            return True


def display_still(drawing: Drawing, sentence: str) -> None:
    """Display a drawing as a PNG with a sentence as its alternative text: a picture that every notebook page shows."""
    data = {"image/png": base64.b64encode(still(drawing)).decode(), "text/plain": f"[Picture: {sentence}]"}
    size = {"width": drawing.width, "height": drawing.height}
    display(data, metadata={"image/png": {"alt": sentence, **size}}, raw=True)


def still(drawing: Drawing) -> bytes:
    """Return a drawing as PNG, made with resvg and Matplotlib's own DejaVu fonts: the same on every machine."""
    import resvg_py  # here: the explorers' tests without a notebook do not need it

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing.svg(),
            zoom=SHARPNESS,
            skip_system_fonts=True,
            font_files=_fonts(),
            font_family="DejaVu Sans",
        )
    )


@cache
def _fonts() -> list[str]:
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return [str(folder / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf")]
