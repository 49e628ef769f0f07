"""The explorer of a deep stack's layers: its numbers, its movement, and steps that do not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.deep_stack import DeepStack, Step
from helpers.explorers.drawing import raised, scientific
from helpers.explorers.layers import BINS, Run, advance, layers_explorer
from tests.explorers.drawings import every_number_is_finite


def steps(*losses, activations=((0.0, 0.0, 2.0), (1.0, 3.0)), gradients=((3.0, 4.0), (0.1,))):
    """Return a function that starts a training whose steps are known beforehand."""

    def start():
        left = list(losses)
        return lambda: Step(left.pop(0) if len(left) > 1 else left[0], list(activations), list(gradients))

    return start


def test_the_numbers_of_a_layer_are_those_of_its_arrays():
    explorer = layers_explorer({"mine": steps(2.5, 1.0)})
    assert explorer.sentence == (
        "mine, 1 step, loss 2.50. Layer 1 of 2: activations 0.667 ± 0.943, 67% of them exactly 0; "
        "gradient 3.5 × 10⁰; the largest gradient of all layers is 35 times the smallest (layer 2)."
    )
    explorer.handle({"type": "point", "mark": "gradient:1"})
    explorer.handle({"type": "press", "name": "step"})
    assert explorer.sentence.startswith(
        "mine, 2 steps, loss 1.00. Layer 2 of 2: activations 2 ± 1; gradient 1.0 × 10⁻¹;"
    )
    svg = explorer.picture.drawing.svg()
    for mark in ("layer:0", "layer:1", "gradient:0", "gradient:1"):
        assert f'data-mark="{mark}"' in svg


@given(st.lists(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=40), min_size=1, max_size=6))
def test_every_activation_is_in_a_histogram(layers):
    run = advance(Run(lambda: (1.0, layers, layers)))
    assert run.counts.shape == (len(layers), BINS)
    assert run.counts.sum(axis=1).tolist() == [len(layer) for layer in layers]
    np.testing.assert_allclose(run.mean, [np.mean(layer) for layer in layers])


def test_a_training_run_moves_pauses_and_starts_anew():
    explorer = layers_explorer()
    first = explorer.sentence
    for _ in range(3):
        explorer.change(**explorer.tick(explorer.settings))
    assert "sigmoid, 4 steps" in explorer.sentence
    explorer.handle({"type": "press", "name": "reset"})
    assert explorer.sentence == first  # the same weights, the same digits
    explorer.handle({"type": "set", "values": {"stack": "12 layers, ReLU"}})
    assert explorer.sentence.startswith("12 layers, ReLU, 1 step, ")
    assert "exactly 0" in explorer.sentence


def test_the_gradient_of_the_first_step_stays_in_the_picture():
    start = DeepStack(3, "tanh")
    run = advance(Run(start))
    later = advance(advance(run))
    np.testing.assert_array_equal(later.first, run.sizes)
    assert (later.sizes != run.sizes).all()
    assert later.span[0] <= run.span[0] < run.span[1] <= later.span[1]


def test_a_gradient_of_zero_is_named_and_drawn():
    explorer = layers_explorer({"dead": steps(1.0, gradients=((0.0,), (1.0,)))})
    assert "gradient 0; layer 1 gets no gradient at all" in explorer.sentence
    assert every_number_is_finite(explorer.picture.drawing)


def test_a_step_that_does_not_fit_is_explained():
    with pytest.raises(ValueError, match=r"step\(\) must return \(loss, activations, gradients\)"):
        layers_explorer({"mine": lambda: lambda: 3})
    with pytest.raises(ValueError, match="not of 2 and 1"):
        layers_explorer({"mine": steps(1.0, gradients=((1.0,),))})
    with pytest.raises(TypeError, match="a function that starts a training"):
        layers_explorer({})
    with pytest.raises(TypeError, match="a function that starts a training"):
        layers_explorer(DeepStack(2, "tanh"))
    explorer = layers_explorer({"mine": steps(1.0, float("inf"))})
    explorer.handle({"type": "press", "name": "step"})
    assert "the rate is too large; press reset" in explorer.sentence
    assert explorer.picture.sentence.startswith("mine, 1 step")


def test_powers_of_ten_are_written_out():
    assert [scientific(value) for value in (0, 2.5e-7, -1, 12345)] == ["0", "2.5 × 10⁻⁷", "−1.0 × 10⁰", "1.2 × 10⁴"]
    assert raised(-12) == "⁻¹²"
