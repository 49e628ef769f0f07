"""The explorer of a neuron with one input: its sentence, its picture, its handles, and what is impossible."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.explorers.activation import LEFT, RIGHT, activation_explorer, draw
from helpers.neuron import ACTIVATIONS

numbers = st.floats(-4, 4)


def drag(explorer, mark, *point):
    explorer.handle({"type": "drag", "mark": mark, "points": [(0.0, 0.0), point]})
    assert not explorer.problem


def test_the_sentence_says_sum_and_output():
    explorer = activation_explorer()
    explorer.change(weight=-2.0, bias=0.5, x=1.5, activation="tanh")
    assert explorer.sentence == "z = −2.0·(1.5) + (0.5) = −2.50, and ŷ = tanh(−2.50) = −0.987."
    assert "z = −2.50" in explorer.picture.drawing.svg()
    assert "ŷ = −0.987" in explorer.picture.drawing.svg()


@given(numbers, numbers, numbers, st.sampled_from(list(ACTIVATIONS)))
def test_both_points_stand_on_their_curves(weight, bias, x, activation):
    svg = draw(weight, bias, x, activation).drawing.svg()
    for box, low, high, value, mark in (
        (LEFT, -8, 8, weight * x + bias, "input"),
        (RIGHT, -2, 4, float(ACTIVATIONS[activation](weight * x + bias)), "output"),
    ):
        px, py = (float(n) for n in re.search(rf'cx="(\S+)" cy="(\S+)"[^>]*data-mark="{mark}"', svg).groups())
        np.testing.assert_allclose(px, box.x + (x + 4) / 8 * box.width, atol=1e-2)
        inside = min(max(value, low), high)
        np.testing.assert_allclose(py, box.bottom - (inside - low) / (high - low) * box.height, atol=1e-2)


def test_the_points_move_along_the_curves():
    explorer = activation_explorer()
    drag(explorer, "input", LEFT.x + LEFT.width / 4, 0)
    assert explorer.settings["x"] == -2
    drag(explorer, "output", RIGHT.x + RIGHT.width, 0)
    assert explorer.settings["x"] == 4
    drag(explorer, "input", 5000, 0)
    assert explorer.settings["x"] == 4


def test_the_handles_lift_and_turn_the_line():
    explorer = activation_explorer()
    drag(explorer, "bias", 0, LEFT.bottom - LEFT.height * 10 / 16)
    assert explorer.settings["bias"] == 2
    drag(explorer, "slope", 0, LEFT.bottom - LEFT.height * (8 + 2 - 3) / 16)
    assert explorer.settings["weight"] == -2
    assert explorer.settings["bias"] == 2


@pytest.mark.parametrize(
    ("mark", "direction", "name", "change"),
    [
        ("input", (1, 0), "x", 0.1),
        ("output", (-1, 0), "x", -0.1),
        ("bias", (0, -1), "bias", 0.1),
        ("slope", (0, 1), "weight", -0.1),
        ("slope", (0, -1), "weight", 0.1),
    ],
)
def test_an_arrow_key_moves_a_handle_by_a_tenth(mark, direction, name, change):
    explorer = activation_explorer()
    before = explorer.settings[name]
    explorer.handle({"type": "nudge", "mark": mark, "by": direction})
    np.testing.assert_allclose(explorer.settings[name], before + change)


def test_a_handle_beyond_the_axes_still_goes_further_by_key():
    explorer = activation_explorer()
    explorer.change(weight=3.5, bias=4.0)
    explorer.handle({"type": "nudge", "mark": "slope", "by": (0, -1)})
    np.testing.assert_allclose(explorer.settings["weight"], 3.6)


def test_no_zero_is_negative():
    explorer = activation_explorer()
    explorer.change(weight=-1e-17, bias=-0.0, x=-0.0, activation="identity")
    assert explorer.sentence == "z = 0.0·(0.0) + (0.0) = 0.00, and ŷ = identity(0.00) = 0.000."


def test_what_is_impossible_is_said():
    explorer = activation_explorer()
    explorer.change(activation="step")
    assert "activation f must be one of identity, sigmoid" in explorer.sentence
    with pytest.raises(ValueError, match="must be finite"):
        draw(np.nan, 0, 0, "ReLU")
