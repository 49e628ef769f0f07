"""An explorer of lesson 01: softmax makes probabilities of logits, and a temperature levels or sharpens them."""

from collections.abc import Mapping

import numpy as np

from helpers.explorers.drawing import Box, Drawing
from helpers.explorers.frame import Explorer, Picture, Slider
from helpers.neuron import softmax
from helpers.plots import COLORS

LEFT, RIGHT = Box(56, 40, 330, 290), Box(510, 40, 330, 290)
LOGITS, LARGEST = (-7.0, 7.0), 6.0  # what the axis shows; how far a bar can be dragged
PALETTE = [COLORS[name] for name in ("blue", "orange", "green", "pink", "yellow")]
MOST, STEP = 5, 0.1


def draw(classes, temperature, logits) -> Picture:
    """Return the picture: the logits as bars whose tops are handles, and the probabilities with their numbers.

    Parameters
    ----------
    classes : how many of the logits take part. logits : MOST numbers.

    Raises
    ------
    ValueError if a logit is not finite or the temperature is not greater than 0.
    """
    z = np.array(logits[:classes])
    probabilities = softmax(z, temperature)
    drawing = Drawing(860, 376)
    span = (0.5, classes + 0.5)  # classes are counted, not measured: no ticks between them
    left = drawing.axes(LEFT, span, LOGITS, "", "logit", xticks={})
    right = drawing.axes(RIGHT, span, (0.0, 1.12), "", "probability", xticks={})
    drawing.text(LEFT.center[0], 20, "logits z")
    drawing.text(RIGHT.center[0], 20, f"softmax(z / {_text(temperature)})")
    drawing.arrow(LEFT.right + 24, LEFT.center[1], RIGHT.x - 58, LEFT.center[1])
    width = 0.56 * LEFT.width / classes
    for number, (logit, probability) in enumerate(zip(z, probabilities)):
        _bar(left, number, logit, width, _text(logit))
        _bar(right, number, probability, width, f"{probability:.3f}")
        for axes in (left, right):
            drawing.text(axes.x(number + 1), axes.box.bottom + 14, f"class {number}", size=12)
        x, y = left.x(number + 1), left.y(logit)
        step = LEFT.height / (LOGITS[1] - LOGITS[0]) * STEP
        drawing.rect(Box(x - width / 2, y - 3, width, 6), fill="#222222", rx=3, pointer_events="none")
        place = Box(x - width / 2, y - 12, width, 24)
        label = f"logit of class {number}, {_text(logit)}"
        drawing.rect(place, fill="transparent", mark=f"logit:{number}", handle=(x, y, step), label=label)
    drawing.line(LEFT.x, left.y(0), LEFT.right, left.y(0), stroke="#222222", pointer_events="none")
    return Picture(drawing, _sentence(z, temperature, probabilities))


def _bar(axes, number: int, value: float, width: float, text: str) -> None:
    """Draw a bar from 0 to its value, with the number beyond its end."""
    x, y, zero = axes.x(number + 1), axes.y(value), axes.y(0)
    bar = Box(x - width / 2, min(y, zero), width, abs(y - zero))
    axes.drawing.rect(bar, fill=PALETTE[number], pointer_events="none")
    axes.drawing.text(x, y - 14 if value >= 0 else y + 14, text, size=13, pointer_events="none")


def _text(value: float) -> str:
    return f"{value:z.1f}".replace("-", "−")


def _sentence(z, temperature, probabilities) -> str:
    logits, results = ", ".join(map(_text, z)), ", ".join(f"{p:.3f}" for p in probabilities)
    return f"softmax(({logits}) / {_text(temperature)}) = ({results}); the sum is {probabilities.sum():.3f}."


def drag(settings: Mapping, mark: str, points: list) -> dict:
    """The top of a bar sets its logit."""
    number = int(mark.split(":")[1])
    value = LOGITS[0] + (LEFT.bottom - points[-1][1]) / LEFT.height * (LOGITS[1] - LOGITS[0])
    logits = list(settings["logits"])
    logits[number] = round(min(max(value, -LARGEST), LARGEST), 1)
    return {"logits": tuple(logits)}


def softmax_explorer() -> Explorer:
    """Return the explorer of softmax: drag the tops of the logits' bars, set the temperature and how many classes."""
    controls = [
        Slider("classes", "classes", 3, MOST, 3),
        Slider("temperature", "temperature T", 0.1, 10.0, 1.0, STEP),
    ]
    return Explorer("Softmax", draw, controls, {"logits": (2.0, 1.0, 0.0, -1.0, 3.0)}, drag=drag)
