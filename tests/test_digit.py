"""Strokes become digits as MNIST's were prepared: box, centre of mass, values; checked against MNIST itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.digit import (
    BOX, FINE, MIDDLE, PEN, SIDE, centre, centre_of_mass, digit_from_strokes, ink_box, shift,
)  # fmt: skip
from helpers.mnist import load_mnist

NUMBER = st.floats(0, SIDE, allow_nan=False)
STROKES = st.lists(st.lists(st.tuples(NUMBER, NUMBER), min_size=1, max_size=8), min_size=1, max_size=4)


def longer_side(image):
    return max(last - first + 1 for first, last in ink_box(image))


def test_the_first_two_thousand_test_digits_are_where_centring_puts_them_and_fill_the_box():
    for image in load_mnist(scaled=True).test_images[:2000]:
        assert np.array_equal(centre(image), image)
        assert longer_side(image) == BOX


@given(STROKES)
def test_a_drawing_fills_the_box_and_its_centre_of_mass_is_in_the_middle(strokes):
    image = digit_from_strokes(strokes)
    assert image.shape == (SIDE, SIDE)
    assert image.dtype == np.float32
    assert image.min() >= 0
    assert 0 < image.max() <= 1
    extent = float(np.ptp(np.concatenate([np.array(stroke) for stroke in strokes]), axis=0).max())
    assert longer_side(image) == BOX if extent > PEN else longer_side(image) <= 2 * PEN + 2
    for place, (first, last) in zip(centre_of_mass(image), ink_box(image)):
        inside = first > 0 and last < SIDE - 1
        assert abs(place - MIDDLE) <= 0.5 + 1e-6 or not inside


@given(STROKES, st.integers(-9, 9), st.integers(-9, 9), st.floats(0.5, 3))
def test_where_and_how_large_it_is_drawn_does_not_matter(strokes, right, down, size):
    extent = float(np.ptp(np.concatenate([np.array(stroke) for stroke in strokes]), axis=0).max())
    if extent < 2 * PEN or extent * size < 2 * PEN:
        return
    moved = [np.array(stroke) * size + (right, down) for stroke in strokes]
    one, other = digit_from_strokes(strokes), digit_from_strokes(moved)
    # Rounding may put a point on the next line of the fine grid, and so the centre of mass on the next pixel.
    nearest = min(np.abs(shift(other, x, y) - one).max() for x in (-1, 0, 1) for y in (-1, 0, 1))
    assert nearest <= 4 / FINE


def test_a_digit_redrawn_from_its_middle_lines_is_almost_the_digit_itself():
    seven = load_mnist(scaled=True).test_images[0]
    ours = digit_from_strokes([[(7.2, 8.6), (9, 8.3), (21, 9.3), (16, 18), (12.3, 26.4)]])
    overlap = (ours * seven).sum() / np.sqrt((ours**2).sum() * (seven**2).sum())
    assert overlap > 0.85
    assert abs(ours.sum() / seven.sum() - 1) < 0.25


def test_nothing_drawn_is_black_and_a_dot_is_a_dot_in_the_middle():
    assert not digit_from_strokes([]).any()
    assert not digit_from_strokes([[]]).any()
    dot = digit_from_strokes([[(3, 3)]])
    np.testing.assert_allclose(dot.sum(), np.pi * (PEN / 2) ** 2, rtol=0.15)
    assert longer_side(dot) <= 4
    np.testing.assert_allclose(centre_of_mass(dot), MIDDLE, atol=0.5)


def test_edges_are_smooth_and_the_pen_has_its_width():
    image = digit_from_strokes([[(14, 3), (14, 25)]], centred=False)
    np.testing.assert_allclose(image[10].sum(), PEN, atol=1 / FINE)
    assert ((image > 0) & (image < 1)).any()


def test_without_centring_it_stays_where_it_was_drawn_and_what_is_outside_is_lost():
    corner = digit_from_strokes([[(4, 4), (8, 4)]], centred=False)
    assert ink_box(corner) == ((2, 5), (2, 9))
    assert not digit_from_strokes([[(-9, -9), (-9, 40)]], centred=False).any()


@given(st.integers(-40, 40), st.integers(-40, 40))
def test_a_shift_moves_every_pixel_and_loses_what_leaves(right, down):
    image = np.arange(1, SIDE * SIDE + 1).reshape(SIDE, SIDE)
    moved = shift(image, right, down)
    for row, column in ((0, 0), (13, 5), (27, 27)):
        before = (row - down, column - right)
        inside = all(0 <= place < SIDE for place in before)
        assert moved[row, column] == (image[before] if inside else 0)


def test_a_digit_stops_at_the_border_rather_than_losing_ink():
    image = np.zeros((SIDE, SIDE))
    image[:, 0], image[0, :20] = 1, 0.1
    assert centre(image).sum() == pytest.approx(image.sum())
    assert not centre(np.zeros((SIDE, SIDE))).any()


def test_impossible_strokes_are_explained():
    with pytest.raises(ValueError, match="sequence of points"):
        digit_from_strokes([[1, 2, 3]])
    with pytest.raises(ValueError, match="finite"):
        digit_from_strokes([[(1, float("nan"))]])
    with pytest.raises(ValueError, match="draw something first"):
        centre_of_mass(np.zeros((SIDE, SIDE)))
