"""The explorer of lesson 02."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial.polynomial import polyfit, polyval

from helpers.explorers.drawing import Box, Drawing, number, pieces
from helpers.explorers.polynomial import LEFT, Y_LIMITS, polynomial_explorer
from helpers.polynomial import draw_points

heights = st.lists(st.floats(-1e6, 1e6, width=32), min_size=2, max_size=30)


def points_of(explorer):
    """The training points as the picture's labels say them: x and y, from left to right."""
    svg = explorer.picture.drawing.svg()
    found = re.findall(r'aria-label="training point \d+, x = ([^,]+), y = ([^"]+)"', svg)
    return np.array([[float(text.replace("−", "-")) for text in place] for place in found])


def fit_of(explorer):
    """The polyline of the fit, one list of (x, y) for each piece, in the drawing's units."""
    lines = re.findall(r'<polyline points="([^"]+)"[^>]*stroke="#D55E00"', explorer.picture.drawing.svg())
    return [np.array([pair.split(",") for pair in line.split()], dtype=float) for line in lines]


def test_sentence_has_both_errors_of_the_fit():
    explorer = polynomial_explorer()
    explorer.change(degree=3)
    x, y = draw_points(15, 0.3, 0)
    w = polyfit(x, y, 3)
    grid = np.linspace(-1, 1, 201)
    training, missed = np.mean((polyval(x, w) - y) ** 2), np.mean((polyval(grid, w) - np.sin(4 * grid)) ** 2)
    assert "Degree 3 (4 weights) on 15 points" in explorer.sentence
    assert f"error {number(training)} on the training points" in explorer.sentence
    assert f"{number(missed + 0.09)} on fresh validation points; 0.09 of that is noise" in explorer.sentence


def test_verdict_names_the_best_degree_and_the_side():
    explorer = polynomial_explorer()
    best = int(re.search(r"smallest at degree (\d+): this degree is higher", explorer.sentence)[1])
    explorer.change(degree=best)
    assert "No other degree has a smaller validation error." in explorer.sentence
    explorer.change(degree=0)
    assert f"smallest at degree {best}: this degree is too low" in explorer.sentence


def test_a_dragged_point_takes_the_fit_with_it():
    explorer = polynomial_explorer()
    explorer.change(degree=5)
    before, curve = points_of(explorer), fit_of(explorer)[0]
    explorer.handle({"type": "drag", "mark": "point:7", "points": [(0, 0), (300, LEFT.y + LEFT.height / 4)]})
    after = points_of(explorer)
    np.testing.assert_array_equal(np.delete(after, 7, axis=0), np.delete(before, 7, axis=0))
    assert after[7].tolist() == [before[7, 0], pytest.approx(1.25, abs=0.06)]
    x, y = draw_points(15, 0.3, 0)
    y[np.argsort(x)[7]] = 1.25
    error = np.mean((polyval(x, polyfit(x, y, 5)) - y) ** 2)
    assert f"error {number(error)} on the training points" in explorer.sentence
    assert not np.array_equal(fit_of(explorer)[0], curve)


def test_a_point_stays_in_the_frame_and_can_be_put_back():
    explorer = polynomial_explorer()
    start = explorer.sentence
    for y, height in ((-500, Y_LIMITS[1]), (5000, Y_LIMITS[0])):
        explorer.handle({"type": "drag", "mark": "point:0", "points": [(0, y)]})
        assert points_of(explorer)[0, 1] == height
        assert explorer.sentence != start
    explorer.handle({"type": "press", "name": "restore"})
    assert explorer.sentence == start


@pytest.mark.parametrize(("control", "value"), [("sample", 3), ("count", 20), ("noise", 0.5)])
def test_other_points_forget_what_was_moved(control, value):
    explorer, fresh = polynomial_explorer(), polynomial_explorer()
    explorer.handle({"type": "drag", "mark": "point:0", "points": [(0, 50)]})
    for each in (explorer, fresh):
        each.handle({"type": "set", "name": control, "values": {control: value}})
    assert explorer.sentence == fresh.sentence
    explorer.handle({"type": "drag", "mark": "point:0", "points": [(0, 50)]})
    explorer.handle({"type": "set", "name": "degree", "values": {"degree": 2}})
    assert explorer.settings["moved"]


def test_pointing_at_a_column_takes_its_degree():
    explorer = polynomial_explorer()
    explorer.handle({"type": "point", "mark": "degree:4"})
    assert explorer.sentence.startswith("Degree 4 ")
    assert explorer.picture.selected == "degree:4"


def test_too_few_points_are_explained_and_weight_decay_mends_it():
    explorer = polynomial_explorer()
    explorer.change(count=6)
    assert "not possible: degree 9 has 10 weights, and 6 points" in explorer.sentence
    assert explorer.settings["count"] == 15
    explorer.change(decay="0.001", count=6)
    assert "Degree 9 (10 weights) on 6 points" in explorer.sentence


@pytest.mark.parametrize("degree", [3, 9, 12, 14])
def test_the_fit_ends_exactly_at_the_frame(degree):
    explorer = polynomial_explorer()
    explorer.change(degree=degree)
    for piece in fit_of(explorer)[:-1]:  # the last one belongs to the right picture
        assert piece[:, 1].min() >= LEFT.y - 0.01
        assert piece[:, 1].max() <= LEFT.bottom + 0.01
        for x, y in piece[[0, -1]]:
            at_side = x == pytest.approx(LEFT.x, abs=0.01) or x == pytest.approx(LEFT.right, abs=0.01)
            assert at_side or min(abs(y - LEFT.y), abs(y - LEFT.bottom)) < 0.011


@given(heights)
def test_pieces_of_a_line_stay_inside_and_lose_nothing_of_it(ys):
    xs, ys = np.arange(len(ys), dtype=float), np.array(ys, dtype=float)
    parts = pieces(xs, ys, -1.0, 1.0)
    covered = np.linspace(0, len(ys) - 1, 211)
    inside = np.abs(np.interp(covered, xs, ys)) < 1 - 1e-9
    found = np.zeros(len(covered), dtype=bool)
    for x, y in parts:
        assert np.all(np.abs(y) <= 1)
        np.testing.assert_allclose(y, np.interp(x, xs, ys), atol=1e-6 * max(1, np.abs(ys).max()))
        found |= (covered >= x[0] - 1e-9) & (covered <= x[-1] + 1e-9)
    assert np.all(found[inside])


def test_a_line_from_below_to_above_crosses_the_axes_and_nan_breaks_it():
    drawing = Drawing(100, 100)
    axes = drawing.axes(Box(0, 0, 100, 100), (0, 1), (-1, 1))
    axes.curve(np.array([0, 1]), np.array([-100, 100]), "#123456")
    assert '<polyline points="49.50,100.00 50.50,0.00"' in drawing.svg()
    assert len(pieces(np.arange(5.0), np.array([0, 0, np.nan, 0, 0]), -1, 1)) == 2
    assert pieces(np.arange(3.0), np.array([0, np.inf, 0]), -1, 1)[0][1][-1] == 1
