"""Pooling: the checked function under the explorer of lesson 06, and the explorer itself."""

import ipywidgets as widgets
import matplotlib
import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path

from helpers.convolution_1d import check_whole, number_text, output_length, short_number, unread_places
from helpers.convolution_2d import parse_matrix
from helpers.explorer import HATCHED, Explorer, Pixels, presets, stepper, text_outline
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
LARGEST_WINDOW, WITH_NUMBERS = 5, 7


def example_input(name: str) -> np.ndarray:
    """Return an input of the explorer by its name in ``INPUTS``, shape (H, W)."""
    if name == INPUTS[0]:
        return LECTURE_MATRIX
    digit = load_mnist().test_images[0]  # a seven
    return digit[6:13, 11:18] if name == PART_OF_DIGIT else digit


def read_input(text: str) -> np.ndarray:
    """Return the input that a text names or spells out, such as "1, 2; 3, 4"; shape (H, H).

    Raises
    ------
    ValueError if a number cannot be read or is too large, or the matrix is not square with 2 to 7 rows.
    """
    if text in INPUTS:
        return example_input(text)
    values = parse_matrix(text, most=WITH_NUMBERS)
    if values.shape[0] != values.shape[1] or len(values) < 2:
        raise ValueError(
            f"write as many rows as columns, 2 to {WITH_NUMBERS}, such as 1, 2; 3, 4: "
            f"this is {values.shape[0]} × {values.shape[1]}"
        )
    if np.abs(values).max() > 1e6:
        raise ValueError("numbers up to a million fit into the picture")
    return values


def matrix_text(values: np.ndarray) -> str:
    """Spell a matrix out, as ``read_input`` reads it."""
    return "; ".join(", ".join(map(str, row)) for row in values.tolist())


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


def _texts_path(places: list[tuple[str, float, float, float, float]]) -> Path:
    """Return one path with all texts (text, x, y, font size, alignment): it is drawn at once, and so fast."""
    paths = [text_outline(text, size, align) for text, _, _, size, align in places]
    vertices = [path.vertices + np.array([x, y]) for path, (_, x, y, _, _) in zip(paths, places)]
    return Path(np.concatenate(vertices), np.concatenate([path.codes for path in paths]))


def pooling_explorer() -> Explorer:
    """Return the explorer of pooling: input, kind, size and stride; a window steps over the input, cell by cell.

    Dashed frames are the neighbouring windows, so that overlap and gaps can be seen; hatched cells are in no window.
    """
    figure = Figure(figsize=(8.4, 3.6), layout="none")
    ax = figure.add_axes((0.005, 0.1, 0.99, 0.89))
    ax.set(xlim=(0, 11.9), ylim=(-0.1, 4.5), aspect="equal")
    ax.set_axis_off()
    ax.apply_aspect()  # the scales are needed before the first drawing
    left, middle, right, zoom = 0.1, 4.65, 7.8, 2.6
    greys = matplotlib.colormaps["Greys"]
    pixels = ax.add_artist(Pixels(figure))
    blue, orange = COLORS["blue"], COLORS["orange"]
    beams = [Polygon([(0, 0)] * 3, color=COLORS["sky"], alpha=0.3, linewidth=0, zorder=-1) for _ in range(2)]
    grid = PolyCollection([], facecolors="none", edgecolors="#999999", linewidths=0.5)
    unread = PolyCollection([], label="unread", **HATCHED)
    links = LineCollection([], colors=blue, linewidths=0.8, alpha=0.6, zorder=2)
    dashed = {"facecolors": "none", "edgecolors": blue, "linewidths": 1.4, "linestyles": "dashed"}
    neighbours = PolyCollection([], label="neighbours", zorder=4, **dashed)
    frames = PolyCollection([], facecolors="none", edgecolors=blue, linewidths=2.6, zorder=4)
    winners = PolyCollection([], label="winners", facecolors="none", edgecolors=orange, linewidths=2, zorder=5)
    for artist in (grid, unread, links, neighbours, frames, winners):
        ax.add_collection(artist, autolim=False)
    numbers = PathPatch(Path(np.zeros((0, 2))), label="numbers", facecolor="black", linewidth=0, zorder=3)
    for patch in (*beams, numbers):
        ax.add_patch(patch)
    numbers.set_clip_on(False)  # the formula stands below the axes

    def box(x, y, width, height, inset=0.0):
        """The corners of a rectangle from its upper left one, clockwise."""
        x, y, width, height = x + inset, y - inset, width - 2 * inset, height - 2 * inset
        return [(x, y), (x + width, y), (x + width, y - height), (x, y - height)]

    def update(source, kind, size, stride, position):
        values = read_input(source)
        pooled = pool_2d(values, size, stride, kind=kind)
        rows, columns = pooled.shape
        controls["position"].max = pooled.size - 1
        row, column = divmod(min(position, pooled.size - 1), columns)
        window = values[row * stride : row * stride + size, column * stride : column * stride + size]
        cell = 4 / len(values)  # input and output have one scale, so that the output shows how much smaller it is
        step = zoom / size
        small = len(values) <= WITH_NUMBERS
        low, high = min(0.0, float(values.min())), float(values.max())
        high = low + (2.5 if small else 1) * max(high - low, 1e-9)  # light greys under black numbers

        places = [(values, left, cell, small), (window, middle, step, True), (pooled, right, cell, small)]
        boxes, written = [], []
        pixels.clear()
        for array, x, side, with_numbers in places:
            height, width = array.shape[0] * side, array.shape[1] * side
            top = low + 2.5 * (high - low) if with_numbers and not small else high
            (x0, y0), (x1, y1) = ax.transData.transform([(x, 4), (x + width, 4 - height)])
            edge = figure.bbox.height
            pixels.paint(greys((array - low) / (top - low))[..., :3], x0, edge - y0, x1, edge - y1)
            boxes.append(box(x, 4, width, height))
            for (i, j), value in np.ndenumerate(array):
                if not with_numbers:
                    break
                boxes.append(box(x + j * side, 4 - i * side, side, side))
                text = short_number(value, 6 if side > 0.8 else 5)
                room = min(0.19, 0.33 * side, 1.5 * side / len(text))
                written.append((text, x + (j + 0.5) * side, 4 - (i + 0.5) * side, room, 0.5))
        grid.set_verts(boxes)

        def input_box(i, j):
            return box(left + j * stride * cell, 4 - i * stride * cell, size * cell, size * cell)

        corners = [
            input_box(row, column),
            box(middle, 4, zoom, zoom),
            box(right + column * cell, 4 - row * cell, cell, cell),
        ]
        frames.set_verts(corners)
        near = ((row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column))
        neighbours.set_verts([input_box(i, j) for i, j in near if 0 <= i < rows and 0 <= j < columns])
        lines = []
        for beam, first, second in zip(beams, corners, corners[1:]):
            beam.set_xy([first[1], second[0], second[3], first[2]])
            lines += [[first[1], second[0]], [first[2], second[3]]]
        links.set_segments(lines)

        lost = unread_places(len(values), size, stride)
        unread.set_verts(
            [box(left, 4 - i * cell, 4, cell) for i in lost] + [box(left + j * cell, 4, cell, 4) for j in lost]
        )
        best = np.argwhere(window == window.max()) if kind == "max" else []
        winners.set_verts(
            [box(middle + j * step, 4 - i * step, step, step, 0.06) for i, j in best]
            + [
                box(left + (column * stride + j) * cell, 4 - (row * stride + i) * cell, cell, cell, 0.06 * cell)
                for i, j in best
            ]
        )

        numbers.set_label(" ".join(text for text, *_ in written))
        result = f"output[{row}, {column}] = {pooling_arithmetic(window, kind)}"
        titles = (f"input, {len(values)} × {len(values)}", "window", f"output, {rows} × {columns}")
        written += [(title, x, 4.28, 0.2, 0.0) for title, x in zip(titles, (left, middle, right))]
        written.append((result, 5.95, -0.36, 0.22, 0.5))
        numbers.set_path(_texts_path(written))
        tie = f", a tie of {len(best)}" if len(best) > 1 else ""
        return (
            f"{result}{tie}.  Side ⌊({len(values)} − {size}) / {stride}⌋ + 1 = {rows}: "
            f"{fit_sentence(len(values), size, stride)}{' (hatched)' if lost else ''}."
        )

    style = {"style": {"description_width": "6em"}}
    wide = {"layout": {"width": "24em"}, **style}
    texts = {name: matrix_text(example_input(name)) for name in INPUTS if name != WHOLE_DIGIT}
    texts[WHOLE_DIGIT] = WHOLE_DIGIT  # 784 numbers do not fit into a text field
    controls = {
        "source": widgets.Text(texts[INPUTS[0]], description="input x", continuous_update=False, **wide),
        "kind": widgets.Dropdown(options=KINDS, value="max", description="kind", **style),
        "size": widgets.IntSlider(2, 2, LARGEST_WINDOW, description="size K", **style),
        "stride": widgets.IntSlider(2, 1, LARGEST_WINDOW, description="stride S", **style),
        "position": widgets.IntSlider(0, 0, 3, description="position", **style),
    }
    layout = widgets.VBox(
        [
            widgets.HBox([presets(texts, controls["source"], "choose x", **wide), controls["source"]]),
            controls["kind"],
            widgets.HBox([controls["size"], controls["stride"]]),
            stepper(controls["position"]),
        ]
    )
    return Explorer(figure, controls, update, layout)
