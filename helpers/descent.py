"""Gradient descent on curves of one variable (lesson 03): the path, and the valleys that it can end in."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FAR = 1e6  # a path that gets beyond this has diverged: it ends there


@dataclass(frozen=True)
class Curve:
    """A loss of one variable.

    value, slope : the function and its derivative; they take and return floats or float64 arrays.
    limits : the interval of x that is looked at. heights : the losses that are looked at.
    start, rate : a start and a learning rate that show what this curve is for.
    """

    value: Callable
    slope: Callable
    limits: tuple[float, float]
    heights: tuple[float, float]
    start: float
    rate: float


CURVES = {
    "two valleys, x⁴/4 − x² + x/3": Curve(
        lambda x: x**4 / 4 - x**2 + x / 3, lambda x: x**3 - 2 * x + 1 / 3, (-2.4, 2.4), (-2.0, 2.0), -1.9, 0.1
    ),
    "parabola, x²": Curve(lambda x: x**2, lambda x: 2 * x, (-7, 7), (-2, 48), 3.0, 0.1),
    "narrow valley, 8x²": Curve(lambda x: 8 * x**2, lambda x: 16 * x, (-2.4, 2.4), (-2, 46), 2.0, 0.1),
    "plain with a hole, 1 − exp(−x²)": Curve(
        lambda x: 1 - np.exp(-(x**2)), lambda x: 2 * x * np.exp(-(x**2)), (-4, 4), (-0.1, 1.2), 2.4, 0.5
    ),
    "many valleys, x²/10 + sin²(2x)": Curve(
        lambda x: x**2 / 10 + np.sin(2 * x) ** 2, lambda x: x / 5 + 2 * np.sin(4 * x), (-4, 4), (-0.2, 2.6), 3.6, 0.05
    ),
}


def descend(curve: Curve, start: float, rate: float, steps: int) -> np.ndarray:
    """Return the path x ← x − rate · slope(x): its start and at most ``steps`` further places, float64.

    The path ends early with the first place that lies beyond ±``FAR``.

    Raises
    ------
    ValueError if the start is not finite, the rate is not positive, or steps is negative.
    """
    if not np.isfinite(start):
        raise ValueError(f"the start must be a finite number, not {start}")
    if not (np.isfinite(rate) and rate > 0):
        raise ValueError(f"the rate must be a positive number, not {rate}")
    if steps < 0:
        raise ValueError(f"the number of steps must be 0 or greater, not {steps}")
    path = [float(start)]
    while len(path) <= steps and abs(path[-1]) <= FAR:
        path.append(float(path[-1] - rate * curve.slope(path[-1])))
    return np.array(path)


def valleys(curve: Curve) -> tuple[np.ndarray, np.ndarray]:
    """Return the bottoms and the ridges inside the curve's limits: the places of slope 0, from left to right."""
    x = np.linspace(*curve.limits, 4001)
    slope = curve.slope(x)
    slope = np.where(slope == 0, 1e-300, slope)  # a grid point that is level belongs to the right
    left = np.flatnonzero(np.sign(slope[:-1]) != np.sign(slope[1:]))
    level = x[left] - slope[left] * (x[left + 1] - x[left]) / (slope[left + 1] - slope[left])
    rises = slope[left + 1] > 0
    return level[rises], level[~rises]


def valley_below(curve: Curve, x: float) -> float:
    """Return the bottom that lies downhill from x, where an endlessly small rate would end."""
    bottoms, ridges = valleys(curve)
    first = int(bottoms[0] > ridges[0]) if len(ridges) else 0  # an outermost ridge has no valley beyond it
    return float(bottoms[np.clip(np.searchsorted(ridges, x) - first, 0, len(bottoms) - 1)])
