"""Computation graphs: every gradient against central differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.graph import OPERATIONS, Node, backward, contributions, forward, small_network, write

numbers = st.floats(-3, 3)
ARITY = {"square": 1, "relu": 1, "sigmoid": 1, "dot": 4, "cross-entropy": 4}


def differences(nodes, inputs, loss, h=1e-6):
    """∂loss/∂input by central differences."""
    found = {}
    for name in inputs:
        ends = [forward(nodes, {**inputs, name: inputs[name] + sign * h})[loss] for sign in (1, -1)]
        found[name] = (ends[0] - ends[1]) / (2 * h)
    return found


@pytest.mark.parametrize("operation", OPERATIONS)
@given(st.data())
def test_slopes_of_every_operation_are_central_differences(operation, data):
    names = [f"x{index}" for index in range(ARITY.get(operation, 2))]
    inputs = {name: data.draw(numbers) for name in names}
    if operation == "relu" and abs(inputs["x0"]) < 1e-3:
        return  # the kink has no slope
    nodes = [*(Node(name) for name in names), Node("L", operation, tuple(names))]
    gradients = backward(nodes, forward(nodes, inputs), "L")
    for name, difference in differences(nodes, inputs, "L").items():
        assert gradients[name] == pytest.approx(difference, abs=2e-6)
    assert len(OPERATIONS[operation].slope_texts) == len(names)
    write(OPERATIONS[operation].formula, names, "L")  # no placeholder without an input


@st.composite
def graphs(draw):
    """A random graph: each node uses earlier ones, often one of them twice or more."""
    nodes = [Node(f"n{index}") for index in range(draw(st.integers(1, 4)))]
    inputs = {node.name: draw(numbers) for node in nodes}
    for index in range(len(nodes), len(nodes) + draw(st.integers(1, 6))):
        operation = draw(st.sampled_from(["add", "subtract", "multiply", "sigmoid", "softmax"]))
        earlier = st.sampled_from([node.name for node in nodes])
        nodes.append(Node(f"n{index}", operation, tuple(draw(earlier) for _ in range(ARITY.get(operation, 2)))))
    return nodes, inputs


@given(graphs())
def test_gradients_of_any_graph_are_central_differences(graph):
    nodes, inputs = graph
    loss = nodes[-1].name
    gradients = backward(nodes, forward(nodes, inputs), loss)
    for name, difference in differences(nodes, inputs, loss).items():
        assert gradients[name] == pytest.approx(difference, rel=1e-4, abs=1e-4)


def test_two_users_are_added():
    nodes = [Node("a"), Node("b"), Node("u", "multiply", ("a", "b")), Node("v", "add", ("u", "b")), Node("L", "multiply", ("u", "v"))]  # fmt: skip  # noqa: E501
    values = forward(nodes, {"a": 2.0, "b": -1.0})
    gradients = backward(nodes, values, "L")
    parts = contributions(nodes, values, gradients, "u")
    assert [(part.user, part.slope_text, part.amount) for part in parts] == [("v", "1", -2.0), ("L", "v", -3.0)]
    assert gradients == {"L": 1, "v": -2, "u": -5, "b": -12, "a": 5}


def test_a_node_used_twice_by_one_operation_gets_both():
    nodes = [Node("x"), Node("L", "multiply", ("x", "x"))]
    assert backward(nodes, forward(nodes, {"x": 3.0}), "L") == {"x": 6, "L": 1}


def test_what_does_not_lead_to_the_loss_has_gradient_zero():
    nodes = [Node("x"), Node("p", "sigmoid", ("x",)), Node("L", "square", ("x",))]
    assert backward(nodes, forward(nodes, {"x": 3.0}), "L") == {"L": 1, "p": 0, "x": 6}


def test_cross_entropy_stays_finite_where_a_probability_is_rounded_to_zero():
    nodes = [Node(name) for name in ("z0", "z1", "y0", "y1")]
    nodes.append(Node("L", "cross-entropy", ("z0", "z1", "y0", "y1")))
    values = forward(nodes, {"z0": 2000, "z1": 0, "y0": 0, "y1": 1})
    assert values["L"] == 2000
    gradients = backward(nodes, values, "L")
    assert (gradients["z0"], gradients["z1"]) == (1, -1)


def test_impossible_graphs_are_explained():
    with pytest.raises(ValueError, match="the input x must have a finite number, not None"):
        forward([Node("x")], {})
    with pytest.raises(ValueError, match="the input x must have a finite number, not nan"):
        forward([Node("x")], {"x": np.nan})
    with pytest.raises(ValueError, match="L needs x, which must come before it"):
        forward([Node("L", "square", ("x",)), Node("x")], {"x": 1.0})
    with pytest.raises(ValueError, match="there is no node 'K'; there are x"):
        backward([Node("x")], {"x": 1.0}, "K")


def test_templates_put_negative_numbers_in_parentheses():
    assert write("{0} · {1}", ["3", "−2"], "z") == "3 · (−2)"
    assert write("{0} · {1}", ["−2", "−3"], "z") == "−2 · (−3)"
    assert write("{0}²", ["−2"], "z") == "(−2)²"
    assert write("max(0, {a})", ["−2"], "z") == "max(0, −2)"


@pytest.mark.parametrize("hidden", ["relu", "sigmoid"])
@given(st.lists(st.floats(-3, 3), min_size=10, max_size=10), st.integers(0, 1))
def test_the_small_network_equals_its_matrices(hidden, numbers, label):
    x, W1, W2 = np.array(numbers[:2])[None], np.reshape(numbers[2:6], (2, 2)), np.reshape(numbers[6:], (2, 2))
    nodes = small_network(hidden)
    inputs = dict(zip([node.name for node in nodes if not node.operation], [*numbers, 1 - label, label]))
    values = forward(nodes, inputs)
    gradients = backward(nodes, values, "L")
    z1 = x @ W1
    a, slope = (np.maximum(z1, 0), z1 > 0) if hidden == "relu" else (s := 1 / (1 + np.exp(-z1)), s * (1 - s))
    z2 = a @ W2
    p = np.exp(z2) / np.exp(z2).sum()
    g2 = p - np.eye(2)[label]
    g1 = (g2 @ W2.T) * slope
    for symbol, vector in (("z₁", z1), ("a", a), ("z₂", z2), ("p", p)):
        np.testing.assert_allclose([values[f"{symbol}[{i}]"] for i in (0, 1)], vector[0], atol=1e-12)
    assert values["L"] == pytest.approx(-np.log(p[0, label]))
    for symbol, matrix in (("W₁", x.T @ g1), ("W₂", a.T @ g2)):
        found = [[gradients[f"{symbol}[{i},{j}]"] for j in (0, 1)] for i in (0, 1)]
        np.testing.assert_allclose(found, matrix, atol=1e-12)
