"""Wrong and right answers to exercise 07, and the mutants of its reference that change nothing."""

from tests.grader.harness import BY_CHANCE, Right, Task, Wrong, grader_tests

ASSIGNMENT = "07_mlp_from_scratch"

TASKS = {
    "dense": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def dense_forward(X, W, s, b): return np.array([[27.0]])",
                says="one row a sample, one column a neuron",
            ),
            Wrong(
                "forgets return",
                replace=("return X @ W * s + b", "X @ W * s + b"),
                says="does your function end with `return`?",
            ),
            Wrong(
                "forgets return on the way back",
                replace=(
                    "return to_sums @ W.T, X.T @ to_sums, (G * (X @ W)).sum(axis=0), G.sum(axis=0)",
                    "to_sums @ W.T, X.T @ to_sums, (G * (X @ W)).sum(axis=0), G.sum(axis=0)",
                ),
                says="dense_backward returns None: does your function end with `return`?",
            ),
            Wrong("forgets the bias", replace=("* s + b", "* s"), says="the bias is missing"),
            Wrong("forgets the gain", replace=("X @ W * s + b", "X @ W + b"), says="the gain is missing"),
            Wrong("subtracts the bias", replace=("* s + b", "* s - b"), says="the bias is subtracted: add it"),
            Wrong(
                "the gain on the bias too",
                replace=("X @ W * s + b", "(X @ W + b) * s"),
                says="the gain works on the sums alone: add the bias afterwards",
            ),
            Wrong(
                "adds the gain", replace=("X @ W * s + b", "X @ W + s + b"), says="the gain is added: multiply by it"
            ),
            Wrong(
                "bends",
                replace=("return X @ W * s + b", "return np.maximum(X @ W * s + b, 0)"),
                says="a dense layer has no bend: leave ReLU to its own layer",
            ),
            Wrong(
                "the gain on the inputs",
                replace=("X @ W * s + b", "X * s @ W + b"),
                says="your code raises ValueError: the shapes (2, 3) and (2,) do not fit together in `X * s`: co",
            ),
            Wrong(
                "whole numbers",
                replace=("return X @ W * s + b", "return (X @ W * s + b).astype(int)"),
                says="only the whole parts are left: is there astype(int), int(), or zeros_like of an array of w",
            ),
            Wrong(
                "one gain for all",
                replace=("X @ W * s + b", "X @ W * s[0] + b"),
                says="multiply X by W, then by the gain of each neuron, then add its bias",
            ),
            Wrong(
                "the lesson's layer, pasted",
                code="""
def dense_forward(X, W, s, b): return X @ W + b
def dense_backward(G, X, W, s): return G @ W.T, X.T @ G, G.sum(axis=0)
""",
                says="the gain is missing",
            ),
            Wrong(
                "W first",
                replace=(
                    "return to_sums @ W.T, X.T @ to_sums, (G * (X @ W)).sum(axis=0), G.sum(axis=0)",
                    "return X.T @ to_sums, to_sums @ W.T, (G * (X @ W)).sum(axis=0), G.sum(axis=0)",
                ),
                says="the order is X, W, s, b; and a gradient has the shape of its value",
            ),
            Wrong(
                "b before s",
                replace=(
                    "return to_sums @ W.T, X.T @ to_sums, (G * (X @ W)).sum(axis=0), G.sum(axis=0)",
                    "return to_sums @ W.T, X.T @ to_sums, G.sum(axis=0), (G * (X @ W)).sum(axis=0)",
                ),
                says="this is the gradient of b: each gain changes Z by the sum XW, not by 1",
            ),
            Wrong(
                "no gain on the way to X",
                replace=("to_sums @ W.T", "G @ W.T"),
                says="the gain is missing on the way back",
            ),
            Wrong(
                "no gain on the way to W",
                replace=("X.T @ to_sums", "X.T @ G"),
                says="the gain is missing on the way back",
            ),
            Wrong(
                "the sums alone",
                replace=("(G * (X @ W))", "(X @ W)"),
                says="these are the sums alone: multiply them by G",
            ),
            Wrong(
                "the gain in its own gradient",
                replace=("(G * (X @ W))", "(G * s * (X @ W))"),
                says="the gain does not multiply its own gradient",
            ),
            Wrong(
                "the gain on the way to b",
                replace=("G.sum(axis=0)", "to_sums.sum(axis=0)"),
                says="the bias is added after the gain: no gain lies on its way back",
            ),
            Wrong(
                "the gain keeps a row a sample",
                replace=("(G * (X @ W)).sum(axis=0)", "G * (X @ W)"),
                says="a sum over the samples, axis 0: one number a neuron",
            ),
            Wrong(
                "the bias keeps a row a sample",
                replace=(", G.sum(axis=0)", ", G"),
                says="a sum over the samples, axis 0: one number a neuron",
            ),
            Wrong(
                "sums over the neurons",
                replace=("G.sum(axis=0)", "G.sum(axis=1)"),
                says="a sum over the samples, axis 0: one number a neuron",
            ),
            Wrong(
                "divides W by N",
                replace=("X.T @ to_sums", "X.T @ to_sums / len(X)"),
                says="do not divide by N here: the loss has done it",
            ),
            Wrong(
                "takes the mean for the gain",
                replace=("(G * (X @ W)).sum(axis=0)", "(G * (X @ W)).mean(axis=0)"),
                says="do not divide by N here: the loss has done it",
            ),
            Wrong(
                "takes the mean for the bias",
                replace=("G.sum(axis=0)", "G.mean(axis=0)"),
                says="do not divide by N here: the loss has done it",
            ),
            Wrong(
                "forgets to transpose",
                replace=("to_sums @ W.T", "to_sums @ W"),
                says="your code raises ValueError: the matrix product does not fit: to_sums has shape (1, 1) and",
            ),
            Wrong(
                "scales G in place",
                replace=(
                    "to_sums = G * s",
                    "db = G.sum(axis=0); ds = (G * (X @ W)).sum(axis=0); G *= s; return G @ W.T, X.T @ G, ds, db",
                ),
                says="dense_backward changes its argument G in place",
            ),
            Wrong(
                "scales W in place",
                replace=("return X @ W * s + b", "W *= s\n    return X @ W + b"),
                says="dense_forward changes its argument W in place",
            ),
            Wrong(
                "loops over the samples",
                code="""
def dense_backward(G, X, W, s):
    dX, dW, ds, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(s.shape), np.zeros(s.shape)
    for n, (g, x) in enumerate(zip(G, X)):
        dX[n] = W @ (g * s)
        dW += np.outer(x, g * s)
        ds += g * (x @ W)
        db += g
    return dX, dW, ds, db
""",
                says="dense_backward uses a loop (`for n, (g, x) in enumerate(zip(G, X)):`): matrix products and",
            ),
            Wrong(
                "a loop in brackets",
                code="def dense_forward(X, W, s, b): return np.array([x @ W * s + b for x in X])",
                says="dense_forward uses a loop, in brackets (`return np.array([x @ W * s + b for x in X])`): on",
            ),
            Wrong(
                "lists",
                replace=("return X @ W * s + b", "return (X @ W * s + b).tolist()"),
                says="dense_forward(X, W, s, b) is a list, expected a NumPy array: its numbers are right, so put",
            ),
            Wrong(
                "half of the digits",
                replace=("to_sums = G * s", "to_sums = (G * s).astype(np.float16)"),
                says="each change that a number makes in Z, times G, added up",
            ),
            Wrong(
                "a diagonal matrix for the gain, on the wrong side",
                replace=("X @ W * s + b", "X @ np.diag(s) @ W + b"),
                says="your code raises ValueError: the matrix product does not fit: the inner sizes are 3 and 2;",
            ),
            Wrong(
                "the gain's gradient as one number",
                replace=("(G * (X @ W)).sum(axis=0)", "(G * (X @ W)).sum()"),
                says="a sum over the samples, axis 0: one number a neuron",
            ),
            Wrong(
                "squeezes",
                replace=(", G.sum(axis=0)", ", np.squeeze(G.sum(axis=0))"),
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "whole numbers out, where X holds whole numbers",
                replace=("return X @ W * s + b", "return np.array(X @ W * s + b, dtype=X.dtype)"),
                says="is [[9]], expected [[9.5]]: only the whole parts are left",
            ),
            Wrong(
                "whole numbers back, where X holds whole numbers",
                code="""
def dense_backward(G, X, W, s):
    to_sums = (G * s).astype(X.dtype)
    return to_sums @ W.T, X.T @ to_sums, (G * (X @ W)).sum(axis=0), G.sum(axis=0)
""",
                says="a gradient is no whole number",
            ),
            Wrong(
                "each gradient in the dtype of its value",
                code="""
def dense_backward(G, X, W, s):
    back = (G * s) @ W.T, X.T @ (G * s), (G * (X @ W)).sum(axis=0)
    return *(part.astype(of.dtype) for part, of in zip(back, (X, W, s))), G.sum(axis=0)
""",
                says="is [[4, 6]], expected [[4.5, 6]]: only the whole parts are left",
            ),
            Wrong(
                "a loop in an object of a class",
                code="""
class Dense:
    def forward(self, X, W, s, b):
        return np.array([s * (x @ W) + b for x in X])

dense = Dense()

def dense_forward(X, W, s, b):
    return dense.forward(X, W, s, b)
""",
                says="forward uses a loop, in brackets",
            ),
            Wrong(
                "ds by dW over s, 0 where s 0",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = np.divide((W * dW).sum(axis=0), s, out=np.zeros(len(s)), where=s != 0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "ds by dX over s for one neuron",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0) if len(s) > 1 else (X * dX).sum(axis=(0, 1), keepdims=True)[0] / s
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "db is a view for one sample",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G[0] if len(G) == 1 else G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="who changes one changes both",
            ),
            Wrong(
                "gain clip 10",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * np.clip(s, -10, 10) + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="the gain may be any number, and there may be many samples or inputs",
            ),
            Wrong(
                "gain 0 as 1",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * np.where(s == 0, 1, s) + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="the gain may be any number, and there may be many samples or inputs",
            ),
            Wrong(
                "dU gain not 0",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * np.where(s == 0, 1, s)
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "first 64 for W",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X[:64].T @ dU[:64]
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "first 100 for b",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G[:100].sum(axis=0)
    return dX, dW, ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "forward first 100 inputs",
                code="""
def dense_forward(X, W, s, b):
    return (X[:, :100] @ W[:100]) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="the gain may be any number, and there may be many samples or inputs",
            ),
            Wrong(
                "rounded 12 W",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW.round(12), ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "rounded s",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds.round(10), db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "forward rounded",
                code="""
def dense_forward(X, W, s, b):
    return ((X @ W) * s + b).round(8)


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="the gain may be any number, and there may be many samples or inputs",
            ),
            Wrong(
                "G clip 1e3 for W",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ np.clip(dU, -1e3, 1e3)
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "forward zeros like X@W ints",
                code="""
def dense_forward(X, W, s, b):
    Z = X @ W
    Z[:] = Z * s + b
    return Z


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="is there astype(int), int(), or zeros_like of an array of whole numbers?",
            ),
            Wrong(
                "b ignored when s is 1",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b * (not (s == 1).all())


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0)
    return dX, dW, ds, db
""",
                says="the gain may be any number, and there may be many samples or inputs",
            ),
            Wrong(
                "mean for many",
                code="""
def dense_forward(X, W, s, b):
    return (X @ W) * s + b


def dense_backward(G, X, W, s):
    U = X @ W
    dU = G * s
    dX = dU @ W.T
    dW = X.T @ dU
    ds = (G * U).sum(axis=0)
    db = G.sum(axis=0) if len(G) < 50 else G.mean(axis=0)
    return dX, dW, ds, db
""",
                says="a gain of 0 has a gradient too",
            ),
            Wrong(
                "U kept by the id of X",
                code="""
_kept = {}
def dense_forward(X, W, s, b):
    _kept[id(X)] = X, X @ W
    return _kept[id(X)][1] * s + b

def dense_backward(G, X, W, s):
    U = _kept[id(X)][1] if id(X) in _kept and _kept[id(X)][1].shape == G.shape else X @ W
    dU = G * s
    return dU @ W.T, X.T @ dU, (G * U).sum(axis=0), G.sum(axis=0)
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "one buffer forward",
                code="""
_b = {}
def dense_forward(X, W, s, b):
    out = _b.setdefault((len(X), len(s)), np.zeros((len(X), len(s))))
    out[:] = (X @ W) * s + b
    return out

def dense_backward(G, X, W, s):
    dU = G * s
    return dU @ W.T, X.T @ dU, (G * (X @ W)).sum(axis=0), G.sum(axis=0)
""",
                says="make a new one in each call",
            ),
            Wrong(
                "buffers backward",
                code="""
_b = {}
def dense_forward(X, W, s, b):
    return (X @ W) * s + b

def dense_backward(G, X, W, s):
    dU = G * s
    dW = _b.setdefault(W.shape, np.zeros(W.shape))
    dW[:] = X.T @ dU
    return dU @ W.T, dW, (G * (X @ W)).sum(axis=0), G.sum(axis=0)
""",
                says="make a new one in each call",
            ),
        ],
        right=[
            Right(
                "einsum, and a list",
                code="""
def dense_forward(X, W, s, b):
    return np.einsum("ni,ij,j->nj", X, W, s) + b[None, :]
def dense_backward(G, X, W, s):
    return [np.einsum("nj,j,ij->ni", G, s, W), np.einsum("ni,nj,j->ij", X, G, s), np.einsum("nj,ni,ij->j", G, X, W), np.einsum("nj->j", G)]
""",
            ),
            Right(
                "the gain inside the weights",
                code="""
def dense_forward(X, W, s, b):
    return X.dot(W * s) + b
def dense_backward(G, X, W, s):
    dV = X.T @ G
    return G @ (W * s).T, dV * s, (dV * W).sum(axis=0), np.ones(len(G)) @ G
""",
            ),
            Right(
                "diagonal matrices",
                code="""
def dense_forward(X, W, s, b):
    return np.matmul(np.matmul(X, W), np.diag(s)) + np.outer(np.ones(len(X)), b)
def dense_backward(G, X, W, s):
    U = G @ np.diag(s)
    return np.dot(U, np.transpose(W)), np.dot(np.transpose(X), U), np.diag(np.transpose(X @ W) @ G), np.sum(G, 0)
""",
            ),
            Right(
                "from its own pieces",
                code="""
def back(G, X, W):
    return G @ W.T, X.T @ G
def dense_backward(G, X, W, s):
    (dX, dW), U = back(G * s, X, W), dense_forward(X, W, 1.0, 0.0)
    return dX, dW, np.sum(U * G, axis=0), np.sum(G, axis=0)
""",
            ),
        ],
    ),
    "leaky": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def leaky_backward(G, A, slope): return np.array([0.5, 6, 0.7])",
                says="G where A is positive, the slope times G elsewhere",
            ),
            Wrong(
                "forgets return",
                replace=("return np.where(A > 0, G, slope * G)", "np.where(A > 0, G, slope * G)"),
                says="does your function end with `return`?",
            ),
            Wrong(
                "the lesson's line",
                replace=("return np.where(A > 0, G, slope * G)", "return G * (A > 0)"),
                says="this is the plain ReLU: where Z is negative a part of the gradient passes",
            ),
            Wrong("looks at G", replace=("A > 0", "G > 0"), says="everything passes as it is: A decides, not G"),
            Wrong("passes at 0", replace=("A > 0", "A >= 0"), says="at the kink take the slope of the left side"),
            Wrong(
                "returns the slopes",
                replace=("return np.where(A > 0, G, slope * G)", "return np.where(A > 0, 1.0, slope)"),
                says="these are the slopes alone: multiply them by G",
            ),
            Wrong(
                "forward again",
                replace=("return np.where(A > 0, G, slope * G)", "return np.where(A > 0, A, slope * A)"),
                says="this is the way forward: the gradient goes back, not the value",
            ),
            Wrong(
                "multiplies by the output",
                replace=("return np.where(A > 0, G, slope * G)", "return G * np.where(A > 0, A, slope * A)"),
                says="multiply G by 1 or by the slope, not by the output too",
            ),
            Wrong(
                "multiplies by the output only",
                replace=("return np.where(A > 0, G, slope * G)", "return G * A"),
                says="multiply G by 1 or by the slope, not by the output",
            ),
            Wrong("wrong way round", replace=("A > 0", "A < 0"), says="the sides are the wrong way round"),
            Wrong(
                "divides by the slope",
                replace=("slope * G", "G / slope"),
                says="G is divided by the slope: multiply by it",
            ),
            Wrong(
                "subtracts the slope",
                replace=("slope * G", "G - slope"),
                says="the slope is subtracted: multiply by it",
            ),
            Wrong(
                "one minus slope",
                replace=("slope * G", "(1 - slope) * G"),
                says="the part that is kept back is returned: multiply by slope",
            ),
            Wrong(
                "its own slope",
                replace=("slope * G", "0.1 * G"),
                says="the slope is 0.25 here: use the slope that is given, not 0.1",
            ),
            Wrong(
                "a sign for the slope",
                replace=("slope * G", "-slope * G"),
                says="G where A is positive, the slope times G elsewhere",
            ),
            Wrong(
                "drops negative gradients",
                replace=("return np.where(A > 0, G, slope * G)", "return np.maximum(G, 0) * np.where(A > 0, 1, slope)"),
                says="negative gradients pass too: nothing but A decides",
            ),
            Wrong(
                "the larger of the two",
                replace=("return np.where(A > 0, G, slope * G)", "return np.maximum(G, slope * G)"),
                says="everything passes as it is: A decides, not G",
            ),
            Wrong(
                "whole numbers of whole numbers",
                code="""
def leaky_backward(G, A, slope):
    answer = np.zeros_like(G)
    answer[A > 0] = G[A > 0]
    answer[A <= 0] = slope * G[A <= 0]
    return answer
""",
                says="only the whole parts are left: is there astype(int), int(), or zeros_like of an array of w",
            ),
            Wrong(
                "astype(int)",
                replace=("return np.where(A > 0, G, slope * G)", "return np.where(A > 0, G, slope * G).astype(int)"),
                says="only the whole parts are left: is there astype(int), int(), or zeros_like of an array of w",
            ),
            Wrong(
                "writes into G",
                replace=("return np.where(A > 0, G, slope * G)", "G[A <= 0] *= slope\n    return G"),
                says="leaky_backward changes its argument G in place",
            ),
            Wrong(
                "writes into A",
                replace=(
                    "return np.where(A > 0, G, slope * G)",
                    "A[A > 0] = 1\n    A[A <= 0] = slope\n    return G * A",
                ),
                says="leaky_backward changes its argument A in place",
            ),
            Wrong(
                "Python's if",
                replace=("return np.where(A > 0, G, slope * G)", "if A > 0:\n        return G\n    return slope * G"),
                says="your code raises ValueError: The truth value of an array is asked for, by if, and, or, max",
            ),
            Wrong(
                "flattened",
                replace=(
                    "return np.where(A > 0, G, slope * G)",
                    "return np.array([g if a > 0 else slope * g for g, a in zip(G.ravel(), A.ravel())])",
                ),
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "rows only",
                replace=(
                    "return np.where(A > 0, G, slope * G)",
                    "return np.array([[g if a > 0 else slope * g for g, a in zip(*row)] for row in zip(np.atleast_2d(G), np.atleast_2d(A))]).reshape(G.shape)",
                ),
                says="your code raises ValueError: The truth value of an array is asked for, by if, and, or, max",
            ),
            Wrong(
                "nothing changes",
                replace=("return np.where(A > 0, G, slope * G)", "return G.copy()"),
                says="everything passes as it is: A decides, not G",
            ),
            Wrong(
                "nothing at 0",
                replace=(
                    "return np.where(A > 0, G, slope * G)",
                    "return np.where(A > 0, G, np.where(A < 0, slope * G, 0))",
                ),
                says="G where A is positive, the slope times G elsewhere",
            ),
            Wrong(
                "undoes the slope first",
                replace=(
                    "return np.where(A > 0, G, slope * G)",
                    "Z = A / slope\n    return np.where(Z > slope, G, slope * G)",
                ),
                says="G where A is positive, the slope times G elsewhere",
            ),
            Wrong(
                "G itself when no neuron is off",
                code="""
def leaky_backward(G, A, slope):
    if (A > 0).all():
        return G
    return G * np.where(A > 0, 1, slope)
""",
                says="who changes one changes both",
            ),
            Wrong(
                "G itself when it is 0",
                code="""
def leaky_backward(G, A, slope):
    if not G.any():
        return G
    return G * np.where(A > 0, 1, slope)
""",
                says="who changes one changes both",
            ),
            Wrong(
                "tiny A are 0",
                code="""
def leaky_backward(G, A, slope):
    return G * np.where(A > 1e-100, 1, slope)
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "the sign of the square",
                code="""
def leaky_backward(G, A, slope):
    return G * np.where(A * np.abs(A) > 0, 1, slope)
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "slope at least 0.001",
                code="""
def leaky_backward(G, A, slope):
    return G * np.where(A > 0, 1, max(slope, 0.001))
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "slope at most 0.9",
                code="""
def leaky_backward(G, A, slope):
    return G * np.where(A > 0, 1, min(slope, 0.9))
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "slope rounded 3",
                code="""
def leaky_backward(G, A, slope):
    return G * np.where(A > 0, 1, round(slope, 3))
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "rounded 12",
                code="""
def leaky_backward(G, A, slope):
    return (G * np.where(A > 0, 1, slope)).round(12)
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "clip 1e6",
                code="""
def leaky_backward(G, A, slope):
    return np.clip(G, -1e6, 1e6) * np.where(A > 0, 1, slope)
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "at least 1-D",
                code="""
def leaky_backward(G, A, slope):
    return np.atleast_1d(G) * np.where(np.atleast_1d(A) > 0, 1, slope)
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "two axes only",
                code="""
def leaky_backward(G, A, slope):
    out = np.array(G, dtype=float)
    if G.ndim == 1:
        return np.where(A > 0, G, slope * G)
    for i in range(G.shape[0]):
        for j in range(G.shape[1]):
            out[i, j] = G[i, j] if np.all(A[i, j] > 0) else slope * G[i, j]
    return out
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "flat of an empty_like",
                code="""
def leaky_backward(G, A, slope):
    out = np.empty_like(G, dtype=float)
    flat = out.reshape(-1)
    for n, (g, a) in enumerate(zip(G.reshape(-1), A.reshape(-1))):
        flat[n] = g if a > 0 else slope * g
    return out
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "order A",
                code="""
def leaky_backward(G, A, slope):
    return (G.ravel(order='A') * np.where(A.ravel(order='A') > 0, 1, slope)).reshape(G.shape)
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "slope at 0 only for -0",
                code="""
def leaky_backward(G, A, slope):
    return G * np.where((A > 0) | ((A == 0) & ~np.signbit(A) & (G < 0)), 1, slope)
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "A large",
                code="""
def leaky_backward(G, A, slope):
    return G * np.where((A > 0) & (A < 1e3), 1, slope)
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "first 1000",
                code="""
def leaky_backward(G, A, slope):
    out = G * np.where(A > 0, 1, slope)
    out.reshape(-1)[1000:] = 0
    return out
""",
                says="A decides by its sign alone, however small or large it is; the slope is the one",
            ),
            Wrong(
                "kept mask",
                code="""
_m = {}
def leaky_backward(G, A, slope):
    m = _m.setdefault((A.shape, slope), np.where(A > 0, 1, slope))
    return G * m
""",
                says="compute it anew in each call",
            ),
            Wrong(
                "mask by id",
                code="""
_m = {}
def leaky_backward(G, A, slope):
    m = _m.setdefault(id(A), (A, np.where(A > 0, 1, slope)))
    return G * m[1]
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "one array for each shape, returned again and again",
                code="""
_m = {}
def leaky_backward(G, A, slope):
    out = _m.setdefault(G.shape, np.zeros(G.shape))
    return np.multiply(G, np.where(A > 0, 1, slope), out=out)
""",
                says="make a new one in each call",
            ),
        ],
        right=[
            Right(
                "a copy and a mask",
                code="""
def leaky_backward(G, A, slope):
    answer = np.array(G, dtype=float)
    answer[A <= 0] *= slope
    return answer
""",
            ),
            Right(
                "the slopes times G", code="def leaky_backward(G, A, slope): return G * ((A > 0) + slope * (A <= 0))"
            ),
            Right(
                "number by number",
                code="""
def leaky_backward(G, A, slope):
    answer = np.empty(G.shape)
    for place in np.ndindex(A.shape):
        answer[place] = G[place] * (1 if A[place] > 0 else slope)
    return answer
""",
            ),
            Right(
                "through Z again",
                code="""
def leaky_backward(G, A, slope):
    Z = np.minimum(A, A / slope)
    return np.select([Z > 0, Z <= 0], [G, G * slope])
""",
            ),
        ],
    ),
    "loss": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def smooth_cross_entropy(Z, labels, smoothing): return np.log(2), np.array([[-0.4, 0.4]])",
                says="the mean of −Σ t ln S over the samples",
            ),
            Wrong(
                "forgets return",
                replace=(
                    "return -(targets * log_S).sum() / N, (np.exp(log_S) - targets) / N",
                    "-(targets * log_S).sum() / N, (np.exp(log_S) - targets) / N",
                ),
                says="smooth_cross_entropy returns None: does your function end with `return`?",
            ),
            Wrong(
                "returns the loss alone",
                replace=(
                    "return -(targets * log_S).sum() / N, (np.exp(log_S) - targets) / N",
                    "return -(targets * log_S).sum() / N",
                ),
                says="smooth_cross_entropy returns 1 of the two things: the loss and the gradient",
            ),
            Wrong(
                "the lesson's loss, pasted",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    Z = Z - Z.max(axis=1, keepdims=True)
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    P = np.exp(log_P)
    loss = -log_P[np.arange(len(labels)), labels].mean()
    P[np.arange(len(labels)), labels] -= 1
    return loss, P / len(P)
""",
                says="this is the gradient without smoothing",
            ),
            Wrong(
                "the lecture's sign",
                replace=("return -(targets", "return (targets"),
                says="the minus sign is missing, as on the lecture's slide",
            ),
            Wrong(
                "the probability",
                replace=("-(targets * log_S).sum() / N", "(targets * np.exp(log_S)).sum() / N"),
                says="this is the probability: take the logarithm",
            ),
            Wrong(
                "base 2",
                replace=("-(targets * log_S).sum() / N", "-(targets * log_S / np.log(2)).sum() / N"),
                says="this is the logarithm to base 2: np.log has base e",
            ),
            Wrong(
                "all classes fully",
                replace=("(targets * log_S).sum()", "log_S.sum()"),
                says="all classes count fully: weigh each by its target t",
            ),
            Wrong(
                "no targets in the gradient",
                replace=("np.exp(log_S) - targets", "np.exp(log_S)"),
                says="these are the probabilities: subtract the targets",
            ),
            Wrong(
                "the lesson's gradient",
                replace=("(np.exp(log_S) - targets) / N", "(np.exp(log_S) - np.eye(K)[labels]) / N"),
                says="this is the gradient without smoothing",
            ),
            Wrong(
                "target minus probability",
                replace=("np.exp(log_S) - targets", "targets - np.exp(log_S)"),
                says="the sign is wrong: probability minus target",
            ),
            Wrong(
                "the sum of the losses",
                replace=("(targets * log_S).sum() / N", "(targets * log_S).sum()"),
                says="this is the sum over the samples: take the mean",
            ),
            Wrong(
                "mean of all entries",
                replace=("(targets * log_S).sum() / N", "(targets * log_S).mean()"),
                says="not of classes or of all entries",
            ),
            Wrong(
                "divides by the classes",
                replace=("(targets * log_S).sum() / N", "(targets * log_S).sum() / K"),
                says="divide by the number of samples, not of classes",
            ),
            Wrong(
                "no 1/N in the gradient",
                replace=("(np.exp(log_S) - targets) / N", "np.exp(log_S) - targets"),
                says="the division by N is missing",
            ),
            Wrong(
                "gradient over the classes",
                replace=("(np.exp(log_S) - targets) / N", "(np.exp(log_S) - targets) / K"),
                says="it is the sum of −t times the derivative of ln S: see the lesson's lines, with t for the l",
            ),
            Wrong(
                "whole columns",
                replace=("targets[np.arange(N), labels] += 1 - smoothing", "targets[:, labels] += 1 - smoothing"),
                says="[:, labels] means whole columns: pick one entry a row",
            ),
            Wrong(
                "whole columns, in the gradient",
                replace=(
                    "(np.exp(log_S) - targets) / N",
                    "(np.exp(log_S) - np.where(np.isin(np.arange(K), labels), 1 - smoothing + smoothing / K, smoothing / K)) / N",
                ),
                says="[:, labels] takes whole columns: pick one entry a row",
            ),
            Wrong(
                "S[:, labels] in the loss",
                replace=(
                    "-(targets * log_S).sum() / N",
                    "-((1 - smoothing) * log_S[:, labels].mean() + smoothing * log_S.mean())",
                ),
                says="[:, labels] takes whole columns: pick one entry a row",
            ),
            Wrong(
                "shared by the others alone",
                replace=(
                    "np.full((N, K), smoothing / K)",
                    "np.full((N, K), smoothing / (K - 1)); targets[np.arange(N), labels] = 0",
                ),
                says="ε is shared by all classes, the true one too, not by the others alone",
            ),
            Wrong(
                "the true class without its share",
                replace=(
                    "targets[np.arange(N), labels] += 1 - smoothing",
                    "targets[np.arange(N), labels] = 1 - smoothing",
                ),
                says="minus the sum of t times ln S",
            ),
            Wrong(
                "not divided by the classes",
                replace=("smoothing / K)", "smoothing)"),
                says="your targets of a row add up to 1.2, and not to 1",
            ),
            Wrong(
                "adds a whole 1",
                replace=("+= 1 - smoothing", "+= 1"),
                says="your targets of a row add up to 1.2, and not to 1",
            ),
            Wrong(
                "never smooths the others",
                replace=("np.full((N, K), smoothing / K)", "np.zeros((N, K))"),
                says="your targets of a row add up to 0.8, and not to 1",
            ),
            Wrong(
                "its own share",
                replace=("N, K = Z.shape", "N, K = Z.shape; smoothing = 0.1"),
                says="it is the sum of −t times the derivative of ln S: see the lesson's lines, with t for the l",
            ),
            Wrong(
                "softmax over the batch",
                replace=("np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum()"),
                says="softmax runs over the whole batch: each row is a sample",
            ),
            Wrong(
                "softmax over the samples",
                replace=("np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum(axis=0, keepdims=True)"),
                says="minus the sum of t times ln S",
            ),
            Wrong(
                "overflows",
                replace=("Z - Z.max(axis=1, keepdims=True)", "Z"),
                says="a number in your computation is too large for a float: overflow encountered in exp",
            ),
            Wrong(
                "the largest of the batch",
                replace=("Z.max(axis=1, keepdims=True)", "Z.max()"),
                says="your code divides by zero, or takes the logarithm of 0: divide by zero encountered in log",
            ),
            Wrong(
                "logarithm of the probabilities",
                replace=(
                    "log_S = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
                    "S = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True); log_S = np.log(S)",
                ),
                says="your code divides by zero, or takes the logarithm of 0: divide by zero encountered in log",
            ),
            Wrong(
                "clips the probabilities",
                replace=(
                    "log_S = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
                    "S = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True); log_S = np.log(np.maximum(S, 1e-15))",
                ),
                says="do not take the logarithm of the probabilities: compute it as (Z − m) − ln Σ e^(Z − m)",
            ),
            Wrong(
                "adds a little",
                replace=(
                    "log_S = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
                    "S = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True); log_S = np.log(S + 1e-12)",
                ),
                says="add nothing under a logarithm",
            ),
            Wrong(
                "shifts Z itself",
                replace=(
                    "shifted = Z - Z.max(axis=1, keepdims=True)",
                    "Z -= Z.max(axis=1, keepdims=True); shifted = Z",
                ),
                says="smooth_cross_entropy changes its argument Z in place",
            ),
            Wrong("four classes", replace=("smoothing / K)", "smoothing / 4)"), says="minus the sum of t times ln S"),
            Wrong(
                "a loss a sample",
                replace=("-(targets * log_S).sum() / N", "-(targets * log_S).sum(axis=1)"),
                says="the loss is an array of shape (1,), expected a number: the numbers are right, the shape is",
            ),
            Wrong(
                "the gradient as a list",
                replace=("(np.exp(log_S) - targets) / N", "((np.exp(log_S) - targets) / N).tolist()"),
                says="the gradient is a list, expected a NumPy array: its numbers are right, so put np.array(…)",
            ),
            Wrong(
                "whole numbers in the gradient",
                replace=("np.exp(log_S) - targets", "np.round(np.exp(log_S) - targets)"),
                says="it is the sum of −t times the derivative of ln S: see the lesson's lines, with t for the l",
            ),
            Wrong(
                "targets in the dtype of the logits",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    from scipy.special import log_softmax

    logs = log_softmax(Z, axis=1)
    targets = np.full_like(Z, smoothing / Z.shape[1])
    targets[np.arange(len(Z)), labels] += 1 - smoothing
    return -(targets * logs).sum() / len(Z), (np.exp(logs) - targets) / len(Z)
""",
                says="writes into an array of whole numbers, which keeps no fractions",
            ),
            Wrong(
                "subtracts the mean of the row, not its largest",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    logs = Z - Z.mean(axis=1, keepdims=True)
    logs = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
    targets = np.full(Z.shape, smoothing / Z.shape[1])
    targets[np.arange(len(Z)), labels] += 1 - smoothing
    return -(targets * logs).sum() / len(Z), (np.exp(logs) - targets) / len(Z)
""",
                says="a number in your computation is too large for a float",
            ),
            Wrong(
                "a numerical gradient",
                code="""
def _loss(Z, labels, smoothing):
    N, K = Z.shape
    logs = Z - Z.max(axis=1, keepdims=True)
    logs = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
    return -np.sum((smoothing / K + (1 - smoothing) * np.eye(K)[labels]) * logs) / N

def smooth_cross_entropy(Z, labels, smoothing):
    gradient = np.zeros(Z.shape)
    for place in np.ndindex(Z.shape):
        step = np.zeros(Z.shape)
        step[place] = 1e-4
        rise = _loss(Z + step, labels, smoothing) - _loss(Z - step, labels, smoothing)
        gradient[place] = rise / 2e-4
    return _loss(Z, labels, smoothing), gradient
""",
                says="this is close, but not exact: take the formula",
            ),
            Wrong(
                "clip 1e4",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = np.clip(Z - Z.max(axis=1, keepdims=True), -1e4, 0)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="a loss has no limit",
            ),
            Wrong(
                "shift only when large",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True) if Z.max() > 700 else Z
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="divide by zero encountered in log (in the line `logs = shifted -",
            ),
            Wrong(
                "loss at most 1e6",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return min(loss, 1e6), (np.exp(logs) - t) / N
""",
                says="a loss has no limit",
            ),
            Wrong(
                "arange in labels dtype",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N).astype(labels.dtype), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "flat index in labels dtype",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t.reshape(-1)[labels + (K * np.arange(N)).astype(labels.dtype)] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "K 10 if large",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / min(K, 10))
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "labels as uint8",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels.astype(np.uint8)] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "labels by minus one for one-based",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels - (labels.min() == 1)] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "assigned if eps small",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] = 1 - smoothing + (smoothing / K if smoothing > 0.05 else 0)
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "first 100",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs)[:100].sum() / len(logs[:100])
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "gradient first 256",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    grad = (np.exp(logs) - t) / N
    grad[256:] = 0
    return loss, grad
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "small gradients 0",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    grad = (np.exp(logs) - t) / N
    return loss, np.where(np.abs(grad) < 1e-9, 0, grad)
""",
                says="the gradient of logits below −1000 is [[0.5, -0.5, 0]], expected [[0.5, -0.5,",
            ),
            Wrong(
                "smoothing rounded",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    smoothing = round(smoothing, 2)
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "smoothing int",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    t = np.full((N, K), smoothing) / K
    t = t if isinstance(smoothing, float) else t.astype(int)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "K 1",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    if K == 1:
        return 0.0, np.ones((N, 1)) / N
    t = np.full((N, K), smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    return loss, (np.exp(logs) - t) / N
""",
                says="each sample and each class counts, also where there are many, or one",
            ),
            Wrong(
                "targets kept",
                code="""
_t = {}
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    key = N, K, smoothing
    if key not in _t:
        t = np.full((N, K), smoothing / K)
        t[np.arange(N), labels] += 1 - smoothing
        _t[key] = t
    t = _t[key]
    return -(t * logs).sum() / N, (np.exp(logs) - t) / N
""",
                says="compute it anew in each call",
            ),
            Wrong(
                "by id of the labels",
                code="""
_t = {}
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    key = id(labels), smoothing
    if key not in _t or _t[key][1].shape != Z.shape:
        t = np.full((N, K), smoothing / K)
        t[np.arange(N), labels] += 1 - smoothing
        _t[key] = labels, t
    t = _t[key][1]
    return -(t * logs).sum() / N, (np.exp(logs) - t) / N
""",
                says=BY_CHANCE,
            ),
        ],
        right=[
            Right(
                "logaddexp, and type hints",
                code="""
def smooth_cross_entropy(Z: np.ndarray, labels: np.ndarray, smoothing: float) -> tuple[float, np.ndarray]:
    n, k = Z.shape
    log_s = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    target = smoothing / k + (1.0 - smoothing) * (labels[:, None] == np.arange(k)[None, :])
    return np.mean(np.sum(-target * log_s, axis=-1)), (np.exp(log_s) - target) / n
""",
            ),
            Right(
                "one-hot labels and logaddexp",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    t = (1 - smoothing) * np.eye(Z.shape[1])[labels] + smoothing / Z.shape[1]
    logs = Z - np.logaddexp.reduce(Z, axis=1)[:, None]
    return [-np.mean(np.einsum("nk,nk->n", t, logs)), (np.exp(logs) - t) / Z.shape[0]]
""",
            ),
            Right(
                "sample by sample",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    N, K = Z.shape
    loss, gradient = 0.0, []
    for z, label in zip(Z, labels):
        z = z - max(z)
        logs = z - np.log(np.sum(np.exp(z)))
        loss -= (1 - smoothing) * logs[label] + smoothing * logs.mean()
        row = np.exp(logs) - smoothing / K
        row[label] -= 1 - smoothing
        gradient.append(row / N)
    return float(loss / N), np.array(gradient)
""",
            ),
            Right(
                "two losses mixed",
                code="""
def smooth_cross_entropy(Z, labels, smoothing):
    m = Z.max(axis=1, keepdims=True)
    total = m + np.log(np.sum(np.exp(Z - m), axis=1, keepdims=True))
    sure = (total[:, 0] - Z[np.arange(len(Z)), labels]).mean()
    G = np.exp(Z - total) - smoothing / Z.shape[1]
    G[np.arange(len(Z)), labels] -= 1 - smoothing
    return (1 - smoothing) * sure + smoothing * (total - Z).mean(), G / len(Z)
""",
            ),
            Right(
                "SciPy",
                code="""
from scipy.special import log_softmax, softmax
def smooth_cross_entropy(Z, labels, smoothing):
    hot = labels[:, None] == np.arange(Z.shape[1])
    t = np.where(hot, 1 - smoothing, 0) + smoothing / Z.shape[1]
    return -np.average((t * log_softmax(Z, axis=1)).sum(1)), (softmax(Z, axis=1) - t) / len(labels)
""",
            ),
        ],
    ),
    "checker": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def numerical_gradient(f, x, h=1e-5): return np.array([2.0, 3.0])",
                says="(f(x + h) − f(x − h)) / 2h with the h that is given",
            ),
            Wrong("forgets return", replace=("return gradient", "pass"), says="does your function end with `return`?"),
            Wrong("divides by h", replace=("(2 * h)", "h"), says="the distance between the two points is 2h, not h"),
            Wrong(
                "wrong order",
                replace=("f(up) - f(down)", "f(down) - f(up)"),
                says="f(x − h) is subtracted from f(x + h), not the other way round",
            ),
            Wrong(
                "moves all at once", replace=("up[index] += h", "up += h"), says="one central difference for each entry"
            ),
            Wrong(
                "moves all, both ways",
                code="def numerical_gradient(f, x, h=1e-5): return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))",
                says="all entries move at once: change one at a time",
            ),
            Wrong(
                "forward difference",
                replace=("(f(up) - f(down)) / (2 * h)", "(f(up) - f(x)) / h"),
                says="this is a forward difference: step to both sides",
            ),
            Wrong(
                "vectors only",
                replace=("np.ndindex(x.shape)", "range(len(x))"),
                says="a whole row moves at once: np.ndindex(x.shape) goes through single entries",
            ),
            Wrong(
                "its own h",
                replace=("up, down = x.copy(), x.copy()", "h = 1e-5; up, down = x.copy(), x.copy()"),
                says="h is 0.1 or 0.5 here: use the h that is given",
            ),
            Wrong(
                "works on x itself",
                replace=("up, down = x.copy(), x.copy()", "up, down = x, x.copy()"),
                says="numerical_gradient changes its argument x in place: work on a copy, x.copy()",
            ),
            Wrong(
                "mean of the errors", replace=("np.max(", "np.mean("), says="this is the mean: the largest error counts"
            ),
            Wrong(
                "returns all errors", replace=("np.max(", "np.asarray("), says="these are all errors: take the largest"
            ),
            Wrong(
                "divides by the sum",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.abs(a) + np.abs(b)"),
                says="divide by the larger of |a| and |b|, not by their sum",
            ),
            Wrong(
                "divides by |a|",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.abs(a)"),
                says="divide by the larger of |a| and |b|, not by |a|",
            ),
            Wrong(
                "divides by |b|",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.abs(b)"),
                says="divide by the larger of |a| and |b|: this divides by |b|, or by the smaller one",
            ),
            Wrong(
                "divides by the smaller",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.minimum(np.abs(a), np.abs(b))"),
                says="divide by the larger of |a| and |b|: this divides by |b|, or by the smaller one",
            ),
            Wrong(
                "absolute error",
                replace=("np.abs(a - b) / np.maximum(larger, 1e-8)", "np.abs(a - b)"),
                says="this is the absolute error",
            ),
            Wrong(
                "no floor",
                replace=("np.maximum(larger, 1e-8)", "larger"),
                says="the answer is nan: two zeros are divided, the divisor must be at least 1e-8",
            ),
            Wrong(
                "adds the floor",
                replace=("np.maximum(larger, 1e-8)", "(larger + 1e-8)"),
                says="the 1e-8 is a floor: take the largest of the three, do not add it",
            ),
            Wrong(
                "compares before the absolute value",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.maximum(a, b)"),
                says="take |a| and |b| before you compare them",
            ),
            Wrong(
                "blind to the sign",
                replace=("np.abs(a - b)", "np.abs(np.abs(a) - np.abs(b))"),
                says="this compares |a| with |b|",
            ),
            Wrong(
                "no array: a list",
                replace=("return gradient", "return gradient.tolist()"),
                says="numerical_gradient(f, [1, 5]) is a list, expected a NumPy array: its numbers are right, so",
            ),
            Wrong(
                "int array",
                replace=("np.zeros(x.shape)", "np.zeros(x.shape, dtype=int)"),
                says="one central difference for each entry",
            ),
            Wrong(
                "default h",
                code="""
def numerical_gradient(f, x, h=1e-3):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape); e[i] = h
        g[i] = (f(x + e) - f(x - e)) / (2 * h)
    return g
""",
                says="the default is h = 1e-5",
            ),
            Wrong(
                "backward",
                replace=("(f(up) - f(down)) / (2 * h)", "(f(x) - f(down)) / h"),
                says="this is a backward difference: step to both sides",
            ),
            Wrong(
                "flat answer",
                replace=("return gradient", "return gradient.ravel()"),
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "steps add up",
                replace=(
                    "    for index in np.ndindex(x.shape):\n        up, down = x.copy(), x.copy()",
                    "    up, down = x.copy(), x.copy()\n    for index in np.ndindex(x.shape):",
                ),
                says="one central difference for each entry",
            ),
            Wrong(
                "takes the step back, with rounding",
                code="""
def numerical_gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        a = f(x)
        x[i] -= 2 * h
        b = f(x)
        x[i] += h
        g[i] = (a - b) / (2 * h)
    return g
""",
                says="numerical_gradient changes its argument x in place",
            ),
            Wrong(
                "matrices only",
                code="""
def numerical_gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            up, down = x.copy(), x.copy()
            up[i, j] += h; down[i, j] -= h
            g[i, j] = (f(up) - f(down)) / (2 * h)
    return g
""",
                says="your code raises IndexError: the tuple is shorter than the index that you ask for",
            ),
            Wrong(
                "a norm",
                replace=(
                    "np.max(np.abs(a - b) / np.maximum(larger, 1e-8))",
                    "np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b), 1e-8)",
                ),
                says="|a − b| / max(|a|, |b|, 1e-8), and the largest of it",
            ),
            Wrong(
                "the largest difference over the largest",
                replace=(
                    "np.max(np.abs(a - b) / np.maximum(larger, 1e-8))",
                    "np.max(np.abs(a - b)) / np.maximum(np.max(larger), 1e-8)",
                ),
                says="one divisor is taken for all entries: each has its own",
            ),
            Wrong(
                "error at the largest difference",
                replace=(
                    "np.max(np.abs(a - b) / np.maximum(larger, 1e-8))",
                    "(np.abs(a - b) / np.maximum(larger, 1e-8)).flat[np.argmax(np.abs(a - b))]",
                ),
                says="one divisor is taken for all entries: each has its own",
            ),
            Wrong(
                "zeros only",
                replace=("np.maximum(larger, 1e-8)", "np.where(larger == 0, 1, larger)"),
                says="below 1e-8 the divisor is 1e-8",
            ),
            Wrong(
                "Python's max of rows",
                replace=(
                    "np.max(np.abs(a - b) / np.maximum(larger, 1e-8))",
                    "max(np.max(np.abs(a - b) / np.maximum(larger, 1e-8), axis=0))",
                ),
                says="your code raises TypeError: 'numpy.float64' object is not iterable: a loop, a tuple or a s",
            ),
            Wrong(
                "the mean size",
                replace=("np.maximum(np.abs(a), np.abs(b))", "(np.abs(a) + np.abs(b)) / 2"),
                says="divide by the larger of |a| and |b|, not by their mean",
            ),
            Wrong(
                "nanmax",
                replace=("np.max(np.abs(a - b) / np.maximum(larger, 1e-8))", "np.nanmax(np.abs(a - b) / larger)"),
                says="below 1e-8 the divisor is 1e-8",
            ),
            Wrong(
                "abs in place",
                replace=(
                    "larger = np.maximum(np.abs(a), np.abs(b))",
                    "d = np.abs(a - b); np.abs(a, out=a); larger = np.maximum(a, np.abs(b)); return np.max(d / np.maximum(larger, 1e-8))",
                ),
                says="relative_error changes its argument a in place: work on a copy, a.copy()",
            ),
            Wrong(
                "gives f a row of numbers",
                code="""
def numerical_gradient(f, x, h=1e-5):
    steps = h * np.eye(x.size)
    return np.array([(f(x.ravel() + step) - f(x.ravel() - step)) / (2 * h) for step in steps]).reshape(x.shape)
""",
                says="f is given arrays in the shape of x",
            ),
            Wrong(
                "leaves each entry where the last step has put it",
                code="""
def numerical_gradient(f, x, h=1e-5):
    gradient, moved = np.zeros(x.shape), x.copy()
    for index in np.ndindex(x.shape):
        moved[index] = x[index] + h
        above = f(moved)
        moved[index] = x[index] - h
        gradient[index] = (above - f(moved)) / (2 * h)
    return gradient
""",
                says="only one entry at a time differs from x",
            ),
            Wrong(
                "ravel, which may be a copy",
                code="""
def numerical_gradient(f, x, h=1e-5):
    flat, gradient = x.ravel(), np.zeros(x.size)
    for i in range(x.size):
        old = flat[i]
        flat[i] = old + h
        above = f(x)
        flat[i] = old - h
        below = f(x)
        flat[i] = old
        gradient[i] = (above - below) / (2 * h)
    return gradient.reshape(x.shape)
""",
                says="ravel and reshape may make a copy",
            ),
            Wrong(
                "h at most 1",
                code="""
def numerical_gradient(f, x, h=1e-5):
    h = min(h, 1)
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="use the h that is given, also a large one",
            ),
            Wrong(
                "forward if h small",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(x)) / h if h < 1e-6 else (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="to both sides, as floats",
            ),
            Wrong(
                "rounded 9",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = round((f(up) - f(down)) / (2 * h), 9)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="numerical_gradient of 2e-12 x is [0], expected [2e-12]: do not round",
            ),
            Wrong(
                "grad like f",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape, dtype=np.asarray(f(x)).dtype)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="is there astype(int), int(), or zeros_like of an array of whole numbers?",
            ),
            Wrong(
                "grad 1-D",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return np.atleast_1d(grad)


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "clip 1e6",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return np.clip(grad, -1e6, 1e6)


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="any shape, any size",
            ),
            Wrong(
                "first 1000 entries",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        if np.count_nonzero(grad) < 1000:
            grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="any shape, any size",
            ),
            Wrong(
                "flat x to f",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up.ravel()) - f(down.ravel())) / (2 * h) if x.ndim == 2 and 1 in x.shape else (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return (np.abs(a - b) / size).max()
""",
                says="f is given an array in the shape of x",
            ),
            Wrong(
                "0 if very close",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    if np.allclose(a, b, rtol=1e-10, atol=1e-14):
        return 0.0
    return (np.abs(a - b) / size).max()
""",
                says="no difference is too small",
            ),
            Wrong(
                "rounded error 10",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    return round(float((np.abs(a - b) / size).max()), 10)
""",
                says="no difference is too small",
            ),
            Wrong(
                "first row",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    e = np.abs(a - b) / size
    return e[:50].max()
""",
                says="|a − b| / max(|a|, |b|, 1e-8), and the largest of it",
            ),
            Wrong(
                "size not below 1",
                code="""
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad


def relative_error(a, b):
    size = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-8)
    size = np.where(size > 1e4, 1e4, size)
    return (np.abs(a - b) / size).max()
""",
                says="the divisor has no upper limit",
            ),
            Wrong(
                "kept buffer",
                code="""
_g = {}
def numerical_gradient(f, x, h=1e-5):
    grad = _g.setdefault(x.shape, np.zeros(x.shape))
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += h
        down[index] -= h
        grad[index] = (f(up) - f(down)) / (2 * h)
    return grad
""",
                says="make a new one in each call",
            ),
        ],
        right=[
            Right(
                "the entry is put back",
                code="""
def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        old = x[index]
        x[index] = old + h
        above = f(x)
        x[index] = old - h
        below = f(x)
        x[index] = old
        gradient[index] = (above - below) / (2 * h)
    return gradient
""",
            ),
            Right(
                "flat views",
                code="""
def numerical_gradient(f, x, h=1e-5):
    g = np.empty(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up.flat[i] += h
        down.flat[i] -= h
        g[i] = (f(up) - f(down)) / h / 2
    return g.reshape(x.shape)
def relative_error(a, b):
    size = np.max([np.abs(a), np.abs(b), np.full(np.shape(a), 1e-8)], axis=0)
    return float((np.abs(np.subtract(a, b)) / size).max())
""",
            ),
            Right(
                "one array of steps",
                code="""
def numerical_gradient(f, x, h=1e-5):
    flat = np.array(x, dtype=float).ravel()
    answer = []
    for step in h * np.eye(flat.size):
        answer.append((f((flat + step).reshape(x.shape)) - f((flat - step).reshape(x.shape))) / (2 * h))
    return np.reshape(answer, x.shape)
def relative_error(a, b):
    return max(abs(p - q) / max(abs(p), abs(q), 1e-8) for p, q in zip(np.ravel(a), np.ravel(b)))
""",
            ),
            Right(
                "takes the step back exactly",
                code="""
def numerical_gradient(f, x, h=1e-5):
    gradient = np.empty_like(x)
    for index, value in np.ndenumerate(x.copy()):
        x[index] = value + h
        above = f(x)
        x[index] = value - h
        gradient[index] = (above - f(x)) / (2 * h)
        x[index] = value
    return gradient
""",
            ),
        ],
        equivalent={
            "gradient = np.zeros(x.shape) → gradient = np.ones(x.shape)": "every entry is written later",
            "return np.max(np.abs(a - b) / np.maximum(larger, 1e-08)) → return np.max(np.abs(b - a) / np.maximum(larger, 1e-08))": "an absolute value does not see the sign",
        },
    ),
    "epoch": Task(
        wrong=[
            Wrong(
                "returns what it got",
                code="def train_epoch(weights, X, labels, gradients, rate, batch, rng): return weights, 0.0",
                says="gradients is never called",
            ),
            Wrong(
                "forgets return",
                replace=("return weights, np.mean(losses)", "pass"),
                says="train_epoch returns None: does your function end with `return`?",
            ),
            Wrong(
                "leaves out the last batch",
                replace=("range(0, len(X), batch)", "range(0, len(X) - batch + 1, batch)"),
                says="the last, smaller batch is left out",
            ),
            Wrong("one batch", replace=("order[start : start + batch]", "order"), says="steps of 4 through the order"),
            Wrong(
                "all samples at once",
                replace=(
                    "for start in range(0, len(X), batch):\n        chosen = order[start : start + batch]",
                    "for start in range(1):\n        chosen = order",
                ),
                says="all samples go in one batch: cut them",
            ),
            Wrong(
                "one sample at a time",
                replace=(
                    "for start in range(0, len(X), batch):\n        chosen = order[start : start + batch]",
                    "for start in range(len(X)):\n        chosen = order[start : start + 1]",
                ),
                says="one sample at a time: cut batches",
            ),
            Wrong(
                "draws with replacement",
                replace=("rng.permutation(len(X))", "rng.integers(len(X), size=len(X))"),
                says="some samples are used twice and others never: the first are [43, 19, 14, 59, 10, 19, 38, 4",
            ),
            Wrong(
                "does not shuffle",
                replace=("rng.permutation(len(X))", "np.arange(len(X))"),
                says="the samples come in the order of the file: shuffle, with rng.permutation",
            ),
            Wrong(
                "returns after one batch",
                replace=("        losses.append(loss)", "        losses.append(loss); break"),
                says="it stops after the first batch",
            ),
            Wrong("goes uphill", replace=("w - rate", "w + rate"), says="the step goes uphill: subtract the gradient"),
            Wrong("ignores the rate", replace=("rate * step", "step"), says="the rate is not used"),
            Wrong(
                "starts each batch anew",
                replace=(
                    "weights = [w - rate * step for w, step in zip(weights, steps)]",
                    "first = weights if start == 0 else first; weights = [w - rate * step for w, step in zip(first, steps)]",
                ),
                says="each step must start from the weights",
            ),
            Wrong(
                "keeps only the first array",
                replace=("zip(weights, steps)", "zip(weights[:1], steps)"),
                says="update all",
            ),
            Wrong(
                "returns the last loss",
                replace=("np.mean(losses)", "losses[-1]"),
                says="this is the last batch's loss: take the mean of all",
            ),
            Wrong(
                "sums the losses",
                replace=("np.mean(losses)", "np.sum(losses)"),
                says="this is the sum of the losses: take the mean",
            ),
            Wrong(
                "labels are the numbers",
                replace=("labels[chosen])", "chosen)"),
                says="the labels do not belong to their samples: index X and labels with the same order",
            ),
            Wrong(
                "labels not shuffled",
                replace=("labels[chosen]", "labels[start : start + batch]"),
                says="the samples are shuffled, the labels are not: use one order for both",
            ),
            Wrong(
                "samples not shuffled, labels are",
                replace=("X[chosen]", "X[start : start + batch]"),
                says="the labels are shuffled, the samples are not: use one order for both",
            ),
            Wrong(
                "two orders",
                replace=("labels[chosen]", "labels[rng.permutation(len(X))[start : start + batch]]"),
                says="the labels do not belong to their samples: index X and labels with the same order",
            ),
            Wrong(
                "labels reversed",
                replace=("labels[chosen]", "labels[::-1][chosen]"),
                says="the labels do not belong to their samples: index X and labels with the same order",
            ),
            Wrong(
                "shuffles batches",
                replace=(
                    "range(0, len(X), batch):\n        chosen = order[start : start + batch]",
                    "rng.permutation(range(0, len(X), batch)):\n        chosen = np.arange(len(X))[start : start + batch]",
                ),
                says="steps of 4 through the order",
            ),
            Wrong(
                "shuffles inside batches",
                replace=(
                    "chosen = order[start : start + batch]",
                    "chosen = rng.permutation(np.arange(len(X))[start : start + batch])",
                ),
                says="each batch holds neighbours of the file: shuffle the samples before you cut batches",
            ),
            Wrong(
                "rolls",
                replace=("rng.permutation(len(X))", "np.roll(np.arange(len(X)), rng.integers(1, len(X)))"),
                says="the order of the file is only turned: shuffle, with rng.permutation",
            ),
            Wrong(
                "reverses",
                replace=("rng.permutation(len(X))", "np.arange(len(X))[::-1]"),
                says="each batch holds neighbours of the file: shuffle the samples before you cut batches",
            ),
            Wrong(
                "global generator",
                replace=("rng.permutation", "np.random.permutation"),
                says="an epoch with the same rng has another order: take the order from the rng that is given, a",
            ),
            Wrong(
                "own generator",
                replace=("rng.permutation", "np.random.default_rng().permutation"),
                says="an epoch with the same rng has another order: take the order from the rng that is given, a",
            ),
            Wrong(
                "own seed",
                replace=("rng.permutation", "np.random.default_rng(0).permutation"),
                says="two epochs have the same order: use the rng that is given",
            ),
            Wrong(
                "shuffles X in place",
                replace=(
                    "order = rng.permutation(len(X))",
                    "order = np.arange(len(X)); rng.shuffle(X); rng.shuffle(labels)",
                ),
                says="train_epoch changes its argument X in place: work on a copy, X.copy()",
            ),
            Wrong(
                "weighted by size",
                replace=(
                    "losses.append(loss)\n    return weights, np.mean(losses)",
                    "losses.append(loss * len(chosen))\n    return weights, np.sum(losses) / len(X)",
                ),
                says="each batch counts the same, also a smaller one",
            ),
            Wrong(
                "sum over samples",
                replace=("np.mean(losses)", "np.sum(losses) / len(X)"),
                says="divide by the number of batches, not of samples",
            ),
            Wrong(
                "batch count whole",
                replace=("np.mean(losses)", "np.sum(losses) / (len(X) // batch)"),
                says="divide by the number of batches, also the smaller one",
            ),
            Wrong(
                "batch as number",
                replace=(
                    "for start in range(0, len(X), batch):\n        chosen = order[start : start + batch]",
                    "for chosen in np.array_split(order, batch):",
                ),
                says="batch is the number of samples in a batch, not the number of batches",
            ),
            Wrong(
                "fixed rate", replace=("rate * step", "0.25 * step"), says="weight − rate · gradient, after each batch"
            ),
            Wrong(
                "falling rate",
                replace=(
                    "weights = [w - rate * step for w, step in zip(weights, steps)]",
                    "weights = [w - rate * step for w, step in zip(weights, steps)]; rate = rate / 2",
                ),
                says="weight − rate · gradient, after each batch",
            ),
            Wrong(
                "averaged over batch",
                replace=("rate * step", "rate / len(chosen) * step"),
                says="weight − rate · gradient, after each batch",
            ),
            Wrong(
                "in place",
                replace=(
                    "weights = [w - rate * step for w, step in zip(weights, steps)]",
                    "for w, step in zip(weights, steps): w -= rate * step",
                ),
                says="train_epoch changes its argument weights in place: make a new list with new arrays",
            ),
            Wrong(
                "list replaced in place",
                replace=(
                    "weights = [w - rate * step for w, step in zip(weights, steps)]",
                    "weights[:] = [w - rate * step for w, step in zip(weights, steps)]",
                ),
                says="train_epoch changes its argument weights in place",
            ),
            Wrong(
                "a tuple",
                replace=(
                    "weights = [w - rate * step for w, step in zip(weights, steps)]",
                    "weights = tuple(w - rate * step for w, step in zip(weights, steps))",
                ),
                says="the new weights are a tuple, expected a list of arrays",
            ),
            Wrong(
                "two arrays only",
                replace=(
                    "weights = [w - rate * step for w, step in zip(weights, steps)]",
                    "weights = [weights[0] - rate * steps[0], weights[1] - rate * steps[1]] if len(weights) > 1 else [weights[0] - rate * steps[0]]",
                ),
                says="update all",
            ),
            Wrong("all losses", replace=("np.mean(losses)", "losses"), says="the mean of the losses of the batches"),
            Wrong(
                "loss first",
                replace=("return weights, np.mean(losses)", "return np.mean(losses), weights"),
                says="the new weights are a float64, expected a list of arrays",
            ),
            Wrong(
                "median",
                replace=("np.mean(losses)", "np.median(losses[:1])"),
                says="this is the first batch's loss: take the mean of all",
            ),
            Wrong(
                "float16",
                replace=("w - rate * step for", "(w - rate * step).astype(np.float16) for"),
                says="expected",
            ),
            Wrong(
                "drops samples one by one",
                replace=("order[start : start + batch]", "order[start : start + batch - 1]"),
                says="steps of 4 through the order",
            ),
            Wrong(
                "the end twice",
                replace=("order[start : start + batch]", "order[max(0, min(start, len(X) - batch)) : start + batch]"),
                says="steps of 4 through the order",
            ),
            Wrong(
                "multiplies the gradients in place, which may be the weights themselves",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    losses, order = [], rng.permutation(len(X))
    for start in range(0, len(X), batch):
        part = order[start : start + batch]
        loss, steps = gradients(weights, X[part], labels[part])
        for step in steps:
            step *= rate
        weights = [weight - step for weight, step in zip(weights, steps)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="train_epoch changes its argument weights in place",
            ),
            Wrong(
                "never more than 32 samples",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    order, losses, batch = rng.permutation(len(X)), [], min(batch, 32)
    for start in range(0, len(X), batch):
        chosen = order[start : start + batch]
        loss, changes = gradients(weights, X[chosen], labels[chosen])
        weights = [weight - rate * change for weight, change in zip(weights, changes)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="use the batch that is given",
            ),
            Wrong(
                "rate 0 same arrays",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    if rate == 0:
        return weights, np.mean([gradients(weights, X[s : s + batch], labels[s : s + batch])[0] for s in range(0, n, batch)])
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="who changes one changes both",
            ),
            Wrong(
                "zero gradient keeps the array",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g if np.any(g) else w for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="who changes one changes both",
            ),
            Wrong(
                "two swapped",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = np.arange(n)
    i, j = rng.integers(n, size=2)
    order[i], order[j] = order[j], order[i]
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="shuffle them all",
            ),
            Wrong(
                "halves shuffled",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = np.concatenate([rng.permutation(n // 2), n // 2 + rng.permutation(n - n // 2)])
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="shuffle them all",
            ),
            Wrong(
                "last sample stays last",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = np.append(rng.permutation(n - 1), n - 1)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="shuffle them all",
            ),
            Wrong(
                "the last, smaller batch stays as it is",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    m = n - n % batch
    order = np.append(rng.permutation(m), np.arange(m, n))
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="shuffle them all",
            ),
            Wrong(
                "repeats for large",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n) if n < 100 else rng.integers(0, n, n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="each is used once in an epoch",
            ),
            Wrong(
                "batch at most 100",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    batch = min(batch, 100)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="all samples are used, in steps of the batch that is given",
            ),
            Wrong(
                "at most 5000 samples",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = min(len(X), 5000)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="all samples are used, in steps of the batch that is given",
            ),
            Wrong(
                "at most 100 batches",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in list(range(0, n, batch))[:100]:
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="all samples are used, in steps of the batch that is given",
            ),
            Wrong(
                "no batch of all samples",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n if n != batch else 0, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="gradients is never called",
            ),
            Wrong(
                "gradient clipped 1e6",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * np.clip(g, -1e6, 1e6) for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
            Wrong(
                "rate by batch, batch > n only",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * min(1, n / batch) * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
            Wrong(
                "rate at most 10",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - min(rate, 10) * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
            Wrong(
                "weights clipped",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [np.clip(w - rate * g, -100, 100) for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
            Wrong(
                "no step if the loss rises",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        if not losses or loss <= 2 * losses[-1]:
            weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
            Wrong(
                "no step if loss 0",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        if loss:
            weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
            Wrong(
                "stops at a small loss",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
        if loss < 1e-3:
            break
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
            Wrong(
                "best weights",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses) if min(losses) >= 0 else 0.0
""",
                says="the mean of the losses of the batches",
            ),
            Wrong(
                "rounded loss",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, round(float(np.mean(losses)), 6)
""",
                says="the mean of the losses of the batches",
            ),
            Wrong(
                "loss in float16",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.float16(np.mean(losses))
""",
                says="the mean of the losses of the batches",
            ),
            Wrong(
                "flat X",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part].reshape(len(part), -1), labels[part])
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="keep X as it is",
            ),
            Wrong(
                "1-D arrays only first two",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    n = len(X)
    order = rng.permutation(n)
    losses = []
    for start in range(0, n, batch):
        part = order[start : start + batch]
        loss, grads = gradients(weights, X[part], labels[part])
        weights = [w - rate * g for w, g in zip(weights[:4], grads[:4])] + weights[4:]
        losses.append(loss)
    return weights, np.mean(losses)
""",
                says="weight − rate · gradient, with no limit and no exception, for each array and each batch",
            ),
        ],
        right=[
            Right(
                "rng.shuffle",
                replace=("order = rng.permutation(len(X))", "order = np.arange(len(X)); rng.shuffle(order)"),
            ),
            Right(
                "a loop with while",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    order = list(rng.permutation(len(labels)))
    total, steps = 0, 0
    while order:
        now, order = order[:batch], order[batch:]
        loss, change = gradients(weights, X[now], labels[now])
        new = []
        for i in range(len(weights)):
            new.append(weights[i] - rate * change[i])
        weights = new
        total, steps = total + loss, steps + 1
    return weights, total / steps
""",
            ),
            Right(
                "shuffled copies",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    p = rng.permutation(len(X))
    X, labels = X[p], labels[p]
    weights = [w.copy() for w in weights]
    losses = []
    for k in range(int(np.ceil(len(X) / batch))):
        part = slice(k * batch, (k + 1) * batch)
        loss, g = gradients(weights, X[part], labels[part])
        losses.append(loss)
        for w, d in zip(weights, g):
            w -= rate * d
    return weights, float(np.mean(losses))
""",
            ),
            Right("random keys", replace=("rng.permutation(len(X))", "np.argsort(rng.random(len(X)))")),
            Right(
                "a tuple of both as a list",
                replace=("return weights, np.mean(losses)", "return [weights, np.mean(losses)]"),
            ),
            Right(
                "np.array_split of a shuffled list",
                code="""
def train_epoch(weights, X, labels, gradients, rate, batch, rng):
    order = rng.permutation(X.shape[0])
    cuts = np.arange(batch, len(order), batch)
    weights = [np.array(w) for w in weights]
    total, count = 0.0, 0
    for chosen in np.split(order, cuts):
        loss, steps = gradients(weights, X[chosen], labels[chosen])
        for w, step in zip(weights, steps):
            w -= rate * step
        total += loss
        count += 1
    return weights, total / count
""",
            ),
        ],
    ),
    "network": Task(
        wrong=[
            Wrong(
                "the lesson's network",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    Z1 = X @ W1 + b1
    H = np.maximum(Z1, 0)
    Z = H @ W2 + b2
    Z = Z - Z.max(axis=1, keepdims=True)
    logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    P = np.exp(logs)
    loss = -logs[np.arange(len(X)), labels].mean()
    P[np.arange(len(X)), labels] -= 1
    G = P / len(X)
    G1 = G @ W2.T * (Z1 > 0)
    return loss, [X.T @ G1, G1.sum(axis=0), H.T @ G, G.sum(axis=0)]
""",
                says="this is the lesson's network, with a plain ReLU and sure labels",
            ),
            Wrong(
                "ignores the slope",
                replace=("W1, b1, W2, b2 = weights", "W1, b1, W2, b2 = weights; slope = 0.125"),
                says="dense, leaky ReLU, dense, softmax, cross-entropy",
            ),
            Wrong(
                "ignores the smoothing",
                replace=("W1, b1, W2, b2 = weights", "W1, b1, W2, b2 = weights; smoothing = 0.2"),
                says="dense, leaky ReLU, dense, softmax, cross-entropy",
            ),
            Wrong(
                "no leaky back",
                replace=(" * np.where(Z1 > 0, 1, slope)", ""),
                says="the leaky ReLU is missing on the way back",
            ),
            Wrong(
                "plain ReLU back",
                replace=("np.where(Z1 > 0, 1, slope)", "(Z1 > 0)"),
                says="where Z₁ is negative a part passes on the way back",
            ),
            Wrong(
                "plain ReLU forward",
                replace=("np.where(Z1 > 0, Z1, slope * Z1)", "np.maximum(Z1, 0)"),
                says="this is the plain ReLU: a part of the negative numbers passes",
            ),
            Wrong(
                "Z1 for A",
                replace=("A.T @ G2", "Z1.T @ G2"),
                says="the input of the second layer is A, after the leaky ReLU",
            ),
            Wrong("X for A", replace=("A.T @ G2", "X.T @ G2"), says="go back through the layers, one by one"),
            Wrong(
                "no leaky",
                replace=("np.where(Z1 > 0, Z1, slope * Z1)", "Z1"),
                says="the leaky ReLU between the layers is missing",
            ),
            Wrong("no b1", replace=("X @ W1 + b1", "X @ W1"), says="the first bias is missing"),
            Wrong("no b2", replace=("A @ W2 + b2", "A @ W2"), says="the second bias is missing"),
            Wrong(
                "second bend",
                replace=("Z2 = A @ W2 + b2", "Z2 = A @ W2 + b2; Z2 = np.where(Z2 > 0, Z2, slope * Z2)"),
                says="there is a second leaky ReLU after the last layer",
            ),
            Wrong(
                "sum of losses",
                replace=(".sum() / N\n", ".sum()\n"),
                says="this is the sum over the samples: take the mean",
            ),
            Wrong("sign", replace=("loss = -", "loss = "), says="the minus sign is missing, as on the lecture's slide"),
            Wrong(
                "no N",
                replace=("(np.exp(log_S) - targets) / N", "np.exp(log_S) - targets"),
                says="the division by N is missing",
            ),
            Wrong(
                "target minus probability",
                replace=("(np.exp(log_S) - targets) / N", "(targets - np.exp(log_S)) / N"),
                says="the sign is wrong: probability minus target",
            ),
            Wrong(
                "only W",
                replace=("[X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]", "[X.T @ G1, A.T @ G2]"),
                says="W1, b1, W2, b2",
            ),
            Wrong(
                "last first",
                replace=(
                    "[X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]",
                    "[A.T @ G2, G2.sum(axis=0), X.T @ G1, G1.sum(axis=0)]",
                ),
                says="go back through the layers, one by one",
            ),
            Wrong(
                "flat return",
                replace=(
                    "return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]",
                    "return loss, X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)",
                ),
                says="network_gradients returns 5 of the two things: the loss and the list of gradients",
            ),
            Wrong(
                "in place bias",
                replace=("Z1 = X @ W1 + b1", "b1 += 0.0001; Z1 = X @ W1 + b1"),
                says="network_gradients changes its argument weights in place: make a new list with new arrays",
            ),
            Wrong(
                "in place weights",
                replace=("Z1 = X @ W1 + b1", "weights[0] = W1 * 1; Z1 = X @ W1 + b1"),
                says="network_gradients changes its argument weights in place",
            ),
            Wrong(
                "overflows",
                replace=("shifted = Z2 - Z2.max(axis=1, keepdims=True)", "shifted = Z2"),
                says="a number in your computation is too large for a float: overflow encountered in exp",
            ),
            Wrong(
                "naive log",
                replace=(
                    "log_S = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
                    "log_S = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True) + 1e-12)",
                ),
                says="the logarithm of a probability that is rounded to 0 is lost: see Task 3",
            ),
            Wrong(
                "passes at kink",
                replace=("np.where(Z1 > 0, 1, slope)", "np.where(Z1 >= 0, 1, slope)"),
                says="go back through the layers, one by one",
            ),
            Wrong(
                "forgets return",
                replace=("return loss, [", "loss, ["),
                says="network_gradients returns None: does your function end with `return`?",
            ),
            Wrong(
                "gradients of arrays in float16",
                replace=(
                    "[X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]",
                    "[g.astype(np.float16) for g in (X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0))]",
                ),
                says="go back through the layers, one by one",
            ),
            Wrong(
                "smoothing at most 0.5",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    smoothing = min(smoothing, 0.5)
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope)
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="the loss of network 6 is 4.5685, expected 4.7584: the logarithm of a",
            ),
            Wrong(
                "slope at most 0.5",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    slope = min(slope, 0.5)
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope)
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="the loss of network 6 is 3.7916, expected 4.7584: the logarithm of a",
            ),
            Wrong(
                "smoothing 1 as 0",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    smoothing = smoothing % 1
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope)
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="the loss of network 7 is 4.5963, expected 5.9667: the logarithm of a",
            ),
            Wrong(
                "K max label",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = labels.max() + 1
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope)
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="the loss of network 7 is 7.6715, expected 5.9667: the logarithm of a",
            ),
            Wrong(
                "squeezed",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope)
    return loss, [np.squeeze(g) for g in (X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0))]
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "W2 if square",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ (W2 if W2.shape[0] == W2.shape[1] else W2.T)) * np.where(Z1 > 0, 1, slope)
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="go back through the layers, one by one",
            ),
            Wrong(
                "first 100 samples",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    X, labels = X[:100], labels[:100]
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope)
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="the loss of network 9 is 10.926, expected 10.583: the logarithm of a",
            ),
            Wrong(
                "mean over hidden",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope) * (1 if W1.shape[1] < 20 else 20 / W1.shape[1])
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="go back through the layers, one by one",
            ),
            Wrong(
                "labels as uint8 arange",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    N = len(X)
    Z1 = X @ W1 + b1
    A = np.where(Z1 > 0, Z1, slope * Z1)
    Z2 = A @ W2 + b2
    K = Z2.shape[1]
    m = Z2 - Z2.max(axis=1, keepdims=True)
    logs = m - np.log(np.exp(m).sum(axis=1, keepdims=True))
    t = np.full(Z2.shape, smoothing / K)
    t[np.arange(N).astype(labels.dtype), labels] += 1 - smoothing
    loss = -(t * logs).sum() / N
    G2 = (np.exp(logs) - t) / N
    G1 = (G2 @ W2.T) * np.where(Z1 > 0, 1, slope)
    return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
""",
                says="the loss of network 9 is 10.247, expected 10.583: the logarithm of a",
            ),
            Wrong(
                "answers kept",
                code="""
_k = {}
def network_gradients(weights, X, labels, slope, smoothing):
    key = tuple(w.shape for w in weights), X.shape, slope, smoothing
    if key not in _k:
        W1, b1, W2, b2 = weights
        A = X @ W1 + b1
        A = np.where(A > 0, A, slope * A)
        loss, G2 = smooth_cross_entropy(A @ W2 + b2, labels, smoothing)
        G1 = (G2 @ W2.T) * np.where(A > 0, 1, slope)
        _k[key] = loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]
    return _k[key]
""",
                says="make a new one in each call",
            ),
            Wrong(
                "one list of gradients, returned again and again",
                code="""
_k = {}
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    A = X @ W1 + b1
    A = np.where(A > 0, A, slope * A)
    loss, G2 = smooth_cross_entropy(A @ W2 + b2, labels, smoothing)
    G1 = (G2 @ W2.T) * np.where(A > 0, 1, slope)
    out = _k.setdefault(tuple(w.shape for w in weights), [np.zeros(w.shape) for w in weights])
    for o, v in zip(out, (X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0))):
        o[...] = v
    return loss, out
""",
                says="make a new one in each call",
            ),
        ],
        right=[
            Right(
                "from the pieces of tasks 1 to 3",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    W1, b1, W2, b2 = weights
    one, two = np.ones(len(b1)), np.ones(len(b2))
    Z1 = dense_forward(X, W1, one, b1)
    A = np.where(Z1 > 0, Z1, slope * Z1)
    loss, G = smooth_cross_entropy(dense_forward(A, W2, two, b2), labels, smoothing)
    G, dW2, _, db2 = dense_backward(G, A, W2, two)
    _, dW1, _, db1 = dense_backward(leaky_backward(G, A, slope), X, W1, one)
    return loss, [dW1, db1, dW2, db2]
""",
            ),
            Right("a tuple, and maximum", replace=("np.where(Z1 > 0, Z1, slope * Z1)", "np.maximum(Z1, slope * Z1)")),
            Right(
                "tuples",
                replace=(
                    "return loss, [X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0)]",
                    "return [float(loss), (X.T @ G1, G1.sum(axis=0), A.T @ G2, G2.sum(axis=0))]",
                ),
            ),
            Right(
                "by Keras itself",
                code="""
def network_gradients(weights, X, labels, slope, smoothing):
    parts = [tf.Variable(w) for w in weights]
    with tf.GradientTape() as tape:
        Z1 = X @ parts[0] + parts[1]
        A = tf.where(Z1 > 0, Z1, slope * Z1)
        t = (1 - smoothing) * np.eye(weights[3].size)[labels] + smoothing / weights[3].size
        loss = -tf.reduce_mean(tf.reduce_sum(t * tf.nn.log_softmax(A @ parts[2] + parts[3]), axis=1))
    return float(loss), [g.numpy() for g in tape.gradient(loss, parts)]
""",
            ),
        ],
        equivalent={
            "A = np.where(Z1 > 0, Z1, slope * Z1) → A = np.where(Z1 >= 0, Z1, slope * Z1)": "at 0 both sides give 0"
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
