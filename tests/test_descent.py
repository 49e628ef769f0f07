"""Gradient descent on curves of one variable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.descent import CURVES, FAR, descend, valley_below, valleys

curves = pytest.mark.parametrize("curve", CURVES.values(), ids=list(CURVES))
TWO, PARABOLA, MANY = (CURVES[name] for name in CURVES if name.startswith(("two", "parabola", "many")))


@curves
def test_each_slope_is_the_central_difference_of_its_curve(curve):
    x = np.linspace(*curve.limits, 301)
    h = 1e-5
    np.testing.assert_allclose(curve.slope(x), (curve.value(x + h) - curve.value(x - h)) / (2 * h), atol=1e-7)


@curves
def test_each_curve_starts_where_it_can_be_seen_and_ends_in_its_valley(curve):
    assert curve.limits[0] < curve.start < curve.limits[1]
    assert curve.heights[0] < curve.value(curve.start) < curve.heights[1]
    end = descend(curve, curve.start, curve.rate, 200)[-1]
    assert end == pytest.approx(valley_below(curve, curve.start), abs=1e-3)


@given(st.floats(-5, 5), st.floats(0.01, 1.2), st.integers(0, 40))
def test_on_the_parabola_each_step_multiplies(start, rate, steps):
    expected = start * (1 - 2 * rate) ** np.arange(steps + 1)
    beyond = np.flatnonzero(np.abs(expected) > FAR)
    expected = expected[: beyond[0] + 1] if len(beyond) else expected
    np.testing.assert_allclose(descend(PARABOLA, start, rate, steps), expected, rtol=1e-9, atol=1e-12)


@given(st.floats(-2.4, 2.4))
def test_a_small_rate_ends_in_the_valley_below_the_start(start):
    if abs(start - valleys(TWO)[1][0]) > 1e-2:
        assert descend(TWO, start, 0.02, 3000)[-1] == pytest.approx(valley_below(TWO, start), abs=1e-3)


def test_a_large_rate_jumps_over_the_ridge():
    assert descend(TWO, -2.0, 0.6, 200)[-1] == pytest.approx(1.32, abs=5e-3)
    assert valley_below(TWO, -2.0) == pytest.approx(-1.49, abs=5e-3)


def test_valleys_and_ridges_are_the_roots_of_the_slope():
    roots = np.sort(np.roots([1, 0, -2, 1 / 3]).real)
    bottoms, ridges = valleys(TWO)
    np.testing.assert_allclose(bottoms, roots[[0, 2]], atol=1e-6)
    np.testing.assert_allclose(ridges, roots[[1]], atol=1e-6)
    bottoms, ridges = valleys(MANY)
    assert (len(bottoms), len(ridges)) == (5, 4)
    for x in np.linspace(-3.9, 3.9, 40):
        assert valley_below(MANY, x) == pytest.approx(descend(MANY, x, 0.01, 4000)[-1], abs=1e-3)


@curves
def test_a_path_ends_with_the_first_place_that_is_far(curve):
    path = descend(curve, curve.start, 1e5, 50)
    assert np.all(np.abs(path[:-1]) <= FAR)
    assert np.all(np.isfinite(path))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.nan, 0.1, 3), "start must be a finite number, not nan"),
        ((1, 0, 3), "rate must be a positive number, not 0"),
        ((1, np.inf, 3), "rate must be a positive number, not inf"),
        ((1, 0.1, -1), "steps must be 0 or greater, not -1"),
    ],
)
def test_descend_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        descend(PARABOLA, *arguments)
