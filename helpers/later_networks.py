"""Lesson 12: GoogLeNet from the table of its paper, the depth of a network, and MNIST's digits moved by a pixel."""

from collections.abc import Callable

import numpy as np

# C. Szegedy and others, "Going deeper with convolutions", 2014, table 1: a row of numbers for each module.
MODULES = """64 96 128 16 32 32, 128 128 192 32 96 64, pool, 192 96 208 16 48 64, extra, 160 112 224 24 64 64,
128 128 256 24 64 64, 112 144 288 32 64 64, extra, 256 160 320 32 128 128, pool, 256 160 320 32 128 128,
384 192 384 48 128 128"""


def googlenet(module: Callable):
    """Return GoogLeNet as a Keras model: its answer, and the answers of its two auxiliary classifiers.

    Parameters
    ----------
    module : takes a Keras tensor and six numbers (1 × 1; 3 × 3 behind thin 1 × 1: thin, 3 × 3; 5 × 5: thin, 5 × 5;
        1 × 1 behind the pooling) and returns the tensor of an inception module.
    """
    import keras  # here: a lesson silences TensorFlow first
    from keras import layers

    def convolution(filters, size, strides=1):
        return layers.Conv2D(filters, size, strides, padding="same", activation="relu")

    def auxiliary(x):
        x = layers.Flatten()(convolution(128, 1)(layers.AveragePooling2D(5, 3)(x)))
        return layers.Dense(1000, "softmax")(layers.Dense(1024, "relu")(x))

    image = keras.Input((224, 224, 3))
    x = layers.MaxPool2D(3, 2, "same")(convolution(64, 7, 2)(image))
    x = layers.MaxPool2D(3, 2, "same")(convolution(192, 3)(convolution(64, 1)(x)))
    extra = []
    for row in MODULES.split(","):
        if row.strip() == "pool":
            x = layers.MaxPool2D(3, 2, "same")(x)
        elif row.strip() == "extra":
            extra.append(auxiliary(x))
        else:
            x = module(x, *map(int, row.split()))
    return keras.Model(image, [layers.Dense(1000, "softmax")(layers.GlobalAveragePooling2D()(x)), *extra])


def depth(model) -> int:
    """Return the largest number of convolutional and dense layers on a way through a functional Keras model.

    Keras lists a model's layers so that each comes after those that feed it: one pass is enough.
    """
    import keras
    from keras import layers

    reached: dict[int, int] = {}  # id of a tensor → layers with weights before it
    for layer in model.layers:
        before = keras.tree.flatten(layer.input)
        longest = max((reached.get(id(tensor), 0) for tensor in before), default=0)  # the image itself: 0
        reached[id(layer.output)] = longest + isinstance(layer, layers.Conv2D | layers.Dense)
    return max(reached.values())


def moved_by_a_pixel(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return images (N, height, width, …) in which each one is moved by −1, 0 or 1 pixel down and to the right.

    A new array of the same dtype. What leaves at one side enters at the other: MNIST's rim is empty.
    """
    moved = np.empty_like(images)
    moves = rng.integers(9, size=len(images))
    for move in range(9):
        chosen = moves == move
        moved[chosen] = np.roll(images[chosen], (move // 3 - 1, move % 3 - 1), axis=(1, 2))
    return moved
