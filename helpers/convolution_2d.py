"""Convolution in two dimensions: the checked functions under the explorer of lesson 05, and the explorer itself."""

import ipywidgets as widgets
import matplotlib
import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from numpy.lib.stride_tricks import sliding_window_view

from helpers.convolution_1d import number_text, output_length, padding_for, parse_numbers, unread_places
from helpers.explorer import HATCHED, Explorer, Pixels, Words, presets, stepper, text_width
from helpers.mnist import load_mnist
from helpers.plots import COLORS, SIGNED


def convolve_2d(
    x: np.ndarray,
    kernel: np.ndarray,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    flip: bool = False,
) -> np.ndarray:
    """Slide a kernel over one image: multiply what the window sees by the kernel and add up, at each position.

    With the padded image p: y_ij = Σ_u Σ_v k_uv p[iS + uD, jS + vD], where k is the kernel as it stands (flip=False, a
    cross-correlation, what TensorFlow's layers compute) or turned by 180° (flip=True, a convolution).

    Parameters
    ----------
    x : the image, shape (H, W). kernel : shape (U, V). Both real numbers; integers and bools are computed in int64.
    stride : S, at least 1, the same in both directions. dilation : D, at least 1.
    padding : P, zeros on all four sides, at least 0; or "narrow" (none), "equal" (keeps height and width at stride 1)
        or "wide" (every position where kernel and image touch).

    Returns
    -------
    array of shape ``output_shape((H, W), (U, V), …)``; int64, or the float type that both promote to.
    A NaN or infinity makes exactly those outputs NaN or infinite whose window holds it, also where the weight is 0.

    Raises
    ------
    ValueError if a shape or a setting does not fit. TypeError if the numbers are not real or a setting is not whole.
    """
    x, kernel = _array("x", x, "H W"), _array("kernel", kernel, "U V")
    y = convolve_im2col(
        x[None, :, :, None], kernel[:, :, None, None], stride=stride, padding=padding, dilation=dilation, flip=flip
    )
    return y[0, :, :, 0]


def convolve_loops(
    x: np.ndarray,
    kernels: np.ndarray,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    flip: bool = False,
) -> np.ndarray:
    """Convolve a batch with several kernels by four loops in Python: images, rows, columns, kernels.

    y[n, i, j, f] = Σ_u Σ_v Σ_c k[u, v, c, f] p[n, iS + uD, jS + vD, c]. Slow, and plain enough to be believed.

    Parameters
    ----------
    x : images, shape (N, H, W, C). kernels : shape (U, V, C, F), as TensorFlow stores them.
    stride, padding, dilation, flip : as in ``convolve_2d``.

    Returns
    -------
    array of shape (N, H', W', F), where (H', W') is the ``output_shape``; its dtype as in ``convolve_2d``.

    Raises
    ------
    As ``convolve_2d``.
    """
    x, kernels, (height, width) = _prepare(x, kernels, stride, padding, dilation, flip)
    rows, columns, _, filters = kernels.shape
    y = np.empty((len(x), height, width, filters), dtype=np.result_type(x, kernels))
    with np.errstate(invalid="ignore"):  # 0 · inf is NaN here, as documented, and no reason for a warning
        for n in range(len(x)):
            for i in range(height):
                for j in range(width):
                    top, left = i * stride, j * stride
                    window = x[n, top : top + dilation * rows : dilation, left : left + dilation * columns : dilation]
                    for f in range(filters):
                        y[n, i, j, f] = np.sum(window * kernels[..., f])
    return y


def convolve_windows(
    x: np.ndarray,
    kernels: np.ndarray,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    flip: bool = False,
) -> np.ndarray:
    """Do the same as ``convolve_loops`` without a loop: one sum of products (einsum) over a view of all windows.

    Parameters, Returns and Raises as ``convolve_loops``.
    """
    x, kernels, _ = _prepare(x, kernels, stride, padding, dilation, flip)
    windows = _windows(x, kernels.shape[:2], stride, dilation)
    with np.errstate(invalid="ignore"):
        return np.einsum("nijcuv,uvcf->nijf", windows, kernels)


def convolve_im2col(
    x: np.ndarray,
    kernels: np.ndarray,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    flip: bool = False,
) -> np.ndarray:
    """Do the same as ``convolve_loops`` by one matrix product: each window is a row, each kernel a column.

    The copy of all windows ("im2col": Chellapilla, Puri and Simard, 2006) takes U·V times the memory of the output's
    positions, and buys the speed of the machine's fastest routine.

    Parameters, Returns and Raises as ``convolve_loops``.
    """
    x, kernels, (height, width) = _prepare(x, kernels, stride, padding, dilation, flip)
    filters = kernels.shape[-1]
    windows = _windows(x, kernels.shape[:2], stride, dilation)
    rows = windows.transpose(0, 1, 2, 4, 5, 3).reshape(len(x) * height * width, -1)
    with np.errstate(invalid="ignore"):
        return (rows @ kernels.reshape(-1, filters)).reshape(len(x), height, width, filters)


def convolve_tiles(
    x: np.ndarray,
    kernels: np.ndarray,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    flip: bool = False,
) -> np.ndarray:
    """Do the same as ``convolve_im2col`` with up to eight neighbouring outputs in one row of the matrix.

    Neighbouring windows overlap. A row that serves t of them holds V + t − 1 columns of pixels instead of t · V (at
    stride 1), and the kernels stand t times in the other matrix, each a little lower: less to copy, more to multiply.
    That pays for few channels; with many, the multiplications decide and ``convolve_im2col`` is faster.

    Parameters, Returns and Raises as ``convolve_loops``.
    """
    images, weights, (height, width) = _prepare(x, kernels, stride, padding, dilation, flip)
    rows, columns, channels, filters = weights.shape
    tile = max(count for count in range(1, 9) if width % count == 0)
    if tile == 1 or not np.isfinite(images).all():  # the band's zeros would spread a NaN to the tile's other outputs
        return convolve_im2col(x, kernels, stride=stride, padding=padding, dilation=dilation, flip=flip)
    one = dilation * (columns - 1) + 1
    covered = (tile - 1) * stride + one
    band = np.zeros((rows, covered, channels, tile, filters), dtype=weights.dtype)
    for k in range(tile):
        band[:, k * stride : k * stride + one : dilation, :, k] = weights
    windows = sliding_window_view(images, (dilation * (rows - 1) + 1, covered), axis=(1, 2))
    windows = windows[:, ::stride, :: tile * stride, :, ::dilation][:, :, : width // tile]
    left = windows.transpose(0, 1, 2, 4, 5, 3).reshape(len(images) * height * (width // tile), -1)
    return (left @ band.reshape(left.shape[1], -1)).reshape(len(images), height, width, filters)


def windows_2d(
    x: np.ndarray, kernel_shape: tuple[int, int], *, stride: int = 1, padding: int | str = 0, dilation: int = 1
) -> np.ndarray:
    """Return what the window sees at each position of one image: shape (H', W', U, V), read-only.

    Parameters
    ----------
    x : shape (H, W). kernel_shape : (U, V). stride, padding, dilation : as in ``convolve_2d``.

    Raises
    ------
    As ``convolve_2d``.
    """
    x = _array("x", x, "H W")
    output_shape(x.shape, kernel_shape, stride=stride, padding=padding, dilation=dilation)
    x = _pad(x[None, :, :, None], kernel_shape, padding, dilation)
    return _windows(x, kernel_shape, stride, dilation)[0, :, :, 0]


def output_shape(
    shape: tuple[int, int],
    kernel_shape: tuple[int, int],
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
) -> tuple[int, int]:
    """Return (H', W'), the height and width of the output: ``output_length`` of lesson 04 for each direction.

    Parameters
    ----------
    shape : (H, W) of the image. kernel_shape : (U, V). stride, padding, dilation : as in ``convolve_2d``.

    Raises
    ------
    ValueError if a number is too small, or the window is larger than the padded image; the message says in which
    direction. TypeError if a number is not whole.
    """
    lengths = []
    pads = _padding_pair(kernel_shape, padding, dilation)
    for direction, size, kernel_size, zeros in zip(("height", "width"), shape, kernel_shape, pads):
        try:
            lengths.append(output_length(size, kernel_size, stride, zeros, dilation))
        except ValueError as error:
            raise ValueError(f"{direction}: {error}") from None
    return tuple(lengths)


def _padding_pair(kernel_shape, padding, dilation) -> tuple[int, int]:
    if isinstance(padding, str):
        return tuple(padding_for(padding, size, dilation) for size in kernel_shape)
    return padding, padding


def _pad(x, kernel_shape, padding, dilation):
    vertical, horizontal = _padding_pair(kernel_shape, padding, dilation)
    if not vertical and not horizontal:
        return x
    return np.pad(x, ((0, 0), (vertical, vertical), (horizontal, horizontal), (0, 0)))


def _prepare(x, kernels, stride, padding, dilation, flip):
    """Check everything; return the padded images, the kernels (turned round if need be) and (H', W')."""
    x, kernels = _array("x", x, "N H W C"), _array("kernels", kernels, "U V C F")
    if x.shape[3] != kernels.shape[2]:
        raise ValueError(
            f"the images have {x.shape[3]} channels, but the kernels expect {kernels.shape[2]}: "
            f"kernels must have the shape (U, V, {x.shape[3]}, F), not {kernels.shape}"
        )
    shape = output_shape(x.shape[1:3], kernels.shape[:2], stride=stride, padding=padding, dilation=dilation)
    x = _pad(x, kernels.shape[:2], padding, dilation)
    return x, kernels[::-1, ::-1] if flip else kernels, shape


def _windows(x, kernel_shape, stride, dilation):
    """Return a view (N, H', W', C, U, V) of a padded batch (N, H, W, C)."""
    covered = [dilation * (size - 1) + 1 for size in kernel_shape]
    return sliding_window_view(x, covered, axis=(1, 2))[:, ::stride, ::stride, :, ::dilation, ::dilation]


def _array(name: str, values, axes: str) -> np.ndarray:
    values = np.asarray(values)
    names = axes.split()
    if values.ndim != len(names) or not values.size:
        raise ValueError(
            f"{name} must have the shape ({', '.join(names)}) with every size at least 1, not {values.shape}"
        )
    if values.dtype.kind not in "buif":
        raise TypeError(f"{name} must hold real numbers, not {values.dtype}")
    return values.astype(np.int64) if values.dtype.kind in "bui" else values


# The explorer

LECTURE_X = np.array([[1, 1, 1, 1, 1], [-1, 0, -3, 0, 1], [2, 1, 1, -1, 0], [0, -1, 1, 2, 1], [1, 2, 1, 1, 1]])
LECTURE_W = np.array([[-1, 0, 0], [0, 0, 0], [0, 0, 1]])
KERNELS = {
    "the lecture's": "-1, 0, 0; 0, 0, 0; 0, 0, 1",
    "copy": "0, 0, 0; 0, 1, 0; 0, 0, 0",
    "edge, left to right": "-1, 0, 1; -2, 0, 2; -1, 0, 1",
    "edge, top to bottom": "-1, -2, -1; 0, 0, 0; 1, 2, 1",
    "blur": "1/9, 1/9, 1/9; 1/9, 1/9, 1/9; 1/9, 1/9, 1/9",
    "sharpen": "0, -1, 0; -1, 5, -1; 0, -1, 0",
    "emboss, flat areas kept": "-2, -1, 0; -1, 1, 1; 0, 1, 2",
    "Laplacian": "0, 1, 0; 1, -4, 1; 0, 1, 0",
    "a stroke, 5 × 5": "-1, -1, 2, -1, -1; -1, -1, 2, -1, -1; -1, -1, 2, -1, -1; -1, -1, 2, -1, -1; -1, -1, 2, -1, -1",
}
LARGEST_KERNEL, MOST_PADDING, WITH_NUMBERS = 5, 3, 12
SIGNED_COLORS = matplotlib.colormaps[
    SIGNED
]  # looked up once: each look-up gives a copy, which works its colours out anew


def parse_matrix(text: str, *, most: int | None = None) -> np.ndarray:
    """Read a matrix such as "1, 0; −1/2, 3": rows separated by semicolons, numbers by commas; float64, shape (U, V).

    Parameters
    ----------
    text : numbers as in ``parse_numbers`` of lesson 04. most : how many rows and how many columns are allowed.

    Raises
    ------
    ValueError if a number cannot be read, the rows differ in length, or there are too many.
    """
    rows = [parse_numbers(row) for row in text.replace("；", ";").strip().rstrip(";").split(";")]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(
            f"all rows must have the same length, but these have {', '.join(str(len(row)) for row in rows)} numbers: "
            "separate rows by semicolons and numbers by commas, such as 1, 0; 0, −1"
        )
    matrix = np.array(rows)
    if most is not None and max(matrix.shape) > most:
        raise ValueError(f"there is room for {most} × {most} numbers, not {matrix.shape[0]} × {matrix.shape[1]}")
    return matrix


def _inputs() -> dict[str, np.ndarray]:
    """Return what the explorer can look at: small matrices, and the first test digit of each class in steps of 0.1.

    Steps of 0.1 keep the arithmetic short enough to be followed by hand.
    """
    spot, step = np.zeros((5, 5)), np.zeros((6, 6))
    spot[2, 2] = 1
    step[:, 3:] = 9
    data = load_mnist(scaled=True)
    firsts = {f"digit {k}": data.test_images[np.argmax(data.test_labels == k)].round(1) for k in range(10)}
    return {"the lecture's 5 × 5": LECTURE_X.astype(float), "one bright pixel": spot, "an edge": step, **firsts}


class _Panel:
    """A matrix in a square of the picture: colours, grid and numbers, placed in inches from the upper left."""

    def __init__(self, left: float, top: float, side: float):
        self.left, self.top, self.side = left, top, side

    def place(self, colors: np.ndarray, pixels: Pixels) -> None:
        """Paint a matrix of colours 0 … 1, shape (rows, columns, 3), centred in the square."""
        self.rows, self.columns = colors.shape[:2]
        self.cell = self.side / max(self.rows, self.columns)
        self.x = self.left + (self.side - self.cell * self.columns) / 2
        self.y = self.top + (self.side - self.cell * self.rows) / 2
        upper_left, _, lower_right, _ = self.box() * pixels.figure.dpi
        pixels.paint(colors, *upper_left, *lower_right)

    def box(self, row=0, column=0, rows=None, columns=None) -> np.ndarray:
        """Return the corners of some cells, clockwise from the upper left; of all cells without arguments."""
        rows, columns = rows or self.rows, columns or self.columns
        left, top = self.x + column * self.cell, self.y + row * self.cell
        right, bottom = left + columns * self.cell, top + rows * self.cell
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])

    def leave(self, start: np.ndarray, end: np.ndarray) -> list:
        """Return the part to the right of all cells of a line from a cell's corner: it must not cross the numbers."""
        share = (self.box()[1, 0] - start[0]) / (end[0] - start[0])
        return [start + share * (end - start), end]

    def grid(self) -> list:
        """Return the lines between the cells."""
        (left, top), _, (right, bottom), _ = self.box()
        ys, xs = self.y + self.cell * np.arange(self.rows + 1), self.x + self.cell * np.arange(self.columns + 1)
        return [[(left, y), (right, y)] for y in ys] + [[(x, top), (x, bottom)] for x in xs]


def _colors(values: np.ndarray, *, signed: bool, soft: bool) -> np.ndarray:
    """Return RGB for each number: purple below zero and orange above, or in grey; softer where numbers stand on it."""
    limit = float(np.abs(values).max()) or 1.0
    if signed:
        return SIGNED_COLORS(0.5 + 0.5 * values / limit / (1.6 if soft else 1))[..., :3]
    return np.repeat((values / limit)[..., None], 3, axis=2)


def convolution_2d_explorer() -> Explorer:
    """Return the explorer of a two-dimensional convolution: image, kernel, stride, padding, dilation, flip, position.

    The picture shows the padded input, the window, the kernel, their products, the sum and the output at once.
    """
    inputs = _inputs()
    width, height = 8.6, 4.05
    figure = Figure(figsize=(width, height), layout="none")
    ax = figure.add_axes((0, 0, 1, 1))
    pixels = ax.add_artist(Pixels(figure))
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(height, 0))
    panels = {
        "input": _Panel(0.1, 0.42, 3.5),
        "window": _Panel(3.95, 0.42, 1.33),
        "kernel": _Panel(5.6, 0.42, 1.33),
        "products": _Panel(7.2, 0.42, 1.33),
        "output": _Panel(3.95, 2.2, 1.72),
    }
    blue, green, orange = COLORS["blue"], COLORS["green"], COLORS["orange"]
    sum_box = np.array([(5.88, 2.2), (8.53, 2.2), (8.53, 3.92), (5.88, 3.92)])
    shades = [(blue, 0.07), (green, 0.12), (green, 0.07), (green, 0.12)]  # pale over cells, whose colours are numbers
    beams = PolyCollection([], facecolors=shades, linewidths=0, zorder=1)
    grid = LineCollection([], linewidths=0.6, colors="#999999")
    links = LineCollection([], linewidths=0.9, colors=[blue] * 2 + [green] * 4, zorder=3, gid="links")
    unread = PolyCollection([], label="unread", **HATCHED)
    frames = PolyCollection([], facecolors="none", zorder=4)
    words = Words(figure, ax.transData, zorder=5, gid="words")
    for artist in (beams, unread, grid, links, frames, words):
        ax.add_collection(artist, autolim=False)
    paints = {"window": blue, "kernel": orange, "products": green}

    def update(image, kernel, stride, padding, dilation, flip, position):
        x, w = inputs[image], parse_matrix(kernel, most=LARGEST_KERNEL)
        if np.abs(w).max() > 1e6:
            raise ValueError("numbers up to a million fit into the picture")
        setting = {"stride": stride, "padding": padding, "dilation": dilation}
        y = convolve_2d(x, w, flip=flip, **setting)
        windows = windows_2d(x, w.shape, **setting)
        weights = w[::-1, ::-1] if flip else w
        i, j = divmod(min(position, y.size - 1), y.shape[1])
        move_to(i, j, y.shape)
        products = weights * windows[i, j]

        padded = np.pad(x, padding)
        outside = np.pad(np.zeros(x.shape, dtype=bool), padding, constant_values=True)
        digit = max(x.shape) > WITH_NUMBERS
        colors = _colors(padded, signed=(x < 0).any(), soft=not digit)
        colors[outside] = (0.28, 0.33, 0.40) if digit else (0.88, 0.88, 0.88)
        covered = [dilation * (size - 1) + 1 for size in w.shape]
        seen = np.s_[i * stride : i * stride + covered[0] : dilation, j * stride : j * stride + covered[1] : dilation]
        never = [unread_places(*sizes, stride, dilation=dilation) for sizes in zip(padded.shape, w.shape)]
        small = max(y.shape) <= WITH_NUMBERS
        out_colors = _colors(y, signed=(y < 0).any(), soft=small)
        later = np.arange(y.size).reshape(y.shape) > i * y.shape[1] + j
        out_colors[later] = 0.35 * out_colors[later] + 0.65
        shown = {
            "input": (padded, colors, max(padded.shape) <= WITH_NUMBERS),
            "window": (windows[i, j], colors[seen], True),
            "kernel": (weights, _colors(weights, signed=True, soft=True), True),
            "products": (products, _colors(products, signed=True, soft=True), True),
            "output": (y, out_colors, small),
        }
        pixels.clear()
        lines, written = [], []

        def write(text, x, y, size=10, ink="black", align=0.5):
            written.append((text, x, y, size, ink, align))

        for name, (values, cell_colors, with_numbers) in shown.items():
            panel = panels[name]
            panel.place(cell_colors, pixels)
            if not with_numbers:
                continue
            lines += panel.grid()
            points = 72 * panel.cell
            texts = [number_text(round(value, 2)) for value in values.ravel().tolist()]
            size = round(min(11, 0.42 * points, 0.94 * points / max(map(text_width, texts))), 1)
            bright = cell_colors.mean(axis=2) > 0.55
            if name == "input":  # the hatching makes a cell paler
                bright[never[0]] = bright[:, never[1]] = True
            for (row, column), text in zip(np.ndindex(values.shape), texts):
                ink = "black" if bright[row, column] else "white"
                if name == "output" and later[row, column]:
                    ink = "#767676"
                write(text, panel.x + (column + 0.5) * panel.cell, panel.y + (row + 0.5) * panel.cell, size, ink)
        grid.set_segments(lines)
        unread.set_verts(
            [panels["input"].box(line, 0, 1, padded.shape[1]) for line in never[0]]
            + [panels["input"].box(0, line, padded.shape[0], 1) for line in never[1]]
        )

        window_box = panels["input"].box(i * stride, j * stride, *covered)
        output_box = panels["output"].box(i, j, 1, 1)
        target = panels["window"].box()
        boxes = [window_box, target, panels["kernel"].box(), panels["products"].box(), output_box]
        edges = [blue, blue, orange, green, green]
        if dilation > 1:
            rows, columns = np.indices(w.shape).reshape(2, -1) * dilation
            boxes += [panels["input"].box(i * stride + u, j * stride + v, 1, 1) for u, v in zip(rows, columns)]
            edges += [blue] * w.size
        if padding:
            boxes.append(panels["input"].box(padding, padding, *x.shape))
            edges.append("#777777")
        frames.set(verts=boxes, edgecolors=edges, linewidths=[2.2] * 5 + [1.4] * (len(boxes) - 5))
        (_, _, right, left), (_, upper, lower, _) = panels["products"].box(), output_box
        beams.set_verts([
            [window_box[1], target[0], target[3], window_box[2]], [left, right, sum_box[1], sum_box[0]],
            [upper, sum_box[0], sum_box[3], lower], sum_box,
        ])  # fmt: skip
        links.set_segments([
            panels["input"].leave(window_box[1], target[0]), panels["input"].leave(window_box[2], target[3]),
            [left, sum_box[0]], [right, sum_box[1]],
            panels["output"].leave(upper, sum_box[0]), panels["output"].leave(lower, sum_box[3]),
        ])  # fmt: skip

        total = number_text(round(float(y[i, j]), 2))
        rows = [" + ".join(number_text(round(value, 2)) for value in row).replace("+ −", "− ") for row in products]
        signs = ["= "] + ["" if row.startswith("−") else "+ " for row in rows[1:]]
        text = [f"y[{i}, {j}] = sum of the products", *map("".join, zip(signs, rows)), f"= {total}"]
        size = round(min(10, 72 * 2.45 / max(map(text_width, text))), 1)
        for number, line in enumerate(text):
            write(line, 5.98, 3.06 + 0.235 * (number - (len(text) - 1) / 2), size, align=0)
        titles = {
            "input": f"{'padded input' if padding else 'input'} x, {padded.shape[0]} × {padded.shape[1]}",
            "window": "window",
            "kernel": "kernel w, turned" if flip else "kernel w",
            "products": "products",
            "output": f"output y, {y.shape[0]} × {y.shape[1]}",
        }
        for name, title in titles.items():
            panel = panels[name]
            write(title, panel.left + panel.side / 2, panel.top - 0.2, ink=paints.get(name, "black"))
        for sign, middle in (("×", 5.44), ("=", 7.065)):
            write(sign, middle, 1.085, 14)
        words.write(written)
        return sentence(x.shape, covered, never, y, i, j, stride, padding, dilation, w.size, total)

    def sentence(shape, covered, never, y, i, j, stride, padding, dilation, count, total):
        parts = []
        where = " of the padded input" if padding else ""
        axes = zip(("Height", "width"), ("row", "column"), shape, covered, never, y.shape)
        for name, line, size, cover, lost, length in axes:
            unused = size + 2 * padding - cover - (length - 1) * stride
            between = [index for index in lost if index < size + 2 * padding - unused]
            gaps = []
            if unused:
                gaps.append(f"no window reaches the last {f'{unused} {line}s' if unused > 1 else line}{where}")
            if between:
                many = len(between) > 1
                other = "other " if unused else ""
                gaps.append(f"{len(between)} {other}{line}{'s are' if many else ' is'} never read")
            rest = f" ({'; '.join(gaps)})" if gaps else ""
            parts.append(f"{name} ⌊({size} + 2·{padding} − {cover}) / {stride}⌋ + 1 = {length}{rest}")
        plural = "products" if count > 1 else "product"
        wide = f" With dilation {dilation} the window covers {covered[0]} × {covered[1]}." if dilation > 1 else ""
        return f"y[{i}, {j}] = {total}, the sum of {count} {plural}.{wide} {', '.join(parts)}."

    style = {"style": {"description_width": "6em"}}
    wide = {"layout": {"width": "22em"}, **style}
    row, column = (widgets.IntSlider(0, 0, 1, description=text, **style) for text in ("row i", "column j"))
    controls = {
        "image": widgets.Dropdown(options=list(inputs), description="image x", **wide),
        "kernel": widgets.Text(KERNELS["the lecture's"], description="kernel w", continuous_update=False, **wide),
        "stride": widgets.IntSlider(1, 1, 4, description="stride S", **style),
        "padding": widgets.IntSlider(0, 0, MOST_PADDING, description="padding P", **style),
        "dilation": widgets.IntSlider(1, 1, 3, description="dilation D", **style),
        "flip": widgets.Checkbox(False, description="turn the kernel by 180° (convolution)", indent=False),
        "position": widgets.IntSlider(4, 0, 8, description="step", **style),
    }
    steps = stepper(controls["position"])
    moving = False

    def move_to(i, j, shape):
        # Row, column and step are three handles on one position; only the step is a control of the picture.
        nonlocal moving
        moving = True
        try:
            row.max, column.max = shape[0] - 1, shape[1] - 1
            row.value, column.value = i, j
            controls["position"].max = shape[0] * shape[1] - 1
            steps.children[0].interval = 700 if shape[0] * shape[1] <= 100 else 150
        finally:
            moving = False

    def moved(change):
        if not moving:
            controls["position"].value = row.value * (column.max + 1) + column.value

    row.observe(moved, "value")
    column.observe(moved, "value")
    layout = widgets.VBox(
        [
            controls["image"],
            widgets.HBox([presets(KERNELS, controls["kernel"], "choose w", **wide), controls["kernel"]]),
            widgets.HBox([controls["stride"], controls["padding"]]),
            widgets.HBox([controls["dilation"], controls["flip"]]),
            widgets.HBox([row, column]),
            steps,
        ]
    )
    return Explorer(figure, controls, update, layout)
