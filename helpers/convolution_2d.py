"""Convolution in two dimensions, in plain NumPy: four forms of the formula, its windows and its gradients."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.convolution_1d import output_length, padding_for


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


def convolve_backward(
    x: np.ndarray,
    kernels: np.ndarray,
    gradient: np.ndarray,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the gradients of a loss L with respect to the inputs and to the kernels of a convolution.

    With g = ∂L/∂y and the padded images p, for y as in ``convolve_loops`` without ``flip``:
    ∂L/∂k[u, v, c, f] = Σ_n Σ_i Σ_j p[n, iS + uD, jS + vD, c] g[n, i, j, f], and ∂L/∂p[n, a, b, c] is the sum of
    k[u, v, c, f] g[n, i, j, f] over all i, j, u, v, f with iS + uD = a and jS + vD = b (LeCun and others, 1989).

    Parameters
    ----------
    x, kernels, stride, padding, dilation : as in ``convolve_loops``. gradient : g, shape (N, H', W', F).

    Returns
    -------
    (∂L/∂x, shape (N, H, W, C); ∂L/∂k, shape (U, V, C, F)), in the type that all three promote to.

    Raises
    ------
    As ``convolve_loops``; ValueError, too, if the gradient has another shape than the output.
    """
    padded, kernels, shape = _prepare(x, kernels, stride, padding, dilation, False)
    gradient = _array("gradient", gradient, "N H' W' F")
    expected = (len(padded), *shape, kernels.shape[3])
    if gradient.shape != expected:
        raise ValueError(f"gradient must have the shape of the output, {expected}, not {gradient.shape}")
    to_kernels = np.einsum("nijcuv,nijf->uvcf", _windows(padded, kernels.shape[:2], stride, dilation), gradient)
    to_input = np.zeros(padded.shape, dtype=np.result_type(padded, kernels, gradient))
    for u, v in np.ndindex(kernels.shape[:2]):  # each output spreads its gradient over its window
        rows, columns = (
            slice(dilation * tap, dilation * tap + stride * (length - 1) + 1, stride)
            for tap, length in zip((u, v), shape)
        )
        to_input[:, rows, columns] += gradient @ kernels[u, v].T
    (height, width), (top, left) = np.shape(x)[1:3], _padding_pair(kernels.shape[:2], padding, dilation)
    return to_input[:, top : top + height, left : left + width], to_kernels.astype(to_input.dtype)


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
