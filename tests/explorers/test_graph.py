"""The explorer of computation graphs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.explorers.drawing import number
from helpers.explorers.graph import EXPRESSIONS, GRAIN_PIXELS, LARGEST, LOSS, graph_explorer
from helpers.graph import backward, forward

LINE, SHARED, SHORTCUT, NEURON = EXPRESSIONS
names = pytest.mark.parametrize("name", EXPRESSIONS)


def made(name, step=None, **inputs):
    explorer = graph_explorer()
    explorer.handle({"type": "set", "name": "expression", "values": {"expression": name}})
    explorer.change(inputs={**EXPRESSIONS[name].inputs, **inputs})
    explorer.handle({"type": "press", "name": "all"})
    if step is not None:
        explorer.change(step=step)
    return explorer


def drag(explorer, name, up):
    x, y, _ = explorer.picture.drawing.handles[f"input:{name}"]
    explorer.handle({"type": "drag", "mark": f"input:{name}", "points": [(x, y), (x + 7, y - up)]})


@names
def test_every_step_spells_out_the_right_number(name):
    graph = EXPRESSIONS[name]
    values = forward(graph.nodes, graph.inputs)
    gradients = backward(graph.nodes, values, LOSS)
    explorer = made(name)
    count = explorer.settings["step"]
    assert count == len(graph.nodes) + sum(bool(node.operation) for node in graph.nodes)
    seen = []
    for step in range(1, count + 1):
        explorer.change(step=step)
        rule = re.fullmatch(rf"Step {step} of {count}, (forwards|backwards): (.*)", explorer.sentence)
        if rule[1] == "forwards":
            node, result = re.match(r"(\S+) = .* = (\S+)\.$", rule[2]).groups()
            assert result == number(values[node])
        else:
            node, result = re.match(r"∂L/∂(\S+) (?:=.*?)?= (−?\d+(?:\.\d+)?)[.:](?: |$)", rule[2]).groups()
            assert result == number(gradients[node])
        seen.append((rule[1], node))
    assert len(set(seen)) == count


def test_the_rule_of_a_weight_is_spelled_out():
    explorer = made(LINE)
    assert "∂L/∂w = ∂L/∂p · x = 6 · 3 = 18." in explorer.sentence
    explorer.change(inputs={**explorer.settings["inputs"], "x": -3.0})
    assert "∂L/∂w = ∂L/∂p · x = −18 · (−3) = 54." in explorer.sentence


def test_two_users_are_added_and_this_is_said():
    explorer = made(SHARED, step=6)
    assert "∂L/∂u = ∂L/∂v · 1 + ∂L/∂L · v = −2 · 1 + 1 · 1 = −1." in explorer.sentence
    assert "u has 2 users, v and L: what they hand back is added." in explorer.sentence


def test_a_relu_that_is_off_lets_nothing_back_but_the_shortcut_does():
    explorer = made(SHORTCUT, w=-1.0)
    explorer.handle({"type": "point", "mark": "node:h"})
    assert "This ReLU is off, so nothing flows back through it." in explorer.sentence
    explorer.handle({"type": "point", "mark": "node:x"})
    assert "= 0 · (−1) + 1 · 1 = 1. x has 2 users" in explorer.sentence
    assert "ReLU is off" not in made(SHORTCUT, step=6).sentence


def test_lesson_03s_neuron_has_the_lessons_numbers():
    explorer = made(NEURON)
    for node, gradient in {"ŷ": "−1.24", "z": "−0.293", "w₁": "−0.293", "w₂": "−0.585", "θ": "−0.293"}.items():
        explorer.handle({"type": "point", "mark": f"node:{node}"})
        assert re.search(rf"∂L/∂{node} =.*= {gradient}\.", explorer.sentence)


def test_nothing_is_shown_before_its_step():
    explorer = made(LINE, step=2)
    explorer.handle({"type": "point", "mark": "node:e"})
    assert explorer.sentence == "e has no value yet."
    explorer.handle({"type": "point", "mark": "node:z"})
    assert explorer.sentence == "z = p + b = 6 + 1 = 7."
    assert explorer.picture.drawing.svg().count('stroke-dasharray="3 3"') == 2 + 8  # values and gradients to come
    explorer.change(step=0, selected="")
    assert explorer.sentence.startswith("Only the inputs have values")


@given(st.sampled_from(list(EXPRESSIONS)), st.floats(-300, 300), st.data())
def test_a_dragged_input_changes_values_and_gradients(name, up, data):
    explorer, graph = made(name), EXPRESSIONS[name]
    moved = data.draw(st.sampled_from(list(graph.inputs)))
    drag(explorer, moved, up)
    expected = min(max(graph.inputs[moved] + 0.1 * round(up / GRAIN_PIXELS), -LARGEST), LARGEST)
    values = forward(graph.nodes, {**graph.inputs, moved: expected})
    assert f"{moved} = {number(values[moved])}, an input." in explorer.sentence
    assert f"L = {number(values[LOSS])}." in explorer.sentence
    assert f"= {number(backward(graph.nodes, values, LOSS)[moved])}." in explorer.sentence


def test_a_drag_goes_on_from_where_it_was_taken_and_the_next_from_where_it_ended():
    explorer = made(LINE)
    for up in (5, 10, 50):  # one drag, three events
        drag(explorer, "w", up)
    assert explorer.settings["inputs"]["w"] == 3.0
    explorer.handle({"type": "drop", "mark": "input:w"})
    drag(explorer, "w", -5)
    assert explorer.settings["inputs"]["w"] == 2.9
    explorer.handle({"type": "drop", "mark": "input:w"})
    explorer.handle({"type": "press", "name": "reset"})
    assert explorer.settings["inputs"] == EXPRESSIONS[LINE].inputs


def test_buttons_go_to_both_ends_and_a_step_leaves_the_selection():
    explorer = made(NEURON)
    explorer.handle({"type": "press", "name": "start"})
    assert explorer.sentence.startswith("Only the inputs")
    explorer.handle({"type": "press", "name": "all"})
    assert explorer.sentence.startswith("Step 20 of 20")
    explorer.handle({"type": "point", "mark": "node:s"})
    explorer.handle({"type": "set", "name": "step", "values": {"step": 8}})
    assert explorer.sentence.startswith("Step 8 of 20, backwards: ∂L/∂L = 1")


@names
def test_another_expression_starts_from_its_inputs(name):
    explorer = made(NEURON)
    explorer.handle({"type": "set", "name": "expression", "values": {"expression": name}})
    assert explorer.sentence.startswith("Only the inputs have values")
    assert explorer.settings["inputs"] == EXPRESSIONS[name].inputs
    assert set(re.findall(r'data-mark="node:(\w\S*?)"', explorer.picture.drawing.svg())) == {
        node.name for node in EXPRESSIONS[name].nodes
    }
