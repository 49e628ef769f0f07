"""GoogLeNet's counts, the depth of networks with branches, and digits that are moved by a pixel."""

import numpy as np
import pytest

from helpers import load_mnist, silence_tensorflow
from helpers.counting import planned
from helpers.later_networks import depth, googlenet, moved_by_a_pixel


@pytest.fixture(scope="module")
def keras():
    silence_tensorflow()
    import keras

    return keras


def module(x, one, thin_three, three, thin_five, five, pooled):
    from keras import layers

    def convolution(filters, size):
        return layers.Conv2D(filters, size, padding="same", activation="relu")

    return layers.Concatenate()(
        [
            convolution(one, 1)(x),
            convolution(three, 3)(convolution(thin_three, 1)(x)),
            convolution(five, 5)(convolution(thin_five, 1)(x)),
            convolution(pooled, 1)(layers.MaxPool2D(3, 1, "same")(x)),
        ]
    )


def test_googlenet_has_the_parameters_and_the_depth_of_the_paper(keras):
    model = planned(googlenet, module=module)
    assert model.count_params() == 13_378_280
    assert [output.shape[1:] for output in model.outputs] == [(1000,)] * 3
    in_use = keras.Model(model.inputs, model.outputs[0])
    assert in_use.count_params() == 6_998_552
    assert depth(in_use) == depth(model) == 22


def test_the_longest_way_counts(keras):
    x = keras.Input((8, 8, 3))
    long = keras.layers.Conv2D(3, 1)(keras.layers.ReLU()(keras.layers.Conv2D(3, 1)(x)))
    y = keras.layers.Dense(2)(keras.layers.Flatten()(keras.layers.Add()([x, long])))
    assert depth(keras.Model(x, y)) == 3


def test_each_digit_moves_by_at_most_a_pixel():
    images = load_mnist(layout="channel").train_images[:500]
    moved = moved_by_a_pixel(images, np.random.default_rng(0))
    assert moved.shape == images.shape
    assert moved.dtype == images.dtype
    moves = []
    for before, after in zip(images, moved):
        at = [
            (down, right)
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
            if (np.roll(before, (down, right), (0, 1)) == after).all()
        ]
        assert len(at) == 1
        moves += at
    assert len(set(moves)) == 9
    centre = np.zeros((200, 5, 5))
    centre[:, 2, 2] = 1
    assert (moved_by_a_pixel(centre, np.random.default_rng(0))[:, 1:4, 1:4].sum(axis=(1, 2)) == 1).all()
