"""The explorer of two-dimensional convolution, driven without a page."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.convolution_2d import convolve_2d, windows_2d
from helpers.explorers.convolution_2d import KERNELS, LECTURE, OUTPUT, OWN, SUM, _inputs, convolution_2d_explorer, draw
from helpers.explorers.drawing import LINKED, SELECTED, largest_size
from helpers.explorers.numbers import number_text, parse_matrix


def explorer(**changes):
    """The explorer after the reader has set controls, one by one."""
    made = convolution_2d_explorer()
    for name, value in changes.items():
        set_control(made, name, value)
    return made


def set_control(made, name, value):
    made.handle({"type": "set", "values": {name: value}})
    assert not made.problem


def point(made, mark):
    made.handle({"type": "point", "mark": mark})


def frames(made, color):
    """The frames of a colour in the picture: (x, y, width, height)."""
    pattern = rf'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="none" stroke="{color}"'
    return [tuple(map(float, found)) for found in re.findall(pattern, made.picture.drawing.svg())]


def test_it_starts_with_an_edge_kernel_on_a_digits_edge():
    made = explorer()
    assert (made.settings["image"], made.settings["kernel"]) == ("digit 7", "edge, left to right")
    assert "y[13, 15] = 3.5, the sum of 9 products." in made.sentence
    assert "Height ⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26, width ⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26." in made.sentence
    svg = made.picture.drawing.svg()
    assert all(f'data-mark="{name}" data-grid="{size}"' in svg for name, size in (("in", "28 28"), ("out", "26 26")))


def test_the_lectures_outputs_are_said_and_spelled_out():
    made = explorer(image="the lecture's 5 × 5", kernel="the lecture's")
    for step, value in enumerate(convolve_2d(LECTURE, [[-1, 0, 0], [0, 0, 0], [0, 0, 1]]).ravel()):
        set_control(made, "step", step)
        assert f"y[{step // 3}, {step % 3}] = {number_text(value)}, the sum of 9 products." in made.sentence
    assert re.search(r">y\[2, 2\] = \(−1\)·1 \+ 0·.* = −1( \+ 0){7} \+ 1 = 0<", made.picture.drawing.svg())
    set_control(made, "flip", True)
    set_control(made, "step", 5)
    assert "y[1, 2] = −4," in made.sentence
    assert "× kernel, turned" in made.picture.drawing.svg()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_setting_says_what_numpy_says(data):
    image = data.draw(st.sampled_from(["the lecture's 5 × 5", "an edge", "one bright pixel", "digit 3"]))
    kernel = data.draw(st.sampled_from(list(KERNELS)))
    setting = {
        "stride": data.draw(st.integers(1, 4)),
        "padding": data.draw(st.integers(0, 3)),
        "dilation": data.draw(st.integers(1, 3)),
    }
    flip, step = data.draw(st.booleans()), data.draw(st.integers(0, 1200))
    made = convolution_2d_explorer()
    made.change(image=image, kernel=kernel, weights=KERNELS[kernel], flip=flip, step=step, **setting)
    if made.problem:
        assert re.search(r"not possible: height: the window covers \d+, .* use a smaller kernel", made.problem)
        return
    x, w = _inputs()[image], parse_matrix(KERNELS[kernel])
    y = convolve_2d(x, w, flip=flip, **setting)
    i, j = divmod(made.settings["step"], y.shape[1])
    assert made.settings["step"] == min(step, y.size - 1)
    by_hand = (windows_2d(x, w.shape, **setting)[i, j] * (w[::-1, ::-1] if flip else w)).sum()
    assert f"y[{i}, {j}] = {number_text(round(float(by_hand), 6))}, the sum of" in made.sentence
    for length in y.shape:
        assert f"+ 1 = {length}" in made.sentence


def test_pointing_at_an_output_moves_the_window_there():
    made = explorer()
    point(made, "out:3:4")
    assert made.settings["step"] == 3 * 26 + 4
    assert "y[3, 4] =" in made.sentence
    assert made.picture.selected == "out:3:4"
    seen = frames(made, SELECTED)[0]
    assert seen == pytest.approx((14 + 4 * 290 / 28, 36 + 3 * 290 / 28, 3 * 290 / 28, 3 * 290 / 28), abs=0.01)


def test_pointing_at_an_input_shows_what_it_feeds():
    made = explorer(padding=1)
    for mark, said, count in (
        ("in:14:14", "x[13, 13] feeds 9 outputs.", 9),
        ("in:1:1", "x[0, 0] feeds 4 outputs.", 4),
        ("in:0:5", "This zero of the padding feeds 3 outputs.", 3),
    ):
        point(made, mark)
        assert made.sentence.startswith(said)
        assert made.picture.selected == mark
        assert len(frames(made, LINKED)) == count + 1
    set_control(made, "stride", 2)
    assert "feeds" not in made.sentence, "another setting: what was pointed at is over"
    made = explorer(image="an edge", dilation=2, stride=3)
    point(made, "in:1:1")
    assert made.sentence.startswith("x[1, 1] feeds no output.")


def test_clicking_the_kernel_changes_the_cell_that_is_seen():
    made = explorer()
    made.handle({"type": "click", "mark": "kernel:0:2", "point": (0, 0)})
    assert made.settings["kernel"] == OWN
    assert made.settings["weights"] == "-1, 0, 2; -2, 0, 2; -1, 0, 1"
    set_control(made, "flip", True)
    made.handle({"type": "click", "mark": "kernel:0:2", "point": (0, 0)})  # the turned kernel's corner
    assert made.settings["weights"] == "-1, 0, 2; -2, 0, 2; 0, 0, 1"
    made.handle({"type": "click", "mark": "in:0:2", "point": (0, 0)})
    assert made.settings["weights"] == "-1, 0, 2; -2, 0, 2; 0, 0, 1"
    set_control(made, "kernel", "blur")
    made.handle({"type": "click", "mark": "kernel:1:1", "point": (None, None)})
    assert made.settings["weights"] == "1/9, 1/9, 1/9; 1/9, 0, 1/9; 1/9, 1/9, 1/9"


def test_a_kernel_is_chosen_or_typed():
    made = explorer(kernel="Laplacian")
    assert made.settings["weights"] == KERNELS["Laplacian"]
    set_control(made, "weights", "1, 2; 3, 4")
    assert made.settings["kernel"] == OWN
    assert "the sum of 4 products." in made.sentence


def middle(made):
    """The middle of the window in the image, (row, column)."""
    set_ = made.settings
    w = parse_matrix(set_["weights"])
    columns = convolve_2d(np.zeros((28, 28)), w, **{n: set_[n] for n in ("stride", "padding", "dilation")}).shape[1]
    return [
        place * set_["stride"] - set_["padding"] + set_["dilation"] * (taps - 1) / 2
        for place, taps in zip(divmod(set_["step"], columns), w.shape)
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"padding": 3},
        {"stride": 3},
        {"dilation": 3},
        {"weights": "1, 2, 3, 4, 5"},
        {"image": "digit 0"},
        {"flip": True},
        {"padding": 2, "stride": 4, "kernel": "a stroke, 5 × 5"},
    ],
    ids=str,
)
def test_the_window_keeps_its_place(changes):
    made = explorer()
    for name, value in changes.items():
        before = middle(made)
        set_control(made, name, value)
        moved = np.abs(np.subtract(middle(made), before)).max()
        assert moved <= made.settings["stride"] / 2, name


def test_in_a_smaller_image_the_window_goes_to_the_nearest_place():
    made = explorer(image="an edge")
    assert "y[3, 3]" in made.sentence
    made = explorer()
    point(made, "out:1:20")
    set_control(made, "image", "the lecture's 5 × 5")
    assert "y[1, 2]" in made.sentence


def test_what_no_window_reads_is_said_and_hatched():
    made = explorer(image="an edge", stride=2)
    assert "Height ⌊(6 + 2·0 − 3) / 2⌋ + 1 = 2 (no window reaches the last row)" in made.sentence
    made = explorer(image="an edge", weights="1, 0, -1", padding=1, stride=4)
    last = "no window reaches the last 3 rows of the padded input; 3 other rows are never read"
    rest = [f"Height ⌊(6 + 2·1 − 1) / 4⌋ + 1 = 2 ({last})"]
    last = "no window reaches the last column of the padded input; 1 other column is never read"
    rest += [f"width ⌊(6 + 2·1 − 3) / 4⌋ + 1 = 2 ({last})"]
    assert ", ".join(rest) in made.sentence
    made = explorer(image="the lecture's 5 × 5", weights="1", stride=2)
    assert "+ 1 = 3 (2 rows are never read), width" in made.sentence
    svg = made.picture.drawing.svg()
    assert svg.count('stroke="#a0306f"') == 2 + 2 * 3 + 1  # rows 1 and 3; columns 1 and 3 between them; the legend
    assert "in no window" in svg
    assert "in no window" not in explorer().picture.drawing.svg()


def test_padding_and_dilation_are_seen():
    made = explorer(image="the lecture's 5 × 5")
    assert "covers" not in made.sentence
    assert "#b4b4b4" not in made.picture.drawing.svg()
    plain = len(frames(made, SELECTED))
    set_control(made, "padding", 1)
    assert made.picture.drawing.svg().count('stroke="#b4b4b4"') == 4 + 1  # four sides, and the legend
    set_control(made, "dilation", 2)
    assert "With dilation 2 the window covers 5 × 5." in made.sentence
    assert len(frames(made, SELECTED)) == plain + 9


def test_window_and_input_have_one_colour_scale():
    made = explorer(image="the lecture's 5 × 5", kernel="copy")
    for step in range(9):
        set_control(made, "step", step)
        svg = made.picture.drawing.svg()
        cells = re.findall(r'fill="(#\w{6})" stroke="#999999"/>(?:<text[^>]*>)([^<]*)<', svg)
        source, window = cells[:25], cells[-28:-19]
        assert len({color for color, _ in window}) == len({text for _, text in window})
        assert set(window) <= set(source), "one value, one colour"


@pytest.mark.parametrize("weights", ["1000000, -1e-3; -1e6, 1/3", "-1e6", "1/3, 1/7; 1/9, 1/11"])
def test_the_sum_stays_in_its_cell(weights):
    made = explorer(image="an edge", weights=weights)
    for step in range(made.picture.limits["step"]["maximum"] + 1):
        set_control(made, "step", step)
        texts = re.findall(r'<text x="528" y="[\d.]+" font-size="([\d.]+)"[^>]*>([^<]*)<', made.picture.drawing.svg())
        assert [text for _, text in texts][1:] == ["sum"]
        assert all(float(size) <= largest_size(text, SUM.width) for size, text in texts)
    assert SUM.right < OUTPUT.x


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weights": ""}, "there is no number"),
        ({"weights": "1, 2; 3"}, "all rows must have the same length"),
        ({"weights": "1, 2, 3, 4, 5, 6"}, "there is room for 5 × 5 numbers, not 1 × 6"),
        ({"weights": "1e7"}, "numbers up to a million"),
        ({"dilation": 3}, "height: the window covers 7, but the input with its padding has only 6"),
    ],
)
def test_an_impossible_setting_is_explained_and_changes_nothing(changes, words):
    made = explorer(image="an edge")
    before, svg = dict(made.settings), made.picture.drawing.svg()
    made.handle({"type": "set", "values": changes})
    assert made.sentence.startswith("This setting is not possible: ")
    assert words in made.sentence
    assert (made.settings, made.picture.drawing.svg()) == (before, svg)
    set_control(made, "stride", 2)
    assert "y[" in made.sentence


def test_draw_takes_a_step_beyond_the_output_as_its_last():
    made = explorer(image="an edge")
    assert "y[3, 3]" in draw(**made.settings | {"step": 900}).sentence
