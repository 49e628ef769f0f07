"""A bar that shows how far a long computation is: alive while it runs, and "done" in the saved notebook.

The bar is a small picture that is replaced in its place. So a saved page shows the finished bar, where the text of
other progress bars stays frozen at 0 %; and a comparison of outputs as text finds the same words in each run.
"""

import base64
import time
from collections.abc import Iterable, Iterator

from IPython import get_ipython
from IPython.display import display

from helpers.explorers.drawing import Box, Drawing
from helpers.explorers.frame import still
from helpers.plots import COLORS

SECONDS = 0.5  # between two pictures of a bar
WIDTH, GREY = 560, "#7f7f7f"  # this grey can be read on a light and on a dark page


class Progress:
    """A progress bar: ``with Progress(430, "steps") as bar: … bar.advance(20, "loss 0.31")``.

    Parameters
    ----------
    total : how many steps there are, at least 1. what : their name in the plural, such as "epochs".

    Raises
    ------
    ValueError if there is no step.
    """

    def __init__(self, total: int, what: str):
        if total < 1:
            raise ValueError(f"there must be at least one of the {what}, not {total}")
        self.total, self.what = total, what if total > 1 else what.removesuffix("s")
        self.done, self.note = 0, ""

    def __enter__(self) -> "Progress":
        self.start = self.shown = time.monotonic()
        self._handle = None
        if get_ipython() is not None:
            data, metadata = self._output(self._so_far())
            self._handle = display(data, metadata=metadata, raw=True, display_id=True)
        return self

    def __exit__(self, kind, error, trace) -> None:
        finished = self.done >= self.total and kind is None
        self._show(f"✓ {self.total} {self.what}" if finished else f"stopped at {self.done} of {self.total} {self.what}")

    def advance(self, steps: int = 1, note: str = "") -> None:
        """Count some steps as done. ``note`` is shown beside the bar, for example the loss."""
        self.done, self.note = min(self.done + steps, self.total), note
        if time.monotonic() - self.shown >= SECONDS:
            self._show(self._so_far())

    def _so_far(self) -> str:
        passed = time.monotonic() - self.start
        left = f", about {passed / self.done * (self.total - self.done):.0f} s left" if self.done and passed > 2 else ""
        note = f" · {self.note}" if self.note else ""
        return f"{self.done} of {self.total} {self.what} · {passed:.0f} s{left}{note}"

    def _show(self, text: str) -> None:
        self.shown = time.monotonic()
        if self._handle is not None:  # outside of a notebook there is no place to show it
            data, metadata = self._output(text)
            self._handle.update(data, metadata=metadata, raw=True)

    def _output(self, text: str) -> tuple[dict, dict]:
        drawing = Drawing(WIDTH, 24, ground="none")
        drawing.rect(Box(1, 6, 180, 12), stroke=GREY, rx=3)
        drawing.rect(Box(1, 6, 180 * self.done / self.total, 12), fill=COLORS["blue"], rx=3)
        drawing.text(192, 12, text, size=13, anchor="start", fill=GREY)
        data = {
            "image/png": base64.b64encode(still(drawing)).decode(),
            "text/plain": f"[Progress: {self.total} {self.what}]",  # the same at each moment
        }
        return data, {"image/png": {"alt": text, "width": WIDTH, "height": 24}}


def progress(items: Iterable, what: str) -> Iterator:
    """Go through items as ``for`` does, and show a bar: ``for seed in progress(range(3), "trainings"): …``.

    Parameters
    ----------
    items : anything that can be counted. what : the name of the items in the plural.
    """
    items = list(items)
    with Progress(len(items), what) as bar:
        for item in items:
            yield item
            bar.advance()


def epochs_progress(epochs: int):
    """Return a Keras callback that shows the epochs of ``model.fit`` as a bar, with the loss of the last one.

    Parameters
    ----------
    epochs : as in ``fit``. A training that stops early says so.
    """
    import keras  # here: lessons without Keras use the bar too

    bar = Progress(epochs, "epochs")

    def after_epoch(_, logs):
        bar.advance(1, f"loss {logs['loss']:.4f}")

    return keras.callbacks.LambdaCallback(
        on_train_begin=lambda _: bar.__enter__(),
        on_epoch_end=after_epoch,
        on_train_end=lambda _: bar.__exit__(None, None, None),
    )


def steps_progress(steps: int, what: str = "steps"):
    """Return a Keras callback that shows the batches of one ``fit`` or ``evaluate`` as a bar, with the loss so far.

    Its list ``losses`` holds the loss of each training batch alone: Keras itself reports the mean since the start.

    Parameters
    ----------
    steps : how many batches there are, all of the same size. what : their name in the plural.
    """
    import keras

    class Steps(keras.callbacks.Callback):
        def begin(self, logs=None):
            self.bar, self.losses = Progress(steps, what), []
            self.bar.__enter__()

        def after_training(self, batch, logs):
            self.losses.append(logs["loss"] * (batch + 1) - sum(self.losses))
            self.bar.advance(1, f"loss {self.losses[-1]:.4f}")

        def after_testing(self, batch, logs):
            self.bar.advance(1, f"loss {logs['loss']:.4f}")

        def end(self, logs=None):
            self.bar.__exit__(None, None, None)
            self.set_model(None)  # whoever keeps the losses does not keep the network's memory

        on_train_begin = on_test_begin = begin
        on_train_batch_end, on_test_batch_end = after_training, after_testing
        on_train_end = on_test_end = end

    return Steps()
