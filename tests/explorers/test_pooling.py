"""The explorer of pooling, driven without a page."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.explorers.drawing import LINKED
from helpers.explorers.numbers import matrix_text, number_text
from helpers.explorers.pooling import (
    DIGIT,
    FRAMES,
    INPUTS,
    LECTURE,
    OWN,
    WINNER,
    draw,
    pooling_arithmetic,
    pooling_explorer,
)
from helpers.pooling import pool_2d


def explorer(**changes):
    """The explorer after the reader has set controls, one by one."""
    made = pooling_explorer()
    for name, value in changes.items():
        set_control(made, name, value)
    return made


def set_control(made, name, value):
    made.handle({"type": "set", "values": {name: value}})
    assert not made.problem


def point(made, mark):
    made.handle({"type": "point", "mark": mark})


def framed(made, color):
    return made.picture.drawing.svg().count(f'fill="none" stroke="{color}"')


def test_it_starts_with_the_lectures_matrix():
    made = explorer()
    assert made.sentence.startswith("y[0, 0] = max(29, 15, 0, 100) = 100. Height ⌊(4 + 2·0 − 2) / 2⌋ + 1 = 2, width")
    assert made.sentence.endswith("The windows touch and share nothing.")
    assert ">y[0, 0] = max(29, 15, 0, 100) = 100<" in made.picture.drawing.svg()
    set_control(made, "kind", "average")
    assert made.sentence.startswith("y[0, 0] = (29 + 15 + 0 + 100) / 4 = 144 / 4 = 36.")


def test_each_window_has_a_colour_of_its_own_and_its_output_the_same():
    made = explorer(kind="average")
    pattern = r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"[^>]*fill="none" stroke="(#\w+)" stroke-width="2.5"'
    found = re.findall(pattern, made.picture.drawing.svg())
    outputs, windows = ({color for x, *_, color in found if (float(x) > 560) == right} for right in (True, False))
    assert windows == outputs == {FRAMES[k] for k in (0, 1, 2, 3)}
    assert len({*FRAMES, WINNER, LINKED}) == len(FRAMES) + 2
    overlapping = explorer(kind="average", size=3, stride=1)
    left = [x for x, *_ in re.findall(pattern, overlapping.picture.drawing.svg()) if float(x) < 300]
    assert len(left) == 1, "only the window of this step: the others would cover each other"


@pytest.mark.parametrize(("i", "j"), [(0, 1), (1, 0), (1, 1), (1, -1)])
def test_no_two_neighbours_have_the_same_colour(i, j):
    from helpers.explorers.pooling import _color

    assert all(_color(row, column) != _color(row + i, column + j) for row in range(6) for column in range(1, 6))


def test_pointing_at_an_output_moves_the_window_there():
    made = explorer()
    point(made, "out:0:1")
    assert made.settings["step"] == 1
    assert made.sentence.startswith("y[0, 1] = max(28, 184, 70, 38) = 184.")
    assert made.picture.selected == "out:0:1"


def test_the_winner_or_all_that_tie_are_framed():
    made = explorer()
    assert framed(made, WINNER) == 2, "in the input and in the enlarged window"
    point(made, "out:1:0")
    assert framed(made, WINNER) == 8
    assert "max(12, 12, 12, 12) = 12, a tie of 4." in made.sentence
    set_control(made, "kind", "average")
    assert framed(made, WINNER) == 0
    assert "a tie" not in made.sentence


def test_pointing_at_an_input_says_where_it_lies_and_what_it_wins():
    made = explorer(size=3, stride=1)
    point(made, "in:1:1")
    assert made.sentence.startswith(
        "x[1, 1] = 100 lies in 4 windows: y[0, 0], y[0, 1], y[1, 0], y[1, 1], and wins y[0, 0], y[1, 0], y[1, 1]."
    )
    assert framed(made, LINKED) == 5
    point(made, "in:2:2")
    assert "lies in 4 windows" in made.sentence
    assert "and wins none." in made.sentence
    set_control(made, "kind", "average")
    point(made, "in:0:3")
    assert made.sentence.startswith("x[0, 3] = 184 lies in 1 window: y[0, 1], and has an equal share in each.")
    set_control(made, "stride", 3)
    point(made, "in:3:3")
    assert made.sentence.startswith("x[3, 3] = 6 lies in no window.")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_inputs_win_are_the_outputs(data):
    shape = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 6))
    x = np.random.default_rng(data.draw(st.integers(0, 99))).permutation(shape[0] * shape[1]).reshape(shape) - 5.0
    size, stride = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    padding = data.draw(st.integers(0, size // 2))
    made = pooling_explorer()
    made.change(values=matrix_text(x), source=OWN, size=size, stride=stride, padding=padding)
    if made.problem:
        assert "does not fit into an input" in made.problem
        return
    won = {}
    for row, column in np.ndindex(shape):
        point(made, f"in:{row + padding}:{column + padding}")
        named = made.sentence.split(" wins ")
        for i, j in re.findall(r"y\[(\d+), (\d+)\]", named[1].split(". ")[0]) if len(named) > 1 else []:
            won[int(i), int(j)] = x[row, column]
    y = pool_2d(x, size, stride, padding=padding)
    assert won == {place: y[place] for place in np.ndindex(y.shape)}


def test_padding_never_counts():
    made = explorer(kind="average", padding=1)
    assert made.sentence.startswith("y[0, 0] = (29) / 1 = 29 / 1 = 29.")
    point(made, "in:0:0")
    assert made.sentence.startswith("This cell is padding: it never counts.")
    assert "padding, never counts" in made.picture.drawing.svg()


def test_arithmetic_is_spelled_out():
    assert pooling_arithmetic(LECTURE[:2, :2], "max") == "max(29, 15, 0, 100) = 100"
    assert pooling_arithmetic(np.array([1, -2]), "average") == "(1 − 2) / 2 = −1 / 2 = −0.5"
    assert pooling_arithmetic(np.arange(16), "max") == "max(0, 1, …, 15) = 15"
    assert pooling_arithmetic(np.arange(16), "average") == "(0 + 1 + … + 15) / 16 = 120 / 16 = 7.5"


@pytest.mark.parametrize(
    ("size", "stride", "words"),
    [
        (2, 2, "The windows touch and share nothing."),
        (3, 1, "Neighbouring windows share 2 of 3 rows or columns."),
        (1, 2, "(no window reaches the last row; 1 other row is never read)"),
        (1, 3, "The windows share nothing."),
        (3, 2, "(no window reaches the last row)"),
        (4, 1, "There is one window only."),
    ],
)
def test_how_windows_lie_is_said(size, stride, words):
    made = pooling_explorer()
    made.change(size=size, stride=stride)
    assert words in made.sentence
    lost = "no window" in made.sentence or "never read" in made.sentence
    assert ("in no window" in made.picture.drawing.svg()) == lost


def test_inputs_are_chosen_typed_and_clicked():
    made = explorer()
    for name in INPUTS[:3]:
        set_control(made, "source", name)
        assert made.settings["source"] == name
        assert made.picture.limits["values"]["disabled"] == (name == DIGIT)
    assert "28 + 2·0 − 2" in made.sentence
    made.handle({"type": "click", "mark": "in:0:0", "point": (0, 0)})
    assert made.settings["source"] == DIGIT, "the digit's pixels stay as they are"
    set_control(made, "values", "−1, −2; −4, −3.5")
    assert made.settings["source"] == OWN
    assert made.sentence.startswith("y[0, 0] = max(−1, −2, −4, −3.5) = −1.")
    made.handle({"type": "click", "mark": "in:1:1", "point": (0, 0)})
    assert made.settings["values"] == "-1, -2; -4, 0"
    set_control(made, "values", "0, 0; 0, 0")  # a picture without a range still has colours


def test_the_window_keeps_its_place():
    made = explorer(source=DIGIT)
    point(made, "out:7:6")
    set_control(made, "size", 3)
    assert made.sentence.startswith("y[7, 6] =")
    set_control(made, "stride", 1)
    i, j = map(int, re.match(r"y\[(\d+), (\d+)\]", made.sentence).groups())
    assert abs(i - 14) <= 1
    assert abs(j - 12) <= 1
    set_control(made, "source", INPUTS[0])
    assert made.sentence.startswith("y[1, 1] =")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"values": ""}, "there is no number"),
        ({"values": "1, 2; 3, x"}, "'x' is not a number"),
        ({"values": "1, 2; 3"}, "all rows must have the same length"),
        ({"values": "; ".join([", ".join("1" * 10)] * 10)}, "there is room for 9 × 9 numbers, not 10 × 10"),
        ({"values": "1e7, 1; 1, 1"}, "numbers up to a million"),
        ({"size": 5}, "a window of 5 × 5 does not fit into an input of 4 × 4: choose a smaller size"),
        ({"padding": 2}, "padding must be at most half of the size 2, not 2"),
    ],
)
def test_an_impossible_setting_is_explained_and_changes_nothing(changes, words):
    made = explorer()
    before, picture = dict(made.settings), made.picture.drawing.svg()
    made.handle({"type": "set", "values": changes})
    assert made.sentence.startswith("This setting is not possible: ")
    assert words in made.sentence
    assert (made.settings, made.picture.drawing.svg()) == (before, picture)


def test_every_setting_says_what_numpy_says_or_why_not():
    for source in INPUTS[:3]:
        made = explorer(source=source)
        for size in range(1, 6):
            for stride in (1, 2, 5):
                made.change(size=size, stride=stride, step=999)
                assert "bug" not in made.sentence
                if size > int(source.split()[-1]):
                    assert "does not fit" in made.sentence
                    continue
                x = np.array(LECTURE) if source == INPUTS[0] else None
                if x is not None:
                    assert f"= {number_text(pool_2d(x, size, stride)[-1, -1])}" in made.sentence.split(". ")[0]


def test_draw_takes_a_step_beyond_the_output_as_its_last():
    assert draw(**explorer().settings | {"step": 99}).sentence.startswith("y[1, 1] =")
