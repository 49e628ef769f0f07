"""The explorer of lesson 10: all maps of all layers of a trained network, and what each of their cells is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np

from helpers.digit import SIDE, digit_from_strokes
from helpers.explorers.digit_pad import OWN, add_ink, draw_strokes, drop, one_graph, surface, test_digits
from helpers.explorers.drawing import GROUND, LINKED, QUIET, Box, Drawing, Grid, number, scientific
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Slider, Switch
from helpers.plots import COLORS
from helpers.receptive_field import Axis, receptive_span, window_span

GIVEN = "the one given"
MAPS, MOST_MAPS, MOST_CHANNELS = Box(14, 50, 832, 190), 64, 16
TABLE, BIG, PAD = Box(68, 284, 590, 120), Box(696, 268, 146, 146), Box(68, 268, 146, 146)
FEW = 16  # units of a dense layer that are shown as bars with their numbers, more as squares
ALLOWED = {
    "Conv2D": "convolution", "MaxPooling2D": "largest", "AveragePooling2D": "mean", "Dense": "dense",
    "Activation": "activation", "ReLU": "activation", "Softmax": "activation",
    "Flatten": "", "Dropout": "", "InputLayer": "",
}  # fmt: skip
ACTIVATIONS = {"relu": "ReLU", "linear": "no activation"}


@dataclass(frozen=True)
class Stage:
    """A layer as the explorer shows it; a dense layer of n units is n maps of one cell.

    kind : "input", or a value of ``ALLOWED``. shape : (height, width, maps). size, stride, same : of the window.
    kernel : shape (height, width, maps of the stage before, maps); a dense layer's window is all of that stage.
    bias : shape (maps,). activation : its name in Keras.
    """

    name: str
    kind: str
    shape: tuple[int, int, int]
    size: tuple[int, int] = (1, 1)
    stride: tuple[int, int] = (1, 1)
    same: bool = False
    kernel: np.ndarray | None = None
    bias: np.ndarray | None = None
    activation: str = "linear"

    @property
    def flat(self) -> bool:
        return self.shape[:2] == (1, 1)


def read_model(model) -> tuple[list[Stage], Callable[[np.ndarray], list[np.ndarray]]]:
    """Return the stages of a Keras model, the input first, and a function from a digit to all stages' values.

    The function takes float32 of shape (28, 28) and returns for each stage an array of the stage's shape.

    Parameters
    ----------
    model : a Keras model of one input, whose layers stand in a row and are of the kinds in ``ALLOWED``.

    Raises
    ------
    TypeError if it is no Keras model with known shapes. ValueError if it has layers that the explorer cannot show.
    """
    if not getattr(model, "inputs", None) or not hasattr(model, "layers"):
        raise TypeError("a Keras model that knows its shapes is expected, such as lesson 10's keras.Sequential")
    first = tuple(model.input_shape[1:]) if isinstance(model.input_shape, tuple) else None
    if first is None or first not in ((SIDE, SIDE, 1), (SIDE, SIDE), (SIDE * SIDE,)):
        raise ValueError(f"a network for one digit of 28 × 28 pixels is expected, not for inputs {model.input_shape}")
    import keras

    row = isinstance(model, keras.Sequential)
    stages, last = [Stage("input", "input", (SIDE, SIDE, 1))], model.inputs[0]
    reached = start = keras.Input(first)
    outputs = []
    for layer in model.layers:
        kind = ALLOWED.get(type(layer).__name__)
        if kind is None:
            raise ValueError(
                f"the explorer cannot show the layer {layer.name!r}, a {type(layer).__name__}; "
                f"it knows {', '.join(ALLOWED)}"
            )
        if type(layer).__name__ == "InputLayer":
            continue
        if not row and layer.input is not last:
            raise ValueError(f"the layers must stand in a row, but {layer.name!r} does not take what comes before it")
        last, reached = layer.output, layer(reached)  # once more: a Sequential calls a layer for each one added later
        if kind:
            stages.append(_stage(layer, kind, stages[-1]))
            outputs.append(reached)
    ask = one_graph(keras.Model(start, outputs))

    def values(image: np.ndarray) -> list[np.ndarray]:
        answers = ask(image.reshape(1, *first))
        answers = answers if isinstance(answers, list | tuple) else [answers]
        return [np.asarray(answer).reshape(stage.shape) for answer, stage in zip([image, *answers], stages)]

    return stages, values


def _stage(layer, kind: str, before: Stage) -> Stage:
    output = tuple(layer.output.shape[1:])
    shape = output if len(output) == 3 else (1, 1, int(np.prod(output)))
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        raise ValueError(f"{layer.name!r} keeps the channels first; the explorer shows images whose channels come last")
    activation = getattr(getattr(layer, "activation", None), "__name__", type(layer).__name__.lower())
    if kind == "activation":
        if shape != before.shape:
            raise ValueError(f"the explorer shows {layer.name!r} only directly behind a convolution or dense layer")
        return Stage(layer.name, kind, shape, activation=activation)
    if kind in ("largest", "mean"):
        return Stage(layer.name, kind, shape, tuple(layer.pool_size), tuple(layer.strides), layer.padding == "same")
    kernel, *rest = (np.asarray(weight) for weight in layer.get_weights())
    bias = rest[0] if rest else np.zeros(shape[2])
    if kind == "dense":
        kernel = kernel.reshape(*before.shape, shape[2])
        return Stage(layer.name, kind, shape, before.shape[:2], kernel=kernel, bias=bias, activation=activation)
    if layer.groups != 1 or tuple(layer.dilation_rate) != (1, 1):
        raise ValueError(f"{layer.name!r} has groups or a dilation; the explorer shows plain convolutions only")
    same, stride = layer.padding == "same", tuple(layer.strides)
    return Stage(layer.name, kind, shape, tuple(layer.kernel_size), stride, same, kernel, bias, activation)


def spans(stages: Sequence[Stage], index: int, cell: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the (first, past the last) row, and column, of the stage before that a cell of a stage reads."""
    stage, before = stages[index], stages[index - 1]
    return [window_span(Axis(before.shape[k], stage.size[k], stage.stride[k], stage.same), cell[k]) for k in range(2)]


def field_of(stages: Sequence[Stage], index: int, cell: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the (first, past the last) row, and column, of the digit that reach a cell of a stage."""
    axes = [
        [Axis(old.shape[k], new.size[k], new.stride[k], new.same) for old, new in pairwise(stages[: index + 1])]
        for k in range(2)
    ]
    return [receptive_span(axes[k], cell[k]) for k in range(2)]


def window_of(stages: Sequence[Stage], values: Sequence[np.ndarray], index: int, cell: tuple[int, int]) -> np.ndarray:
    """Return the window of the stage before that a cell reads, shape (height, width, maps); padding is NaN."""
    (top, bottom), (left, right) = spans(stages, index, cell)
    source = values[index - 1]
    window = np.full((bottom - top, right - left, source.shape[2]), np.nan)
    rows = slice(max(top, 0), min(bottom, source.shape[0]))
    columns = slice(max(left, 0), min(right, source.shape[1]))
    window[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = source[rows, columns]
    return window


def draw(stages, known, images, digit, layer, chosen, pad, cell, strokes, open_stroke) -> Picture:
    """Return the picture: all maps of all stages above, the arithmetic of the chosen cell and its map below.

    Parameters
    ----------
    stages : as ``read_model`` returns them. known : digit → all stages' values, and what ``_overview`` makes of them;
        kept for a digit, because moving over a map changes none of it. images : name → digit, float32 (28, 28).
    digit : OWN or a name of ``images``. layer : a stage's name. chosen : the number of the map, or of the dense unit.
    pad : whether a pad to draw on stands in the place of the arithmetic. cell : (row, column) in the map.
    """
    index = next(i for i, stage in enumerate(stages) if stage.name == layer)
    stage = stages[index]
    last = _shown_maps(stage) - 1
    chosen, cell = min(chosen, last), tuple(min(place, size - 1) for place, size in zip(cell, stage.shape))
    values, maps, grids = known(digit_from_strokes(strokes) if digit == OWN else images[digit])
    drawing = Drawing(860, 420)
    drawing.parts += maps
    _links(drawing, stages, grids, index, chosen, cell)
    if pad:
        drawing.text(PAD.right + 20, PAD.center[1], "draw a digit here: all maps follow", size=13, anchor="start")
        draw_strokes(drawing, PAD, strokes if digit == OWN else ())
        drawing.rect(PAD, stroke=QUIET, stroke_width=1.5)
        surface(drawing, PAD)
        story = f"Your drawing goes through all {len(stages)} layers." if digit == OWN else "Draw a digit on the pad."
    else:
        story = _arithmetic(drawing, stages, values, index, chosen, cell)
    _enlarged(drawing, stage, values[index], chosen, cell)
    place = f"big:{cell[0]}:{cell[1]}" if not stage.flat else _unit_mark(stage, chosen)
    return Picture(drawing, story, place, {"chosen": {"maximum": last}})


def _overview(stages: Sequence[Stage], values: Sequence[np.ndarray]) -> tuple[list[str], list[Grid]]:
    """Return the drawn columns of all stages, as parts of a drawing, and the grids whose cells are their maps."""
    drawing = Drawing(860, 420)
    ground = len(drawing.parts)
    grids = [_column(drawing, i, stages, values[i], box) for i, box in enumerate(_boxes(stages))]
    return drawing.parts[ground:], grids


def _shown_maps(stage: Stage) -> int:
    return stage.shape[2] if stage.flat else min(stage.shape[2], MOST_MAPS)


def _boxes(stages: Sequence[Stage]) -> list[Box]:
    """Return the column of each stage, from left to right; a dense layer needs less width."""
    parts = np.array([0.5 if stage.flat else 1.0 for stage in stages])
    widths = MAPS.width * parts / parts.sum()
    lefts = MAPS.x + np.concatenate([[0], np.cumsum(widths)[:-1]])
    return [Box(float(x), MAPS.y, float(width) - 14, MAPS.height) for x, width in zip(lefts, widths)]


def _column(drawing: Drawing, index: int, stages, values: np.ndarray, box: Box) -> Grid:
    """Draw all maps of one stage as one image, or a dense layer as bars. Return the grid whose cells are the maps."""
    stage = stages[index]
    shown = _shown_maps(stage)
    drawing.text(box.x, 16, stage.name, size=12, anchor="start", font_weight="bold")
    size = str(shown) if stage.flat else " × ".join(map(str, stage.shape))
    hidden = f", {shown} shown" if shown < stage.shape[2] else ""
    drawing.text(box.x, 34, f"{size}{hidden}", size=11, anchor="start", fill=QUIET)
    if stage.flat:
        return _bars(drawing, values[0, 0], box, f"layer{index}")
    height, width = stage.shape[:2]
    across = _across(stage, box)
    down = -(-shown // across)
    mosaic = np.zeros((down * across, height, width))
    mosaic[:shown] = np.moveaxis(values[..., :shown], 2, 0)
    mosaic = mosaic.reshape(down, across, height, width).swapaxes(1, 2).reshape(down * height, across * width)
    unit = min(box.width / (across * width), box.height / (down * height))
    place = Box(box.x, box.y, unit * across * width, unit * down * height)
    drawing.pixels(mosaic, place, signed=bool((mosaic < 0).any()), mark=f"layer{index}")
    grid = Grid(place.x, place.y, place.width, place.height, down, across)
    for k in range(shown):
        drawing.rect(grid.cell(*divmod(k, across)), stroke="#999999", stroke_width=0.8, pointer_events="none")
    return grid


def _across(stage: Stage, box: Box) -> int:
    """Return how many maps of a stage stand side by side: large ones, and few empty places."""
    height, width = stage.shape[:2]
    count = _shown_maps(stage)

    def worth(across: int) -> float:
        down = -(-count // across)
        return min(box.width / (across * width), box.height / (down * height)) * count / (across * down)

    return max(range(1, count + 1), key=worth)


def _bars(drawing: Drawing, values: np.ndarray, box: Box, mark: str) -> Grid:
    """Draw a dense layer as a column of bars from a line of zero, with numbers where there is room."""
    few = len(values) <= FEW
    left = box.x + (16 if few else 0)
    grid = Grid(left, box.y, box.right - left, box.height, len(values), 1)
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    scale = grid.width / ((high - low) or 1.0)
    zero = left - low * scale
    step = box.height / len(values)
    edges = box.y + step * np.arange(len(values))
    outline = [(zero, box.y)]
    for top, value in zip(edges, values):
        end, bottom = zero + value * scale, top + 0.88 * step
        outline += [(zero, top + 0.12 * step), (end, top + 0.12 * step), (end, bottom), (zero, bottom)]
    drawing.path([*outline, (zero, box.bottom)], closed=True, fill=COLORS["blue"], pointer_events="none")
    drawing.line(zero, box.y, zero, box.bottom, stroke=QUIET)
    for k, top in enumerate(edges if few else ()):
        drawing.text(box.x + 6, top + step / 2, str(k), size=12)
    drawing.rect(grid, fill="transparent", mark=mark, data_grid=f"{len(values)} 1")
    return grid


def _links(drawing: Drawing, stages, grids, index: int, chosen: int, cell) -> None:
    """Frame the chosen cell, its window in the stage before, and its receptive field on the digit."""
    stage = stages[index]
    drawing.frame(_cell_box(grids[index], stage, chosen, cell, cell[0] + 1, cell[1] + 1))
    if not index:
        return
    (top, bottom), (left, right) = spans(stages, index, cell)
    before = stages[index - 1]
    pooled = stage.kind in ("largest", "mean", "activation")
    if index > 1 and stage.kind == "dense":
        drawing.frame(grids[index - 1], LINKED)
    elif index > 1:
        for k in [chosen] if pooled else range(_shown_maps(before)):
            low, high = (max(top, 0), max(left, 0)), (min(bottom, before.shape[0]), min(right, before.shape[1]))
            window = _cell_box(grids[index - 1], before, k, low, *high)
            drawing.frame(window, LINKED, stroke_width=1.6)
    (top, bottom), (left, right) = field_of(stages, index, cell)
    drawing.frame(_cell_box(grids[0], stages[0], 0, (top, left), bottom, right), LINKED)


def _cell_box(grid: Grid, stage: Stage, chosen: int, cell, bottom: int, right: int) -> Box:
    """Return the box of rows and columns of one map, at least 5 wide and high, so that its frame can be seen."""
    tile = grid.cell(*divmod(chosen, grid.columns))
    height, width = tile.height / stage.shape[0], tile.width / stage.shape[1]
    box = Box(
        tile.x + cell[1] * width, tile.y + cell[0] * height, (right - cell[1]) * width, (bottom - cell[0]) * height
    )
    more = max(0.0, (5 - box.width) / 2), max(0.0, (5 - box.height) / 2)
    return Box(box.x - more[0], box.y - more[1], box.width + 2 * more[0], box.height + 2 * more[1])


def _arithmetic(drawing: Drawing, stages, values, index: int, chosen: int, cell) -> str:
    """Draw how the chosen cell was computed, and return the sentence that says it."""
    stage = stages[index]
    result = float(values[index][(*cell, chosen)])
    place = f"unit {chosen}" if stage.flat else f"map {chosen}, row {cell[0]}, column {cell[1]}"
    if stage.kind == "input":
        return f"The digit as the network gets it: row {cell[0]}, column {cell[1]} is {_text(result)}."
    window = window_of(stages, values, index, cell)
    (top, bottom), (left, right) = field_of(stages, index, cell)
    sees = f"{stage.name}, {place}: it sees {bottom - top} × {right - left} pixels of the digit."
    if stage.kind == "activation":
        inside = float(window[0, 0, chosen])
        text = f"{_text(inside)} → {_named(stage)} → {_text(result)}"
        drawing.text(TABLE.x, TABLE.center[1], text, size=15, anchor="start")
        return f"{sees} {_named(stage)} makes {_text(result)} of {_text(inside)}."
    if stage.kind in ("largest", "mean"):
        return f"{sees} {_pooled(drawing, stage, window[..., chosen], result)}"
    weights = stage.kernel[..., chosen]
    products = np.nan_to_num(window) * weights
    total, bias = float(products.sum()), float(stage.bias[chosen])
    if stages[index - 1].flat:
        _strips(drawing, stages[index - 1].name, window[0, 0], weights[0, 0])
        parts = f"The {weights.size} products"
    else:
        _channels(drawing, stages[index - 1].name, window, weights, products.sum(axis=(0, 1)))
        maps = weights.shape[2]
        parts = f"The products of {maps} map{'s' if maps > 1 else ''}"
    after = "" if stage.activation == "linear" else f" → {_named(stage)} → {_text(result)}"
    sign = "−" if bias < 0 else "+"
    line = f"sum {_text(total)} {sign} {_text(abs(bias))} (bias) = {_text(total + bias)}{after}"
    drawing.text(TABLE.x, TABLE.bottom - 4, line, size=14, anchor="start", font_weight="bold")
    drawing.arrow(TABLE.right + 8, TABLE.center[1], BIG.x - 8, TABLE.center[1])
    made = "." if stage.activation == "linear" else f", and {_named(stage)} makes {_text(result)} of it."
    return f"{sees} {parts} sum to {_text(total)}; with the bias {_text(bias)} that is {_text(total + bias)}{made}"


def _named(stage: Stage) -> str:
    return ACTIVATIONS.get(stage.activation, stage.activation)


def _pooled(drawing: Drawing, stage: Stage, window: np.ndarray, result: float) -> str:
    """Draw a pooling's window with its numbers, the winner framed; return what is said of it."""
    cell = min(44, 100 / max(window.shape))
    grid = drawing.matrix(window, TABLE.x, TABLE.y, cell, signed=bool((window < 0).any()))
    numbers = [_text(value, 2) for value in window[np.isfinite(window)]]
    if stage.kind == "largest":
        drawing.frame(grid.cell(*np.unravel_index(np.nanargmax(window), window.shape)), COLORS["orange"])
        text = f"max({', '.join(numbers)}) = {_text(result, 2)}"
    else:
        text = f"mean({', '.join(numbers)}) = {_text(result, 2)}"
    drawing.text(grid.right + 24, grid.center[1], text, size=14, anchor="start", font_weight="bold")
    drawing.text(TABLE.x - 8, grid.center[1], "window", size=12, anchor="end", fill=QUIET)
    return f"The {'largest' if stage.kind == 'largest' else 'mean'} of its {len(numbers)} values: {text}."


def _text(value: float, digits: int = 3) -> str:
    return number(value, digits) if abs(value) >= 1e-4 or not value else scientific(value)


def _channels(drawing: Drawing, source: str, window, weights, sums: np.ndarray) -> None:
    """Draw the window and the kernel in every map of the stage before, and below each pair the sum of its products."""
    count = len(sums)
    most = min(count, MOST_CHANNELS)
    chosen = np.sort(np.argsort(-np.abs(sums), kind="stable")[:most])
    height, width = weights.shape[:2]
    step = min(TABLE.width / most, 50)
    cell = min(step / (width + 1), 36 / height)  # between two maps lies one empty column
    step, side = cell * (width + 1), cell * height
    for row, (values, name) in enumerate(((window, source), (weights, "kernel"))):
        y = TABLE.y + row * (side + 6)
        signed = bool(row) or bool((np.nan_to_num(values) < 0).any())
        shown = np.pad(values[..., chosen], ((0, 0), (0, 1), (0, 0)), constant_values=0)
        shown = np.moveaxis(shown, 2, 1).reshape(height, most * (width + 1))[:, :-1]
        drawing.pixels(np.nan_to_num(shown), Box(TABLE.x, y, cell * shown.shape[1], side), signed=signed)
        for place in range(most):
            gap = Box(TABLE.x + place * step + cell * width, y - 1, cell, side + 2)
            drawing.rect(gap, fill=GROUND)
            drawing.rect(Box(TABLE.x + place * step, y, cell * width, side), stroke="#999999", stroke_width=0.8)
        drawing.text(TABLE.x - 8, y + side / 2, name[:8], size=12, anchor="end", fill=QUIET)
    y = TABLE.y + 2 * (side + 6) + 8
    for place, k in enumerate(chosen):
        drawing.text(TABLE.x + place * step + cell * width / 2, y, f"{sums[k]:.2f}".replace("-", "−"), size=11)
    drawing.text(TABLE.x - 8, y, "sums", size=12, anchor="end", fill=QUIET)
    if most < count:
        rest = float(sums.sum() - sums[chosen].sum())
        text = f"{most} of {count} maps, those that add most; the others add {_text(rest)}"
        drawing.text(TABLE.x, TABLE.y - 14, text, size=11, anchor="start", fill=QUIET)


def _strips(drawing: Drawing, source: str, inputs: np.ndarray, weights: np.ndarray) -> None:
    """Draw inputs, weights and products of a dense unit as three strips, a cell for each input."""
    for row, (values, name) in enumerate(((inputs, source), (weights, "weights"), (inputs * weights, "products"))):
        box = Box(TABLE.x, TABLE.y + 30 * row, TABLE.width, 22)
        drawing.pixels(values[None], box, signed=row > 0 or bool((values < 0).any()))
        drawing.rect(box, stroke="#999999", stroke_width=0.8)
        drawing.text(TABLE.x - 8, box.center[1], name[:8], size=12, anchor="end", fill=QUIET)


def _enlarged(drawing: Drawing, stage: Stage, values: np.ndarray, chosen: int, cell) -> None:
    """Draw the chosen map large enough to point at its cells; of a dense layer all units."""
    name = f"{stage.name}, unit {chosen}" if stage.flat else f"{stage.name}, map {chosen}"
    drawing.text(BIG.center[0], BIG.y - 13, name, size=12)
    if stage.flat and stage.shape[2] <= FEW:
        grid = _bars(drawing, values[0, 0], Box(BIG.x, BIG.y, BIG.width - 44, BIG.height), "big")
        for k, value in enumerate(values[0, 0]):
            drawing.text(
                grid.right + 6, grid.cell(k, 0).center[1], f"{value:.2f}".replace("-", "−"), size=11, anchor="start"
            )
        drawing.frame(grid.cell(chosen, 0))
        return
    if stage.flat:
        rows, columns = _unit_grid(stage)
        shown = np.zeros(rows * columns)
        shown[: stage.shape[2]] = values[0, 0]
        shown, place = shown.reshape(rows, columns), divmod(chosen, columns)
    else:
        shown, place = values[..., chosen], cell
    scale = float(np.abs(values).max()) or 1.0
    unit = BIG.width / max(shown.shape)
    box = Box(BIG.x, BIG.y, unit * shown.shape[1], unit * shown.shape[0])
    grid = drawing.pixels(shown, box, scale=scale, signed=bool((values < 0).any()), mark="big")
    drawing.rect(box, stroke="#999999", pointer_events="none")
    drawing.frame(grid.cell(*place))


def _unit_grid(stage: Stage) -> tuple[int, int]:
    """Return the rows and columns in which the units of a dense layer stand in the large map."""
    count = stage.shape[2]
    return (count, 1) if count <= FEW else (int(np.ceil(np.sqrt(count))),) * 2


def _unit_mark(stage: Stage, chosen: int) -> str:
    row, column = divmod(chosen, _unit_grid(stage)[1])
    return f"big:{row}:{column}"


def point(stages: Sequence[Stage], settings: Mapping, mark: str) -> dict:
    """A cell of the large map is chosen; of a dense layer a unit."""
    group, *place = mark.split(":")
    if group != "big":
        return {}
    row, column = map(int, place)
    stage = next(stage for stage in stages if stage.name == settings["layer"])
    if stage.flat:
        return {"chosen": min(row * _unit_grid(stage)[1] + column, stage.shape[2] - 1)}
    return {"cell": (row, column)}


def click(stages: Sequence[Stage], settings: Mapping, mark: str, place) -> dict:
    """A click on any map of any layer chooses layer, map and cell."""
    group, *cell = mark.split(":")
    if not group.startswith("layer"):
        return point(stages, settings, mark) if group == "big" else {}
    stage, (row, column) = stages[int(group.removeprefix("layer"))], map(int, cell)
    if stage.flat:
        return {"layer": stage.name, "chosen": row}
    across = _across(stage, _boxes(stages)[stages.index(stage)])
    number_of_map = row // stage.shape[0] * across + column // stage.shape[1]
    inside = (row % stage.shape[0], column % stage.shape[1])
    return {"layer": stage.name, "chosen": min(number_of_map, _shown_maps(stage) - 1), "cell": inside}


def drag(settings: Mapping, mark: str, points) -> dict:
    """Ink on the pad takes the place of the digit."""
    if settings["digit"] != OWN:
        settings = {**settings, "strokes": (), "open_stroke": False}
    return {"digit": OWN, **add_ink(settings, points, PAD)}


def press(settings: Mapping, name: str) -> dict:
    """Clear empties the pad."""
    return {"strokes": (), "open_stroke": False}


def adapt(stages: Sequence[Stage], settings: Mapping, changes: Mapping) -> dict:
    """In another layer the cell stays at the same place of the digit; a drawing of one's own needs the pad."""
    if "layer" in changes:
        old, new = (
            next(stage for stage in stages if stage.name == name) for name in (settings["layer"], changes["layer"])
        )
        if new.flat or old.flat:
            return {}
        return {"cell": tuple(settings["cell"][k] * new.shape[k] // old.shape[k] for k in range(2))}
    return {"pad": True} if changes.get("digit") == OWN else {}


def inside_network_explorer(model, image: np.ndarray | None = None) -> Explorer:
    """Return the explorer of a trained network: all its maps for a digit, and the arithmetic of each of their cells.

    Parameters
    ----------
    model : a Keras model, as ``read_model`` takes them. image : a digit to start with, 28 × 28 numbers 0 … 1.

    Raises
    ------
    TypeError, ValueError if the model cannot be shown or the image is no digit; the message says why.
    """
    stages, values = read_model(model)
    images = dict(test_digits())
    if image is not None:
        given = np.asarray(image, dtype=np.float32)
        if given.size != SIDE * SIDE or not np.isfinite(given).all() or given.min() < 0 or given.max() > 1:
            raise ValueError(f"image must be one digit, 28 × 28 numbers from 0 to 1, not the shape {given.shape}")
        images = {GIVEN: given.reshape(SIDE, SIDE), **images}

    @lru_cache(maxsize=4)
    def kept(pixels: bytes):
        found = values(np.frombuffer(pixels, dtype=np.float32).reshape(SIDE, SIDE))
        return found, *_overview(stages, found)

    start = next((stage for stage in stages if stage.kind == "convolution"), stages[1])
    controls = [
        Choice("digit", "digit", [*images, OWN], GIVEN if image is not None else "test digit 4"),
        Choice("layer", "layer", [stage.name for stage in stages], start.name),
        Slider("chosen", "map or unit", 0, max(_shown_maps(stage) for stage in stages) - 1, 0),
        Switch("pad", "draw a digit of your own"),
        Button("clear", "clear the pad"),
    ]
    middle = tuple(size // 2 for size in start.shape[:2])
    return Explorer(
        "Inside your network",
        partial(draw, stages, lambda pixels: kept(np.ascontiguousarray(pixels).tobytes()), images),
        controls,
        {"cell": middle, "strokes": (), "open_stroke": False},
        adapt=partial(adapt, stages),
        point=partial(point, stages),
        click=partial(click, stages),
        drag=drag,
        drop=drop,
        press=press,
    )
