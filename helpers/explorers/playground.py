"""An explorer of lesson 01: a small network that is trained under the reader's eyes, also on points of the reader's."""

from collections.abc import Mapping

import numpy as np

from helpers.explorers.drawing import INK, LINKED, QUIET, SELECTED, Axes, Box, Drawing, network, number
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Slider, Switch
from helpers.explorers.plane import KINDS, OWN, Plane, large_sets
from helpers.neuron import neuron_output
from helpers.plots import COLORS
from helpers.small_network import SLOPES, SmallNetwork, cross_entropy, forward, new_network, train

PLANE = Plane(Box(558, 10, 286, 286), -2.125, 2.125, 17, radius=6)  # the keys move in steps of ¼, from −2 to 2
NETWORK, LOSS = Box(34, 10, 406, 392), Box(558, 358, 286, 40)
MOST_UNITS, THUMB = 8, 40
RATES = ("0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30")
STEPS = 5  # of gradient descent between two pictures
TOLD = 500  # steps between two sentences while the network trains: more often would be too much to listen to
PATIENCE, WORSE = 100, 1.2  # steps with a loss so many times as large as at the start: then the rate is too large
KEPT = 240  # places of the loss curve; when there are more, every second one is left out


def draw(points, network, history, running, diverged, selected, rate, adds, **_) -> Picture:
    """Return the picture: the network with what each neuron answers, the plane with its boundary, and the loss curve.

    Parameters
    ----------
    points : (x₁, x₂, class) of each. network : a SmallNetwork. history : (step, loss) of the training, the start first.
    diverged : whether the training ended because its rate is too large. selected : a mark.
    """
    drawing = Drawing(860, 418)
    outputs = forward(network, PLANE.grid)
    x, classes = _arrays(points)
    wrong = (forward(network, x)[-1][:, 0] > 0) != (classes == 1)
    axes = PLANE.shade(drawing, neuron_output(outputs[-1][:, 0], 1.0, 0.0, "sigmoid"))
    _lines(drawing, axes, network, selected)
    PLANE.points(drawing, axes, points, wrong, selected)
    PLANE.legend(drawing, adds)
    _draw_network(drawing, network, outputs[:-1], selected)
    _loss_curve(drawing, history, int(wrong.sum()), len(points), rate)
    sentence = _state(history, int(wrong.sum()), len(points), running, diverged, rate)
    extra = "" if running else _pointed(network, selected, points)
    return Picture(drawing, " ".join(filter(None, (sentence, extra))), selected or "plane:8:8")


def _arrays(points) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(points, dtype=np.float64).reshape(-1, 3)
    return table[:, :2], table[:, 2].astype(int)


def _lines(drawing: Drawing, axes: Axes, network: SmallNetwork, selected: str) -> None:
    """Draw the line of each neuron of the first layer: where its sum is 0."""
    for unit, (weights, bias) in enumerate(zip(network.weights[0].T, network.biases[0])):
        ends = PLANE.line(weights, bias)
        if ends:
            places = [place for end in ends for place in (axes.x(end[0]), axes.y(end[1]))]
            chosen = selected == f"unit:1:{unit}"
            style = {"stroke": SELECTED, "stroke_width": 3.5} if chosen else {"stroke": INK, "stroke_width": 1.2}
            drawing.line(*places, **style, pointer_events="none")


def _draw_network(drawing: Drawing, net: SmallNetwork, hidden: list[np.ndarray], selected: str) -> None:
    """Draw the circles and weights; each hidden neuron shows its answer to every place of the plane."""
    units = [2, *(values.shape[1] for values in hidden), 1]
    names = [["x₁", "x₂"], *([""] * count for count in units[1:-1]), ["ŷ"]]
    places = network(drawing, names, net.weights, NETWORK, radius=17)
    with drawing.group(pointer_events="none"):
        for layer, values in enumerate(hidden, start=1):
            scale = float(values.max()) or 1.0 if net.activation == "ReLU" else 1.0
            for unit, (x, y) in enumerate(places[layer]):
                box = Box(x - THUMB / 2, y - THUMB / 2, THUMB, THUMB)
                drawing.pixels(values[:, unit].reshape(60, 60)[1::3, 1::3], box, signed=True, scale=scale)
                drawing.rect(box, stroke=QUIET)
                if selected == f"unit:{layer}:{unit}":
                    drawing.frame(box)
        kind, *numbers = selected.split(":")
        if kind == "weight":
            layer, start, end = map(int, numbers)
            if layer < len(net.weights) and start < units[layer] and end < units[layer + 1]:
                ends = (*places[layer][start], *places[layer + 1][end])
                drawing.line(*ends, stroke=LINKED, stroke_width=3, stroke_dasharray="5 4")
    x, y = places[-1][0]
    drawing.arrow(x + 20, y, PLANE.box.x - 46, y)


def _loss_curve(drawing: Drawing, history, wrong: int, count: int, rate: str) -> None:
    steps, losses = (np.array(values, dtype=np.float64) for values in zip(*history))
    limits = (0.0, max(float(steps[-1]), 100.0)), (0.0, max(1.05 * float(losses.max()), 0.1))
    axes = drawing.axes(LOSS, *limits, most=(5, 2))
    axes.curve(steps, losses, COLORS["blue"])
    axes.point(steps[-1], losses[-1], COLORS["blue"], radius=4)
    text = f"step {int(steps[-1]):,}: loss {losses[-1]:.3f}, {wrong} of {count} wrong, rate {rate}"
    drawing.text(LOSS.center[0], LOSS.y - 11, text, size=11.5)


def _state(history, wrong: int, count: int, running: bool, diverged: bool, rate: str) -> str:
    """Say how far the training is. While it runs the sentence changes seldom, so that it can be listened to."""
    if not count:
        return "There are no points to train on: click in the plane to add some."
    step, loss = history[-1]
    if diverged:
        return (
            f"The training diverges: after step {step:,} the loss is {loss:.3f}, and at the start it was "
            f"{history[0][1]:.3f}. With the rate {rate} each step is too large: choose a smaller rate, then reset."
        )
    if running:
        step, loss = next(past for past in reversed(history) if past[0] <= step // TOLD * TOLD)
        return f"The network is training. At step {step:,} the loss was {loss:.3f}."
    verb = "is" if wrong in (0, 1) else "are"
    taken = f"{step:,} step{'' if step == 1 else 's'}"
    return f"After {taken} the loss is {loss:.3f}, and {wrong or 'none'} of {count} points {verb} on the wrong side."


def _pointed(net: SmallNetwork, selected: str, points) -> str:
    """Say what the selected neuron, weight or place is, with its numbers."""
    kind, *numbers = selected.split(":")
    numbers = [int(value) for value in numbers]
    place = PLANE.place(points, selected)
    if place is not None:
        y = neuron_output(forward(net, np.array([place]))[-1][0, 0], 1.0, 0.0, "sigmoid")
        return f"At ({number(place[0])}, {number(place[1])}) the network answers {y:.3f}."
    if kind == "weight" and numbers[0] < len(net.weights):
        matrix = net.weights[numbers[0]]
        if numbers[1] < matrix.shape[0] and numbers[2] < matrix.shape[1]:
            return f"This weight is {number(matrix[numbers[1], numbers[2]])}."
    if kind == "unit" and 0 < numbers[0] < len(net.weights) and numbers[1] < net.weights[numbers[0] - 1].shape[1]:
        if numbers[0] == 1:
            w1, w2 = (number(weight) for weight in net.weights[0][:, numbers[1]])
            theta = number(net.biases[0][numbers[1]])
            return f"Neuron {numbers[1] + 1} of layer 1 has the line {w1}·x₁ + ({w2})·x₂ + ({theta}) = 0."
        return f"This is neuron {numbers[1] + 1} of layer 2: it sees only what layer 1 answers."
    return ""


def _start(settings: Mapping) -> dict:
    """Return the state of a network that has not been trained: its start, the curve with one point, standing still."""
    hidden = [int(settings[name]) for name in ("first", "second") if int(settings[name])]
    net = new_network(hidden, settings["activation"], settings["seed"])
    first = {"network": net, "history": ((0, _loss(net, settings["points"])),)}
    return {**first, "running": False, "diverged": False, "worse": 0, "selected": ""}


def _loss(net: SmallNetwork, points) -> float:
    x, classes = _arrays(points)
    return cross_entropy(forward(net, x)[-1], classes) if len(x) else 0.0


def _go(settings: Mapping, steps: int) -> dict:
    """Return the state after some steps of gradient descent."""
    if not settings["points"]:
        return {"running": False}
    net, taken = train(settings["network"], *_arrays(settings["points"]), float(settings["rate"]), steps)
    loss = _loss(net, settings["points"])
    worse = settings["worse"] + taken if loss > WORSE * max(settings["history"][0][1], np.log(2)) else 0
    diverged = taken < steps or worse >= PATIENCE
    history = (*settings["history"], (settings["history"][-1][0] + taken, loss))
    if len(history) > KEPT:
        history = (*history[:-1:2], history[-1])
    running = settings["running"] and not diverged
    return {"network": net, "history": history, "worse": worse, "diverged": diverged, "running": running}


def tick(settings: Mapping) -> dict:
    """Train a little, for the next picture of the movement."""
    return _go(settings, STEPS)


def press(settings: Mapping, name: str) -> dict:
    """One step; the same start again; another start; or no points at all."""
    if name == "step":
        return _go(settings, 1) | {"running": False}
    if name == "clear":
        return {"points": (), "data": OWN, "selected": "", "running": False}
    seed = settings["seed"] + (name == "new")
    return {"seed": seed, **_start({**settings, "seed": seed})}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """A chosen set brings its points; with other points, layers or another activation the training starts anew."""
    new = {"points": large_sets()[changes["data"]]} if changes.get("data") in large_sets() else {}
    if new or {"first", "second", "activation"} & changes.keys():
        return new | _start({**settings, **changes, **new})
    return {}


def playground_explorer() -> Explorer:
    """Return the playground: choose points and a network, train it, and watch what its neurons make of the plane."""
    controls = [
        Switch("running", "train or pause", False, button=("▶ train", "❚❚ pause")),
        Button("step", "one step"),
        Button("reset", "reset"),
        Button("new", "another start"),
        Choice("data", "points", [*large_sets(), OWN], "XOR"),
        Slider("first", "neurons in layer 1", 1, MOST_UNITS, 4),
        Slider("second", "in layer 2", 0, MOST_UNITS, 0),
        Choice("activation", "activation", list(SLOPES), "tanh"),
        Choice("rate", "learning rate", RATES, "0.3"),
        Choice("adds", "a click adds", KINDS, KINDS[0]),
        Button("clear", "take all points away"),
    ]
    state = {"points": large_sets()["XOR"], "seed": 0, "first": 4, "second": 0, "activation": "tanh"}
    state |= _start(state)
    for name in ("first", "second", "activation", "running"):
        state.pop(name)
    handlers = {"adapt": adapt, "click": PLANE.click, "press": press, "tick": tick}
    return Explorer("A network that learns", draw, controls, state, **handlers, while_="running")
