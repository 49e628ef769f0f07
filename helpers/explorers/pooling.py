"""The explorer of lesson 06: each window of the input gives one number, its largest or its mean."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from helpers.convolution_1d import nearest_output, output_length, outputs_fed, unread_places
from helpers.explorers.drawing import LINKED, Box, Drawing, Grid, largest_size
from helpers.explorers.frame import Choice, Explorer, Field, Picture, Slider
from helpers.explorers.numbers import check_size, clicked, count, matrix_text, number_text, parse_matrix, short_number
from helpers.explorers.windows import hatch_padding, hatch_unread, legend, length_text
from helpers.mnist import load_mnist
from helpers.plots import COLORS
from helpers.pooling import KINDS, pool_2d

LECTURE = np.array([[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]])
OWN, DIGIT = "my own", "a digit, 28 × 28"
INPUTS = ("the lecture's, 4 × 4", "part of a digit, 7 × 7", DIGIT, OWN)
LARGEST_WINDOW, MOST_PADDING, WITH_NUMBERS, MOST_FRAMES = 5, 2, 9, 25
SOURCE, ZOOM, TARGET = Box(14, 36, 300, 300), Box(372, 86, 180, 180), Box(606, 76, 240, 240)
WINNER = COLORS["orange"]
FRAMES = [*(COLORS[name] for name in ("blue", "green", "pink", "yellow")), "#7f3fbf"]  # of windows


@cache
def _example(name: str) -> np.ndarray:
    """Return an input by its name, shape (H, W)."""
    if name == INPUTS[0]:
        return LECTURE
    digit = load_mnist().test_images[0]  # a seven
    return digit[6:13, 11:18] if name == INPUTS[1] else digit


def _read(settings: Mapping) -> tuple[np.ndarray, dict]:
    """Return the input and the setting of the window; ValueError for an input that cannot be read or pooled."""
    if settings["source"] == DIGIT:
        x = _example(DIGIT)
    else:
        x = parse_matrix(settings["values"], most=WITH_NUMBERS)
        check_size(x)
    return x, {name: settings[name] for name in ("size", "stride", "padding")}


def draw(**settings) -> Picture:
    """Return the picture: the input in windows, the window of this step, enlarged, and the output.

    Parameters
    ----------
    source : one of INPUTS. values : the input's numbers as text, but for the digit.
    kind, size, stride, padding : as in ``pool_2d``. step : the window's position, counted along the output's rows.
    selected : the mark pointed at.

    Raises
    ------
    ValueError if the input cannot be read, or the window does not fit.
    """
    x, setting = _read(settings)
    kind, stride, size = settings["kind"], setting["stride"], setting["size"]
    y = pool_2d(x, kind=kind, **setting)
    i, j = divmod(min(settings["step"], y.size - 1), y.shape[1])
    padded = np.pad(x.astype(float), setting["padding"], constant_values=np.nan)  # these cells never count
    window = padded[i * stride : i * stride + size, j * stride : j * stride + size]
    low, scale = bool((x < 0).any()), float(np.abs(x).max()) or 1.0
    looks = {"signed": low, "scale": scale}
    drawing = Drawing(860, 404)
    source = _source(drawing, x, padded, setting, looks)
    target = _target(drawing, y, source, setting, looks)
    zoom = _matrix(drawing, window, _middle(ZOOM, window.shape, ZOOM.width / size), "", looks)
    drawing.text(ZOOM.center[0], ZOOM.y - 18, "window", size=13)
    color = _color(i, j)
    seen, here = source.cell(i * stride, j * stride, size, size), target.cell(i, j)
    drawing.beam(seen, zoom, color, leaving=source)
    drawing.beam(zoom, here, color, entering=target)
    spelled = f"y[{i}, {j}] = {pooling_arithmetic(window[np.isfinite(window)], kind)}"
    drawing.text(SOURCE.x, 387, spelled, size=min(14, largest_size(spelled, 1000)), anchor="start")
    sentence = (
        f"{spelled}{_winners(drawing, source, zoom, window, (i * stride, j * stride), kind)}. {_fit(x.shape, setting)}"
    )
    if (selected := settings["selected"]).startswith("in:"):
        sentence = f"{_fed(drawing, source, target, selected, padded, y, setting, kind)} {sentence}"
    return Picture(
        drawing,
        sentence,
        selected if selected.startswith("in:") else f"out:{i}:{j}",
        {"step": {"maximum": y.size - 1}, "values": {"disabled": settings["source"] == DIGIT}},
    )


def _source(drawing: Drawing, x: np.ndarray, padded: np.ndarray, setting: Mapping, looks: Mapping) -> Grid:
    """Draw the input with its padding, and hatch what is in no window."""
    padding = setting["padding"]
    cell = SOURCE.width / max(padded.shape)
    grid = _matrix(drawing, padded, _middle(SOURCE, padded.shape, cell), "in", looks)
    drawing.text(SOURCE.center[0], grid.y - 18, f"input {x.shape[0]} × {x.shape[1]}", size=13)
    hatch_padding(drawing, grid, padding)
    unread = tuple(unread_places(length, setting["size"], setting["stride"]) for length in padded.shape)
    hatch_unread(drawing, grid, unread)
    texts = "padding, never counts" if padding else "", "in no window" if any(unread) else ""
    legend(drawing, SOURCE.x, 356, *texts)
    return grid


def _target(drawing: Drawing, y: np.ndarray, source: Grid, setting: Mapping, looks: Mapping) -> Grid:
    """Draw the output, its cells not much larger than those of the input: it is smaller, and looks so."""
    cell = min(TARGET.width / max(y.shape), source.width / source.columns * 1.5)
    grid = _matrix(drawing, y.astype(float), _middle(TARGET, y.shape, cell), "out", looks)
    drawing.text(TARGET.center[0], grid.y - 18, f"output {y.shape[0]} × {y.shape[1]}", size=13)
    _frames(drawing, source, grid, setting)
    return grid


def _middle(box: Box, shape: tuple[int, int], cell: float) -> Box:
    """Return the place of a matrix in the middle of a box."""
    width, height = shape[1] * cell, shape[0] * cell
    return Box(box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height)


def _matrix(drawing: Drawing, values: np.ndarray, box: Box, mark: str, looks: Mapping) -> Grid:
    """Draw a matrix with numbers where there is room, else as pixels; NaN is an empty cell."""
    cell = box.width / values.shape[1]
    texts = [[short_number(value, 5) if value == value else "" for value in row] for row in values.tolist()]
    if max(values.shape) <= WITH_NUMBERS:
        size = min(max(11, 0.36 * cell), 18)
        return drawing.matrix(values, box.x, box.y, cell, mark=mark, texts=texts, size=size, **looks)
    grid = drawing.pixels(np.nan_to_num(values), box, mark=mark, **looks)
    drawing.rect(box, stroke="#999999", pointer_events="none")
    return grid


def _color(i: int, j: int) -> str:
    """Return the colour of a window's frame; no two neighbours have the same, also across a corner."""
    return FRAMES[(j + 2 * i) % len(FRAMES)]


def _frames(drawing: Drawing, source: Grid, target: Grid, setting: Mapping) -> None:
    """Give each output a frame, and its window one of the same colour where windows do not overlap."""
    size, stride = setting["size"], setting["stride"]
    if target.rows * target.columns > MOST_FRAMES:
        return
    inset = 2
    for i, j in np.ndindex(target.rows, target.columns):
        boxes = [target.cell(i, j)]
        if stride >= size:
            boxes.append(source.cell(i * stride, j * stride, size, size))
        for box in boxes:
            inner = Box(box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset)
            drawing.frame(inner, _color(i, j), stroke_width=2.5)


def _winners(drawing: Drawing, source: Grid, zoom: Grid, window: np.ndarray, corner: tuple[int, int], kind: str) -> str:
    """Frame the largest numbers of the window, here and in the input, and say if several tie."""
    if kind != "max":
        return ""
    best = np.argwhere(window == np.nanmax(window))
    grids = [(zoom, (0, 0))]
    if len(best) == 1 or source.columns <= WITH_NUMBERS + 2 * MOST_PADDING:  # a tie of pixels would hide them
        grids.append((source, corner))
    for row, column in best:
        for box in (grid.cell(top + row, left + column) for grid, (top, left) in grids):
            inset = 0.1 * box.width
            inner = Box(box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset)
            drawing.frame(inner, WINNER, stroke_width=min(2.5, 0.15 * box.width))
    return f", a tie of {len(best)}" if len(best) > 1 else ""


def _fed(drawing, source: Grid, target: Grid, selected: str, padded: np.ndarray, y, setting: Mapping, kind: str) -> str:
    """Frame the outputs whose windows hold an input; say which they are, and where it wins or what share it has."""
    row, column = (int(part) for part in selected.split(":")[1:])
    if row >= source.rows or column >= source.columns:
        return ""
    drawing.frame(source.cell(row, column), LINKED)
    rows, columns = (
        outputs_fed(place, length, setting["size"], setting["stride"])
        for place, length in zip((row, column), padded.shape)
    )
    fed = [(i, j) for i in rows for j in columns]
    for i, j in fed:
        drawing.frame(target.cell(i, j), LINKED)
    if np.isnan(padded[row, column]):
        return "This cell is padding: it never counts."
    value, padding = padded[row, column], setting["padding"]
    name = f"x[{row - padding}, {column - padding}] = {number_text(value)}"
    if not fed:
        return f"{name} lies in no window."
    places = f"{count(len(fed), 'window')}: {', '.join(f'y[{i}, {j}]' for i, j in fed)}"
    if kind == "average":
        return f"{name} lies in {places}, and has an equal share in each."
    won = [f"y[{i}, {j}]" for i, j in fed if y[i, j] == value]
    return f"{name} lies in {places}, and {'wins ' + ', '.join(won) if won else 'wins none'}."


def pooling_arithmetic(values: np.ndarray, kind: str) -> str:
    """Spell out one window: "max(29, 15, 0, 100) = 100" or "(29 + 15 + 0 + 100) / 4 = 144 / 4 = 36"."""
    values = np.ravel(values)
    numbers = [number_text(value) for value in values]
    shown = numbers if len(values) <= 9 else [*numbers[:2], "…", numbers[-1]]
    if kind == "max":
        return f"max({', '.join(shown)}) = {number_text(values.max())}"
    total = number_text(values.sum())
    spelled = " + ".join(shown).replace("+ −", "− ")
    return f"({spelled}) / {len(values)} = {total} / {len(values)} = {number_text(values.mean())}"


def _fit(shape: tuple[int, int], setting: Mapping) -> str:
    """Say how many windows there are, and how neighbours lie to each other."""
    size, stride = setting["size"], setting["stride"]
    parts = [
        length_text(*case, size, stride, setting["padding"])
        for case in zip(("Height", "width"), ("row", "column"), shape)
    ]
    if _shape(np.empty(shape), setting) == [1, 1]:
        lie = "There is one window only"
    elif size > stride:
        share = size - stride
        lie = f"Neighbouring windows share {share} of {count(size, 'row')} or columns"
    else:
        lie = "The windows touch and share nothing" if size == stride else "The windows share nothing"
    return f"{', '.join(parts)}. {lie}."


def point(settings: Mapping, mark: str) -> dict:
    """An output moves the window there; an input shows the windows that hold it."""
    group, *place = mark.split(":")
    if group != "out":
        return {"selected": mark}
    x, setting = _read(settings)
    return {"step": int(place[0]) * _shape(x, setting)[1] + int(place[1]), "selected": ""}


def click(settings: Mapping, mark: str, place) -> dict:
    """A click on a number of the input gives it the next of the values 0, 1, 2, −2, −1."""
    group, *cell = mark.split(":")
    if group != "in" or settings["source"] == DIGIT:
        return {}
    x, setting = _read(settings)
    row, column = (int(part) - setting["padding"] for part in cell)
    if not (0 <= row < x.shape[0] and 0 <= column < x.shape[1]):
        return {}
    x[row, column] = clicked(x[row, column])
    return {"values": matrix_text(x), "source": OWN, "selected": mark}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """A chosen input writes its numbers, numbers that are typed make it one's own; the window keeps its place."""
    further = {"selected": ""}
    if "values" in changes:
        further["source"] = OWN
    elif changes.get("source") in INPUTS[:2]:
        further["values"] = matrix_text(_example(changes["source"]))
    if "step" in changes:
        return further
    x, setting = _read(settings)
    position = divmod(settings["step"], _shape(x, setting)[1])
    middles = [place * setting["stride"] - setting["padding"] + (setting["size"] - 1) / 2 for place in position]
    x, setting = _read({**settings, **changes, **further})
    numbers = setting["size"], setting["stride"], setting["padding"]
    pool_2d(x, **setting)  # says what does not fit
    row, column = (nearest_output(middle, length, *numbers) for middle, length in zip(middles, x.shape))
    return further | {"step": row * _shape(x, setting)[1] + column}


def _shape(x: np.ndarray, setting: Mapping) -> list[int]:
    return [output_length(length, setting["size"], setting["stride"], setting["padding"]) for length in x.shape]


def pooling_explorer() -> Explorer:
    """Return the explorer of pooling: step, point at an output or an input, click the input's numbers or type them."""
    controls = [
        Choice("source", "input", list(INPUTS), INPUTS[0]),
        Field("values", "its numbers", matrix_text(LECTURE), width=36),
        Choice("kind", "kind", list(KINDS), "max"),
        Slider("size", "size K", 1, LARGEST_WINDOW, 2),
        Slider("stride", "stride S", 1, LARGEST_WINDOW, 2),
        Slider("padding", "padding P", 0, MOST_PADDING, 0),
        Slider("step", "step", 0, (28 + 2 * MOST_PADDING) ** 2 - 1, 0, play=True),
    ]
    return Explorer("Pooling", draw, controls, {"selected": ""}, adapt=adapt, point=point, click=click)
