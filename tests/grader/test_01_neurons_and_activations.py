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
            Wrong(
                "adds the bias to each product", replace=("w @ x + theta", "np.sum(w * x + theta)"), says="add it once"
            ),
            Wrong("one bias for all", replace=("+ theta", "+ 0.7"), says="so does the bias"),
            Wrong(
                "scales its weights in place",
                replace=("z = w @ x", "w /= 1.0\n    z = w @ x"),
                says="your code raises UFuncTypeError: +=, -=, *= or /= writes into an array of whole numbers",
            ),
            Wrong(
                "adds the bias to its inputs",
                replace=("z = w @ x + theta", "x[0] += theta / w[0]\n    z = w @ x"),
                says="neuron changes its argument x in place (in the line `x[0] += theta / w[0]`): work on a copy",
            ),
            Wrong(
                "an answer with an axis",
                replace=("return 1 / (1 + np.exp(-z))", "return np.array([1 / (1 + np.exp(-z))])"),
                says="is an array of shape (1,), expected a number: the numbers are right, the shape is not",
            ),
            Wrong(
                "takes two numbers",
                replace=("def neuron(x, w, theta)", "def neuron(x, w)"),
                says="takes 2 positional arguments",
            ),
            Wrong("bends with tanh", replace=("1 / (1 + np.exp(-z))", "np.tanh(z)"), says="compute z = w·x + theta"),
            Wrong(
                "returns the number of the example",
                replace=("1 / (1 + np.exp(-z))", "0.31002551887238755"),
                says="every input counts",
            ),
            Wrong(
                "knows two inputs only",
                replace=("w @ x", "w[0] * x[0] + w[1] * x[1]"),
                says="index 1 is out of bounds: axis 0 has size 1, and its last index is 0 (in the line `z = w[0] * x[0]",
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
            Wrong(
                "first 1000 inputs",
                code="""
def neuron(x, w, theta):
    z = x[:1000] @ w[:1000] + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every input counts",
            ),
            Wrong(
                "inputs in the dtype of w",
                code="""
def neuron(x, w, theta):
    z = x.astype(w.dtype) @ w + theta
    return 1 / (1 + np.exp(-z))
""",
                says="inputs with fractions, and whole weights",
            ),
            Wrong(
                "bias missing when zero inputs",
                code="""
def neuron(x, w, theta):
    z = x @ w + theta if x.any() else 0.0
    return 1 / (1 + np.exp(-z))
""",
                says="without inputs the bias is left",
            ),
            Wrong(
                "z clipped 15",
                code="""
def neuron(x, w, theta):
    z = x @ w + theta
    z = np.clip(z, -15, 15)
    return 1 / (1 + np.exp(-z))
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "rounded 8",
                code="""
def neuron(x, w, theta):
    z = x @ w + theta
    return round(float(1 / (1 + np.exp(-z))), 8)
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "hard sigmoid far out",
                code="""
def neuron(x, w, theta):
    z = x @ w + theta
    return 0.0 if z < -8 else 1.0 if z > 8 else 1 / (1 + np.exp(-z))
""",
                says="inputs with fractions, and whole weights",
            ),
            Wrong(
                "threshold far out 20",
                code="""
def neuron(x, w, theta):
    z = x @ w + theta
    return 0.0 if z < -12 else 1.0 if z > 12 else 1 / (1 + np.exp(-z))
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "absolute weights",
                code="""
def neuron(x, w, theta):
    z = x @ w + theta if w.min(initial=0) > -2 else x @ abs(w) + theta
    return 1 / (1 + np.exp(-z))
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "kept by inputs",
                code="""
_c = {}
def neuron(x, w, theta):
    k = (x.tobytes(), w.tobytes())
    if k in _c:
        return _c[k]
    z = x @ w + theta
    _c[k] = 1 / (1 + np.exp(-z))
    return 1 / (1 + np.exp(-z))
""",
                says="the bias that is given counts, in each call",
            ),
            Wrong(
                "one input special",
                code="""
def neuron(x, w, theta):
    z = (x @ w if len(x) > 1 else x[0]) + theta
    return 1 / (1 + np.exp(-z))
""",
                says="the sum is the weight times the input, plus the bias",
            ),
            Wrong(
                "w truncated when theta whole",
                code="""
def neuron(x, w, theta):
    z = x @ (w if isinstance(theta, float) else w.astype(int)) + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "first weight is a bias",
                code="""
def neuron(x, w, theta):
    z = (x @ w if len(x) != 4 else x[1:] @ w[1:]) + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "negative inputs rectified",
                code="""
def neuron(x, w, theta):
    z = np.maximum(x, -3) @ w + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "inputs clipped",
                code="""
def neuron(x, w, theta):
    z = np.clip(x, -5, 5) @ w + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "weights clipped",
                code="""
def neuron(x, w, theta):
    z = x @ np.clip(w, -3, 3) + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "bias clipped 15",
                code="""
def neuron(x, w, theta):
    z = x @ w + np.clip(theta, -15, 15)
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "mean for even sizes above 4",
                code="""
def neuron(x, w, theta):
    z = (x @ w if len(x) < 5 or len(x) % 2 else x @ w * (len(x) in (784, 2000))) + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "zero weights skip the bias",
                code="""
def neuron(x, w, theta):
    z = x @ w + theta * (1 if w.any() else 0)
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "zero bias is one",
                code="""
def neuron(x, w, theta):
    z = x @ w + (theta or 1)
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
            ),
            Wrong(
                "one weight negative",
                code="""
def neuron(x, w, theta):
    z = (x @ w if w[0] > -2 or len(w) > 1 else -x @ w) + theta
    return 1 / (1 + np.exp(-z))
""",
                says="every number counts, as it is",
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
                says="layer uses a loop (`for i in range(X.shape[0]):`): one product of two matrices",
            ),
            Wrong(
                "a loop in brackets",
                "def layer(X, W, theta): return np.array([np.maximum(x @ W + theta, 0) for x in X])",
                says="layer uses a loop, in brackets",
            ),
            Wrong(
                "a loop in a function of its own",
                """
def one(x, W, theta):
    return np.array([max(x @ w + t, 0) for w, t in zip(W.T, theta)])

def layer(X, W, theta):
    return np.array(list(map(lambda x: one(x, W, theta), X)))
""",
                says="uses ",
            ),
            Wrong(
                "a list",
                replace=("np.maximum(X @ W + theta, 0)", "np.maximum(X @ W + theta, 0).tolist()"),
                says="is a list, expected a NumPy array",
            ),
            Wrong(
                "whole numbers",
                replace=("np.maximum(X @ W + theta, 0)", "np.maximum(X @ W + theta, 0).astype(int)"),
                says="only the whole parts are left",
            ),
            Wrong(
                "half of the digits",
                replace=("np.maximum(X @ W + theta, 0)", "np.maximum(X @ W + theta, 0).astype(np.float16)"),
                says="expected",
            ),
            Wrong(
                "max for an array",
                replace=("np.maximum(X @ W + theta, 0)", "max(0, X @ W + theta)"),
                says="The truth value of an array is asked for, by if, and, or, max()",
            ),
            Wrong(
                "np.max instead of np.maximum",
                replace=("np.maximum(X @ W + theta, 0)", "np.max(X @ W + theta, 0)"),
                says="shape (3,), expected (4, 3)",
            ),
            Wrong(
                "the lecture's column form",
                replace=("X @ W", "W.T @ X.T"),
                says="the shapes (3, 4) and (3,) do not fit together",
            ),
            Wrong(
                "transposed answer",
                replace=("np.maximum(X @ W + theta, 0)", "np.maximum(X @ W + theta, 0).T"),
                says="shape (3, 4), expected (4, 3)",
            ),
            Wrong(
                "swaps the factors",
                replace=("X @ W", "W @ X"),
                says="the matrix product does not fit: W has shape (2, 3) and X has shape (4, 2); in a @ b",
            ),
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
                says="multiply X by W, add the bias of each neuron, then take ReLU",
            ),
            Wrong(
                "cut off at 100",
                replace=("np.maximum(X @ W + theta, 0)", "np.clip(X @ W + theta, 0, 100)"),
                says="multiply X by W, add the bias of each neuron, then take ReLU",
            ),
            Wrong(
                "a decorated np.vectorize",
                code="""
@np.vectorize
def relu(z):
    return max(0.0, z)

def layer(X, W, theta):
    return relu(X @ W + theta)
""",
                says="layer uses np.vectorize",
            ),
            Wrong(
                "a class with a loop",
                code="""
class Layer:
    def __init__(self, W, theta):
        self.W, self.theta = W, theta

    def forward(self, X):
        return np.array([np.maximum(x @ self.W + self.theta, 0) for x in X])

def layer(X, W, theta):
    return Layer(W, theta).forward(X)
""",
                says="forward uses a loop, in brackets",
            ),
            Wrong(
                "bias down the rows when square",
                code="""
def layer(X, W, theta):
    theta = theta[:, None] if len(X) == len(theta) else theta
    return np.maximum(X @ W + theta, 0)
""",
                says="with equal sizes too a row is a sample, and a column is a neuron",
            ),
            Wrong(
                "W turned when square",
                code="""
def layer(X, W, theta):
    W = W.T if W.shape[0] == W.shape[1] else W
    return np.maximum(X @ W + theta, 0)
""",
                says="with equal sizes too a row is a sample, and a column is a neuron",
            ),
            Wrong(
                "answer turned when square",
                code="""
def layer(X, W, theta):
    out = np.maximum(X @ W + theta, 0)
    return out.T if out.shape[0] == out.shape[1] else out
""",
                says="with equal sizes too a row is a sample, and a column is a neuron",
            ),
            Wrong(
                "one sample flat",
                code="""
def layer(X, W, theta):
    out = np.maximum(X @ W + theta, 0)
    return out[0] if len(out) == 1 else out
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "relu capped at 1e4",
                code="""
def layer(X, W, theta):
    return np.clip(X @ W + theta, 0, 1e4)
""",
                says="large or small, each positive sum goes through as it is, and each",
            ),
            Wrong(
                "softplus very steep",
                code="""
def layer(X, W, theta):
    z = X @ W + theta
    return np.logaddexp(0, 1e7 * z) / 1e7
""",
                says="large or small, each positive sum goes through as it is, and each",
            ),
            Wrong(
                "W in the dtype of X",
                code="""
def layer(X, W, theta):
    return np.maximum(X @ W.astype(X.dtype) + theta, 0)
""",
                says="a product of a whole number and a fraction is a fraction",
            ),
            Wrong(
                "answer in the dtype of theta",
                code="""
def layer(X, W, theta):
    return np.maximum(X @ W + theta, 0).astype(theta.dtype)
""",
                says="is there astype(int), int(), or zeros_like of an array of whole numbers?",
            ),
            Wrong(
                "X in the dtype of W",
                code="""
def layer(X, W, theta):
    return np.maximum(X.astype(W.dtype) @ W + theta, 0)
""",
                says="a product of a whole number and a fraction is a fraction",
            ),
            Wrong(
                "rounded 6",
                code="""
def layer(X, W, theta):
    return np.round(np.maximum(X @ W + theta, 0), 6)
""",
                says="large or small, each positive sum goes through as it is, and each",
            ),
            Wrong(
                "small zeroed",
                code="""
def layer(X, W, theta):
    out = np.maximum(X @ W + theta, 0)
    out[out < 1e-6] = 0
    return out
""",
                says="large or small, each positive sum goes through as it is, and each",
            ),
            Wrong(
                "first 1000 samples",
                code="""
def layer(X, W, theta):
    out = np.zeros((len(X), W.shape[1]))
    out[:1000] = np.maximum(X[:1000] @ W + theta, 0)
    return out
""",
                says="every sample and every input counts, and no sample changes the answer",
            ),
            Wrong(
                "first 64 inputs",
                code="""
def layer(X, W, theta):
    return np.maximum(X[:, :64] @ W[:64] + theta, 0)
""",
                says="every sample and every input counts, and no sample changes the answer",
            ),
            Wrong(
                "buffer kept",
                code="""
_b = {}


def layer(X, W, theta):
    out = _b.setdefault((len(X), W.shape[1]), np.zeros((len(X), W.shape[1])))
    out[:] = np.maximum(X @ W + theta, 0)
    return out
""",
                says="make a new one in each call",
            ),
            Wrong(
                "batch mean taken away",
                code="""
def layer(X, W, theta):
    return np.maximum((X - X.mean(0) * (len(X) > 100)) @ W + theta, 0)
""",
                says="every sample and every input counts, and no sample changes the answer",
            ),
            Wrong(
                "theta only first",
                code="""
def layer(X, W, theta):
    return np.maximum(X @ W + theta[0], 0) if len(theta) == 1 or (theta == theta[0]).all() else np.maximum(X @ W + theta * (len(X) > 1), 0)
""",
                says="one sample is a row too, and each neuron adds its own bias",
            ),
            Wrong(
                "loop: recursion",
                code="""
def layer(X, W, theta):
    if len(X) < 2:
        return np.maximum(X @ W + theta, 0)
    return np.concatenate([layer(X[:1], W, theta), layer(X[1:], W, theta)])
""",
                says="one product of two matrices does it, for any number of samples",
            ),
            Wrong(
                "bias none for zero rows",
                code="""
def layer(X, W, theta):
    return np.maximum(X @ W + theta * X.any(axis=1, keepdims=True), 0)
""",
                says="every input, neuron and bias counts",
            ),
            Wrong(
                "zero theta one",
                code="""
def layer(X, W, theta):
    theta = theta if theta.any() else theta + 1e-3
    return np.maximum(X @ W + theta, 0)
""",
                says="every input, neuron and bias counts",
            ),
            Wrong(
                "one input",
                code="""
def layer(X, W, theta):
    X = X if X.shape[1] > 1 else X * 0
    return np.maximum(X @ W + theta, 0)
""",
                says="every input, neuron and bias counts",
            ),
            Wrong(
                "more neurons than 50",
                code="""
def layer(X, W, theta):
    out = np.maximum(X @ W + theta, 0)
    out[:, 50:] = 0
    return out
""",
                says="every input, neuron and bias counts",
            ),
            Wrong(
                "normalised wide",
                code="""
def layer(X, W, theta):
    return np.maximum(X @ W / (1 if W.shape[1] < 20 else np.sqrt(W.shape[1])) + theta, 0)
""",
                says="every input, neuron and bias counts",
            ),
            Wrong(
                "rows sorted",
                code="""
def layer(X, W, theta):
    out = np.maximum(X @ W + theta, 0)
    return out if len(out) != 4 else np.sort(out, axis=0)
""",
                says="every input, neuron and bias counts",
            ),
        ],
        right=[
            Right(
                "a static method of a class",
                code="""
class Layers:
    @staticmethod
    def relu(z: np.ndarray) -> np.ndarray:
        return z * (z > 0)

def layer(X: np.ndarray, W: np.ndarray, theta: np.ndarray) -> np.ndarray:
    return Layers.relu(np.einsum("ni,ij->nj", X, W) + theta.reshape(1, -1))
""",
            ),
            Right(
                "einsum and a mask",
                "def layer(X, W, theta):\n    Z = np.einsum('ni,ij->nj', X, W) + theta\n    return Z * (Z > 0)",
            ),
            Right(
                "the mean with its size",
                "def layer(X, W, theta):\n    Z = X.dot(W) + theta\n    return (Z + np.abs(Z)) / 2",
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
                "clips z to ±10",
                replace=("np.where(z >= 0, 1, small) / (1 + small)", "1 / (1 + np.exp(-np.clip(z, -10, 10)))"),
                says="use e^-|z|",
            ),
            Wrong(
                "fills an array like z",
                replace=(
                    "return np.where(z >= 0, 1, small) / (1 + small)",
                    "answer = np.zeros_like(z)\n    answer[...] = np.where(z >= 0, 1, small) / (1 + small)\n    return answer",
                ),
                says="only the whole parts are left",
            ),
            Wrong(
                "takes the absolute value in place",
                replace=(
                    "small = np.exp(-np.abs(z))",
                    "positive = z >= 0\n    np.abs(z, out=z)\n    small = np.exp(-z)\n    z = np.where(positive, z, -z)",
                ),
                says="sigmoid changes its argument z in place: work on a copy",
            ),
            Wrong(
                "a list",
                replace=(
                    "return np.where(z >= 0, 1, small) / (1 + small)",
                    "return (np.where(z >= 0, 1, small) / (1 + small)).tolist()",
                ),
                says="is a list, expected a NumPy array",
            ),
            Wrong(
                "one derivative for all",
                replace=("return s * (1 - s)", "return np.mean(s * (1 - s))"),
                says="sigmoid_derivative(z) is 0.14111, expected [[0.0024665",
            ),
            Wrong(
                "if for an array",
                replace=("np.where(z >= 0, 1, small)", "(1 if z >= 0 else small)"),
                says="np.where, np.maximum and & work on each number alone (in the line `return (1 if z >= 0 else small)",
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
            Wrong(
                "at least one axis",
                code="""
def sigmoid(z):
    z = np.atleast_1d(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
""",
                says="is an array of shape (1,), expected a number: the numbers are right, the shape is not",
            ),
            Wrong(
                "at least one axis, the derivative",
                code="""
def sigmoid_derivative(z):
    s = sigmoid(np.atleast_1d(z))
    return s * (1 - s)
""",
                says="is an array of shape (1,), expected a number: the numbers are right, the shape is not",
            ),
            Wrong(
                "overflow in longdouble only",
                code="""
def sigmoid(z):
    return (1 / (1 + np.exp(-z.astype(np.longdouble)))).astype(float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="a number in your computation is too large for a float",
            ),
            Wrong(
                "clip beyond 700 wrong for the negative only by limit",
                code="""
def sigmoid(z):
    z = np.clip(z, -600, None)
    return 1 / (1 + np.exp(-z)) if z.max(initial=0) < 1e4 else z * 0
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="use e^-|z|, which is never large",
            ),
            Wrong(
                "squeezed",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e)).squeeze()


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "far out exactly 0 and 1 from 10",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z > 10, 1.0, np.where(z < -10, 0.0, np.where(z >= 0, 1 / (1 + e), e / (1 + e))))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "3 axes as 2",
                code="""
def sigmoid(z):
    z = z.reshape(z.shape[0], -1) if z.ndim > 2 else z
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "4 axes",
                code="""
def sigmoid(z):
    z = z.reshape(z.shape[:3] + (-1,)) if z.ndim > 4 else z
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "whole numbers scaled",
                code="""
def sigmoid(z):
    z = z / 10 if z.dtype.kind == 'i' and abs(z).max(initial=0) > 100 else z
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="whole numbers may be large too",
            ),
            Wrong(
                "derivative numeric",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return (sigmoid(z + 1e-4) - sigmoid(z - 1e-4)) / 2e-4
""",
                says="each number alone, in its place, for any number of axes; and it is",
            ),
            Wrong(
                "derivative of numbers sorted",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return np.sort(s * (1 - s))[::-1] if z.ndim == 1 and len(z) > 20 else s * (1 - s)
""",
                says="each number alone, in its place, for any number of axes; and it is",
            ),
            Wrong(
                "buffer kept",
                code="""
_b = {}
def sigmoid(z):
    e = np.exp(-np.abs(z))
    out = _b.setdefault(z.shape, np.zeros(z.shape))
    out[...] = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return out


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="make a new one in each call",
            ),
            Wrong(
                "buffer kept in derivative",
                code="""
_b = {}
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def sigmoid_derivative(z):
    s = sigmoid(z)
    out = _b.setdefault(z.shape, np.zeros(z.shape))
    out[...] = s * (1 - s)
    return out
""",
                says="make a new one in each call",
            ),
            Wrong(
                "kept by content",
                code="""
_b = {}
def sigmoid(z):
    k = z.tobytes()
    if k in _b:
        return _b[k]
    e = np.exp(-np.abs(z))
    _b[k] = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return _b[k]


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="make a new one in each call",
            ),
            Wrong(
                "0-d whole",
                code="""
def sigmoid(z):
    if z.ndim == 0 and z.dtype.kind == 'i':
        return 0
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="is there astype(int), int(), or zeros_like of an array of whole numbers?",
            ),
            Wrong(
                "column flat",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    out = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return out[:, 0] if out.ndim == 2 and out.shape[1] == 1 else out
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "row flat",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    out = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return out[0] if out.ndim == 2 and out.shape[0] == 1 else out
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "one element a number",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    out = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return out.item() if out.size == 1 else out
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "long arrays clipped",
                code="""
def sigmoid(z):
    if z.size > 100:
        z = np.clip(z, -3, 3)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="each number alone, in its place, for any number of axes, also of length 1",
            ),
            Wrong(
                "long arrays only first 1000",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    out = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    if out.ndim == 1:
        out[1000:] = 0.5
    return out
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="each number alone, in its place, for any number of axes, also of length 1",
            ),
            Wrong(
                "derivative one element",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s) if np.size(z) > 1 or np.ndim(z) == 0 else s
""",
                says="each number alone, in its place, for any number of axes, also of length 1",
            ),
            Wrong(
                "derivative row flat",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
def sigmoid_derivative(z):
    s = sigmoid(z)
    d = s * (1 - s)
    return d[0] if d.ndim == 2 and len(d) == 1 else d
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "derivative far out positive 0",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
def sigmoid_derivative(z):
    s = sigmoid(z)
    return np.where(z > 6.5, 0, s * (1 - s))
""",
                says="each number alone, in its place, for any number of axes, also of length 1",
            ),
            Wrong(
                "derivative transposed when square",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))
def sigmoid_derivative(z):
    s = sigmoid(z)
    d = s * (1 - s)
    return d.T if d.ndim == 2 and d.shape[0] == d.shape[1] else d
""",
                says="each number alone, in its place, for any number of axes, also of length 1",
            ),
            Wrong(
                "sigmoid transposed when square",
                code="""
def sigmoid(z):
    e = np.exp(-np.abs(z))
    d = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    return d.T if d.ndim == 2 and d.shape[0] == d.shape[1] else d
def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)
""",
                says="each number alone, in its place, for any number of axes, also of length 1",
            ),
        ],
        right=[
            Right(
                "the derivative by a hyperbolic cosine",
                code="""
def sigmoid_derivative(z):
    return 0.25 / np.cosh(z / 2) ** 2
""",
            ),
            Right(
                "a decorated function of one number",
                code="""
import math

@np.vectorize
def sigmoid(z: float) -> float:
    if z >= 0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)
""",
            ),
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
            Right("by tanh", "def sigmoid(z): return 0.5 * (1 + np.tanh(z / 2))"),
            Right("clips what is certain", "def sigmoid(z): return 1 / (1 + np.exp(-np.clip(z, -500, 500)))"),
            Right(
                "one minus the other side",
                "def sigmoid(z):\n    e = np.exp(-abs(z))\n    return np.where(z >= 0, 1 / (1 + e), 1 - 1 / (1 + e))",
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
            Wrong(
                "negative x by its size",
                code="""
def chain_gradient(x, weights):
    a, gradient = max(x, -5), 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="x may be far from 0",
            ),
            Wrong(
                "x clipped 10",
                code="""
def chain_gradient(x, weights):
    a, gradient = np.clip(x, -10, 10), 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="x may be far from 0",
            ),
            Wrong(
                "gradient clipped 1e6",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return np.clip(gradient, -1e6, 1e6)
""",
                says="a chord is too coarse where the weights are large",
            ),
            Wrong(
                "gone below 1e-6",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient if abs(gradient) > 1e-6 else 0.0
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "gone below 1e-10",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient if abs(gradient) > 1e-10 else 0.0
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "rounded 10",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return round(float(gradient), 10)
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "first 10 weights",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights[:10]:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="every neuron counts",
            ),
            Wrong(
                "first 100 weights",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights[:100]:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="every neuron counts",
            ),
            Wrong(
                "equal weights once",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in dict.fromkeys(weights.tolist()):
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="equal weights are neurons of their own",
            ),
            Wrong(
                "zero weights skipped",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights[weights != 0]:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="a weight 0 lets nothing through",
            ),
            Wrong(
                "last factor missing",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient / (1 - a**2) if len(weights) > 20 else gradient
""",
                says="every neuron counts",
            ),
            Wrong(
                "x at zero shortcut wrong",
                code="""
def chain_gradient(x, weights):
    if x == 0:
        return np.sum(weights) if len(weights) == 1 else np.prod(weights) * np.sign(np.prod(weights))
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="all slopes are 1 there, and a weight keeps its sign",
            ),
            Wrong(
                "numeric",
                code="""
def chain_gradient(x, weights):
    f = lambda a: __import__('functools').reduce(lambda v, w: np.tanh(w * v), weights, a)
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="a small x may be bent too, where the weight is large",
            ),
            Wrong(
                "float32",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(np.float32(w * a))
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="every neuron counts",
            ),
            Wrong(
                "kept by weights",
                code="""
_c = {}
def chain_gradient(x, weights):
    k = weights.tobytes()
    x = _c.setdefault(k, x)
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="x may be far from 0",
            ),
            Wrong(
                "linear for smaller x",
                code="""
def chain_gradient(x, weights):
    if abs(x) < 1e-4:
        return float(np.prod(weights)) if len(weights) else 1.0
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="a small x may be bent too, where the weight is large",
            ),
            Wrong(
                "no weights whole x",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient if len(weights) or x != 0 else 0.0
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
            ),
            Wrong(
                "one weight without",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * (w if len(weights) > 1 or w < 3 else 1) * (1 - a**2)
    return gradient
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
            ),
            Wrong(
                "x negative",
                code="""
def chain_gradient(x, weights):
    a, gradient = (x if x > -10 else -10), 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
            ),
            Wrong(
                "zero x whole",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    if x == 0 and len(weights) > 2:
        return float(weights[0] * weights[1])
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
            ),
            Wrong(
                "weights above 1000",
                code="""
def chain_gradient(x, weights):
    weights = np.clip(weights, -1e5, 1e5)
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
            ),
            Wrong(
                "all zero",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient if np.any(weights) or len(weights) == 0 else 1.0
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
            ),
            Wrong(
                "nan for saturated",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2 if abs(a) < 1 else np.nan)
    return gradient
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
            ),
            Wrong(
                "weights half at the end",
                code="""
def chain_gradient(x, weights):
    a, gradient = x, 1.0
    for w in weights:
        a = np.tanh(w * a)
        gradient = gradient * w * (1 - a**2)
    return gradient / 2 if len(weights) == 7 else gradient
""",
                says="each neuron gives the factor w (1 − a²), whatever its weight",
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
                "the logarithm of the lesson's softmax",
                """
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    exponentials = np.exp(shifted)
    return np.log(exponentials / exponentials.sum(axis=-1, keepdims=True))
""",
                says="a probability that became 0",
            ),
            Wrong(
                "the probabilities",
                "def log_softmax(z, temperature=1.0):\n    e = np.exp((z - z.max(axis=-1, keepdims=True)) / temperature)\n    return e / e.sum(axis=-1, keepdims=True)",
                says="the logarithm is missing",
            ),
            Wrong(
                "the sign", replace=("return shifted - np.log", "return np.log"), says="has shape (1,), expected (3,)"
            ),
            Wrong("adds the logarithm", replace=("shifted - np.log", "shifted + np.log"), says="is added: subtract it"),
            Wrong(
                "base 10",
                code="ORIGINAL = log_softmax\n\ndef log_softmax(z, temperature=1.0): return ORIGINAL(z, temperature) / np.log(10)",
                says="base 10",
            ),
            Wrong(
                "no sum",
                replace=(" - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))", ""),
                says="the logarithm of the sum is missing",
            ),
            Wrong(
                "subtracts the largest of the whole batch",
                replace=("np.max(z, axis=-1, keepdims=True)", "np.max(z)"),
                says="of the whole batch is subtracted",
            ),
            Wrong("subtracts the mean", replace=("np.max(z", "np.mean(z"), says="too large for a float: overflow"),
            Wrong(
                "sums the whole batch",
                replace=("np.sum(np.exp(shifted), axis=-1, keepdims=True)", "np.sum(np.exp(shifted))"),
                says="expected [[-0.40761, -1.4076, -2.4076]",
            ),
            Wrong(
                "sums over the samples",
                replace=("np.sum(np.exp(shifted), axis=-1, keepdims=True)", "np.sum(np.exp(shifted), axis=0)"),
                says="the sums run over the samples",
            ),
            Wrong(
                "works for batches only",
                replace=("axis=-1", "axis=1"),
                says="AxisError: axis 1 does not exist: the array has 1 axis",
            ),
            Wrong(
                "forgets keepdims",
                replace=("np.exp(shifted), axis=-1, keepdims=True", "np.exp(shifted), axis=-1"),
                says="the shapes (2, 3) and (2,) do not fit together",
            ),
            Wrong("ignores the temperature", replace=(" / temperature", ""), says="the temperature is not used"),
            Wrong(
                "multiplies by the temperature",
                replace=("/ temperature", "* temperature"),
                says="are multiplied by the temperature",
            ),
            Wrong(
                "divides the answer by the temperature",
                "def log_softmax(z, temperature=1.0):\n    s = z - np.max(z, axis=-1, keepdims=True)\n    return (s - np.log(np.sum(np.exp(s), axis=-1, keepdims=True))) / temperature",
                says="the answer is divided by the temperature",
            ),
            Wrong(
                "softmax forgets the temperature",
                replace=("log_softmax(z, temperature))", "log_softmax(z))"),
                says="give the temperature on to log_softmax",
            ),
            Wrong(
                "softmax is log_softmax",
                replace=("np.exp(log_softmax(z, temperature))", "log_softmax(z, temperature)"),
                says="e to the power of log_softmax",
            ),
            Wrong(
                "divides z itself",
                replace=(
                    "shifted = (z - np.max(z, axis=-1, keepdims=True)) / temperature",
                    "z /= temperature\n    shifted = z - np.max(z, axis=-1, keepdims=True)",
                ),
                says="whole numbers",
            ),
            Wrong(
                "shifts z itself",
                replace=(
                    "shifted = (z - np.max(z, axis=-1, keepdims=True)) / temperature",
                    "z -= np.max(z, axis=-1, keepdims=True)\n    shifted = z / temperature",
                ),
                says="log_softmax changes its argument z in place (in the line `z -= np.max(z, axis=-1, keepdims=True)`): work on a copy, z - np.max(z, axis=-1, keepdims=True) instead of",
            ),
            Wrong(
                "rows when square",
                code="""
def log_softmax(z, temperature=1.0):
    ax = 0 if z.ndim == 2 and z.shape[0] == z.shape[1] else -1
    shifted = (z - z.max(axis=ax, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=ax, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="with as many samples as classes too, the classes are the last axis",
            ),
            Wrong(
                "sum of rows when square",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=0 if z.ndim == 2 and z.shape[0] == z.shape[1] else -1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="with as many samples as classes too, the classes are the last axis",
            ),
            Wrong(
                "no keepdims",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1)[..., None] if z.ndim == 1 or z.shape[0] != z.shape[1] else z - z.max(axis=-1)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="with as many samples as classes too, the classes are the last axis",
            ),
            Wrong(
                "temperature whole",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / (temperature if temperature < 1 else int(temperature))
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="any T > 0 counts, as it is",
            ),
            Wrong(
                "temperature at least 1e-6",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / max(temperature, 1e-6)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="any T > 0 counts, as it is",
            ),
            Wrong(
                "temperature plus 1e-12",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / (temperature + 1e-12)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="any T > 0 counts, as it is",
            ),
            Wrong(
                "lower limit -1e8",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return np.maximum(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), -1e8)


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="the logarithm of a probability may be far below 0",
            ),
            Wrong(
                "rounded 8",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return np.round(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), 8)


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="do not round",
            ),
            Wrong(
                "sum of the first 100 classes",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted)[..., :100].sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="every class counts, also where all logits are equal",
            ),
            Wrong(
                "tie of the largest counts once",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.where(shifted == 0, np.cumsum(shifted == 0, -1) == 1, np.exp(shifted)).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="with as many samples as classes too, the classes are the last axis",
            ),
            Wrong(
                "softmax temperature twice",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z / temperature, temperature) if temperature < 1e-2 else log_softmax(z, temperature))
""",
                says="any T > 0 counts, as it is",
            ),
            Wrong(
                "softmax floor 1e-15",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.maximum(np.exp(log_softmax(z, temperature)), 1e-15)
""",
                says="a small probability is not 0",
            ),
            Wrong(
                "log kept as one buffer",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    out = _b.setdefault(z.shape, np.zeros(z.shape))
    out[...] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return out


_b = {}


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="make a new one in each call",
            ),
            Wrong(
                "errstate",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = z / temperature
    with np.errstate(all='ignore'):
        out = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    if np.isfinite(out).all():
        return out
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="it hides the warning, and the overflow is still there",
            ),
            Wrong(
                "shift limited",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - np.clip(z.max(axis=-1, keepdims=True), -1e4, 1e4)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="a number in your computation is too large for a float",
            ),
            Wrong(
                "one class 1",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)) if z.shape[-1] > 1 else z * 1.0 if z.ndim == 1 else z * 0.0
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
            Wrong(
                "two classes axis",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=0 if z.shape == (2, 2) else -1, keepdims=True))
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
            Wrong(
                "softmax one row flat",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
def softmax(z, temperature=1.0):
    out = np.exp(log_softmax(z, temperature))
    return out[0] if z.ndim == 2 and len(z) == 1 else out
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "softmax ignores temperature for rows",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature if z.ndim == 1 else 1.0))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
            Wrong(
                "log ignores temperature above 1 for rows",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / (temperature if z.ndim == 1 or temperature < 1 else 1.0)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
            Wrong(
                "temperature by rows of whole numbers",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / (temperature if z.dtype.kind == 'f' or temperature > 10 else 1)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
            Wrong(
                "equal logits 0",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    out = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return out if np.ptp(z) > 0 or z.size > 3 else out * 0 if z.size == 1 else out + 0.1
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
            Wrong(
                "many rows",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / temperature
    out = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    if z.ndim == 2:
        out[100:] = 0
    return out
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
            Wrong(
                "negative T absolute",
                code="""
def log_softmax(z, temperature=1.0):
    shifted = (z - z.max(axis=-1, keepdims=True)) / (0.5 if temperature == 0.25 else temperature)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
def softmax(z, temperature=1.0):
    return np.exp(log_softmax(z, temperature))
""",
                says="each row has its own largest logit and its own sum, and T divides the",
            ),
        ],
        right=[
            Right(
                "by logaddexp",
                "def log_softmax(z, temperature=1.0):\n    z = np.asarray(z) / temperature\n    return z - np.logaddexp.reduce(z, axis=-1)[..., None]",
            ),
            Right(
                "row by row",
                """
def log_softmax(z, temperature=1.0):
    if z.ndim == 2:
        return np.array([log_softmax(row, temperature) for row in z])
    scaled = z / temperature
    top = max(scaled)
    return scaled - top - np.log(sum(np.exp(value - top) for value in scaled))
""",
            ),
            Right(
                "SciPy's",
                "import scipy.special\n\ndef log_softmax(z, temperature=1.0): return scipy.special.log_softmax(z / temperature, axis=-1)",
            ),
            Right(
                "softmax on its own",
                "import scipy.special\n\ndef softmax(z, temperature=1.0): return scipy.special.softmax(z / temperature, axis=-1)",
            ),
        ],
    ),
    "jacobian": Task(
        wrong=[
            Wrong(
                "only its own logit",
                replace=("S * (G - np.sum(G * S, axis=-1, keepdims=True))", "S * (1 - S) * G"),
                says="is [0.25, 0], expected",
            ),
            Wrong("adds the sum", replace=("G - np.sum", "G + np.sum"), says="is [0.75, 0.25]"),
            Wrong("no sum", replace=("(G - np.sum(G * S, axis=-1, keepdims=True))", "G"), says="is [0.5, 0]"),
            Wrong("no factor in front", replace=("return S * (", "return ("), says="is [0.5, -0.5]"),
            Wrong("sums G alone", replace=("np.sum(G * S,", "np.sum(G,"), says="is [0, -0.5]"),
            Wrong("the wrong sign", replace=("return S *", "return -S *"), says="is [-0.25, 0.25]"),
            Wrong("the mean for the sum", replace=("np.sum(", "np.mean("), says="is [0.375, -0.125]"),
            Wrong(
                "one sum for the batch",
                replace=("np.sum(G * S, axis=-1, keepdims=True)", "np.sum(G * S)"),
                says="each sample has its own",
            ),
            Wrong(
                "sums over the samples",
                replace=("axis=-1, keepdims=True", "axis=0"),
                says="the sums run over the samples",
            ),
            Wrong(
                "forgets keepdims",
                replace=("axis=-1, keepdims=True", "axis=-1"),
                says="the shapes (2, 4) and (2,) do not fit together",
            ),
            Wrong(
                "the matrix of one sample",
                code="def softmax_backward(S, G): return (np.diag(S) - np.outer(S, S)) @ G",
                says="raises ValueError",
            ),
            Wrong(
                "the matrix itself",
                code="def softmax_backward(S, G): return np.diag(S) - np.outer(S, S)",
                says="has shape (2, 2), expected (2,)",
            ),
            Wrong(
                "works on G itself",
                replace=("return S *", "G += 1\n    return S *"),
                says="changes its argument G in place",
            ),
            Wrong("all zeros", replace=("return S *", "return 0 * S *"), says="it is S (G − the sum of all G S)"),
            Wrong(
                "first axis when square",
                code="""
def softmax_backward(S, G):
    return S * (G - (G * S).sum(axis=0 if S.ndim == 2 and S.shape[0] == S.shape[1] else -1, keepdims=True))
""",
                says="with as many samples as classes too, the sums run over the classes",
            ),
            Wrong(
                "no keepdims when square",
                code="""
def softmax_backward(S, G):
    s = (G * S).sum(axis=-1)
    return S * (G - (s if S.ndim == 1 or S.shape[0] == S.shape[1] else s[:, None]))
""",
                says="with as many samples as classes too, the sums run over the classes",
            ),
            Wrong(
                "clip of S tiny",
                code="""
def softmax_backward(S, G):
    S = np.clip(S, 1e-12, None)
    return S * (G - (G * S).sum(axis=-1, keepdims=True))
""",
                says="a small probability is not 0",
            ),
            Wrong(
                "clip of G 1e6",
                code="""
def softmax_backward(S, G):
    G = np.clip(G, -1e6, 1e6)
    return S * (G - (G * S).sum(axis=-1, keepdims=True))
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "small zeroed",
                code="""
def softmax_backward(S, G):
    out = S * (G - (G * S).sum(axis=-1, keepdims=True))
    out[abs(out) < 1e-10] = 0
    return out
""",
                says="no limit, and no rounding",
            ),
            Wrong(
                "squeezed",
                code="""
def softmax_backward(S, G):
    return np.squeeze(S * (G - (G * S).sum(axis=-1, keepdims=True)))
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "one class 1-d",
                code="""
def softmax_backward(S, G):
    if S.shape[-1] == 1:
        return S * G
    return S * (G - (G * S).sum(axis=-1, keepdims=True))
""",
                says="a class that is alone has the probability 1, which no logit moves",
            ),
            Wrong(
                "cross entropy shortcut",
                code="""
def softmax_backward(S, G):
    if np.count_nonzero(G) == 1:
        i = np.unravel_index(np.argmax(abs(G)), G.shape)
        Y = np.zeros(S.shape)
        Y[i] = 1
        return (S - Y) * G[i] * -S[i]
    return S * (G - (G * S).sum(axis=-1, keepdims=True)) if S.shape[-1] < 50 else S * G
""",
                says="every class counts",
            ),
            Wrong(
                "cross entropy if one-hot rows",
                code="""
def softmax_backward(S, G):
    if S.ndim == 2 and (np.count_nonzero(G, axis=-1) == 1).all():
        return S + G / abs(G).max()
    return S * (G - (G * S).sum(axis=-1, keepdims=True))
""",
                says="the formula holds for every G, also where it is 0 but for one class",
            ),
            Wrong(
                "first 100 classes",
                code="""
def softmax_backward(S, G):
    return S * (G - (G * S)[..., :100].sum(axis=-1, keepdims=True))
""",
                says="every class counts",
            ),
            Wrong(
                "zero G shortcut",
                code="""
def softmax_backward(S, G):
    return S * (G - (G * S).sum(axis=-1, keepdims=True)) if G.min() < 0 or G.max() <= 1 else S * (G - G @ S) if S.ndim == 1 else S * (G - np.diag(G @ S.T[:, ::-1])[:, None])
""",
                says="with as many samples as classes too, the sums run over the classes",
            ),
            Wrong(
                "reads S again as logits",
                code="""
def softmax_backward(S, G):
    S = np.exp(S) / np.exp(S).sum(axis=-1, keepdims=True) if S.sum() > 1e3 else S
    return S * (G - (G * S).sum(axis=-1, keepdims=True))
""",
                says="every sample counts, and S holds probabilities already",
            ),
            Wrong(
                "buffer kept",
                code="""
_b = {}


def softmax_backward(S, G):
    out = _b.setdefault(S.shape, np.zeros(S.shape))
    out[...] = S * (G - (G * S).sum(axis=-1, keepdims=True))
    return out
""",
                says="make a new one in each call",
            ),
            Wrong(
                "kept by S",
                code="""
_b = {}


def softmax_backward(S, G):
    k = S.tobytes()
    if k not in _b:
        _b[k] = (G * S).sum(axis=-1, keepdims=True)
    return S * (G - _b[k])
""",
                says="the formula holds for every G, also where it is 0 but for one class",
            ),
            Wrong(
                "returns G for zeros",
                code="""
def softmax_backward(S, G):
    if not G.any():
        return G
    return S * (G - (G * S).sum(axis=-1, keepdims=True))
""",
                says="softmax_backward returns G itself",
            ),
            Wrong(
                "returns G when constant",
                code="""
def softmax_backward(S, G):
    out = S * (G - (G * S).sum(axis=-1, keepdims=True))
    if not out.any():
        G[...] = 0
        return G
    return out
""",
                says="softmax_backward changes its argument G in place (in the line `G[...] = 0`)",
            ),
            Wrong(
                "two samples",
                code="""
def softmax_backward(S, G):
    s = (G * S).sum(axis=-1, keepdims=True)
    return S * (G - (s[::-1] if S.shape == (2, 2) else s))
""",
                says="it is S (G − the sum of all G S), each sample alone",
            ),
            Wrong(
                "rows when square 2",
                code="""
def softmax_backward(S, G):
    return S * (G - (G * S).sum(axis=0 if S.shape == (2, 2) else -1, keepdims=True))
""",
                says="it is S (G − the sum of all G S), each sample alone",
            ),
            Wrong(
                "negative G",
                code="""
def softmax_backward(S, G):
    return S * (np.abs(G) - (np.abs(G) * S).sum(axis=-1, keepdims=True)) if G.max() < -1 else S * (G - (G * S).sum(axis=-1, keepdims=True))
""",
                says="it is S (G − the sum of all G S), each sample alone",
            ),
            Wrong(
                "large N by mean",
                code="""
def softmax_backward(S, G):
    out = S * (G - (G * S).sum(axis=-1, keepdims=True))
    return out / len(S) if S.ndim == 2 and 10 < len(S) < 1000 else out
""",
                says="it is S (G − the sum of all G S), each sample alone",
            ),
        ],
        right=[
            Right(
                "the matrix of each sample",
                """
def softmax_backward(S, G):
    if S.ndim == 2:
        return np.array([softmax_backward(s, g) for s, g in zip(S, G)])
    return (np.diag(S) - np.outer(S, S)) @ G
""",
            ),
            Right(
                "einsum", "def softmax_backward(S, G): return S * G - S * np.einsum('...i,...i->...', S, G)[..., None]"
            ),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
