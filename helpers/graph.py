"""Computation graphs of single numbers: values forwards, gradients backwards, one node at a time (lessons 03 and 07).

Each operation knows its value and its own slopes. All the rest is the chain rule, once, in ``contributions``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Operation:
    """What a node computes from its inputs.

    value : the inputs' numbers → the node's number.
    slopes : the inputs' numbers → ∂(node)/∂(input), one for each input.
    formula, slope_texts : the same as texts, with {0}, {1} … for the inputs, {out} for the node. Where {a}, {b} stand,
        a negative number needs no parentheses.
    """

    value: Callable[..., float]
    slopes: Callable[..., Sequence[float]]
    formula: str
    slope_texts: Sequence[str]


def _sigmoid(z: float) -> float:
    return float(0.5 * (1 + np.tanh(0.5 * z)))  # overflows nowhere


def _cross_entropy(z0: float, z1: float, y0: float, y1: float) -> float:
    """−y₀ ln p₀ − y₁ ln p₁ for p = softmax(z₀, z₁), from the logits, so that no probability is rounded to 0."""
    total = np.logaddexp(z0, z1)
    return float(y0 * (total - z0) + y1 * (total - z1))


def _cross_entropy_slopes(z0: float, z1: float, y0: float, y1: float) -> Sequence[float]:
    """∂/∂z = p (y₀ + y₁) − y, which is probability minus label where the labels add up to 1; ∂/∂y = −ln p."""
    p1, total = _sigmoid(z1 - z0), float(np.logaddexp(z0, z1))
    return (1 - p1) * (y0 + y1) - y0, p1 * (y0 + y1) - y1, total - z0, total - z1


OPERATIONS = {
    "add": Operation(lambda x, y: x + y, lambda x, y: (1.0, 1.0), "{0} + {1}", ("1", "1")),
    "subtract": Operation(lambda x, y: x - y, lambda x, y: (1.0, -1.0), "{0} − {1}", ("1", "(−1)")),
    "multiply": Operation(lambda x, y: x * y, lambda x, y: (y, x), "{0} · {1}", ("{1}", "{0}")),
    "square": Operation(lambda x: x**2, lambda x: (2 * x,), "{0}²", ("2{0}",)),
    "relu": Operation(lambda x: max(0.0, x), lambda x: (float(x > 0),), "max(0, {a})", ("ReLU′({a})",)),
    "sigmoid": Operation(
        _sigmoid, lambda x: (_sigmoid(x) * _sigmoid(-x),), "σ({a})", ("{out}(1 − {out})",)
    ),
    "dot": Operation(
        lambda x, v, y, w: x * v + y * w, lambda x, v, y, w: (v, x, w, y), "{0} · {1} + {2} · {3}",
        ("{1}", "{0}", "{3}", "{2}"),
    ),
    "softmax": Operation(
        lambda x, y: _sigmoid(x - y), lambda x, y: 2 * np.array([0.5, -0.5]) * _sigmoid(x - y) * _sigmoid(y - x),
        "exp({a}) / (exp({a}) + exp({b}))", ("{out}(1 − {out})", "−{out}(1 − {out})"),
    ),
    "cross-entropy": Operation(
        _cross_entropy, _cross_entropy_slopes, "−{2} · ln p[0] − {3} · ln p[1]",
        ("(p[0] − {2})", "(p[1] − {3})", "(−ln p[0])", "(−ln p[1])"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A node of a graph: an operation on earlier nodes; an input of the graph has neither."""

    name: str
    operation: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contribution:
    """What one user of a node hands back to it: ∂L/∂(user) times the user's slope at that input, as text and number."""

    user: str
    slope_text: str
    slope: float
    amount: float


def small_network(hidden: str) -> list[Node]:
    """Return a network of two inputs, two hidden neurons and two classes, without biases, as a graph of numbers.

    x · W₁ = z₁, a = hidden(z₁), a · W₂ = z₂, p = softmax(z₂), and L, the cross-entropy of p and the label y, taken
    from the logits z₂. Its inputs are x, W₁, W₂ and y. Names count from 0, as in NumPy: W₁[0,1] leads from x[0] to
    z₁[1].

    Parameters
    ----------
    hidden : an operation of one input, "relu" or "sigmoid".
    """
    names = ["x[0]", "x[1]", *(f"W{layer}[{i},{j}]" for layer in "₁₂" for i in (0, 1) for j in (0, 1)), "y[0]", "y[1]"]
    nodes = [Node(name) for name in names]
    nodes += [Node(f"z₁[{j}]", "dot", ("x[0]", f"W₁[0,{j}]", "x[1]", f"W₁[1,{j}]")) for j in (0, 1)]
    nodes += [Node(f"a[{j}]", hidden, (f"z₁[{j}]",)) for j in (0, 1)]
    nodes += [Node(f"z₂[{k}]", "dot", ("a[0]", f"W₂[0,{k}]", "a[1]", f"W₂[1,{k}]")) for k in (0, 1)]
    nodes += [Node(f"p[{k}]", "softmax", (f"z₂[{k}]", f"z₂[{1 - k}]")) for k in (0, 1)]
    return [*nodes, Node("L", "cross-entropy", ("z₂[0]", "z₂[1]", "y[0]", "y[1]"))]


def forward(nodes: Sequence[Node], inputs: Mapping[str, float]) -> dict[str, float]:
    """Return the value of every node.

    Parameters
    ----------
    nodes : in an order in which each node comes after its inputs. inputs : the number of each input of the graph.

    Raises
    ------
    ValueError if an input has no finite number, or a node comes before one of its inputs.
    """
    values: dict[str, float] = {}
    for node in nodes:
        if not node.operation:
            if not np.isfinite(inputs.get(node.name, np.nan)):
                raise ValueError(f"the input {node.name} must have a finite number, not {inputs.get(node.name)}")
            values[node.name] = float(inputs[node.name])
            continue
        missing = [name for name in node.inputs if name not in values]
        if missing:
            raise ValueError(f"{node.name} needs {', '.join(missing)}, which must come before it in the graph")
        values[node.name] = float(OPERATIONS[node.operation].value(*(values[name] for name in node.inputs)))
    return values


def contributions(
    nodes: Sequence[Node], values: Mapping[str, float], gradients: Mapping[str, float], name: str
) -> list[Contribution]:
    """Return what each use of a node hands back to it; ``gradients`` holds those of its users.

    The gradient of the node is the sum of the amounts: this is the chain rule.
    """
    found = []
    for node in nodes:
        for place, used in enumerate(node.inputs):
            if used == name:
                operation = OPERATIONS[node.operation]
                slope = float(operation.slopes(*(values[each] for each in node.inputs))[place])
                text = write(operation.slope_texts[place], node.inputs, node.name)
                found.append(Contribution(node.name, text, slope, gradients[node.name] * slope))
    return found


def backward(nodes: Sequence[Node], values: Mapping[str, float], loss: str) -> dict[str, float]:
    """Return ∂loss/∂node of every node, from the last one to the first; 0 where a node does not lead to the loss.

    Raises
    ------
    ValueError if there is no node of the loss's name.
    """
    if loss not in values:
        raise ValueError(f"there is no node {loss!r}; there are {', '.join(values)}")
    gradients: dict[str, float] = {}
    for node in reversed(nodes):
        passed = sum(part.amount for part in contributions(nodes, values, gradients, node.name))
        gradients[node.name] = passed + (node.name == loss)
    return gradients


def write(template: str, texts: Sequence[str], out: str) -> str:
    """Fill a template of an ``Operation`` with the texts of its inputs and of the node.

    Negative numbers stand in ( ), but not at the beginning: −2 · (−3).
    """
    wrapped = [f"({text})" if text.startswith("−") else text for text in texts]
    plain = dict(zip("abcd", texts))
    return re.sub(r"^\((−[^()]*)\) ", r"\1 ", template.format(*wrapped, out=out, **plain))
