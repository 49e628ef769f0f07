"""An explorer of lesson 01: one neuron with one input, its weighted sum and what its activation makes of it."""

from collections.abc import Mapping

import numpy as np

from helpers.explorers.drawing import Axes, Box, Drawing
from helpers.explorers.frame import Choice, Explorer, Picture, Slider
from helpers.neuron import ACTIVATIONS, neuron_output
from helpers.plots import COLORS

INPUTS, SUMS, OUTPUTS = (-4.0, 4.0), (-8.0, 8.0), (-2.0, 4.0)  # what the axes show
LEFT, RIGHT = Box(56, 40, 320, 290), Box(500, 40, 320, 290)
LARGEST, STEP = 4.0, 0.1  # of weight, bias and input
HOLD = 1.5  # where the line is taken to turn it: so many inputs to the right of 0
NEUTRAL = "#555555"


def draw(weight, bias, x, activation) -> Picture:
    """Return the picture: z = w·x + θ on the left, ŷ = f(z) on the right, and the same input x in both.

    Raises
    ------
    ValueError if the activation is unknown or a number is not finite.
    """
    y = float(neuron_output(x, weight, bias, activation))
    z = weight * x + bias
    drawing = Drawing(860, 384)
    left = drawing.axes(LEFT, INPUTS, SUMS, "input x", "z")
    right = drawing.axes(RIGHT, INPUTS, OUTPUTS, "input x", "ŷ")
    drawing.text(LEFT.center[0], 20, "weighted sum  z = w·x + θ", size=14)
    drawing.text(RIGHT.center[0], 20, f"output  ŷ = {activation}(z)", size=14)
    drawing.arrow(LEFT.right + 26, LEFT.center[1], RIGHT.x - 60, LEFT.center[1])
    drawing.text((LEFT.right + RIGHT.x - 34) / 2, LEFT.center[1] - 16, activation, size=12)
    xs = np.linspace(*INPUTS, 321)
    left.curve(xs, weight * xs + bias, COLORS["blue"])
    right.curve(xs, neuron_output(xs, weight, bias, activation), COLORS["orange"], stroke_width=2.6)
    _line_handles(drawing, left, weight, bias)
    for axes, value, name, mark in ((left, z, "z", "input"), (right, y, "ŷ", "output")):
        _point(axes, x, value, f"{name} = {_text(value, 2 if axes is left else 3)}", mark)
    return Picture(drawing, _sentence(weight, bias, x, activation, z, y))


def _line_handles(drawing: Drawing, axes: Axes, weight: float, bias: float) -> None:
    """Draw where the line is taken: at x = 0 to move it, further right to turn it."""
    for x, mark, label in ((0.0, "bias", f"bias {_text(bias)}"), (HOLD, "slope", f"weight {_text(weight)}")):
        px, py = axes.x(x), axes.y(weight * x + bias)
        shown = min(max(py, axes.box.y), axes.box.bottom)
        place = Box(px - 8, shown - 8, 16, 16)
        step = axes.box.height / (SUMS[1] - SUMS[0]) * STEP * (x or 1)
        text = "θ" if mark == "bias" else "w"
        drawing.rect(place, fill="#ffffff", stroke=COLORS["blue"], stroke_width=2, rx=3, pointer_events="none")
        drawing.text(*place.center, text, size=12, fill=COLORS["blue"], pointer_events="none")
        box = Box(px - 12, shown - 12, 24, 24)
        drawing.rect(box, fill="transparent", mark=mark, handle=(px, py, step), label=label)


def _point(axes: Axes, x: float, value: float, text: str, mark: str) -> None:
    """Draw the point that the input gives, with its number, as a handle that moves along the curve."""
    drawing, box = axes.drawing, axes.box
    px, py = axes.x(x), axes.y(min(max(value, axes.ylim[0]), axes.ylim[1]))
    drawing.line(px, axes.y(0), px, py, stroke=NEUTRAL, stroke_dasharray="4 3", pointer_events="none")
    drawing.line(box.x, py, px, py, stroke=NEUTRAL, stroke_dasharray="4 3", pointer_events="none")
    axes.point(x, value, "#000000", radius=7, pointer_events="none")
    left = x > 1.5
    drawing.text(
        px + (-13 if left else 13), py + (16 if py < box.y + 30 else -16), text, anchor="end" if left else "start",
        font_weight="bold", stroke="#ffffff", stroke_width=3, paint_order="stroke", pointer_events="none",
    )  # fmt: skip
    step = box.width / (axes.xlim[1] - axes.xlim[0]) * STEP
    drawing.circle(px, py, 13, fill="transparent", mark=mark, handle=(px, py, step), label=f"input x, {_text(x)}")


def _text(value: float, digits: int = 1) -> str:
    return f"{value:z.{digits}f}".replace("-", "−")


def _sentence(weight, bias, x, activation, z, y) -> str:
    w, theta, x, z = _text(weight), _text(bias), _text(x), _text(z, 2)
    return f"z = {w}·({x}) + ({theta}) = {z}, and ŷ = {activation}({z}) = {_text(y, 3)}."


def drag(settings: Mapping, mark: str, points: list) -> dict:
    """The point moves along its curve, the handle θ lifts the line, the handle w turns it about its place at x = 0."""
    px, py = points[-1]
    box = RIGHT if mark == "output" else LEFT
    if mark in ("input", "output"):
        x = INPUTS[0] + (px - box.x) / box.width * (INPUTS[1] - INPUTS[0])
        return {"x": _rounded(x)}
    z = SUMS[0] + (box.bottom - py) / box.height * (SUMS[1] - SUMS[0])
    return {"bias": _rounded(z)} if mark == "bias" else {"weight": _rounded((z - settings["bias"]) / HOLD)}


def _rounded(value: float) -> float:
    return round(min(max(value, -LARGEST), LARGEST), 1)


def activation_explorer() -> Explorer:
    """Return the explorer of one neuron with one input: drag its point, its line, or the sliders; choose f."""
    controls = [
        Slider("weight", "weight w", -LARGEST, LARGEST, 1.0, STEP),
        Slider("bias", "bias θ", -LARGEST, LARGEST, 0.0, STEP),
        Slider("x", "input x", -LARGEST, LARGEST, 2.5, STEP),
        Choice("activation", "activation f", list(ACTIVATIONS), "sigmoid"),
    ]
    return Explorer("One neuron with one input", draw, controls, drag=drag)
