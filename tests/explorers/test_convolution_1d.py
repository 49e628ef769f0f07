"""The explorer of one-dimensional convolution, driven without a page."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.convolution_1d import convolve_1d
from helpers.explorers.convolution_1d import BY_HAND, KERNELS, OWN, SIGNALS, convolution_1d_explorer, draw
from helpers.explorers.drawing import LINKED, SELECTED
from helpers.explorers.numbers import number_text, parse_numbers


def explorer(**changes):
    """The explorer after the reader has set controls, one by one."""
    made = convolution_1d_explorer()
    for name, value in changes.items():
        set_control(made, name, value)
    return made


def set_control(made, name, value):
    made.handle({"type": "set", "values": {name: value}})
    assert not made.problem


def point(made, mark):
    made.handle({"type": "point", "mark": mark})


def svg(made):
    return made.picture.drawing.svg()


def cells(made, mark):
    """The places of the cells with a mark: index → (x, y)."""
    found = re.findall(rf'<rect x="([\d.]+)" y="([\d.]+)"[^>]*data-mark="{mark}:(\d+)"', svg(made))
    return {int(index): (float(x), float(y)) for x, y, index in found}


ECHO = {"signal": "an echo: 4, 8, then 4", "kernel": "fading", "width": "wide"}


def test_it_starts_with_an_edge_and_a_kernel_that_finds_it():
    made = explorer()
    assert made.sentence == (
        "y[2] = (−1)·2 + 0·2 + 1·8 = −2 + 0 + 8 = 6. Length ⌊(8 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 = 6."
    )
    assert ">y[2] = (−1)·2 + 0·2 + 1·8 = −2 + 0 + 8 = 6<" in svg(made)
    assert [len(cells(made, mark)) for mark in ("in", "kernel", "out")] == [8, 3, 6]


def test_window_products_and_sum_of_the_lectures_echo():
    made = explorer(**ECHO, step=3)
    assert "y[3] = 0.25·8 + 0.5·0 + 1·4 = 2 + 0 + 4 = 6." in made.sentence
    assert "⌊(6 + 2·2 − 1·(3 − 1) − 1) / 1⌋ + 1 = 8." in made.sentence
    set_control(made, "flip", False)
    assert "y[3] = 1·8 + 0.5·0 + 0.25·4 = 8 + 0 + 1 = 9." in made.sentence
    assert "turned round" not in svg(made)


def test_outputs_fill_in_one_by_one():
    made = explorer(**ECHO)
    for step in range(8):
        set_control(made, "step", step)
        assert svg(made).count('stroke-dasharray="3 3"') == 7 - step, "empty cells"
        assert len(cells(made, "out")) == 8, "an output that is still empty can be pointed at"
    assert made.picture.limits["step"]["maximum"] == 7


def test_each_output_stands_under_the_middle_of_its_window_and_has_its_index():
    made = explorer(**ECHO, stride=2, padding=1)
    inputs, outputs, kernel = (cells(made, mark) for mark in ("in", "out", "kernel"))
    for t, (x, _) in outputs.items():
        assert x == pytest.approx(inputs[2 * t + 1][0], abs=0.01)
    t = made.settings["step"]
    assert [kernel[k][0] for k in range(3)] == pytest.approx([inputs[2 * t + k][0] for k in range(3)], abs=0.01)
    indices = re.findall(r'y="([\d.]+)" font-size="11" text-anchor="middle" fill="#767676">(\d)<', svg(made))
    rows = {y: "".join(text for place, text in indices if place == y) for y, _ in indices}
    assert [*rows.values()] == ["012345", "012"], "an axis of indices under the signal and one under the output"


def test_bars_have_the_lengths_of_the_values():
    made = explorer(values="4, -8, 0, 2", weights="1", step=3)
    bars = re.findall(
        r'<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)" fill="#(?:b0b0b0|0072B2)"', svg(made)
    )
    heights = [float(height) for _, height in bars]
    assert len(heights) == 6, "three numbers that are not 0, in the signal and in the output"
    np.testing.assert_allclose(np.array(heights) / heights[0], [1, 2, 0.5] * 2, rtol=1e-4)
    tops = [float(y) for y, _ in bars]
    assert tops[1] == pytest.approx(tops[0] + heights[0], abs=0.01), "a negative bar hangs below the axis"


def test_pointing_at_an_output_moves_the_window_there():
    made = explorer()
    point(made, "out:5")
    assert made.settings["step"] == 5
    assert made.sentence.startswith("y[5] =")
    assert made.picture.selected == "out:5"


def test_pointing_at_an_input_names_the_outputs_it_feeds_and_the_weights():
    made = explorer(**ECHO)
    point(made, "in:3")  # x[1], behind two zeros
    assert made.sentence.startswith(
        "x[1] feeds y[1] with the weight 1, y[2] with the weight 0.5, y[3] with the weight 0.25."
    )
    assert svg(made).count(f'stroke="{LINKED}"') == 4
    point(made, "in:0")
    assert made.sentence.startswith("This zero of the padding feeds y[0] with the weight 0.25.")
    set_control(made, "padding", 0)
    assert "feeds" not in made.sentence
    made = explorer(stride=4)
    point(made, "in:3")
    assert made.sentence.startswith("x[3] feeds no output.")


def test_the_weights_that_an_input_meets_give_the_outputs():
    made = explorer(values="3, -1, 2, 5, 0, 1, 4, 2", weights="1, 2, -1/2", padding=2, dilation=2)
    y = np.zeros(made.picture.limits["step"]["maximum"] + 1)
    x = np.pad(parse_numbers(made.settings["values"]), made.settings["padding"])
    for place, value in enumerate(x):
        point(made, f"in:{place}")
        for t, weight in re.findall(r"y\[(\d+)\] with the weight ([−\d.]+)", made.sentence):
            y[int(t)] += value * float(weight.rstrip(".").replace("−", "-"))
    np.testing.assert_allclose(y, convolve_1d(x, [1, 2, -0.5], dilation=2))


def test_clicking_the_kernel_changes_the_cell_that_is_seen():
    made = explorer()
    made.handle({"type": "click", "mark": "kernel:0", "point": (0, 0)})
    assert (made.settings["weights"], made.settings["kernel"]) == ("1, 0, 0", OWN)  # the last one, as it is turned
    set_control(made, "flip", False)
    made.handle({"type": "click", "mark": "kernel:0", "point": (0, 0)})
    assert made.settings["weights"] == "2, 0, 0"
    made.handle({"type": "click", "mark": "out:0", "point": (0, 0)})
    assert made.settings["weights"] == "2, 0, 0"


def test_names_and_numbers_follow_each_other():
    made = explorer()
    for name, field, texts in (("signal", "values", SIGNALS), ("kernel", "weights", KERNELS)):
        for choice, text in texts.items():
            set_control(made, name, choice)
            assert made.settings[field] == text
        set_control(made, field, "3, 2, 1")
        assert made.settings[name] == OWN


def test_the_kind_of_padding_and_p_follow_each_other():
    made = explorer()
    for width, padding in (("equal", 1), ("wide", 2), ("narrow", 0)):
        set_control(made, "width", width)
        assert made.settings["padding"] == padding
    for padding, width in ((1, "equal"), (2, "wide"), (3, BY_HAND)):
        set_control(made, "padding", padding)
        assert made.settings["width"] == width
    set_control(made, "width", "equal")
    set_control(made, "dilation", 3)
    assert made.settings["padding"] == 3
    assert "= 8." in made.sentence, "as long as the signal"
    set_control(made, "weights", "1, 2")  # 3 zeros cannot be shared between two ends: P stays, by hand
    assert (made.settings["width"], made.settings["padding"]) == (BY_HAND, 3)


@pytest.mark.parametrize(
    ("start", "width", "words"),
    [
        ({"weights": "1, 2"}, "equal", "use an odd kernel"),
        ({"dilation": 3}, "wide", "wide width needs 6 zeros at each end, and the picture has room for 4"),
    ],
)
def test_a_kind_of_padding_that_is_impossible_says_why(start, width, words):
    made = explorer(**start)
    before = dict(made.settings)
    made.handle({"type": "set", "values": {"width": width}})
    assert made.sentence.startswith("This setting is not possible: ")
    assert words in made.sentence
    assert made.settings == before


@pytest.mark.parametrize(
    ("stride", "dilation", "unread"),
    [(1, 1, ""), (2, 1, " reads x[5]."), (4, 1, " reads x[3], x[4], x[5]."), (2, 2, " reads x[1], x[3], x[5].")],
)
def test_what_no_window_reads_is_said_and_hatched(stride, dilation, unread):
    made = explorer(signal=ECHO["signal"], stride=stride, dilation=dilation)
    assert unread in made.sentence
    assert ("no window" in made.sentence) == bool(unread)
    assert svg(made).count('stroke="#a0306f"') == unread.count("x[") + bool(unread)  # and the legend


@pytest.mark.parametrize(
    "changes", [{"padding": 4}, {"stride": 2}, {"dilation": 2}, {"width": "wide"}, {"flip": False}]
)
def test_the_window_keeps_its_place(changes):
    made = explorer(step=3)

    def middle():
        set_ = made.settings
        taps = len(parse_numbers(set_["weights"]))
        return set_["step"] * set_["stride"] - set_["padding"] + set_["dilation"] * (taps - 1) / 2

    for name, value in changes.items():
        before = middle()
        set_control(made, name, value)
        assert abs(middle() - before) <= made.settings["stride"] / 2


def test_a_shorter_output_takes_the_window_to_its_end():
    made = explorer(step=5, values="1, 2, 3, 4")
    assert made.settings["step"] == made.picture.limits["step"]["maximum"] == 1


numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_set_is_numpys_answer_or_explained(data):
    values, weights = data.draw(numbers), data.draw(numbers.filter(lambda found: len(found) <= 5))
    flip, setting = (
        data.draw(st.booleans()),
        {
            "stride": data.draw(st.integers(1, 4)),
            "padding": data.draw(st.integers(0, 4)),
            "dilation": data.draw(st.integers(1, 3)),
        },
    )
    made = convolution_1d_explorer()
    texts = {"values": ", ".join(map(repr, values)), "weights": ", ".join(map(repr, weights))}
    made.change(step=data.draw(st.integers(0, 19)), flip=flip, **texts, **setting)
    if made.problem:
        assert "the window covers" in made.problem
        return
    svg(made)
    y = convolve_1d(values, weights, flip=flip, **setting)
    t = made.settings["step"]
    spelled = made.sentence.split(". Length")[0]
    assert spelled.startswith(f"y[{t}] = ")
    used = np.pad(values, setting["padding"])[setting["stride"] * t :: setting["dilation"]][: len(weights)]
    total = float(np.sum(used * np.array(weights)[:: -1 if flip else 1]))
    assert total == pytest.approx(y[t], rel=1e-6, abs=1e-3)
    assert spelled.endswith(f"= {number_text(total)}")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"values": ""}, "there is no number"),
        ({"values": "1, 2, x"}, "'x' is not a number"),
        ({"values": ", ".join("1" * 13)}, "there is room for 12 numbers, not 13"),
        ({"weights": "1, 2, 3, 4, 5, 6"}, "there is room for 5 numbers, not 6"),
        ({"weights": "1e7"}, "numbers up to a million"),
        ({"values": "1, 2"}, "the window covers 3, but the input with its padding has only 2"),
    ],
)
def test_an_impossible_setting_is_explained_and_changes_nothing(changes, words):
    made = explorer()
    before, picture = dict(made.settings), svg(made)
    made.handle({"type": "set", "values": changes})
    assert made.sentence.startswith("This setting is not possible: ")
    assert words in made.sentence
    assert (made.settings, svg(made)) == (before, picture)


def test_draw_takes_a_step_beyond_the_output_as_its_last():
    assert draw(**explorer().settings | {"step": 99}).sentence.startswith("y[5] =")


def test_the_window_has_one_frame_and_its_output_another():
    assert svg(explorer()).count(f'fill="none" stroke="{SELECTED}" stroke-width="2.5"') == 3
