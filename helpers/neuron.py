"""Lesson 01: a diagram of one neuron, and the explorers of a neuron and of softmax with temperature."""

from collections.abc import Sequence

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from helpers.explorer import Explorer
from helpers.plots import COLORS

ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
    "tanh": np.tanh,
    "ReLU": lambda z: np.maximum(z, 0),
    "leaky ReLU": lambda z: np.where(z > 0, z, 0.1 * z),
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


def _slider(description: str, value: float, low: float, high: float, step: float = 0.1) -> widgets.FloatSlider:
    return widgets.FloatSlider(
        value=value, min=low, max=high, step=step, description=description, style={"description_width": "7em"}
    )


def neuron_explorer() -> Explorer:
    """Return the explorer of one neuron: weight, bias, input and activation move z = wx + θ (left) and f(z) (right)."""
    figure = Figure(figsize=(7.0, 3.0))
    left, right = figure.subplots(1, 2)
    x = np.linspace(-4, 4, 401)
    for ax, ylabel in ((left, "z = w·x + θ"), (right, "ŷ = f(z)")):
        ax.axhline(0, color="#888888", linewidth=0.8)
        ax.axvline(0, color="#888888", linewidth=0.8)
        ax.set(xlabel="input x", ylabel=ylabel, xlim=(-4, 4))
    left.set(ylim=(-8, 8), title="weighted sum")
    right.set(ylim=(-2.2, 4.2), title="output")
    (sum_line,) = left.plot(x, x, color=COLORS["blue"])
    (output_line,) = right.plot(x, x, color=COLORS["orange"])
    points = [ax.plot([0], [0], "o", color="black", markersize=7, clip_on=False)[0] for ax in (left, right)]

    def update(weight, bias, x_now, activation):
        y = float(neuron_output(x_now, weight, bias, activation))
        z = weight * x_now + bias
        sum_line.set_ydata(weight * x + bias)
        output_line.set_ydata(neuron_output(x, weight, bias, activation))
        for point, value in zip(points, (z, y)):
            low, high = point.axes.get_ylim()
            point.set_data([x_now], [min(max(value, low), high)])
            point.set_marker("^" if value > high else "v" if value < low else "o")  # an arrow: it lies further out
        sentence = (
            f"z = {weight:z.1f}·({x_now:z.1f}) + ({bias:z.1f}) = {z:z.2f};  ŷ = {activation}({z:z.2f}) = {y:z.3f}"
        )
        return sentence.replace("-", "−")

    return Explorer(
        figure,
        {
            "weight": _slider("weight w", 1.0, -4, 4),
            "bias": _slider("bias θ", 0.0, -4, 4),
            "x_now": _slider("input x", 1.0, -4, 4),
            "activation": widgets.Dropdown(
                options=list(ACTIVATIONS),
                value="sigmoid",
                description="activation f",
                style={"description_width": "7em"},
            ),
        },
        update,
    )


def softmax_explorer() -> Explorer:
    """Return the explorer of softmax: three logits (left) and a temperature move three probabilities (right)."""
    figure = Figure(figsize=(7.0, 2.8))
    left, right = figure.subplots(1, 2)
    names = ["class 0", "class 1", "class 2"]
    colors = [COLORS["blue"], COLORS["orange"], COLORS["green"]]
    logit_bars = left.bar(names, [0, 0, 0], color=colors)
    probability_bars = right.bar(names, [0, 0, 0], color=colors)
    texts = [right.text(index, 0, "", ha="center", va="bottom", fontsize=10) for index in range(3)]
    left.axhline(0, color="#888888", linewidth=0.8)
    left.set(ylim=(-6, 6), ylabel="logit z", title="logits")
    right.set(ylim=(0, 1.12), ylabel="probability", title="softmax(z / T)")

    def update(temperature, **logits):
        values = np.array(list(logits.values()))
        probabilities = softmax(values, temperature)
        for index, probability in enumerate(probabilities):
            logit_bars[index].set_height(values[index])
            probability_bars[index].set_height(probability)
            texts[index].set(y=probability, text=f"{probability:.3f}")
        logits_text = ", ".join(f"{value:z.1f}" for value in values).replace("-", "−")
        return (
            f"softmax(({logits_text}) / {temperature:.1f}) = ({', '.join(f'{p:.3f}' for p in probabilities)}); "
            f"the sum is {probabilities.sum():.3f}"
        )

    controls = {
        f"logit_{index}": _slider(f"logit {index}", value, -6, 6) for index, value in enumerate((2.0, 1.0, 0.0))
    }
    return Explorer(figure, controls | {"temperature": _slider("temperature T", 1.0, 0.1, 10)}, update)
