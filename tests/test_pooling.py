"""Pooling against its definition, SciPy and TensorFlow, and bad input."""

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from benchmarks.ours import lesson
from helpers.convolution_1d import output_length
from helpers.pooling import pool_2d

forward = lesson("06_pooling", "pool", "pool_loop")
back = lesson("09_cnn_from_scratch", "max_pool_backward", "average_pool_backward")
DTYPES = ("int8", "uint8", "int64", "float32", "float64", "bool")


@st.composite
def settings_2d(draw, dtypes=DTYPES, most_padding=3):
    """A batch of images (N, H, W, C) and a setting that fits it."""
    shape = [draw(st.integers(1, most)) for most in (3, 9, 9, 3)]
    dtype = draw(st.sampled_from(dtypes))
    elements = st.integers(0, 1) if dtype == "bool" else st.integers(0 if dtype == "uint8" else -100, 100)
    images = draw(hnp.arrays(dtype, shape, elements=elements.map(bool) if dtype == "bool" else elements))
    size, stride = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    padding = draw(st.integers(0, min(most_padding, size // 2)))
    assume(size <= min(shape[1:3]) + 2 * padding)
    return images, size, stride, padding


def by_definition(images, size, stride, padding, kind):
    """Windows cut out with loops; a window that hangs over the edge has only its real cells."""
    _, height, width, _ = images.shape

    def spans(length):
        starts = range(-padding, length + padding - size + 1, stride)
        return [slice(max(0, start), min(length, start + size)) for start in starts]

    reduce = np.max if kind == "max" else np.mean
    return np.stack(
        [
            np.stack([reduce(images[:, rows, columns], axis=(1, 2)) for columns in spans(width)], axis=1)
            for rows in spans(height)
        ],
        axis=1,
    )


@given(settings_2d(), st.sampled_from(["max", "average"]))
def test_pooling_is_its_definition_for_every_dtype(case, kind):
    images, size, stride, padding = case
    before = images.copy()
    pooled = pool_2d(images, size, stride, kind=kind, padding=padding)
    expected = by_definition(images, size, stride, padding, kind)
    count, height, width, channels = images.shape
    assert pooled.shape == (
        count,
        output_length(height, size, stride, padding),
        output_length(width, size, stride, padding),
        channels,
    )
    np.testing.assert_allclose(pooled, expected, rtol=1e-5, atol=1e-4)
    is_whole = images.dtype.kind in "bui"
    assert pooled.dtype == (np.float64 if kind == "average" and is_whole else images.dtype)
    np.testing.assert_array_equal(images, before)
    np.testing.assert_array_equal(
        pool_2d(images[0, :, :, 0], size, stride, kind=kind, padding=padding), pooled[0, :, :, 0]
    )


@given(settings_2d(), st.sampled_from(["max", "average"]))
def test_pooling_is_that_of_scipy(case, kind):
    images, size, stride, _ = case
    assume(size <= min(images.shape[1:3]))
    window = {"size": (1, size, size, 1), "origin": (0, -(size // 2), -(size // 2), 0), "mode": "constant"}
    if kind == "max":
        theirs = scipy.ndimage.maximum_filter(images, **window)
    else:
        theirs = scipy.ndimage.uniform_filter(images.astype(float), **window)
    height, width = (side - size + 1 for side in images.shape[1:3])  # the windows that hang over no edge
    pooled = pool_2d(images, size, stride, kind=kind)
    np.testing.assert_allclose(pooled, theirs[:, :height:stride, :width:stride], rtol=1e-4, atol=1e-4)


@settings(max_examples=60)
@given(settings_2d(dtypes=("float32", "float64")))
def test_pooling_is_that_of_tensorflow(case):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    images, size, stride, padding = case
    around = [[0, 0], [padding, padding], [padding, padding], [0, 0]] if padding else "VALID"
    theirs = tf.nn.max_pool2d(images, size, stride, around)
    np.testing.assert_array_equal(pool_2d(images, size, stride, padding=padding), theirs)
    if padding == 0:
        theirs = tf.nn.avg_pool2d(images, size, stride, "VALID")
        np.testing.assert_allclose(pool_2d(images, size, stride, kind="average"), theirs, rtol=1e-4, atol=1e-4)
    if size % 2 and stride == 1:  # the case in which TensorFlow's "SAME" pads both sides alike
        theirs = tf.nn.avg_pool2d(images, size, 1, "SAME")
        ours = pool_2d(images, size, 1, kind="average", padding=size // 2)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


@settings(max_examples=40)
@given(st.data())
def test_what_lessons_06_and_09_write_is_tensorflow_there_and_back(data):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    size, stride = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    rows, columns = data.draw(st.integers(size, 9)), data.draw(st.integers(size, 9))
    # No two numbers alike: at a tie the lesson shares what TensorFlow gives to one.
    x = np.random.default_rng(data.draw(st.integers(0, 999))).permutation(rows * columns).reshape(rows, columns) / 8
    images = tf.constant(x[None, :, :, None])
    kinds = (
        (np.max, back.max_pool_backward, tf.nn.max_pool2d),
        (np.mean, back.average_pool_backward, tf.nn.avg_pool2d),
    )
    for reduce, backward, theirs in kinds:
        with tf.GradientTape() as tape:
            tape.watch(images)
            y = theirs(images, size, stride, "VALID")
        g = np.random.default_rng(0).normal(size=y.shape)
        for form in (forward.pool, forward.pool_loop):
            np.testing.assert_allclose(form(x, size, stride, reduce), y[0, :, :, 0], atol=1e-12)
        theirs_back = tape.gradient(y, images, output_gradients=tf.constant(g))
        np.testing.assert_allclose(backward(g[0, :, :, 0], x, size, stride), theirs_back[0, :, :, 0], atol=1e-12)


def test_the_lectures_matrices():
    lecture = np.array([[29, 15, 28, 184], [0, 100, 70, 38], [12, 12, 7, 2], [12, 12, 45, 6]])
    np.testing.assert_array_equal(pool_2d(lecture, 2), [[100, 184], [12, 45]])
    np.testing.assert_array_equal(pool_2d(lecture, 2, kind="average"), [[36, 80], [12, 15]])


def test_one_nan_reaches_exactly_its_windows():
    images = np.arange(16.0).reshape(4, 4)
    images[0, 0] = np.nan
    for kind in ("max", "average"):
        np.testing.assert_array_equal(np.isnan(pool_2d(images, 2, kind=kind)), [[True, False], [False, False]])


GOOD = {"images": np.ones((4, 4)), "size": 2, "stride": 2}


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"images": np.ones(4)}, ValueError, r"shape \(H, W\) or \(N, H, W, C\).* not \(4,\)"),
        ({"images": np.ones((2, 4, 4))}, ValueError, r"not \(2, 4, 4\)"),
        ({"images": np.ones((0, 4))}, ValueError, "not be empty"),
        ({"images": np.ones((1, 4, 4, 0))}, ValueError, "not be empty"),
        ({"images": [["a"]]}, TypeError, "must hold real numbers"),
        ({"images": np.ones((4, 4), complex)}, TypeError, "must hold real numbers, not complex"),
        ({"size": 5}, ValueError, "window of 5 × 5 does not fit into an input of 4 × 4: choose a smaller size"),
        ({"size": 0}, ValueError, "size must be at least 1, not 0"),
        ({"size": 2.0}, TypeError, "^size must be a whole number, not 2.0"),
        ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
        ({"stride": "2"}, TypeError, "stride must be a whole number"),
        ({"padding": 2}, ValueError, "padding must be at most half of the size 2, not 2"),
        ({"padding": -1}, ValueError, "padding must be at least 0"),
        ({"kind": "mean"}, ValueError, "kind must be one of 'max', 'average', not 'mean'"),
    ],
)
def test_bad_input_is_named(arguments, error, words):
    arguments = GOOD | arguments
    with pytest.raises(error, match=words):
        pool_2d(arguments.pop("images"), arguments.pop("size"), arguments.pop("stride"), **arguments)
