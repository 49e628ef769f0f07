"""A small network for two classes that is trained by gradient descent on all of its points at once, in plain NumPy."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from helpers.neuron import ACTIVATIONS

# The slope of an activation, from its value a = f(z): the sum z itself need not be kept.
SLOPES = {
    "sigmoid": lambda a: a * (1 - a),
    "tanh": lambda a: 1 - a * a,
    "ReLU": lambda a: (a > 0).astype(np.float64),
}
LARGEST_WEIGHT = 1e4  # a network of a few neurons that has passed it is on its way to infinity


@dataclass(frozen=True, eq=False)
class SmallNetwork:
    """Layers with weights (units before, units after) and biases (units,), float64; the last layer is one unit.

    activation : of all hidden layers, a key of ``SLOPES``. The last unit gives a logit: its sigmoid is P(class 1).
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activation: str


def new_network(hidden: Sequence[int], activation: str, seed: int) -> SmallNetwork:
    """Return a network of two inputs with random weights, the same ones for the same arguments.

    Weights are normal with variance 2 / (units before + units after) (Glorot and Bengio 2010), for ReLU 2 / units
    before (He et al. 2015). The first layer's biases are spread over ±1, so that its lines do not all
    start in one point.

    Parameters
    ----------
    hidden : the number of units of each hidden layer, at least 1 each. activation : a key of ``SLOPES``.

    Raises
    ------
    ValueError if a layer is empty or the activation is unknown.
    """
    if activation not in SLOPES:
        raise ValueError(f"activation must be one of {', '.join(SLOPES)}, not {activation!r}")
    if not hidden or min(hidden) < 1:
        raise ValueError(f"there must be at least one hidden layer, each with at least 1 unit, not {list(hidden)}")
    rng = np.random.default_rng(seed)
    sizes = [2, *hidden, 1]
    weights, biases = [], []
    for before, after in pairwise(sizes):
        variance = 2 / before if activation == "ReLU" else 2 / (before + after)
        weights.append(rng.normal(scale=np.sqrt(variance), size=(before, after)))
        biases.append(np.zeros(after))
    biases[0] = rng.uniform(-1, 1, size=sizes[1])
    return SmallNetwork(tuple(weights), tuple(biases), activation)


def forward(network: SmallNetwork, x: np.ndarray) -> list[np.ndarray]:
    """Return the outputs of all layers for points x, shape (N, 2): hidden ones (N, units), last the logits (N, 1)."""
    outputs, last = [], len(network.weights) - 1
    for number, (weights, bias) in enumerate(zip(network.weights, network.biases)):
        x = x @ weights + bias
        if number < last:
            x = ACTIVATIONS[network.activation](x)
        outputs.append(x)
    return outputs


def cross_entropy(logits: np.ndarray, classes: np.ndarray) -> float:
    """Return the mean of −log P(the right class), from logits (N, 1) and classes (N,): log(1 + e^z) − class · z."""
    z = logits[:, 0]
    return float(np.mean(np.logaddexp(0, z) - classes * z))


def gradients(network: SmallNetwork, x: np.ndarray, classes: np.ndarray) -> tuple[list, list, float]:
    """Return the derivatives of the mean cross-entropy by backpropagation, and the cross-entropy itself.

    Parameters
    ----------
    x : shape (N, 2), N ≥ 1. classes : shape (N,), 0 or 1.

    Returns
    -------
    by the weights and by the biases, a list of arrays of the same shapes as the network's; and the loss before.
    """
    outputs = forward(network, x)
    # Sigmoid and cross-entropy together have the derivative P − class with respect to the logit.
    delta = (ACTIVATIONS["sigmoid"](outputs[-1]) - classes[:, None]) / len(x)
    by_weights, by_biases = [], []
    for number in reversed(range(len(network.weights))):
        entered = outputs[number - 1] if number else x
        by_weights.insert(0, entered.T @ delta)
        by_biases.insert(0, delta.sum(axis=0))
        if number:
            delta = delta @ network.weights[number].T * SLOPES[network.activation](entered)
    return by_weights, by_biases, cross_entropy(outputs[-1], classes)


def train(network: SmallNetwork, x: np.ndarray, classes: np.ndarray, rate: float, steps: int) -> tuple:
    """Return the network after some steps of gradient descent on all points, and the steps that were taken.

    They are fewer than asked for when the training diverges: when a weight is no longer finite, or larger than
    ``LARGEST_WEIGHT``. Then the network is the last one before that.

    Parameters
    ----------
    x, classes : as for ``gradients``. rate : the learning rate, greater than 0.

    Raises
    ------
    ValueError if there is no point, or the rate is not greater than 0.
    """
    if not len(x):
        raise ValueError("there must be at least one point to train on")
    if not rate > 0:
        raise ValueError(f"the learning rate must be greater than 0, not {rate}")
    for step in range(steps):
        with np.errstate(over="ignore", invalid="ignore"):  # what diverges is found below, and said
            by_weights, by_biases, _ = gradients(network, x, classes)
            weights = tuple(value - rate * slope for value, slope in zip(network.weights, by_weights))
            biases = tuple(value - rate * slope for value, slope in zip(network.biases, by_biases))
            largest = max(np.abs(values).max() for values in (*weights, *biases))
        if not largest <= LARGEST_WEIGHT:
            return network, step
        network = replace(network, weights=weights, biases=biases)
    return network, steps
