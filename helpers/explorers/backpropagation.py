"""The explorer of lesson 07: backpropagation in a drawn network of two inputs, two hidden neurons and two classes."""

from collections.abc import Mapping

from helpers.explorers.drawing import (
    FAINT,
    GRADIENTS,
    LINKED,
    QUIET,
    SELECTED,
    SIGNED,
    Box,
    Drawing,
    number,
    pill,
    ticks,
    weight_color,
    weight_width,
)
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Slider
from helpers.explorers.graph import GRAIN_PIXELS, gradient_rule, lifted, value_rule
from helpers.graph import backward, forward, small_network
from helpers.plots import COLORS

LARGEST = 10.0  # weights and inputs lie within ±10
REMEMBERED = 100  # losses in the small picture
HIDDEN = {"ReLU": "relu", "sigmoid": "sigmoid"}
LABELS = ("class 0", "class 1")
# The example of lesson 07: x = (1, 2), W₁ = ((1, −1), (1, 0)), W₂ = ((0.5, −0.5), (1, 0)), the label is class 1.
EXAMPLE = dict(zip([node.name for node in small_network("relu")], (1.0, 2.0, 1.0, -1.0, 1.0, 0.0, 0.5, -0.5, 1.0, 0.0)))
UNITS = {
    f"{symbol}[{row}]": (x, (84, 234)[row])
    for symbol, x in (("x", 48), ("z₁", 288), ("a", 388), ("z₂", 622), ("p", 718))
    for row in (0, 1)
} | {"L": (816, 159)}
WEIGHTS = {
    f"{matrix}[{i},{j}]": (f"{before}[{i}]", f"{after}[{j}]")
    for matrix, before, after in (("W₁", "x", "z₁"), ("W₂", "a", "z₂"))
    for i in (0, 1)
    for j in (0, 1)
}
WIRES = [(f"z₁[{j}]", f"a[{j}]") for j in (0, 1)]
WIRES += [(f"z₂[{j}]", f"p[{k}]") for j in (0, 1) for k in (0, 1)] + [(f"p[{k}]", "L") for k in (0, 1)]
RADIUS = 22
FORWARDS = [name for name in UNITS if not name.startswith("x")]
BACKWARDS = ["L", "z₂[0]", "z₂[1]", "W₂[0,0]", "W₂[0,1]", "W₂[1,0]", "W₂[1,1]", "a[0]", "a[1]", "z₁[0]", "z₁[1]"]
BACKWARDS += ["W₁[0,0]", "W₁[0,1]", "W₁[1,0]", "W₁[1,1]"]
STEPS = len(FORWARDS) + len(BACKWARDS)


def draw(hidden, label, rate, step, inputs, history, selected, grip) -> Picture:
    """Return the picture: the network with its values above, its gradients below, and the losses of the steps taken.

    Parameters
    ----------
    hidden, label : names of ``HIDDEN`` and ``LABELS``. rate : of the button "take one step".
    step : how many numbers have been computed: first the values, to the right, then the gradients, to the left.
    inputs : the numbers of x, W₁ and W₂, by name. history : the losses before each step that was taken.
    selected : "node:name", or "" for what was computed last. grip : what a drag has taken hold of; see ``drag``.
    """
    nodes, values, gradients = _computed(hidden, label, inputs)
    known = set(inputs) | set(FORWARDS[:step])
    reached = set(BACKWARDS[: max(step - len(FORWARDS), 0)])
    newest = (["", *FORWARDS, *BACKWARDS])[step]
    focus = selected.removeprefix("node:") or newest
    backwards = focus in reached
    drawing = Drawing(860, 412)
    shown = {name: values[name] for name in known}, {name: gradients[name] for name in reached}
    scales = [max(abs(values[name]) for name in [*inputs, *FORWARDS]), max(abs(gradients[name]) for name in BACKWARDS)]
    _draw_flow(drawing, focus, backwards)
    _draw_lines(drawing, inputs)
    for name in UNITS:
        _draw_unit(drawing, name, shown, scales, hidden, focus)
    for name in WEIGHTS:
        _draw_weight(drawing, name, shown, scales, focus)
    drawing.text(UNITS["L"][0], UNITS["L"][1] + 56, label, size=11, fill=QUIET)
    _draw_legend(drawing, scales)
    _draw_losses(drawing, [*history, values["L"]])
    sentence = _sentence(nodes, values, gradients, focus, step, selected, known, reached)
    if selected == "node:L" and history:
        sentence += " " + _taken(history, values["L"])
    return Picture(drawing, sentence, f"node:{focus}" if focus else "")


def _computed(hidden: str, label: str, inputs: Mapping[str, float]):
    """Return the nodes, their values and their gradients."""
    nodes = small_network(HIDDEN[hidden])
    values = forward(nodes, {**inputs, **{f"y[{k}]": float(LABELS.index(label) == k) for k in (0, 1)}})
    return nodes, values, backward(nodes, values, "L")


def _sentence(nodes, values, gradients, focus, step, selected, known, reached) -> str:
    """Spell out what was computed last, or all that is known of the node that is pointed at."""
    if not focus:
        return "Only the inputs and the weights have values. Press › for one step, ▶ for all, one after the other."
    if selected and focus not in known:
        return f"{focus} has no value yet."
    parts = []
    if selected or focus not in reached:
        parts.append(_value(nodes, values, focus))
    if focus in reached and (focus != "L" or not selected):
        parts.append(_gradient(nodes, values, gradients, focus))
    if selected:
        return " ".join(parts)
    way = "to the right" if step <= len(FORWARDS) else "to the left"
    return f"Step {step} of {STEPS}, {way}: {parts[-1]}"


def _value(nodes, values: Mapping[str, float], name: str) -> str:
    if name in WEIGHTS:
        return f"{name} = {number(values[name])}, the weight from {WEIGHTS[name][0]} to {WEIGHTS[name][1]}."
    if name == "L":
        right = int(values["y[1]"])
        return f"L = −ln p[{right}] = −ln {number(values[f'p[{right}]'])} = {number(values['L'], 4)}."
    return value_rule(nodes, values, name)


def _gradient(nodes, values, gradients, name: str) -> str:
    path = [node for node in nodes if node.operation != "softmax"]  # the loss is taken from the logits, not from p
    rule = gradient_rule(path, values, gradients, name, "L")
    if name.startswith("z₂"):
        k = name[-2]
        rule += f" It is probability minus label: {number(values[f'p[{k}]'])} − {number(values[f'y[{k}]'])}."
    return rule


def _taken(history, loss: float) -> str:
    """Say what the last step did. On one example of two classes no rate makes the loss of this network rise."""
    before, steps = history[-1], len(history)
    count = "This step" if steps == 1 else f"Step {steps}" if steps < REMEMBERED else "The last step"
    fell = number(before, 4) != number(loss, 4)
    moved = (
        f"the loss falls from {number(before, 4)} to {number(loss, 4)}"
        if fell
        else f"the loss stays at {number(loss, 4)}"
    )
    return f"{count} of gradient descent: {moved}."


def _label(name: str) -> tuple[float, float]:
    """Return where the numbers of a weight stand: on its line, where no other line is near."""
    (x1, y1), (x2, y2) = (UNITS[unit] for unit in WEIGHTS[name])
    part = 0.68 if y1 == y2 else 0.3
    return x1 + part * (x2 - x1), y1 + part * (y2 - y1)


def _edge(start: tuple[float, float], end: tuple[float, float], gap: float = RADIUS + 2) -> tuple[float, ...]:
    """Return the line between two circles' borders."""
    (x1, y1), (x2, y2) = start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = gap * (x2 - x1) / length, gap * (y2 - y1) / length
    return x1 + dx, y1 + dy, x2 - dx, y2 - dy


def _draw_flow(drawing: Drawing, focus: str, backwards: bool) -> None:
    """Draw, below all lines, where the number that the sentence speaks of comes from."""
    style = {"stroke": SELECTED, "stroke_width": 8, "head": 17}
    if focus in WEIGHTS:
        if backwards:
            before, after = WEIGHTS[focus]
            drawing.arrow(*_edge(UNITS[after], _label(focus)), **style)
            drawing.circle(*UNITS[before], RADIUS + 5, fill="none", stroke=LINKED, stroke_width=3)
        return
    edges = [*WEIGHTS.values(), *WIRES]
    if not backwards:
        flow = [edge for edge in edges if edge[1] == focus]
    elif focus.startswith("z₂"):  # probability minus label: from the loss, by the way of its own probability
        flow = [("L", focus.replace("z₂", "p")), (focus.replace("z₂", "p"), focus)]
    else:
        flow = [(after, before) for before, after in edges if before == focus]
    for start, end in flow:
        drawing.arrow(*_edge(UNITS[start], UNITS[end]), **style)


def _draw_lines(drawing: Drawing, inputs: Mapping[str, float]) -> None:
    for name, (before, after) in WEIGHTS.items():
        ends = _edge(UNITS[before], UNITS[after])
        color, width = weight_color(inputs[name]), weight_width(inputs[name])
        drawing.line(*ends, stroke=color, stroke_width=width, pointer_events="none")
        drawing.line(*ends, stroke="transparent", stroke_width=14, mark=f"node:{name}")
    for before, after in WIRES:
        drawing.line(*_edge(UNITS[before], UNITS[after]), stroke=QUIET, stroke_width=1.2, pointer_events="none")


def _draw_unit(drawing: Drawing, name: str, shown, scales, hidden: str, focus: str) -> None:
    """Draw a circle with the unit's name, its value above and, where there is one, its gradient below."""
    x, y = UNITS[name]
    if name == "a[0]":
        drawing.text((x + UNITS["z₁[0]"][0]) / 2, y - 12, hidden, size=11, fill=QUIET)
    if name == "p[0]":
        drawing.text((x + UNITS["z₂[0]"][0]) / 2, y - 12, "softmax", size=11, fill=QUIET)
    with drawing.group(mark=f"node:{name}"):
        drawing.circle(x, y, RADIUS, fill="#f3f3f3", stroke=QUIET)
        drawing.text(x, y, name if name[0] != "x" else f"{name} ↕", size=12, pointer_events="none")
        pill(drawing, x, y - RADIUS - 12, shown[0].get(name), scales[0], width=54)
        if name in BACKWARDS:
            pill(drawing, x, y + RADIUS + 12, shown[1].get(name), scales[1], colors=GRADIENTS, width=54)
        if name[0] == "x":
            _draw_handle(drawing, name, x, y, shown[0][name], Box(x - 28, y - 44, 56, 66))
        if name == focus:
            drawing.circle(x, y, RADIUS + 1, fill="none", stroke=SELECTED, stroke_width=3, pointer_events="none")


def _draw_weight(drawing: Drawing, name: str, shown, scales, focus: str) -> None:
    """Draw the numbers of a weight on its line; they are what is dragged."""
    x, y = _label(name)
    whole = Box(x - 29, y - 32, 58, 54)
    with drawing.group(mark=f"node:{name}"):
        drawing.rect(whole, rx=5, fill="#ffffff", fill_opacity=0.85)
        drawing.text(x, y - 25, f"{name} ↕", size=11, fill=QUIET)
        pill(drawing, x, y - 9, shown[0][name], scales[0], width=54)
        pill(drawing, x, y + 11, shown[1].get(name), scales[1], colors=GRADIENTS, width=54)
        _draw_handle(drawing, name, x, y, shown[0][name], whole)
        if name == focus:
            drawing.frame(whole, rx=5)


def _draw_handle(drawing: Drawing, name: str, x: float, y: float, value: float, box: Box) -> None:
    label = f"{'weight' if name in WEIGHTS else 'input'} {name} = {number(value)}"
    drawing.rect(box, fill="transparent", mark=f"input:{name}", handle=(x, y, GRAIN_PIXELS), label=label)


def _draw_legend(drawing: Drawing, scales) -> None:
    drawing.line(20, 300, 560, 300, stroke=FAINT)
    texts = "above: values, they go to the right →", "below: gradients ∂L/∂…, they go to the left ←"
    for y, text, scale, colors in zip((322, 348), texts, scales, (SIGNED, GRADIENTS)):
        drawing.text(24, y, text, size=12, anchor="start")
        for place, part in enumerate((-scale, 0.0, scale)):
            pill(drawing, 360 + 58 * place, y, part, scale, colors=colors, width=54)
    drawing.text(24, 376, "↕ drag a weight or an input up or down", size=12, anchor="start")


def _draw_losses(drawing: Drawing, losses) -> None:
    """Draw the loss before the first step and after each one."""
    count = len(losses)
    top = 1.1 * max(*losses, 0.1)
    yticks = {height: number(height) for height in ticks(0, top, 2)}
    axes = drawing.axes(Box(640, 312, 200, 62), (0, max(10, count - 1)), (0, top), "step", yticks=yticks)
    drawing.text(640, 299, "loss", size=12, anchor="start")
    if count > 1:
        drawing.path([(axes.x(index), axes.y(loss)) for index, loss in enumerate(losses)], stroke=COLORS["blue"])
    for index, loss in enumerate(losses):
        axes.point(index, loss, COLORS["blue"], 4.5 if index == count - 1 else 2.5)


def point(settings: Mapping, mark: str) -> dict:
    """Pointing at a unit or a weight shows what is known of it."""
    return {"selected": mark} if mark.startswith("node:") else {}


def drag(settings: Mapping, mark: str, points) -> dict:
    """A weight or an input grows as it is dragged upwards, from the number that it had when it was taken (``grip``)."""
    name = mark.removeprefix("input:")
    start = settings["grip"] if settings["grip"] is not None else settings["inputs"][name]
    y = (_label(name) if name in WEIGHTS else UNITS[name])[1]
    inputs = {**settings["inputs"], name: lifted(start, y - points[-1][1], LARGEST)}
    return {"inputs": inputs, "grip": start, "selected": f"node:{name}", "history": ()}


def drop(settings: Mapping, mark: str) -> dict:
    """The next drag starts from the number that is there then."""
    return {"grip": None}


def press(settings: Mapping, name: str) -> dict:
    """Take one step of gradient descent, show all numbers, or go back to the lesson's example.

    Raises
    ------
    ValueError if the step would lead to a weight beyond ±LARGEST.
    """
    if name == "all":
        return {"step": STEPS, "selected": ""}
    if name == "reset":
        return {"inputs": dict(EXAMPLE), "history": (), "selected": "", "step": STEPS}
    inputs = settings["inputs"]
    _, values, gradients = _computed(settings["hidden"], settings["label"], inputs)
    moved = {each: inputs[each] - settings["rate"] * gradients[each] for each in WEIGHTS}
    largest = max(moved, key=lambda each: abs(moved[each]))
    if abs(moved[largest]) > LARGEST:
        raise ValueError(
            f"This step would make {largest} = {number(moved[largest])}, and weights must stay within ±{LARGEST:g}: "
            "take a smaller rate, or press reset."
        )
    history = (*settings["history"], values["L"])[-REMEMBERED:]
    return {"inputs": {**inputs, **moved}, "history": history, "selected": "node:L", "step": STEPS}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """A step goes on to its own number; another label or activation starts a new history of losses."""
    return {"selected": ""} | ({"history": ()} if changes.keys() & {"hidden", "label"} else {})


def backpropagation_explorer() -> Explorer:
    """Return the explorer of backpropagation, with the example of lesson 07."""
    controls = [
        Choice("hidden", "hidden neurons", list(HIDDEN), "ReLU"),
        Choice("label", "label", list(LABELS), "class 1"),
        Slider("step", "step", 0, STEPS, STEPS, play=True),
        Button("all", "all steps"),
        Slider("rate", "rate η", 0.01, 1.0, 0.05, step=0.01),
        Button("take", "take one step downhill"),
        Button("reset", "reset"),
    ]
    settings = {"inputs": dict(EXAMPLE), "history": (), "selected": "", "grip": None}
    return Explorer(
        "Backpropagation in a small network",
        draw,
        controls,
        settings,
        adapt=adapt,
        point=point,
        drag=drag,
        drop=drop,
        press=press,
    )
