"""Lesson 01: a neuron with its activation, the best line through points, softmax with temperature, a neuron drawn."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from scipy.special import ndtr

from helpers.plots import COLORS

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
    "tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0),
    "leaky ReLU": lambda z: np.where(z > 0, z, 0.1 * z),
    "GELU": lambda z: z * ndtr(z),  # Hendrycks and Gimpel 2016: z, as far as a standard normal variable lies below it
    "SiLU": lambda z: 0.5 * z * (1 + np.tanh(z / 2)),  # Elfwing, Uchibe and Doya 2017: z times its sigmoid
}


def neuron_output(x: np.ndarray | float, weight: float, bias: float, activation: str) -> np.ndarray:
    """Return f(w·x + θ) of a neuron with one input, float64, of the shape of ``x``.

    Parameters
    ----------
    x : inputs of any shape, finite. weight, bias : w and θ, finite.
    activation : a key of ``ACTIVATIONS``; "leaky ReLU" has the slope 0.1 below zero.

    Raises
    ------
    ValueError if the activation is unknown or a number is not finite.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, not {activation!r}")
    x = np.asarray(x, dtype=np.float64)
    if not (np.isfinite(x).all() and np.isfinite(weight) and np.isfinite(bias)):
        raise ValueError("input, weight and bias must be finite numbers")
    return np.asarray(ACTIVATIONS[activation](weight * x + bias))


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Return the softmax of logits / temperature over the last axis, float64, stable for logits of any size.

    S_i = exp(z_i / T) / Σ_j exp(z_j / T); the largest logit is subtracted first, which changes nothing but the range.

    Parameters
    ----------
    logits : array of shape (…, classes), finite, at least one class. temperature : T > 0.

    Raises
    ------
    ValueError if the logits are empty or not finite, or the temperature is not a positive finite number.
    """
    logits = np.asarray(logits, dtype=np.float64)
    if logits.ndim == 0 or not logits.size:
        raise ValueError(f"logits must have the shape (…, classes) with at least one class, not {logits.shape}")
    if not np.isfinite(logits).all():
        raise ValueError("logits must be finite numbers")
    if not (np.isfinite(temperature) and temperature > 0):
        raise ValueError(f"temperature must be greater than 0, not {temperature}")
    with np.errstate(over="ignore"):  # a difference beyond the largest float is −∞ here, and its exponential rightly 0
        exponentials = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def fewest_mistakes(points: np.ndarray, classes: np.ndarray) -> int:
    """Return how many points of two classes the best straight line leaves on its wrong side.

    A line orders the points by their distance from it. That order changes only where the line turns past a pair of
    points, so one direction between each two such turns, with every threshold along it, is all that has to be tried.

    Parameters
    ----------
    points : shape (N, 2), finite. classes : shape (N,), 0 or 1. The line may say 1 on either of its sides.

    Raises
    ------
    ValueError if the shapes do not fit, a coordinate is not finite or a class is neither 0 nor 1.
    """
    points, classes = np.asarray(points, dtype=np.float64), np.asarray(classes)
    if points.ndim != 2 or points.shape[1:] != (2,) or classes.shape != points.shape[:1]:
        raise ValueError(
            f"points and classes must have the shapes (N, 2) and (N,), not {points.shape}, {classes.shape}"
        )
    if not (np.isfinite(points).all() and np.isin(classes, (0, 1)).all()):
        raise ValueError("points must be finite, and each class 0 or 1")
    if not classes.size:
        return 0
    x, y = (points[:, None] - points).reshape(-1, 2).T
    apart = (x != 0) | (y != 0)
    turns = np.unique(np.concatenate([[0.0], (np.arctan2(y[apart], x[apart]) + np.pi / 2) % np.pi]))
    turns = np.append(turns[np.diff(turns, prepend=-1) > 1e-12], turns[0] + np.pi)
    angles = (turns[:-1] + turns[1:]) / 2
    along = points @ np.stack([np.cos(angles), np.sin(angles)])
    order = np.argsort(along, axis=0, kind="stable")
    sign = np.where(classes == 1, 1, -1)[order]
    wrong = (classes == 0).sum() + np.cumsum(sign, axis=0)  # if the line says 0 up to this point, and 1 beyond it
    possible = (
        np.diff(np.take_along_axis(along, order, axis=0), axis=0, append=np.inf) > 1e-12
    )  # equal places stay together
    least, most = wrong[possible].min(), wrong[possible].max()
    return int(min(least, classes.size - most, (classes == 0).sum(), (classes == 1).sum()))


def neuron_diagram(x: Sequence[float], w: Sequence[float], bias: float, activation: str = "sigmoid") -> Figure:
    """Draw one neuron with its numbers: the inputs, their weights, the bias, the sum z, the bend f, the output ŷ.

    A line is orange for a positive weight, purple for a negative one, grey for zero, and the thicker the larger it is.

    Parameters
    ----------
    x, w : one to five inputs and as many weights, finite. bias : finite. activation : a key of ``ACTIVATIONS``.

    Raises
    ------
    ValueError if the lengths do not fit, the activation is unknown or a number is not finite.
    """
    x, w = np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64)
    if x.ndim != 1 or x.shape != w.shape or not 1 <= x.size <= 5:
        raise ValueError(
            f"x and w must be one to five numbers each, as many weights as inputs, not {x.shape}, {w.shape}"
        )
    if not (np.isfinite(x).all() and np.isfinite(w).all() and np.isfinite(bias)):
        raise ValueError("input, weight and bias must be finite numbers")
    z = float(w @ x + bias)
    y = float(neuron_output(z, 1.0, 0.0, activation))
    heights = np.linspace(x.size / 2, -x.size / 2, x.size + 1)  # the inputs, and the 1 of the bias below them
    figure = Figure(figsize=(6.6, 0.62 * x.size + 0.9))
    ax = figure.subplots()
    ax.set(xlim=(-1.2, 9.6), ylim=(heights[-1] - 0.4, heights[0] + 0.4), aspect="equal")
    ax.set_axis_off()
    inputs = [(f"x{i} = {_number(value)}", f"w{i}", weight) for i, value, weight in zip(_SUBSCRIPTS, x, w)]
    for height, (text, symbol, weight) in zip(heights, [*inputs, ("1", "θ", bias)]):
        color = COLORS["orange"] if weight > 0 else "#5e3c99" if weight < 0 else "#888888"
        end = np.array([4.0, 0.0]) - 0.6 * np.array([4.0, -height]) / np.hypot(4.0, height)
        style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.0 + 1.2 * min(abs(weight), 3)}
        ax.annotate("", end, (0.0, height), arrowprops=style | {"shrinkA": 0, "shrinkB": 0})
        ax.text(-0.1, height, text, ha="right", va="center")
        frame = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(1.3, 0.675 * height, f"{symbol} = {_number(weight)}", ha="center", va="center", color=color, bbox=frame)
    arrow = {"arrowstyle": "-|>", "color": "#555555", "shrinkA": 0, "shrinkB": 0}
    for middle, symbol, name, end, text in (
        (4.0, "Σ", "sum", 6.35, f"z = {_number(z)}"),
        (6.9, "f", activation, 8.2, ""),
    ):
        ax.add_patch(Circle((middle, 0), 0.52, facecolor="#eeeeee", edgecolor="#555555"))
        ax.text(middle, 0, symbol, ha="center", va="center", fontsize=13)
        ax.text(middle, -0.62, name, ha="center", va="top", fontsize=9)
        ax.annotate("", (end, 0), (middle + 0.52, 0), arrowprops=arrow)
        ax.text((middle + 0.52 + end) / 2, 0.15, text, ha="center", va="bottom")
    ax.text(8.3, 0, f"ŷ = {_number(y)}", ha="left", va="center")
    return figure


_SUBSCRIPTS = "₁₂₃₄₅"


def _number(value: float) -> str:
    return f"{value:z.4g}".replace("-", "−")
