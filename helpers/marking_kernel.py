"""An IPython extension of the kernel in which nbgrader runs a submission; a student's own kernel never loads it."""

import sys

RESET = "%reset is passed over while your notebook is marked: it would delete the set-up and what the checks need."


def load_ipython_extension(shell) -> None:
    """Let modules beside the notebook be found last, and keep the names that the checks need.

    The kernel starts without the notebook's folder on its path (PYTHONSAFEPATH). That folder is added at the end here,
    when the course's ``helpers`` is already loaded: so a ``helpers`` or a ``json.py`` beside the notebook replaces
    nothing, and a module of the student's own is found.
    """
    sys.path.append("")
    shell.register_magic_function(_reset, "line", "reset")


def _reset(_: str) -> None:
    print(RESET)
