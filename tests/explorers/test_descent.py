"""The explorer of gradient descent."""

import re

import numpy as np
import pytest

from helpers.descent import CURVES, descend
from helpers.explorers.descent import LEFT, STEPS, descent_explorer
from helpers.explorers.drawing import number
from tests.explorers.drawings import every_number_is_finite

NAMES = {name.split(",")[0]: name for name in CURVES}


def choose(explorer, curve, **changes):
    explorer.handle({"type": "set", "name": "curve", "values": {"curve": NAMES[curve]}})
    explorer.change(**changes)


def marks(explorer):
    return re.findall(r'data-mark="(step:\d+)"', explorer.picture.drawing.svg())


def test_lesson_03s_first_steps_are_in_the_sentence():
    explorer = descent_explorer()
    choose(explorer, "parabola", step=0)
    assert "At the start: x = 3, loss 9, slope 6. Next x ← 3 − 0.1 · 6 = 2.4." in explorer.sentence
    explorer.change(step=2)
    assert "After 2 steps: x = 1.92" in explorer.sentence
    assert "= 1.536." in explorer.sentence


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("rate", [0.01, 0.3, 0.7, 1.2])
def test_every_curve_and_rate_has_a_picture_and_the_numbers_of_its_path(curve, rate):
    explorer = descent_explorer()
    explorer.handle({"type": "set", "name": "curve", "values": {"curve": curve}})
    for step in (0, 1, 7, STEPS):
        explorer.change(rate=rate, step=step)
        path = descend(CURVES[curve], CURVES[curve].start, rate, step)
        assert not explorer.problem
        assert f"x = {number(path[-1], 4)}, loss {number(CURVES[curve].value(path[-1]))}" in explorer.sentence
        assert every_number_is_finite(explorer.picture.drawing)


@pytest.mark.parametrize(
    ("curve", "settings", "said"),
    [
        ("two valleys", {"start": -2.0, "rate": 0.6, "step": 0}, "jumps over the ridge at 0.169 into another valley"),
        ("two valleys", {"start": -2.0, "rate": 0.6, "step": 12}, "A step has jumped over a ridge"),
        ("two valleys", {"start": 0.1, "rate": 0.1, "step": 40}, "rests at the bottom of the valley at −1.49."),
        ("two valleys", {"start": 0.4, "rate": 0.1, "step": 40}, "rests at the bottom of the valley at 1.32."),
        ("two valleys", {"start": -2.3, "rate": 1.0, "step": 30}, "diverges"),
        ("parabola", {"rate": 0.1, "step": 1}, "goes towards the bottom at 0"),
        ("parabola", {"rate": 0.9, "step": 3}, "goes past the bottom at 0 to the other side"),
        ("parabola", {"rate": 1.05, "step": 0}, "lands higher than it started"),
        ("parabola", {"rate": 1.05, "step": 8}, "lands higher than the one before: gradient descent diverges"),
        ("plain with a hole", {"start": 3.5, "rate": 0.5, "step": 1}, "far from the bottom at 0"),
    ],
)
def test_the_sentence_says_what_becomes_of_the_path(curve, settings, said):
    explorer = descent_explorer()
    choose(explorer, curve, **settings)
    assert said in explorer.sentence


def test_the_start_is_dragged_along_the_curve_and_stays_inside():
    explorer = descent_explorer()
    explorer.change(step=0)
    middle = LEFT.x + LEFT.width / 2
    for x, start in ((middle, "0"), (-50, "−2.4"), (5000, "2.4"), (middle + LEFT.width / 4.8, "1")):
        explorer.handle({"type": "drag", "mark": "start", "points": [(1, 1), (x, 99)]})
        assert f"At the start: x = {start}," in explorer.sentence
    explorer.handle({"type": "nudge", "mark": "start", "by": [-1, 0]})
    assert "x = 0.95," in explorer.sentence


def test_pointing_at_a_place_of_the_path_shows_its_arithmetic_until_something_changes():
    explorer = descent_explorer()
    choose(explorer, "parabola", step=5)
    assert marks(explorer) == [f"step:{index}" for index in range(6)]
    explorer.handle({"type": "point", "mark": "step:1"})
    assert explorer.sentence.startswith("After 1 step: x = 2.4")
    assert explorer.picture.selected == "step:1"
    explorer.handle({"type": "set", "name": "step", "values": {"step": 4}})
    assert explorer.sentence.startswith("After 4 steps")


def test_another_curve_brings_its_start_and_rate():
    explorer = descent_explorer()
    for name, curve in CURVES.items():
        explorer.handle({"type": "set", "name": "curve", "values": {"curve": name}})
        assert (explorer.settings["start"], explorer.settings["rate"]) == (curve.start, curve.rate)


def test_nothing_is_drawn_beside_the_axes():
    explorer = descent_explorer()
    choose(explorer, "parabola", rate=1.05, step=12)
    lines = re.findall(r'<polyline points="([^"]+)"', explorer.picture.drawing.svg())
    for x, y in (map(float, pair.split(",")) for line in lines for pair in line.split()):
        assert LEFT.x - 0.01 <= x <= 860
        assert LEFT.y - 0.01 <= y <= LEFT.bottom + 0.01
    assert len(marks(explorer)) == np.sum(np.abs(descend(CURVES[NAMES["parabola"]], 3.0, 1.05, 12)) <= 48**0.5)
