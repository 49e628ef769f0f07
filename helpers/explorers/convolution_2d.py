"""The explorer of lesson 05: one window of a two-dimensional convolution at a time."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from helpers.convolution_1d import number_text, unread_places
from helpers.convolution_2d import convolve_2d, parse_matrix, windows_2d
from helpers.explorers.drawing import LINKED, QUIET, Box, Drawing, Grid
from helpers.explorers.frame import Choice, Explorer, Field, Picture, Slider, Switch
from helpers.mnist import load_mnist

LECTURE = np.array([[1, 1, 1, 1, 1], [-1, 0, -3, 0, 1], [2, 1, 1, -1, 0], [0, -1, 1, 2, 1], [1, 2, 1, 1, 1]])
OWN = "my own"
KERNELS = {
    "edge, left to right": "-1, 0, 1; -2, 0, 2; -1, 0, 1",
    "edge, top to bottom": "-1, -2, -1; 0, 0, 0; 1, 2, 1",
    "the lecture's": "-1, 0, 0; 0, 0, 0; 0, 0, 1",
    "copy": "0, 0, 0; 0, 1, 0; 0, 0, 0",
    "blur": "1/9, 1/9, 1/9; 1/9, 1/9, 1/9; 1/9, 1/9, 1/9",
    "sharpen": "0, -1, 0; -1, 5, -1; 0, -1, 0",
    "Laplacian": "0, 1, 0; 1, -4, 1; 0, 1, 0",
    "a stroke, 5 × 5": "; ".join(["-1, -1, 2, -1, -1"] * 5),
}
LARGEST_KERNEL, MOST_PADDING, WITH_NUMBERS, LARGEST_NUMBER = 5, 3, 12, 1e6
MIDDLE = (376, 30, 90)  # left, top and side of the window's matrix; kernel and products stand below
CLICKED = (0, 1, 2, -2, -1)  # the values that a click on a kernel's cell runs through


@cache
def _inputs() -> dict[str, np.ndarray]:
    """Return what the explorer can look at: the first test digit of each class, in steps of 0.1, and small matrices.

    Steps of 0.1 keep the arithmetic short enough to be followed by hand.
    """
    spot, step = np.zeros((5, 5)), np.zeros((6, 6))
    spot[2, 2], step[:, 3:] = 1, 9
    data = load_mnist(scaled=True)
    firsts = {f"digit {k}": data.test_images[np.argmax(data.test_labels == k)].round(1) for k in range(10)}
    return {**firsts, "the lecture's 5 × 5": LECTURE.astype(float), "one bright pixel": spot, "an edge": step}


def draw(image, kernel, weights, stride, padding, dilation, flip, step, selected) -> Picture:
    """Return the picture: the input with its window, window × kernel = products, and the output with their sum.

    Parameters
    ----------
    image : a name of ``_inputs``. kernel : the name of a kernel, or OWN. weights : the kernel's text.
    step : the position of the window, counted along the rows of the output. selected : the mark pointed at.

    Raises
    ------
    ValueError if the kernel cannot be read, is too large, or does not fit into the padded input.
    """
    x, w = _inputs()[image], parse_matrix(weights, most=LARGEST_KERNEL)
    if np.abs(w).max() > LARGEST_NUMBER:
        raise ValueError("numbers up to a million fit into the picture")
    setting = {"stride": stride, "padding": padding, "dilation": dilation}
    y = convolve_2d(x, w, flip=flip, **setting)
    i, j = divmod(min(step, y.size - 1), y.shape[1])
    window = windows_2d(x, w.shape, **setting)[i, j]
    used = w[::-1, ::-1] if flip else w
    drawing = Drawing(860, 356)
    source = _matrix(drawing, np.pad(x, padding), Box(14, 40, 290, 290), "in", signed=(x < 0).any())
    target = _matrix(drawing, y, Box(566, 40, 284, 284), "out", signed=True)
    covered = [dilation * (size - 1) + 1 for size in w.shape]
    _surroundings(
        drawing,
        source,
        padding,
        [unread_places(n + 2 * padding, k, stride, 0, dilation) for n, k in zip(x.shape, w.shape)],
    )
    products = _middle(drawing, window, used, flip, float(np.abs(x).max()) or 1.0)
    seen, here = source.cell(i * stride, j * stride, *covered), target.cell(i, j)
    drawing.beam(seen, Box(*MIDDLE[:2], *(MIDDLE[2] / max(w.shape) * n for n in w.shape[::-1])))
    total = number_text(round(float(y[i, j]), 2))
    drawing.text(products.right + 10, products.center[1], f"sum {total}", size=15, anchor="start", font_weight="bold")
    drawing.arrow(products.right + 12, products.center[1] - 14, here.x - 3, here.center[1])
    drawing.frame(here)
    for box, text in (
        (source, f"{'padded input' if padding else 'input'} {source.rows} × {source.columns}"),
        (target, f"output {y.shape[0]} × {y.shape[1]}"),
    ):
        drawing.text(box.center[0], 20, text, size=13)
    sentence = _sentence(x.shape, y, (i, j), setting, covered, total)
    if selected.startswith("in:"):
        sentence = f"{_fed(drawing, source, target, selected, w.shape, setting)} {sentence}"
    limits = {"step": {"maximum": y.size - 1}}
    return Picture(drawing, sentence, selected if selected.startswith(("in:", "kernel:")) else f"out:{i}:{j}", limits)


def _matrix(drawing: Drawing, values: np.ndarray, box: Box, mark: str, *, signed: bool) -> Grid:
    """Draw a matrix into the middle of a square, with numbers where there is room, else as pixels."""
    cell = min(box.width / values.shape[1], box.height / values.shape[0])
    x, y = box.x + (box.width - cell * values.shape[1]) / 2, box.y + (box.height - cell * values.shape[0]) / 2
    if max(values.shape) <= WITH_NUMBERS:
        return drawing.matrix(values.round(2), x, y, cell, signed=signed, mark=mark)
    place = Box(x, y, cell * values.shape[1], cell * values.shape[0])
    grid = drawing.pixels(values, place, signed=signed, mark=mark)
    drawing.rect(place, stroke="#999999", pointer_events="none")
    return grid


def _surroundings(drawing: Drawing, source: Grid, padding: int, unread: list[list[int]]) -> None:
    """Show where the padding ends, and cross out the rows and columns that no window reads."""
    if padding:
        inner = source.cell(padding, padding, source.rows - 2 * padding, source.columns - 2 * padding)
        drawing.rect(inner, stroke=QUIET, stroke_width=1.5, stroke_dasharray="5 3", pointer_events="none")
    lost = [source.cell(row, 0, 1, source.columns) for row in unread[0]]
    lost += [source.cell(0, column, source.rows, 1) for column in unread[1]]
    for box in lost:
        drawing.line(box.x, box.y, box.right, box.bottom, stroke="#b0457f", stroke_width=1.2, pointer_events="none")


def _middle(drawing: Drawing, window: np.ndarray, weights: np.ndarray, flip: bool, scale: float) -> Grid:
    """Draw window × kernel = products, one below another, and return where the products stand."""
    left, top, side = MIDDLE
    cell = side / max(weights.shape)
    rows = (
        (window, "window", "", scale),
        (weights, "kernel, turned" if flip else "kernel", "kernel", None),
        (weights * window, "products", "", None),
    )
    for number, (values, name, mark, largest) in enumerate(rows):
        signed = number > 0 or bool((values < 0).any())
        y = top + number * (side + 20)
        grid = drawing.matrix(values.round(2), left, y, cell, mark=mark, signed=signed, scale=largest)
        drawing.text(left - 7, grid.center[1], name, size=12, anchor="end", fill=QUIET)
        if number:
            drawing.text(grid.center[0], y - 10, ("×", "=")[number - 1], size=15)
    return grid


def _fed(drawing, source: Grid, target: Grid, selected: str, shape, setting) -> str:
    """Frame the outputs that an input pixel feeds, and say how many they are."""
    row, column = (int(part) for part in selected.split(":")[1:])
    if row >= source.rows or column >= source.columns:
        return ""
    fed = [
        _outputs(place, size, count, setting)
        for place, size, count in zip((row, column), shape, (target.rows, target.columns))
    ]
    drawing.frame(source.cell(row, column), LINKED)
    for i in fed[0]:
        for j in fed[1]:
            drawing.frame(target.cell(i, j), LINKED, stroke_width=1.6)
    count = len(fed[0]) * len(fed[1])
    return f"The input at row {row}, column {column} feeds {count} output{'' if count == 1 else 's'}."


def _outputs(place: int, size: int, count: int, setting: Mapping) -> list[int]:
    """Return the outputs along one axis whose window reads a place of the padded input."""
    stride, dilation = setting["stride"], setting["dilation"]
    return [
        i for i in range(count) if (offset := place - i * stride) % dilation == 0 and 0 <= offset // dilation < size
    ]


def _sentence(shape, y, position, setting, covered, total) -> str:
    i, j = position
    stride, padding = setting["stride"], setting["padding"]
    parts = []
    for name, size, cover, length in zip(("height", "width"), shape, covered, y.shape):
        rest = size + 2 * padding - cover - (length - 1) * stride
        lost = f", and no window reaches the last {rest if rest > 1 else 'one'}" if rest else ""
        parts.append(f"{name} ⌊({size} + 2·{padding} − {cover}) / {stride}⌋ + 1 = {length}{lost}")
    return f"y[{i}, {j}] = {total}, the sum of the products. Output: {'; '.join(parts)}."


def point(settings: Mapping, mark: str) -> dict:
    """An output cell moves the window there; an input pixel shows what it feeds."""
    group, row, column = mark.split(":")
    if group != "out":
        return {"selected": mark}
    x, w = _inputs()[settings["image"]], parse_matrix(settings["weights"], most=LARGEST_KERNEL)
    columns = convolve_2d(x, w, **{name: settings[name] for name in ("stride", "padding", "dilation")}).shape[1]
    return {"step": int(row) * columns + int(column), "selected": ""}


def click(settings: Mapping, mark: str, place) -> dict:
    """A click on a cell of the kernel gives it the next of the values 0, 1, 2, −2, −1."""
    group, *cell = mark.split(":")
    if group != "kernel":
        return {}
    w = parse_matrix(settings["weights"], most=LARGEST_KERNEL)
    row, column = (int(part) for part in cell)
    if settings["flip"]:
        row, column = w.shape[0] - 1 - row, w.shape[1] - 1 - column
    value = w[row, column]
    w[row, column] = CLICKED[(CLICKED.index(value) + 1) % len(CLICKED)] if value in CLICKED else 0
    text = "; ".join(", ".join(number_text(number) for number in line) for line in w)
    return {"weights": text, "kernel": OWN, "selected": mark}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """A chosen kernel writes its numbers into the field; numbers that are typed make it one's own."""
    if "weights" in changes:
        return {"kernel": OWN}
    return {"weights": KERNELS[changes["kernel"]]} if changes.get("kernel") in KERNELS else {}


def convolution_2d_explorer() -> Explorer:
    """Return the explorer of a two-dimensional convolution: point at an output, an input, or click the kernel's cells."""
    controls = [
        Choice("image", "image", list(_inputs()), "digit 7"),
        Choice("kernel", "kernel", [*KERNELS, OWN], "edge, left to right"),
        Field("weights", "its weights", KERNELS["edge, left to right"], width=28),
        Slider("stride", "stride S", 1, 4, 1),
        Slider("padding", "padding P", 0, MOST_PADDING, 0),
        Slider("dilation", "dilation D", 1, 3, 1),
        Switch("flip", "turn the kernel by 180° (convolution)"),
        Slider("step", "step", 0, 675, 190, play=True),
    ]
    return Explorer(
        "Convolution in two dimensions", draw, controls, {"selected": ""}, adapt=adapt, point=point, click=click
    )
