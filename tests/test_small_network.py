"""The small network of lesson 01: its derivatives against central differences and Keras, its training, bad input."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.small_network import SLOPES, cross_entropy, forward, gradients, new_network, train

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float), np.array([0, 1, 1, 0])
hidden = st.lists(st.integers(1, 5), min_size=1, max_size=2)
names = st.sampled_from(list(SLOPES))


def some_points(seed, count=12):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, 2)), rng.integers(0, 2, count)


@settings(max_examples=40, deadline=None)
@given(hidden, names, st.integers(0, 10_000))
def test_the_gradient_is_the_slope_of_a_short_chord(layers, activation, seed):
    network, (x, classes) = new_network(layers, activation, seed), some_points(seed)
    rng = np.random.default_rng(seed)  # biases of 0 behind a dead layer would stand exactly on ReLU's corner
    network = replace(network, biases=tuple(rng.normal(size=bias.shape) for bias in network.biases))
    *by, loss = gradients(network, x, classes)
    assert loss == cross_entropy(forward(network, x)[-1], classes)
    h = 1e-6
    for kind, slopes in zip(("weights", "biases"), by):
        for number, values in enumerate(getattr(network, kind)):
            chords = np.zeros_like(values)
            for place in np.ndindex(values.shape):
                losses = []
                for nudge in (h, -h):
                    moved = [array.copy() for array in getattr(network, kind)]
                    moved[number][place] += nudge
                    losses.append(cross_entropy(forward(replace(network, **{kind: moved}), x)[-1], classes))
                chords[place] = (losses[0] - losses[1]) / (2 * h)
            np.testing.assert_allclose(slopes[number], chords, atol=1e-7, rtol=1e-5)


@pytest.mark.parametrize("activation", SLOPES)
@pytest.mark.parametrize("layers", [[3], [4, 2]])
def test_a_step_is_that_of_keras(activation, layers):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import keras

    network, (x, classes) = new_network(layers, activation, 1), some_points(1)
    model = keras.Sequential([keras.Input((2,))])
    for units in layers:
        model.add(keras.layers.Dense(units, activation=activation.lower()))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    model.set_weights([array for pair in zip(network.weights, network.biases) for array in pair])
    model.compile(keras.optimizers.SGD(0.5), keras.losses.BinaryCrossentropy())
    loss = model.train_on_batch(x, classes[:, None].astype(float))
    after, steps = train(network, x, classes, 0.5, 1)
    assert steps == 1
    np.testing.assert_allclose(loss, cross_entropy(forward(network, x)[-1], classes), rtol=1e-5)
    ours = [array for pair in zip(after.weights, after.biases) for array in pair]
    for mine, theirs in zip(ours, model.get_weights()):
        np.testing.assert_allclose(mine, theirs, atol=1e-6)


def test_many_steps_are_single_steps_one_after_another():
    network = new_network([3], "tanh", 0)
    many, _ = train(network, *XOR, 0.3, 7)
    for _ in range(7):
        network, _ = train(network, *XOR, 0.3, 1)
    for mine, theirs in zip((*many.weights, *many.biases), (*network.weights, *network.biases)):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("activation", SLOPES)
def test_it_learns_what_no_line_can(activation):
    network = new_network([4], activation, 0)
    trained, _ = train(network, *XOR, 1.0, 3000)
    before, after = (cross_entropy(forward(net, XOR[0])[-1], XOR[1]) for net in (network, trained))
    assert after < 0.3 * before
    np.testing.assert_array_equal(forward(trained, XOR[0])[-1][:, 0] > 0, XOR[1] == 1)


def test_the_same_seed_gives_the_same_start_and_another_seed_another():
    one, same, other = (new_network([4, 3], "tanh", seed) for seed in (5, 5, 6))
    assert [w.shape for w in one.weights] == [(2, 4), (4, 3), (3, 1)]
    for mine, theirs in zip((*one.weights, *one.biases), (*same.weights, *same.biases)):
        np.testing.assert_array_equal(mine, theirs)
    assert not np.allclose(one.weights[0], other.weights[0])
    assert np.ptp(one.biases[0]) > 0.1, "the lines do not start in one point"


def test_training_leaves_the_network_it_was_given():
    network = new_network([3], "ReLU", 0)
    before = [array.copy() for array in (*network.weights, *network.biases)]
    train(network, *XOR, 0.5, 3)
    for array, was in zip((*network.weights, *network.biases), before):
        np.testing.assert_array_equal(array, was)


def test_training_that_diverges_stops_at_the_last_network_that_is_finite():
    network, points = new_network([8, 8], "ReLU", 0), some_points(0, 50)
    after, steps = train(network, *points, 1000.0, 500)
    assert steps < 500
    assert all(np.isfinite(array).all() for array in (*after.weights, *after.biases))
    again, more = train(after, *points, 1000.0, 10)
    assert more == 0
    assert again is after


def test_the_loss_of_logits_of_any_size_is_finite():
    z, classes = np.array([[1e4], [-1e4], [0.0]]), np.array([1, 0, 1])
    np.testing.assert_allclose(cross_entropy(z, classes), np.log(2) / 3)
    np.testing.assert_allclose(cross_entropy(z, 1 - classes), (2e4 + np.log(2)) / 3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: new_network([3], "GELU", 0), "activation must be one of sigmoid, tanh, ReLU, not 'GELU'"),
        (lambda: new_network([], "tanh", 0), r"at least one hidden layer, .* not \[\]"),
        (lambda: new_network([3, 0], "tanh", 0), r"each with at least 1 unit, not \[3, 0\]"),
        (lambda: train(new_network([1], "tanh", 0), np.zeros((0, 2)), np.zeros(0), 1, 1), "at least one point"),
        (lambda: train(new_network([1], "tanh", 0), *XOR, 0, 1), "rate must be greater than 0, not 0"),
        (lambda: train(new_network([1], "tanh", 0), *XOR, np.nan, 1), "rate must be greater than 0, not nan"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
