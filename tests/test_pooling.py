"""Pooling against its definition, SciPy and TensorFlow, bad input, and the explorer without a browser."""

import numpy as np
import pytest
import scipy.ndimage
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.patches import PathPatch

from benchmarks.ours import lesson
from helpers.convolution_1d import output_length
from helpers.pooling import (
    INPUTS,
    LECTURE_MATRIX,
    WHOLE_DIGIT,
    example_input,
    fit_sentence,
    matrix_text,
    pool_2d,
    pooling_arithmetic,
    pooling_explorer,
    read_input,
)

written = lesson("06_pooling", "pool", "pool_loop", "max_pool_backward", "average_pool_backward")
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
def test_what_lesson_06_writes_is_tensorflow_there_and_back(data):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    size, stride = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    rows, columns = data.draw(st.integers(size, 9)), data.draw(st.integers(size, 9))
    # No two numbers alike: at a tie the lesson shares what TensorFlow gives to one.
    x = np.random.default_rng(data.draw(st.integers(0, 999))).permutation(rows * columns).reshape(rows, columns) / 8
    images = tf.constant(x[None, :, :, None])
    kinds = (
        (np.max, written.max_pool_backward, tf.nn.max_pool2d),
        (np.mean, written.average_pool_backward, tf.nn.avg_pool2d),
    )
    for reduce, backward, theirs in kinds:
        with tf.GradientTape() as tape:
            tape.watch(images)
            y = theirs(images, size, stride, "VALID")
        g = np.random.default_rng(0).normal(size=y.shape)
        for form in (written.pool, written.pool_loop):
            np.testing.assert_allclose(form(x, size, stride, reduce), y[0, :, :, 0], atol=1e-12)
        back = tape.gradient(y, images, output_gradients=tf.constant(g))
        np.testing.assert_allclose(backward(g[0, :, :, 0], x, size, stride), back[0, :, :, 0], atol=1e-12)


def test_the_lectures_matrices():
    np.testing.assert_array_equal(pool_2d(LECTURE_MATRIX, 2), [[100, 184], [12, 45]])
    np.testing.assert_array_equal(pool_2d(LECTURE_MATRIX, 2, kind="average"), [[36, 80], [12, 15]])


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


def test_arithmetic_is_spelled_out():
    assert pooling_arithmetic(LECTURE_MATRIX[:2, :2], "max") == "max(29, 15, 0, 100) = 100"
    assert pooling_arithmetic(LECTURE_MATRIX[:2, :2], "average") == "(29 + 15 + 0 + 100) / 4 = 144 / 4 = 36"
    assert pooling_arithmetic(np.arange(16), "max") == "max(0, 1, …, 15) = 15"


@given(st.integers(1, 30), st.integers(1, 8), st.integers(1, 8))
def test_the_sentence_counts_shared_skipped_and_unreached_rows(length, size, stride):
    assume(size <= length)
    starts = range(0, length - size + 1, stride)
    seen = [row for start in starts for row in range(start, start + size)]
    sentence = fit_sentence(length, size, stride)
    if len(starts) > 1:
        shared = len(set(range(size)) & set(range(stride, stride + size)))
        assert (f"share {shared} of {size} rows" in sentence) == (shared > 0)
        assert ("skipped" in sentence) == bool(set(range(max(seen))) - set(seen))
    assert ("in no window" in sentence) == (max(seen) < length - 1)
    assert sentence


def picture(explorer):
    return explorer._picture()[0]["image/png"]


def shown(explorer):
    """The numbers in the picture: input, window, output."""
    (numbers,) = [patch for patch in explorer.figure.axes[0].patches if isinstance(patch, PathPatch)]
    return numbers.get_label()


def test_explorer_shows_input_window_and_output():
    explorer = pooling_explorer()
    explorer.controls["position"].value = 1
    assert shown(explorer) == " ".join(map(str, LECTURE_MATRIX.ravel())) + " 28 184 70 38 100 184 12 45"
    assert "output[0, 1] = max(28, 184, 70, 38) = 184." in explorer.message.value
    explorer.controls["kind"].value = "average"
    assert "(28 + 184 + 70 + 38) / 4 = 320 / 4 = 80." in explorer.message.value
    assert shown(explorer).endswith(" 36 80 12 15")


def boxes(explorer, label):
    """How many rectangles the picture shows under a label."""
    (found,) = [artist for artist in explorer.figure.axes[0].collections if artist.get_label() == label]
    return len(found.get_paths())


def test_explorer_marks_neighbours_lost_cells_and_every_winner():
    explorer = pooling_explorer()
    assert [boxes(explorer, label) for label in ("neighbours", "unread", "winners")] == [2, 0, 2]
    explorer.controls["position"].value = 2  # the window of four twelves
    assert boxes(explorer, "winners") == 8
    assert "max(12, 12, 12, 12) = 12, a tie of 4." in explorer.message.value
    explorer.controls["kind"].value = "average"
    assert boxes(explorer, "winners") == 0
    assert "a tie" not in explorer.message.value
    explorer.controls["stride"].value = 3  # one window of 2 and a gap; nothing fits behind it
    assert (boxes(explorer, "neighbours"), boxes(explorer, "unread")) == (0, 4)
    assert "the last 2 rows and columns are in no window (hatched)." in explorer.message.value
    explorer.controls["source"].value = INPUTS[1]
    explorer.controls["position"].value = 0
    assert (boxes(explorer, "neighbours"), boxes(explorer, "unread")) == (2, 6)


@pytest.mark.parametrize("name", INPUTS[:2])
def test_an_input_survives_being_spelled_out(name):
    np.testing.assert_array_equal(read_input(matrix_text(example_input(name))), read_input(name))


def test_presets_fill_the_field_and_a_matrix_of_ones_own_is_pooled():
    explorer = pooling_explorer()
    chosen = explorer.panel.children[0].children[0].children[0]
    for name in INPUTS:
        chosen.value = name
        assert "role='status'" in explorer.message.value, name
        assert f"Side ⌊({len(example_input(name))} − 2)" in explorer.message.value
    assert explorer.controls["source"].value == WHOLE_DIGIT
    explorer.controls["source"].value = "−1, −2; −4, −3.5"
    assert chosen.value == "your own numbers"
    assert "max(−1, −2, −4, −3.5) = −1." in explorer.message.value
    assert shown(explorer) == "−1 −2 −4 −3.5 −1 −2 −4 −3.5 −1"
    explorer._picture()  # no number is above zero: the greys must still have a range
    explorer.controls["source"].value = "0, 0; 0, 0"
    explorer._picture()
    chosen.value = INPUTS[0]
    assert "max(29, 15, 0, 100) = 100." in explorer.message.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no number"),
        ("1, 2; 3, x", "&#x27;x&#x27; is not a number"),
        ("1, 2; 3", "all rows must have the same length"),
        ("1, 2, 3; 4, 5, 6", "as many rows as columns, 2 to 7, such as 1, 2; 3, 4: this is 2 × 3"),
        ("5", "as many rows as columns, 2 to 7, such as 1, 2; 3, 4: this is 1 × 1"),
        ("; ".join([", ".join("1" * 8)] * 8), "there is room for 7 × 7 numbers, not 8 × 8"),
        ("1e7, 1; 1, 1", "numbers up to a million"),
    ],
)
def test_explorer_says_why_an_input_is_impossible_and_recovers(text, words):
    explorer = pooling_explorer()
    good, old = explorer.message.value, explorer.controls["source"].value
    explorer.controls["source"].value = text
    assert words in explorer.message.value
    assert "role='alert'" in explorer.message.value
    explorer.controls["source"].value = old
    assert explorer.message.value == good


CHANGES = {"source": INPUTS[1], "kind": "average", "size": 3, "stride": 1, "position": 2}


@pytest.mark.parametrize(("control", "value"), CHANGES.items())
def test_every_control_moves_the_picture_and_the_sentence(control, value):
    explorer = pooling_explorer()
    before, sentence = picture(explorer), explorer.message.value
    explorer.controls[control].value = value
    assert picture(explorer) != before
    assert explorer.message.value != sentence
    assert "role='status'" in explorer.message.value


def test_explorer_says_why_a_window_does_not_fit_and_recovers():
    explorer = pooling_explorer()
    good = explorer.message.value
    explorer.controls["size"].value = 5
    assert "role='alert'" in explorer.message.value
    assert "a window of 5 × 5 does not fit into an input of 4 × 4: choose a smaller size" in explorer.message.value
    explorer.controls["size"].value = 2
    assert explorer.message.value == good


def test_every_setting_is_shown_or_explained():
    explorer = pooling_explorer()
    for source in INPUTS:
        explorer.controls["source"].value = source
        for size in range(2, 6):
            explorer.controls["size"].value = size
            for stride in range(1, 6):
                explorer.controls["stride"].value = stride
                explorer.controls["position"].value = explorer.controls["position"].max
                assert "bug" not in explorer.message.value
                fits = size <= int(source.split()[-1])
                assert ("role='status'" in explorer.message.value) == fits
