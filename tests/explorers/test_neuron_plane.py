"""The explorer of a neuron as a line, and the plane it shares with the playground: pictures, sentences, handles."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.explorers.neuron_plane import PLANE, neuron_plane_explorer
from helpers.explorers.plane import CLASS_COLORS, KINDS, MOST_POINTS, OWN, large_sets, small_sets
from helpers.neuron import fewest_mistakes
from tests.explorers.drawings import every_number_is_finite

weights = st.floats(-4, 4)


def at(x1, x2):
    """The place of two coordinates in the drawing."""
    span = PLANE.high - PLANE.low
    return (
        PLANE.box.x + (x1 - PLANE.low) / span * PLANE.box.width,
        PLANE.box.bottom - (x2 - PLANE.low) / span * PLANE.box.height,
    )


def drag(explorer, mark, *place):
    explorer.handle({"type": "drag", "mark": mark, "points": [(0.0, 0.0), place]})
    assert not explorer.problem


def choose(explorer, **values):
    explorer.handle({"type": "set", "values": values})
    assert not explorer.problem


def click(explorer, mark, place=(None, None)):
    explorer.handle({"type": "click", "mark": mark, "point": place})


def neuron(explorer):
    return np.array([explorer.settings["w1"], explorer.settings["w2"]]), explorer.settings["theta"]


def test_the_lessons_neuron_is_the_start():
    explorer = neuron_plane_explorer()
    w, theta = neuron(explorer)
    assert (*w, theta) == (0.5, -1, 1)
    np.testing.assert_allclose(w @ explorer.settings["foot"] + theta, 0, atol=1e-12)
    explorer.handle({"type": "point", "mark": "plane:4:12"})
    assert "At (1, 2): z = 0.5·(1) + (−1)·(2) + (1) = −0.5, ŷ = 0.378." in explorer.sentence


@pytest.mark.parametrize(
    ("data", "w", "theta", "words"),
    [
        ("AND", (1, 1), -1.5, "The neuron gets none of 4 points wrong."),
        ("OR", (1, 1), -0.5, "The neuron gets none of 4 points wrong."),
        ("AND", (1, 1), -0.5, "The neuron gets 2 of 4 points wrong."),
        ("XOR", (1, 1), -0.5, "The neuron gets 1 of 4 points wrong; no line gets fewer than 1 wrong."),
        (
            "XOR",
            (0, 0),
            1,
            "2 of 4 points wrong; no line gets fewer than 1 wrong; with both weights 0 there is no line",
        ),
        ("AND", (1, 1), 8, "The neuron gets 3 of 4 points wrong; the line lies outside of the picture."),
    ],
)
def test_mistakes_are_counted(data, w, theta, words):
    explorer = neuron_plane_explorer()
    choose(explorer, data=data)
    for name, value in (("w1", w[0]), ("w2", w[1]), ("theta", theta)):
        choose(explorer, **{name: value})
    assert words in explorer.sentence
    rings = explorer.picture.drawing.svg().count('fill="none" stroke="#222222" stroke-width="2.5"')
    assert f"{rings or 'none'} of 4" in explorer.sentence


def test_the_clouds_can_be_parted_and_lie_in_the_plane():
    for points in (*small_sets().values(), *large_sets().values()):
        table = np.array(points)
        assert np.abs(table[:, :2]).max() < 3
        assert {0, 1} == set(table[:, 2])
    clouds = np.array(small_sets()["two clouds"])
    assert fewest_mistakes(clouds[:, :2], clouds[:, 2]) == 0
    for points in large_sets().values():
        table = np.array(points)
        assert np.abs(table[:, :2]).max() < 2.125
        assert fewest_mistakes(table[:, :2], table[:, 2]) > 4, "no line parts these"


@given(weights, weights, st.floats(-8, 8))
def test_both_ends_of_the_line_lie_on_it_and_on_the_border(w1, w2, theta):
    w = np.array([w1, w2])
    assume(np.abs(w).max() > 1e-3)
    ends = PLANE.line(w, theta)
    middle = (PLANE.low + PLANE.high) / 2
    reach = (PLANE.high - PLANE.low) / 2 * np.abs(w).sum()
    if abs(w.sum() * middle + theta) < 0.999 * reach:
        for end in np.array(ends):
            np.testing.assert_allclose(w @ end + theta, 0, atol=1e-6)
            assert np.isclose(np.abs(end - middle).max(), (PLANE.high - PLANE.low) / 2)
    elif abs(w.sum() * middle + theta) > 1.001 * reach:
        assert ends is None


def test_the_tip_turns_the_line_about_the_arrows_foot():
    explorer = neuron_plane_explorer()
    foot = np.array(explorer.settings["foot"])
    drag(explorer, "tip", *at(foot[0] + 1, foot[1] + 0.5))
    w, theta = neuron(explorer)
    np.testing.assert_allclose(w, [1, 0.5], atol=0.01)
    np.testing.assert_allclose(w @ foot + theta, 0, atol=1e-9)
    np.testing.assert_allclose(explorer.settings["foot"], foot, atol=1e-9)


def test_the_line_is_moved_without_turning():
    explorer = neuron_plane_explorer()
    before, _ = neuron(explorer)
    drag(explorer, "line", *at(0.5, -0.5))
    w, theta = neuron(explorer)
    np.testing.assert_array_equal(w, before)
    np.testing.assert_allclose(w @ [0.5, -0.5] + theta, 0, atol=1e-9)
    np.testing.assert_allclose(w @ explorer.settings["foot"] + theta, 0, atol=1e-9)


def test_a_slider_takes_the_arrow_along():
    explorer = neuron_plane_explorer()
    for name, value in (("theta", -1.0), ("w1", -3.0), ("w2", 0.5), ("theta", 2.0)):
        choose(explorer, **{name: value})
        w, theta = neuron(explorer)
        np.testing.assert_allclose(w @ explorer.settings["foot"] + theta, 0, atol=1e-9)


@given(weights, weights, st.floats(-8, 8), st.floats(-2, 3), st.floats(-2, 3), st.sampled_from(["tip", "line"]))
def test_whatever_is_dragged_is_shown(w1, w2, theta, x1, x2, mark):
    explorer = neuron_plane_explorer()
    for name, value in (("w1", w1), ("w2", w2), ("theta", theta)):
        choose(explorer, **{name: value})
    drag(explorer, mark, *at(x1, x2))
    w, theta = neuron(explorer)
    assert np.abs(w).max() <= 4
    assert abs(theta) <= 8
    assert every_number_is_finite(explorer.picture.drawing)
    assert np.all((np.array(explorer.settings["foot"]) > -2.2) & (np.array(explorer.settings["foot"]) < 3.2))


def test_a_click_adds_a_point_of_the_chosen_class_and_a_click_on_it_removes_it():
    explorer = neuron_plane_explorer()
    choose(explorer, data="XOR")
    click(explorer, "plane:0:0", at(2, 2.5))
    assert explorer.settings["points"][-1] == (2.0, 2.5, 1)
    assert explorer.settings["data"] == OWN
    choose(explorer, adds=KINDS[1])
    click(explorer, "plane:0:20")  # by key: the middle of the cell
    assert explorer.settings["points"][-1] == (3.0, 3.0, 0)
    assert "of 6 points" in explorer.sentence
    x, y = at(3, 3)
    assert f'cx="{x:.6g}" cy="{y:.6g}" r="7" fill="{CLASS_COLORS[0]}"' in explorer.picture.drawing.svg()
    click(explorer, "point:5")
    click(explorer, "point:4", at(2, 2.5))
    assert explorer.settings["points"] == small_sets()["XOR"]
    for mark in ("tip", "line", ""):
        click(explorer, mark, at(0, 0))
    assert explorer.settings["points"] == small_sets()["XOR"]


def test_all_points_can_be_taken_away_and_there_is_room_for_so_many():
    explorer = neuron_plane_explorer()
    explorer.handle({"type": "press", "name": "clear"})
    assert explorer.sentence == "There are no points: click in the plane to add some."
    for number in range(MOST_POINTS):
        click(explorer, f"plane:{number % 21}:{number // 21}")
    assert len(explorer.settings["points"]) == MOST_POINTS
    click(explorer, "plane:20:20")
    assert explorer.sentence == f"There is room for {MOST_POINTS} points: click on one to remove it, then add another."
    choose(explorer, data="OR")
    assert "of 4 points" in explorer.sentence


def test_the_selected_place_has_a_frame_and_its_arithmetic():
    explorer = neuron_plane_explorer()
    choose(explorer, data="OR")
    explorer.handle({"type": "point", "mark": "point:3"})
    assert "At (1, 1): z = 0.5·(1) + (−1)·(1) + (1) = 0.5, ŷ = 0.622." in explorer.sentence
    x, y = at(1, 1)
    assert re.search(rf'<rect x="{x - 13:.6g}" y="{y - 13:.6g}" width="26"', explorer.picture.drawing.svg())
    explorer.handle({"type": "point", "mark": "number:0:1:0"})
    assert "At" not in explorer.sentence


def test_what_is_impossible_is_said():
    explorer = neuron_plane_explorer()
    explorer.change(w1=np.nan)
    assert "finite" in explorer.sentence
    explorer.change(data="moons")
    assert "points must be one of two clouds, AND, OR, XOR, my own" in explorer.sentence


def test_on_the_line_itself_the_neuron_does_not_say_yes():
    explorer = neuron_plane_explorer()
    choose(explorer, data="AND")
    explorer.change(w1=1.0, w2=1.0, theta=-1 + 1e-15)
    assert "none of 4 points wrong" in explorer.sentence
    choose(explorer, data="OR")
    assert "2 of 4 points wrong" in explorer.sentence
