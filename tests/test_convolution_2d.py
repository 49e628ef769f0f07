"""Two-dimensional convolution against its definition, SciPy and TensorFlow, its gradients, and bad input."""

import numpy as np
import pytest
import scipy.ndimage
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from benchmarks.ours import lesson
from helpers.convolution_2d import (
    convolve_2d,
    convolve_backward,
    convolve_im2col,
    convolve_loops,
    convolve_tiles,
    convolve_windows,
    output_shape,
    windows_2d,
)

DTYPES = ("int8", "uint8", "int32", "int64", "float32", "float64", "bool")
FORMS = (convolve_loops, convolve_windows, convolve_im2col, convolve_tiles)


@st.composite
def cases(draw, dtypes=DTYPES):
    """Images (N, H, W, C), kernels (U, V, C, F) and a setting that fits both."""
    n, c, f = (draw(st.integers(1, 3)) for _ in range(3))
    u, v = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    padding, dilation = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    h, w = (
        draw(st.integers(max(1, dilation * (size - 1) + 1 - 2 * padding), dilation * (size - 1) + 6)) for size in (u, v)
    )
    arrays = []
    for shape in ((n, h, w, c), (u, v, c, f)):
        dtype = np.dtype(draw(st.sampled_from(dtypes)))
        low = 0 if dtype.kind in "ub" else -9
        values = draw(hnp.arrays("int64", shape, elements=st.integers(low, 1 if dtype.kind == "b" else 9)))
        arrays.append(values.astype(dtype))
    return *arrays, {"stride": draw(st.integers(1, 4)), "padding": padding, "dilation": dilation}


def by_definition(x, kernels, stride, padding, dilation, flip):
    """The formula with loops over every index, in Python's exact numbers."""
    p = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0))).astype(int).tolist()
    k = (kernels[::-1, ::-1] if flip else kernels).astype(int).tolist()
    rows, columns, channels, filters = kernels.shape
    tops = range(0, x.shape[1] + 2 * padding - dilation * (rows - 1), stride)
    lefts = range(0, x.shape[2] + 2 * padding - dilation * (columns - 1), stride)
    return [
        [
            [
                [
                    sum(
                        k[u][v][c][f] * image[i + u * dilation][j + v * dilation][c]
                        for u in range(rows)
                        for v in range(columns)
                        for c in range(channels)
                    )
                    for f in range(filters)
                ]
                for j in lefts
            ]
            for i in tops
        ]
        for image in p
    ]


@given(cases(), st.booleans())
def test_all_forms_are_the_definition_for_every_dtype(case, flip):
    x, kernels, setting = case
    before = x.copy(), kernels.copy()
    exact = by_definition(x, kernels, flip=flip, **setting)
    as_int = [array if array.dtype.kind == "f" else array.astype("int64") for array in (x, kernels)]
    for form in FORMS:
        y = form(x, kernels, flip=flip, **setting)
        np.testing.assert_array_equal(y, exact)  # whole numbers: no form may be off by anything
        assert y.dtype == np.result_type(*as_int)
        assert y.shape[1:3] == output_shape(x.shape[1:3], kernels.shape[:2], **setting)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(kernels, before[1])


images = hnp.arrays("float64", hnp.array_shapes(min_dims=2, max_dims=2, max_side=8), elements=st.floats(-99, 99))


@given(images, images)
def test_the_three_kinds_are_those_of_scipy(x, kernel):
    for name, mode in (("wide", "full"), ("narrow", "valid"), ("equal", "same")):
        if name != "wide" and (kernel.shape[0] > x.shape[0] or kernel.shape[1] > x.shape[1]):
            continue  # SciPy swaps the two or refuses then; we say that the kernel is too large
        if name == "equal" and not (kernel.shape[0] % 2 and kernel.shape[1] % 2):
            continue
        for flip, theirs in ((True, scipy.signal.convolve2d), (False, scipy.signal.correlate2d)):
            np.testing.assert_allclose(
                convolve_2d(x, kernel, padding=name, flip=flip), theirs(x, kernel, mode), atol=1e-7
            )


@given(images, hnp.arrays("float64", st.sampled_from([(1, 1), (3, 3), (5, 3), (1, 5)]), elements=st.floats(-9, 9)))
def test_equal_width_is_that_of_scipy_ndimage(x, kernel):
    theirs = scipy.ndimage.correlate(x, kernel, mode="constant")
    np.testing.assert_allclose(convolve_2d(x, kernel, padding="equal"), theirs, atol=1e-8)


@given(cases(), st.booleans())
def test_stride_padding_dilation_and_dtype_are_those_of_scipy(case, flip):
    # SciPy has no stride, padding or dilation: pad first, put zeros between the weights, keep every S-th output.
    images, kernels, setting = case
    theirs = scipy.signal.convolve2d if flip else scipy.signal.correlate2d
    y = convolve_windows(images, kernels, flip=flip, **setting)
    P, D, S = setting["padding"], setting["dilation"], setting["stride"]
    wide = np.zeros([D * (size - 1) + 1 for size in kernels.shape[:2]])
    for n, f in np.ndindex(len(images), kernels.shape[3]):
        expected = 0
        for c in range(images.shape[3]):
            wide[::D, ::D] = kernels[:, :, c, f]
            expected += theirs(np.pad(images[n, :, :, c], P).astype(float), wide, "valid")[::S, ::S]
        np.testing.assert_allclose(y[n, :, :, f], expected, rtol=1e-5, atol=1e-6)


@settings(max_examples=60)
@given(cases(dtypes=("float32", "float64")))
def test_without_flip_it_is_tensorflow_conv2d(case):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    x, kernels, setting = case
    dtype = np.result_type(x, kernels)
    padded = np.pad(x, ((0, 0), *[(setting["padding"],) * 2] * 2, (0, 0))).astype(dtype)
    stride, dilation = setting["stride"], setting["dilation"]
    together = dilation == 1 or stride == 1  # TensorFlow allows only one of them to be more than 1
    theirs = tf.nn.conv2d(padded, kernels.astype(dtype), stride if together else 1, "VALID", dilations=dilation)
    theirs = theirs if together else theirs[:, ::stride, ::stride]
    for form in FORMS:
        np.testing.assert_allclose(form(x, kernels, **setting), theirs, rtol=1e-5, atol=1e-4)


def test_equal_width_is_same_in_tensorflow():
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    rng = np.random.default_rng(0)
    x, kernels = rng.normal(size=(2, 9, 8, 3)), rng.normal(size=(5, 3, 3, 4))
    theirs = tf.nn.conv2d(x, kernels, 1, "SAME")
    np.testing.assert_allclose(convolve_im2col(x, kernels, padding="equal"), theirs, atol=1e-10)


def test_the_lecture():
    x = [[1, 1, 1, 1, 1], [-1, 0, -3, 0, 1], [2, 1, 1, -1, 0], [0, -1, 1, 2, 1], [1, 2, 1, 1, 1]]
    w = [[-1, 0, 0], [0, 0, 0], [0, 0, 1]]
    y = convolve_2d(x, w)
    np.testing.assert_array_equal(y, [[0, -2, -1], [2, 2, 4], [-1, 0, 0]])
    np.testing.assert_array_equal(convolve_2d(x, w, flip=True), -y)


def backward_case(case):
    """Images, kernels and an error as float64, from a case of whole numbers."""
    x, kernels, setting = case
    shape = *output_shape(x.shape[1:3], kernels.shape[:2], **setting), kernels.shape[3]
    gradient = np.random.default_rng(0).integers(-9, 10, (len(x), *shape)).astype(float)
    return x.astype(float), kernels.astype(float), gradient, setting


@given(cases())
def test_gradients_are_central_differences(case):
    x, kernels, gradient, setting = backward_case(case)
    to_input, to_kernels = convolve_backward(x, kernels, gradient, **setting)
    assert (to_input.shape, to_kernels.shape) == (x.shape, kernels.shape)
    rng = np.random.default_rng(1)
    for array, found in ((x, to_input), (kernels, to_kernels)):
        step = rng.integers(-3, 4, array.shape).astype(float)
        # The convolution is linear in either one, so a step of 1 is exact, in whole numbers.
        up, down = (
            convolve_im2col(x + sign * step, kernels, **setting)
            if array is x
            else convolve_im2col(x, kernels + sign * step, **setting)
            for sign in (1, -1)
        )
        difference = ((up - down) * gradient).sum() / 2
        assert difference == (found * step).sum()


@settings(max_examples=60)
@given(cases())
def test_gradients_are_those_of_tensorflow(case):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    x, kernels, gradient, setting = backward_case(case)
    around, dilation = [setting["padding"]] * 2, setting["dilation"]
    images, weights = tf.constant(x), tf.constant(kernels)
    # TensorFlow has no gradient of a dilated convolution on a processor: put the zeros between the weights by hand.
    spread = [np.eye(dilation * (taps - 1) + 1)[:, ::dilation] for taps in kernels.shape[:2]]
    with tf.GradientTape() as tape:
        tape.watch([images, weights])
        padded = tf.pad(images, [[0, 0], around, around, [0, 0]])
        y = tf.nn.conv2d(padded, tf.einsum("au,bv,uvcf->abcf", *spread, weights), setting["stride"], "VALID")
    theirs = tape.gradient(y, [images, weights], output_gradients=tf.constant(gradient))
    for ours, expected in zip(convolve_backward(x, kernels, gradient, **setting), theirs):
        np.testing.assert_allclose(ours, expected, atol=1e-8)


def test_a_kind_of_padding_has_its_gradient_too():
    x, kernels, gradient = np.ones((1, 5, 4, 1)), np.ones((3, 5, 1, 1)), np.ones((1, 5, 4, 1))
    named, numbered = (
        convolve_backward(x, kernels, gradient, padding="equal"),
        np.pad(x, [(0, 0), (1, 1), (2, 2), (0, 0)]),
    )
    plain = convolve_backward(numbered, kernels, gradient)
    np.testing.assert_array_equal(named[0], plain[0][:, 1:-1, 2:-2])
    np.testing.assert_array_equal(named[1], plain[1])


def test_an_error_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"shape of the output, \(1, 3, 3, 4\), not \(1, 3, 3, 3\)"):
        convolve_backward(X, K, np.ones((1, 3, 3, 3)))
    with pytest.raises(ValueError, match="2 channels, but the kernels expect 1"):
        convolve_backward(X, K[:, :, :1], np.ones((1, 3, 3, 4)))


@given(cases())
def test_windows_hold_what_the_window_sees(case):
    x, kernels, setting = case
    image, kernel = x[0, :, :, 0], kernels[:, :, 0, 0]
    windows = windows_2d(image, kernel.shape, **setting)
    wide = [array.astype("int64") if array.dtype.kind in "bui" else array for array in (windows, kernel)]
    np.testing.assert_array_equal((wide[0] * wide[1]).sum(axis=(2, 3)), convolve_2d(image, kernel, **setting))
    assert not windows.flags.writeable


def test_a_shifted_image_gives_a_shifted_map():
    rng = np.random.default_rng(0)
    x, kernel = np.zeros((20, 20)), rng.normal(size=(3, 3))
    x[5:12, 4:11] = rng.normal(size=(7, 7))
    y = convolve_2d(x, kernel)
    np.testing.assert_array_equal(convolve_2d(np.roll(x, (3, 4), (0, 1)), kernel), np.roll(y, (3, 4), (0, 1)))


@pytest.mark.parametrize("form", FORMS)
def test_one_number_that_is_not_finite_reaches_exactly_its_windows(form):
    x = np.ones((1, 5, 5, 1))
    x[0, 1, 1] = np.nan
    y = form(x, np.zeros((2, 2, 1, 2)))
    expected = np.zeros((4, 4), dtype=bool)
    expected[:2, :2] = True
    for filters in range(2):
        np.testing.assert_array_equal(np.isnan(y[0, :, :, filters]), expected)
    x[0, 1, 1] = np.inf
    assert form(x, np.ones((5, 5, 1, 1))).item() == np.inf
    assert np.isnan(form(x, np.zeros((5, 5, 1, 1)))).item()


X, K = np.ones((1, 5, 5, 2)), np.ones((3, 3, 2, 4))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"x": np.ones((5, 5))}, ValueError, r"x must have the shape \(N, H, W, C\) .*, not \(5, 5\)"),
        ({"x": np.ones((0, 5, 5, 2))}, ValueError, r"every size at least 1, not \(0, 5, 5, 2\)"),
        ({"kernels": np.ones((3, 3))}, ValueError, r"kernels must have the shape \(U, V, C, F\)"),
        ({"kernels": np.ones((0, 3, 2, 4))}, ValueError, r"not \(0, 3, 2, 4\)"),
        ({"kernels": np.ones((3, 3, 1, 4))}, ValueError, r"2 channels, but the kernels expect 1: .* \(U, V, 2, F\)"),
        ({"kernels": np.ones((6, 3, 2, 4))}, ValueError, "height: the window covers 6, .* only 5: use a smaller"),
        ({"kernels": np.ones((3, 7, 2, 4))}, ValueError, "width: the window covers 7, .* only 5"),
        ({"dilation": 3}, ValueError, "height: the window covers 7, .* only 5"),
        ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
        ({"stride": 1.5}, TypeError, "stride must be a whole number, not 1.5"),
        ({"stride": (1, 1)}, TypeError, "stride must be a whole number"),
        ({"padding": -1}, ValueError, "padding must be at least 0, not -1"),
        ({"padding": True}, TypeError, "padding must be a whole number, not True"),
        ({"padding": "same"}, ValueError, "'narrow', 'wide', 'equal', not 'same'"),
        ({"padding": "equal", "kernels": np.ones((2, 3, 2, 4))}, ValueError, "cannot be shared evenly.*odd kernel"),
        ({"dilation": 0}, ValueError, "dilation must be at least 1, not 0"),
        ({"x": np.full((1, 5, 5, 2), "a")}, TypeError, "x must hold real numbers"),
        ({"kernels": np.full((3, 3, 2, 4), 1j)}, TypeError, "kernels must hold real numbers, not complex128"),
    ],
)
def test_bad_input_is_named(form, arguments, error, words):
    with pytest.raises(error, match=words):
        form(**{"x": X, "kernels": K, **arguments})


@pytest.mark.parametrize("function", [convolve_2d, lambda x, k: windows_2d(x, np.shape(k))])
def test_one_image_has_two_axes(function):
    with pytest.raises(ValueError, match=r"x must have the shape \(H, W\)"):
        function(np.ones((1, 5, 5, 1)), np.ones((3, 3)))
    with pytest.raises(ValueError, match="height: the window covers 3"):
        function(np.ones((2, 5)), np.ones((3, 3)))


def test_the_forms_that_lesson_05_writes_are_tensorflow_conv2d():
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    names = ("convolve_loops", "convolve_windows", "convolve_im2col")
    written = lesson("05_convolution_2d", *names)
    rng = np.random.default_rng(0)
    x, kernels = rng.normal(size=(2, 9, 8, 3)), rng.normal(size=(5, 3, 3, 4))
    theirs = tf.nn.conv2d(x, kernels, 1, "VALID")
    for name in names:
        np.testing.assert_allclose(getattr(written, name)(x, kernels), theirs, atol=1e-10, err_msg=name)
