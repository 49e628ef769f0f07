"""Windows and receptive fields, against TensorFlow's gradients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.receptive_field import Axis, receptive_span, window_span

LAYER = st.tuples(st.integers(1, 5), st.integers(1, 3), st.booleans())


def chain(length, layers):
    """Return the axes of layers of (size, stride, same) upon a length, as far as they fit."""
    axes = []
    for size, stride, same in layers:
        if not same and size > length:
            break
        axes.append(Axis(length, size, stride, same))
        length = -(-length // stride) if same else (length - size) // stride + 1
    return axes, length


@settings(max_examples=25)
@given(st.integers(1, 24), st.lists(LAYER, max_size=4), st.data())
def test_the_field_is_where_tensorflows_gradient_is_not_zero(length, layers, data):
    from helpers.quiet import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    axes, outputs = chain(length, layers)
    position = data.draw(st.integers(0, outputs - 1))
    x = tf.Variable(tf.ones((1, length, 1)))
    with tf.GradientTape() as tape:
        y = tf.identity(x)
        for axis in axes:
            y = tf.nn.conv1d(y, tf.ones((axis.size, 1, 1)), axis.stride, "SAME" if axis.same else "VALID")
        total = y[0, position, 0]
    reached = np.flatnonzero(tape.gradient(total, x)[0, :, 0].numpy())
    first, past = receptive_span(axes, position)
    assert (first, past) == (reached[0], reached[-1] + 1)


def test_the_networks_of_lesson_10_by_hand():
    conv1, pool, conv2 = Axis(28, 5, 1, True), Axis(28, 2, 2), Axis(14, 5, 1, True)
    assert window_span(conv1, 0) == (-2, 3)
    assert receptive_span([conv1, pool, conv2], 7) == (8, 22)  # the lesson: pixels 8 to 21
    assert receptive_span([], 3) == (3, 4)


def test_an_output_that_is_not_there_is_explained():
    with pytest.raises(ValueError, match="outputs 0 to 13 along this axis, not 14"):
        window_span(Axis(28, 2, 2), 14)
