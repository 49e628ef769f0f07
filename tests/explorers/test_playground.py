"""The playground: what a step does, what is drawn, what starts anew, and how a training that fails is told."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.explorers.plane import OWN, large_sets
from helpers.explorers.playground import KEPT, PLANE, RATES, STEPS, playground_explorer, tick
from helpers.small_network import SLOPES, cross_entropy, forward, new_network, train
from tests.explorers.drawings import every_number_is_finite


def choose(explorer, **values):
    explorer.handle({"type": "set", "values": values})
    assert not explorer.problem


def press(explorer, name):
    explorer.handle({"type": "press", "name": name})
    assert not explorer.problem


def go(explorer, ticks):
    changes = {}
    for _ in range(ticks):
        changes |= tick({**explorer.settings, **changes})
    explorer.change(**changes)
    assert not explorer.problem


def arrays(points):
    return np.array(points)[:, :2], np.array(points)[:, 2]


def table(explorer):
    return arrays(explorer.settings["points"])


def parameters(explorer):
    net = explorer.settings["network"]
    return np.concatenate([array.ravel() for array in (*net.weights, *net.biases)])


def test_a_step_is_one_step_of_gradient_descent_and_the_sentence_says_what_it_did():
    explorer = playground_explorer()
    expected, _ = train(explorer.settings["network"], *table(explorer), 0.3, 1)
    press(explorer, "step")
    np.testing.assert_array_equal(explorer.settings["network"].weights[0], expected.weights[0])
    logits = forward(expected, table(explorer)[0])[-1]
    loss, wrong = cross_entropy(logits, table(explorer)[1]), ((logits[:, 0] > 0) != table(explorer)[1]).sum()
    assert explorer.sentence == f"After 1 step the loss is {loss:.3f}, and {wrong} of 80 points are on the wrong side."
    svg = explorer.picture.drawing.svg()
    assert f"step 1: loss {loss:.3f}, {wrong} of 80 wrong, rate 0.3" in svg
    assert svg.count('fill="none" stroke="#222222" stroke-width="2.5"') == wrong


@pytest.mark.parametrize("data", large_sets())
def test_it_learns_each_set_of_points(data):
    explorer = playground_explorer()
    choose(explorer, data=data)
    choose(explorer, rate="1")
    choose(explorer, first=6)
    go(explorer, 300)
    assert "none of 80 points is on the wrong side" in explorer.sentence


def test_one_hidden_neuron_is_no_better_than_a_line():
    explorer = playground_explorer()
    choose(explorer, first=1)
    go(explorer, 200)
    assert int(re.search(r"(\d+) of 80 points", explorer.sentence)[1]) >= 15, "one line cannot do XOR"


@pytest.mark.parametrize(("first", "second"), [(1, 0), (8, 0), (3, 2), (8, 8)])
def test_each_neuron_is_drawn_with_its_weights_and_its_answer(first, second):
    explorer = playground_explorer()
    choose(explorer, first=first)
    choose(explorer, second=second)
    svg = explorer.picture.drawing.svg()
    counts = [2, first, *([second] if second else []), 1]
    assert svg.count('data-mark="weight:') == sum(a * b for a, b in pairwise(counts))
    assert svg.count('data-mark="unit:') == sum(counts)
    assert svg.count("<image") == 1 + first + second
    assert svg.count('data-mark="point:') == 80


@pytest.mark.parametrize(
    ("data", "first", "seed", "learned"),
    [("XOR", 2, 0, False), ("XOR", 2, 3, True), ("XOR", 4, 0, True), ("rings", 2, 0, False), ("rings", 3, 0, True)],
)
def test_the_lesson_says_truly_how_many_neurons_are_enough(data, first, seed, learned):
    net, _ = train(new_network([first], "tanh", seed), *arrays(large_sets()[data]), 0.3, 3000)
    x, classes = arrays(large_sets()[data])
    assert bool(((forward(net, x)[-1][:, 0] > 0) == classes).all()) == learned


def test_reset_gives_the_same_start_and_another_start_another():
    explorer = playground_explorer()
    start, sentence = parameters(explorer), explorer.sentence
    go(explorer, 3)
    assert not np.allclose(parameters(explorer), start)
    press(explorer, "reset")
    np.testing.assert_array_equal(parameters(explorer), start)
    assert explorer.sentence == sentence
    press(explorer, "new")
    other = parameters(explorer)
    assert not np.allclose(other, start)
    go(explorer, 3)
    press(explorer, "reset")
    np.testing.assert_array_equal(parameters(explorer), other)


@pytest.mark.parametrize(
    ("values", "anew"),
    [
        ({"first": 5}, True),
        ({"second": 2}, True),
        ({"activation": "ReLU"}, True),
        ({"data": "rings"}, True),
        ({"rate": "3"}, False),
        ({"adds": "a point of class 0 (purple)"}, False),
        ({"data": OWN}, False),
    ],
)
def test_what_changes_the_network_or_its_points_starts_anew(values, anew):
    explorer = playground_explorer()
    explorer.change(running=True)
    go(explorer, 2)
    choose(explorer, **values)
    assert len(explorer.settings["history"]) == (1 if anew else 3)
    assert explorer.settings["running"] != anew


def test_points_are_added_while_it_trains_and_none_are_needed():
    explorer = playground_explorer()
    explorer.change(running=True)
    go(explorer, 1)
    box = PLANE.box
    explorer.handle({"type": "click", "mark": "plane:0:0", "point": (box.center[0], box.y)})
    assert explorer.settings["points"][-1] == (0.0, 2.12, 1)
    assert explorer.settings["running"]
    go(explorer, 1)
    explorer.handle({"type": "click", "mark": "point:0", "point": (0, 0)})
    assert len(explorer.settings["points"]) == 80
    press(explorer, "clear")
    assert explorer.sentence == "There are no points to train on: click in the plane to add some."
    explorer.change(running=True)
    go(explorer, 1)
    press(explorer, "step")
    press(explorer, "reset")
    assert not explorer.settings["running"]


def test_a_rate_that_is_too_large_ends_the_training_with_a_sentence():
    explorer = playground_explorer()
    for values in ({"data": "rings"}, {"first": 8}, {"activation": "tanh"}, {"rate": "30"}, {"running": True}):
        choose(explorer, **values)
    ticks = 0
    while explorer.settings["running"]:
        go(explorer, 1)
        ticks += 1
        assert ticks < 400
    assert "The training diverges: after step" in explorer.sentence
    assert "With the rate 30 each step is too large: choose a smaller rate, then reset." in explorer.sentence
    press(explorer, "reset")
    assert explorer.sentence.startswith("After 0 steps")


def test_numbers_that_grow_without_end_are_told_too():
    explorer = playground_explorer()
    net = explorer.settings["network"]
    explorer.change(network=type(net)(tuple(1e3 * w for w in net.weights), net.biases, "ReLU"), rate="30", running=True)
    go(explorer, 1)
    assert not explorer.settings["running"]
    assert "The training diverges: after step" in explorer.sentence
    assert every_number_is_finite(explorer.picture.drawing)


def test_the_sentence_is_calm_while_it_trains():
    explorer = playground_explorer()
    explorer.change(running=True)
    sentences = set()
    for _ in range(2 * 500 // STEPS):
        go(explorer, 1)
        sentences.add(explorer.sentence)
    assert len(sentences) == 3
    loss = dict(explorer.settings["history"])[1000]
    assert explorer.sentence == f"The network is training. At step 1,000 the loss was {loss:.3f}."


def test_a_long_training_keeps_its_whole_curve_in_few_places():
    explorer = playground_explorer()
    settings = explorer.settings
    for _ in range(3 * KEPT):
        settings = {**settings, **tick(settings)}
    steps = [step for step, _ in settings["history"]]
    assert steps[0] == 0
    assert steps[-1] == 3 * KEPT * STEPS
    assert steps == sorted(set(steps))
    assert KEPT / 3 < len(steps) <= KEPT
    assert max(np.diff(steps)) <= 0.05 * steps[-1]


def test_what_is_pointed_at_is_told():
    explorer = playground_explorer()
    net = explorer.settings["network"]
    for mark, words in (
        ("weight:0:1:2", f"This weight is {net.weights[0][1, 2]:.3g}".replace("-", "−")),
        ("unit:1:2", f"Neuron 3 of layer 1 has the line {net.weights[0][0, 2]:.3g}·x₁".replace("-", "−")),
        ("plane:0:0", "At (−2, 2) the network answers "),
        ("point:79", f"At ({explorer.settings['points'][79][0]:.3g}".replace("-", "−")),
    ):
        explorer.handle({"type": "point", "mark": mark})
        assert words in explorer.sentence
    for mark in ("weight:1:3:0", "unit:1:3"):
        explorer.handle({"type": "point", "mark": mark})
        choose(explorer, first=1)
        assert not explorer.problem
        choose(explorer, first=4)


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from([*large_sets()]), st.integers(1, 8), st.integers(0, 8),
    st.sampled_from(list(SLOPES)), st.sampled_from(RATES), st.sampled_from(["weight:1:7:3", "unit:2:7", "plane:3:3"]),
)  # fmt: skip
def test_whatever_is_set_is_drawn_or_told(data, first, second, activation, rate, mark):
    explorer = playground_explorer()
    explorer.change(selected=mark)
    for values in ({"data": data}, {"first": first}, {"second": second}, {"activation": activation}, {"rate": rate}):
        choose(explorer, **values)
    explorer.change(selected=mark)
    go(explorer, 20)
    assert not re.search("nan|inf", re.sub('href="[^"]+"', "", explorer.picture.drawing.svg()))
    assert "nan" not in explorer.sentence
