"""The explorer of lesson 03: a small expression as a graph; values go forwards, gradients backwards, node by node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.explorers.drawing import FAINT, GRADIENTS, QUIET, SELECTED, Box, Drawing, number, pill
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Slider
from helpers.graph import OPERATIONS, Node, backward, contributions, forward, write

LOSS = "L"
LARGEST, GRAIN, GRAIN_PIXELS = 5.0, 0.1, 5.0  # inputs lie within ±5; a step of 0.1 is five units of the drawing
WIDTH, HEIGHT, PILL = 92, 26, 18  # of a node's box, and the height of its numbers


@dataclass(frozen=True)
class Expression:
    """A graph with its inputs' first numbers, and where the nodes stand: name → (column, row), both from 0."""

    nodes: Sequence[Node]
    inputs: Mapping[str, float]
    places: Mapping[str, tuple[float, float]]


def _expression(text: str, inputs: Mapping[str, float], places: str) -> Expression:
    """Read "z = add p b; …" into nodes; the inputs come first. places: "z 2 1.5; …"."""
    lines = [line.split() for line in text.split(";")]
    nodes = [Node(name) for name in inputs] + [Node(line[0], line[2], tuple(line[3:])) for line in lines]
    found = {line.split()[0]: tuple(map(float, line.split()[1:])) for line in places.split(";")}
    return Expression(nodes, inputs, found)


EXPRESSIONS = {
    "a line's squared error: L = (w·x + b − y)²": _expression(
        "p = multiply w x; z = add p b; e = subtract z y; L = square e",
        {"w": 2.0, "x": 3.0, "b": 1.0, "y": 4.0},
        "w 0 0; x 0 1; b 0 2; y 0 3; p 1 0.5; z 2 1; e 3 1.5; L 4 1.5",
    ),
    "a node with two users: u = a·b, L = u · (u + c)": _expression(
        "u = multiply a b; v = add u c; L = multiply u v",
        {"a": 2.0, "b": -1.0, "c": 3.0},
        "a 0 0; b 0 1; c 0 2.4; u 1.2 0.5; v 2.4 1.6; L 3.6 0.8",
    ),
    "ReLU with a shortcut: L = max(0, w·x) + x": _expression(
        "h = multiply w x; r = relu h; L = add r x",
        {"w": 1.5, "x": 2.0},
        "w 0 0; x 0 1.6; h 1.2 0.5; r 2.4 0.5; L 3.6 1.1",
    ),
    "a sigmoid neuron: L = (σ(w₁x₁ + w₂x₂ + θ) − y)²": _expression(
        "p₁ = multiply w₁ x₁; p₂ = multiply w₂ x₂; s = add p₁ p₂; z = add s θ; ŷ = sigmoid z; e = subtract ŷ y;"
        "L = square e",
        {"w₁": 0.5, "x₁": 1.0, "w₂": -1.0, "x₂": 2.0, "θ": 1.0, "y": 1.0},
        "w₁ 0 0; x₁ 0 1; w₂ 0 2; x₂ 0 3; θ 1.15 3; y 3.4 3; p₁ 1.15 0.5; p₂ 1.15 2; s 2.1 1.2; z 3.05 1.5; ŷ 4 1.5;"
        "e 4.95 2; L 5.9 2",
    ),
}


def draw(expression, step, inputs, selected, grip) -> Picture:
    """Return the picture: the nodes that have been reached, each with its value above and its gradient below.

    Parameters
    ----------
    expression : a name of ``EXPRESSIONS``. step : how many nodes have been computed: first all values, then all
        gradients. inputs : input's name → its number. selected : "node:name", or "" for the newest node.
    grip : what a drag has taken hold of; see ``drag``.
    """
    graph = EXPRESSIONS[expression]
    values = forward(graph.nodes, inputs)
    gradients = backward(graph.nodes, values, LOSS)
    steps = _steps(graph)
    step = min(step, len(steps))
    known = set(inputs) | {name for name, way in steps[:step] if way == "value"}
    reached = {name for name, way in steps[:step] if way == "gradient"}
    newest, way = steps[step - 1] if step else ("", "")
    chosen = selected.removeprefix("node:")
    focus = chosen if chosen in values else newest
    drawing = Drawing(860, 404)
    backwards = focus in reached
    _draw_edges(drawing, graph, focus, backwards)
    scales = [max(map(abs, numbers.values())) or 1.0 for numbers in (values, gradients)]
    for node in graph.nodes:
        shown = (
            values[node.name] if node.name in known else None,
            gradients[node.name] if node.name in reached else None,
        )
        _draw_node(drawing, graph, node, shown, scales, node.name == focus)
    _draw_legend(drawing, scales)
    if chosen in values:
        sentence = node_sentence(graph.nodes, values, gradients, chosen, known, reached)
    elif newest:
        rule = value_rule(graph.nodes, values, newest) if way == "value" else ""
        rule = rule or gradient_rule(graph.nodes, values, gradients, newest, LOSS)
        sentence = f"Step {step} of {len(steps)}, {'forwards' if way == 'value' else 'backwards'}: {rule}"
    else:
        sentence = "Only the inputs have values. Press › for one step, ▶ for all of them, one after the other."
    return Picture(drawing, sentence, f"node:{focus}" if focus else "", {"step": {"maximum": len(steps)}})


def _steps(graph: Expression) -> list[tuple[str, str]]:
    """Return what is computed one after the other: (node, "value"), then from the loss back (node, "gradient")."""
    names = [node.name for node in graph.nodes if node.operation]
    return [(name, "value") for name in names] + [(node.name, "gradient") for node in reversed(graph.nodes)]


def value_rule(nodes: Sequence[Node], values: Mapping[str, float], name: str) -> str:
    """Spell out how a node's value comes about: "z = p + b = 6 + 1 = 7."."""
    node = next(node for node in nodes if node.name == name)
    result = number(values[name])
    if not node.operation:
        return f"{name} = {result}, an input."
    formula = OPERATIONS[node.operation].formula
    numbers = write(formula, [number(values[each]) for each in node.inputs], result)
    return f"{name} = {write(formula, node.inputs, name)} = {numbers} = {result}."


def gradient_rule(
    nodes: Sequence[Node], values: Mapping[str, float], gradients: Mapping[str, float], name: str, loss: str
) -> str:
    """Spell out the chain rule for a node: "∂L/∂w = ∂L/∂p · x = 6 · 3 = 18."; two users' parts are added."""
    if name == loss:
        return f"∂{loss}/∂{loss} = 1: the way back starts here."
    parts = contributions(nodes, values, gradients, name)
    symbols = " + ".join(f"∂{loss}/∂{part.user} · {part.slope_text}" for part in parts)
    factors = [number(factor) for part in parts for factor in (gradients[part.user], part.slope)]
    template = " + ".join(f"{{{2 * place}}} · {{{2 * place + 1}}}" for place in range(len(parts)))
    numbers = write(template, factors, "")
    rule = f"∂{loss}/∂{name} = {symbols} = {numbers} = {number(gradients[name])}."
    if len(parts) > 1:
        users = " and ".join(dict.fromkeys(part.user for part in parts))
        rule += f" {name} has {len(parts)} users, {users}: what they hand back is added."
    operations = {node.name: node.operation for node in nodes}
    if any(operations[part.user] == "relu" and part.slope == 0 for part in parts):
        rule += " This ReLU is off, so nothing flows back through it."
    return rule


def node_sentence(nodes, values, gradients, name, known, reached) -> str:
    """Say of one node what is known of it so far: its value, its gradient, and the loss."""
    if name not in known:
        return f"{name} has no value yet."
    parts = [value_rule(nodes, values, name)]
    if name in reached:
        parts.append(gradient_rule(nodes, values, gradients, name, LOSS))
    if name != LOSS and LOSS in known:
        parts.append(f"{LOSS} = {number(values[LOSS])}.")
    return " ".join(parts)


def _place(graph: Expression, name: str) -> tuple[float, float]:
    """Return the middle of a node's box."""
    columns = max(column for column, _ in graph.places.values())
    rows = max(row for _, row in graph.places.values())
    column, row = graph.places[name]
    gap = min((860 - WIDTH - 40) / columns, 175)
    across = (860 - gap * columns) / 2
    return across + gap * column, 190 + (row - rows / 2) * min(92, 300 / rows)


def _draw_edges(drawing: Drawing, graph: Expression, focus: str, backwards: bool) -> None:
    """Draw an arrow for each use of a node; those that the sentence speaks of are thick, and turn back with it."""
    for node in graph.nodes:
        for name in node.inputs:
            (x1, y1), (x2, y2) = _place(graph, name), _place(graph, node.name)
            x1, x2 = x1 + WIDTH / 2 + 2, x2 - WIDTH / 2 - 2
            used = name == focus if backwards else node.name == focus
            style = {"stroke": SELECTED if used else QUIET, "stroke_width": 3 if used else 1.4}
            ends = (x2, y2, x1, y1) if used and backwards else (x1, y1, x2, y2)
            drawing.arrow(*ends, head=11 if used else 8, **style)


def _draw_node(drawing: Drawing, graph: Expression, node: Node, shown, scales, framed: bool) -> None:
    """Draw a box with the node's formula, its value above and its gradient below; an input can be dragged."""
    x, y = _place(graph, node.name)
    box = Box(x - WIDTH / 2, y - HEIGHT / 2, WIDTH, HEIGHT)
    whole = Box(box.x - 3, box.y - PILL - 6, WIDTH + 6, HEIGHT + 2 * PILL + 12)
    text = node.name
    if node.operation:
        text = f"{node.name} = {write(OPERATIONS[node.operation].formula, node.inputs, node.name)}"
    with drawing.group(mark=f"node:{node.name}"):
        drawing.rect(whole, fill="transparent")
        pill(drawing, x, box.y - PILL / 2 - 2, shown[0], scales[0], width=58, height=PILL)
        pill(drawing, x, box.bottom + PILL / 2 + 2, shown[1], scales[1], colors=GRADIENTS, width=58, height=PILL)
        drawing.rect(box, rx=6, fill="#f3f3f3", stroke=QUIET)
        drawing.text(x, y, text if node.operation else f"{text}  ↕", size=min(14, 1.75 * WIDTH / len(text)))
        if not node.operation:
            label = f"input {node.name} = {number(shown[0])}"
            drawing.rect(whole, fill="transparent", mark=f"input:{node.name}", handle=(x, y, GRAIN_PIXELS), label=label)
        if framed:
            drawing.frame(whole, rx=8)


def _draw_legend(drawing: Drawing, scales: Sequence[float]) -> None:
    """Say what stands above and below a node, each with the ends of its colour scale."""
    drawing.line(20, 376, 840, 376, stroke=FAINT)
    for x, text, scale, colors in (
        (24, "above a node: its value", scales[0], None),
        (336, "below: its gradient ∂L/∂node", scales[1], GRADIENTS),
    ):
        drawing.text(x, 391, text, size=12, anchor="start")
        for index, part in enumerate((-scale, 0.0, scale)):
            place = (x + (186 if colors is None else 212) + 50 * index, 391)
            pill(drawing, *place, part, scale, width=46, height=16, **({"colors": colors} if colors else {}))
    drawing.text(838, 391, "↕ drag up or down", size=12, anchor="end")


def drag(settings: Mapping, mark: str, points) -> dict:
    """An input grows as it is dragged upwards, from the number that it had when it was taken (``grip``)."""
    name = mark.removeprefix("input:")
    graph = EXPRESSIONS[settings["expression"]]
    start = settings["grip"] if settings["grip"] is not None else settings["inputs"][name]
    value = lifted(start, _place(graph, name)[1] - points[-1][1], LARGEST)
    return {"inputs": {**settings["inputs"], name: value}, "grip": start, "selected": f"node:{name}"}


def lifted(start: float, rise: float, largest: float) -> float:
    """Return the number that a drag makes of ``start``: more by GRAIN for each GRAIN_PIXELS upwards."""
    return min(max(round(start + GRAIN * round(rise / GRAIN_PIXELS), 10), -largest), largest)


def drop(settings: Mapping, mark: str) -> dict:
    """The next drag starts from the number that the input has then."""
    return {"grip": None}


def press(settings: Mapping, name: str) -> dict:
    """Go to the end, to the inputs alone, or back to the first numbers."""
    graph = EXPRESSIONS[settings["expression"]]
    if name == "reset":
        return {"inputs": dict(graph.inputs), "selected": ""}
    return {"step": len(_steps(graph)) if name == "all" else 0, "selected": ""}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """Another expression brings its own inputs, and is shown from its beginning; a step goes on to its own node."""
    graph = EXPRESSIONS.get(changes.get("expression", ""))
    return {"inputs": dict(graph.inputs), "step": 0, "selected": ""} if graph else {"selected": ""}


def graph_explorer() -> Explorer:
    """Return the explorer of computation graphs: choose an expression, go forwards and backwards, drag an input."""
    name, graph = next(iter(EXPRESSIONS.items()))
    steps = max(len(_steps(each)) for each in EXPRESSIONS.values())
    controls = [
        Choice("expression", "expression", list(EXPRESSIONS), name),
        Slider("step", "step", 0, steps, len(_steps(graph)), play=True),
        Button("all", "all steps"),
        Button("start", "only the inputs"),
        Button("reset", "first numbers"),
    ]
    settings = {"inputs": dict(graph.inputs), "selected": "", "grip": None}
    return Explorer("A computation graph", draw, controls, settings, adapt=adapt, drag=drag, drop=drop, press=press)
