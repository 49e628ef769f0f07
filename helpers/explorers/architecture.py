"""A still drawing of a network: volumes for images, columns for vectors, from left to right, branches included."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from helpers.explorers.drawing import GROUND, INK, QUIET, Box, Drawing, text_width
from helpers.explorers.frame import display_still

WIDTH, MARGIN = 860, 10
MOST_IN_A_ROW = 10  # columns of layers; a longer model goes on in a row below
TALLEST, TEXTS, GAP, HEAD = 84, 56, 22, 22  # heights: of the largest shape, of its texts, between rows, of the legend
FILLS = {"Conv": "#a9d4f2", "Dense": "#f2b48c", "Pool": "#9fd5c3", "Input": "#f3f3f3"}
PLAIN = {
    "MaxPooling": "max pool",
    "GlobalAverage": "mean of all",
    "AveragePooling": "mean pool",
    "Batch": "batch norm",
    "ReLU": "ReLU",
}


@dataclass
class Node:
    """A layer of the drawing: what is written below it, the shape of its output, and the layers that feed it.

    A node without a name is only a place that a line passes through, on its way past other layers.
    """

    name: str = ""
    kind: str = ""
    shape: tuple[int | None, ...] = ()
    parameters: int = 0
    parents: list["Node"] = field(default_factory=list)
    depth: int = 0
    lane: float = 0.0


def layer_graph(model) -> list[Node]:
    """Return the layers of a Keras model as nodes, each after those that feed it.

    Parameters
    ----------
    model : a Sequential or functional model, or a class of one's own whose layers form a row. Models inside a model
        are drawn as their layers. The nodes of ``layers_in_a_row`` are returned as they are.

    Raises
    ------
    TypeError if it is no Keras model. ValueError if it has no shapes yet, or no order can be read from it.
    """
    if isinstance(model, list) and all(isinstance(node, Node) for node in model):
        return model
    if not hasattr(model, "layers") or not hasattr(model, "count_params"):
        raise TypeError(f"a Keras model is expected, such as keras.Sequential([…]), not {model!r}")
    if not model.built or not model.layers:
        raise ValueError("this model knows no shapes yet: give it a keras.Input, or call it once on some images")
    nodes: list[Node] = []
    made: dict[int, Node] = {}  # id of a tensor → the node that makes it
    inputs = _flat(getattr(model, "inputs", None) or _layers_in_a_row(model)[0].input)
    for tensor in inputs:
        name = "input" if re.fullmatch(r"(keras_tensor|input_layer)(_\d+)?", tensor.name) else tensor.name
        made[id(tensor)] = Node(name, "Input", tuple(tensor.shape[1:]))
        nodes.append(made[id(tensor)])
    last = nodes[-1]
    for layer in _layers_in_a_row(model):
        if type(layer).__name__ == "InputLayer":
            continue
        parents = [made[id(tensor)] for tensor in _flat(layer.input) if id(tensor) in made]
        if len(parents) < len(_flat(layer.input)):  # the first layer of a model inside a model has an input of its own
            if tuple(layer.input.shape[1:]) != last.shape:
                raise ValueError(
                    f"{layer.name} takes {_size(layer.input.shape[1:])}, but the layer before gives "
                    f"{_size(last.shape)}: only models whose layers are a graph, or a row, can be drawn"
                )
            parents = [last]
        shape = tuple(_flat(layer.output)[0].shape[1:])
        last = Node(_name(layer), type(layer).__name__, shape, layer.count_params(), parents)
        made |= {id(tensor): last for tensor in _flat(layer.output)}
        nodes.append(last)
    return nodes


def _layers_in_a_row(model) -> list:
    """Return the layers, those of inner models in their place; Keras lists a layer after those that feed it."""
    return [
        inner for layer in model.layers for inner in (_layers_in_a_row(layer) if hasattr(layer, "layers") else [layer])
    ]


def _name(layer) -> str:
    """Return the name that its author gave a layer; for one that Keras made up, such as conv2d_7, what it does."""
    kind = type(layer).__name__
    made_up = re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", kind)).lower()
    if not re.fullmatch(rf"{made_up}(_\d+)?", layer.name):
        return layer.name
    if hasattr(layer, "kernel_size"):
        return f"conv {' × '.join(map(str, layer.kernel_size))}"
    return next((text for part, text in PLAIN.items() if kind.startswith(part)), made_up.replace("_", " "))


def _flat(tensors) -> list:
    if isinstance(tensors, Mapping):
        tensors = list(tensors.values())
    return [part for tensor in tensors for part in _flat(tensor)] if isinstance(tensors, list | tuple) else [tensors]


def arrange(nodes: Sequence[Node]) -> tuple[list[list[Node]], list[tuple[Node, Node]]]:
    """Give each node its depth and lane. Return the columns from left to right, and the lines between neighbours.

    A node's depth is the longest way to it. A line that skips columns is led through a free place in each of them
    (K. Sugiyama and others, "Methods for visual understanding of hierarchical system structures", 1981).
    """
    for node in nodes:
        node.depth = 1 + max((parent.depth for parent in node.parents), default=-1)
    columns: list[list[Node]] = [[] for _ in range(1 + max(node.depth for node in nodes))]
    lines = []
    for node in nodes:
        columns[node.depth].append(node)
        for parent in node.parents:
            while parent.depth < node.depth - 1:
                passing = Node(parents=[parent], depth=parent.depth + 1)
                columns[passing.depth].append(passing)
                lines.append((parent, passing))
                parent = passing
            lines.append((parent, node))
    before: dict[int, list[Node]] = {}
    for parent, child in lines:
        before.setdefault(id(child), []).append(parent)
    for column in columns:
        column.sort(key=lambda node: np.mean([parent.lane for parent in before.get(id(node), ())] or [0]))
        for place, node in enumerate(column):
            node.lane = place - (len(column) - 1) / 2
    return columns, lines


def architecture(model) -> Drawing:
    """Return a drawing of a Keras model, 860 wide: layer by layer its name, the shape of its output, its parameters.

    The face of a volume grows with its height and width (the area), its depth and a column's height with the number of
    channels or units (the logarithm). A long model is drawn in several rows. Parameters and errors are those of
    ``layer_graph``.
    """
    columns, lines = arrange(layer_graph(model))
    rows = -(-len(columns) // MOST_IN_A_ROW)
    in_a_row = -(-len(columns) // rows)
    pitch = (WIDTH - 2 * MARGIN) / in_a_row
    heights = [
        max(len(column) for column in columns[row * in_a_row : (row + 1) * in_a_row]) * (TALLEST + TEXTS) + GAP
        for row in range(rows)
    ]
    tops = np.concatenate([[HEAD], HEAD + np.cumsum(heights)])
    drawing = Drawing(WIDTH, float(tops[-1]) - GAP + 6)
    drawing.text(MARGIN, 11, "name · shape of the output · parameters", size=11, anchor="start", fill=QUIET)
    largest = max((max(node.shape[:-1]) for column in columns for node in column if len(node.shape) > 1), default=1)
    boxes = {}
    for column in columns:
        for node in column:
            row, place = divmod(node.depth, in_a_row)
            x = MARGIN + (place + 0.5) * pitch
            y = tops[row] + (heights[row] - GAP) / 2 + node.lane * (TALLEST + TEXTS) - TEXTS / 2
            boxes[id(node)] = _shape_box(node, x, float(y), pitch, largest)
    for parent, child in lines:
        _line(drawing, boxes[id(parent)], boxes[id(child)], child, parent.depth // in_a_row < child.depth // in_a_row)
    for column in columns:
        for node in column:
            if node.name:
                _layer(drawing, node, boxes[id(node)], pitch, largest)
    return drawing


def _side(node: Node, pitch: float, largest: int) -> float:
    """Return the side of a volume's face; its area grows with height or width."""
    return max(min(TALLEST - 22, 0.5 * pitch) * (max(node.shape[:-1]) / largest) ** 0.5, 8)


def _shape_box(node: Node, x: float, y: float, pitch: float, largest: int) -> Box:
    """Return the box around a layer's shape, with (x, y) in its middle."""
    if not node.name:
        return Box(x - 0.4 * pitch, y, 0.8 * pitch, 0)
    numbers = [size or 1 for size in node.shape]
    if len(numbers) >= 2:
        side = _side(node, pitch, largest)
        deep = min(3 + 3.5 * np.log2(numbers[-1]), 0.62 * pitch)
        return Box(x - (side + deep) / 2, y - (side + 0.4 * deep) / 2, side + deep, side + 0.4 * deep)
    height = min(12 + 7.5 * np.log2(numbers[-1] if numbers else 1), TALLEST)
    return Box(x - 6, y - height / 2, 12, height)


def _layer(drawing: Drawing, node: Node, box: Box, pitch: float, largest: int) -> None:
    fill = next((color for part, color in FILLS.items() if part in node.kind), GROUND)
    style = {"fill": fill, "stroke": INK, "stroke_width": 1}
    if len(node.shape) >= 2:
        side = _side(node, pitch, largest)
        deep, rise = box.width - side, box.height - side
        x, y, bottom = box.x, box.y + rise, box.bottom
        drawing.path([(x, y), (x + deep, box.y), (box.right, box.y), (x + side, y)], closed=True, **style)
        right = [(x + side, y), (box.right, box.y), (box.right, bottom - rise), (x + side, bottom)]
        drawing.path(right, closed=True, **style)
        drawing.rect(Box(x, y, side, side), **style)
    else:
        drawing.rect(box, **style)
    x, y = box.center[0], box.center[1] + TALLEST / 2 + 10
    size = _size(node.shape)
    parameters = f"{node.parameters:,}" if node.parameters else "–"
    for line, (text, weight) in enumerate(((node.name, "bold"), (size, "normal"), (parameters, "normal"))):
        shown = _shortened(text, (pitch - 4) / (1.0 if weight == "normal" else 1.1))
        drawing.text(x, y + 15 * line, shown, size=11, font_weight=weight, fill=QUIET if line == 2 else INK)


def _shortened(text: str, room: float) -> str:
    """Return a text of size 11 that needs at most so many pixels; what has no room is cut, and "…" says so."""
    if 11 * text_width(text) <= room:
        return text
    while len(text) > 1 and 11 * text_width(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _size(shape: Sequence[int | None]) -> str:
    return " × ".join("?" if size is None else str(size) for size in shape) or "1"


def _line(drawing: Drawing, start: Box, end: Box, child: Node, wraps: bool) -> None:
    """Join two shapes; a line to the next row runs around the end of this one and the start of the next."""
    x1, y1 = start.right + (2 if start.height else 0), start.center[1]
    x2, y2 = end.x - (2 if end.height else 0), end.center[1]
    style = {"stroke": QUIET, "stroke_width": 1.5}
    if wraps:
        between = y2 - TALLEST / 2 - 12
        drawing.path([(x1, y1), (WIDTH - 4, y1), (WIDTH - 4, between), (4, between), (4, y2), (x2, y2)], **style)
        x1, y1 = x2 - 6, y2
    if child.name:
        drawing.arrow(x1, y1, x2, y2, head=6, **style)
    else:
        drawing.line(x1, y1, end.right, y2, **style)


def describe(model) -> str:
    """Return one sentence about a model: its layers, from what shape to what, and where its parameters are."""
    nodes = layer_graph(model)
    fed = {id(parent) for node in nodes for parent in node.parents}
    inputs = " and ".join(_size(node.shape) for node in nodes if not node.parents)
    outputs = " and ".join(_size(node.shape) for node in nodes if id(node) not in fed)
    layers = [node for node in nodes if node.parents]
    most = max(layers, key=lambda node: node.parameters)
    total = model.count_params() if hasattr(model, "count_params") else sum(node.parameters for node in nodes)
    weights = (
        f"{total:,} parameters, most of them in {most.name}: {most.parameters:,}"
        if most.parameters
        else "nothing to learn"
    )
    return f"A network of {len(layers)} layers, from {inputs} numbers to {outputs}, with {weights}."


def show_architecture(model) -> None:
    """Display the drawing of a network in the notebook; parameters and errors are those of ``layer_graph``."""
    display_still(architecture(model), describe(model))


def layers_in_a_row(*layers: tuple[str, str, tuple[int, ...], int]) -> list[Node]:
    """Return the nodes of a network that is no Keras model, each layer fed by the one before.

    Parameters
    ----------
    layers : for each layer its name, its kind ("Input", "Conv", "Pool", "Dense" or "": its colour), the shape of its
        output, and how many parameters it has.

    Raises
    ------
    ValueError if there is no layer.
    """
    if not layers:
        raise ValueError("give at least one layer: (name, kind, shape, parameters)")
    nodes: list[Node] = []
    for layer in layers:
        nodes.append(Node(*layer, parents=nodes[-1:]))
    return nodes
