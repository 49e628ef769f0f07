"""Figures for the lessons that derive backpropagation: 07 and 09."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from helpers.plots import COLORS


def chain_plot(layers: Sequence[str], values: Sequence[str]) -> Figure:
    """Draw a chain of layers: values flow to the right (blue), their gradients flow back below (orange).

    Parameters
    ----------
    layers : the names of the layers, in order, at least one.
    values : what stands before, between and behind the layers, such as "X\\n(N, 784)": one more than layers.

    Raises
    ------
    ValueError if there is no layer, or the number of values does not fit.
    """
    if not layers or len(values) != len(layers) + 1:
        raise ValueError(f"{len(layers)} layers need {len(layers) + 1} values around them, not {len(values)}")
    figure = Figure(figsize=(1.9 * len(layers) + 1.2, 1.9))
    ax = figure.subplots()
    ax.set(xlim=(-0.55, 2 * len(layers) + 0.55), ylim=(-1.35, 1.35))
    ax.set_axis_off()
    for index, name in enumerate(layers):
        middle = 2 * index + 1
        box = FancyBboxPatch((middle - 0.48, -0.62), 0.96, 1.24, boxstyle="round,pad=0.04", fc="#eeeeee", ec="#555555")
        ax.add_patch(box)
        ax.text(middle, 0, name, ha="center", va="center", fontsize=9)
    for index, name in enumerate(values):
        left, right = 2 * index - 0.44, 2 * index + 0.44
        for height, color, ends in ((0.3, COLORS["blue"], (right, left)), (-0.3, COLORS["orange"], (left, right))):
            style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.6}
            ax.annotate("", (ends[0], height), (ends[1], height), arrowprops=style)
        ax.text(2 * index, 0.45, name, ha="center", va="bottom", fontsize=9, color=COLORS["blue"])
        symbol, _, shape = name.partition("\n")
        below = f"∂L/∂{symbol}\n{shape}" if index < len(layers) else "start: 1"
        ax.text(2 * index, -0.45, below, ha="center", va="top", fontsize=9, color=COLORS["orange"])
    return figure
