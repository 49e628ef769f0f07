"""Numbers that readers type and read: what is read, what is refused, and how numbers and sums are written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.explorers.numbers import (
    CLICKED,
    arithmetic,
    check_size,
    clicked,
    count,
    matrix_text,
    number_text,
    parse_matrix,
    parse_numbers,
    short_number,
    summed,
)


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


def test_a_matrix_is_rows_of_numbers():
    np.testing.assert_array_equal(parse_matrix(" 1, −1/2 ; 0,3; "), [[1, -0.5], [0, 3]])
    np.testing.assert_array_equal(parse_matrix("7"), [[7]])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no number"),
        ("1, 2;; 3, 4", "there is no number"),
        ("1, 2; 3", "same length, but these have 2, 1 numbers"),
        ("1, x; 2, 3", "'x' is not a number"),
        ("1, 2, 3, 4", "room for 3 × 3 numbers, not 1 × 4"),
        ("1; 2; 3; 4", "room for 3 × 3 numbers, not 4 × 1"),
    ],
)
def test_what_is_no_matrix_is_explained(text, words):
    with pytest.raises(ValueError, match=words):
        parse_matrix(text, most=3)


def test_sums_and_counts_are_written_as_people_write_them():
    assert summed([4, -1]) == "4 − 1 = 3"
    assert [count(number, "row") for number in range(3)] == ["no row", "1 row", "2 rows"]


@given(st.floats(-1e9, 1e9), st.integers(4, 9))
def test_a_short_number_fits_and_is_as_near_as_its_decimals_allow(value, room):
    text = short_number(value, room)
    assert len(text) <= room or abs(value) >= 100
    if "e" not in text:
        decimals = len(text.partition(".")[2])
        assert abs(float(text.replace("−", "-")) - value) <= 0.5 * 10**-decimals + 1e-9 * abs(value)


values = st.one_of(st.floats(-1e6, 1e6), st.fractions(-9, 9, max_denominator=20).map(float))


@given(hnp.arrays("float64", hnp.array_shapes(min_dims=2, max_dims=2, max_side=5), elements=values))
def test_a_matrix_survives_being_spelled_out(matrix):
    np.testing.assert_array_equal(parse_matrix(matrix_text(matrix)), matrix)


def test_a_fraction_is_spelled_out_as_one():
    assert matrix_text(np.array([[1 / 9, 0.5], [-2, 0.1]])) == "1/9, 0.5; -2, 0.1"
    assert matrix_text(np.array([1, -1 / 3])) == "1, -1/3"


def test_clicking_runs_through_all_values_and_back():
    value, seen = 0.7, []
    for _ in range(6):
        value = clicked(value)
        seen.append(value)
    assert seen == [*CLICKED, 0]


def test_too_large_numbers_are_refused():
    check_size(np.array([1e6]), np.array([-1e6]))
    with pytest.raises(ValueError, match="numbers up to a million fit"):
        check_size(np.array([1.0]), np.array([0, -2e6]))
