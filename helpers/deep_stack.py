"""A deep stack of dense layers that learns MNIST's digits in NumPy, and shows what happens in each of its layers."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from helpers.mnist import load_mnist
from helpers.neuron import ACTIVATIONS, softmax

UNITS, INPUTS, CLASSES = 32, 784, 10
SLOPES = {  # f′ as a function of the activation a = f(z)
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a**2,
    "ReLU": lambda a: (a > 0).astype(a.dtype),
}


class Step(NamedTuple):
    """What one training step did: the loss before it, and layer by layer the activations and the weights' gradients.

    Lists have one entry a layer, the first one first; arrays may have any shape.
    """

    loss: float
    activations: list[np.ndarray]
    gradients: list[np.ndarray]


def stack_step(weights: Sequence[np.ndarray], biases: Sequence[np.ndarray], activation: str, x, labels):
    """Return a Step, and the biases' gradients: forward, mean cross-entropy, and back through all layers.

    Parameters
    ----------
    weights, biases : shapes (units before, units) and (units,), a pair for each layer; the last one gives the scores.
    activation : a key of ``SLOPES``, of all layers but the last, which has a softmax.
    x : shape (N, units of the input). labels : whole numbers, shape (N,).
    """
    outputs = [x]
    for layer, (w, b) in enumerate(zip(weights, biases)):
        z = outputs[-1] @ w + b
        outputs.append(ACTIVATIONS[activation](z) if layer < len(weights) - 1 else softmax(z).astype(z.dtype))
    rows = np.arange(len(x))
    loss = float(-np.log(np.maximum(outputs[-1][rows, labels], 1e-30)).mean())
    delta = outputs[-1].copy()
    delta[rows, labels] -= 1  # the slope of cross-entropy behind a softmax
    delta /= len(x)
    gradients, bias_gradients = [], []
    for layer in reversed(range(len(weights))):
        gradients.append(outputs[layer].T @ delta)
        bias_gradients.append(delta.sum(axis=0))
        if layer:
            delta = delta @ weights[layer].T * SLOPES[activation](outputs[layer])
    return Step(loss, outputs[1:], gradients[::-1]), bias_gradients[::-1]


def deep_stack(
    depth: int, activation: str, *, spread: float | None = None, rate: float = 0.1, batch: int = 64, seed: int = 0
) -> Callable[[], Step]:
    """Return a function that trains a stack by one step of gradient descent at each call, and returns that ``Step``.

    The stack is 784 inputs → ``depth`` layers of 32 units → 10 digits; it learns from MNIST's training digits.

    Parameters
    ----------
    depth : hidden layers, at least 1. activation : "sigmoid", "tanh" or "ReLU".
    spread : the standard deviation of the first weights; without it √(1/n) for n inputs, with ReLU √(2/n), so that
        the sums keep their size (He and others, "Delving deep into rectifiers", 2015).
    rate : the learning rate. batch : digits a step. seed : of the first weights and of the order of the digits.

    Raises
    ------
    ValueError if the activation is unknown, or a number is too small.
    """
    if activation not in SLOPES:
        raise ValueError(f"activation must be one of {', '.join(SLOPES)}, not {activation!r}")
    for name, value in {"depth": depth, "batch": batch}.items():
        if value < 1:
            raise ValueError(f"{name} must be at least 1, not {value}")
    if rate < 0 or (spread is not None and spread < 0):
        raise ValueError(f"rate and spread must not be negative; they are {rate} and {spread}")
    rng = np.random.default_rng(seed)
    sizes = [INPUTS, *[UNITS] * depth, CLASSES]
    gain = 2 if activation == "ReLU" else 1
    weights = [
        rng.normal(0, np.sqrt(gain / before) if spread is None else spread, (before, units)).astype(np.float32)
        for before, units in pairwise(sizes)
    ]
    biases = [np.zeros(units, dtype=np.float32) for units in sizes[1:]]
    data = load_mnist()

    def step() -> Step:
        rows = rng.integers(len(data.train_images), size=batch)
        x = data.train_images[rows].reshape(batch, INPUTS) / np.float32(255)
        result, bias_gradients = stack_step(weights, biases, activation, x, data.train_labels[rows])
        for parameters, slopes in ((weights, result.gradients), (biases, bias_gradients)):
            for parameter, slope in zip(parameters, slopes):
                parameter -= rate * slope
        return result

    return step
