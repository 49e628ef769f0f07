"""The explorer of lesson 05: one window of a two-dimensional convolution at a time."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from helpers.convolution_1d import nearest_output, outputs_fed, unread_places
from helpers.convolution_2d import convolve_2d, output_shape, windows_2d
from helpers.explorers.drawing import LINKED, SELECTED, Box, Drawing, Grid, largest_size, text_width
from helpers.explorers.frame import Choice, Explorer, Field, Picture, Slider, Switch
from helpers.explorers.numbers import (
    arithmetic,
    check_size,
    clicked,
    count,
    matrix_text,
    number_text,
    parse_matrix,
    short_number,
    summed,
)
from helpers.explorers.windows import hatch_padding, hatch_unread, legend, length_text
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
    "emboss, flat areas kept": "-2, -1, 0; -1, 1, 1; 0, 1, 2",
    "Laplacian": "0, 1, 0; 1, -4, 1; 0, 1, 0",
    "a stroke, 5 × 5": "; ".join(["-1, -1, 2, -1, -1"] * 5),
}
LARGEST_KERNEL, MOST_PADDING, WITH_NUMBERS, SMALLEST = 5, 3, 12, 10
INPUT, OUTPUT, SUM = Box(14, 36, 290, 290), Box(580, 36, 266, 266), Box(504, 296, 48, 48)
MIDDLE, SIDE, GAP = (364, 36), 100, 20  # the window's upper left corner; kernel and products stand below
LINE = 832  # the room for the sum below the picture


@cache
def _inputs() -> dict[str, np.ndarray]:
    """Return what the explorer can look at: the first test digit of each class, in steps of 0.1, and small matrices.

    Steps of 0.1 keep the arithmetic short enough to be followed by hand.
    """
    spot, step = np.zeros((5, 5)), np.zeros((6, 6))
    spot[2, 2], step[:, 3:] = 1, 9
    data = load_mnist()  # 60,000 digits need not be scaled for ten of them
    digits = [data.test_images[np.argmax(data.test_labels == k)] / np.float32(255) for k in range(10)]
    firsts = {f"digit {k}": digit.round(1) for k, digit in enumerate(digits)}
    return {**firsts, "the lecture's 5 × 5": LECTURE.astype(float), "one bright pixel": spot, "an edge": step}


def _read(settings: Mapping) -> tuple[np.ndarray, np.ndarray, dict]:
    """Return the image, the kernel, and the setting of the window; ValueError for a kernel that cannot be read."""
    w = parse_matrix(settings["weights"], most=LARGEST_KERNEL)
    check_size(w)
    return _inputs()[settings["image"]], w, {name: settings[name] for name in ("stride", "padding", "dilation")}


def draw(**settings) -> Picture:
    """Return the picture: the input with its window, window × kernel = products, and the output with their sum.

    Parameters
    ----------
    image : a name of ``_inputs``. kernel : the name of a kernel, or OWN. weights : the kernel's text.
    stride, padding, dilation, flip : as in ``convolve_2d``.
    step : the position of the window, counted along the rows of the output. selected : the mark pointed at.

    Raises
    ------
    ValueError if the kernel cannot be read, is too large, or does not fit into the padded input.
    """
    x, w, setting = _read(settings)
    y = convolve_2d(x, w, flip=settings["flip"], **setting)
    i, j = divmod(min(settings["step"], y.size - 1), y.shape[1])
    window, used = windows_2d(x, w.shape, **setting)[i, j], w[::-1, ::-1] if settings["flip"] else w
    scales = float(np.abs(x).max()), max(float(np.abs(y).max()), float(np.abs(x).max() * np.abs(w).max())) or 1.0
    drawing = Drawing(860, 404)
    source = _source(drawing, x, w.shape, setting, scales[0])
    target = _matrix(drawing, y, OUTPUT, "out", signed=True, scale=scales[1])
    drawing.text(target.center[0], 18, f"output {y.shape[0]} × {y.shape[1]}", size=13)
    seen = _middle(drawing, window, used, "× kernel, turned" if settings["flip"] else "× kernel", x, scales)
    drawing.beam(_window(drawing, source, (i, j), w.shape, setting), seen, leaving=source)
    total = round(float(y[i, j]), 6)
    _sum(drawing, used, window, (i, j), total, scales[1])
    drawing.beam(SUM, target.cell(i, j), entering=target)
    sentence = _sentence(x.shape, w.shape, (i, j), setting, total)
    selected = settings["selected"]
    if selected.startswith("in:"):
        sentence = f"{_fed(drawing, source, target, selected, x.shape, w.shape, setting)} {sentence}"
    here = selected if selected.startswith(("in:", "kernel:")) else f"out:{i}:{j}"
    return Picture(drawing, sentence, here, {"step": {"maximum": y.size - 1}})


def _source(drawing: Drawing, x: np.ndarray, shape: tuple[int, int], setting: Mapping, scale: float) -> Grid:
    """Draw the padded input; hatch its padding, and the rows and columns that no window reads."""
    padding = setting["padding"]
    padded = np.pad(x, padding)
    grid = _matrix(drawing, padded, INPUT, "in", signed=(x < 0).any(), scale=scale)
    name = "padded input" if padding else "input"
    drawing.text(grid.center[0], 18, f"{name} {grid.rows} × {grid.columns}", size=13)
    unread = tuple(
        unread_places(size, taps, setting["stride"], 0, setting["dilation"]) for size, taps in zip(padded.shape, shape)
    )
    hatch_padding(drawing, grid, padding)
    hatch_unread(drawing, grid, unread)
    lost = "in no window" if unread[0] or unread[1] else ""
    legend(drawing, INPUT.x, INPUT.bottom + 18, "zeros of the padding" if padding else "", lost)
    return grid


def _matrix(drawing: Drawing, values: np.ndarray, box: Box, mark: str, *, signed: bool, scale: float) -> Grid:
    """Draw a matrix into the middle of a square, with numbers where there is room, else as pixels."""
    rows, columns = values.shape
    cell = min(box.width / columns, box.height / rows)
    x, y = box.x + (box.width - cell * columns) / 2, box.y + (box.height - cell * rows) / 2
    texts = _texts(values, cell) if max(values.shape) <= WITH_NUMBERS else []
    if texts and min(largest_size(text, 0.92 * cell) for row in texts for text in row) >= SMALLEST:
        return drawing.matrix(values, x, y, cell, signed=signed, scale=scale, mark=mark, texts=texts, size=_size(cell))
    place = Box(x, y, cell * columns, cell * rows)
    grid = drawing.pixels(values, place, signed=signed, scale=scale, mark=mark)
    drawing.rect(place, stroke="#999999", pointer_events="none")
    return grid


def _texts(values: np.ndarray, cell: float) -> list[list[str]]:
    room = min(max(4, int(1.35 * cell / 11)), 6)
    return [[short_number(value, room) for value in row] for row in values.tolist()]


def _size(cell: float) -> float:
    return min(max(11, 0.4 * cell), 18)


def _window(drawing: Drawing, source: Grid, position: tuple[int, int], shape: tuple[int, int], setting: Mapping) -> Box:
    """Return the block that the window covers; with a dilation, frame the cells that it reads."""
    top, left = (setting["stride"] * place for place in position)
    dilation = setting["dilation"]
    if dilation > 1:
        for u, v in np.ndindex(shape):
            drawing.frame(source.cell(top + u * dilation, left + v * dilation), SELECTED, stroke_width=1.4)
    return source.cell(top, left, *(dilation * (size - 1) + 1 for size in shape))


def _middle(drawing: Drawing, window: np.ndarray, weights: np.ndarray, name: str, x: np.ndarray, scales) -> Grid:
    """Draw window × kernel = products, one below another, and return where the window stands."""
    left, top = MIDDLE
    cell = SIDE / max(weights.shape)
    rows = (
        (window, "window", "", bool((x < 0).any()), scales[0]),
        (weights, name, "kernel", True, None),
        (weights * window, "= products", "", True, scales[1]),
    )
    grids = []
    for number, (values, text, mark, signed, scale) in enumerate(rows):
        x0, y = left + (SIDE - cell * values.shape[1]) / 2, top + number * (SIDE + GAP)
        looks = {"signed": signed, "scale": scale, "texts": _texts(values, cell), "size": _size(cell)}
        grids.append(drawing.matrix(values, x0, y, cell, mark=mark, **looks))
        drawing.text(left + SIDE / 2, y - 10, text, size=12)
    return grids[0]


def _sum(drawing: Drawing, weights: np.ndarray, window: np.ndarray, position, total: float, scale: float) -> None:
    """Draw the sum as a cell of its own, and spell it out under the picture where it is short enough."""
    text = short_number(total, 6)
    drawing.matrix(np.array([[total]]), SUM.x, SUM.y, SUM.width, signed=True, scale=scale, texts=[[text]], size=15)
    drawing.text(SUM.center[0], SUM.y - 10, "sum", size=12)
    bottom = MIDDLE[1] + 3 * SIDE + 2 * GAP - SIDE / 2
    drawing.arrow(MIDDLE[0] + SIDE + 6, bottom, SUM.x - 4, bottom)
    terms = (weights * window).ravel()
    texts = [f"y[{position[0]}, {position[1]}] = {arithmetic(weights.ravel(), window.ravel())}"]
    texts += [f"y[{position[0]}, {position[1]}] = {summed(terms)}"]
    shortest = next((text for text in texts if 12 * text_width(text) <= LINE), "")
    drawing.text(INPUT.x, 391, shortest, size=12, anchor="start")


def _fed(drawing, source: Grid, target: Grid, selected: str, shape, kernel_shape, setting: Mapping) -> str:
    """Frame the outputs that an input pixel feeds, and say how many they are."""
    row, column = (int(part) for part in selected.split(":")[1:])
    if row >= source.rows or column >= source.columns:
        return ""
    padding = setting["padding"]
    places = row - padding, column - padding
    rows, columns = (
        outputs_fed(place, size, taps, **setting) for place, size, taps in zip(places, shape, kernel_shape)
    )
    drawing.frame(source.cell(row, column), LINKED)
    for i in rows:
        for j in columns:
            drawing.frame(target.cell(i, j), LINKED, stroke_width=1.6)
    inside = all(0 <= place < size for place, size in zip(places, shape))
    name = f"x[{places[0]}, {places[1]}]".replace("-", "−") if inside else "This zero of the padding"
    return f"{name} feeds {count(len(rows) * len(columns), 'output')}."


def _sentence(shape, kernel_shape, position, setting: Mapping, total: float) -> str:
    products = kernel_shape[0] * kernel_shape[1]
    parts = [
        length_text(name, line, size, taps, **setting)
        for name, line, size, taps in zip(("Height", "width"), ("row", "column"), shape, kernel_shape)
    ]
    covered = [setting["dilation"] * (size - 1) + 1 for size in kernel_shape]
    dilation = setting["dilation"]
    wide = f" With dilation {dilation} the window covers {covered[0]} × {covered[1]}." if dilation > 1 else ""
    which = f"y[{position[0]}, {position[1]}] = {number_text(total)}"
    return f"{which}, the sum of {count(products, 'product')}.{wide} {', '.join(parts)}."


def point(settings: Mapping, mark: str) -> dict:
    """An output cell moves the window there; an input pixel shows what it feeds."""
    group, *place = mark.split(":")
    if group != "out":
        return {"selected": mark}
    x, w, setting = _read(settings)
    columns = output_shape(x.shape, w.shape, **setting)[1]
    return {"step": int(place[0]) * columns + int(place[1]), "selected": ""}


def click(settings: Mapping, mark: str, place) -> dict:
    """A click on a cell of the kernel gives it the next of the values 0, 1, 2, −2, −1."""
    group, *cell = mark.split(":")
    if group != "kernel":
        return {}
    _, w, _ = _read(settings)
    shown = w[::-1, ::-1] if settings["flip"] else w  # a view: what is written into it stands in w
    row, column = (int(part) for part in cell)
    shown[row, column] = clicked(shown[row, column])
    return {"weights": matrix_text(w), "kernel": OWN, "selected": mark}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """A chosen kernel writes its numbers, numbers that are typed make it one's own; the window keeps its place."""
    further = {"selected": ""}
    if "weights" in changes:
        further["kernel"] = OWN
    elif changes.get("kernel") in KERNELS:
        further["weights"] = KERNELS[changes["kernel"]]
    return further if "step" in changes else further | {"step": _kept(settings, {**settings, **changes, **further})}


def _kept(before: Mapping, after: Mapping) -> int:
    """Return the step at which the window of a new setting lies nearest to where it was."""
    x, w, setting = _read(before)
    position = divmod(before["step"], output_shape(x.shape, w.shape, **setting)[1])
    middles = [
        place * setting["stride"] - setting["padding"] + setting["dilation"] * (taps - 1) / 2
        for place, taps in zip(position, w.shape)
    ]
    x, w, setting = _read(after)
    columns = output_shape(x.shape, w.shape, **setting)[1]
    row, column = (nearest_output(*case, **setting) for case in zip(middles, x.shape, w.shape))
    return row * columns + column


def convolution_2d_explorer() -> Explorer:
    """Return the explorer of a 2-D convolution: point at an output or an input, click the kernel's cells."""
    first = next(iter(KERNELS))
    most = (28 + 2 * MOST_PADDING) ** 2 - 1
    controls = [
        Choice("image", "image", list(_inputs()), "digit 7"),
        Choice("kernel", "kernel", [*KERNELS, OWN], first),
        Field("weights", "its weights", KERNELS[first], width=28),
        Slider("stride", "stride S", 1, 4, 1),
        Slider("padding", "padding P", 0, MOST_PADDING, 0),
        Slider("dilation", "dilation D", 1, 3, 1),
        Switch("flip", "turn the kernel by 180° (convolution)"),
        Slider("step", "step", 0, most, 353, play=True),
    ]
    return Explorer(
        "Convolution in two dimensions", draw, controls, {"selected": ""}, adapt=adapt, point=point, click=click
    )
