"""Pooling: the checked function under the explorer of lesson 06, and the explorer itself."""

from functools import cache

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath

from helpers.convolution_1d import check_whole, number_text, output_length
from helpers.explorer import Explorer, stepper
from helpers.mnist import load_mnist
from helpers.plots import COLORS

KINDS = ("max", "average")
LECTURE_MATRIX = np.array([[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]])


def pool_2d(images: np.ndarray, size: int, stride: int | None = None, *, kind: str = "max", padding: int = 0):
    """Pool images: the largest value, or the mean, of each square window.

    Parameters
    ----------
    images : shape (H, W), or (N, H, W, C), where each image and channel is pooled by itself; real numbers.
    size : the window's side K. stride : how far it moves, S; without it S = K, so that windows touch.
    kind : "max" or "average".
    padding : cells added on each side, at most half of ``size``. They never count: the maximum ignores them, the mean
        divides by the number of real cells only (as TensorFlow does with "SAME").

    Returns
    -------
    array of shape (H′, W′) or (N, H′, W′, C) with H′ = output_length(H, K, S, padding). Rows and columns at the end
    that no window reaches are left out. "max" keeps the dtype; "average" gives float64 for integers and bools, else
    the dtype of ``images``. A window that holds a NaN gives NaN.

    Raises
    ------
    ValueError if a shape or a setting does not fit. TypeError if the numbers are not real or a setting is not whole.
    """
    images = np.asarray(images)
    if images.ndim not in (2, 4) or not images.size:
        raise ValueError(f"images must have the shape (H, W) or (N, H, W, C) and not be empty, not {images.shape}")
    if images.dtype.kind not in "buif":
        raise TypeError(f"images must hold real numbers, not {images.dtype}")
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(map(repr, KINDS))}, not {kind!r}")
    stride = size if stride is None else stride
    check_whole(size=size, stride=stride, padding=padding)
    rows, columns = (0, 1) if images.ndim == 2 else (1, 2)
    if padding > size // 2:
        raise ValueError(f"padding must be at most half of the size {size}, not {padding}: a window would hold nothing")
    height, width = images.shape[rows], images.shape[columns]
    if size > min(height, width) + 2 * padding:
        raise ValueError(
            f"a window of {size} × {size} does not fit into an input of {height} × {width}"
            f"{f' with padding {padding}' if padding else ''}: choose a smaller size"
        )

    def windows(array, fill):
        around = [(padding, padding) if axis in (rows, columns) else (0, 0) for axis in range(images.ndim)]
        padded = np.pad(array, around, constant_values=fill)
        views = np.lib.stride_tricks.sliding_window_view(padded, (size, size), (rows, columns))
        return views[::stride, ::stride] if images.ndim == 2 else views[:, ::stride, ::stride]

    if kind == "max":
        return windows(images, _lowest(images.dtype)).max(axis=(-2, -1))
    values = images.astype(np.float64) if images.dtype.kind in "bui" else images
    total = windows(values, 0).sum(axis=(-2, -1))
    count = windows(np.ones_like(values), 0).sum(axis=(-2, -1)) if padding else size * size
    return (total / count).astype(values.dtype)


def _lowest(dtype: np.dtype):
    return False if dtype.kind == "b" else -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


# The explorer

WHOLE_DIGIT, PART_OF_DIGIT = "a digit, 28 × 28", "part of a digit, 7 × 7"
INPUTS = ("the lecture's matrix, 4 × 4", PART_OF_DIGIT, WHOLE_DIGIT)
LARGEST_WINDOW = 5


def example_input(name: str) -> np.ndarray:
    """Return an input of the explorer by its name in ``INPUTS``, shape (H, W)."""
    if name == INPUTS[0]:
        return LECTURE_MATRIX
    digit = load_mnist().test_images[0]  # a seven
    return digit[6:13, 11:18] if name == PART_OF_DIGIT else digit


def pooling_arithmetic(values: np.ndarray, kind: str) -> str:
    """Spell out one window: "max(29, 15, 0, 100) = 100" or "(29 + 15 + 0 + 100) / 4 = 144 / 4 = 36"."""
    values = np.ravel(values)
    numbers = [number_text(value) for value in values]
    total = number_text(values.sum())
    if kind == "max":
        inside = ", ".join(numbers) if len(values) <= 9 else f"{numbers[0]}, {numbers[1]}, …, {numbers[-1]}"
        return f"max({inside}) = {number_text(values.max())}"
    inside = " + ".join(numbers) if len(values) <= 9 else f"{numbers[0]} + {numbers[1]} + … + {numbers[-1]}"
    return f"({inside}) / {len(values)} = {total} / {len(values)} = {number_text(values.mean())}"


def fit_sentence(length: int, size: int, stride: int) -> str:
    """Say how windows of a size and stride lie on an axis of a length: shared, skipped and unreached rows."""
    outputs = output_length(length, size, stride)
    parts = []
    if size > stride:
        parts.append(f"neighbouring windows share {size - stride} of {size} rows" if outputs > 1 else "")
    elif size < stride and outputs > 1:
        parts.append(f"between two windows {stride - size} row{'s are' if stride - size > 1 else ' is'} skipped")
    elif outputs > 1:
        parts.append("the windows touch and share nothing")
    unused = length - size - (outputs - 1) * stride
    if unused:
        parts.append(
            f"the last {unused} rows and columns are in no window"
            if unused > 1
            else "the last row and the last column are in no window"
        )
    return "; ".join(filter(None, parts)) or "one window covers all"


@cache
def _outline(text: str) -> Path:
    """Return a text's outline, centred on the origin; its letters are about 0.73 high."""
    path = TextPath((0, 0), text, size=1)
    box = path.get_extents()
    return Path(path.vertices - [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2], path.codes)


def _numbers_path(places: list[tuple[str, float, float, float]]) -> Path:
    """Return one path with all numbers (text, x, y, size): it is drawn at once, where 90 texts would take 45 ms."""
    vertices = [_outline(text).vertices * size + (x, y) for text, x, y, size in places]
    return Path(np.concatenate(vertices), np.concatenate([_outline(text).codes for text, *_ in places]))


def pooling_explorer() -> Explorer:
    """Return the explorer of pooling: input, kind, size and stride; a window steps over the input, cell by cell."""
    figure = Figure(figsize=(8.4, 3.6), layout="none")
    ax = figure.add_axes((0.005, 0.1, 0.99, 0.89))
    ax.set(xlim=(0, 11.9), ylim=(-0.1, 4.5), aspect="equal")
    ax.set_axis_off()
    left, middle, right, zoom = 0.1, 4.65, 7.8, 2.6
    images = [ax.imshow(np.zeros((1, 1)), extent=(0, 1, 0, 1), interpolation="nearest") for _ in range(3)]
    ax.set(xlim=(0, 11.9), ylim=(-0.1, 4.5))  # imshow has changed them
    grid = PolyCollection([], facecolors="none", edgecolors="#999999", linewidths=0.5)
    ax.add_collection(grid, autolim=False)
    beams = [Polygon([(0, 0)] * 3, color=COLORS["sky"], alpha=0.3, linewidth=0) for _ in range(2)]
    frames = [Rectangle((0, 0), 1, 1, fill=False, edgecolor=COLORS["blue"], linewidth=2.6) for _ in range(3)]
    winner = Rectangle((0, 0), 1, 1, fill=False, edgecolor=COLORS["orange"], linewidth=2.6)
    for patch in (*beams, *frames, winner):
        ax.add_patch(patch)
    numbers = PathPatch(Path(np.zeros((0, 2))), facecolor="black", linewidth=0, zorder=3)
    ax.add_patch(numbers)
    titles = [ax.text(x, 4.28, "", ha="left", va="center", fontsize=10) for x in (left, middle, right)]
    titles[1].set_text("window")
    formula = figure.text(0.5, 0.05, "", ha="center", va="center", fontsize=11)

    def update(source, kind, size, stride, position):
        values = example_input(source)
        pooled = pool_2d(values, size, stride, kind=kind)
        rows, columns = pooled.shape
        controls["position"].max = pooled.size - 1
        row, column = divmod(min(position, pooled.size - 1), columns)
        window = values[row * stride : row * stride + size, column * stride : column * stride + size]
        cell = 4 / len(values)  # input and output have one scale, so that the output shows how much smaller it is

        places = [
            (values, left, cell, len(values) <= 7),
            (window, middle, zoom / size, True),
            (pooled, right, cell, len(values) <= 7),
        ]
        boxes, written = [], []
        for image, (array, x, side, with_numbers) in zip(images, places):
            height, width = array.shape[0] * side, array.shape[1] * side
            image.set(data=array, extent=(x, x + width, 4 - height, 4), cmap="Greys")
            image.set_clim(0, 2.5 * values.max() if with_numbers else values.max())  # light greys under black numbers
            boxes.append([(x, 4), (x + width, 4), (x + width, 4 - height), (x, 4 - height)])
            for (i, j), value in np.ndenumerate(array):
                if not with_numbers:
                    break
                boxes.append([(x + (j + a) * side, 4 - (i + b) * side) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1))])
                text = number_text(value) if value == round(value) else f"{value:.1f}"
                written.append((text, x + (j + 0.5) * side, 4 - (i + 0.5) * side, min(0.19, 0.33 * side)))
        numbers.set_path(_numbers_path(written))
        numbers.set_label(" ".join(text for text, *_ in written))
        grid.set_verts(boxes)

        corners = [
            (left + column * stride * cell, 4 - (row * stride + size) * cell, size * cell),
            (middle, 4 - zoom, zoom),
            (right + column * cell, 4 - (row + 1) * cell, cell),
        ]
        for frame, (x, y, side) in zip(frames, corners):
            frame.set(xy=(x, y), width=side, height=side)
        for beam, (x, y, side), (x2, y2, side2) in zip(beams, corners, corners[1:]):
            beam.set_xy([(x + side, y), (x + side, y + side), (x2, y2 + side2), (x2, y2)])
        winner.set_visible(kind == "max")
        i, j = np.unravel_index(window.argmax(), window.shape)
        step = zoom / size
        winner.set(xy=(middle + j * step, 4 - (i + 1) * step), width=step, height=step)

        titles[0].set_text(f"input, {len(values)} × {len(values)}")
        titles[2].set_text(f"output, {rows} × {columns}")
        result = f"output[{row}, {column}] = {pooling_arithmetic(window, kind)}"
        formula.set_text(result)
        return (
            f"{result}.  Side ⌊({len(values)} − {size}) / {stride}⌋ + 1 = {rows}: "
            f"{fit_sentence(len(values), size, stride)}."
        )

    style = {"style": {"description_width": "6em"}}
    controls = {
        "source": widgets.Dropdown(options=INPUTS, value=INPUTS[0], description="input", **style),
        "kind": widgets.Dropdown(options=KINDS, value="max", description="kind", **style),
        "size": widgets.IntSlider(2, 2, LARGEST_WINDOW, description="size K", **style),
        "stride": widgets.IntSlider(2, 1, LARGEST_WINDOW, description="stride S", **style),
        "position": widgets.IntSlider(0, 0, 3, description="position", **style),
    }
    layout = widgets.VBox(
        [
            widgets.HBox([controls["source"], controls["kind"]]),
            widgets.HBox([controls["size"], controls["stride"]]),
            stepper(controls["position"]),
        ]
    )
    return Explorer(figure, controls, update, layout)
