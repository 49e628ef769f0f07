"""The explorer of a convolution's backward step, driven without a page."""

import re

import numpy as np
import pytest

from helpers.convolution_2d import convolve_backward
from helpers.explorers.convolution_backward import convolution_backward_explorer, draw
from helpers.explorers.drawing import LINKED, SELECTED, text_width
from helpers.explorers.numbers import number_text

SETTINGS = [
    {},
    {"kernel": "3 × 3"},
    {"stride": 2},
    {"padding": 1},
    {"kernel": "3 × 3", "padding": 1},
    {"stride": 2, "padding": 1, "kernel": "3 × 3"},
]


def explorer(**changes):
    """The explorer after the reader has set controls, one by one."""
    made = convolution_backward_explorer()
    for name, value in changes.items():
        set_control(made, name, value)
    return made


def set_control(made, name, value):
    made.handle({"type": "set", "values": {name: value}})
    assert not made.problem


def point(made, mark):
    made.handle({"type": "point", "mark": mark})
    assert not made.problem


def lines(made):
    """The sums that are written below the matrices."""
    return re.findall(r'<text x="20" y="[\d.]+" font-size="12"[^>]*>([^<]*)<', made.picture.drawing.svg())


def framed(made, color):
    return made.picture.drawing.svg().count(f'fill="none" stroke="{color}"')


def total(spelled):
    """What the pairs "a·b" of a spelled sum add up to."""
    text = spelled.replace("−", "-").replace("(", "").replace(")", "")
    return sum(float(a) * float(b) for a, b in re.findall(r"(-?[\d.]+)·(-?[\d.]+)", text))


def gradients(made):
    s = made.settings
    to_input, to_kernels = convolve_backward(
        s["x"][None], s["w"], s["g"][None], stride=s["stride"], padding=s["padding"]
    )
    return to_input[0], to_kernels


@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_every_pixels_gradient_is_the_sum_that_is_written_out(changes):
    made = explorer(**changes)
    gradient = gradients(made)[0]
    for row, column, channel in np.ndindex(gradient.shape):
        point(made, f"x{channel}:{row}:{column}")
        value = gradient[row, column, channel]
        if "fed no output" in made.sentence:
            assert (value, lines(made)) == (0, [])
            continue
        *spelled, last = lines(made)
        assert len(spelled) == 3, "a line for each filter"
        assert sum(total(line) for line in spelled) == value
        assert last.endswith(f"= {number_text(value)}")
        assert made.sentence.endswith(f"is its gradient: {number_text(value)}.")
        fed = int(re.search(r"fed (\d+) output", made.sentence).group(1))
        assert framed(made, SELECTED) == 2
        assert framed(made, LINKED) == 3 * 2 * fed, "an output and a weight for each pair"


@pytest.mark.parametrize("changes", SETTINGS, ids=str)
def test_every_weights_gradient_is_the_sum_that_is_written_out(changes):
    made = explorer(**changes)
    gradient = gradients(made)[1]
    for u, v, channel, number in np.ndindex(gradient.shape):
        point(made, f"w{channel}{number}:{u}:{v}")
        *spelled, last = lines(made)
        value = gradient[u, v, channel, number]
        assert total(" ".join(spelled)) == value
        assert last.endswith(f"= {number_text(value)}")
        assert f"met {made.settings['g'][:, :, 0].size} pair" in made.sentence
        assert made.sentence.endswith(f"its gradient: {number_text(value)}.")
        assert ("padding" in made.sentence) == bool(made.settings["padding"])


def test_no_line_is_wider_than_the_picture():
    for changes in SETTINGS:
        made = explorer(**changes)
        for _ in range(5):
            made.handle({"type": "press", "name": "other"})
            for mark in ("x0:1:1", "x1:2:2", "w12:1:1", "w00:0:0"):
                point(made, mark)
                assert all(20 + 12 * text_width(line) <= 860 for line in lines(made)), lines(made)
                assert len(lines(made)) <= 4


def test_how_many_outputs_a_corner_and_an_inner_pixel_feed():
    made = explorer()
    for mark, said in (("x0:0:0", "fed 1 output of each"), ("x1:1:2", "fed 4 outputs of each")):
        point(made, mark)
        assert said in made.sentence
    set_control(made, "padding", 1)
    point(made, "x0:0:0")
    assert "fed 4 outputs of each" in made.sentence
    made = explorer(kernel="3 × 3", stride=2)
    point(made, "x0:3:3")
    assert made.sentence == "x[3, 3] of channel 0 fed no output, so its gradient is 0."


def test_an_error_goes_to_its_window_and_its_filters_kernels():
    made = explorer()
    point(made, "g1:2:0")
    value = number_text(made.settings["g"][2, 0, 1])
    assert made.sentence.startswith(f"The error of y[2, 0] of filter 1 is {value}. It adds {value} times the kernels")
    assert framed(made, LINKED) == 2 + 2 * 2 * 4, "two kernels; four pixels in two channels, and their gradients"


def test_a_gradient_stands_for_what_it_belongs_to():
    made = explorer()
    point(made, "dx1:0:2")
    assert made.sentence.startswith("x[0, 2] of channel 1 fed")
    assert ">∂L/∂x, the gradient<" in made.picture.drawing.svg()
    point(made, "w02:1:0")
    assert ">∂L/∂W, the gradient<" in made.picture.drawing.svg()
    point(made, "dw11:0:1")
    assert made.sentence.startswith("The weight [0, 1] from channel 1 to filter 1 met 9 pairs")


@pytest.mark.parametrize(
    ("mark", "kind", "place"), [("x1:0:2", "x", (0, 2, 1)), ("w02:1:0", "w", (1, 0, 0, 2)), ("g2:0:1", "g", (0, 1, 2))]
)
def test_a_click_changes_the_number_that_is_seen_and_no_other(mark, kind, place):
    made = explorer()
    before = {name: made.settings[name].copy() for name in "xwg"}
    made.handle({"type": "click", "mark": mark, "point": (0, 0)})
    after = made.settings
    changed = [(name, *where) for name in "xwg" for where in np.argwhere(before[name] != after[name]).tolist()]
    assert changed == [(kind, *place)]
    made.handle({"type": "click", "mark": "dx0:0:0", "point": (0, 0)})
    assert made.settings is after or made.settings["x"] is after["x"]


def test_other_numbers_are_other_numbers_of_the_same_shapes():
    made = explorer()
    before = dict(made.settings)
    made.handle({"type": "press", "name": "other"})
    for name in "xwg":
        assert made.settings[name].shape == before[name].shape
        assert (made.settings[name] != before[name]).any()


def test_a_smaller_kernel_keeps_a_selection_that_exists():
    made = explorer(kernel="3 × 3")
    point(made, "w00:2:2")
    set_control(made, "kernel", "2 × 2")
    assert made.sentence.startswith("The weight [1, 1] from channel 0 to filter 0")
    assert made.picture.selected == "w00:1:1"


def test_numbers_of_ones_own_are_shown():
    x, k, g = np.arange(9.0).reshape(3, 3, 1), np.array([[1.0, 2], [0, -1]])[:, :, None, None], np.eye(2)[:, :, None]
    made = convolution_backward_explorer(x, k, g)
    point(made, "x0:1:1")
    assert made.sentence.endswith("is its gradient: 0.")  # k[1, 1] · 1 + k[0, 0] · 1
    assert "kernel" not in made.controls
    set_control(made, "padding", 1)
    assert made.settings["g"].shape == (4, 4, 1)
    assert (made.settings["w"] == k).all()
    draw(**convolution_backward_explorer(kernels=k).settings)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"x": np.ones((4, 4))}, r"x must have the shape \(H, W, C\), at most 6 × 6 × 2, not \(4, 4\)"),
        ({"x": np.ones((28, 28, 1))}, r"at most 6 × 6 × 2, not \(28, 28, 1\)"),
        ({"kernels": np.ones((5, 5, 2, 3))}, r"kernels must have the shape \(U, V, C, F\), at most 3 × 3 × 2 × 3"),
        ({"kernels": np.ones((2, 2))}, r"kernels must have the shape \(U, V, C, F\)"),
        ({"x": np.ones((4, 4, 1)), "kernels": np.ones((2, 2, 2, 3))}, "1 channels, but the kernels expect 2"),
        ({"x": np.full((4, 4, 2), np.nan)}, "x must hold finite numbers"),
        ({"x": np.full((4, 4, 2), 1e7)}, "numbers up to a million"),
        (
            {"error": np.ones((4, 4, 3))},
            r"gradient must have the shape of the output, \(1, 3, 3, 3\), not \(1, 4, 4, 3\)",
        ),
        ({"error": np.ones((3, 3))}, r"error must have the shape \(H − U \+ 1, W − V \+ 1, F\)"),
        ({"x": np.ones((1, 1, 2))}, "height: the window covers 2"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        convolution_backward_explorer(**arguments)
