"""Figures for the lessons that derive backpropagation: 07 and 09."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

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


def pixel_windows_plot(image_size: int, kernel_size: int, pixel: tuple[int, int]) -> Figure:
    """Draw every window of a convolution that contains one pixel, with the kernel's entries where they lie.

    Stride 1, no padding. Each panel is one output number y[u, v]; its window is shaded, the pixel is framed. The
    kernel entry on the pixel is what the pixel is weighted with: it runs backwards while the window moves forwards.

    Parameters
    ----------
    image_size, kernel_size : rows and columns of a square image and a square kernel, kernel_size ≤ image_size ≤ 9.
    pixel : row and column of the pixel, counted from 0.

    Raises
    ------
    ValueError if the kernel does not fit into the image or the pixel lies outside it.
    """
    if not 1 <= kernel_size <= image_size <= 9:
        raise ValueError(f"need 1 ≤ kernel_size ≤ image_size ≤ 9, not {kernel_size} and {image_size}")
    if not all(0 <= place < image_size for place in pixel):
        raise ValueError(f"the pixel must lie in rows and columns 0 … {image_size - 1}, not at {pixel}")
    row, column = pixel
    places = range(image_size - kernel_size + 1)
    outputs = [(u, v) for u in places for v in places if 0 <= row - u < kernel_size and 0 <= column - v < kernel_size]
    figure = Figure(figsize=(1.75 * len(outputs), 2.2))
    for ax, (u, v) in zip(figure.subplots(1, len(outputs), squeeze=False)[0], outputs):
        ax.set(xlim=(-0.55, image_size - 0.45), ylim=(image_size - 0.45, -0.55), xticks=[], yticks=[], aspect="equal")
        ax.grid(False)
        ax.spines[:].set_visible(False)
        ax.set_title(f"y[{u}, {v}]", fontsize=10)
        for i, j in np.ndindex(image_size, image_size):
            inside = 0 <= i - u < kernel_size and 0 <= j - v < kernel_size
            fill = "#cfe3f1" if inside else "white"
            ax.add_patch(Rectangle((j - 0.5, i - 0.5), 1, 1, facecolor=fill, edgecolor="#888888", linewidth=0.8))
            if inside:
                here = (i, j) == (row, column)
                color, weight = (COLORS["orange"], "bold") if here else ("#555555", "normal")
                name = f"k[{i - u},{j - v}]"
                ax.text(j, i, name, ha="center", va="center", fontsize=8, color=color, fontweight=weight)
        frame = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=COLORS["orange"], linewidth=2.5)
        ax.add_patch(frame)
    return figure
