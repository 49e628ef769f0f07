"""MNIST, all 70,000 digits, read from the file in this repository. Nothing is downloaded."""

import hashlib
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from typing import NamedTuple

import numpy as np

DATA_FILE = Path(__file__).with_name("data") / "mnist.npz"
DATA_SHA256 = "b5e394bc34918bacb3c7d30dae8a52f2e99dbccb1317eccfc24e1d09f564e406"
DATA_BYTES = 11_266_754
LAYOUTS = {"image": (28, 28), "flat": (784,), "channel": (28, 28, 1)}


class DataFileError(OSError):
    """The data file is missing, unreadable, truncated or altered; the message says which and how to restore it."""


class MNIST(NamedTuple):
    """The arrays of MNIST, all read-only. Without options: images uint8 (N, 28, 28), labels uint8 (N,).

    ``validation_images`` and ``validation_labels`` are None unless a validation split was asked for.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    validation_images: np.ndarray | None = None
    validation_labels: np.ndarray | None = None


def load_mnist(
    *,
    scaled: bool = False,
    layout: str = "image",
    one_hot: bool = False,
    validation: int | float = 0,
    seed: int | None = None,
) -> MNIST:
    """Return MNIST: 60,000 training and 10,000 test digits by Yann LeCun and Corinna Cortes.

    Parameters
    ----------
    scaled : False gives uint8 pixels 0 … 255, True gives float32 pixels 0 … 1.
    layout : "image" gives shape (N, 28, 28), "flat" (N, 784), "channel" (N, 28, 28, 1).
    one_hot : False gives uint8 labels of shape (N,), True gives float32 labels of shape (N, 10).
    validation : how much of the training set to set apart, drawn at random: a number of images (int, 0 … 59,999)
        or a share (float, 0 ≤ share < 1). What remains stays in the training set, in the order of the file.
    seed : the seed of that draw, an int ≥ 0 (default 0). Only with ``validation``.

    Returns
    -------
    MNIST, a named tuple of read-only arrays. The file is read once per process; without ``scaled``, ``one_hot``
    and ``validation`` every call returns views of the same memory.

    Raises
    ------
    DataFileError if the file is missing, unreadable, truncated or altered.
    TypeError, ValueError if an option has the wrong type, is out of range or contradicts another one.
    """
    _check_options(scaled, layout, one_hot, validation, seed)
    train_images, train_labels, test_images, test_labels = _read(DATA_FILE)

    def images(array):
        array = array.reshape(len(array), *LAYOUTS[layout])
        if not scaled:
            return array
        # One step: after `astype` there are two float32 copies for a moment, wherever NumPy cannot reuse the first.
        return _read_only(np.divide(array, np.float32(255), out=_aligned(array.shape), dtype=np.float32))

    def labels(array):
        return _read_only(np.eye(10, dtype=np.float32)[array]) if one_hot else array

    validation_images = validation_labels = None
    count = validation if isinstance(validation, Integral) else round(validation * len(train_images))
    if count:
        chosen = np.zeros(len(train_images), dtype=bool)
        chosen[np.random.default_rng(seed or 0).choice(len(train_images), count, replace=False)] = True
        validation_images = images(_read_only(train_images[chosen]))
        validation_labels = labels(_read_only(train_labels[chosen]))
        train_images, train_labels = _read_only(train_images[~chosen]), _read_only(train_labels[~chosen])
    return MNIST(
        images(train_images), labels(train_labels), images(test_images), labels(test_labels),
        validation_images, validation_labels,
    )  # fmt: skip


def _check_options(scaled, layout, one_hot, validation, seed):
    for name, value in {"scaled": scaled, "one_hot": one_hot}.items():
        if not isinstance(value, bool | np.bool_):
            raise TypeError(f"{name} must be True or False, not {value!r}")
    if layout not in tuple(LAYOUTS):
        raise ValueError(f"layout must be one of {', '.join(map(repr, LAYOUTS))}, not {layout!r}")
    if isinstance(validation, bool) or not isinstance(validation, Real):
        raise TypeError(f"validation must be a number of images (int) or a share (float), not {validation!r}")
    if isinstance(validation, Integral):
        if not 0 <= validation < 60_000:
            raise ValueError(f"validation as a number of images must be 0 … 59,999, not {validation:,}")
    elif not 0 <= validation < 1:
        raise ValueError(f"validation as a share must be at least 0 and less than 1, not {validation}")
    elif validation and not 0 < round(validation * 60_000) < 60_000:
        raise ValueError(f"validation as a share must choose at least one image and leave one, not {validation}")
    if seed is not None:
        if isinstance(seed, bool) or not isinstance(seed, Integral):
            raise TypeError(f"seed must be an int, 0 or greater, not {seed!r}")
        if seed < 0:
            raise ValueError(f"seed must be 0 or greater, not {seed}")
        if not validation:
            raise ValueError("seed only chooses the validation images: give validation too, or leave seed out")


@cache
def _read(path: Path) -> tuple[np.ndarray, ...]:
    restore = (
        "Restore it with `git checkout -- helpers/data/mnist.npz` in the course's folder, "
        "or take the file from a fresh copy of the course."
    )
    try:
        with open(path, "rb") as file:
            size = path.stat().st_size
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise DataFileError(f"{path} is missing. {restore}") from error
    except OSError as error:
        raise DataFileError(f"{path} cannot be read: {error.strerror}. {restore}") from error
    if size < DATA_BYTES:
        raise DataFileError(f"{path} is truncated: {size:,} bytes instead of {DATA_BYTES:,}. {restore}")
    if digest != DATA_SHA256:
        raise DataFileError(f"{path} is not the course's file: its SHA-256 checksum is wrong. {restore}")
    with np.load(path) as arrays:
        return tuple(_read_only(arrays[key]) for key in ("x_train", "y_train", "x_test", "y_test"))


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


def _aligned(shape: tuple[int, ...]) -> np.ndarray:
    """Return an empty float32 array at an address that TensorFlow can work on without a copy, a multiple of 64."""
    size = 4 * int(np.prod(shape))
    memory = np.empty(size + 64, dtype=np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size].view(np.float32).reshape(shape)


def as_tensor(array: np.ndarray):
    """Return a TensorFlow tensor with the numbers of an array; scaled images of ``load_mnist`` are shared, not copied.

    A network that is given NumPy arrays copies them, twice and in each ``fit`` (TensorFlow 2.21): 300 MB for 50,000
    digits. Tensors are taken as they are, and so are parts of a tensor such as ``tensor[:50_000]``.

    Raises
    ------
    TypeError if it is no NumPy array.
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(f"as_tensor takes a NumPy array, such as the images of load_mnist, not {type(array).__name__}")
    import tensorflow as tf  # here: lessons without TensorFlow load the digits too

    shared = array.view()
    # Shared is only what nobody changes, and what TensorFlow can work on where it lies (it ends the process otherwise).
    if not array.flags.writeable and array.flags.c_contiguous and array.ctypes.data % 64 == 0:
        try:
            shared.flags.writeable = True  # DLPack hands over nothing that is read-only; no tensor can be changed
            return tf.experimental.dlpack.from_dlpack(shared.__dlpack__())
        except ValueError:  # memory that others use too, such as the bytes that all calls of load_mnist share
            pass
    return tf.constant(array)
