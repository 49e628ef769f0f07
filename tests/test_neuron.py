"""The neuron, its best line and softmax of lesson 01, against their formulas, SciPy and TensorFlow; the diagram."""

import itertools
import math
import warnings

import numpy as np
import pytest
import scipy.optimize
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.neuron import ACTIVATIONS, fewest_mistakes, neuron_diagram, neuron_output, softmax

FORMULAS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "ReLU": lambda z: z if z > 0 else 0.0,
    "leaky ReLU": lambda z: z if z > 0 else 0.1 * z,
    "GELU": lambda z: z * 0.5 * math.erfc(-z / math.sqrt(2)),
    "SiLU": lambda z: z / (1 + math.exp(-z)),
}
moderate = st.floats(-20, 20)
finite = st.floats(allow_nan=False, allow_infinity=False)
logits = hnp.arrays("float64", hnp.array_shapes(max_dims=3, max_side=6), elements=st.floats(-50, 50))
temperatures = st.floats(0.05, 100)


# The functions


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(moderate, st.floats(-2, 2), st.floats(-4, 4))
def test_a_neuron_is_the_activation_of_its_weighted_sum(name, x, weight, bias):
    expected = FORMULAS[name](weight * x + bias)
    np.testing.assert_allclose(neuron_output(x, weight, bias, name), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_output_has_the_shape_of_the_input(name):
    for shape in ((), (5,), (2, 3), (0,)):
        y = neuron_output(np.zeros(shape, dtype="int8"), 1, 0, name)
        assert y.shape == shape
        assert y.dtype == np.float64


@given(hnp.arrays("float64", 5, elements=st.floats(-1e300, 1e300)))
def test_no_activation_overflows(x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ACTIVATIONS:
            assert np.isfinite(neuron_output(x, 1.0, 0.0, name)).all()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            (0, 1, 0, "relu"),
            "activation must be one of identity, sigmoid, tanh, ReLU, leaky ReLU, GELU, SiLU, not 'relu'",
        ),
        ((np.nan, 1, 0, "ReLU"), "input, weight and bias must be finite"),
        (([0, np.inf], 1, 0, "ReLU"), "input, weight and bias must be finite"),
        ((0, np.inf, 0, "ReLU"), "input, weight and bias must be finite"),
        ((0, 1, -np.inf, "ReLU"), "input, weight and bias must be finite"),
    ],
)
def test_a_neuron_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        neuron_output(*arguments)


def test_the_activations_are_those_of_tensorflow():
    from helpers import silence_tensorflow

    silence_tensorflow()
    import tensorflow as tf

    theirs = {
        **{"sigmoid": tf.nn.sigmoid, "tanh": tf.nn.tanh, "ReLU": tf.nn.relu, "GELU": tf.nn.gelu, "SiLU": tf.nn.silu},
        "leaky ReLU": lambda z: tf.nn.leaky_relu(z, 0.1),
    }
    z = np.linspace(-30, 30, 301)
    for name, function in theirs.items():
        np.testing.assert_allclose(
            neuron_output(z, 1, 0, name), function(z), atol=1e-8, err_msg=name
        )  # its √2 is a float32


# The best line


def a_line_parts(points, sides):
    """Whether some line has these points on these sides: a linear program decides it."""
    signs = np.where(np.asarray(sides) == 1, 1.0, -1.0)
    rows = -signs[:, None] * np.column_stack([points, np.ones(len(points))])
    return scipy.optimize.linprog(np.zeros(3), rows, -np.ones(len(points)), bounds=[(None, None)] * 3).status == 0


grid = st.tuples(st.integers(-2, 2), st.integers(-2, 2))  # few places: points often lie in one line, or on each other


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(grid, st.integers(0, 1)), min_size=1, max_size=6))
def test_the_fewest_mistakes_are_those_of_all_sides_that_a_line_can_give(cases):
    points, classes = np.array([place for place, _ in cases], dtype=float), np.array([kind for _, kind in cases])
    sides = itertools.product((0, 1), repeat=len(cases))
    expected = min(int((classes != side).sum()) for side in sides if a_line_parts(points, side))
    assert fewest_mistakes(points, classes) == expected


@pytest.mark.parametrize(
    ("classes", "mistakes"), [([0, 0, 0, 1], 0), ([0, 1, 1, 1], 0), ([0, 1, 1, 0], 1), ([1, 0, 0, 1], 1), ([1] * 4, 0)]
)
def test_one_line_does_and_and_or_but_not_xor(classes, mistakes):
    assert fewest_mistakes([[0, 0], [0, 1], [1, 0], [1, 1]], classes) == mistakes
    assert fewest_mistakes(np.zeros((0, 2)), []) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1, 2], [0, 1]), r"shapes \(N, 2\) and \(N,\), not \(2,\), \(2,\)"),
        (([[1, 2]], [0, 1]), r"not \(1, 2\), \(2,\)"),
        (([[1, np.nan]], [0]), "points must be finite"),
        (([[1, 2]], [2]), "each class 0 or 1"),
    ],
)
def test_the_best_line_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        fewest_mistakes(*arguments)


# Softmax


@given(logits, temperatures)
def test_softmax_is_that_of_scipy(z, temperature):
    s = softmax(z, temperature)
    assert s.shape == z.shape
    np.testing.assert_allclose(s, scipy.special.softmax(z / temperature, axis=-1), rtol=1e-9, atol=1e-300)


@given(logits, temperatures)
def test_softmax_sums_to_one_and_keeps_the_order(z, temperature):
    s = softmax(z, temperature)
    np.testing.assert_allclose(s.sum(axis=-1), 1)
    assert s.min() >= 0
    order = np.argsort(z, axis=-1)
    assert np.all(np.diff(np.take_along_axis(s, order, axis=-1), axis=-1) >= 0)


@given(logits, st.floats(-1e4, 1e4))
def test_softmax_does_not_change_when_every_logit_is_shifted(z, shift):
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-7, atol=1e-12)


@given(hnp.arrays("float64", st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=finite), finite)
def test_softmax_is_stable_and_silent_for_logits_of_any_size(z, temperature):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        s = softmax(z, abs(temperature) or 1.0)
    np.testing.assert_allclose(s.sum(axis=-1), 1)


@given(moderate)
def test_softmax_of_two_classes_is_the_sigmoid_of_their_difference(z):
    np.testing.assert_allclose(softmax([z, 0])[0], neuron_output(z, 1, 0, "sigmoid"), atol=1e-15)


def test_temperature_goes_from_the_largest_to_all_alike():
    np.testing.assert_allclose(softmax([2, 1, 0], 1e-3), [1, 0, 0])
    np.testing.assert_allclose(softmax([2, 1, 0], 1e6), [1 / 3] * 3, atol=1e-6)
    np.testing.assert_allclose(softmax([1, 2, 3]), [0.09003057, 0.24472847, 0.66524096])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((3.0,), r"shape \(…, classes\) with at least one class, not \(\)"),
        (([],), r"at least one class, not \(0,\)"),
        ((np.zeros((4, 0)),), r"at least one class, not \(4, 0\)"),
        (([1, np.nan],), "logits must be finite"),
        (([1, np.inf],), "logits must be finite"),
        (([1, 2], 0), "temperature must be greater than 0, not 0"),
        (([1, 2], -1), "temperature must be greater than 0, not -1"),
        (([1, 2], np.nan), "temperature must be greater than 0, not nan"),
        (([1, 2], np.inf), "temperature must be greater than 0, not inf"),
    ],
)
def test_softmax_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        softmax(*arguments)


# The diagram


def diagram_texts(*arguments):
    (ax,) = neuron_diagram(*arguments).axes
    return [text.get_text() for text in ax.texts if text.get_text()]


def test_the_diagram_shows_every_number_of_the_neuron():
    assert diagram_texts([1, 2], [0.5, -1], 1) == [
        *("x₁ = 1", "w₁ = 0.5", "x₂ = 2", "w₂ = −1", "1", "θ = 1"),
        *("Σ", "sum", "z = −0.5", "f", "sigmoid", "ŷ = 0.3775"),
    ]
    assert diagram_texts([3], [2], -7.5, "ReLU")[-3:] == ["f", "ReLU", "ŷ = 0"]
    assert "z = −1.5" in diagram_texts([3], [2], -7.5, "ReLU")


def test_the_diagram_draws_a_weight_by_its_sign_and_size():
    (ax,) = neuron_diagram([1, 1, 1], [0.5, 2, -2], 0).axes
    arrows = [text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)][:4]
    widths = [arrow.get_linewidth() for arrow in arrows]
    colors = [arrow.get_edgecolor() for arrow in arrows]
    assert widths[3] < widths[0] < widths[1] == widths[2]
    assert colors[0] == colors[1]
    assert len(set(colors)) == 3, "positive, negative, zero"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1, 2], [1], 0), "as many weights as inputs"),
        (([], [], 0), "one to five numbers"),
        (([1] * 6, [1] * 6, 0), "one to five numbers"),
        (([[1]], [[1]], 0), "one to five numbers"),
        (([1], [np.nan], 0), "must be finite"),
        (([1], [1], np.inf), "must be finite"),
        (([1], [1], 0, "relu"), "activation must be one of"),
    ],
)
def test_the_diagram_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        neuron_diagram(*arguments)
