"""Gradient ascent and the strongest pieces of images, on networks whose answers can be worked out by hand."""

import numpy as np
import pytest

from helpers import silence_tensorflow
from helpers.feature_visualisation import climb, strongest_patches, sums_before_activation


def weighted(weights):
    """Return an answer for ``climb``: the sum of the pixels of each image, weighted."""
    silence_tensorflow()
    import tensorflow as tf

    return lambda images: tf.reduce_sum(images * weights, axis=(1, 2, 3))


@pytest.fixture(scope="module")
def network():
    """Two convolutions with a pooling between them; the first filter looks for a bright pixel, the second for dark."""
    silence_tensorflow()
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((12, 10, 1)),
            layers.Conv2D(2, 3, padding="same", activation="relu", name="first"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Conv2D(1, 3, padding="same", activation="relu", name="second"),
            layers.Flatten(),
            layers.Dense(3, name="dense"),
        ]
    )
    kernel = np.zeros((3, 3, 1, 2), dtype="float32")
    kernel[1, 1, 0] = 1, -1
    model.get_layer("first").set_weights([kernel, np.array([0, -0.5], dtype="float32")])
    return model


def test_sums_are_those_before_the_relu(network):
    image = np.random.default_rng(0).random((2, 12, 10, 1), dtype=np.float32)
    sums = sums_before_activation(network, "first", 4, 7)(image).numpy()
    np.testing.assert_allclose(sums, np.stack([image[:, 4, 7, 0], -image[:, 4, 7, 0] - 0.5], axis=1), rtol=1e-6)
    second = sums_before_activation(network, "second", 2, 3)(image).numpy()
    import keras

    after = keras.Model(network.inputs[0], network.get_layer("second").output)(image).numpy()
    np.testing.assert_allclose(np.maximum(second, 0), after[:, 2, 3], rtol=1e-5, atol=1e-6)


def test_the_sums_of_another_layer_or_place_are_refused(network):
    with pytest.raises(TypeError, match="'pool' is a MaxPooling2D"):
        sums_before_activation(network, "pool", 0, 0)
    with pytest.raises(ValueError, match="12 × 10 cells; there is no cell \\(12, 0\\)"):
        sums_before_activation(network, "first", 12, 0)


def test_a_climb_moves_the_pixels_that_count_by_the_rate_and_leaves_its_start_alone():
    weights = np.zeros((1, 4, 4, 1), dtype="float32")
    weights[0, 1, 2], weights[0, 0, 0] = 2, -1
    start = np.full((2, 4, 4, 1), 0.5, dtype="float32")
    images = climb(weighted(weights), start, steps=3, rate=0.1)
    expected = np.full((4, 4), 0.5)
    expected[1, 2], expected[0, 0] = 0.8, 0.5 - 3 * 0.05  # half as steep, so half as far
    np.testing.assert_allclose(images[..., 0], [expected, expected], rtol=1e-5)
    assert (start == 0.5).all()


def test_a_climb_keeps_to_pixels_and_smooths_when_asked():
    weights = np.zeros((1, 5, 5, 1), dtype="float32")
    weights[0, 2, 2] = 1
    start = np.full((1, 5, 5, 1), 0.9, dtype="float32")
    images = climb(weighted(weights), start, steps=9, rate=0.05, smooth=3)
    assert images.max() == 1
    moved = np.zeros((5, 5), dtype=bool)
    moved[1:4, 1:4] = True
    np.testing.assert_array_equal(images[0, :, :, 0] > 0.9001, moved)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"images": np.zeros((4, 4))}, "a batch of images"),
        ({"smooth": 2}, "odd number"),
        ({"rate": 0}, "greater than 0"),
        ({"answer": lambda x: x}, "one number for each of 1 images"),
    ],
)
def test_a_climb_that_cannot_be_made_says_why(change, words):
    given = {"answer": weighted(1), "images": np.zeros((1, 4, 4, 1)), "steps": 1}
    with pytest.raises(ValueError, match=words):
        climb(**(given | change))


def test_the_strongest_piece_is_centred_on_the_bright_pixel_of_the_brightest_image(network):
    images = np.zeros((4, 12, 10, 1), dtype="float32")
    for n, (row, column, value) in enumerate([(5, 4, 0.3), (2, 7, 0.9), (8, 3, 0.6), (0, 0, 1.0)]):
        images[n, row, column] = value
    patches = strongest_patches(network, "first", images, [0], 2)
    assert patches.shape == (1, 2, 3, 3)  # the corner of the last image does not count: its window leaves the image
    np.testing.assert_allclose(patches[0, :, 1, 1], [0.9, 0.6])
    assert np.count_nonzero(patches) == 2


def test_a_deeper_unit_gets_all_that_it_sees_and_a_dense_one_the_whole_image(network):
    images = np.random.default_rng(1).random((5, 12, 10, 1), dtype=np.float32)
    assert strongest_patches(network, "second", images, [0], 3).shape == (1, 3, 8, 8)  # 3 · 2, and 1 pixel a side
    whole = strongest_patches(network, "dense", images, [2, 0], 5)
    assert whole.shape == (2, 5, 12, 10)
    answers = network(images).numpy()
    np.testing.assert_array_equal(whole[0, 0], images[answers[:, 2].argmax(), :, :, 0])
    np.testing.assert_array_equal(whole[1, 4], images[answers[:, 0].argmin(), :, :, 0])
    with pytest.raises(ValueError, match="5 images give 1 to 5 pieces"):
        strongest_patches(network, "first", images, [0], 6)
