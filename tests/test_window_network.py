"""The laboratory of lesson 05: its gradients, its three kinds of layers, and that it learns."""

import numpy as np
import pytest

from helpers.convolution_2d import convolve_2d
from helpers.window_network import Hidden, accuracy, gradients, new_weights, scores, train, windows_by_place

RNG = np.random.default_rng(0)
KINDS = {
    "dense": Hidden(window=6, stride=1, filters=16, shared=True),
    "local": Hidden(window=3, stride=2, filters=4, shared=False),
    "convolution": Hidden(window=3, stride=1, filters=3, shared=True),
}
by_kind = pytest.mark.parametrize("hidden", KINDS.values(), ids=KINDS)


def small(hidden, seed=1):
    """Return the windows of seven images of 6 × 7, their labels, and weights in float64 with biases that are not 0."""
    width = 6 if hidden.window == 6 else 7
    rows = windows_by_place(RNG.normal(size=(7, 6, width)), hidden)
    weights = [part.astype(np.float64) for part in new_weights(hidden, len(rows), seed)]
    weights[1] += RNG.normal(size=weights[1].shape)
    weights[3] += RNG.normal(size=weights[3].shape)
    return rows, RNG.integers(10, size=7), weights


def loss(rows, labels, weights):
    logits = scores(rows, weights)[1]
    return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(labels)), labels]))


@by_kind
def test_all_gradients_are_those_of_central_differences(hidden):
    rows, labels, weights = small(hidden)
    slopes = gradients(rows, labels, weights)
    for part, slope in zip(weights, slopes):
        assert slope.shape == part.shape
        for place in np.ndindex(part.shape):
            value, h = part[place], 1e-6
            part[place] = value + h
            above = loss(rows, labels, weights)
            part[place] = value - h
            below = loss(rows, labels, weights)
            part[place] = value
            assert slope[place] == pytest.approx((above - below) / (2 * h), abs=1e-7)


def test_shared_weights_make_the_convolution_of_the_course():
    hidden = KINDS["convolution"]
    images = RNG.normal(size=(2, 6, 7))
    weights = new_weights(hidden, 20, 0)
    neurons, _ = scores(windows_by_place(images, hidden), weights)
    maps = neurons.reshape(2, 4, 5, 3)
    for n, f in np.ndindex(2, 3):
        kernel = weights[0][0, :, f].reshape(3, 3)
        np.testing.assert_allclose(maps[n, :, :, f], np.maximum(convolve_2d(images[n], kernel), 0), atol=1e-6)


def test_local_weights_that_are_equal_make_a_convolution():
    local, shared = Hidden(3, 2, 4, shared=False), Hidden(3, 2, 4, shared=True)
    rows = windows_by_place(RNG.normal(size=(2, 7, 7)), local)
    W1, b1, W2, b2 = new_weights(shared, len(rows), 0)
    repeated = [np.repeat(W1, len(rows), axis=0), np.repeat(b1, len(rows), axis=0), W2, b2]
    for ours, theirs in zip(scores(rows, repeated), scores(rows, [W1, b1, W2, b2])):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    assert len(new_weights(local, len(rows), 0)[0]) == len(rows) == 9


@pytest.mark.parametrize(
    ("hidden", "count"),
    [
        (Hidden(28, 1, 40, True), 31_810),
        (Hidden(28, 1, 1024, True), 814_090),
        (Hidden(7, 3, 16, False), 61_450),
        (Hidden(7, 3, 16, True), 11_050),
    ],
)
def test_the_numbers_of_weights_are_those_of_the_lesson(hidden, count):
    places = len(windows_by_place(np.zeros((1, 28, 28), np.float32), hidden))
    assert sum(part.size for part in new_weights(hidden, places, 0)) == count


@by_kind
def test_training_learns_and_repeats_itself(hidden):
    labels = np.arange(60) % 10
    images = np.random.default_rng(2).normal(size=(10, 6, 6)).astype(np.float32)[labels]
    before = accuracy(hidden, train(hidden, images, labels, rate=0.1, seed=0, steps=0), images, labels)
    weights = train(hidden, images, labels, rate=0.1, seed=0, steps=150)
    assert accuracy(hidden, weights, images, labels) == 1 > before + 0.5
    again = train(hidden, images, labels, rate=0.1, seed=0, steps=150)
    other = train(hidden, images, labels, rate=0.1, seed=5, steps=150)
    assert all(np.array_equal(a, b) for a, b in zip(weights, again))
    assert not np.array_equal(weights[0], other[0])


def test_accuracy_counts_all_digits_also_in_parts():
    hidden, images = KINDS["dense"], RNG.normal(size=(1203, 6, 6))
    weights = new_weights(hidden, 1, 0)
    answers = scores(windows_by_place(images, hidden), weights)[1].argmax(axis=1)
    labels = np.where(np.arange(1203) % 3 == 0, answers, (answers + 1) % 10)
    assert accuracy(hidden, weights, images, labels) == 401 / 1203


def test_bad_input_is_named():
    images, labels = np.zeros((3, 6, 6), np.float32), np.zeros(3, int)
    hidden = KINDS["convolution"]
    with pytest.raises(ValueError, match="each image needs one label, but there are 3 images and 2 labels"):
        train(hidden, images, labels[:2], rate=0.1, seed=0)
    with pytest.raises(ValueError, match="rate must be greater than 0, not 0"):
        train(hidden, images, labels, rate=0, seed=0)
    with pytest.raises(ValueError, match="with H and W at least 7"):
        train(hidden._replace(window=7), images, labels, rate=0.1, seed=0)
    with pytest.raises(ValueError, match=r"shape \(N, H, W\)"):
        windows_by_place(images[0], hidden)
