"""The explorer of lesson 02: a polynomial through noisy points, its two errors, and what cures overfitting."""

from collections.abc import Mapping

import numpy as np
from numpy.polynomial.polynomial import polyval

from helpers.explorers.drawing import INK, QUIET, Axes, Box, Drawing, number
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Slider
from helpers.plots import COLORS
from helpers.polynomial import draw_points, errors_by_degree, fit_polynomial, true_curve

LARGEST_DEGREE, MOST_POINTS = 15, 60
DECAYS = {"none": 0.0, "10⁻⁸": 1e-8, "10⁻⁶": 1e-6, "10⁻⁵": 1e-5, "0.0001": 1e-4, "0.001": 1e-3, "0.01": 1e-2}
DECAYS |= {"0.1": 0.1, "1": 1.0}
LEFT, RIGHT = Box(56, 34, 450, 320), Box(604, 34, 240, 320)
Y_LIMITS, ERRORS = (-2.5, 2.5), (-3.0, 2.0)  # the second: exponents of ten
POWERS = {-3: "0.001", -2: "0.01", -1: "0.1", 0: "1", 1: "10", 2: "100"}
FIT, TRAINING, VALIDATION = COLORS["orange"], COLORS["blue"], COLORS["orange"]


def _points(count: int, noise: float, sample: int, moved: Mapping[int, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the training points from left to right, those that the reader moved at their new heights."""
    x, y = draw_points(count, noise, sample)
    order = np.argsort(x)
    x, y = x[order], y[order]
    for index, height in moved.items():
        y[index] = height
    return x, y


def draw(degree, count, noise, decay, sample, moved) -> Picture:
    """Return the picture: points, true curve and fit on the left; both errors against the degree on the right.

    Parameters
    ----------
    degree, count, noise, sample : as in ``fit_polynomial`` and ``draw_points``; sample is the seed.
    decay : a name of ``DECAYS``. moved : the point's number, from the left → the height it was dragged to.

    Raises
    ------
    ValueError if the points do not determine the polynomial.
    """
    x, y = _points(count, noise, sample, moved)
    weights = fit_polynomial(x, y, degree, DECAYS[decay])  # says first what is wrong with an impossible setting
    last = LARGEST_DEGREE if DECAYS[decay] else min(LARGEST_DEGREE, count - 1)
    errors = errors_by_degree(x, y, noise, last, DECAYS[decay])
    drawing = Drawing(860, 404)
    _draw_fit(drawing, x, y, weights)
    _draw_errors(drawing, degree, errors)
    training, validation = (number(values[degree]) for values in errors)
    sentence = (
        f"Degree {degree} ({degree + 1} weights) on {count} points: error {training} on the training points, "
        f"{validation} on fresh validation points; {number(noise**2)} of that is noise. {_verdict(degree, errors)}"
    )
    return Picture(drawing, sentence, f"degree:{degree}")


def _verdict(degree: int, errors: tuple[np.ndarray, np.ndarray]) -> str:
    """Say which degree would have the smallest validation error, and on which side of it this one lies."""
    best = int(np.argmin(errors[1]))
    if degree == best:
        return "No other degree has a smaller validation error."
    side = "this degree is too low" if degree < best else "this degree is higher than helps"
    return f"The validation error is smallest at degree {best}: {side}."


def _draw_fit(drawing: Drawing, x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> None:
    axes = drawing.axes(LEFT, (-1, 1), Y_LIMITS, "x", "y")
    grid = np.linspace(-1, 1, 241)
    axes.curve(grid[::4], true_curve(grid[::4]), QUIET, stroke_width=1.4, stroke_dasharray="6 4")
    axes.curve(grid, polyval(grid, weights), FIT)
    for index, place in enumerate(zip(x, y)):
        _draw_point(axes, index, *place)
    drawing.line(64, 16, 88, 16, stroke=QUIET, stroke_width=1.4, stroke_dasharray="6 4")
    drawing.text(94, 16, "true curve", size=12, anchor="start")
    drawing.circle(190, 16, 5, fill=INK)
    drawing.text(201, 16, "training points: drag them", size=12, anchor="start")
    drawing.line(386, 16, 410, 16, stroke=FIT, stroke_width=2.2)
    drawing.text(416, 16, "fitted polynomial", size=12, anchor="start")


def _draw_point(axes: Axes, index: int, x: float, y: float) -> None:
    """A point is small, so that sixty of them can be told apart, and what takes the pointer around it is larger."""
    drawing, (px, py) = axes.drawing, (axes.x(x), axes.y(min(max(y, Y_LIMITS[0]), Y_LIMITS[1])))
    axes.point(x, y, INK, 5, pointer_events="none")
    label = f"training point {index + 1}, x = {number(x, 2)}, y = {number(y, 2)}"
    drawing.circle(px, py, 9, fill="transparent", mark=f"point:{index}", handle=(px, py, 6.4), label=label)


def _draw_errors(drawing: Drawing, degree: int, errors) -> None:
    """Draw the errors on a logarithmic axis, the degrees as columns that can be pointed at."""
    axes = drawing.axes(RIGHT, (-0.5, LARGEST_DEGREE + 0.5), ERRORS, "degree", "mean squared error", yticks=POWERS)
    width = RIGHT.width / (LARGEST_DEGREE + 1)
    here = Box(axes.x(degree - 0.5), RIGHT.y, width, RIGHT.height)
    degrees = np.arange(len(errors[0]))
    for values, color in zip(errors, (TRAINING, VALIDATION)):
        heights = np.log10(np.maximum(values, 1e-12))
        axes.curve(degrees, heights, color, stroke_width=1.6)
        for place, height in zip(degrees, heights):
            axes.point(float(place), float(height), color, 6 if place == degree else 3.2)
    drawing.frame(here, QUIET, stroke_width=1.5)
    for place in degrees:
        box = Box(axes.x(place - 0.5), RIGHT.y, width, RIGHT.height)
        drawing.rect(box, fill="transparent", mark=f"degree:{place}")
    for x, text, color in ((606, "training error", TRAINING), (722, "validation error", VALIDATION)):
        drawing.circle(x, 16, 5, fill=color)
        drawing.text(x + 10, 16, text, size=12, anchor="start")


def point(settings: Mapping, mark: str) -> dict:
    """Pointing at a column of the right picture takes its degree."""
    group, _, index = mark.partition(":")
    return {"degree": int(index)} if group == "degree" else {}


def drag(settings: Mapping, mark: str, points) -> dict:
    """A training point goes up and down with the pointer."""
    index = int(mark.split(":")[1])
    part = min(max((LEFT.bottom - points[-1][1]) / LEFT.height, 0), 1)
    height = Y_LIMITS[0] + part * (Y_LIMITS[1] - Y_LIMITS[0])
    return {"moved": {**settings["moved"], index: round(height, 3)}}


def press(settings: Mapping, name: str) -> dict:
    """Put all points back to where they were drawn."""
    return {"moved": {}}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """Other points are not those that were moved."""
    return {"moved": {}} if changes.keys() & {"count", "noise", "sample"} else {}


def polynomial_explorer() -> Explorer:
    """Return the explorer: points, true curve and fit (left), training and validation error by degree (right)."""
    controls = [
        Slider("degree", "degree", 0, LARGEST_DEGREE, 9),
        Slider("count", "points", 5, MOST_POINTS, 15),
        Slider("noise", "noise σ", 0.0, 1.0, 0.3, step=0.05),
        Choice("decay", "weight decay λ", list(DECAYS), "none"),
        Slider("sample", "sample", 0, 20, 0, play=True),
        Button("restore", "put moved points back"),
    ]
    return Explorer(
        "A polynomial and its capacity", draw, controls, {"moved": {}}, adapt=adapt, point=point, drag=drag, press=press
    )
