"""Drawing in SVG: the few shapes that all explorers are made of, so that all of them speak one language.

A drawing has its own units, one of which is a pixel of the page at the picture's natural size; x runs to the right, y
down.
Colours that stand for values are never mixed with anything else: what is selected gets a frame, not a tint.
"""

import base64
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape

import matplotlib
import numpy as np
from PIL import Image

from helpers.plots import COLORS, SIGNED

INK, QUIET, FAINT, GROUND = "#222222", "#767676", "#d0d0d0", "#ffffff"
FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
SELECTED = COLORS["pink"]  # the frame around what the reader points at
_WIDTHS = dict.fromkeys("−+=×", 0.838) | dict.fromkeys(" .,·", 0.318) | dict.fromkeys("()[]", 0.39)
LINKED = COLORS["sky"]  # the frame around what belongs to it
GRADIENTS = "PiYG"  # the colour map of gradients, apart from that of values: pink below zero, green above


@dataclass(frozen=True)
class Box:
    """A rectangle: its upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Grid(Box):
    """A rectangle of rows and columns of equal cells."""

    rows: int
    columns: int

    def cell(self, row: float, column: float, rows: float = 1, columns: float = 1) -> Box:
        """Return the box of a cell, or of a block of cells whose first one is (row, column)."""
        height, width = self.height / self.rows, self.width / self.columns
        return Box(self.x + column * width, self.y + row * height, columns * width, rows * height)


class Drawing:
    """An SVG picture that is built shape by shape, the later ones on top.

    Parameters
    ----------
    width, height : in the drawing's units. ground : the colour behind everything.

    All shapes take SVG attributes by name, with _ for -; ``mark`` names the element for the frame (what the reader can
    point at), ``handle`` = (x, y, step) makes it one that can be dragged and moved by the arrow keys from (x, y).
    """

    def __init__(self, width: float, height: float, ground: str = GROUND):
        self.width, self.height = width, height
        self.handles: dict[str, tuple[float, float, float]] = {}  # mark → (x, y, step)
        self.parts = [f'<rect width="{width:g}" height="{height:g}" fill="{ground}"/>']

    def svg(self) -> str:
        """Return the picture as one string of SVG."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" font-family="{FONT}" font-size="14" fill="{INK}">'
            f"{''.join(self.parts)}</svg>"
        )

    def add(self, tag: str, content: str = "", **attributes) -> None:
        """Add one element; content is SVG already (escape text yourself)."""
        written = self._attributes(attributes)
        self.parts.append(f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>")

    @contextmanager
    def group(self, **attributes) -> Iterator[None]:
        """Whatever is added inside belongs to one group, with these attributes."""
        self.parts.append(f"<g{self._attributes(attributes)}>")
        yield
        self.parts.append("</g>")

    def _attributes(self, attributes: dict) -> str:
        if attributes.get("handle", "ink") != "ink":
            self.handles[attributes["mark"]] = attributes["handle"]
        return _attributes(attributes)

    def rect(self, box: Box, **attributes) -> None:
        """Add a rectangle; without a fill it is a frame."""
        place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        self.add("rect", **place, **{"fill": "none"} | attributes)

    def line(self, x1: float, y1: float, x2: float, y2: float, **attributes) -> None:
        """Add a straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, **{"stroke": INK} | attributes)

    def circle(self, x: float, y: float, radius: float, **attributes) -> None:
        """Add a filled circle around (x, y)."""
        self.add("circle", cx=x, cy=y, r=radius, **attributes)

    def path(self, points: Sequence[tuple[float, float]], *, closed: bool = False, **attributes) -> None:
        """Add a line through points, or with ``closed`` the polygon that it encloses."""
        numbers = np.asarray(points, dtype=float).ravel().tolist()
        places = ("%.2f,%.2f " * (len(numbers) // 2) % tuple(numbers)).rstrip()  # one call: curves have many points
        defaults = {"fill": "none", "stroke": INK} if not closed else {}
        self.add("polygon" if closed else "polyline", points=places, **defaults | attributes)

    def text(self, x: float, y: float, text: str, *, size: float = 14, anchor: str = "middle", **attributes) -> None:
        """Add a line of text whose vertical middle is at y; anchor is "start", "middle" or "end"."""
        place = {"x": x, "y": y + 0.36 * size, "font_size": size, "text_anchor": anchor}
        self.add("text", escape(text), **place, **attributes)

    def arrow(self, x1: float, y1: float, x2: float, y2: float, *, head: float = 9, **attributes) -> None:
        """Add an arrow from (x1, y1) to (x2, y2)."""
        attributes = {"stroke": QUIET, "stroke_width": 1.5, "pointer_events": "none"} | attributes
        length = float(np.hypot(x2 - x1, y2 - y1)) or 1.0
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        bx, by = x2 - head * dx, y2 - head * dy
        self.line(x1, y1, bx, by, **attributes)
        wing = 0.45 * head
        tip = [(x2, y2), (bx - wing * dy, by + wing * dx), (bx + wing * dy, by - wing * dx)]
        self.path(tip, closed=True, fill=attributes["stroke"], pointer_events=attributes["pointer_events"])

    def beam(
        self,
        source: Box,
        target: Box,
        color: str = SELECTED,
        *,
        leaving: Box | None = None,
        entering: Box | None = None,
    ) -> None:
        """Join two boxes: a frame around each, and lines between their facing corners. Nothing is tinted.

        leaving, entering : matrices that source and target are cells of; the lines are left out over their cells.
        """
        style = {"stroke": color, "stroke_width": 2.5, "pointer_events": "none"}
        thin = style | {"stroke_width": 1.2, "stroke_dasharray": "4 3"}
        if source.right <= target.x:
            start, end = (leaving or source).right, (entering or target).x
            for y1, y2 in ((source.y, target.y), (source.bottom, target.bottom)):
                slope = (y2 - y1) / ((target.x - source.right) or 1)
                low, high = y1 + slope * (start - source.right), y1 + slope * (end - source.right)
                self.line(start, low, end, high, **thin)
        else:
            self.line(source.x, source.bottom, target.x, target.y, **thin)
            self.line(source.right, source.bottom, target.right, target.y, **thin)
        self.rect(source, **style)
        self.rect(target, **style)

    def pixels(
        self, image: np.ndarray, box: Box, *, scale: float | None = None, signed: bool = False, mark: str = ""
    ) -> Grid:
        """Add a matrix as an image, one flat square for each value: for many cells much lighter than rectangles.

        Parameters
        ----------
        image : shape (rows, columns), finite numbers; or colours, shape (rows, columns, 3), uint8.
        scale : the value of the last colour (without it the largest absolute value). signed : negative values are
            purple, positive ones orange, 0 is white; otherwise 0 is white and ``scale`` almost black.
        mark : what lies under the pointer is named "mark:row:column".
        """
        colors = image if image.ndim == 3 else value_colors(image, scale=scale, signed=signed)
        buffer = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(colors)).save(buffer, "png", compress_level=1)
        address = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
        place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        sharp = {"preserveAspectRatio": "none", "image_rendering": "optimizeSpeed"}  # flat squares, nothing smoothed
        self.add("image", href=address, **sharp, **place, **_cells(mark, *image.shape[:2]))
        return Grid(box.x, box.y, box.width, box.height, *image.shape[:2])

    def matrix(
        self,
        values: np.ndarray,
        x: float,
        y: float,
        cell: float,
        *,
        signed: bool = False,
        scale: float | None = None,
        mark: str = "",
        texts: Sequence[Sequence[str]] | None = None,
        size: float | None = None,
    ) -> Grid:
        """Add a matrix as cells with their numbers; NaN is a cell that is still empty.

        Parameters
        ----------
        values : shape (rows, columns). x, y : the upper left corner. cell : the width of a cell.
        signed, scale : as in ``pixels``. mark : cells are marked "mark:row:column".
        texts : what to write in the cells; without it the numbers. size : of the text.
        """
        rows, columns = values.shape
        filled = np.isfinite(values)
        colors = value_colors(np.where(filled, values, 0), scale=scale, signed=signed)
        for row in range(rows):
            for column in range(columns):
                box = Box(x + column * cell, y + row * cell, cell, cell)
                if not filled[row, column]:
                    self.value_cell(box)
                    continue
                text = texts[row][column] if texts is not None else number(values[row, column])
                self.value_cell(box, text, colors[row, column], size=size)
        grid = Grid(x, y, columns * cell, rows * cell, rows, columns)
        if mark:
            self.rect(grid, fill="transparent", **_cells(mark, rows, columns))
        return grid

    def value_cell(
        self, box: Box, text: str = "", color: np.ndarray | None = None, *, size: float | None = None
    ) -> None:
        """Add one cell with its number on its colour, three numbers of 0 to 255; without a colour it is still empty."""
        if color is None:
            self.rect(box, fill=GROUND, stroke="#999999", stroke_dasharray="3 3")
            return
        self.rect(box, fill="#{:02x}{:02x}{:02x}".format(*color), stroke="#999999")
        shrunk = min(size or 0.42 * box.width, largest_size(text, 0.92 * box.width))
        ink = readable_on(color)
        self.text(*box.center, text, size=shrunk, fill=ink, pointer_events="none")

    def hatch(self, box: Box, color: str = QUIET, *, gap: float = 7, falling: bool = False, **attributes) -> None:
        """Put thin slanted lines over a box, for what is special about it: its colours stay as they are.

        gap : between two lines. falling : the lines run down to the right, otherwise up.
        """
        lines = []
        for start in np.arange(gap / 2, box.width + box.height, gap):  # where a line cuts the upper edge, or would
            right, left = min(start, box.width), max(start - box.height, 0)
            ends = [(right, start - right), (left, start - left)]
            (x1, y1), (x2, y2) = [(box.width - x if falling else x, y) for x, y in ends]
            lines.append(f"M{box.x + x1:.1f} {box.y + y1:.1f}L{box.x + x2:.1f} {box.y + y2:.1f}")
        self.add(
            "path", d="".join(lines), **{"stroke": color, "stroke_width": 1, "pointer_events": "none"} | attributes
        )

    def frame(self, box: Box, color: str = SELECTED, **attributes) -> None:
        """Put a frame around what is selected."""
        self.rect(box, **{"stroke": color, "stroke_width": 2.5, "pointer_events": "none"} | attributes)

    def axes(
        self,
        box: Box,
        xlim: tuple[float, float],
        ylim: tuple[float, float],
        xlabel: str = "",
        ylabel: str = "",
        *,
        xticks: Mapping[float, str] | None = None,
        yticks: Mapping[float, str] | None = None,
        most: tuple[int, int] = (6, 6),
    ) -> "Axes":
        """Add a coordinate system with ticks and labels, in a box that is left free for the curves themselves.

        xticks, yticks : place → its text, instead of round numbers; for a logarithmic axis, or for what is counted.
        most : of the intervals between ticks, across and upwards: fewer where the box is small.
        """
        return Axes(self, box, xlim, ylim, xlabel, ylabel, xticks, yticks, most)


class Axes:
    """A coordinate system in a drawing: ``x`` and ``y`` turn values into places, the other methods draw by values."""

    def __init__(self, drawing: Drawing, box: Box, xlim, ylim, xlabel: str, ylabel: str, xticks, yticks, most):
        self.drawing, self.box, self.xlim, self.ylim = drawing, box, xlim, ylim
        xticks, yticks = (
            {value: number(value) for value in ticks(*limits, intervals)} if given is None else given
            for given, limits, intervals in zip((xticks, yticks), (xlim, ylim), most)
        )
        for value, text in xticks.items():
            drawing.line(self.x(value), box.y, self.x(value), box.bottom, stroke="#eeeeee")
            drawing.text(self.x(value), box.bottom + 11, text, size=11, fill=QUIET)
        for value, text in yticks.items():
            drawing.line(box.x, self.y(value), box.right, self.y(value), stroke="#eeeeee")
            drawing.text(box.x - 6, self.y(value), text, size=11, anchor="end", fill=QUIET)
        for low, high, place in ((*xlim, "x"), (*ylim, "y")):
            if low < 0 < high:
                zero = self.x(0) if place == "x" else self.y(0)
                ends = (zero, box.y, zero, box.bottom) if place == "x" else (box.x, zero, box.right, zero)
                drawing.line(*ends, stroke="#aaaaaa")
        drawing.rect(box, stroke="#aaaaaa", pointer_events="none")
        drawing.text(box.center[0], box.bottom + 27, xlabel, size=12)
        if ylabel:
            x, y = box.x - 36, box.center[1]
            drawing.text(x, y, ylabel, size=12, transform=f"rotate(-90 {x:g} {y:g})")

    def x(self, value):
        """Return the place of a value (or of an array of them) on the horizontal axis."""
        return self.box.x + (value - self.xlim[0]) / (self.xlim[1] - self.xlim[0]) * self.box.width

    def y(self, value):
        """Return the place of a value (or of an array of them) on the vertical axis."""
        return self.box.bottom - (value - self.ylim[0]) / (self.ylim[1] - self.ylim[0]) * self.box.height

    def value(self, x: float, y: float) -> tuple[float, float]:
        """Return the values at a place of the drawing, kept inside the axes."""
        across = min(max((x - self.box.x) / self.box.width, 0), 1)
        up = min(max((self.box.bottom - y) / self.box.height, 0), 1)
        return (
            self.xlim[0] + across * (self.xlim[1] - self.xlim[0]),
            self.ylim[0] + up * (self.ylim[1] - self.ylim[0]),
        )

    def curve(self, xs: np.ndarray, ys: np.ndarray, color: str, **attributes) -> None:
        """Add a curve; where it leaves the axes it is cut off exactly at their lower or upper border."""
        style = {"stroke": color, "stroke_width": 2.2, "stroke_linejoin": "round"} | attributes
        for piece_x, piece_y in pieces(np.asarray(xs, dtype=float), np.asarray(ys, dtype=float), *self.ylim):
            self.drawing.path(np.column_stack([self.x(piece_x), self.y(piece_y)]), **style)

    def point(self, x: float, y: float, color: str, radius: float = 5, **attributes) -> None:
        """Add a point; one that lies outside becomes a triangle at the border that points to where it is."""
        low, high = self.ylim
        px, py = self.x(min(max(x, self.xlim[0]), self.xlim[1])), self.y(min(max(y, low), high))
        if low <= y <= high:
            self.drawing.circle(px, py, radius, **{"fill": color, "stroke": GROUND} | attributes)
            return
        tip = -1.4 * radius if y > high else 1.4 * radius
        self.drawing.path([(px, py + tip), (px - radius, py), (px + radius, py)], closed=True, fill=color, **attributes)


def pieces(xs: np.ndarray, ys: np.ndarray, low: float, high: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the parts of a polyline that lie between two heights, with the points where it crosses them.

    xs, ys : shape (N,), in the order of the line; a y that is NaN breaks the line.
    """
    ys = np.where(np.isnan(ys), np.nan, np.clip(ys, -1e12, 1e12))  # an infinite y has no crossing to compute
    order, all_x, all_y = [np.arange(len(xs), dtype=float)], [xs], [ys]
    for level in (low, high):
        before = np.flatnonzero((ys[:-1] - level) * (ys[1:] - level) < 0)
        part = (level - ys[before]) / (ys[before + 1] - ys[before])
        order.append(before + part)
        all_x.append(xs[before] + part * (xs[before + 1] - xs[before]))
        all_y.append(np.full(len(before), float(level)))
    sequence = np.argsort(np.concatenate(order), kind="stable")
    x, y = np.concatenate(all_x)[sequence], np.concatenate(all_y)[sequence]
    inside = (y >= low) & (y <= high)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    return [(x[start:end], y[start:end]) for start, end in zip(edges[::2], edges[1::2]) if end - start > 1]


def network(
    drawing: Drawing,
    layers: Sequence[Sequence[str]],
    weights: Sequence[np.ndarray],
    box: Box,
    *,
    radius: float = 20,
    fills: Sequence[Sequence[str]] | None = None,
    mark: str = "weight",
) -> list[list[tuple[float, float]]]:
    """Add a network: a circle for each unit, a line for each weight. Return the circles' centres, layer by layer.

    A line is orange for a positive weight, purple for a negative one, and the thicker the larger it is.

    Parameters
    ----------
    layers : the texts in the circles, a list for each layer, the input first. box : the centres lie inside it.
    weights : one matrix for each pair of layers, shape (units before, units after). fills : the circles' colours.
    mark : lines are marked "mark:layer:from:to", circles "unit:layer:number".
    """
    gap = box.width / max(len(layers) - 1, 1)
    places = [
        [(box.x + depth * gap, box.y + box.height * (unit + 0.5) / len(units)) for unit in range(len(units))]
        for depth, units in enumerate(layers)
    ]
    for depth, matrix in enumerate(weights):
        for i, row in enumerate(np.asarray(matrix)):
            for j, weight in enumerate(row):
                name = f"{mark}:{depth}:{i}:{j}"
                ends = (*places[depth][i], *places[depth + 1][j])
                drawing.line(
                    *ends, stroke=weight_color(weight), stroke_width=weight_width(weight), pointer_events="none"
                )
                drawing.line(*ends, stroke="transparent", stroke_width=14, mark=name)  # wide enough to be hit
    for depth, units in enumerate(layers):
        for unit, text in enumerate(units):
            x, y = places[depth][unit]
            fill = fills[depth][unit] if fills is not None else "#f3f3f3"
            drawing.circle(x, y, radius, fill=fill, stroke=QUIET, mark=f"unit:{depth}:{unit}")
            drawing.text(x, y, text, size=0.68 * radius, pointer_events="none")
    return places


def weight_color(weight: float) -> str:
    """Return the colour of a weight's line: orange above zero, purple below, grey for zero."""
    return COLORS["orange"] if weight > 0 else "#5e3c99" if weight < 0 else FAINT


def weight_width(weight: float) -> float:
    """Return the width of a weight's line; beyond 3 it grows no more."""
    return 0.8 + 1.8 * min(abs(float(weight)), 3)


def value_colors(values: np.ndarray, *, scale: float | None = None, signed: bool = False) -> np.ndarray:
    """Return the colour of each value: uint8, shape (rows, columns, 3). Parameters as in ``Drawing.pixels``."""
    values = np.nan_to_num(np.asarray(values, dtype=np.float64))
    scale = scale or float(np.abs(values).max(initial=0)) or 1.0
    part = (values / scale + 1) / 2 if signed else values / scale
    return _table(signed)[np.clip((255 * part).round(), 0, 255).astype(int)]


def pill(
    drawing: Drawing,
    x: float,
    y: float,
    value: float | None,
    scale: float,
    *,
    colors: str = SIGNED,
    width: float = 50,
    height: float = 18,
) -> None:
    """Add one number around (x, y) in a box of its colour; None is a number that is still to come.

    ``scale`` is the value of the last colour, ``colors`` one of Matplotlib's diverging colour maps: SIGNED for values,
    GRADIENTS for gradients. White is 0.
    """
    box = Box(x - width / 2, y - height / 2, width, height)
    if value is None:
        drawing.rect(box, rx=4, fill=GROUND, stroke=FAINT, stroke_dasharray="3 3", pointer_events="none")
        return
    color = signed_color(value, scale, colors)
    drawing.rect(box, rx=4, fill="#{:02x}{:02x}{:02x}".format(*color), stroke="#999999", pointer_events="none")
    text = number(value)
    ink = GROUND if luminance(color) < 0.3 else INK
    size = min(0.7 * height, 1.5 * width / len(text))
    drawing.text(x, y, text, size=size, fill=ink, pointer_events="none")


def signed_color(value: float, scale: float, colors: str = SIGNED) -> tuple[int, int, int]:
    """Return the colour of one signed value as uint8 parts; parameters as in ``pill``."""
    part = min(max(value / scale, -1), 1) if scale else 0.0
    return _diverging(colors)[round(127.5 + 127.5 * part)]


@cache
def _diverging(colors: str) -> list[tuple[int, int, int]]:
    # The darkest colours are left out: numbers stand on them.
    table = (255 * matplotlib.colormaps[colors](np.linspace(0.1, 0.9, 256))[:, :3]).round().astype(int)
    return [tuple(color) for color in table.tolist()]


@cache
def _table(signed: bool) -> np.ndarray:
    # Grey ends before black, so that a number in a cell can be read beside its frame.
    colors = matplotlib.colormaps[SIGNED if signed else "Greys"](np.linspace(0, 1 if signed else 0.9, 256))
    return (255 * colors[:, :3]).round().astype(np.uint8)


def text_width(text: str) -> float:
    """Return about how wide a text is in DejaVu Sans, as a multiple of its font size; for numbers it is exact."""
    return sum(_WIDTHS.get(letter, 0.636) for letter in text)


def largest_size(text: str, width: float) -> float:
    """Return the font size at which a text is as wide as ``width``."""
    return width / max(text_width(text), 0.318)


def luminance(color: Sequence[int]) -> float:
    """Return the relative luminance of a colour (W3C, WCAG 2), 0 for black to 1 for white, from its uint8 parts."""
    parts = [int(part) / 255 for part in color]  # plain numbers: for three of them NumPy is slower
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def readable_on(color: Sequence[int]) -> str:
    """Return black or white, whichever reads better on a colour: the contrast is at least 4.5 (WCAG 2, for text)."""
    return "#ffffff" if luminance(color) < 0.179 else "#000000"


def number(value: float, digits: int = 3) -> str:
    """Return a number as short text with a real minus sign: 1.5, −2, 0.333."""
    text = f"{float(value):.{digits}g}"
    if "e" in text and abs(value) < 1e6 and abs(value) >= 1e-4:
        text = f"{float(value):.0f}" if abs(value) >= 1 else f"{float(value):.4f}"
    return "0" if text in ("-0", "0") else text.replace("-", "−")


@cache
def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return at most ``most`` + 1 round numbers between two limits."""
    from matplotlib.ticker import MaxNLocator

    return [float(value) for value in MaxNLocator(most).tick_values(low, high) if low - 1e-9 <= value <= high + 1e-9]


def scientific(value: float) -> str:
    """Return a number as short text with its power of ten: −2.5 × 10⁻⁷."""
    if not value:
        return "0"
    digits, power = f"{value:.1e}".replace("-", "−", 1 if value < 0 else 0).split("e")
    return f"{digits} × 10{raised(int(power))}"


def raised(power: int) -> str:
    """Return a whole number as an exponent: ⁻⁷."""
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _cells(mark: str, rows: int, columns: int) -> dict:
    """Return the attributes of one element that stands for many cells: the page works out which one is meant."""
    return {"mark": mark, "data_grid": f"{rows} {columns}"} if mark else {}


def _attributes(attributes: dict) -> str:
    parts = []
    for name, value in attributes.items():
        if name == "mark":
            parts.append(f' data-mark="{escape(value)}"')
        elif name == "handle":
            if value == "ink":
                parts.append(' data-handle="ink"')
            else:
                x, y, _ = value
                parts.append(f' data-handle="" tabindex="0" data-x="{x:g}" data-y="{y:g}"')
        elif name == "label":
            parts.append(f' aria-label="{escape(value)}"')
        else:
            shown = _escaped(value) if isinstance(value, str) else f"{value:.6g}"
            parts.append(f' {_name(name)}="{shown}"')
    return "".join(parts)


@lru_cache(4096)
def _escaped(text: str) -> str:  # a picture repeats the same few texts hundreds of times
    return escape(text)


@cache
def _name(name: str) -> str:
    return name if name == "preserveAspectRatio" else name.replace("_", "-")
