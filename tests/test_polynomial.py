"""The functions under the explorer of lesson 02."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial.polynomial import polyfit, polyval

from helpers.polynomial import draw_points, errors_by_degree, fit_polynomial, true_curve

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


@given(st.integers(9, 40), st.floats(0, 1), st.sampled_from([0.0, 1e-4, 0.1]), seeds)
def test_errors_are_those_of_each_fit_alone(count, noise, weight_decay, seed):
    x, y = draw_points(count, noise, seed)
    training, validation = errors_by_degree(x, y, noise, 6, weight_decay)
    grid = np.linspace(-1, 1, 201)
    for degree in range(7):
        w = fit_polynomial(x, y, degree, weight_decay)
        np.testing.assert_allclose(training[degree], np.mean((polyval(x, w) - y) ** 2), rtol=1e-6, atol=1e-12)
        missed = np.mean((polyval(grid, w) - np.sin(4 * grid)) ** 2)
        np.testing.assert_allclose(validation[degree], missed + noise**2, rtol=1e-6)
    assert np.all(np.diff(training) <= 1e-9) or weight_decay > 0


def test_the_validation_error_is_what_many_fresh_points_give():
    x, y = draw_points(15, 0.3, 0)
    x_fresh, y_fresh = draw_points(200_000, 0.3, 1)
    measured = np.mean((polyval(x_fresh, fit_polynomial(x, y, 3)) - y_fresh) ** 2)
    np.testing.assert_allclose(errors_by_degree(x, y, 0.3, 3)[1][3], measured, rtol=0.02)
