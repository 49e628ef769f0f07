"""The explorer of lesson 04: a kernel slides along a signal, and the outputs fill in one by one."""

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.convolution_1d import (
    KINDS,
    convolve_1d,
    nearest_output,
    output_length,
    outputs_fed,
    padding_for,
    unread_places,
    windows_1d,
)
from helpers.explorers.drawing import LINKED, QUIET, Box, Drawing, Grid, number, text_width, ticks, value_colors
from helpers.explorers.frame import Choice, Explorer, Field, Picture, Slider, Switch
from helpers.explorers.numbers import (
    arithmetic,
    check_size,
    clicked,
    matrix_text,
    number_text,
    parse_numbers,
    short_number,
)
from helpers.explorers.windows import PADDING, UNREAD, legend
from helpers.plots import COLORS

OWN, BY_HAND = "my own", "P by hand"
SIGNALS = {
    "an edge": "2, 2, 2, 2, 8, 8, 8, 8",
    "an echo: 4, 8, then 4": "4, 8, 0, 4, 0, 0",
    "one pulse": "0, 0, 0, 1, 0, 0, 0, 0",
    "a ramp": "0, 1, 2, 3, 4, 5, 6, 7",
    "a parabola": "9, 4, 1, 0, 1, 4, 9",
    "a zigzag": "1, -1, 1, -1, 1, -1, 1, -1",
}
KERNELS = {
    "difference": "1, 0, -1",
    "fading": "1, 1/2, 1/4",
    "mean of three": "1/3, 1/3, 1/3",
    "second difference": "1, -2, 1",
    "copy": "1",
}
LONGEST_SIGNAL, LONGEST_KERNEL, MOST_PADDING = 12, 5, 4
LEFT, ROOM, WIDEST, HIGH, BARS = (
    112,
    736,
    80,
    42,
    64,
)  # columns: left edge, width, widest; a cell's and the bars' height
LINE = 550  # the room for the sum below the picture
TOPS = {"signal": 76, "kernel": 148, "products": 196, "output": 262}  # of the rows of cells


def _read(settings: Mapping) -> tuple[np.ndarray, np.ndarray, dict]:
    """Return the signal, the kernel, and the setting of the window; ValueError for what cannot be read."""
    x = parse_numbers(settings["values"], most=LONGEST_SIGNAL)
    w = parse_numbers(settings["weights"], most=LONGEST_KERNEL)
    check_size(x, w)
    return x, w, {name: settings[name] for name in ("stride", "padding", "dilation")}


def draw(**settings) -> Picture:
    """Return the picture: the signal, the kernel under its window, the products, and the outputs up to this step.

    Parameters
    ----------
    signal, kernel : names, or OWN. values, weights : their numbers, as text.
    stride, padding, dilation, flip : as in ``convolve_1d``. width : a kind of padding, or BY_HAND.
    step : the window's position, the index of the output. selected : the mark pointed at.

    Raises
    ------
    ValueError if numbers cannot be read, are too many or too large, or the kernel does not fit.
    """
    x, w, setting = _read(settings)
    y = convolve_1d(x, w, flip=settings["flip"], **setting)
    t = min(settings["step"], len(y) - 1)
    used = w[::-1] if settings["flip"] else w
    window = windows_1d(x, len(w), **setting)[t]
    span = setting["dilation"] * (len(w) - 1) + 1
    padded, middles = np.pad(x, setting["padding"]), setting["stride"] * np.arange(len(y)) + (span - 1) / 2
    cell = min(WIDEST, ROOM / len(padded))
    rows = {name: Grid(LEFT, top, cell * len(padded), HIGH, 1, len(padded)) for name, top in TOPS.items()}
    drawing = Drawing(860, 420)
    scale = max(float(np.abs(array).max()) for array in (x, y, x.max() * w, x.min() * w)) or 1.0
    reach = min(0.0, x.min(), y.min()), max(0.0, x.max(), y.max())
    seen = setting["stride"] * t + setting["dilation"] * np.arange(len(w))
    _names(drawing, rows, settings["flip"])
    _signal(drawing, rows["signal"], x, len(w), setting, seen, scale, reach)
    _cells(drawing, rows["kernel"], seen, used, "kernel", None)
    _cells(drawing, rows["products"], seen, used * window, "", scale)
    _output(drawing, rows["output"], middles, np.where(np.arange(len(y)) <= t, y, np.nan), t, scale, reach)
    left, width = rows["signal"].cell(0, seen[0]).x, span * cell
    drawing.frame(Box(left, TOPS["signal"], width, HIGH))
    drawing.beam(
        Box(left, TOPS["kernel"], width, TOPS["products"] - TOPS["kernel"] + HIGH), rows["output"].cell(0, middles[t])
    )
    spelled = f"y[{t}] = {arithmetic(used, window)}"
    drawing.text(8, 408, spelled if 13 * text_width(spelled) <= LINE else "", size=13, anchor="start")
    sentence = f"{spelled}. {_length(x, w, len(y), setting)}"
    if (selected := settings["selected"]).startswith("in:"):
        sentence = f"{_fed(drawing, rows, middles, selected, len(x), used, setting)} {sentence}"
    here = selected if selected.startswith(("in:", "kernel:")) else f"out:{t}"
    return Picture(drawing, sentence, here, {"step": {"maximum": len(y) - 1}})


def _names(drawing: Drawing, rows: Mapping[str, Grid], flip: bool) -> None:
    names = {"signal": "signal x", "kernel": "kernel w", "products": "products", "output": "output y"}
    for name, text in names.items():
        y = rows[name].center[1]
        drawing.text(8, y - (8 if name == "kernel" and flip else 0), text, size=13, anchor="start")
    if flip:
        drawing.text(8, rows["kernel"].center[1] + 8, "turned round", size=12, anchor="start", fill=QUIET)


def _signal(drawing: Drawing, row: Grid, x: np.ndarray, taps: int, setting: Mapping, seen, scale, reach) -> None:
    """Draw the padded signal as bars and as cells; hatch its padding and what no window reads."""
    padding = setting["padding"]
    padded = np.pad(x, padding)
    _bars(drawing, Box(row.x, row.y - BARS - 4, row.width, BARS), row, np.arange(len(padded)), padded, seen, reach)
    _cells(drawing, row, np.arange(len(padded)), padded, "in", scale)
    outside = [*range(padding), *range(len(padded) - padding, len(padded))]
    unread = unread_places(len(x), taps, **setting)
    for place in outside:
        drawing.hatch(row.cell(0, place), **PADDING)
    for place in unread:
        drawing.hatch(row.cell(0, place + padding), **UNREAD)
    for index in range(len(x)):
        drawing.text(row.cell(0, index + padding).center[0], row.bottom + 9, str(index), size=11, fill=QUIET)
    texts = "zeros of the padding" if padding else "", "in no window" if unread else ""
    legend(drawing, 580 if all(texts) else 690, 408, *texts)


def _output(drawing: Drawing, row: Grid, middles: np.ndarray, y: np.ndarray, t: int, scale, reach) -> None:
    """Draw the outputs, each under the middle of its window, as cells and as bars."""
    _cells(drawing, row, middles, y, "out", scale)
    for index, place in enumerate(middles):
        drawing.text(row.cell(0, place).center[0], row.bottom + 9, str(index), size=11, fill=QUIET)
    _bars(drawing, Box(row.x, row.bottom + 18, row.width, BARS), row, middles, y, [middles[t]], reach)


def _bars(drawing: Drawing, box: Box, row: Grid, places, values: np.ndarray, seen, reach) -> None:
    """Draw values as bars on an axis; those of the window are blue, the others grey."""
    low, high = reach if reach[1] - reach[0] > 1e-9 else (0.0, 1.0)
    height = box.height / (high - low)
    zero = box.y + high * height
    for value in ticks(low, high, 3):
        y = zero - value * height
        drawing.line(box.x, y, box.right, y, stroke="#e4e4e4" if value else "#999999", pointer_events="none")
        drawing.text(box.x - 5, y, number(value), size=11, anchor="end", fill=QUIET)
    for place, value in zip(places, values.tolist()):
        if value and value == value:
            column = row.cell(0, place)
            bar = Box(
                column.x + 0.2 * column.width, zero - max(value, 0) * height, 0.6 * column.width, abs(value) * height
            )
            drawing.rect(bar, fill=COLORS["blue"] if place in seen else "#b0b0b0", pointer_events="none")


def _cells(drawing: Drawing, row: Grid, places: Sequence[float], values: np.ndarray, mark: str, scale) -> None:
    """Draw numbers as cells at some places of a row; NaN is still empty. Cells are marked "mark:index"."""
    colors = value_colors(values[None], scale=scale, signed=True)[0]
    for index, (place, value) in enumerate(zip(places, values.tolist())):
        box = row.cell(0, place)
        if value == value:
            drawing.value_cell(box, short_number(value, 5), colors[index], size=15)
        else:
            drawing.value_cell(box)
        if mark:
            drawing.rect(box, fill="transparent", mark=f"{mark}:{index}")


def _fed(drawing: Drawing, rows, middles, selected: str, size: int, used: np.ndarray, setting: Mapping) -> str:
    """Frame the outputs that an input feeds, and say which they are, and by which weights."""
    place = int(selected.split(":")[1])
    index = place - setting["padding"]
    if place >= rows["signal"].columns:
        return ""
    fed = outputs_fed(index, size, len(used), **setting)
    drawing.frame(rows["signal"].cell(0, place), LINKED)
    for t in fed:
        drawing.frame(rows["output"].cell(0, middles[t]), LINKED)
    name = f"x[{index}]" if 0 <= index < size else "This zero of the padding"
    if not fed:
        return f"{name} feeds no output."
    weights = [used[(place - setting["stride"] * t) // setting["dilation"]] for t in fed]
    texts = [f"y[{t}] with the weight {number_text(weight)}" for t, weight in zip(fed, weights)]
    return f"{name} feeds {', '.join(texts)}."


def _length(x: np.ndarray, w: np.ndarray, length: int, setting: Mapping) -> str:
    unread = unread_places(len(x), len(w), **setting)
    rest = f"; no window reads {', '.join(f'x[{index}]' for index in unread)}" if unread else ""
    stride, padding, dilation = setting["stride"], setting["padding"], setting["dilation"]
    return f"Length ⌊({len(x)} + 2·{padding} − {dilation}·({len(w)} − 1) − 1) / {stride}⌋ + 1 = {length}{rest}."


def point(settings: Mapping, mark: str) -> dict:
    """An output moves the window there; an input shows what it feeds."""
    group, index = mark.split(":")
    return {"step": int(index), "selected": ""} if group == "out" else {"selected": mark}


def click(settings: Mapping, mark: str, place) -> dict:
    """A click on a cell of the kernel gives it the next of the values 0, 1, 2, −2, −1."""
    group, _, index = mark.partition(":")
    if group != "kernel":
        return {}
    w = _read(settings)[1]
    shown = w[::-1] if settings["flip"] else w  # a view: what is written into it stands in w
    shown[int(index)] = clicked(shown[int(index)])
    return {"weights": matrix_text(w), "kernel": OWN, "selected": mark}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """Names and numbers, and the kind of padding and P, follow each other; the window keeps its place.

    Raises
    ------
    ValueError if a kind of padding is chosen that is impossible, or has no room in the picture.
    """
    further = {"selected": ""}
    for name, numbers, texts in (("signal", "values", SIGNALS), ("kernel", "weights", KERNELS)):
        if numbers in changes:
            further[name] = OWN
        elif changes.get(name) in texts:
            further[numbers] = texts[changes[name]]
    if "step" in changes:
        return further
    after = {**settings, **changes, **further}
    further |= _padding(after, changes)
    return further | {"step": _kept(settings, after | further)}


def _padding(after: Mapping, changes: Mapping) -> dict:
    """Return P for a chosen kind of padding, or the kind for a chosen P."""
    taps, dilation, kind = len(_read(after)[1]), after["dilation"], after["width"]
    if "padding" in changes:
        return {"width": next((kind for kind in KINDS if _zeros(kind, taps, dilation) == changes["padding"]), BY_HAND)}
    if kind == BY_HAND:
        return {}
    zeros = _zeros(kind, taps, dilation)
    if "width" in changes:
        if zeros is None:
            zeros = padding_for(kind, taps, dilation)  # says why it is impossible
            raise ValueError(
                f"{kind} width needs {zeros} zeros at each end, and the picture has room for {MOST_PADDING}: "
                "choose a shorter kernel or a smaller dilation"
            )
        return {"padding": zeros}
    return {"padding": zeros} if zeros is not None else {"width": BY_HAND}


def _zeros(kind: str, taps: int, dilation: int) -> int | None:
    """Return P for a kind of padding; None where it is impossible or has no room in the picture."""
    try:
        zeros = padding_for(kind, taps, dilation)
    except ValueError:
        return None
    return zeros if zeros <= MOST_PADDING else None


def _kept(before: Mapping, after: Mapping) -> int:
    """Return the step at which the window of a new setting lies nearest to where it was."""
    x, w, setting = _read(before)
    step = min(before["step"], output_length(len(x), len(w), **setting) - 1)
    middle = step * setting["stride"] - setting["padding"] + setting["dilation"] * (len(w) - 1) / 2
    x, w, setting = _read(after)
    return nearest_output(middle, len(x), len(w), **setting)


def convolution_1d_explorer() -> Explorer:
    """Return the explorer of a 1-D convolution: step, point at an output or an input, click the kernel's cells.

    Signal (1 to 12 numbers) and kernel (1 to 5) are chosen or typed, separated by commas.
    """
    signal, kernel = next(iter(SIGNALS)), next(iter(KERNELS))
    controls = [
        Choice("signal", "signal", [*SIGNALS, OWN], signal),
        Field("values", "its numbers", SIGNALS[signal]),
        Choice("kernel", "kernel", [*KERNELS, OWN], kernel),
        Field("weights", "its weights", KERNELS[kernel], width=16),
        Slider("stride", "stride S", 1, 4, 1),
        Choice("width", "width", [*KINDS, BY_HAND], "narrow"),
        Slider("padding", "padding P", 0, MOST_PADDING, 0),
        Slider("dilation", "dilation D", 1, 3, 1),
        Switch("flip", "turn the kernel round (convolution)", True),
        Slider("step", "step t", 0, LONGEST_SIGNAL + 2 * MOST_PADDING - 1, 2, play=True),
    ]
    return Explorer(
        "Convolution in one dimension", draw, controls, {"selected": ""}, adapt=adapt, point=point, click=click
    )
