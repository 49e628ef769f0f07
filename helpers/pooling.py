"""Pooling in plain NumPy: the largest value, or the mean, of each window."""

import numpy as np

from helpers.convolution_1d import check_whole

KINDS = ("max", "average")


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
