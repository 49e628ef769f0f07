"""The explorer of softmax: its sentence, its bars, their tops as handles, and what is impossible."""

import re

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from helpers.explorers.softmax import LEFT, LOGITS, RIGHT, draw, softmax_explorer


def bars(svg, x_from, x_to):
    """Heights of the bars whose middle lies between two places."""
    found = re.findall(r'<rect x="(\S+)" y="\S+" width="(\S+)" height="(\S+)" fill="#[0-9A-F]{6}" pointer', svg)
    return [float(h) for x, w, h in found if x_from < float(x) + float(w) / 2 < x_to]


def top(logit):
    return LEFT.bottom - (logit - LOGITS[0]) / (LOGITS[1] - LOGITS[0]) * LEFT.height


def test_the_sentence_says_logits_temperature_and_probabilities():
    explorer = softmax_explorer()
    explorer.change(logits=(-1.0, 3.0, 0.0, 9.0, 9.0), temperature=2.0)
    numbers = ", ".join(f"{p:.3f}" for p in scipy.special.softmax(np.array([-1, 3, 0]) / 2))
    assert explorer.sentence == f"softmax((−1.0, 3.0, 0.0) / 2.0) = ({numbers}); the sum is 1.000."


@given(st.integers(3, 5), st.floats(0.1, 10), st.lists(st.floats(-6, 6), min_size=5, max_size=5))
def test_the_bars_are_as_high_as_their_numbers(classes, temperature, logits):
    svg = draw(classes, temperature, logits).drawing.svg()
    z = np.array(logits[:classes])
    np.testing.assert_allclose(bars(svg, LEFT.x, LEFT.right), np.abs(z) / 14 * LEFT.height, atol=0.01)
    p = scipy.special.softmax(z / temperature)
    np.testing.assert_allclose(bars(svg, RIGHT.x, RIGHT.right), p / 1.12 * RIGHT.height, atol=0.01)
    assert all(f">{value:.3f}<" in svg for value in p)


def test_the_top_of_a_bar_is_dragged():
    explorer = softmax_explorer()
    explorer.handle({"type": "drag", "mark": "logit:1", "points": [(0, 0), (0, top(-3.5))]})
    assert explorer.settings["logits"][:3] == (2.0, -3.5, 0.0)
    explorer.handle({"type": "drag", "mark": "logit:0", "points": [(0, -900)]})
    assert explorer.settings["logits"][0] == 6
    assert "softmax((6.0, −3.5, 0.0) / 1.0)" in explorer.sentence


def test_an_arrow_key_moves_a_top_by_a_tenth():
    explorer = softmax_explorer()
    explorer.handle({"type": "nudge", "mark": "logit:2", "by": [0, 1]})
    assert explorer.settings["logits"][2] == -0.1


def test_more_classes_have_more_bars_and_fewer_forget_nothing():
    explorer = softmax_explorer()
    for classes in (5, 3, 4):
        explorer.change(classes=classes)
        svg = explorer.picture.drawing.svg()
        assert len(bars(svg, LEFT.x, LEFT.right)) == len(re.findall('data-mark="logit:', svg)) == classes
    assert "softmax((2.0, 1.0, 0.0, −1.0) / 1.0)" in explorer.sentence


def test_what_is_impossible_is_said():
    with pytest.raises(ValueError, match="temperature must be greater than 0, not 0"):
        draw(3, 0, (1.0, 2.0, 3.0))
    explorer = softmax_explorer()
    explorer.change(logits=(np.nan,) * 5)
    assert "logits must be finite" in explorer.sentence
