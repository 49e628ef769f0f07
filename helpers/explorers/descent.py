"""The explorer of lesson 03: gradient descent on a curve, step by step, with small and with large rates."""

from collections.abc import Mapping

import numpy as np

from helpers.descent import CURVES, FAR, Curve, descend, valley_below, valleys
from helpers.explorers.drawing import INK, QUIET, SELECTED, Axes, Box, Drawing, number, pieces
from helpers.explorers.frame import Choice, Explorer, Picture, Slider
from helpers.plots import COLORS

STEPS = 40
LEFT, RIGHT = Box(56, 34, 520, 320), Box(646, 34, 196, 320)
PATH, START = COLORS["orange"], COLORS["blue"]
TANGENT = 44  # half of its length, in the drawing's units


def draw(curve, rate, step, start, selected) -> Picture:
    """Return the picture: the curve with the path so far on the left, the loss against the step on the right.

    Parameters
    ----------
    curve : a name of ``CURVES``. rate, start : as in ``descend``. step : how many steps have been made, 0 … STEPS.
    selected : "step:k" shows the tangent and the arithmetic of step k; "" those of the newest.
    """
    shape = CURVES[curve]
    path = descend(shape, start, rate, step + 1)
    made = min(step, len(path) - 1)
    shown = min(int(selected.partition(":")[2] or made), made)
    drawing = Drawing(860, 404)
    axes = drawing.axes(LEFT, shape.limits, shape.heights, "x", "loss")
    grid = np.linspace(*shape.limits, 241)
    axes.curve(grid, shape.value(grid), QUIET)
    _draw_path(axes, shape, path[: made + 1], shown)
    if shown + 1 < len(path):
        _draw_next(axes, shape, path[shown], path[shown + 1])
    _draw_start(axes, shape, start)
    _draw_losses(drawing, shape, path[: made + 1], shown)
    drawing.text(LEFT.x, 16, "drag the start along the curve", size=12, anchor="start", fill=START)
    drawing.text(RIGHT.center[0], 16, "the loss after each step", size=12, fill=INK)
    return Picture(drawing, _sentence(shape, path, made, shown, rate), f"step:{shown}")


def _draw_path(axes: Axes, curve: Curve, path: np.ndarray, shown: int) -> None:
    """Draw the places of the path on the curve, each with a short tangent, and lines between them."""
    heights = curve.value(path)
    for x, y in pieces(path, heights, *axes.ylim):
        for part_y, part_x in pieces(y, x, *axes.xlim):
            axes.drawing.path(np.column_stack([axes.x(part_x), axes.y(part_y)]), stroke=PATH, stroke_width=1.2)
    for index, (x, y) in enumerate(zip(path, heights)):
        if not (axes.xlim[0] <= x <= axes.xlim[1] and axes.ylim[0] <= y <= axes.ylim[1]):
            continue
        long = index == shown
        _tangent(axes, curve, x, TANGENT if long else TANGENT / 2, 3 if long else 1.5, opacity=1 if long else 0.55)
        axes.point(x, y, PATH, 7 if long else 4.5, mark=f"step:{index}")


def _tangent(axes: Axes, curve: Curve, x: float, length: float, width: float, opacity: float) -> None:
    """Draw a piece of the tangent at x, of the same length whatever its slope."""
    px, py = axes.x(x), axes.y(curve.value(x))
    rise = -curve.slope(x) * (axes.box.height / axes.box.width)
    rise *= (axes.xlim[1] - axes.xlim[0]) / (axes.ylim[1] - axes.ylim[0])
    dx = length / np.hypot(1, rise)
    style = {"stroke": SELECTED, "stroke_width": width, "stroke_opacity": opacity, "pointer_events": "none"}
    axes.drawing.line(px - dx, py - dx * rise, px + dx, py + dx * rise, **style)


def _draw_next(axes: Axes, curve: Curve, here: float, there: float) -> None:
    """Draw the coming step as an arrow along the x-axis, cut at the border, with lines up to the curve."""
    low, high = axes.xlim
    if not low <= here <= high:
        return
    bottom, end = axes.box.bottom - 12, float(axes.x(min(max(there, low), high)))
    start = float(axes.x(here))
    faint = {"stroke": SELECTED, "stroke_width": 1.2, "stroke_dasharray": "4 3", "pointer_events": "none"}
    axes.drawing.line(start, max(axes.y(curve.value(here)), axes.box.y), start, bottom, **faint)
    if low <= there <= high:
        axes.drawing.line(end, max(axes.y(curve.value(there)), axes.box.y), end, bottom, **faint)
    if abs(end - start) > 3:
        axes.drawing.arrow(start, bottom, end, bottom, head=min(9, abs(end - start)), stroke=SELECTED, stroke_width=2)


def _draw_start(axes: Axes, curve: Curve, start: float) -> None:
    px, py = axes.x(start), axes.y(min(max(curve.value(start), axes.ylim[0]), axes.ylim[1]))
    axes.drawing.circle(px, py, 10, fill="none", stroke=START, stroke_width=3, pointer_events="none")
    step = _grain(curve) / (axes.xlim[1] - axes.xlim[0]) * axes.box.width
    label = f"start, x = {number(start)}"
    axes.drawing.circle(px, py, 13, fill="transparent", mark="start", handle=(px, py, step), label=label)


def _draw_losses(drawing: Drawing, curve: Curve, path: np.ndarray, shown: int) -> None:
    axes = drawing.axes(RIGHT, (0, STEPS), curve.heights, "step", "")
    heights = curve.value(path)
    axes.curve(np.arange(len(path)), heights, PATH, stroke_width=1.2)
    for index, height in enumerate(heights):
        axes.point(index, float(height), PATH, 6 if index == shown else 3, pointer_events="none")


def _sentence(curve: Curve, path: np.ndarray, made: int, shown: int, rate: float) -> str:
    x, slope, loss = path[shown], curve.slope(path[shown]), curve.value(path[shown])
    where = f"After {shown} step{'' if shown == 1 else 's'}" if shown else "At the start"
    here = f"{where}: x = {number(x, 4)}, loss {number(loss)}, slope {number(slope)}."
    if shown + 1 >= len(path):
        return f"{here} The path has left every bound: gradient descent diverges at this rate. Take a smaller one."
    there = path[shown + 1]
    change = f"{number(rate)} · {_factor(slope)}"
    step = f"Next x ← {number(x, 4)} − {change} = {number(there, 4)}."
    return f"{here} {step} {_outcome(curve, path[: shown + 2])}".strip()


def _outcome(curve: Curve, path: np.ndarray) -> str:
    """Say in a sentence what the newest step does, and what has become of the path."""
    start, here, there = path[0], path[-2], path[-1]
    if abs(there) > FAR or (len(path) > 3 and np.all(np.diff(curve.value(path[-4:])) > 0)):
        return "Each step lands higher than the one before: gradient descent diverges. Take a smaller rate."
    old, new = valley_below(curve, here), valley_below(curve, there)
    if old != new:
        ridge = next(ridge for ridge in valleys(curve)[1] if min(here, there) <= ridge <= max(here, there))
        return f"This step jumps over the ridge at {number(ridge)} into another valley."
    if curve.value(there) > curve.value(here) + 1e-9:
        return "This step lands higher than it started: it was too long."
    away = (
        "" if valley_below(curve, start) == new else " A step has jumped over a ridge: the start is not in this valley."
    )
    if abs(here - there) < 1e-3:
        if abs(there - new) > 0.05:
            return f"The slope is almost 0 here, so the steps are tiny, far from the bottom at {number(new)}."
        return f"It rests at the bottom of the valley at {number(new)}.{away}"
    if (there - new) * (here - new) < 0:
        return f"This step goes past the bottom at {number(new)} to the other side.{away}"
    return f"This step goes towards the bottom at {number(new)}.{away}"


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _grain(curve: Curve) -> float:
    """Return the step in which the start moves, so that round numbers can be hit."""
    return 0.05 if curve.limits[1] - curve.limits[0] < 5 else 0.1


def point(settings: Mapping, mark: str) -> dict:
    """Pointing at a place of the path shows its tangent and its arithmetic."""
    return {"selected": mark} if mark.startswith("step:") else {}


def drag(settings: Mapping, mark: str, points) -> dict:
    """The start moves along the curve with the pointer's x."""
    curve = CURVES[settings["curve"]]
    part = min(max((points[-1][0] - LEFT.x) / LEFT.width, 0), 1)
    grain = _grain(curve)
    place = curve.limits[0] + part * (curve.limits[1] - curve.limits[0])
    return {"start": round(round(place / grain) * grain, 2), "selected": ""}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """Another curve brings its own start and rate."""
    if "curve" not in changes:
        return {"selected": ""}
    curve = CURVES.get(changes["curve"])
    return {"start": curve.start, "rate": curve.rate, "selected": ""} if curve else {}


def descent_explorer() -> Explorer:
    """Return the explorer of gradient descent: choose a curve and a rate, drag the start, make the steps."""
    name, curve = next(iter(CURVES.items()))
    controls = [
        Choice("curve", "curve", list(CURVES), name),
        Slider("rate", "rate η", 0.01, 1.2, curve.rate, step=0.01),
        Slider("step", "steps", 0, STEPS, 3, play=True),
    ]
    settings = {"start": curve.start, "selected": ""}
    return Explorer("Gradient descent", draw, controls, settings, adapt=adapt, point=point, drag=drag)
