"""The functions and the explorer of lesson 02."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial.polynomial import polyfit, polyval

from helpers.polynomial import draw_points, fit_polynomial, polynomial_explorer, true_curve

sizes = st.integers(4, 40)
degrees = st.integers(0, 3)
decays = st.floats(1e-6, 10)
seeds = st.integers(0, 2**32 - 1)


def loss(w, x, y, weight_decay):
    return np.mean((polyval(x, w) - y) ** 2) + weight_decay * np.sum(w[1:] ** 2)


def test_points_lie_on_the_curve_without_noise():
    x, y = draw_points(50, 0, seed=1)
    assert x.shape == y.shape == (50,)
    assert np.all(np.abs(x) <= 1)
    np.testing.assert_array_equal(y, true_curve(x))


def test_more_noise_moves_the_same_points_further():
    (x, small), (x_again, large) = draw_points(20, 0.1, seed=3), draw_points(20, 0.2, seed=3)
    np.testing.assert_array_equal(x, x_again)
    np.testing.assert_allclose(large - true_curve(x), 2 * (small - true_curve(x)))


@pytest.mark.parametrize("count", [0, -1, 2.5, True])
def test_draw_points_says_which_count_is_wrong(count):
    with pytest.raises(ValueError, match=f"count must be .* not {count}"):
        draw_points(count, 0.1, 0)


@pytest.mark.parametrize("noise", [-0.1, np.nan, np.inf])
def test_draw_points_says_which_noise_is_wrong(noise):
    with pytest.raises(ValueError, match=f"noise is a standard deviation.* not {noise}"):
        draw_points(5, noise, 0)


@given(sizes, degrees, seeds)
def test_fit_equals_numpy_without_weight_decay(count, degree, seed):
    x, y = np.linspace(-1, 1, count), np.random.default_rng(seed).normal(size=count)
    np.testing.assert_allclose(fit_polynomial(x, y, degree), polyfit(x, y, degree), atol=1e-9)


@given(sizes, st.integers(0, 12), decays, seeds)
def test_no_weights_near_by_have_a_smaller_loss(count, degree, weight_decay, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1, 1, count), rng.normal(size=count)
    w = fit_polynomial(x, y, degree, weight_decay)
    for _ in range(5):
        other = w + 1e-3 * rng.normal(size=degree + 1)
        assert loss(w, x, y, weight_decay) <= loss(other, x, y, weight_decay) + 1e-12


@given(sizes, st.integers(1, 12), decays, seeds)
def test_more_weight_decay_means_smaller_weights_and_a_larger_training_error(count, degree, weight_decay, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1, 1, count), rng.normal(size=count)
    weak, strong = (fit_polynomial(x, y, degree, factor * weight_decay) for factor in (1, 10))
    assert np.sum(strong[1:] ** 2) <= np.sum(weak[1:] ** 2) * (1 + 1e-6) + 1e-12
    assert loss(strong, x, y, 0) >= loss(weak, x, y, 0) - 1e-9


def test_strong_weight_decay_leaves_the_mean_because_the_constant_is_free():
    x, y = draw_points(30, 0.3, seed=0)
    w = fit_polynomial(x, y + 100, 5, weight_decay=1e9)
    np.testing.assert_allclose(w, [np.mean(y + 100), 0, 0, 0, 0, 0], atol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2], [1], 1), r"one shape .* not \(2,\) and \(1,\)"),
        (([], [], 1), "at least 1"),
        (([[1.0]], [[1.0]], 0), r"not \(1, 1\)"),
        (([1, np.nan], [1, 2], 1), "finite"),
        (([1, 2], [1, np.inf], 1), "finite"),
        (([1, 2], [1, 2], -1), "degree must be .* not -1"),
        (([1, 2], [1, 2], 1.0), "degree must be .* not 1.0"),
        (([1, 2], [1, 2], 1, -0.5), "weight_decay must be .* not -0.5"),
        (([1, 2], [1, 2], 2), "degree 2 has 3 weights, and 2 points.*at most 1, or some weight decay"),
        (([1, 1, 1], [1, 2, 3], 1), "degree 1 has 2 weights, and 1 points"),
    ],
)
def test_fit_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        fit_polynomial(*arguments)


def test_explorer_draws_the_fit_and_says_its_errors():
    explorer = polynomial_explorer()
    explorer.controls["degree"].value = 3
    x, y = draw_points(15, 0.3, 0)
    w = fit_polynomial(x, y, 3)
    curve = next(line for line in explorer.figure.axes[0].lines if line.get_label() == "fitted polynomial")
    np.testing.assert_allclose(curve.get_ydata(), polyval(curve.get_xdata(), w))
    assert "Degree 3 (4 weights) on 15 points" in explorer.message.value
    assert f"error {np.mean((polyval(x, w) - y) ** 2):.3f} on the training points" in explorer.message.value
    assert "0.090 of that is noise" in explorer.message.value


@pytest.mark.parametrize(
    ("control", "value"), [("degree", 4), ("noise", 0.5), ("count", 40), ("decay", 0.01), ("seed", 7)]
)
def test_every_control_changes_picture_and_sentence(control, value):
    explorer = polynomial_explorer()
    picture, sentence = explorer._picture()[0]["image/png"], explorer.message.value
    explorer.controls[control].value = value
    assert explorer._picture()[0]["image/png"] != picture
    assert explorer.message.value != sentence


def test_too_few_points_are_explained_and_weight_decay_mends_it():
    explorer = polynomial_explorer()
    explorer.controls["count"].value = 6
    assert "not possible: degree 9 has 10 weights, and 6 points" in explorer.message.value
    explorer.controls["decay"].value = 0.001
    assert "Degree 9 (10 weights) on 6 points" in explorer.message.value


def test_training_error_never_rises_with_the_degree():
    explorer = polynomial_explorer()
    for seed in range(5):
        explorer.controls["seed"].value = seed
        errors = explorer.figure.axes[1].lines[0].get_ydata()
        assert np.all(np.diff(errors) <= 1e-9)
