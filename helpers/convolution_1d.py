"""Convolution in one dimension, in plain NumPy: lengths, padding, windows, and which output reads which input."""

from numbers import Integral

import numpy as np

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


def outputs_fed(
    place: int, size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> list[int]:
    """Return the outputs along one axis whose window reads an input, in order.

    Output t reads the places tS − P + kD for the weights k = 0 … K − 1 as they lie in the window.

    Parameters
    ----------
    place : counted from 0 without the padding; one in the padding is below 0, or ``size`` and above.
    size, kernel_size, stride, padding, dilation : as in ``output_length``, whose errors are raised.
    """
    offsets = place + padding - stride * np.arange(output_length(size, kernel_size, stride, padding, dilation))
    reads = (offsets % dilation == 0) & (offsets >= 0) & (offsets < dilation * kernel_size)
    return np.flatnonzero(reads).tolist()


def nearest_output(
    center: float, size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return the output whose window has its middle nearest to a place of the input; of two, the first.

    Parameters
    ----------
    center : a place, as in ``outputs_fed``, or half-way between two. Others and errors : as in ``output_length``.
    """
    length = output_length(size, kernel_size, stride, padding, dilation)
    middles = stride * np.arange(length) - padding + dilation * (kernel_size - 1) / 2
    return int(np.abs(middles - center).argmin())


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
