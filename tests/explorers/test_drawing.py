"""The shapes that all explorers are drawn with."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from helpers.explorers.drawing import (
    Box,
    Drawing,
    Grid,
    luminance,
    network,
    number,
    readable_on,
    ticks,
    value_colors,
    weight_color,
    weight_width,
)
from helpers.explorers.frame import SHARPNESS, still
from tests.explorers.drawings import every_number_is_finite

SVG = "{http://www.w3.org/2000/svg}"


def elements(drawing, tag):
    return ElementTree.fromstring(drawing.svg()).findall(f".//{SVG}{tag}")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_any_text_gives_well_formed_svg(text):
    drawing = Drawing(100, 50)
    drawing.text(10, 20, text)
    drawing.rect(Box(1, 2, 3, 4), mark=text, label=text)
    assert [element.text or "" for element in elements(drawing, "text")] == [text]
    assert elements(drawing, "rect")[-1].get("aria-label") == text


@given(arrays(float, (3, 4), elements=st.floats(-9, 9)), st.booleans())
def test_numbers_in_cells_can_be_read(values, signed):
    drawing = Drawing(200, 200)
    drawing.matrix(values, 10, 10, 30, signed=signed)
    fills = [element.get("fill") for element in elements(drawing, "rect")[1:]]
    inks = [element.get("fill") for element in elements(drawing, "text")]
    assert len(fills) == len(inks) == 12
    for fill, ink in zip(fills, inks):
        below, above = (luminance([int(color[i : i + 2], 16) for i in (1, 3, 5)]) for color in (fill, ink))
        assert (max(below, above) + 0.05) / (min(below, above) + 0.05) >= 4.5


def test_readable_on_takes_the_better_of_black_and_white():
    assert readable_on((255, 255, 255)) == readable_on((230, 159, 0)) == "#000000"
    assert readable_on((0, 0, 0)) == readable_on((94, 60, 153)) == "#ffffff"


def test_luminance_is_that_of_the_recommendation():
    assert luminance((255, 255, 255)) == pytest.approx(1)
    assert luminance((0, 0, 0)) == 0
    assert luminance((255, 0, 0)) == pytest.approx(0.2126)


def test_an_empty_cell_has_no_number_and_no_colour():
    drawing = Drawing(100, 100)
    drawing.matrix(np.array([[1.0, np.nan]]), 0, 0, 20)
    assert [element.text for element in elements(drawing, "text")] == ["1"]
    empty = elements(drawing, "rect")[2]
    assert empty.get("stroke-dasharray")
    assert empty.get("fill") == "#ffffff"


def test_a_marked_matrix_has_one_element_for_all_cells():
    drawing = Drawing(100, 100)
    grid = drawing.matrix(np.zeros((2, 3)), 10, 20, 5, mark="out")
    (marked,) = (element for element in elements(drawing, "rect") if element.get("data-mark"))
    assert (marked.get("data-mark"), marked.get("data-grid")) == ("out", "2 3")
    assert grid == Grid(10, 20, 15, 10, 2, 3)
    assert grid.cell(1, 2) == Box(20, 25, 5, 5)
    assert grid.cell(0, 1, 2, 2) == Box(15, 20, 10, 10)


def test_colours_have_one_scale_and_do_not_depend_on_the_other_values():
    small, large = np.array([[1.0, 0.0]]), np.array([[1.0, 4.0]])
    assert (value_colors(small, scale=4)[0, 0] == value_colors(large, scale=4)[0, 0]).all()
    assert (value_colors(small)[0, 0] == value_colors(large)[0, 1]).all()
    minus, zero, plus = value_colors(np.array([[-2.0, 0.0, 2.0]]), signed=True)[0].astype(int)
    assert minus[2] > minus[0], "negative values are purple"
    assert plus[0] > plus[2], "positive values are orange"
    assert zero.min() > 240, "zero is white"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (-2, "−2"),
        (1 / 3, "0.333"),
        (12345, "12345"),
        (0.0001234, "0.000123"),
        (1234567, "1.23e+06"),
    ],
)
def test_numbers_are_written_for_people(value, text):
    assert number(value) == text


def test_an_image_keeps_its_pixels():
    import base64

    image = np.arange(6.0).reshape(2, 3)
    drawing = Drawing(60, 40)
    grid = drawing.pixels(image, Box(0, 0, 60, 40), mark="in")
    (element,) = elements(drawing, "image")
    assert (grid.rows, grid.columns, element.get("data-grid")) == (2, 3, "2 3")
    stored = np.asarray(Image.open(io.BytesIO(base64.b64decode(element.get("href").split(",")[1]))))
    np.testing.assert_array_equal(stored, value_colors(image))


def test_the_still_shows_the_same_flat_squares_twice_as_large():
    drawing = Drawing(60, 40)
    drawing.pixels(np.array([[0.0, 1.0], [1.0, 0.0]]), Box(0, 0, 60, 40))
    picture = Image.open(io.BytesIO(still(drawing))).convert("RGB")
    assert picture.size == (60 * SHARPNESS, 40 * SHARPNESS)
    pixels = np.asarray(picture)
    light, dark = value_colors(np.array([[0.0, 1.0]]))[0]
    np.testing.assert_array_equal(pixels[0, 0], light)
    np.testing.assert_array_equal(pixels[0, -1], dark)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) == 2, "nothing is smoothed"


def test_the_still_has_its_text():
    blank, written = Drawing(60, 40), Drawing(60, 40)
    written.text(30, 20, "ŷ = −½")
    assert still(blank) != still(written)


def test_axes_turn_values_into_places_and_back():
    axes = Drawing(200, 200).axes(Box(50, 10, 100, 80), (-1, 1), (0, 4))
    assert (axes.x(-1), axes.x(1), axes.y(0), axes.y(4)) == (50, 150, 90, 10)
    assert axes.value(100, 50) == pytest.approx((0, 2))
    assert axes.value(-1000, 1000) == (-1, 0), "a place outside counts as the border"


@given(st.floats(-3, 3), st.floats(-9, 9))
def test_a_curve_stays_inside_its_axes(slope, height):
    drawing = Drawing(200, 200)
    axes = drawing.axes(Box(50, 10, 100, 80), (-1, 1), (-1, 1))
    xs = np.linspace(-1, 1, 41)
    axes.curve(xs, slope * xs + height, "#000000")
    for element in elements(drawing, "polyline"):
        points = np.array([point.split(",") for point in element.get("points").split()], dtype=float)
        assert (points[:, 1] >= 9.9).all()
        assert (points[:, 1] <= 90.1).all()
    inside = (np.abs(slope * xs + height) <= 1).any()
    assert bool(elements(drawing, "polyline")) >= bool(inside)


def test_a_point_outside_becomes_an_arrow_at_the_border():
    drawing = Drawing(200, 200)
    axes = drawing.axes(Box(50, 10, 100, 80), (-1, 1), (-1, 1))
    axes.point(0, 0, "#000000")
    axes.point(0, 7, "#000000")
    assert len(elements(drawing, "circle")) == 1
    (arrow,) = elements(drawing, "polygon")
    assert min(float(point.split(",")[1]) for point in arrow.get("points").split()) < 10


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e5))
def test_ticks_are_few_and_inside(low, span):
    found = ticks(low, low + span)
    assert 2 <= len(found) <= 8
    assert all(low - 1e-6 <= value <= low + span + 1e-6 for value in found)


def test_a_network_has_a_line_for_each_weight_and_a_circle_for_each_unit():
    drawing = Drawing(300, 200)
    weights = [np.array([[1.0, -2.0], [0.0, 3.0]]), np.array([[1.0], [1.0]])]
    places = network(drawing, [["a", "b"], ["c", "d"], ["e"]], weights, Box(30, 10, 240, 180))
    marks = [
        element.get("data-mark") for element in ElementTree.fromstring(drawing.svg()).iter() if element.get("data-mark")
    ]
    assert sum(mark.startswith("weight:") for mark in marks) == 6
    assert sum(mark.startswith("unit:") for mark in marks) == 5
    assert [len(layer) for layer in places] == [2, 2, 1]
    assert len({weight_color(value) for value in (1, 0, -1)}) == 3
    assert weight_width(0) < weight_width(-1) < weight_width(2) < weight_width(3) == weight_width(99)


@pytest.mark.parametrize(("value", "finite"), [(1.5, True), (float("nan"), False), (float("-inf"), False)])
def test_a_number_that_is_not_finite_is_found(value, finite):
    drawing = Drawing(100, 100)
    drawing.add("image", href="data:image/png;base64,AnanInf+nan/inf")
    drawing.text(10, 10, "a finance student's information")
    drawing.line(0, 0, value, 10)
    assert every_number_is_finite(drawing) is finite
    written = Drawing(100, 100)
    written.text(10, 10, f"loss = {value}")
    assert every_number_is_finite(written) is finite
