"""A deep stack of dense layers that learns MNIST's digits in NumPy, and shows what happens in each of its layers.

With batch normalisation, with shortcuts, with both or with neither: the networks of lesson 12.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from helpers.mnist import load_mnist
from helpers.neuron import ACTIVATIONS, softmax

UNITS, INPUTS, CLASSES = 32, 784, 10
EPSILON = 1e-3  # below the root in batch normalisation, as in Keras
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


class Layer:
    """A dense layer with batch normalisation or without, and its way back. Arrays are float32 or float64.

    parameters, gradients : weights (inputs, units), then (units,) each: biases, or with the norm shifts β and scales γ.
    mean, variance : shape (units,), the running statistics, which the layer uses instead of the batch's in use.
    """

    def __init__(self, weights: np.ndarray, batch_norm: bool = False, momentum: float = 0.9):
        units = weights.shape[1:]
        self.parameters = [weights, np.zeros(units, weights.dtype)]
        if batch_norm:
            self.parameters.append(np.ones(units, weights.dtype))
        self.gradients = [np.zeros_like(parameter) for parameter in self.parameters]
        self.batch_norm, self.momentum = batch_norm, momentum
        self.mean, self.variance = np.zeros(units, weights.dtype), np.ones(units, weights.dtype)

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return the sums before the activation, shape (N, units) for x of shape (N, inputs)."""
        z, self.x = x @ self.parameters[0], x
        if not self.batch_norm:
            return z + self.parameters[1]
        mean = z.mean(axis=0) if training else self.mean
        centred = z - mean
        variance = (centred * centred).mean(axis=0) if training else self.variance
        if training:
            self.mean += (1 - self.momentum) * (mean - self.mean)
            self.variance += (1 - self.momentum) * (variance - self.variance)
        self.root = np.sqrt(variance + EPSILON)
        self.normed = centred / self.root
        return self.parameters[2] * self.normed + self.parameters[1]

    def backward(self, delta: np.ndarray) -> np.ndarray:
        """Return ∂loss/∂x for delta = ∂loss/∂sums of the last ``forward`` in training, and keep the gradients.

        Through the norm: S. Ioffe and C. Szegedy, "Batch normalization", 2015, section 3.
        """
        self.gradients[1] = delta.sum(axis=0)
        if self.batch_norm:
            self.gradients[2] = (delta * self.normed).sum(axis=0)
            mean_of_both = (self.gradients[1] + self.normed * self.gradients[2]) / len(delta)
            delta = self.parameters[2] / self.root * (delta - mean_of_both)
        self.gradients[0] = self.x.T @ delta
        return delta @ self.parameters[0].T


def stack_outputs(layers: Sequence[Layer], activation: str, x, shortcuts: bool = False, training: bool = True) -> list:
    """Return the output of each layer; the last one gives probabilities.

    With ``shortcuts`` the layers 2 and 3, 4 and 5, … are blocks: what goes into a block is added to the sums of its
    second layer, before the activation (K. He and others, "Deep residual learning", 2015).
    """
    outputs = [x]
    for index, layer in enumerate(layers):
        z = layer.forward(outputs[-1], training)
        if shortcuts and _ends_block(index, layers):
            z = z + outputs[-2]
        outputs.append(ACTIVATIONS[activation](z) if index < len(layers) - 1 else softmax(z).astype(z.dtype))
    return outputs[1:]


def _ends_block(index: int, layers: Sequence[Layer]) -> bool:
    return index % 2 == 0 and 0 < index < len(layers) - 1


def stack_step(layers: Sequence[Layer], activation: str, x, labels, shortcuts: bool = False) -> Step:
    """Return a Step: forward, mean cross-entropy, and back through all layers, which keep their gradients.

    Parameters
    ----------
    layers : the last one gives the scores. x : shape (N, units of the input). labels : whole numbers, shape (N,).
    activation : a key of ``SLOPES``, of all layers but the last, which has a softmax.
    shortcuts : as in ``stack_outputs``.
    """
    outputs = stack_outputs(layers, activation, x, shortcuts)
    rows = np.arange(len(x))
    loss = float(-np.log(np.maximum(outputs[-1][rows, labels], 1e-30)).mean())
    delta = outputs[-1].copy()
    delta[rows, labels] -= 1  # the slope of cross-entropy behind a softmax
    delta /= len(x)
    passing = None  # what takes the shortcut of a block on its way back
    for index in reversed(range(len(layers))):
        came = delta
        delta = layers[index].backward(delta)
        if passing is not None:  # this layer is the first one of a block
            delta = delta + passing
        passing = came if shortcuts and _ends_block(index, layers) else None
        if index:
            delta = delta * SLOPES[activation](outputs[index - 1])
    return Step(loss, outputs, [layer.gradients[0] for layer in layers])


@cache
def _digits():
    return load_mnist(layout="flat", validation=5_000)


class DeepStack:
    """A stack of dense layers, 784 inputs → ``depth`` layers of 32 units → 10 digits; each call trains it by one step.

    It learns by plain gradient descent from MNIST's training digits; 5,000 of them are set apart for validation.

    Parameters
    ----------
    depth : hidden layers, at least 1. activation : "sigmoid", "tanh" or "ReLU".
    batch_norm : normalise the sums of each hidden layer. shortcuts : around layers 2 and 3, 4 and 5, …
    spread : the standard deviation of the first weights; without it √(1/n) for n inputs, with ReLU √(2/n), so that
        the sums keep their size (He and others, "Delving deep into rectifiers", 2015).
    rate : the learning rate. batch : digits a step. digits : it learns from so many of the 55,000 training digits.
    seed : of the first weights and of the order of the digits.

    Raises
    ------
    ValueError if the activation is unknown, or a number is too small or too large.
    """

    def __init__(
        self, depth: int, activation: str, *, batch_norm: bool = False, shortcuts: bool = False,
        spread: float | None = None, rate: float = 0.1, batch: int = 64, digits: int = 55_000, seed: int = 0,
    ):  # fmt: skip
        if activation not in SLOPES:
            raise ValueError(f"activation must be one of {', '.join(SLOPES)}, not {activation!r}")
        for name, value in {"depth": depth, "batch": batch, "digits": digits}.items():
            if value < 1:
                raise ValueError(f"{name} must be at least 1, not {value}")
        if digits > 55_000:
            raise ValueError(f"there are 55,000 training digits, not {digits:,}")
        if rate < 0 or (spread is not None and spread < 0):
            raise ValueError(f"rate and spread must not be negative; they are {rate} and {spread}")
        self.activation, self.shortcuts, self.rate, self.batch, self.digits = activation, shortcuts, rate, batch, digits
        self._rng = np.random.default_rng(seed)
        sizes = [INPUTS, *[UNITS] * depth, CLASSES]
        gain = 2 if activation == "ReLU" else 1
        self.layers = [
            Layer(
                self._rng.normal(0, np.sqrt(gain / before) if spread is None else spread, (before, units)).astype("f4"),
                batch_norm and index < depth,
            )
            for index, (before, units) in enumerate(pairwise(sizes))
        ]

    def __call__(self) -> Step:
        """Train by one step and return what the step did."""
        data = _digits()
        rows = self._rng.integers(self.digits, size=self.batch)
        x = data.train_images[rows] / np.float32(255)
        step = stack_step(self.layers, self.activation, x, data.train_labels[rows], self.shortcuts)
        for layer in self.layers:
            for parameter, gradient in zip(layer.parameters, layer.gradients):
                parameter -= self.rate * gradient
        return step

    def accuracy(self, part: str = "train") -> float:
        """Return the share of right answers in use: on the digits that it learns from, or on 5,000 "validation" ones.

        Raises
        ------
        ValueError if the part is neither "train" nor "validation".
        """
        if part not in ("train", "validation"):
            raise ValueError(f'part must be "train" or "validation", not {part!r}')
        data = _digits()
        images, labels = (data.validation_images, data.validation_labels) if part == "validation" else data[:2]
        x = images[: self.digits] / np.float32(255)
        answers = stack_outputs(self.layers, self.activation, x, self.shortcuts, training=False)[-1].argmax(axis=1)
        return float(np.mean(answers == labels[: self.digits]))
