"""Wrong and right answers to exercise 01, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "01_neurons_and_activations"

TASKS = {
    "neuron": Task(
        wrong=[
            Wrong(
                "returns the sum without the bend",
                replace=("1 / (1 + np.exp(-z))", "z"),
                says="bend it with the sigmoid",
            ),
            Wrong("forgets the bias", replace=(" + theta", ""), says="bias theta is not added"),
            Wrong("subtracts the bias", replace=("+ theta", "- theta"), says="bias is subtracted"),
            Wrong("wrong sign in the exponent", replace=("np.exp(-z)", "np.exp(z)"), says="sign in the exponent"),
            Wrong("multiplies pairwise, never adds up", replace=("w @ x", "w * x"), says="add up the products"),
            Wrong("bends with tanh", replace=("1 / (1 + np.exp(-z))", "np.tanh(z)"), says="compute z = w·x + theta"),
            Wrong(
                "returns the number of the example",
                replace=("1 / (1 + np.exp(-z))", "0.37754066879814546"),
                says="every input counts",
            ),
            Wrong(
                "knows two inputs only",
                replace=("w @ x", "w[0] * x[0] + w[1] * x[1]"),
                says="your code raises IndexError: index 1 is out of bounds",
            ),
            Wrong(
                "prints instead of returning",
                replace=("return 1 / (1 + np.exp(-z))", "print(1 / (1 + np.exp(-z)))"),
                says="end with `return`",
            ),
            Wrong(
                "rounds the answer",
                replace=("1 / (1 + np.exp(-z))", "round(1 / (1 + np.exp(-z)), 4)"),
                says="do not round",
            ),
            Wrong(
                "asks for the inputs",
                replace=("z = w @ x", "x = float(input())\n    z = w @ x"),
                says="your code calls input()",
            ),
            Wrong(
                "leaves by sys.exit()",
                replace=("return 1", "import sys; sys.exit(); return 1"),
                says="use return to leave a function",
            ),
            Wrong(
                "never returns", replace=("return 1", "while True: pass\n    return 1"), says="a loop that never ends"
            ),
            Wrong(
                "never returns, whatever comes",
                replace=("return 1", "while True:\n        try: 1 / 0\n        except Exception: pass\n    return 1"),
                says="a loop that never ends",
            ),
            Wrong(
                "the function has another name",
                code="def Neuron(x, w, theta): return 1 / (1 + np.exp(-(w @ x + theta)))\ndel neuron",
                says="neuron does not exist",
            ),
        ],
        right=[
            Right(
                "a loop over pairs",
                """
import math

def neuron(x, w, theta):
    total = theta
    for weight, value in zip(w, x):
        total += weight * value
    return 1 / (1 + math.exp(-total))
""",
            ),
            Right(
                "tanh of half the sum",
                "def neuron(x, w, theta): return 0.5 + 0.5 * np.tanh(0.5 * (np.dot(x, w) + theta))",
            ),
            Right(
                "writes to stderr on the way",
                replace=("return 1", "import sys; print('z =', z, file=sys.stderr)\n    return 1"),
            ),
        ],
        equivalent={
            "z = w @ x + theta → z = x @ w + theta": "the dot product of two vectors is symmetric",
        },
    ),
    "layer": Task(
        wrong=[
            Wrong("forgets ReLU", replace=("np.maximum(X @ W + theta, 0)", "X @ W + theta"), says="ReLU is missing"),
            Wrong("forgets the biases", replace=(" + theta", ""), says="the biases are missing"),
            Wrong(
                "adds the bias after ReLU",
                replace=("np.maximum(X @ W + theta, 0)", "np.maximum(X @ W, 0) + theta"),
                says="add it before",
            ),
            Wrong(
                "uses the sigmoid",
                replace=("np.maximum(X @ W + theta, 0)", "1 / (1 + np.exp(-(X @ W + theta)))"),
                says="asks for ReLU",
            ),
            Wrong(
                "np.max instead of np.maximum",
                replace=("np.maximum(X @ W + theta, 0)", "np.max(X @ W + theta, 0)"),
                says="shape (3,), expected (4, 3)",
            ),
            Wrong("the lecture's column form", replace=("X @ W", "W.T @ X.T"), says="your code raises ValueError"),
            Wrong(
                "transposed answer",
                replace=("np.maximum(X @ W + theta, 0)", "np.maximum(X @ W + theta, 0).T"),
                says="shape (3, 4), expected (4, 3)",
            ),
            Wrong("swaps the factors", replace=("X @ W", "W @ X"), says="your code raises ValueError"),
            Wrong("only the first sample", replace=("X @ W", "X[0] @ W"), says="shape (3,), expected (4, 3)"),
            Wrong(
                "absolute value",
                replace=("np.maximum(X @ W + theta, 0)", "abs(X @ W + theta)"),
                says="this is the absolute value",
            ),
            Wrong("minimum for maximum", replace=("maximum", "minimum"), says="keeps the positive sums"),
            Wrong(
                "all zeros in the right shape",
                replace=("np.maximum(X @ W + theta, 0)", "np.zeros((len(X), W.shape[1]))"),
                says="compute X @ W + theta",
            ),
        ],
        right=[
            Right(
                "two loops",
                """
def layer(X, W, theta):
    Y = np.zeros((X.shape[0], W.shape[1]))
    for i in range(X.shape[0]):
        for j in range(W.shape[1]):
            z = np.sum(X[i] * W[:, j]) + theta[j]
            Y[i, j] = z if z > 0 else 0
    return Y
""",
            ),
            Right(
                "einsum and a mask",
                "def layer(X, W, theta):\n    Z = np.einsum('ni,ij->nj', X, W) + theta\n    return Z * (Z > 0)",
            ),
        ],
    ),
    "sigmoid": Task(
        wrong=[
            Wrong(
                "the formula as printed",
                replace=("np.where(z >= 0, 1, small) / (1 + small)", "1 / (1 + np.exp(-z))"),
                says="too large for a float: overflow",
            ),
            Wrong(
                "the other form everywhere",
                replace=("np.where(z >= 0, 1, small) / (1 + small)", "np.exp(z) / (1 + np.exp(z))"),
                says="too large for a float: overflow",
            ),
            Wrong(
                "where() over two forms that overflow",
                replace=(
                    "np.where(z >= 0, 1, small) / (1 + small)",
                    "np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))",
                ),
                says="too large for a float: overflow",
            ),
            Wrong(
                "the form for z ≥ 0 with |z| everywhere",
                replace=("np.where(z >= 0, 1, small)", "1"),
                says="below zero the other form",
            ),
            Wrong("wrong way round", replace=("z >= 0", "z < 0"), says="this is σ(−z)"),
            Wrong(
                "clips z to ±30",
                replace=("np.where(z >= 0, 1, small) / (1 + small)", "1 / (1 + np.exp(-np.clip(z, -30, 30)))"),
                says="use e^-|z|",
            ),
            Wrong(
                "one minus the other side",
                replace=(
                    "np.where(z >= 0, 1, small) / (1 + small)",
                    "np.where(z >= 0, 1 / (1 + small), 1 - 1 / (1 + small))",
                ),
                says="the tail is lost",
            ),
            Wrong(
                "if for an array",
                replace=("np.where(z >= 0, 1, small)", "(1 if z >= 0 else small)"),
                says="your code raises ValueError: The truth value of an array",
            ),
            Wrong("tanh", replace=("np.where(z >= 0, 1, small) / (1 + small)", "np.tanh(z)"), says="this is tanh"),
            Wrong("derivative returns the sigmoid", replace=("s * (1 - s)", "s"), says="this is the sigmoid itself"),
            Wrong(
                "derivative in terms of z", replace=("s * (1 - s)", "z * (1 - z)"), says="the formula takes σ(z), not z"
            ),
            Wrong("derivative of tanh", replace=("s * (1 - s)", "1 - np.tanh(z) ** 2"), says="the derivative of tanh"),
            Wrong("derivative is one minus s", replace=("s * (1 - s)", "1 - s"), says="multiply it by σ"),
            Wrong(
                "derivative with the wrong sign",
                replace=("s * (1 - s)", "s * (s - 1)"),
                says="the sigmoid rises everywhere",
            ),
        ],
        right=[
            Right(
                "with a mask",
                """
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    answer = np.empty_like(z)
    positive = z > 0
    answer[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    answer[~positive] = e / (1 + e)
    return answer

def sigmoid_derivative(z):
    return sigmoid(z) * sigmoid(-z)
""",
            ),
            Right("by logaddexp", "def sigmoid(z): return np.exp(-np.logaddexp(0, -np.asarray(z)))"),
        ],
        equivalent={
            "return np.where(z >= 0, 1, small) / (1 + small) → return np.where(z > 0, 1, small) / (1 + small)": "at z = 0 both forms are 1/2",
        },
    ),
    "chain": Task(
        wrong=[
            Wrong("forgets the weights", replace=("gradient * w * ", "gradient * "), says="multiply the weights"),
            Wrong("forgets the slopes", replace=(" * (1 - a**2)", ""), says="the slope of tanh is missing"),
            Wrong("returns the output", replace=("return gradient", "return a"), says="multiply the weights"),
            Wrong(
                "multiplies before it moves on",
                replace=(
                    "        a = np.tanh(w * a)\n        gradient = gradient * w * (1 - a**2)",
                    "        gradient = gradient * w * (1 - a**2)\n        a = np.tanh(w * a)",
                ),
                says="one factor: w (1 − a²)",
            ),
            Wrong(
                "takes the slope at the input",
                replace=("(1 - a**2)", "(1 - np.tanh(x) ** 2)"),
                says="the slope is taken at x",
            ),
            Wrong("forgets the square", replace=("a**2", "a"), says="the square is missing"),
            Wrong(
                "adds the factors",
                replace=("gradient * w * (1 - a**2)", "gradient + w * (1 - a**2)"),
                says="multiply the weights",
            ),
            Wrong(
                "leaves out the last neuron",
                replace=("for w in weights", "for w in weights[:-1]"),
                says="multiply the weights",
            ),
            Wrong(
                "keeps only the last factor",
                replace=("gradient * w * (1 - a**2)", "w * (1 - a**2)"),
                says="multiply the weights",
            ),
            Wrong(
                "a chain of sigmoids",
                replace=("np.tanh(w * a)", "1 / (1 + np.exp(-w * a))"),
                says="multiply the weights",
            ),
            Wrong(
                "returns inside the loop",
                replace=("    return gradient", "        return gradient"),
                says="multiply the weights",
            ),
            Wrong(
                "takes the first weight for granted",
                replace=("a, gradient = x, 1.0", "a, gradient = x, weights[0] / weights[0]"),
                says="your code raises IndexError",
            ),
            Wrong(
                "pops the weights",
                replace=("for w in weights:", "for i, w in enumerate(weights):\n        weights[i] = 0"),
                says="changes its argument",
            ),
        ],
        right=[
            Right(
                "forward, then backward",
                """
def chain_gradient(x, weights):
    values = [x]
    for w in weights:
        values.append(np.tanh(w * values[-1]))
    gradient = 1.0
    for w, a in zip(weights[::-1], values[:0:-1]):
        gradient *= (1 - a * a) * w
    return gradient
""",
            ),
            Right(
                "by recursion",
                """
def chain_gradient(x, weights):
    if len(weights) == 0:
        return 1.0
    z = weights[0] * x
    return weights[0] / np.cosh(z) ** 2 * chain_gradient(np.tanh(z), weights[1:])
""",
            ),
        ],
    ),
    "softmax": Task(
        wrong=[
            Wrong(
                "overflows",
                replace=("z - np.max(z, axis=-1, keepdims=True)", "z"),
                says="too large for a float: overflow",
            ),
            Wrong(
                "subtracts the largest of the whole batch",
                replace=("np.max(z, axis=-1, keepdims=True)", "np.max(z)"),
                says="of the whole batch is subtracted",
            ),
            Wrong(
                "sums the whole batch",
                replace=("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials)"),
                says="the sum runs over the whole batch",
            ),
            Wrong(
                "sums over the samples",
                replace=("np.sum(exponentials, axis=-1, keepdims=True)", "np.sum(exponentials, axis=0)"),
                says="the sum runs over the samples",
            ),
            Wrong("works for batches only", replace=("axis=-1", "axis=1"), says="AxisError"),
            Wrong(
                "forgets keepdims",
                replace=("exponentials, axis=-1, keepdims=True", "exponentials, axis=-1"),
                says="your code raises ValueError",
            ),
            Wrong(
                "never divides",
                replace=(" / np.sum(exponentials, axis=-1, keepdims=True)", ""),
                says="not divided by their sum",
            ),
            Wrong(
                "returns the exponentials",
                code="def softmax(z, temperature=1.0): return np.exp(z)",
                says="divide them by their sum",
            ),
            Wrong(
                "divides by the largest",
                replace=("np.sum(exponentials", "np.max(exponentials"),
                says="not divided by their sum",
            ),
            Wrong(
                "no exponentials",
                code="def softmax(z, temperature=1.0): return z / np.sum(z, axis=-1, keepdims=True)",
                says="take exponentials first",
            ),
            Wrong(
                "the lecture's e^i",
                code="def softmax(z, temperature=1.0):\n    e = np.exp(np.arange(z.shape[-1]))\n    return e / e.sum()",
                says="the lecture's slip",
            ),
            Wrong("ignores the temperature", replace=(" / temperature", ""), says="the temperature is not used"),
            Wrong(
                "multiplies by the temperature",
                replace=("/ temperature", "* temperature"),
                says="multiplied by the temperature",
            ),
            Wrong(
                "divides the probabilities by the temperature",
                code="def softmax(z, temperature=1.0):\n    e = np.exp(z - z.max(axis=-1, keepdims=True))\n    return e / e.sum(axis=-1, keepdims=True) / temperature",
                says="divide the logits",
            ),
            Wrong(
                "clips the logits",
                replace=("z - np.max(z, axis=-1, keepdims=True)", "np.clip(z, -100, 100)"),
                says="subtract the largest logit",
            ),
            Wrong(
                "changes its argument",
                replace=("    shifted = (z", "    z -= 1\n    shifted = (z"),
                says="changes its argument",
            ),
            Wrong(
                "constants of the example",
                code="def softmax(z, temperature=1.0): return np.array([0.66524096, 0.24472847, 0.09003057])",
                says="expected (2, 3)",
            ),
        ],
        right=[
            Right(
                "by logaddexp",
                "def softmax(z, temperature=1.0):\n    z = np.asarray(z) / temperature\n    return np.exp(z - np.logaddexp.reduce(z, axis=-1)[..., None])",
            ),
            Right(
                "row by row",
                """
def softmax(z, temperature=1.0):
    if z.ndim == 2:
        return np.array([softmax(row, temperature) for row in z])
    e = [np.exp((value - max(z)) / temperature) for value in z]
    return np.array(e) / sum(e)
""",
            ),
        ],
    ),
    "jacobian": Task(
        wrong=[
            Wrong(
                "only the derivatives by the own logit",
                replace=("np.diag(S) - np.outer(S, S)", "S * (1 - S)"),
                says="shape (3,), expected (3, 3)",
            ),
            Wrong(
                "only the diagonal",
                replace=("np.diag(S) - np.outer(S, S)", "np.diag(S * (1 - S))"),
                says="what one class gains",
            ),
            Wrong("forgets the diagonal", replace=("np.diag(S) - ", "-"), says="what one class gains"),
            Wrong(
                "the identity for the diagonal", replace=("np.diag(S)", "np.eye(len(S))"), says="what one class gains"
            ),
            Wrong(
                "wrong sign",
                replace=("np.diag(S) - np.outer(S, S)", "np.outer(S, S) - np.diag(S)"),
                says="the sign is wrong",
            ),
            Wrong("adds the products", replace=("np.diag(S) - ", "np.diag(S) + "), says="what one class gains"),
            Wrong("the dot product for all products", replace=("np.outer(S, S)", "S @ S"), says="what one class gains"),
            Wrong(
                "constants of three classes",
                replace=(
                    "np.diag(S) - np.outer(S, S)",
                    "np.diag([0.7, 0.2, 0.1]) - np.outer([0.7, 0.2, 0.1], [0.7, 0.2, 0.1])",
                ),
                says="shape (3, 3), expected (4, 4)",
            ),
            Wrong(
                "all zeros",
                replace=("np.diag(S) - np.outer(S, S)", "np.zeros((len(S), len(S)))"),
                says="S_i (δ_ij − S_j)",
            ),
        ],
        right=[
            Right(
                "two loops",
                """
def softmax_jacobian(S):
    n = len(S)
    J = [[S[i] * ((i == j) - S[j]) for j in range(n)] for i in range(n)]
    return np.array(J)
""",
            ),
            Right("broadcasting", "def softmax_jacobian(S): return S[:, None] * (np.eye(S.size) - S)"),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
