"""Convolution in one dimension: the checked functions under the explorer of lesson 04, and the explorer itself."""

from numbers import Integral

import ipywidgets as widgets
import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from helpers.explorer import HATCHED, Explorer, Words, presets, stepper
from helpers.plots import COLORS

KINDS = ("narrow", "wide", "equal")


def output_length(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """Return how many outputs a convolution or pooling gives along one axis: ⌊(M + 2P − D(K − 1) − 1) / S⌋ + 1.

    Parameters
    ----------
    size : M, the input's length, at least 1. kernel_size : K, at least 1.
    stride : S, at least 1. padding : P, zeros at each end, at least 0. dilation : D, at least 1.

    Raises
    ------
    TypeError if a number is not whole. ValueError if one is too small, or the window longer than the padded input.
    """
    check_whole(size=size, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation)
    covered = dilation * (kernel_size - 1) + 1
    padded = size + 2 * padding
    if covered > padded:
        raise ValueError(
            f"the window covers {covered}, but the input with its padding has only {padded}: "
            "use a smaller kernel or dilation, or more padding"
        )
    return int((padded - covered) // stride + 1)


def unread_places(size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> list[int]:
    """Return the places of an input, counted from 0 without its padding, that no window reads, in order.

    They lie at the end, or between wide steps or taps. Parameters and errors are those of ``output_length``.
    """
    starts = stride * np.arange(output_length(size, kernel_size, stride, padding, dilation)) - padding
    read = starts[:, None] + dilation * np.arange(kernel_size)
    return np.setdiff1d(np.arange(size), read).tolist()


def check_whole(**numbers: int) -> None:
    """Raise TypeError if a number is not whole, ValueError if it is below 1 (below 0 for ``padding``), by its name."""
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise TypeError(f"{name} must be a whole number, not {value!r}")
        least = 0 if name == "padding" else 1
        if value < least:
            raise ValueError(f"{name} must be at least {least}, not {value}")


def padding_for(kind: str, kernel_size: int, dilation: int = 1) -> int:
    """Return P, the zeros at each end, for a "narrow", "wide" or "equal" convolution (with stride 1).

    narrow: P = 0. wide: P = D(K − 1). equal: P = D(K − 1)/2, which keeps the length.

    Raises
    ------
    ValueError if the kind is unknown, or if "equal" needs an odd number of zeros (an even kernel).
    TypeError, ValueError if kernel_size or dilation is not a whole number of at least 1.
    """
    if kind not in KINDS:
        raise ValueError(f"the kind must be one of {', '.join(map(repr, KINDS))}, not {kind!r}")
    check_whole(kernel_size=kernel_size, dilation=dilation)
    zeros = dilation * (kernel_size - 1)
    if kind == "narrow":
        return 0
    if kind == "wide":
        return int(zeros)
    if zeros % 2:
        raise ValueError(
            f"equal width needs {zeros} zeros for a kernel of {kernel_size}, which cannot be shared evenly between "
            "two ends: use an odd kernel, or pad one end yourself with np.pad"
        )
    return int(zeros // 2)


def convolve_1d(
    x: np.ndarray,
    kernel: np.ndarray,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    flip: bool = True,
) -> np.ndarray:
    """Slide a kernel over a signal: multiply pairwise and add up, once for each position of the window.

    With the padded signal p and output t = 0, 1, …: y_t = Σ_k v_k p[tS + kD], where v is the kernel turned round
    (flip=True, a convolution) or the kernel as it stands (flip=False, a cross-correlation, as in TensorFlow).

    Parameters
    ----------
    x : the signal, shape (M,). kernel : shape (K,). Both real numbers; integers and bools are computed in int64.
    stride, padding, dilation : as in ``output_length``; padding may also be "narrow", "wide" or "equal".

    Returns
    -------
    array of shape (output_length(M, K, stride, padding, dilation),); int64, or the float type that both promote to.
    A NaN or infinity makes exactly those outputs NaN or infinite whose window holds it, also where the weight is 0.

    Raises
    ------
    ValueError if a shape or a setting does not fit. TypeError if the numbers are not real or a setting is not whole.
    """
    x, kernel = _sequence("x", x), _sequence("kernel", kernel)
    if isinstance(padding, str):
        padding = padding_for(padding, len(kernel), dilation)
    output_length(len(x), len(kernel), stride, padding, dilation)
    with np.errstate(invalid="ignore"):  # 0 · inf is NaN here, as documented, and no reason for a warning
        return windows_1d(x, len(kernel), stride=stride, padding=padding, dilation=dilation) @ (
            kernel[::-1] if flip else kernel
        )


def windows_1d(x: np.ndarray, kernel_size: int, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> np.ndarray:
    """Return what the window sees at each position, shape (outputs, kernel_size), read-only; zeros are the padding.

    Raises
    ------
    As ``convolve_1d``.
    """
    x = _sequence("x", x)
    output_length(len(x), kernel_size, stride, padding, dilation)
    covered = dilation * (kernel_size - 1) + 1
    return np.lib.stride_tricks.sliding_window_view(np.pad(x, padding), covered)[::stride, ::dilation]


def _sequence(name: str, values) -> np.ndarray:
    values = np.asarray(values)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"{name} must have the shape (n,) with n at least 1, not {values.shape}")
    if values.dtype.kind not in "buif":
        raise TypeError(f"{name} must hold real numbers, not {values.dtype}")
    return values.astype(np.int64) if values.dtype.kind in "bui" else values


def parse_numbers(text: str, *, most: int | None = None) -> np.ndarray:
    """Read numbers separated by commas, such as "1, −0.5, 1/4"; return a float64 array of shape (n,), n at least 1.

    Parameters
    ----------
    text : whole numbers, decimals and fractions; spaces do not matter, and "−" is the same as "-".
    most : how many numbers are allowed.

    Raises
    ------
    ValueError if there is no number, a number cannot be read or is not finite, or there are too many.
    """
    parts = [part.strip() for part in text.replace("−", "-").replace("，", ",").split(",")]
    if not any(parts):
        raise ValueError("there is no number: write some, separated by commas, such as 1, 0.5, 1/4")
    numbers = []
    for part in parts:
        try:
            top, slash, bottom = part.partition("/")
            number = float(top) / float(bottom) if slash else float(top)
        except (ValueError, ZeroDivisionError):
            number = np.nan
        if not np.isfinite(number):
            raise ValueError(f"{part!r} is not a number: write numbers separated by commas, such as 1, −0.5, 1/4")
        numbers.append(number)
    if most is not None and len(numbers) > most:
        raise ValueError(f"there is room for {most} numbers, not {len(numbers)}")
    return np.array(numbers)


# The explorer

SIGNALS = {
    "an echo: 4, 8, then 4": "4, 8, 0, 4, 0, 0",
    "one pulse": "0, 0, 0, 1, 0, 0, 0, 0",
    "a step": "0, 0, 0, 0, 1, 1, 1, 1",
    "a ramp": "0, 1, 2, 3, 4, 5, 6, 7",
    "a parabola": "9, 4, 1, 0, 1, 4, 9",
    "a zigzag": "1, -1, 1, -1, 1, -1, 1, -1",
}
KERNELS = {
    "fading": "1, 1/2, 1/4",
    "difference": "-1, 0, 1",
    "mean of three": "1/3, 1/3, 1/3",
    "second difference": "1, -2, 1",
    "copy": "1",
}
LONGEST_SIGNAL, LONGEST_KERNEL, MOST_PADDING = 12, 5, 4


def number_text(value: float) -> str:
    """Write a number with at most three decimals and a real minus sign, for people to read."""
    text = f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e5 else f"{value:.2e}"
    return "0" if text == "-0" else text.replace("-", "−")


def short_number(value: float, room: int) -> str:
    """Write a number into a cell that has room for so many characters, with fewer decimals if need be."""
    for decimals in (3, 2, 1, 0):
        text = number_text(round(value, decimals))
        if len(text) <= room:
            return text
    return f"{value:.0e}".replace("e+0", "e").replace("-", "−")


def arithmetic(weights: np.ndarray, inputs: np.ndarray) -> str:
    """Spell out a sum of products: "1·4 + 0.5·(−2) = 4 − 1 = 3"."""

    def signed(value):
        text = number_text(value)
        return f"({text})" if text.startswith("−") else text

    products = np.asarray(weights, dtype=float) * np.asarray(inputs, dtype=float)
    pairs = " + ".join(f"{signed(weight)}·{signed(value)}" for weight, value in zip(weights, inputs))
    terms = " + ".join(map(number_text, products)).replace("+ −", "− ")
    steps = [pairs, terms, number_text(products.sum())] if len(products) > 1 else [pairs, number_text(products[0])]
    return " = ".join(steps)


def convolution_1d_explorer() -> Explorer:
    """Return the explorer of a one-dimensional convolution: signal, kernel, stride, padding, dilation, flip, position.

    Signal (1 to 12 numbers) and kernel (1 to 5) are chosen from a list or typed, separated by commas. The cells of
    signal and output carry their indices, the zeros of the padding have none; samples that no window reads are hatched.
    """
    figure = Figure(figsize=(8.4, 3.9), layout="none")
    bottom_edge = 0.09
    ax = figure.add_axes((0.125, bottom_edge, 0.865, 0.99 - bottom_edge))
    ax.set_axis_off()
    limits = (-1.5, 6.9)
    ax.set_ylim(*limits)
    rows = {"input": 4.3, "kernel": 3.25, "products": 2.2, "output": 0.3}  # the lower edge of each row of cells
    beam = ax.fill([0], [0], color=COLORS["sky"], alpha=0.22, linewidth=0)[0]
    cells = PolyCollection([], linewidths=0.8)
    frames = PolyCollection([], facecolors="none", edgecolors=COLORS["blue"], linewidths=2.4, zorder=3)
    bars = PolyCollection([], zorder=2)
    lost = PolyCollection([], label="unread", **HATCHED | {"facecolors": "none"})
    for collection in (cells, lost, frames, bars):
        ax.add_collection(collection, autolim=False)
    numbers, indices = (Words(figure, ax.transData, label=label, zorder=4) for label in ("numbers", "indices"))
    for artist in (numbers, indices):
        ax.add_collection(artist, autolim=False)
    words = figure.add_artist(Words(figure, figure.transFigure))
    line_height = 1.2 * 10 / (72 * figure.get_figheight())  # of 10 points, as a part of the figure

    def box(left, bottom, width=1.0, height=1.0):
        return [(left, bottom), (left + width, bottom), (left + width, bottom + height), (left, bottom + height)]

    def scaled(values):
        return 0.7 * values / max(np.abs(values).max(), 1e-12)

    def in_figure(x, y):
        """Where a point of the axes lies, in parts of the figure."""
        return figure.transFigure.inverted().transform(ax.transData.transform((x, y)))

    def update(signal, kernel, stride, padding, dilation, flip, position):
        x, w = parse_numbers(signal, most=LONGEST_SIGNAL), parse_numbers(kernel, most=LONGEST_KERNEL)
        setting = {"stride": stride, "padding": padding, "dilation": dilation}
        if max(np.abs(x).max(), np.abs(w).max()) > 1e6:
            raise ValueError("numbers up to a million fit into the picture")
        y = convolve_1d(x, w, flip=flip, **setting)
        window = windows_1d(x, len(w), **setting)
        weights = w[::-1] if flip else w
        controls["position"].max = len(y) - 1
        t = min(position, len(y) - 1)

        padded = np.pad(x, padding)
        covered = dilation * (len(w) - 1) + 1
        seen = t * stride + dilation * np.arange(len(w))
        centres = stride * np.arange(len(y)) + (covered - 1) / 2
        width = max(len(padded), 12)
        middle = (len(padded) - 1) / 2
        ax.set_xlim(middle - width / 2 - 0.1, middle + width / 2 + 0.1)

        zeros = np.ones(len(padded), dtype=bool)
        zeros[padding : padding + len(x)] = False
        verts, faces = [], []
        for index in range(len(padded)):
            verts.append(box(index - 0.5, rows["input"]))
            faces.append("#cfe8f7" if index in seen else "#efefef" if zeros[index] else "white")
        for index in seen:
            verts += [box(index - 0.5, rows["kernel"]), box(index - 0.5, rows["products"])]
            faces += ["#fbe3d2", "#e3f3ec"]
        for index, centre in enumerate(centres):
            verts.append(box(centre - 0.5, rows["output"]))
            faces.append("#cfe8f7" if index == t else "white")
        cells.set(verts=verts, facecolors=faces, edgecolors="#999999")
        left, right = seen[0] - 0.5, seen[-1] + 0.5
        frames.set_verts([box(left, rows["input"], covered), box(centres[t] - 0.5, rows["output"])])
        top, bottom = rows["input"], rows["output"] + 1
        beam.set_xy([(left, top), (right, top), (right, rows["products"]), (centres[t] + 0.5, bottom),
                     (centres[t] - 0.5, bottom), (left, rows["products"])])  # fmt: skip

        room = 6 if width <= 14 else 4
        colors = np.full(len(padded), "#b5b5b5", dtype=object)
        colors[seen] = COLORS["blue"]
        out_colors = [COLORS["blue"] if index == t else "#b5b5b5" for index in range(len(y))]
        bars.set(
            verts=[box(index - 0.3, 6.05, 0.6, height) for index, height in enumerate(scaled(padded))]
            + [box(centre - 0.3, -0.65, 0.6, height) for centre, height in zip(centres, scaled(y))],
            facecolors=[*colors, *out_colors],
        )
        shown = [
            ("input", range(len(padded)), padded, np.where(zeros, "#767676", "black")),
            ("kernel", seen, weights, ["black"] * len(w)),
            ("products", seen, weights * window[t], ["black"] * len(w)),
            ("output", centres, y, ["black" if index <= t else "#767676" for index in range(len(y))]),
        ]
        numbers.write([
            (short_number(value, room), place, rows[row] + 0.5, 9, ink, 0.5)
            for row, places, values, inks in shown
            for place, value, ink in zip(places, values, inks)
        ])  # fmt: skip
        cells_with_index = [("input", padding + index, index) for index in range(len(x))]
        cells_with_index += [("output", centre, index) for index, centre in enumerate(centres)]
        indices.write([
            (str(index), middle - 0.5 + 0.07, rows[row] + 0.81, 7.5, "#666666", 0)  # just inside the cell's left edge
            for row, middle, index in cells_with_index
        ])  # fmt: skip
        names = {
            "input": ["input x", "+ padding"] if padding else ["input x"],
            "kernel": ["kernel w,", "turned round"] if flip else ["kernel w"],
            "products": ["products"],
            "output": ["output y"],
        }
        sum_text = f"y[{t}] = {arithmetic(weights, window[t])}"
        lines = [
            (sum_text, 0.5, 0.045, min(11, 11 * 100 / len(sum_text)), "black", 0.5),
            ("add up", *in_figure(centres[t], rows["products"] - 0.47), 9, COLORS["blue"], 0.5),
        ]
        for row, texts in names.items():
            top = in_figure(0, rows[row] + 0.5)[1] + line_height * (len(texts) - 1) / 2
            lines += [(text, 0.005, top - line_height * k, 10, "black", 0) for k, text in enumerate(texts)]
        words.write(lines)
        unread = unread_places(len(x), len(w), **setting)
        lost.set_verts([box(padding + index - 0.5, rows["input"]) for index in unread])
        rest = f"; no window reads {', '.join(f'x[{index}]' for index in unread)}" if unread else ""
        return (
            f"{sum_text}.  Length ⌊({len(x)} + 2·{padding} − {dilation}·({len(w)} − 1) − 1) / {stride}⌋ + 1 = "
            f"{len(y)}{rest}."
        )

    style = {"style": {"description_width": "6em"}}
    wide = {"layout": {"width": "24em"}, **style}
    controls = {
        "signal": widgets.Text(SIGNALS[next(iter(SIGNALS))], description="signal x", continuous_update=False, **wide),
        "kernel": widgets.Text(KERNELS["fading"], description="kernel w", continuous_update=False, **wide),
        "stride": widgets.IntSlider(1, 1, 4, description="stride S", **style),
        "padding": widgets.IntSlider(2, 0, MOST_PADDING, description="padding P", **style),
        "dilation": widgets.IntSlider(1, 1, 3, description="dilation D", **style),
        "flip": widgets.Checkbox(True, description="turn the kernel round (convolution)", indent=False),
        "position": widgets.IntSlider(3, 0, 7, description="position t", **style),  # all three products can be seen
    }
    layout = widgets.VBox(
        [
            widgets.HBox([presets(SIGNALS, controls["signal"], "choose x", **wide), controls["signal"]]),
            widgets.HBox([presets(KERNELS, controls["kernel"], "choose w", **wide), controls["kernel"]]),
            widgets.HBox([controls["stride"], controls["padding"]]),
            widgets.HBox([controls["dilation"], controls["flip"]]),
            stepper(controls["position"]),
        ]
    )
    return Explorer(figure, controls, update, layout)
