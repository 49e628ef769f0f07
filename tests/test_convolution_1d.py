"""One-dimensional convolution against NumPy, SciPy and TensorFlow, bad input, and the explorer without a browser."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.convolution_1d import (
    KERNELS,
    SIGNALS,
    arithmetic,
    convolution_1d_explorer,
    convolve_1d,
    number_text,
    output_length,
    padding_for,
    parse_numbers,
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


@given(settings_1d())
def test_unread_places_are_those_that_no_window_holds(case):
    x, kernel, setting = case
    windows = windows_1d(np.arange(1, len(x) + 1), len(kernel), **setting)  # the padding is 0 here
    assert unread_places(len(x), len(kernel), **setting) == sorted({*range(len(x))} - {*(windows - 1).ravel().tolist()})


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


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_survive_being_written_and_read(numbers):
    np.testing.assert_array_equal(parse_numbers(", ".join(map(repr, numbers))), numbers)


def test_numbers_may_be_fractions_and_may_have_a_real_minus_sign():
    np.testing.assert_array_equal(parse_numbers(" 1,1/2 , −1/4，.5"), [1, 0.5, -0.25, 0.5])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no number"),
        (" , ", "there is no number"),
        ("1, two", "'two' is not a number"),
        ("1,,2", "'' is not a number"),
        ("1/0", "'1/0' is not a number"),
        ("nan", "'nan' is not a number"),
        ("inf", "'inf' is not a number"),
        ("1e999999999", "'1e999999999' is not a number"),
        ("1 2", "'1 2' is not a number"),
        ("1,2,3,4", "room for 3 numbers, not 4"),
    ],
)
def test_what_cannot_be_read_is_named(text, words):
    with pytest.raises(ValueError, match=words):
        parse_numbers(text, most=3)


def test_arithmetic_is_spelled_out_with_real_minus_signs():
    assert arithmetic([1, 0.5], [4, -2]) == "1·4 + 0.5·(−2) = 4 − 1 = 3"
    assert arithmetic([-2], [1.5]) == "(−2)·1.5 = −3"
    assert [number_text(value) for value in (-0.0, 1 / 3, -1e-9, 2.50, 1e9)] == ["0", "0.333", "0", "2.5", "1.00e+09"]


def picture(explorer):
    return explorer._picture()[0]["image/png"]


def named(explorer, label):
    """The artist of the picture with a label."""
    (found,) = [artist for artist in explorer.figure.axes[0].collections if artist.get_label() == label]
    return found


def shown(explorer):
    """The numbers in the picture, in the order in which they were placed."""
    numbers = named(explorer, "numbers")
    texts = list(numbers.texts)
    assert len(texts) == len(numbers.get_paths()) == len(numbers.get_offsets()) == len(numbers.get_facecolors())
    return texts


def test_explorer_shows_window_products_and_outputs():
    explorer = convolution_1d_explorer()
    explorer.controls["position"].value = 3
    assert "y[3] = 0.25·8 + 0.5·0 + 1·4 = 2 + 0 + 4 = 6." in explorer.message.value
    assert "⌊(6 + 2·2 − 1·(3 − 1) − 1) / 1⌋ + 1 = 8." in explorer.message.value
    rows = ("0 0 4 8 0 4 0 0 0 0", "0.25 0.5 1", "2 0 4", "4 10 5 6 2 1 0 0")
    assert shown(explorer) == " ".join(rows).split()


def test_cells_carry_their_indices_and_padding_has_none():
    explorer = convolution_1d_explorer()
    indices = named(explorer, "indices")
    assert " ".join(indices.texts) == "0 1 2 3 4 5 0 1 2 3 4 5 6 7"
    lefts = indices.get_offsets()[:, 0] - 0.07  # just inside the left edge of the cell
    assert lefts[0] == pytest.approx(1.5)  # x[0] stands behind two zeros of padding
    assert lefts[6] == pytest.approx(0.5)  # y[0] stands under the middle of its window
    explorer.controls["padding"].value = 0
    assert " ".join(indices.texts) == "0 1 2 3 4 5 0 1 2 3"
    assert len(indices.get_paths()) == len(indices.get_offsets()) == 10


CHANGES = {
    "signal": "1, 2, 3",
    "kernel": "1, -1",
    "stride": 2,
    "padding": 1,
    "dilation": 2,
    "flip": False,
    "position": 1,
}


@pytest.mark.parametrize(("control", "value"), CHANGES.items())
def test_every_control_moves_the_picture_and_the_sentence(control, value):
    explorer = convolution_1d_explorer()
    before, sentence = picture(explorer), explorer.message.value
    explorer.controls[control].value = value
    assert picture(explorer) != before
    assert explorer.message.value != sentence
    assert "role='status'" in explorer.message.value


def test_explorer_keeps_its_position_inside_the_output():
    explorer = convolution_1d_explorer()
    explorer.controls["position"].value = 7
    explorer.controls["signal"].value = "1, 2"
    assert explorer.controls["position"].max == explorer.controls["position"].value == 3
    assert "y[3] =" in explorer.message.value


@pytest.mark.parametrize(
    ("stride", "dilation", "unread"),
    [(1, 1, ""), (2, 1, " reads x[5]."), (4, 1, " reads x[3], x[4], x[5]."), (2, 2, " reads x[1], x[3], x[5].")],
)
def test_explorer_says_which_samples_no_window_reads(stride, dilation, unread):
    explorer = convolution_1d_explorer()
    explorer.controls["padding"].value = 0
    explorer.controls["stride"].value = stride
    explorer.controls["dilation"].value = dilation
    assert unread in explorer.message.value
    assert ("no window" in explorer.message.value) == bool(unread)
    assert len(named(explorer, "unread").get_paths()) == unread.count("x[")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signal": ""}, "there is no number"),
        ({"signal": "1, 2, x"}, "&#x27;x&#x27; is not a number"),
        ({"signal": ", ".join("1" * 13)}, "there is room for 12 numbers, not 13"),
        ({"kernel": "1, 2, 3, 4, 5, 6"}, "there is room for 5 numbers, not 6"),
        ({"kernel": "1e7"}, "numbers up to a million"),
        ({"padding": 0, "dilation": 3}, "the window covers 7, but the input with its padding has only 6"),
    ],
)
def test_explorer_says_why_a_setting_is_impossible_and_recovers(changes, words):
    explorer = convolution_1d_explorer()
    good = explorer.message.value
    old = {name: explorer.controls[name].value for name in changes}
    for name, value in changes.items():
        explorer.controls[name].value = value
    assert words in explorer.message.value
    assert "role='alert'" in explorer.message.value
    for name, value in old.items():
        explorer.controls[name].value = value
    assert explorer.message.value == good


def test_presets_fill_the_fields_and_follow_them():
    explorer = convolution_1d_explorer()
    signals, kernels = (row.children[0] for row in explorer.panel.children[0].children[:2])
    for chosen, field, choices in ((signals, "signal", SIGNALS), (kernels, "kernel", KERNELS)):
        for name, text in choices.items():
            chosen.value = name
            assert explorer.controls[field].value == text
            assert "role='status'" in explorer.message.value, name
        explorer.controls[field].value = "3, 2, 1"
        assert chosen.value == "your own numbers"
        explorer.controls[field].value = next(iter(choices.values()))
        assert chosen.value == next(iter(choices))


@settings(max_examples=25)
@given(st.data())
def test_whatever_is_set_is_shown_or_explained(data):
    explorer = convolution_1d_explorer()
    for _ in range(4):
        name = data.draw(st.sampled_from([*explorer.controls]))
        control = explorer.controls[name]
        if name in ("signal", "kernel"):
            values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12).map(lambda v: ", ".join(map(repr, v)))
        elif name == "flip":
            values = st.booleans()
        else:
            values = st.integers(control.min, control.max)
        control.value = data.draw(values)
        assert "bug" not in explorer.message.value
        explorer._picture()
