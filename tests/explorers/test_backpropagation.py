"""The explorer of backpropagation."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.explorers.backpropagation import EXAMPLE, LARGEST, STEPS, WEIGHTS, backpropagation_explorer
from helpers.explorers.drawing import number

signed = st.floats(-3, 3)


def matrices(inputs):
    return np.array([[inputs["x[0]"], inputs["x[1]"]]]), *(
        np.array([[inputs[f"{name}[{i},{j}]"] for j in (0, 1)] for i in (0, 1)]) for name in ("W₁", "W₂")
    )


def by_hand(inputs, label=1, hidden="ReLU"):
    """Lesson 07's section 1, in matrices: the loss, and the gradients of W₁ and W₂."""
    x, W1, W2 = matrices(inputs)
    z1 = x @ W1
    a, slope = (np.maximum(z1, 0), z1 > 0) if hidden == "ReLU" else (s := 1 / (1 + np.exp(-z1)), s * (1 - s))
    z2 = a @ W2
    p = np.exp(z2) / np.exp(z2).sum()
    g = p - np.eye(2)[label]
    return -np.log(p[0, label]), x.T @ ((g @ W2.T) * slope), a.T @ g


def drag(explorer, name, up):
    x, y, _ = explorer.picture.drawing.handles[f"input:{name}"]
    explorer.handle({"type": "drag", "mark": f"input:{name}", "points": [(x, y - up)]})


def test_the_first_numbers_are_lesson_07s():
    explorer = backpropagation_explorer()
    said = []
    for step in range(1, STEPS + 1):
        explorer.change(step=step)
        assert explorer.sentence.startswith(f"Step {step} of {STEPS}, to the {'right' if step < 10 else 'left'}: ")
        said.append(explorer.sentence.split(": ", 1)[1])
    assert said[0] == "z₁[0] = x[0] · W₁[0,0] + x[1] · W₁[1,0] = 1 · 1 + 2 · 1 = 3."
    assert said[8] == "L = −ln p[1] = −ln 0.0474 = 3.049."
    assert said[10] == (
        "∂L/∂z₂[0] = ∂L/∂L · (p[0] − y[0]) = 1 · 0.953 = 0.953. It is probability minus label: 0.953 − 0."
    )
    assert said[13] == "∂L/∂W₂[0,1] = ∂L/∂z₂[1] · a[0] = −0.953 · 3 = −2.86."
    assert said[16].startswith("∂L/∂a[0] = ∂L/∂z₂[0] · W₂[0,0] + ∂L/∂z₂[1] · W₂[0,1] = 0.953 · 0.5 + (−0.953) · (−0.5)")
    assert "what they hand back is added" in said[16]
    assert said[19].endswith("0.953 · 0 = 0. This ReLU is off, so nothing flows back through it.")
    assert said[22] == "∂L/∂W₁[1,0] = ∂L/∂z₁[0] · x[1] = 0.953 · 2 = 1.91."


@pytest.mark.parametrize("hidden", ["ReLU", "sigmoid"])
@settings(max_examples=25)
@given(st.lists(signed, min_size=10, max_size=10), st.integers(0, 1))
def test_sentences_say_the_gradients_of_the_matrices(hidden, numbers, label):
    explorer = backpropagation_explorer()
    inputs = dict(zip(EXAMPLE, numbers))
    explorer.change(inputs=inputs, label=f"class {label}", hidden=hidden)
    loss, *gradients = by_hand(inputs, label, hidden)
    explorer.handle({"type": "point", "mark": "node:L"})
    said = float(re.search(r"= (\S+)\.$", explorer.sentence)[1].replace("−", "-"))
    assert said == pytest.approx(loss, rel=1e-3, abs=1e-4)
    for name in WEIGHTS:
        explorer.handle({"type": "point", "mark": f"node:{name}"})
        i, j = int(name[3]), int(name[5])
        said = re.search(r"∂L/∂\S+ = .* = (\S+)\.$", explorer.sentence)[1].replace("−", "-")
        assert float(said) == pytest.approx(gradients[name[1] == "₂"][i, j], rel=6e-3, abs=1e-4)


def test_one_step_of_rate_a_hundredth_is_lesson_07s():
    explorer = backpropagation_explorer()
    explorer.change(rate=0.01, step=3)
    explorer.handle({"type": "press", "name": "take"})
    assert explorer.sentence.endswith("This step of gradient descent: the loss falls from 3.049 to 2.844.")
    _, g1, g2 = by_hand(EXAMPLE)
    _, W1, W2 = matrices(EXAMPLE)
    np.testing.assert_allclose(matrices(explorer.settings["inputs"])[1], W1 - 0.01 * g1)
    np.testing.assert_allclose(matrices(explorer.settings["inputs"])[2], W2 - 0.01 * g2)
    assert explorer.settings["step"] == STEPS


def test_many_steps_bring_the_loss_down_and_are_drawn():
    explorer = backpropagation_explorer()
    explorer.change(rate=0.05)
    for _ in range(130):
        explorer.handle({"type": "press", "name": "take"})
        assert "the loss falls" in explorer.sentence
    assert by_hand(explorer.settings["inputs"])[0] < 0.1
    line = re.findall(r'<polyline points="([^"]+)"[^>]*stroke="#0072B2"', explorer.picture.drawing.svg())
    heights = [float(pair.split(",")[1]) for pair in line[0].split()]
    assert len(heights) == 101
    assert heights == sorted(heights)


def test_a_step_that_is_too_long_is_refused():
    explorer = backpropagation_explorer()
    inputs = {**EXAMPLE, "W₁[0,0]": 5.0, "W₁[1,0]": 4.0}
    explorer.change(rate=1.0, inputs=inputs)
    explorer.handle({"type": "press", "name": "take"})
    assert re.match(r"This step would make W₂\[0,\d\] = −?1\d\.\d, .*a smaller rate, or press reset", explorer.sentence)
    assert explorer.settings["inputs"] == inputs
    explorer.handle({"type": "press", "name": "reset"})
    assert explorer.settings["inputs"] == EXAMPLE


@pytest.mark.parametrize("hidden", ["ReLU", "sigmoid"])
@settings(max_examples=40)
@given(st.lists(signed, min_size=10, max_size=10), st.floats(0.01, 1))
def test_no_rate_makes_the_loss_of_one_example_rise(hidden, numbers, rate):
    explorer = backpropagation_explorer()
    explorer.change(inputs=dict(zip(EXAMPLE, numbers)), hidden=hidden, rate=rate)
    before = by_hand(explorer.settings["inputs"], 1, hidden)[0]
    explorer.handle({"type": "press", "name": "take"})
    after = by_hand(explorer.settings["inputs"], 1, hidden)[0]
    assert after <= before + 1e-12
    if not explorer.problem:
        said = re.search(r" (?:to|at) (\S+)\.$", explorer.sentence)[1].replace("−", "-")
        assert float(said) == pytest.approx(after, rel=1e-3, abs=1e-12)  # by hand, a rounding error is left near 0


def test_where_there_is_nothing_to_learn_the_loss_stays():
    explorer = backpropagation_explorer()
    explorer.change(inputs={**EXAMPLE, "x[0]": 0.0, "x[1]": 0.0})
    explorer.handle({"type": "press", "name": "take"})
    assert explorer.sentence.endswith("This step of gradient descent: the loss stays at 0.6931.")


@settings(max_examples=40)
@given(st.sampled_from(list(EXAMPLE)), st.floats(-800, 800))
def test_a_dragged_number_changes_the_loss_and_begins_a_new_history(name, up):
    explorer = backpropagation_explorer()
    explorer.handle({"type": "press", "name": "take"})
    before = explorer.settings["inputs"]
    drag(explorer, name, up)
    value = min(max(before[name] + 0.1 * round(up / 5), -LARGEST), LARGEST)
    assert explorer.settings["inputs"] == {**before, name: pytest.approx(value)}
    assert explorer.sentence.startswith(f"{name} = {number(explorer.settings['inputs'][name])}, ")
    assert not explorer.settings["history"]
    explorer.handle({"type": "point", "mark": "node:L"})
    assert "gradient descent" not in explorer.sentence


def test_a_drag_goes_on_from_where_it_was_taken():
    explorer = backpropagation_explorer()
    for up in (5, 20, 10):
        drag(explorer, "W₁[0,1]", up)
    assert explorer.settings["inputs"]["W₁[0,1]"] == pytest.approx(-0.8)
    explorer.handle({"type": "drop", "mark": "input:W₁[0,1]"})
    drag(explorer, "W₁[0,1]", 5)
    assert explorer.settings["inputs"]["W₁[0,1]"] == pytest.approx(-0.7)


def test_values_stand_in_the_picture_before_gradients_do():
    explorer = backpropagation_explorer()
    empty = []
    for step in (0, 9, 12, STEPS):
        explorer.change(step=step)
        empty.append(explorer.picture.drawing.svg().count('stroke-dasharray="3 3"'))
    assert empty == [9 + 15, 15, 12, 0]  # nine values and fifteen gradients are computed
    explorer.change(step=0)
    assert explorer.sentence.startswith("Only the inputs and the weights have values.")
    explorer.handle({"type": "point", "mark": "node:a[1]"})
    assert explorer.sentence == "a[1] has no value yet."
    explorer.handle({"type": "press", "name": "all"})
    assert explorer.sentence.startswith(f"Step {STEPS} of {STEPS}")


@pytest.mark.parametrize(("control", "value"), [("label", "class 0"), ("hidden", "sigmoid")])
def test_another_label_or_activation_begins_a_new_history(control, value):
    explorer = backpropagation_explorer()
    explorer.handle({"type": "press", "name": "take"})
    explorer.handle({"type": "set", "name": "rate", "values": {"rate": 0.2}})
    assert explorer.settings["history"]
    sentence = explorer.sentence
    explorer.handle({"type": "set", "name": control, "values": {control: value}})
    assert not explorer.settings["history"]
    explorer.handle({"type": "point", "mark": "node:L"})
    assert explorer.sentence != sentence
    assert f"ln p[{0 if control == 'label' else 1}]" in explorer.sentence
