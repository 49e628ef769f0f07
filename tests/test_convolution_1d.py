"""One-dimensional convolution against NumPy, SciPy and TensorFlow, and bad input."""

import itertools
from pathlib import Path

import nbformat
import numpy as np
import pytest
import scipy.signal
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.convolution_1d import (
    convolve_1d,
    nearest_output,
    output_length,
    outputs_fed,
    padding_for,
    unread_places,
    windows_1d,
)

whole = st.integers(-1000, 1000)
DTYPES = ("int8", "uint8", "int32", "int64", "float32", "float64", "bool")


@st.composite
def settings_1d(draw):
    """A signal, a kernel and a setting that fits both."""
    x = draw(hnp.arrays(draw(st.sampled_from(DTYPES)), draw(st.integers(1, 24)), elements=st.integers(0, 1)))
    x = (
        x
        if x.dtype == bool
        else (draw(hnp.arrays("int8", x.shape)) // (1 if x.dtype.kind != "u" else 3)).astype(x.dtype)
    )
    kernel = draw(hnp.arrays("int8", draw(st.integers(1, 7)))).astype(draw(st.sampled_from(DTYPES)))
    setting = {
        "stride": draw(st.integers(1, 5)),
        "padding": draw(st.integers(0, 6)),
        "dilation": draw(st.integers(1, 4)),
    }
    assume(setting["dilation"] * (len(kernel) - 1) + 1 <= len(x) + 2 * setting["padding"])
    return x, kernel, setting


def by_definition(x, kernel, stride, padding, dilation, flip):
    """The formula with loops, in Python's exact numbers."""
    p = [0] * padding + x.tolist() + [0] * padding
    v = kernel.tolist()[:: -1 if flip else 1]
    starts = range(0, len(p) - dilation * (len(v) - 1), stride)
    return [sum(v[k] * p[start + k * dilation] for k in range(len(v))) for start in starts]


@given(settings_1d(), st.booleans())
def test_convolve_is_its_definition_for_every_dtype(case, flip):
    x, kernel, setting = case
    before = x.copy(), kernel.copy()
    y = convolve_1d(x, kernel, flip=flip, **setting)
    exact = by_definition(x, kernel, flip=flip, **setting)
    assert y.shape == (len(exact),) == (output_length(len(x), len(kernel), **setting),)
    np.testing.assert_allclose(y.astype(float), exact, rtol=1e-5)
    as_int = [array if array.dtype.kind == "f" else array.astype("int64") for array in (x, kernel)]
    assert y.dtype == np.result_type(*as_int)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(kernel, before[1])


floats = hnp.arrays("float64", st.integers(1, 30), elements=st.floats(-100, 100, width=32))


@given(floats, floats)
def test_the_three_kinds_are_those_of_numpy_and_scipy(x, kernel):
    for name, mode in (("wide", "full"), ("narrow", "valid"), ("equal", "same")):
        if name != "wide" and len(kernel) > len(x):  # NumPy swaps the two then; we say that the kernel is too long
            continue
        if name == "equal" and len(kernel) % 2 == 0:
            continue
        y = convolve_1d(x, kernel, padding=name)
        np.testing.assert_allclose(y, np.convolve(x, kernel, mode), atol=1e-8)
        np.testing.assert_allclose(y, scipy.signal.convolve(x, kernel, mode, method="direct"), atol=1e-8)
        np.testing.assert_allclose(
            convolve_1d(x, kernel, padding=name, flip=False), np.correlate(x, kernel, mode), atol=1e-8
        )


@given(floats, floats, st.integers(1, 6))
def test_stride_is_every_s_th_output(x, kernel, stride):
    y = convolve_1d(x, kernel, padding="wide")
    np.testing.assert_allclose(convolve_1d(x, kernel, padding="wide", stride=stride), y[::stride], atol=1e-9)


@given(settings_1d(), st.booleans())
def test_stride_padding_dilation_and_dtype_are_those_of_scipy(case, flip):
    # SciPy has no stride, padding or dilation: pad first, put zeros between the weights, keep every S-th output.
    x, kernel, setting = case
    wide = np.zeros(setting["dilation"] * (len(kernel) - 1) + 1)
    wide[:: setting["dilation"]] = kernel
    theirs = scipy.signal.convolve if flip else scipy.signal.correlate
    expected = theirs(np.pad(x, setting["padding"]).astype(float), wide, "valid", method="direct")
    y = convolve_1d(x, kernel, flip=flip, **setting)
    np.testing.assert_allclose(y.astype(float), expected[:: setting["stride"]], rtol=1e-5)


@settings(max_examples=60)
@given(settings_1d(), st.sampled_from(["float32", "float64"]))
def test_without_flip_it_is_tensorflow_conv1d(case, dtype):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    x, kernel, setting = case
    x, kernel = x.astype(dtype), kernel.astype(dtype)
    padded = np.pad(x, setting["padding"])
    if setting["stride"] > 1 and setting["dilation"] > 1:  # TensorFlow allows only one of them
        dense = tf.nn.conv1d(padded[None, :, None], kernel[:, None, None], 1, "VALID", dilations=setting["dilation"])
        theirs = dense[:, :: setting["stride"]]
    else:
        theirs = tf.nn.conv1d(
            padded[None, :, None], kernel[:, None, None], setting["stride"], "VALID", dilations=setting["dilation"]
        )
    np.testing.assert_allclose(convolve_1d(x, kernel, flip=False, **setting), theirs[0, :, 0], rtol=1e-4, atol=1e-2)


def test_the_zeros_that_lesson_04_counts_for_same_are_those_of_tensorflow():
    """The lesson says what "same" does at a stride without loading TensorFlow: its function is held here."""
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    cells = nbformat.read(Path(__file__).parents[1] / "notebooks/04_convolution_1d.ipynb", as_version=4).cells
    lesson: dict = {}
    exec(next(cell.source for cell in cells if "def zeros_for_same" in cell.source), lesson)
    rng = np.random.default_rng(0)
    for size, taps, stride in itertools.product((1, 4, 6, 9), (1, 3, 4), (1, 2, 3)):
        x, kernel = rng.normal(size=size), rng.normal(size=taps)
        ours = convolve_1d(np.pad(x, lesson["zeros_for_same"](size, taps, stride)), kernel, stride=stride, flip=False)
        theirs = tf.nn.conv1d(x[None, :, None], kernel[:, None, None], stride, "SAME")
        np.testing.assert_allclose(ours[: theirs.shape[1]], theirs[0, :, 0], atol=1e-12)
    faded = tf.nn.conv1d(
        np.array([4.0, 8, 0, 4, 0, 0])[None, :, None], np.array([0.25, 0.5, 1])[:, None, None], 2, "SAME"
    )
    assert faded.numpy().ravel().tolist() == [5, 2, 0]


@given(settings_1d())
def test_unread_places_are_those_that_no_window_holds(case):
    x, kernel, setting = case
    windows = windows_1d(np.arange(1, len(x) + 1), len(kernel), **setting)  # the padding is 0 here
    assert unread_places(len(x), len(kernel), **setting) == sorted({*range(len(x))} - {*(windows - 1).ravel().tolist()})


@given(settings_1d())
def test_an_input_feeds_the_outputs_whose_window_holds_it(case):
    x, kernel, setting = case
    padding = setting["padding"]
    # Places from 1, also those of the padding, so that no two inputs are alike.
    places = np.arange(1, len(x) + 2 * padding + 1)
    windows = windows_1d(places, len(kernel), stride=setting["stride"], dilation=setting["dilation"])
    for place in range(-padding, len(x) + padding):
        held = [t for t, window in enumerate(windows.tolist()) if place + padding + 1 in window]
        assert outputs_fed(place, len(x), len(kernel), **setting) == held
    fed = [place for place in range(len(x)) if outputs_fed(place, len(x), len(kernel), **setting)]
    assert fed == [place for place in range(len(x)) if place not in unread_places(len(x), len(kernel), **setting)]


@given(settings_1d(), st.integers(-20, 60))
def test_the_nearest_output_has_the_nearest_window(case, twice):
    x, kernel, setting = case
    places = np.arange(len(x) + 2 * setting["padding"]) - setting["padding"]
    windows = windows_1d(places, len(kernel), stride=setting["stride"], dilation=setting["dilation"])
    distances = [abs((window[0] + window[-1]) / 2 - twice / 2) for window in windows]
    assert nearest_output(twice / 2, len(x), len(kernel), **setting) == distances.index(min(distances))


@given(settings_1d())
def test_windows_hold_what_the_window_sees(case):
    x, kernel, setting = case
    windows = windows_1d(x, len(kernel), **setting)
    np.testing.assert_array_equal(windows @ kernel, convolve_1d(x, kernel, flip=False, **setting))
    assert not windows.flags.writeable


@given(st.integers(1, 60), st.integers(1, 9), st.integers(1, 6), st.integers(0, 9), st.integers(1, 4))
def test_output_length_counts_the_positions(size, kernel_size, stride, padding, dilation):
    covered = dilation * (kernel_size - 1) + 1
    starts = range(0, size + 2 * padding - covered + 1, stride)
    if not starts:
        with pytest.raises(ValueError, match=f"the window covers {covered}, .* only {size + 2 * padding}"):
            output_length(size, kernel_size, stride, padding, dilation)
    else:
        assert output_length(size, kernel_size, stride, padding, dilation) == len(starts)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 4))
def test_kinds_give_the_lengths_of_the_lecture(size, kernel_size, dilation):
    covered = dilation * (kernel_size - 1) + 1

    def length(kind):
        return output_length(size, kernel_size, 1, padding_for(kind, kernel_size, dilation), dilation)

    assert length("wide") == size + covered - 1
    if covered <= size:
        assert length("narrow") == size - covered + 1
    if covered % 2:
        assert length("equal") == size
    else:
        with pytest.raises(ValueError, match=r"cannot be shared evenly.*odd kernel"):
            padding_for("equal", kernel_size, dilation)


def test_one_number_that_is_not_finite_reaches_exactly_its_windows():
    x = np.array([1.0, 2, np.nan, 4, 5, 6, 7])
    np.testing.assert_array_equal(np.isnan(convolve_1d(x, [1, 0, -1])), [1, 1, 1, 0, 0])
    np.testing.assert_array_equal(convolve_1d([1, np.inf, 3, 4], [1, 1]), [np.inf, np.inf, 7])


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"x": []}, ValueError, r"x must have the shape \(n,\) with n at least 1, not \(0,\)"),
        ({"kernel": []}, ValueError, "kernel must have the shape"),
        ({"x": [[1, 2], [3, 4]]}, ValueError, r"not \(2, 2\)"),
        ({"x": 3.0}, ValueError, r"not \(\)"),
        ({"x": ["a", "b", "c"]}, TypeError, "x must hold real numbers"),
        ({"x": [1j, 2, 3]}, TypeError, "x must hold real numbers, not complex"),
        ({"kernel": [None]}, TypeError, "kernel must hold real numbers"),
        ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
        ({"stride": 1.5}, TypeError, "stride must be a whole number, not 1.5"),
        ({"stride": True}, TypeError, "stride must be a whole number"),
        ({"padding": -1}, ValueError, "padding must be at least 0, not -1"),
        ({"padding": None}, TypeError, "padding must be a whole number"),
        ({"padding": "SAME"}, ValueError, "must be one of 'narrow', 'wide', 'equal', not 'SAME'"),
        ({"padding": "equal", "kernel": [1, 2]}, ValueError, "cannot be shared evenly"),
        ({"padding": "equal", "dilation": 0}, ValueError, "dilation must be at least 1"),
        ({"dilation": 0}, ValueError, "dilation must be at least 1, not 0"),
        ({"dilation": 9}, ValueError, "the window covers 19, but the input with its padding has only 5"),
        ({"x": [1, 2]}, ValueError, "the window covers 3, .* use a smaller kernel"),
    ],
)
def test_bad_input_is_named(arguments, error, words):
    good = {"x": [1, 2, 3, 4, 5], "kernel": [1, 0, -1]}
    arguments = good | arguments
    with pytest.raises(error, match=words):
        convolve_1d(arguments.pop("x"), arguments.pop("kernel"), **arguments)
