"""The deep stack: its gradients against TensorFlow, its norm against Keras, its learning, its vanishing gradients."""

import numpy as np
import pytest

from helpers.deep_stack import SLOPES, DeepStack, Layer, stack_outputs, stack_step
from helpers.mnist import load_mnist


def small_stack(rng, batch_norm):
    """Return four layers, 6 → 5 → 5 → 5 → 3, with float64 parameters that are all random."""
    layers = [Layer(rng.normal(size=pair), batch_norm and pair[1] > 3) for pair in [(6, 5), (5, 5), (5, 5), (5, 3)]]
    for layer in layers:
        for parameter in layer.parameters[1:]:
            parameter += rng.normal(size=parameter.shape)
    return layers


@pytest.mark.parametrize("shortcuts", [False, True])
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("activation", SLOPES)
def test_gradients_are_tensorflows(activation, batch_norm, shortcuts):
    from helpers.quiet import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    rng = np.random.default_rng(0)
    layers = small_stack(rng, batch_norm)
    x, labels = rng.normal(size=(7, 6)), rng.integers(3, size=7)
    step = stack_step(layers, activation, x, labels, shortcuts)

    variables = [[tf.Variable(parameter) for parameter in layer.parameters] for layer in layers]
    functions = {"sigmoid": tf.sigmoid, "tanh": tf.tanh, "ReLU": tf.nn.relu}
    with tf.GradientTape() as tape:
        outputs = [tf.constant(x)]
        for k, (weights, shift, *scale) in enumerate(variables):
            y = outputs[-1] @ weights
            if scale:
                mean, variance = tf.nn.moments(y, 0)
                y = (y - mean) / tf.sqrt(variance + 1e-3) * scale[0]
            y = y + shift
            if shortcuts and k == 2:  # around layers 2 and 3
                y = y + outputs[1]
            outputs.append(functions[activation](y) if k < 3 else y)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, outputs[-1]))
    ours = [step.loss, *step.activations, *(gradient for layer in layers for gradient in layer.gradients)]
    flat = [variable for layer in variables for variable in layer]
    theirs = [loss, *outputs[1:-1], tf.nn.softmax(outputs[-1]), *tape.gradient(loss, flat)]
    for mine, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, their, rtol=1e-8, atol=1e-12)
    assert all(mine is layer.gradients[0] for mine, layer in zip(step.gradients, layers, strict=True))


def test_the_norm_and_its_running_statistics_are_keras():
    from helpers.quiet import silence_tensorflow

    silence_tensorflow()
    import keras

    rng = np.random.default_rng(0)
    layer, norm = Layer(np.eye(5), batch_norm=True), keras.layers.BatchNormalization(momentum=0.9, dtype="float64")
    for _ in range(3):
        x = rng.normal(2, 3, size=(8, 5))
        np.testing.assert_allclose(layer.forward(x, training=True), norm(x, training=True), rtol=1e-9)
    np.testing.assert_allclose(layer.mean, norm.moving_mean, rtol=1e-9)
    np.testing.assert_allclose(layer.variance, norm.moving_variance, rtol=1e-9)
    before = layer.mean.copy()
    np.testing.assert_allclose(layer.forward(x, training=False), norm(x, training=False), rtol=1e-9)
    np.testing.assert_array_equal(layer.mean, before)  # in use nothing is learned


def test_shortcuts_go_around_two_layers_each():
    rng = np.random.default_rng(0)
    layers = [Layer(rng.normal(size=(4, 4))) for _ in range(6)]  # five hidden ones: blocks 2–3 and 4–5
    for layer in layers[1:5]:
        layer.parameters[0][:] = 0
    x = rng.normal(size=(3, 4))
    outputs = stack_outputs(layers, "ReLU", x, shortcuts=True)
    for block in (outputs[2], outputs[4]):
        np.testing.assert_array_equal(block, outputs[0])  # a block whose weights are 0 passes on what comes in
    assert not stack_outputs(layers, "ReLU", x)[4].any()


@pytest.mark.parametrize("options", [{}, {"batch_norm": True, "shortcuts": True}])
def test_it_learns_and_is_repeated_by_its_seed(options):
    step, again = (DeepStack(3, "tanh", **options) for _ in range(2))
    other = DeepStack(3, "tanh", seed=1, **options)
    first = step()
    assert [layer.shape for layer in first.activations] == [(64, 32)] * 3 + [(64, 10)]
    assert [layer.shape for layer in first.gradients] == [(784, 32), (32, 32), (32, 32), (32, 10)]
    assert first.loss == again().loss != other().loss
    losses = [step().loss for _ in range(200)]
    assert np.mean(losses[-20:]) < 0.6 < first.loss
    assert step.accuracy("validation") > 0.8


def test_few_digits_are_learned_and_new_ones_less_well():
    step = DeepStack(2, "ReLU", digits=200)
    for _ in range(300):
        step()
    assert step.accuracy() > 0.99 > step.accuracy("validation")


def test_accuracy_is_that_in_use():
    """With the running statistics, as the digits of a batch are not at hand in use; and nothing is learned by it."""
    step = DeepStack(2, "ReLU", batch_norm=True, digits=300)
    for _ in range(20):
        step()
    before = [(layer.mean.copy(), layer.variance.copy()) for layer in step.layers]
    data = load_mnist(layout="flat", validation=5_000)
    x, labels = data.train_images[:300] / np.float32(255), data.train_labels[:300]
    one_by_one = [stack_outputs(step.layers, "ReLU", digit[None], training=False)[-1].argmax() for digit in x]
    assert step.accuracy() == np.mean(np.array(one_by_one) == labels)
    for layer, statistics in zip(step.layers, before):
        np.testing.assert_array_equal((layer.mean, layer.variance), statistics)


def sizes_of(step):
    return np.array([np.sqrt(np.mean(layer**2)) for layer in step().gradients])


def test_the_gradient_vanishes_with_sigmoids_and_not_with_weights_that_fit_the_activation():
    sigmoid = sizes_of(DeepStack(12, "sigmoid"))
    assert sigmoid[0] < 1e-6 * sigmoid[-1]
    for activation in ("tanh", "ReLU"):
        fitting = sizes_of(DeepStack(12, activation))
        assert fitting.max() < 20 * fitting.min()
    assert sizes_of(DeepStack(12, "ReLU", spread=0.1))[0] < 1e-3 * sizes_of(DeepStack(12, "ReLU"))[0]


def test_impossible_settings_are_explained():
    with pytest.raises(ValueError, match="one of sigmoid, tanh, ReLU, not 'relu'"):
        DeepStack(3, "relu")
    with pytest.raises(ValueError, match="depth must be at least 1"):
        DeepStack(0, "tanh")
    with pytest.raises(ValueError, match="rate and spread must not be negative"):
        DeepStack(2, "tanh", rate=-1)
    with pytest.raises(ValueError, match="there are 55,000 training digits, not 60,000"):
        DeepStack(2, "tanh", digits=60_000)
    with pytest.raises(ValueError, match='"train" or "validation", not \'test\''):
        DeepStack(2, "tanh").accuracy("test")
