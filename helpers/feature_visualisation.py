"""What a trained network looks for: images made by gradient ascent, and the pieces of real images that excite a unit.

Lesson 10 shows the pictures; the machinery stands here.
"""

from collections.abc import Callable, Sequence

import numpy as np

from helpers.receptive_field import Axis, receptive_span


def sums_before_activation(model, name: str, row: int, column: int) -> Callable:
    """Return a function: images (N, H, W, C) → the sums of all filters at one place of a layer's map, (N, filters).

    A unit that ReLU has switched off has no gradient; its sum before the ReLU has one.

    Parameters
    ----------
    model : a Keras model whose layers stand in a row. name : of one of its ``Conv2D`` layers.

    Raises
    ------
    TypeError if the layer is no convolution. ValueError if the map has no such place, or the model no such layer.
    """
    import keras  # here: ``import helpers`` never loads TensorFlow

    layer = model.get_layer(name)
    if not isinstance(layer, keras.layers.Conv2D):
        raise TypeError(f"the sums of a Conv2D layer can be shown; {name!r} is a {type(layer).__name__}")
    height, width = layer.output.shape[1:3]
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(f"the maps of {name!r} have {height} × {width} cells; there is no cell ({row}, {column})")
    before = keras.Model(model.inputs[0], layer.input)

    def sums(images):
        values = layer.convolution_op(before(images), layer.kernel)
        return (values + layer.bias if layer.use_bias else values)[:, row, column, :]

    return sums


def climb(answer: Callable, images: np.ndarray, *, steps: int, rate: float = 0.05, smooth: int = 1) -> np.ndarray:
    """Return images that were changed along the gradient until their answers are larger: gradient ascent.

    In each step the gradient of each image is divided by its largest size, so that one pixel moves by ``rate`` and the
    others by less. Pixels stay between 0 and 1.

    Parameters
    ----------
    answer : a TensorFlow function, images (N, H, W, C) → N numbers, one an image.
    images : where the climb begins, float32, shape (N, H, W, C); they are left as they are.
    steps : how many, at least 0. rate : greater than 0.
    smooth : the gradient is averaged over windows of smooth × smooth pixels, an odd number; 1 leaves it as it is.

    Raises
    ------
    ValueError if the images are no batch, ``answer`` does not give one number an image, ``smooth`` is no odd number
    from 1, or the rate is not greater than 0.
    """
    import tensorflow as tf

    images = np.asarray(images, dtype=np.float32)
    if images.ndim != 4:
        raise ValueError(f"a batch of images (N, height, width, channels) is expected, not the shape {images.shape}")
    if smooth < 1 or smooth % 2 == 0:
        raise ValueError(f"smooth must be an odd number, at least 1, not {smooth}")
    if not rate > 0:
        raise ValueError(f"the rate must be greater than 0, not {rate}")
    pixels = tf.Variable(images)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            answers = answer(pixels)
            if tuple(answers.shape) != (len(images),):
                raise ValueError(f"answer must give one number for each of {len(images)} images, not {answers.shape}")
            total = tf.reduce_sum(answers)  # each image moves only its own answer
        slope = tape.gradient(total, pixels)
        if smooth > 1:
            slope = tf.nn.avg_pool2d(slope, smooth, strides=1, padding="SAME")
        slope /= tf.reduce_max(tf.abs(slope), axis=(1, 2, 3), keepdims=True) + 1e-9
        pixels.assign(tf.clip_by_value(pixels + rate * slope, 0, 1))
    return pixels.numpy()


def strongest_patches(model, name: str, images: np.ndarray, units: Sequence[int], count: int) -> np.ndarray:
    """Return the pieces of real images that excite units of a layer most, shape (units, count, height, width).

    A piece is what the unit sees (its receptive field); the strongest comes first, and each is of another image. Only
    places whose receptive field lies within the image count. A dense layer sees whole images.

    Parameters
    ----------
    model : a Keras model whose layers stand in a row: Conv2D, pooling, Flatten, Dropout, Dense, activations.
    name : of the layer. images : (N, H, W, 1). units : numbers of its filters or neurons. count : 1 … N.

    Raises
    ------
    ValueError if there are fewer images than pieces, or the model has no such layer.
    """
    import keras

    if not 1 <= count <= len(images):
        raise ValueError(f"{len(images)} images give 1 to {len(images)} pieces, one each, not {count}")
    layer = model.get_layer(name)
    part = keras.Model(model.inputs[0], layer.output)
    batches = [part(images[start : start + 500], training=False).numpy() for start in range(0, len(images), 500)]
    maps = np.concatenate(batches)[..., list(units)]
    if maps.ndim == 2:
        maps, spans = maps[:, None, None, :], [[(0, length)] for length in images.shape[1:3]]
    else:
        spans = [_spans(model, name, axis, maps.shape[1 + axis]) for axis in (0, 1)]
    whole = [[past - first for first, past in of_axis] for of_axis in spans]
    inside = [np.flatnonzero(np.array(sizes) == max(sizes)) for sizes in whole]
    maps = maps[:, inside[0]][:, :, inside[1]]
    rows, columns = maps.shape[1:3]
    flat = maps.reshape(len(maps), rows * columns, len(units))
    patches = []
    for unit in range(len(units)):
        best = np.argsort(-flat[..., unit].max(axis=1), kind="stable")[:count]
        for n in best:
            row, column = divmod(int(flat[n, :, unit].argmax()), columns)
            (top, bottom), (left, right) = spans[0][inside[0][row]], spans[1][inside[1][column]]
            patches.append(images[n, top:bottom, left:right, 0])
    return np.array(patches).reshape(len(units), count, *patches[0].shape)


def _spans(model, name: str, axis: int, cells: int) -> list[tuple[int, int]]:
    """Return what each cell of a layer's map sees along one axis (0: rows, 1: columns), clipped to the image."""
    axes = []
    for layer in model.layers:
        size = getattr(layer, "kernel_size", getattr(layer, "pool_size", None))
        if size is not None:
            axes.append(Axis(layer.input.shape[1 + axis], size[axis], layer.strides[axis], layer.padding == "same"))
        if layer.name == name:
            break
    return [receptive_span(axes, cell) for cell in range(cells)]
