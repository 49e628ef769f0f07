"""A laboratory for lesson 05: networks whose hidden neurons look at windows of a digit, trained in plain NumPy.

One description covers dense layers (one window, as large as the digit), local ones (each place has weights of its own)
and convolutions (all places share their weights), so that they can be compared line by line the same.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

CLASSES, BATCH, MOMENTUM, DECAY = 10, 64, 0.9, 0.001


class Hidden(NamedTuple):
    """A hidden layer: windows of ``window`` × ``window`` pixels, ``stride`` apart, ``filters`` neurons at each place.

    shared : whether all places have the same weights (a convolution) or each its own. With one place it is the same.
    """

    window: int
    stride: int
    filters: int
    shared: bool


def windows_by_place(images: np.ndarray, hidden: Hidden) -> np.ndarray:
    """Return what each place sees, shape (places, N, window²), copied from images of shape (N, H, W).

    Raises
    ------
    ValueError if the images have another number of axes, or the window is larger than an image.
    """
    if images.ndim != 3 or min(images.shape[1:]) < hidden.window:
        raise ValueError(
            f"images must have the shape (N, H, W), with H and W at least {hidden.window}, not {images.shape}"
        )
    view = sliding_window_view(images, (hidden.window, hidden.window), axis=(1, 2))
    view = view[:, :: hidden.stride, :: hidden.stride]
    return view.transpose(1, 2, 0, 3, 4).reshape(-1, len(images), hidden.window**2)


def new_weights(hidden: Hidden, places: int, seed: int) -> list[np.ndarray]:
    """Return [W1, b1, W2, b2], float32: shapes (G, window², filters), (G, 1, filters), (places · filters, 10), (10,).

    G is 1 if the weights are shared, else ``places``. W1 is normal with variance 2 / window² (He and others, 2015),
    W2 with variance 1 / (places · filters); the biases are 0.
    """
    rng = np.random.default_rng(seed)
    groups, inputs, units = 1 if hidden.shared else places, hidden.window**2, places * hidden.filters
    first = rng.normal(scale=np.sqrt(2 / inputs), size=(groups, inputs, hidden.filters))
    second = rng.normal(scale=np.sqrt(1 / units), size=(units, CLASSES))
    parts = first, np.zeros((groups, 1, hidden.filters)), second, np.zeros(CLASSES)
    return [part.astype(np.float32) for part in parts]


def scores(rows: np.ndarray, weights: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the hidden layer after its ReLU, (N, places · filters), and the ten scores of each digit, (N, 10).

    Parameters
    ----------
    rows : of ``windows_by_place``. weights : as from ``new_weights``.
    """
    W1, b1, W2, b2 = weights
    neurons = np.maximum(rows @ W1 + b1, 0)  # (places, N, filters)
    neurons = neurons.transpose(1, 0, 2).reshape(rows.shape[1], -1)
    return neurons, neurons @ W2 + b2


def gradients(rows: np.ndarray, labels: np.ndarray, weights: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return the gradients of the mean cross-entropy with respect to [W1, b1, W2, b2], by backpropagation.

    Parameters
    ----------
    rows : of ``windows_by_place``. labels : whole numbers 0 … 9, shape (N,). weights : as from ``new_weights``.
    """
    neurons, logits = scores(rows, weights)
    by_logits = np.exp(logits - logits.max(axis=1, keepdims=True))
    by_logits /= by_logits.sum(axis=1, keepdims=True)
    by_logits[np.arange(len(labels)), labels] -= 1  # softmax minus the truth: the slope of the cross-entropy
    by_logits /= len(labels)
    by_neurons = (by_logits @ weights[2].T) * (neurons > 0)
    by_neurons = by_neurons.reshape(len(labels), len(rows), -1).transpose(1, 0, 2)  # (places, N, filters)
    by_first = rows.transpose(0, 2, 1) @ by_neurons
    by_bias = by_neurons.sum(axis=1, keepdims=True)
    if len(weights[0]) == 1:  # shared weights collect the gradients of all places
        by_first, by_bias = by_first.sum(axis=0, keepdims=True), by_bias.sum(axis=0, keepdims=True)
    return [by_first, by_bias, neurons.T @ by_logits, by_logits.sum(axis=0)]


def train(
    hidden: Hidden, images: np.ndarray, labels: np.ndarray, *, rate: float, seed: int, steps: int = 600
) -> list[np.ndarray]:
    """Return the weights after stochastic gradient descent with momentum 0.9 and weight decay on the cross-entropy.

    Each step takes 64 digits at random. The rate falls to 0 along half a cosine (Loshchilov and Hutter, 2017).

    Parameters
    ----------
    images : (N, H, W), float32. labels : (N,). rate : the learning rate of the first step, greater than 0.
    seed : of the first weights and of the digits that are taken. steps : how many, at least 0.

    Raises
    ------
    ValueError if images and labels do not fit, the rate is not greater than 0, or the window is too large.
    """
    if len(images) != len(labels) or not len(images):
        raise ValueError(f"each image needs one label, but there are {len(images)} images and {len(labels)} labels")
    if not rate > 0:
        raise ValueError(f"the learning rate must be greater than 0, not {rate}")
    weights = new_weights(hidden, len(windows_by_place(images[:1], hidden)), seed)
    speeds = [np.zeros_like(part) for part in weights]
    rng = np.random.default_rng(seed + 1)
    for step in range(steps):
        batch = rng.integers(len(images), size=BATCH)
        slopes = gradients(windows_by_place(images[batch], hidden), labels[batch], weights)
        falling = np.float32(rate * (1 + np.cos(np.pi * step / steps)) / 2)
        for part, speed, slope in zip(weights, speeds, slopes):
            speed *= MOMENTUM
            speed -= falling * (slope + DECAY * part)
            part += speed
    return weights


def accuracy(hidden: Hidden, weights: Sequence[np.ndarray], images: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of digits whose highest score is that of their label; images (N, H, W), labels (N,)."""
    right = 0
    for start in range(0, len(images), 500):  # in parts: the windows of all digits would need much memory
        rows = windows_by_place(images[start : start + 500], hidden)
        right += np.sum(scores(rows, weights)[1].argmax(axis=1) == labels[start : start + 500])
    return float(right / len(images))
