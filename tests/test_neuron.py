"""The neuron and softmax of lesson 01, against their formulas and SciPy; their pictures, without a browser."""

import warnings

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.neuron import ACTIVATIONS, neuron_diagram, neuron_explorer, neuron_output, softmax, softmax_explorer

FORMULAS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "ReLU": lambda z: z if z > 0 else 0.0,
    "leaky ReLU": lambda z: z if z > 0 else 0.1 * z,
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
        ((0, 1, 0, "relu"), "activation must be one of identity, sigmoid, tanh, ReLU, leaky ReLU, not 'relu'"),
        ((np.nan, 1, 0, "ReLU"), "input, weight and bias must be finite"),
        (([0, np.inf], 1, 0, "ReLU"), "input, weight and bias must be finite"),
        ((0, np.inf, 0, "ReLU"), "input, weight and bias must be finite"),
        ((0, 1, -np.inf, "ReLU"), "input, weight and bias must be finite"),
    ],
)
def test_a_neuron_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        neuron_output(*arguments)


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


# The explorers


def picture(explorer):
    return explorer._picture()[0]["image/png"]


def set_all(explorer, **values):
    for name, value in values.items():
        explorer.controls[name].value = value


def test_neuron_explorer_shows_sum_and_output():
    explorer = neuron_explorer()
    set_all(explorer, weight=-2.0, bias=0.5, x_now=1.5, activation="tanh")
    assert "z = −2.0·(1.5) + (0.5) = −2.50;  ŷ = tanh(−2.50) = −0.987" in explorer.message.value
    for ax, function in zip(explorer.figure.axes, (lambda z: z, np.tanh)):
        curve, point = ax.lines[-2:]
        np.testing.assert_allclose(curve.get_ydata(), function(-2 * curve.get_xdata() + 0.5))
        np.testing.assert_allclose(point.get_data(), ([1.5], [function(-2.5)]))


@pytest.mark.parametrize("zero", [-0.0, -1e-17])
def test_no_zero_is_negative_when_a_slider_passes_it(zero):
    neuron, three = neuron_explorer(), softmax_explorer()
    set_all(neuron, weight=zero, bias=zero, x_now=zero, activation="identity")
    set_all(three, logit_0=zero, logit_1=zero, logit_2=zero)
    assert "z = 0.0·(0.0) + (0.0) = 0.00;  ŷ = identity(0.00) = 0.000" in neuron.message.value
    assert "softmax((0.0, 0.0, 0.0) / 1.0)" in three.message.value


def test_neuron_explorer_marks_a_point_that_lies_outside():
    explorer = neuron_explorer()
    points = [ax.lines[-1] for ax in explorer.figure.axes]
    for x, marker in ((4.0, "^"), (-4.0, "v"), (0.5, "o")):
        set_all(explorer, weight=4.0, x_now=x, activation="identity")
        assert [point.get_marker() for point in points] == [marker, marker]
        for point in points:
            low, high = point.axes.get_ylim()
            assert low <= point.get_ydata()[0] <= high
            assert point.get_ydata()[0] in (low, high) or marker == "o"


def test_softmax_explorer_shows_logits_and_probabilities():
    explorer = softmax_explorer()
    set_all(explorer, logit_0=-1.0, logit_1=3.0, logit_2=0.0, temperature=2.0)
    s = softmax([-1, 3, 0], 2)
    left, right = explorer.figure.axes
    np.testing.assert_allclose([bar.get_height() for bar in left.patches], [-1, 3, 0])
    np.testing.assert_allclose([bar.get_height() for bar in right.patches], s)
    assert [text.get_text() for text in right.texts] == [f"{p:.3f}" for p in s]
    np.testing.assert_allclose([text.get_position()[1] for text in right.texts], s)
    numbers = ", ".join(f"{p:.3f}" for p in s)
    assert f"softmax((−1.0, 3.0, 0.0) / 2.0) = ({numbers}); the sum is 1.000" in explorer.message.value


@pytest.mark.parametrize(
    ("make", "control", "value"),
    [
        (neuron_explorer, "weight", 2.0),
        (neuron_explorer, "bias", -1.0),
        (neuron_explorer, "x_now", -2.0),
        *((neuron_explorer, "activation", name) for name in ACTIVATIONS if name != "sigmoid"),
        (softmax_explorer, "logit_0", -3.0),
        (softmax_explorer, "logit_1", 4.0),
        (softmax_explorer, "logit_2", 1.0),
        (softmax_explorer, "temperature", 5.0),
    ],
)
def test_every_control_changes_picture_and_sentence(make, control, value):
    explorer = make()
    before = picture(explorer), explorer.message.value
    explorer.controls[control].value = value
    assert picture(explorer) != before[0]
    assert explorer.message.value != before[1]


@pytest.mark.parametrize("make", [neuron_explorer, softmax_explorer])
@settings(max_examples=30)
@given(st.data())
def test_every_setting_is_possible(make, data):
    explorer = make()
    for control in explorer.controls.values():
        if hasattr(control, "options"):
            control.value = data.draw(st.sampled_from(control.options))
        else:
            control.value = data.draw(st.floats(control.min, control.max) | st.just(control.max) | st.just(control.min))
    assert "role='status'" in explorer.message.value
    assert "-" not in explorer.message.value.split(">")[1], "a real minus sign"


@pytest.mark.parametrize("make", [neuron_explorer, softmax_explorer])
def test_every_control_says_what_it_is(make):
    descriptions = [control.description for control in make().controls.values()]
    assert all(descriptions)
    assert len(set(descriptions)) == len(descriptions)
