"""The explorer of lesson 09: how the error comes back through a convolution, pixel by pixel and weight by weight."""

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.convolution_1d import outputs_fed
from helpers.convolution_2d import convolve_backward, output_shape, windows_2d
from helpers.explorers.drawing import LINKED, QUIET, Box, Drawing, Grid, largest_size, text_width
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Slider
from helpers.explorers.numbers import arithmetic, check_size, clicked, count, number_text, short_number, summed

SIZES = {"2 × 2": 2, "3 × 3": 3}
MOST_CHANNELS, MOST_FILTERS, LARGEST_IMAGE, LARGEST_KERNEL = 2, 3, 6, 3
TOPS, SIDE = (60, 212), 112  # of the two channels; of their matrices
KERNEL, KERNEL_GAP = 66, 14
LEFTS = {"x": 20, "w": 176, "g": 474, "dx": 668, "dw": 612}
ERROR = (44, 86, 14)  # of the error's maps: top, side and gap
PAIRS_A_LINE, LINE, TEXT_TOP = 9, 824, 350


def draw(**settings) -> Picture:
    """Return the picture: input, kernels, the error that comes back, and the gradient that they give.

    Parameters
    ----------
    x : the input, shape (H, W, C). w : the kernels, shape (U, V, C, F). g : the error ∂L/∂y, shape (H', W', F).
    stride, padding : as in ``convolve_backward``. kernel : its size in words; seed : of the numbers.
    selected : the mark pointed at, "x<channel>:row:column", "w<channel><filter>:row:column" or "g<filter>:row:column".

    Raises
    ------
    ValueError if the arrays do not fit together.
    """
    x, w, g, setting = _read(settings)
    dx, dw = convolve_backward(x[None], w, g[None], **setting)
    dx = dx[0]
    scale = max(float(np.abs(array).max()) for array in (x, w, g, dx, dw)) or 1.0
    kind, place = _place(settings["selected"], x, w, g)
    drawing = Drawing(860, 420)
    grids = _inputs(drawing, x, w, g, scale)
    title, results = ("∂L/∂W", dw) if kind == "w" else ("∂L/∂x", dx)
    middle = ERROR[0] + 1.5 * ERROR[1] + ERROR[2]
    drawing.arrow(LEFTS["g"] + ERROR[1] + 10, middle, LEFTS["dw"] - 8, middle)
    drawing.text(728, 16, f"{title}, the gradient", size=13)
    grids |= _kernels(drawing, dw, "dw", scale) if kind == "w" else _images(drawing, dx, "dx", scale)
    explain = {"x": _pixel, "w": _weight, "g": _output}[kind]
    sentence, lines = explain(drawing, grids, place, x, w, g, results, setting)
    for number, line in enumerate(lines):
        drawing.text(LEFTS["x"], TEXT_TOP + 16 * number, line, size=min(12, largest_size(line, LINE)), anchor="start")
    row, column, *maps = place
    return Picture(drawing, sentence, f"{kind}{''.join(map(str, maps))}:{row}:{column}")


def _read(settings: Mapping) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict]:
    return settings["x"], settings["w"], settings["g"], {name: settings[name] for name in ("stride", "padding")}


def _place(selected: str, x: np.ndarray, w: np.ndarray, g: np.ndarray) -> tuple[str, tuple[int, ...]]:
    """Return what is selected, and its indices: (row, column, channel), (row, column, channel, filter), or of g."""
    group, row, column = selected.split(":")
    kind = group[0]
    place = int(row), int(column), *map(int, group[1:])
    shape = {"x": x, "w": w, "g": g}[kind].shape
    return kind, tuple(min(index, size - 1) for index, size in zip(place, shape))


def _inputs(drawing: Drawing, x: np.ndarray, w: np.ndarray, g: np.ndarray, scale: float) -> dict[str, Grid]:
    """Draw what forward left behind, input and kernels, and the error that comes back."""
    drawing.text(LEFTS["x"] + SIDE / 2, 16, "input x", size=13)
    drawing.text(LEFTS["w"] + 1.5 * KERNEL + KERNEL_GAP, 16, "kernels W", size=13)
    drawing.text(LEFTS["g"] + ERROR[1] / 2 - 14, 16, "error g = ∂L/∂y", size=13)
    grids = _images(drawing, x, "x", scale) | _kernels(drawing, w, "w", scale)
    top, side, gap = ERROR
    for number in range(g.shape[2]):
        y = top + number * (side + gap)
        grids[f"g{number}"] = _matrix(drawing, g[:, :, number], Box(LEFTS["g"], y, side, side), f"g{number}", scale)
        drawing.text(LEFTS["g"] - 8, y + side / 2, f"filter {number}", size=11, anchor="end", fill=QUIET)
    return grids


def _images(drawing: Drawing, values: np.ndarray, name: str, scale: float) -> dict[str, Grid]:
    """Draw a matrix for each channel, one below another."""
    grids = {}
    for channel in range(values.shape[2]):
        box = Box(LEFTS[name], TOPS[channel], SIDE, SIDE)
        grids[f"{name}{channel}"] = _matrix(drawing, values[:, :, channel], box, f"{name}{channel}", scale)
        drawing.text(box.center[0], box.y - 10, f"channel {channel}", size=11, fill=QUIET)
    return grids


def _kernels(drawing: Drawing, values: np.ndarray, name: str, scale: float) -> dict[str, Grid]:
    """Draw a matrix for each channel (one below another) and each filter (side by side)."""
    grids = {}
    for channel, number in np.ndindex(values.shape[2:]):
        x = LEFTS[name] + number * (KERNEL + KERNEL_GAP)
        box = Box(x, TOPS[channel] + (SIDE - KERNEL) / 2, KERNEL, KERNEL)
        mark = f"{name}{channel}{number}"
        grids[mark] = _matrix(drawing, values[:, :, channel, number], box, mark, scale)
        if channel == 0:
            drawing.text(box.center[0], box.y - 10, f"filter {number}", size=11, fill=QUIET)
    return grids


def _matrix(drawing: Drawing, values: np.ndarray, box: Box, mark: str, scale: float) -> Grid:
    """Draw a matrix into the middle of a square."""
    rows, columns = values.shape
    cell = min(box.width / columns, box.height / rows)
    x, y = box.x + (box.width - cell * columns) / 2, box.y + (box.height - cell * rows) / 2
    texts = [[short_number(value, 4) for value in row] for row in values.tolist()]
    size = min(max(11, 0.45 * cell), 14)
    return drawing.matrix(values, x, y, cell, signed=True, scale=scale, mark=mark, texts=texts, size=size)


def _pixel(drawing: Drawing, grids, place, x, w, g, gradient, setting) -> tuple[str, list[str]]:
    """Show the outputs that an input fed, and its gradient: weight × error, summed over all of them."""
    row, column, channel = place
    stride, padding = setting["stride"], setting["padding"]
    rows, columns = (
        outputs_fed(index, size, taps, **setting) for index, size, taps in zip(place, x.shape[:2], w.shape)
    )
    fed = [(i, j, row + padding - i * stride, column + padding - j * stride) for i in rows for j in columns]
    drawing.frame(grids[f"x{channel}"].cell(row, column))
    drawing.frame(grids[f"dx{channel}"].cell(row, column))
    lines, sums = [], []
    for number in range(g.shape[2]):
        for i, j, u, v in fed:
            drawing.frame(grids[f"g{number}"].cell(i, j), LINKED)
            drawing.frame(grids[f"w{channel}{number}"].cell(u, v), LINKED)
        if fed:
            pairs = [w[u, v, channel, number] for _, _, u, v in fed], [g[i, j, number] for i, j, _, _ in fed]
            lines.append(_fitting(f"filter {number}:  ", arithmetic(*pairs)))
            sums.append(float(np.dot(*pairs)))
    name, value = f"x[{row}, {column}] of channel {channel}", number_text(gradient[place])
    if not fed:
        return f"{name} fed no output, so its gradient is 0.", []
    lines.append(f"all weight · error:  ∂L/∂x[{row}, {column}], channel {channel} = {summed(sums)}")
    many = f"{count(len(fed), 'output')} of each filter"
    return f"{name} fed {many}. Weight times error, summed over all of them, is its gradient: {value}.", lines


def _weight(drawing: Drawing, grids, place, x, w, g, gradient, setting) -> tuple[str, list[str]]:
    """Show the pairs, input × error, that a weight met, and their sum, its gradient."""
    u, v, channel, number = place
    stride, padding = setting["stride"], setting["padding"]
    met = windows_2d(x[:, :, channel], w.shape[:2], **setting)[:, :, u, v]
    drawing.frame(grids[f"w{channel}{number}"].cell(u, v))
    drawing.frame(grids[f"dw{channel}{number}"].cell(u, v))
    errors = grids[f"g{number}"]
    drawing.frame(errors, LINKED)
    for i, j in np.ndindex(met.shape):
        row, column = i * stride + u - padding, j * stride + v - padding
        if 0 <= row < x.shape[0] and 0 <= column < x.shape[1]:
            drawing.frame(grids[f"x{channel}"].cell(row, column), LINKED)
    inputs, returned, value = met.ravel(), g[:, :, number].ravel(), number_text(gradient[place])
    parts = [slice(start, start + PAIRS_A_LINE) for start in range(0, len(inputs), PAIRS_A_LINE)]
    lines = [f"{'+ ' if part.start else 'input · error:  '}{_pairs(inputs[part], returned[part])}" for part in parts]
    lines.append(f"∂L/∂W[{u}, {v}], channel {channel}, filter {number} = {value}")
    pairs = count(len(inputs), "pair")
    zeros = " (the zeros of the padding are among them)" if padding else ""
    return (
        f"The weight [{u}, {v}] from channel {channel} to filter {number} met {pairs} of an input and an error{zeros}. "
        f"Their products add up to its gradient: {value}.",
        lines,
    )


def _pairs(weights: Sequence[float], inputs: Sequence[float]) -> str:
    return arithmetic(weights, inputs).split(" = ")[0]


def _fitting(name: str, spelled: str) -> str:
    """Return a line "name pairs = products = sum", without the products if there is no room for them."""
    if 12 * text_width(name + spelled) <= LINE:
        return name + spelled
    pairs, *_, total = spelled.split(" = ")
    return f"{name}{pairs} = {total}"


def _output(drawing: Drawing, grids, place, x, w, g, gradient, setting) -> tuple[str, list[str]]:
    """Show where the error of one output goes: to the inputs of its window and to the weights of its filter."""
    i, j, number = place
    stride, padding = setting["stride"], setting["padding"]
    drawing.frame(grids[f"g{number}"].cell(i, j))
    for channel in range(x.shape[2]):
        drawing.frame(grids[f"w{channel}{number}"], LINKED)
        for u, v in np.ndindex(w.shape[:2]):
            row, column = i * stride + u - padding, j * stride + v - padding
            if 0 <= row < x.shape[0] and 0 <= column < x.shape[1]:
                for name in ("x", "dx"):
                    drawing.frame(grids[f"{name}{channel}"].cell(row, column), LINKED)
    value = number_text(g[place])
    return (
        f"The error of y[{i}, {j}] of filter {number} is {value}. It adds {value} times the kernels of this filter to "
        f"the gradients of the inputs in its window, and {value} times these inputs to the gradients of the weights.",
        [],
    )


def point(settings: Mapping, mark: str) -> dict:
    """What is pointed at is explained; a gradient stands for what it is the gradient of."""
    return {"selected": mark.removeprefix("d")}


def click(settings: Mapping, mark: str, place) -> dict:
    """A click on an input, a weight or an error gives it the next of the values 0, 1, 2, −2, −1."""
    if mark[:1] not in ("x", "w", "g"):
        return {}
    kind, where = _place(mark, *_read(settings)[:3])
    values = settings[kind].copy()
    values[where] = clicked(values[where])
    return {kind: values, "selected": mark}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """Kernels of another size, and an error of another shape, get new numbers."""
    after = {**settings, **changes}
    rng = np.random.default_rng(after["seed"])
    further = {}
    size = SIZES.get(after.get("kernel"))
    if size and size != settings["w"].shape[0]:
        further["w"] = _numbers(rng, (size, size, *settings["w"].shape[2:]))
    x, w, g, setting = _read(after | further)
    shape = *output_shape(x.shape[:2], w.shape[:2], **setting), w.shape[3]
    if g.shape != shape:
        further["g"] = _numbers(rng, shape)
    return further


def press(settings: Mapping, name: str) -> dict:
    """Other numbers everywhere."""
    rng = np.random.default_rng(settings["seed"] + 1)
    return {kind: _numbers(rng, settings[kind].shape) for kind in ("x", "w", "g")} | {"seed": settings["seed"] + 1}


def _numbers(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    return rng.integers(-2, 3, shape).astype(float)


def convolution_backward_explorer(
    x: np.ndarray | None = None, kernels: np.ndarray | None = None, error: np.ndarray | None = None
) -> Explorer:
    """Return the explorer of a convolution's backward step: point at an input, a weight or an error; click to change.

    Parameters
    ----------
    x : an input of your own, shape (H, W, C), at most 6 × 6 × 2. kernels : shape (U, V, C, F), at most 3 × 3 × 2 × 3.
    error : ∂L/∂y of stride 1 without padding, shape (H − U + 1, W − V + 1, F). Small whole numbers stand for those
    that are left out.

    Raises
    ------
    ValueError if a shape does not fit, or a number is too large or not finite.
    """
    rng = np.random.default_rng(0)
    channels = np.shape(kernels)[2] if np.ndim(kernels) == 4 else 2
    x = _numbers(rng, (4, 4, channels)) if x is None else np.asarray(x, dtype=float)
    own = kernels is not None
    w = np.asarray(kernels, dtype=float) if own else _numbers(rng, (2, 2, x.shape[-1] if x.ndim == 3 else 2, 3))
    _check("x", x, (LARGEST_IMAGE, LARGEST_IMAGE, MOST_CHANNELS), "(H, W, C)")
    _check("kernels", w, (LARGEST_KERNEL, LARGEST_KERNEL, MOST_CHANNELS, MOST_FILTERS), "(U, V, C, F)")
    shape = *output_shape(x.shape[:2], w.shape[:2]), w.shape[3]
    g = _numbers(rng, shape) if error is None else np.asarray(error, dtype=float)
    _check("error", g, (LARGEST_IMAGE, LARGEST_IMAGE, MOST_FILTERS), "(H − U + 1, W − V + 1, F)")
    controls = [
        *([] if own else [Choice("kernel", "kernels", list(SIZES), "2 × 2")]),
        Slider("stride", "stride S", 1, 2, 1),
        Slider("padding", "padding P", 0, 1, 0),
        Button("other", "other numbers"),
    ]
    settings = {"x": x, "w": w, "g": g, "seed": 0, "selected": "x0:1:1"}
    handlers = {"adapt": adapt, "point": point, "click": click, "press": press}
    return Explorer("A convolution, backward", draw, controls, settings, **handlers)


def _check(name: str, values: np.ndarray, most: tuple[int, ...], axes: str) -> None:
    """Raise ValueError if an array of the reader's cannot be shown."""
    limits = " × ".join(map(str, most))
    if values.ndim != len(most) or not all(1 <= size <= limit for size, limit in zip(values.shape, most)):
        raise ValueError(f"{name} must have the shape {axes}, at most {limits}, not {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must hold finite numbers")
    check_size(values)
