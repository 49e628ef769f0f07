"""The frame that all explorers share: controls, a picture that follows them, and a sentence beside them.

The figure is kept and its artists are updated in place; what changed is drawn over what did not, encoded as PNG and
published through a display handle. That is the fastest way that also passes strict nbval and leaves the picture in the
saved notebook (``savefig`` draws twice; ``Output`` widgets and ``interact`` fail nbval and leave only text behind).
"""

import asyncio
import html
import struct
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache, lru_cache

import ipywidgets as widgets
import numpy as np
from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.spines import Spine
from matplotlib.textpath import TextPath, text_to_path
from matplotlib.transforms import Affine2D, Transform

from helpers.plots import COLORS, picture

# How a PolyCollection marks what no window reads.
HATCHED = {"facecolors": (1, 1, 1, 0.5), "edgecolors": COLORS["pink"], "linewidths": 0, "hatch": "////"}
OWN = "your own numbers"
PICTURE_SECONDS = 0.04  # how long a picture takes from the kernel to the page


class Explorer:
    """Controls above a figure that follows them.

    Parameters
    ----------
    figure : a Figure made with ``matplotlib.figure.Figure`` (not with pyplot), its artists already in place.
    controls : name → ipywidgets control with a ``value``. The names are the keyword arguments of ``update``.
    update : called with the value of every control; it changes the artists in place and returns one sentence that
        says what the picture now shows (it stands beside the controls and is the picture's alternative text). A
        setting that is impossible raises ValueError: its message is shown instead, and the picture stays as it was.
        It may move limits of the controls; a value that a new limit pushes back is not reported to it again.
    layout : the controls' arrangement, an ipywidgets box that holds them; without it they stand one below another.

    Raises
    ------
    ValueError, TypeError from the first ``update``: an explorer must start with a setting that is possible.
    """

    def __init__(
        self,
        figure: Figure,
        controls: Mapping[str, widgets.Widget],
        update: Callable[..., str],
        layout: widgets.Widget | None = None,
    ):
        self.figure = figure
        self.controls = dict(controls)
        self.update = update
        self.message = widgets.HTML()
        self.panel = widgets.VBox([layout or widgets.VBox(list(self.controls.values())), self.message])
        self._canvas = FigureCanvasAgg(figure)
        self._moving: set[Artist] = set()
        self._background: list[Artist] | None = None
        self._handle = None
        self._sentence = ""
        self._changing = False
        self._redraw()
        # The layout is worked out once: at each draw it would take longer than the drawing, and axes would jump.
        self._canvas.draw()
        figure.set_layout_engine("none")
        # A second update shows which artists it moves, before the reader's first key waits for it.
        self._settle([figure])
        self._redraw()
        for control in self.controls.values():
            control.observe(self._changed, "value")

    @property
    def values(self) -> dict:
        """The current value of every control, by name."""
        return {name: control.value for name, control in self.controls.items()}

    def show(self) -> None:
        """Display the controls and the picture in the notebook."""
        display(self.panel)
        data, metadata = self._picture()
        self._handle = display(data, metadata=metadata, raw=True, display_id=True)

    def _redraw(self) -> None:
        self._sentence = self.update(**self.values)
        self.message.value = f"<div role='status' aria-live='polite'>{html.escape(self._sentence)}</div>"

    def _changed(self, change) -> None:
        if self._changing:  # by the update itself, which has moved a control's limit
            return
        self._changing = True
        # The picture goes first. What the change has done to the controls and the sentence is told to the page when the
        # picture is on it, in one message for each: every message takes time there that the picture would wait for.
        with ExitStack() as held:
            for widget in _with_children(self.panel):
                held.enter_context(widget.hold_sync())
            # Jupyter drops an exception that is raised in an observe callback, so it is shown beside the controls.
            try:
                self._redraw()
            except ValueError as error:
                self._warn(f"This setting is not possible: {error}")
            except Exception as error:
                problem = "".join(traceback.format_exception_only(error))
                self._warn(f"The explorer has a bug, please report it: {problem}")
            else:
                if self._handle is not None:
                    data, metadata = self._picture()
                    self._handle.update(data, metadata=metadata, raw=True)
                    with suppress(RuntimeError):  # there is no loop, as in a script: told at once
                        asyncio.get_running_loop().call_later(PICTURE_SECONDS, held.pop_all().close)
            finally:
                self._changing = False

    def _warn(self, sentence: str) -> None:
        self.message.value = f"<div role='alert' style='color: #a63a00'>{html.escape(sentence)}</div>"

    def _draw(self) -> None:
        """Draw what ``canvas.draw()`` would draw, pixel for pixel, in a part of its time.

        Most of that time goes into ticks, labels and titles. So the pixels below the lowest artist that moves are kept,
        and only what lies on top of them in its axes is drawn again. An artist moves if it was ever found to have
        changed. (Axes and their labels must not overlap other axes; the course's layout sees to that.)
        """
        background, foreground = self._layers()
        if background != self._background:
            self._background = background
            for part in foreground:
                part.set_animated(True)  # Matplotlib's word for: leave this one out
            self._canvas.draw()
            self._pixels = self._canvas.copy_from_bbox(self.figure.bbox)
            for part in foreground:
                part.set_animated(False)
            self._settle(background)
        else:
            self._canvas.restore_region(self._pixels)
        for part in foreground:
            part.draw(self._canvas.get_renderer())

    def _layers(self) -> tuple[list[Artist], list[Artist]]:
        """Return the artists that may stay as pixels, and those to draw on top of them, both in drawing order."""
        background, foreground, all_above = [], [], False
        for child in _in_order(self.figure):
            parts = [child]
            if isinstance(child, Axes) and not all_above:
                child.viewLim  # noqa: B018 - limits that follow the data are settled when they are read
                hidden = () if child.axison else (Axis, Spine)
                parts = [part for part in _in_order(child) if not isinstance(part, hidden)]
            above = all_above
            for part in parts:
                if any(artist.stale for artist in part.findobj()):
                    self._moving.add(part)
                above = above or part in self._moving
                (foreground if above else background).append(part)
            if child in self._moving:  # the figure's own artist: axes above it are drawn again as a whole
                all_above = True
        return background, foreground

    def _settle(self, parts: list[Artist]) -> None:
        """Mark artists as drawn; Matplotlib forgets those that have nothing to show, such as empty texts."""
        for part in parts:
            for artist in part.findobj():
                artist.stale = False

    def _picture(self) -> tuple[dict, dict]:
        self._draw()
        return picture(png(np.asarray(self._canvas.buffer_rgba())), self._sentence)


def png(pixels: np.ndarray) -> bytes:
    """Encode a picture as PNG (W3C recommendation, 2nd edition) in half of the time that Pillow takes.

    Pillow tries five filters on each row. Here each row but the first is written as its difference from the row
    above: drawings have large even areas, which become zeros.

    Parameters
    ----------
    pixels : (height, width, 4) uint8, RGBA, the first row on top.
    """
    height, width, _ = pixels.shape
    flat = pixels.reshape(height, -1)
    rows = np.empty((height, 1 + 4 * width), dtype=np.uint8)
    rows[:, 0] = 2  # the filter's number; there is a row of zeros above the first one
    rows[0, 1:] = flat[0]
    np.subtract(flat[1:], flat[:-1], out=rows[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits for each of red, green, blue, alpha
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b"")]
    parts = [(struct.pack(">I", len(data)), kind + data) for kind, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        size + content + struct.pack(">I", zlib.crc32(content)) for size, content in parts
    )


class Pixels(Artist):
    """Cells of colour on a transparent ground as large as the figure: add it to axes with ``add_artist``.

    ``imshow`` shows the same, but resamples each time, which takes longer than all else.
    """

    zorder = 0  # below the lines, as an image

    def __init__(self, figure: Figure):
        super().__init__()
        self.pixels = np.zeros((*map(round, reversed(figure.bbox.size)), 4), dtype=np.uint8)

    def clear(self) -> None:
        """Make everything transparent again."""
        self.pixels[...] = 0
        self.stale = True

    def paint(self, colors: np.ndarray, left: float, top: float, right: float, bottom: float) -> None:
        """Paint a matrix of colours 0 … 1, shape (rows, columns, 3), into a box in pixels from the upper left."""
        rows, columns = colors.shape[:2]
        packed = np.full((rows, columns, 4), 255, dtype=np.uint8)
        packed[..., :3] = 255 * colors
        ys, xs = np.arange(round(top), round(bottom)), np.arange(round(left), round(right))
        row = np.clip(((ys + 0.5 - top) * rows / (bottom - top)).astype(int), 0, rows - 1)
        column = np.clip(((xs + 0.5 - left) * columns / (right - left)).astype(int), 0, columns - 1)
        # A pixel's four bytes are copied as one number, which takes a fifth of the time.
        whole, cells = self.pixels.view(np.uint32)[..., 0], packed.view(np.uint32)[..., 0]
        whole[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1] = cells[row][:, column]
        self.stale = True

    def draw(self, renderer) -> None:
        renderer.draw_image(renderer.new_gc(), 0, 0, np.ascontiguousarray(self.pixels[::-1]))


@cache
def _letter(character: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Return a character's outline at font size 1 and how far the next one stands from it."""
    advance = text_to_path.get_text_width_height_descent(character, FontProperties(size=100), ismath=False)[0]
    if character == " ":
        return np.empty((0, 2)), np.empty(0, dtype=Path.code_type), advance / 100
    path = TextPath((0, 0), character, size=100)
    return path.vertices / 100, path.codes, advance / 100


def text_width(text: str) -> float:
    """Return the width of a line of text in units of its font size."""
    return sum(_letter(character)[2] for character in text)


@lru_cache(maxsize=4096)
def text_outline(text: str, size: float, align: float = 0.5) -> Path:
    """Return a line of text as one path around its anchor, its left end (align 0) or its middle (0.5).

    ``size`` is the font size in the path's own units.
    """
    x, vertices, codes = -align * text_width(text), [], []
    for character in text:
        outline, code, advance = _letter(character)
        vertices.append(outline + np.array([x, -0.365]))  # half the height of a digit
        codes.append(code)
        x += advance
    return Path(np.concatenate(vertices) * size, np.concatenate(codes))


class Words(PathCollection):
    """Many short texts as one artist, drawn at once; as Text objects they would take most of the time of a redraw.

    Parameters
    ----------
    figure : gives the size of a point. places : the transform of the positions, such as ``ax.transData``.
    options : of ``PathCollection``, such as ``zorder`` or ``label``.
    """

    def __init__(self, figure: Figure, places: Transform, **options):
        super().__init__([], offset_transform=places, linewidths=0, **options)
        self.set_transform(Affine2D().scale(figure.dpi / 72))

    def write(self, lines: Sequence[tuple[str, float, float, float, str, float]]) -> None:
        """Show these lines of text and no others: (text, x, y, font size in points, color, align).

        (x, y) is the left end of a line's middle with align 0, its centre with align 0.5.
        """
        self.texts, xs, ys, sizes, colors, aligns = zip(*lines)
        self.set_paths(list(map(text_outline, self.texts, sizes, aligns)))
        self.set(offsets=np.column_stack([xs, ys]), facecolors=colors)


def _in_order(parent: Figure | Axes) -> list[Artist]:
    """Return the artists on a figure or on axes in drawing order; the patch, always the first, is left out."""
    return sorted((child for child in parent.get_children() if child is not parent.patch), key=Artist.get_zorder)


def _with_children(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _with_children(child)


def stepper(slider: widgets.IntSlider, interval: int = 700) -> widgets.HBox:
    """Put play and pause, a step back and a step forward beside an integer slider.

    Parameters
    ----------
    slider : its minimum, maximum and step are followed, also when they change later.
    interval : milliseconds between two steps while playing.
    """
    play = widgets.Play(value=slider.value, min=slider.min, max=slider.max, step=slider.step, interval=interval)
    widgets.jslink((play, "value"), (slider, "value"))
    for name in ("min", "max", "step"):
        widgets.jslink((slider, name), (play, name))

    def button(name, icon, direction):
        made = widgets.Button(icon=icon, tooltip=name, layout=widgets.Layout(width="2.6em"))
        made.on_click(lambda _: setattr(slider, "value", slider.value + direction * slider.step))  # stays in its range
        return made

    steps = button("one step back", "step-backward", -1), button("one step forward", "step-forward", 1)
    return widgets.HBox([play, *steps, slider])


def presets(choices: Mapping[str, str], field: widgets.Text, description: str, **options) -> widgets.Dropdown:
    """Return a list that fills a text field, and says "your own numbers" when the field holds something else.

    Parameters
    ----------
    choices : name → the text that it stands for, each text once. field : filled, and followed when it is typed in.
    description, options : of the list, such as its ``layout``.
    """
    by_text = {text: name for name, text in choices.items()}
    chosen = widgets.Dropdown(
        options=[*choices, OWN], value=by_text.get(field.value, OWN), description=description, **options
    )
    chosen.observe(lambda change: setattr(field, "value", choices.get(change["new"], field.value)), "value")
    field.observe(lambda change: setattr(chosen, "value", by_text.get(change["new"], OWN)), "value")
    return chosen
