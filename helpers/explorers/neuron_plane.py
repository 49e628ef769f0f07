"""An explorer of lesson 01: a neuron with two inputs is a line in the plane, which it cuts into yes and no."""

from collections.abc import Mapping

import numpy as np

from helpers.explorers.drawing import INK, QUIET, Box, Drawing, network, weight_color
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Slider
from helpers.explorers.plane import KINDS, OWN, Plane, small_sets
from helpers.neuron import fewest_mistakes, neuron_output

PLANE = Plane(Box(440, 14, 356, 356), -2.125, 3.125, 21)  # the keys move in steps of ¼, from −2 to 3
LARGEST, FARTHEST, STEP = 4.0, 8.0, 0.05  # of the weights, of the bias; of the sliders and keys
NEURON = Box(44, 60, 216, 210)


def draw(data, w1, w2, theta, adds, points, foot, selected) -> Picture:
    """Return the picture: the neuron with its weights on the left; its line, its answers and the points on the right.

    Parameters
    ----------
    points : (x₁, x₂, class) of each. foot : where the arrow w stands, as near as the line lets it.

    Raises
    ------
    ValueError if a weight or the bias is not finite.
    """
    weights = np.array([w1, w2])
    drawing = Drawing(860, 412)
    _neuron(drawing, w1, w2, theta)
    axes = PLANE.shade(drawing, _answers(PLANE.grid, weights, theta))
    answers = _answers(np.array(points).reshape(-1, 3)[:, :2], weights, theta)
    classes = np.array([kind for *_, kind in points], dtype=int)
    wrong = (answers > 0.5 + 1e-9) != (classes == 1)  # on the line itself, but for rounding, it does not say yes
    ends = PLANE.line(weights, theta)
    if ends:
        places = [place for end in ends for place in (axes.x(end[0]), axes.y(end[1]))]
        x, y = (axes.x(foot[0]), axes.y(foot[1]))
        drawing.line(*places, stroke=INK, stroke_width=2.5, pointer_events="none")
        drawing.line(
            *places, stroke="transparent", stroke_width=18, mark="line", handle=(x, y, _pixels(STEP)), label="the line"
        )
    PLANE.points(drawing, axes, points, wrong, selected)
    PLANE.legend(drawing, adds)
    _arrow(drawing, axes, weights, foot)
    sentence = _sentence(int(wrong.sum()), points, classes, bool(ends), weights)
    place = PLANE.place(points, selected)
    if place is not None:
        sentence += f" {_here(place, weights, theta)}"
    return Picture(drawing, sentence, selected or "plane:8:8")


def _answers(places: np.ndarray, weights: np.ndarray, theta: float) -> np.ndarray:
    return neuron_output(places @ weights, 1.0, theta, "sigmoid")


def _pixels(length: float) -> float:
    return length / (PLANE.high - PLANE.low) * PLANE.box.width


def _neuron(drawing: Drawing, w1: float, w2: float, theta: float) -> None:
    """Draw the neuron with the numbers on its lines, and its formula below."""
    numbers = np.array([[w1], [w2], [theta]])
    places = network(drawing, [["x₁", "x₂", "1"], ["Σ f"]], [numbers], NEURON, radius=22, mark="number")
    x, y = places[1][0]
    for name, value, start in zip(("w₁", "w₂", "θ"), numbers[:, 0], places[0]):
        middle = start[0] + 0.42 * (x - start[0]), start[1] + 0.42 * (y - start[1])
        text = f"{name} = {_text(value)}"
        width = 8.6 * len(text)
        place = Box(middle[0] - width / 2, middle[1] - 10, width, 20)
        drawing.rect(place, fill="#ffffff", rx=3, pointer_events="none")
        color = weight_color(value) if value else QUIET
        drawing.text(*middle, text, size=13, fill=color, font_weight="bold", pointer_events="none")
    drawing.arrow(x + 24, y, x + 62, y)
    drawing.text(x + 76, y, "ŷ", size=16)
    drawing.text(
        170, 322, f"ŷ = sigmoid({_text(w1)}·x₁ {_signed(w2)}·x₂ {_signed(theta)})", size=14, pointer_events="none"
    )
    drawing.text(170, 350, "orange: ŷ near 1, purple: ŷ near 0, line: ŷ = 0.5", size=11, fill=QUIET)


def _arrow(drawing: Drawing, axes, weights: np.ndarray, foot) -> None:
    """Draw the weights as an arrow that stands on the line, with its tip as a handle."""
    start = axes.x(foot[0]), axes.y(foot[1])
    tip = (axes.x(foot[0] + weights[0]), axes.y(foot[1] + weights[1]))
    box = PLANE.box
    part = 1.0  # of the arrow, as far as it lies inside the square
    for at, to, low, high in ((start[0], tip[0], box.x, box.right), (start[1], tip[1], box.y, box.bottom)):
        if not low <= to <= high:
            part = min(part, ((low if to < low else high) - at) / (to - at))
    shown = tuple(at + max(part, 0) * (to - at) for at, to in zip(start, tip))
    if weights.any():
        drawing.arrow(*start, *shown, head=13, stroke=INK, stroke_width=3, pointer_events="none")
    drawing.text(shown[0] + 14, shown[1] - 12, "w", font_weight="bold", pointer_events="none")
    label = f"tip of the arrow w, ({_text(weights[0])}, {_text(weights[1])})"
    drawing.circle(*shown, 13, fill="transparent", mark="tip", handle=(*tip, _pixels(STEP)), label=label)


def _text(value: float) -> str:
    return f"{value:z.2f}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{'−' if round(value, 2) < 0 else '+'} {abs(value):.2f}"


def _sentence(mistakes: int, points, classes: np.ndarray, seen: bool, weights: np.ndarray) -> str:
    if not points:
        return "There are no points: click in the plane to add some."
    parts = [f"The neuron gets {mistakes if mistakes else 'none'} of {len(points)} points wrong"]
    least = fewest_mistakes(np.array(points)[:, :2], classes)
    if least:
        parts.append(f"no line gets fewer than {least} wrong")
    if not weights.any():
        parts.append("with both weights 0 there is no line, and the answer is the same everywhere")
    elif not seen:
        parts.append("the line lies outside of the picture")
    return "; ".join(parts) + "."


def _here(place, weights: np.ndarray, theta: float) -> str:
    """Say what the neuron computes at a place."""
    z = float(weights @ place + theta)
    y = float(neuron_output(z, 1.0, 0.0, "sigmoid"))
    x1, x2, w1, w2 = (f"{value:z.4g}".replace("-", "−") for value in (*place, *weights))
    z_text, theta_text = (f"{value:z.4g}".replace("-", "−") for value in (z, theta))
    return f"At ({x1}, {x2}): z = {w1}·({x1}) + ({w2})·({x2}) + ({theta_text}) = {z_text}, ŷ = {y:.3f}."


def drag(settings: Mapping, mark: str, points: list) -> dict:
    """The arrow's tip turns the line about the arrow's foot; the line moves without turning."""
    foot = np.array(settings["foot"])
    px, py = points[-1]
    span = PLANE.high - PLANE.low
    place = np.array([PLANE.low + (px - PLANE.box.x) / PLANE.box.width * span, 0.0])
    place[1] = PLANE.low + (PLANE.box.bottom - py) / PLANE.box.height * span
    weights = np.array([settings["w1"], settings["w2"]])
    if mark == "tip":
        weights = np.clip(place - foot, -LARGEST, LARGEST).round(2) + 0.0
    through = foot if mark == "tip" else place
    theta = float(np.clip(-weights @ through, -FARTHEST, FARTHEST))  # not rounded: the line passes through the pointer
    return {"w1": float(weights[0]), "w2": float(weights[1]), "theta": theta, "foot": _foot(weights, theta, foot)}


def _foot(weights: np.ndarray, theta: float, near) -> tuple[float, float]:
    """Return the place on the line that is nearest to one, moved along the line into the square if it lies outside."""
    ends, length = PLANE.line(weights, theta), float(weights @ weights)
    if not length:
        return tuple(near)
    near = np.asarray(near) - (weights @ near + theta) / length * weights
    if ends is None:
        return tuple(np.clip(near, PLANE.low, PLANE.high).tolist())
    start, end = (np.array(place) for place in ends)
    along = end - start
    part = np.clip((near - start) @ along / (along @ along), 0.1, 0.9)
    return tuple((start + part * along).tolist())


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """A slider moves the line, and the arrow with it; a chosen set brings its points."""
    if changes.get("data") in small_sets():
        return {"points": small_sets()[changes["data"]], "selected": ""}
    numbers = {name: float(changes.get(name, settings[name])) for name in ("w1", "w2", "theta")}
    return {"foot": _foot(np.array([numbers["w1"], numbers["w2"]]), numbers["theta"], settings["foot"])}


def press(settings: Mapping, name: str) -> dict:
    """The only button takes all points away."""
    return {"points": (), "data": OWN, "selected": ""}


def neuron_plane_explorer() -> Explorer:
    """Return the explorer of a neuron as a line: drag the arrow w or the line, add points and take them away."""
    controls = [
        Slider("w1", "weight w₁", -LARGEST, LARGEST, 0.5, STEP),
        Slider("w2", "weight w₂", -LARGEST, LARGEST, -1.0, STEP),
        Slider("theta", "bias θ", -FARTHEST, FARTHEST, 1.0, STEP),
        Choice("data", "points", [*small_sets(), OWN], "two clouds"),
        Choice("adds", "a click adds", KINDS, KINDS[0]),
        Button("clear", "take all points away"),
    ]
    start = {"points": small_sets()["two clouds"], "foot": (0.6, 1.3), "selected": ""}
    return Explorer(
        "A neuron as a line in the plane", draw, controls, start, adapt=adapt, click=PLANE.click, drag=drag, press=press
    )
