"""The figures of the lessons. Every function but ``show`` is pure: it returns a new Figure, nothing more.

A Figure made here belongs to no pyplot state, so a notebook draws it exactly once, when ``show`` is called.
"""

import base64
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import cycle
from numbers import Integral
from pathlib import Path

from helpers.quiet import silence_matplotlib

silence_matplotlib()

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Rectangle
from matplotlib.ticker import MaxNLocator

# Okabe and Ito's colours, by name, in the order of the course's colour cycle.
COLORS = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "pink": "#CC79A7",
    "yellow": "#E69F00",
    "sky": "#56B4E9",
    "black": "#000000",
}
LOW = "#5e3c99"  # the purple of a value below zero, where a single colour is needed
STYLE = ["default", Path(__file__).with_name("course.mplstyle")]
SIGNED = "PuOr_r"  # diverging, safe for colour-blind readers: purple below zero, orange above


def use_course_style() -> None:
    """Give every figure that is made from now on the look of the course (matplotlib's rcParams are changed).

    It starts from matplotlib's own defaults: a user's matplotlibrc may ask for dark colours, a font that is missing, or
    LaTeX that is not installed.
    """
    matplotlib.style.use(STYLE)


def course_style() -> AbstractContextManager:
    """Return a context in which figures have the look of the course; behind it all settings are as before."""
    return matplotlib.style.context(STYLE)


def show(figure: Figure, alt: str | None = None) -> None:
    """Display a figure in the notebook, once, with alternative text for readers who cannot see it.

    Parameters
    ----------
    figure : made here or with ``plt.subplots``; a pyplot figure is closed, so that it is not drawn a second time.
    alt : one sentence that says what the picture shows. It is stored with the picture. Without it the figure's own
        words are its text (``describe``): for a plot whose message the reader is to find.

    Raises
    ------
    TypeError if ``figure`` is no matplotlib Figure. ValueError if ``alt`` is empty, or the figure has no words.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"show expects a matplotlib Figure, not {type(figure).__name__}")
    from IPython.display import display

    alt = describe(figure) if alt is None else alt
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=figure.dpi, pil_kwargs={"optimize": True})
    data, metadata = picture(buffer.getvalue(), alt)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    display(data, metadata=metadata, raw=True)


def describe(figure: Figure) -> str:
    """Return what the words in a figure say: its title, and each panel's title, axes and legend; "" without any.

    Panels that say the same are named once; of more than twelve the first twelve are named.
    """
    panels = []
    for ax in figure.axes:
        axes = " against ".join(text for text in (ax.get_ylabel(), ax.get_xlabel()) if text)
        legend = ", ".join(text.get_text() for text in (ax.get_legend().get_texts() if ax.get_legend() else []))
        words = ": ".join(text for text in (ax.get_title(), axes, legend) if text)
        if words:
            panels.append(" ".join(words.split()))
    panels = list(dict.fromkeys(panels))
    shown = "; ".join(panels[:12]) + ("; …" if len(panels) > 12 else "")
    title = figure.get_suptitle()
    return f"{title}: {shown}" if title and shown else title or shown


def picture(png: bytes, alt: str) -> tuple[dict, dict]:
    """Return the data and metadata of a notebook output that holds a PNG picture with alternative text.

    Raises
    ------
    ValueError if ``alt`` is empty.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError("alt must be a sentence that says what the picture shows")
    data = {"image/png": base64.b64encode(png).decode(), "text/plain": f"[Picture: {alt}]"}
    return data, {"image/png": {"alt": alt}}


def image_grid(
    images: np.ndarray,
    labels: Sequence | None = None,
    predictions: Sequence | None = None,
    *,
    columns: int = 10,
    size: float = 0.9,
    signed: bool = False,
    shared_scale: bool = True,
    title: str | None = None,
) -> Figure:
    """Draw images in a grid, in grey, each with its label and, where given, its prediction.

    Parameters
    ----------
    images : (N, H, W) or (N, H, W, 1), any real dtype, N ≥ 1.
    labels : N labels or captions, written above the images.
    predictions : N predictions; "label→prediction" in orange where they differ. Needs ``labels``.
    columns : images in a row. size : inches for one image.
    signed : draw values around zero (weights, filters): purple below zero, white at zero, orange above.
    shared_scale : one grey scale for all images (True), or each image from its own minimum to its own maximum.
    title : a line above the grid.

    Raises
    ------
    ValueError if the shapes or lengths do not fit.
    """
    images = np.asarray(images)
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    if images.ndim != 3 or not images.size:
        raise ValueError(f"images must have shape (N, height, width), each at least 1, not {images.shape}")
    if not isinstance(columns, Integral) or columns < 1:
        raise ValueError(f"columns must be a whole number, at least 1, not {columns!r}")
    if predictions is not None and labels is None:
        raise ValueError("predictions need labels to be compared with: give labels too")
    for name, values in {"labels": labels, "predictions": predictions}.items():
        if values is not None and len(values) != len(images):
            raise ValueError(f"{len(images)} images need {len(images)} {name}, but there are {len(values)}")
        if getattr(values, "ndim", 1) != 1:
            raise ValueError(f"{name} must be one for each image, not the shape {values.shape}: take the argmax first")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    caption = 0.0 if labels is None else 0.22
    figure = Figure(figsize=(columns * size, rows * (size + caption) + (0.35 if title else 0)))
    figure.suptitle(title) if title else None
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    low, high = float(images.min()), float(images.max())
    for ax in axes:
        ax.set_axis_off()
    for index, (ax, image) in enumerate(zip(axes, images)):
        if not shared_scale:
            low, high = float(image.min()), float(image.max())
        if signed:
            limit = max(abs(low), abs(high)) or 1.0
            ax.imshow(image, cmap=SIGNED, vmin=-limit, vmax=limit)
        else:
            ax.imshow(image, cmap="gray", vmin=low, vmax=high)
        if predictions is not None and labels[index] != predictions[index]:
            ax.set_title(f"{labels[index]}→{predictions[index]}", color=COLORS["orange"], fontsize=10)
        elif labels is not None:
            ax.set_title(f"{labels[index]}", fontsize=10, fontweight="normal")
    return figure


def training_curves(
    histories: Mapping[str, Sequence[float]] | Mapping[str, Mapping[str, Sequence[float]]],
    *,
    metrics: Sequence[str] = ("loss", "accuracy"),
    title: str | None = None,
) -> Figure:
    """Draw loss and accuracy against the epoch, one panel a metric; a ``val_`` series is the dashed line of its run.

    Parameters
    ----------
    histories : one history, as Keras gives it (``fit(…).history``: metric name → one value an epoch), or several,
        as a mapping of run name → history.
    metrics : the metrics to draw; each must be in at least one history.
    title : a line above the panels.

    Raises
    ------
    ValueError if there is no history or no metric, or a metric is in none of them.
    """
    if not histories or not metrics:
        raise ValueError(f"there is no {'metric' if histories else 'history'} to draw")
    runs = histories if isinstance(next(iter(histories.values())), Mapping) else {"training": histories}
    figure = Figure(figsize=(3.6 * len(metrics), 3.0))
    figure.suptitle(title) if title else None
    for metric, ax in zip(metrics, figure.subplots(1, len(metrics), squeeze=False)[0]):
        if not any(metric in history for history in runs.values()):
            known = sorted({key for history in runs.values() for key in history if not key.startswith("val_")})
            raise ValueError(f"no history has the metric {metric!r}; there is {', '.join(map(repr, known)) or 'none'}")
        for index, (name, history) in enumerate(runs.items()):
            color = f"C{index}"
            for key, dashes in ((metric, "-"), (f"val_{metric}", "--")):
                if key in history:
                    label = name if key == metric else "validation"
                    epochs = np.arange(1, len(history[key]) + 1)
                    marker = "o" if len(epochs) <= 15 else ""
                    ax.plot(epochs, history[key], dashes, color=color, marker=marker, markersize=3.5, label=label)
        ax.set(xlabel="epoch", ylabel=metric)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        handles = list(ax.lines)
        if len(runs) > 1 and any(line.get_linestyle() == "--" for line in handles):
            handles = [line for line in handles if line.get_linestyle() == "-"]
            handles.append(Line2D([], [], color="#555555", linestyle="--", label="validation"))
        ax.legend(handles=handles, fontsize=9)
    return figure


def function_plot(
    functions: Mapping[str, Callable[[np.ndarray], np.ndarray]],
    interval: tuple[float, float] = (-6.0, 6.0),
    *,
    xlabel: str = "z",
    ylabel: str = "f(z)",
    ax: Axes | None = None,
    title: str | None = None,
    points: int = 601,
    dashed: Sequence[str] = (),
) -> Figure:
    """Draw functions of one variable over an interval.

    Parameters
    ----------
    functions : label → function that takes a float64 array of shape (points,) and returns one of the same shape.
    interval : its left and right end, left < right.
    ax : axes to draw into, to place several plots side by side; without it a new figure is made.
    dashed : labels of functions that lie on another one for a part of the interval: so both are seen.

    Raises
    ------
    ValueError if there is no function, the interval is empty or endless, a function returns another shape, or a label
    in ``dashed`` is unknown.
    """
    if not functions:
        raise ValueError("there is no function to draw")
    left, right = interval
    if not -np.inf < left < right < np.inf:
        raise ValueError(f"the interval must run from left to right, both finite, not from {left} to {right}")
    unknown = [label for label in dashed if label not in functions]
    if unknown:
        raise ValueError(f"dashed must hold labels of the functions, {', '.join(functions)}, not {unknown[0]!r}")
    if ax is None:
        ax = Figure().subplots()
    z = np.linspace(left, right, points)
    for label, function in functions.items():
        values = np.asarray(function(z))
        if values.shape != z.shape:
            raise ValueError(f"{label!r} returned shape {values.shape} for an input of shape {z.shape}")
        ax.plot(z, values, "--" if label in dashed else "-", label=label)
    ax.axhline(0, color="#888888", linewidth=0.8, zorder=1)
    ax.axvline(0, color="#888888", linewidth=0.8, zorder=1)
    ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(left, right), title=title or "")
    ax.legend(fontsize=9)
    return ax.figure


def plane_plot(
    answer: Callable[[np.ndarray], np.ndarray],
    points: np.ndarray,
    classes: Sequence[int],
    *,
    interval: tuple[float, float] = (-0.75, 1.75),
    xlabel: str = "x₁",
    ylabel: str = "x₂",
    ax: Axes | None = None,
    title: str | None = None,
) -> Figure:
    """Draw what a network with two inputs answers in the plane, the line of the answer 0.5, and two classes of points.

    Purple stands for 0, orange for 1; a ring marks each point that is on the wrong side.

    Parameters
    ----------
    answer : takes float64 points of shape (N, 2) and returns N numbers from 0 to 1.
    points : shape (N, 2), N ≥ 1. classes : N numbers, 0 or 1.
    interval : both axes run from its left to its right end.
    ax : axes to draw into, to place several plots side by side; without it a new figure is made.

    Raises
    ------
    ValueError if the interval is empty or endless, points and classes do not fit, or ``answer`` returns another shape.
    """
    low, high = interval
    if not -np.inf < low < high < np.inf:
        raise ValueError(f"the interval must run from left to right, both finite, not from {low} to {high}")
    points, classes = np.asarray(points, dtype=np.float64), np.asarray(classes)
    if points.ndim != 2 or points.shape[1] != 2 or classes.shape != points.shape[:1] or not classes.size:
        raise ValueError(
            f"points and classes must have the shapes (N, 2) and (N,), not {points.shape}, {classes.shape}"
        )
    if not np.isin(classes, (0, 1)).all():
        raise ValueError(f"each class must be 0 or 1, not {sorted(set(classes.tolist()) - {0, 1})[0]}")
    middles = low + (np.arange(150) + 0.5) / 150 * (high - low)
    places = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    answers, own = np.asarray(answer(places)), np.asarray(answer(points))
    if answers.shape != places.shape[:1]:
        raise ValueError(f"answer must return one number a point, not {answers.shape} for {places.shape}")
    if ax is None:
        ax = Figure(figsize=(4.6, 3.6)).subplots()
    shades = answers.reshape(150, 150)
    image = ax.imshow(shades, cmap=SIGNED, vmin=-0.4, vmax=1.4, extent=(low, high, low, high), origin="lower")
    if shades.min() < 0.5 < shades.max():
        ax.contour(middles, middles, shades, [0.5], colors="#222222", linewidths=1.8)
    for kind, color in enumerate((LOW, COLORS["orange"])):
        chosen = classes == kind
        ax.plot(*points[chosen].T, "o", color=color, markersize=9, markeredgecolor="white", label=f"class {kind}")
    wrong = (own > 0.5) != (classes == 1)
    if wrong.any():
        ring = {"markerfacecolor": "none", "markeredgecolor": "#222222", "markeredgewidth": 2}
        ax.plot(*points[wrong].T, "o", markersize=15, label="wrong", **ring)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title or "")
    ax.grid(False)
    ax.figure.colorbar(image, ax=ax, boundaries=np.linspace(0, 1, 101), ticks=[0, 0.5, 1], label="ŷ")
    ax.legend(loc="upper right", fontsize=8, frameon=True)
    return ax.figure


def matrix_plot(
    *matrices: np.ndarray,
    titles: Sequence[str] | None = None,
    symbols: Sequence[str] = (),
    signed: bool = False,
    one_scale: bool = False,
    number_format: str = "g",
    size: float = 0.45,
    title: str = "",
) -> Figure:
    """Draw small matrices side by side, each cell with its number, for examples that are worked by hand.

    Parameters
    ----------
    matrices : one or more arrays of shape (rows, columns), at most 14 × 14 each.
    titles : one title for each matrix.
    symbols : what stands between neighbours, such as ("∗", "="); as many as there are gaps, or none.
    signed : colour by sign and size (purple below zero, orange above) instead of in grey.
    one_scale : colour equal numbers alike in all matrices, as in a chain; otherwise each has a scale of its own.
    number_format : a format of Python's ``format``, such as ".2f".
    size : inches for one cell.
    title : a line above all of them, whose width the picture has at least.

    Raises
    ------
    ValueError if a matrix is not two-dimensional, empty or too large, or titles or symbols do not fit.
    """
    matrices = [np.asarray(matrix) for matrix in matrices]
    if not matrices:
        raise ValueError("give at least one matrix")
    for matrix in matrices:
        if matrix.ndim != 2 or not matrix.size or max(matrix.shape) > 14:
            raise ValueError(f"each matrix must have 1 to 14 rows and columns, not the shape {matrix.shape}")
    if titles is not None and len(titles) != len(matrices):
        raise ValueError(f"{len(matrices)} matrices need {len(matrices)} titles, but there are {len(titles)}")
    if symbols and len(symbols) != len(matrices) - 1:
        raise ValueError(
            f"{len(matrices)} matrices have {len(matrices) - 1} gaps, but there are {len(symbols)} symbols"
        )
    widths = [matrix.shape[1] for matrix in matrices]
    tallest = max(matrix.shape[0] for matrix in matrices)
    # Placed by hand, measured in cells: a layout engine makes the cells of large and small matrices differ in size.
    width, height = sum(widths) + 1.2 * len(matrices), tallest + (0.2 if titles is None else 0.4) / size
    above = 0.3 / size if title else 0.0
    width, height = max(width, (0.2 + 0.09 * len(title)) / size), height + above
    figure = Figure(figsize=(width * size, height * size), layout="none")
    if title:
        figure.text(0.6 / width, 1 - 0.5 * above / height, title, fontsize=11, va="center")
    everything = np.concatenate([matrix.ravel().astype(float) for matrix in matrices]) if one_scale else None
    left = 0.6
    for index, matrix in enumerate(matrices):
        rows, columns = matrix.shape
        bottom = 0.1 / size + (tallest - rows) / 2
        ax = figure.add_axes((left / width, bottom / height, columns / width, rows / height))
        left += columns + 1.2
        draw_matrix(ax, matrix, signed=signed, number_format=number_format, scale=everything)
        if titles is not None:
            ax.set_title(titles[index], fontsize=10)
        if symbols and index:
            ax.annotate(
                symbols[index - 1],
                (-0.6 / columns, 0.5),
                xycoords="axes fraction",
                fontsize=14,
                ha="center",
                va="center",
            )
    return figure


def draw_matrix(
    ax: Axes,
    matrix: np.ndarray,
    *,
    signed: bool = False,
    number_format: str = "g",
    scale: np.ndarray | None = None,
):
    """Draw one matrix with its numbers into ``ax``; return the image and the texts, an object array of its shape.

    ``scale`` holds the numbers that the colours span; None means those of the matrix itself.
    """
    matrix = np.asarray(matrix)
    span = np.asarray(matrix if scale is None else scale, dtype=float)  # the absolute value of −128 is no int8
    limit = float(np.abs(span).max()) or 1.0
    if signed:
        image = ax.imshow(matrix, cmap=SIGNED, vmin=-1.7 * limit, vmax=1.7 * limit)  # pale: numbers stand on it
    else:
        image = ax.imshow(matrix, cmap="Greys", vmin=min(0.0, float(span.min())), vmax=2.5 * limit)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(True)
    texts = np.empty(matrix.shape, dtype=object)
    for (row, column), value in np.ndenumerate(matrix):
        number = f"{value:{number_format}}"
        number = number.lstrip("-") if not number.strip("-0.") else number.replace("-", "−")  # 0, never −0
        texts[row, column] = ax.text(column, row, number, ha="center", va="center", fontsize=9)
    return image, texts


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, classes: int = 10) -> np.ndarray:
    """Count how often each class (row) was predicted as each class (column).

    Parameters
    ----------
    labels, predictions : integer arrays of shape (N,), values 0 … classes − 1.

    Returns
    -------
    int64 array of shape (classes, classes) whose entries add up to N.

    Raises
    ------
    ValueError if the shapes differ, a value is out of range, or there is no class. TypeError if a value is no integer.
    """
    if not isinstance(classes, Integral) or classes < 1:
        raise ValueError(f"classes must be a whole number, at least 1, not {classes!r}")
    labels, predictions = np.asarray(labels), np.asarray(predictions)
    if labels.ndim != 1 or labels.shape != predictions.shape:
        raise ValueError(f"labels and predictions must have one shape (N,), not {labels.shape} and {predictions.shape}")
    for name, values in {"labels": labels, "predictions": predictions}.items():
        if values.dtype.kind not in "iu":
            raise TypeError(f"{name} must be class numbers (integers), not {values.dtype}: take the argmax first")
        if values.size and not 0 <= int(values.min()) <= int(values.max()) < classes:
            raise ValueError(f"{name} must be 0 … {classes - 1}, not {values.min()} … {values.max()}")
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def confusion_matrix_plot(counts: np.ndarray, *, names: Sequence | None = None, title: str | None = None) -> Figure:
    """Draw a confusion matrix with its counts; the grey shows the mistakes, the diagonal is left white.

    Parameters
    ----------
    counts : what ``confusion_matrix`` returns, shape (classes, classes).
    names : a name for each class; the class numbers without it.

    Raises
    ------
    ValueError if ``counts`` is not square, or empty, or the names do not fit.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not counts.size:
        raise ValueError(f"a confusion matrix is square and not empty, but this one has the shape {counts.shape}")
    names = range(len(counts)) if names is None else names
    if len(names) != len(counts):
        raise ValueError(f"{len(counts)} classes need {len(counts)} names, but there are {len(names)}")
    figure = Figure(figsize=(0.46 * len(counts) + 1.0, 0.42 * len(counts) + 1.0))
    ax = figure.subplots()
    mistakes = counts * (1 - np.eye(len(counts), dtype=int))
    ax.imshow(mistakes, cmap="Greys", vmin=0, vmax=max(1, 2 * mistakes.max()))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            weight = "bold" if row == column else "normal"
            ax.text(column, row, f"{count:,}", ha="center", va="center", fontsize=8, fontweight=weight)
    ax.set(xlabel="predicted", ylabel="true", title=title or "")
    ax.set_xticks(range(len(counts)), names)
    ax.set_yticks(range(len(counts)), names)
    ax.grid(False)
    return figure


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


def few_colours(photograph: np.ndarray, colours: int = 16) -> np.ndarray:
    """Return a photograph in few colours, uint8 (height, width, 3): a picture of it takes a third of the room.

    Parameters
    ----------
    photograph : (height, width, 3), bytes or floats from 0 to 1. colours : how many, 2 to 256.
    """
    from PIL import Image  # here: most figures hold no photograph

    levels = photograph if photograph.dtype == np.uint8 else (255 * photograph).round().astype(np.uint8)
    return np.asarray(Image.fromarray(np.ascontiguousarray(levels)).quantize(colours, dither=0).convert("RGB"))


def timeline_plot(events: Sequence[tuple[int, str]], *, title: str) -> Figure:
    """Draw events on a line of years, their texts above and below it in turns, at four heights.

    Parameters
    ----------
    events : (year, text) in the order of the years, at least two; a text may have several lines.
    title : a line above the picture.

    Raises
    ------
    ValueError if there are fewer than two events, or the years run back.
    """
    years = [year for year, _ in events]
    if len(events) < 2 or years != sorted(years):
        raise ValueError(f"give at least two events in the order of their years, not the years {years}")
    figure = Figure(figsize=(9, 3.6))
    ax = figure.subplots()
    margin = 0.06 * (years[-1] - years[0])
    ax.set(xlim=(years[0] - margin, years[-1] + margin), ylim=(-1.15, 1.15), yticks=[], xlabel="year", title=title)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    ax.axhline(0, color=COLORS["black"], linewidth=1.2, zorder=1)
    ax.plot(years, [0] * len(years), "o", color=COLORS["blue"])
    for (year, text), height in zip(events, cycle((0.24, -0.24, 0.72, -0.72))):
        ax.annotate(
            f"{year}\n{text}", (year, 0), (year, height), ha="center", va="bottom" if height > 0 else "top", fontsize=9,
            arrowprops={"arrowstyle": "-", "color": "#aaaaaa"},
        )  # fmt: skip
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


def answers_plot(
    images: np.ndarray,
    probabilities: np.ndarray,
    labels: Sequence[int] | None = None,
    *,
    captions: Sequence | None = None,
    title: str | None = None,
) -> Figure:
    """Draw images in a row, each above the probabilities that a network gave it; the bar of its label is orange.

    Parameters
    ----------
    images : (N, H, W) or (N, H, W, 1), 1 ≤ N ≤ 10, each drawn from its own darkest to its own lightest pixel.
    probabilities : (N, classes). labels : N class numbers; without them all bars are blue.
    captions : N texts to stand above the images. title : a line above all.

    Raises
    ------
    ValueError if the shapes or lengths do not fit.
    """
    images, probabilities = np.asarray(images), np.asarray(probabilities)
    if not 1 <= len(images) <= 10 or images.ndim not in (3, 4):
        raise ValueError(f"images must be 1 to 10 of shape (height, width), not an array of shape {images.shape}")
    if probabilities.ndim != 2 or len(probabilities) != len(images):
        raise ValueError(f"{len(images)} images need {len(images)} rows of probabilities, not {probabilities.shape}")
    for name, values in {"labels": labels, "captions": captions}.items():
        if values is not None and len(values) != len(images):
            raise ValueError(f"{len(images)} images need {len(images)} {name}, but there are {len(values)}")
    figure = Figure(figsize=(1.6 * len(images) + 0.4, 3.0))
    figure.suptitle(title) if title else None
    classes = np.arange(probabilities.shape[1])
    axes = figure.subplots(2, len(images), squeeze=False, height_ratios=[1.2, 1], sharey="row")
    for index, (top, bottom) in enumerate(axes.T):
        top.imshow(images[index], cmap="gray")
        top.set_axis_off()
        top.set_title("" if captions is None else str(captions[index]), fontsize=10, fontweight="normal")
        own = None if labels is None else labels[index]
        bottom.bar(classes, probabilities[index], color=[COLORS["orange" if k == own else "blue"] for k in classes])
        bottom.set_xticks(classes, classes, fontsize=7)
        bottom.set(ylim=(0, 1), xlabel="digit")
    axes[1, 0].set_ylabel("probability")
    return figure


def reliability_plot(
    answers: Mapping[str, tuple[np.ndarray, np.ndarray]],
    *,
    edges: Sequence[float] = tuple(np.linspace(0, 1, 11)),
    fewest: int = 1,
    title: str | None = None,
) -> Figure:
    """Draw how often answers are right against how sure the network was: a reliability diagram, and a count.

    The answers of a network are sorted into bins by their confidence, and each bin is a dot. Dots on the diagonal
    are confidences that can be believed. The thin lines are 95 % intervals (E. B. Wilson, 1927).
    Source: A. Niculescu-Mizil and R. Caruana, "Predicting good probabilities with supervised learning", 2005.

    Parameters
    ----------
    answers : network's name → (confidence, right), two arrays of shape (N,): numbers 0 … 1, and whether the answer is
        right. edges : those of the bins, rising; a bin holds its upper edge.
    fewest : a bin with fewer answers has no dot: luck alone would place it. title : a line above the panels.

    Raises
    ------
    ValueError if there are no answers, the shapes do not fit, or a confidence lies in no bin.
    """
    if not answers:
        raise ValueError("there are no answers to draw")
    edges = np.asarray(edges, dtype=float)
    if edges.ndim != 1 or len(edges) < 2 or not (np.diff(edges) > 0).all():
        raise ValueError(f"the edges must be at least two numbers that rise, not {edges.tolist()}")
    figure = Figure(figsize=(8.4, 3.4))
    figure.suptitle(title) if title else None
    left, right_hand = figure.subplots(1, 2)
    left.plot([0, 1], [0, 1], color="#888888", linewidth=1, label="as sure as right")
    for index, (name, (confidence, right)) in enumerate(answers.items()):
        confidence, right = np.asarray(confidence), np.asarray(right)
        if confidence.ndim != 1 or confidence.shape != right.shape or not confidence.size:
            raise ValueError(f"{name}: confidence and right must both be (N,), not {confidence.shape}, {right.shape}")
        places = np.digitize(confidence, edges, right=True) - 1
        if places.min() < 0 or places.max() > len(edges) - 2:
            raise ValueError(f"{name}: a confidence lies outside of the edges {edges[0]:g} … {edges[-1]:g}")
        counts = np.bincount(places, minlength=len(edges) - 1)
        filled = counts >= max(fewest, 1)
        n = counts[filled]
        said = np.bincount(places, confidence, len(counts))[filled] / n
        share = np.bincount(places, right, len(counts))[filled] / n
        style = {"color": f"C{index}", "marker": "os^D"[index % 4], "markersize": 5, "linewidth": 1}
        left.errorbar(said, share, yerr=np.abs(_wilson(share, n) - share), label=name, elinewidth=1, **style)
        right_hand.stairs(counts, edges, color=f"C{index}", linewidth=1.8, label=name)
    left.set(xlabel="confidence", ylabel="share of right answers", xlim=(edges[0], 1), ylim=(0, 1.02))
    right_hand.set(xlabel="confidence", ylabel="number of answers", yscale="log", xlim=(edges[0], 1))
    left.legend(fontsize=9, loc="lower right")
    right_hand.legend(fontsize=9, loc="upper left")
    return figure


def _wilson(share: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the lower and upper ends, shape (2, bins), of Wilson's 95 % interval for shares of n samples each."""
    z = 1.96
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.stack([middle - half, middle + half])
