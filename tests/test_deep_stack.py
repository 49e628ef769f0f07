"""The deep stack: its gradients against TensorFlow, its learning, its vanishing gradients."""

import numpy as np
import pytest

from helpers.deep_stack import SLOPES, deep_stack, stack_step
import itertools


@pytest.mark.parametrize("activation", SLOPES)
def test_gradients_are_tensorflows(activation):
    from helpers.quiet import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    rng = np.random.default_rng(0)
    sizes = [6, 5, 4, 3]
    weights = [rng.normal(size=pair) for pair in itertools.pairwise(sizes)]
    biases = [rng.normal(size=size) for size in sizes[1:]]
    x, labels = rng.normal(size=(7, 6)), rng.integers(3, size=7)
    step, bias_gradients = stack_step(weights, biases, activation, x, labels)

    w, b = [tf.Variable(value) for value in weights], [tf.Variable(value) for value in biases]
    functions = {"sigmoid": tf.sigmoid, "tanh": tf.tanh, "ReLU": tf.nn.relu}
    with tf.GradientTape() as tape:
        y, activations = tf.constant(x), []
        for k in range(3):
            y = y @ w[k] + b[k]
            y = functions[activation](y) if k < 2 else y
            activations.append(y if k < 2 else tf.nn.softmax(y))
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, y))
    ours = [step.loss, *step.activations, *step.gradients, *bias_gradients]
    theirs = [loss, *activations, *tape.gradient(loss, [*w, *b])]
    for mine, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, their, rtol=1e-9, atol=1e-12)


def test_it_learns_and_is_repeated_by_its_seed():
    step, again, other = deep_stack(3, "tanh"), deep_stack(3, "tanh"), deep_stack(3, "tanh", seed=1)
    first = step()
    assert [layer.shape for layer in first.activations] == [(64, 32)] * 3 + [(64, 10)]
    assert [layer.shape for layer in first.gradients] == [(784, 32), (32, 32), (32, 32), (32, 10)]
    assert first.loss == again().loss != other().loss
    losses = [step().loss for _ in range(200)]
    assert np.mean(losses[-20:]) < 0.6 < first.loss


def sizes_of(step):
    return np.array([np.sqrt(np.mean(layer**2)) for layer in step().gradients])


def test_the_gradient_vanishes_with_sigmoids_and_not_with_weights_that_fit_the_activation():
    sigmoid = sizes_of(deep_stack(12, "sigmoid"))
    assert sigmoid[0] < 1e-6 * sigmoid[-1]
    for activation in ("tanh", "ReLU"):
        fitting = sizes_of(deep_stack(12, activation))
        assert fitting.max() < 20 * fitting.min()
    assert sizes_of(deep_stack(12, "ReLU", spread=0.1))[0] < 1e-3 * sizes_of(deep_stack(12, "ReLU"))[0]


def test_impossible_settings_are_explained():
    with pytest.raises(ValueError, match="one of sigmoid, tanh, ReLU, not 'relu'"):
        deep_stack(3, "relu")
    with pytest.raises(ValueError, match="depth must be at least 1"):
        deep_stack(0, "tanh")
    with pytest.raises(ValueError, match="rate and spread must not be negative"):
        deep_stack(2, "tanh", rate=-1)
