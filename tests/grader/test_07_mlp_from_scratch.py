"""Wrong and right answers to exercise 07, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "07_mlp_from_scratch"

TASKS = {
    "dense": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def dense_forward(X, W, b): return np.array([[16.0]])",
                says="expected (5, 2)",
            ),
            Wrong("forgets return", replace=("return X @ W + b", "X @ W + b"), says="end with `return`"),
            Wrong(
                "forgets return on the way back",
                replace=("return G @ W.T", "G @ W.T"),
                says="dense_backward returns None",
            ),
            Wrong("forgets the bias", replace=("X @ W + b", "X @ W"), says="the bias is missing"),
            Wrong("subtracts the bias", replace=("X @ W + b", "X @ W - b"), says="the bias is subtracted"),
            Wrong(
                "bends",
                replace=("return X @ W + b", "return np.maximum(X @ W + b, 0)"),
                says="leave ReLU to its own layer",
            ),
            Wrong(
                "W first",
                replace=("G @ W.T, X.T @ G, G.sum(axis=0)", "X.T @ G, G @ W.T, G.sum(axis=0)"),
                says="the order is X, W, b",
            ),
            Wrong(
                "only two gradients",
                replace=("G @ W.T, X.T @ G, G.sum(axis=0)", "X.T @ G, G.sum(axis=0)"),
                says="expected three gradients",
            ),
            Wrong("the bias keeps a row a sample", replace=("G.sum(axis=0)", "G"), says="one number a neuron"),
            Wrong("sums over the neurons", replace=("G.sum(axis=0)", "G.sum(axis=1)"), says="one number a neuron"),
            Wrong("divides W by N", replace=("X.T @ G", "X.T @ G / len(X)"), says="do not divide by N here"),
            Wrong(
                "takes the mean for the bias",
                replace=("G.sum(axis=0)", "G.mean(axis=0)"),
                says="do not take their mean",
            ),
            Wrong("forgets to transpose", replace=("G @ W.T", "G @ W"), says="your code raises ValueError"),
            Wrong(
                "overwrites G",
                replace=(
                    "return G @ W.T, X.T @ G, G.sum(axis=0)",
                    "answer = G @ W.T, X.T @ G, G.sum(axis=0); G *= 2; return answer",
                ),
                says="changes its arguments",
            ),
        ],
        right=[
            Right(
                "einsum",
                code="""
def dense_forward(X, W, b):
    return np.einsum("ni,ij->nj", X, W) + b[None, :]
def dense_backward(G, X, W):
    return [np.einsum("nj,ij->ni", G, W), np.einsum("ni,nj->ij", X, G), np.einsum("nj->j", G)]
""",
            ),
            Right(
                "loops over the samples",
                code="""
def dense_backward(G, X, W):
    dW, db = np.zeros(W.shape), np.zeros(W.shape[1])
    dX = []
    for g, x in zip(G, X):
        dW += np.outer(x, g)
        db += g
        dX.append(W @ g)
    return np.array(dX), dW, db
""",
            ),
        ],
    ),
    "relu": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def relu_backward(G, Z): return np.array([0, 6, 0])",
                says="has shape (3,)",
            ),
            Wrong("forgets return", replace=("return G", "G"), says="end with `return`"),
            Wrong("looks at G", replace=("(Z > 0)", "(G > 0)"), says="not the sign of G"),
            Wrong("passes at 0", replace=("Z > 0", "Z >= 0"), says="use >, not ≥"),
            Wrong("returns the mask", replace=("G * (Z > 0)", "(Z > 0) * 1.0"), says="this is the mask alone"),
            Wrong("forward again", replace=("G * (Z > 0)", "np.maximum(Z, 0)"), says="this is ReLU forward"),
            Wrong("multiplies by the output", replace=("(Z > 0)", "np.maximum(Z, 0)"), says="not by the output"),
            Wrong("wrong way round", replace=("Z > 0", "Z < 0"), says="the doors are the wrong way round"),
            Wrong(
                "drops negative gradients",
                replace=("G * (Z > 0)", "np.maximum(G, 0) * (Z > 0)"),
                says="negative gradients pass too",
            ),
            Wrong(
                "writes into G", replace=("return G * (Z > 0)", "G[Z <= 0] = 0; return G"), says="changes its argument"
            ),
        ],
        right=[
            Right("np.where", code="def relu_backward(G, Z): return np.where(Z > 0, G, 0)"),
            Right(
                "a copy and a mask",
                code="def relu_backward(G, Z):\n    answer = np.array(G)\n    answer[Z <= 0] = 0\n    return answer",
            ),
        ],
    ),
    "loss": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def softmax_cross_entropy(Z, labels): return np.log(2), np.array([[-0.5, 0.5]])",
                says="the loss of 6 samples",
            ),
            Wrong("forgets return", replace=("return -log_S", "-log_S"), says="end with `return`"),
            Wrong(
                "returns the loss alone",
                replace=("return -log_S[rows, labels].mean(), gradient / len(Z)", "return -log_S[rows, labels].mean()"),
                says="should return two things",
            ),
            Wrong("the lecture's sign", replace=("return -log_S", "return log_S"), says="the minus sign is missing"),
            Wrong(
                "the probability",
                replace=("-log_S[rows, labels].mean()", "np.exp(log_S[rows, labels]).mean()"),
                says="take −ln of it",
            ),
            Wrong(
                "base 2",
                replace=("-log_S[rows, labels].mean()", "-log_S[rows, labels].mean() / np.log(2)"),
                says="to base 2",
            ),
            Wrong(
                "all classes",
                replace=("-log_S[rows, labels].mean()", "-log_S.sum(axis=1).mean()"),
                says="only the label's probability",
            ),
            Wrong(
                "forgets to subtract 1", replace=("gradient[rows, labels] -= 1", "pass"), says="subtract 1 at the label"
            ),
            Wrong(
                "label minus probability", replace=("gradient / len(Z)", "-gradient / len(Z)"), says="the sign is wrong"
            ),
            Wrong("the sum of the losses", replace=("labels].mean()", "labels].sum()"), says="take the mean"),
            Wrong(
                "mean over the classes",
                replace=("labels].mean()", "labels].sum() / Z.shape[1] * (1 if len(Z) > 1 else Z.shape[1])"),
                says="not by the classes",
            ),
            Wrong(
                "no 1/N in the gradient", replace=("gradient / len(Z)", "gradient"), says="the division by N is missing"
            ),
            Wrong(
                "subtracts whole columns",
                replace=("gradient[rows, labels]", "gradient[:, np.unique(labels)]"),
                says="pick one entry a row",
            ),
            Wrong(
                "softmax over the batch",
                replace=("np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum()"),
                says="−ln of each label's probability",
            ),
            Wrong("overflows", replace=("Z - Z.max(axis=1, keepdims=True)", "Z"), says="too large for a float"),
            Wrong(
                "logarithm of the probabilities",
                code="""
def softmax_cross_entropy(Z, labels):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = e / e.sum(axis=1, keepdims=True)
    rows = np.arange(len(Z))
    loss = -np.log(S[rows, labels]).mean()
    S[rows, labels] -= 1
    return loss, S / len(Z)
""",
                says="takes the logarithm of 0",
            ),
            Wrong(
                "clips the probabilities",
                code="""
def softmax_cross_entropy(Z, labels):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = e / e.sum(axis=1, keepdims=True)
    rows = np.arange(len(Z))
    loss = -np.log(np.maximum(S[rows, labels], 1e-15)).mean()
    S[rows, labels] -= 1
    return loss, S / len(Z)
""",
                says="do not take the logarithm of the probabilities",
            ),
            Wrong(
                "shifts Z itself",
                replace=(
                    "shifted = Z - Z.max(axis=1, keepdims=True)",
                    "Z -= Z.max(axis=1, keepdims=True); shifted = Z",
                ),
                says="do not use -= on Z",
            ),
        ],
        right=[
            Right(
                "one-hot labels and logaddexp",
                code="""
def softmax_cross_entropy(Z, labels):
    hot = np.eye(Z.shape[1])[labels]
    log_total = np.logaddexp.reduce(Z, axis=1)
    loss = np.mean(log_total - (hot * Z).sum(axis=1))
    return [loss, (np.exp(Z - log_total[:, None]) - hot) / Z.shape[0]]
""",
            ),
            Right(
                "sample by sample",
                code="""
def softmax_cross_entropy(Z, labels):
    loss, gradient = 0.0, np.zeros(Z.shape)
    for n, (z, label) in enumerate(zip(Z, labels)):
        z = z - max(z)
        total = np.log(np.sum(np.exp(z)))
        loss += (total - z[label]) / len(Z)
        gradient[n] = np.exp(z - total) / len(Z)
        gradient[n, label] -= 1 / len(Z)
    return loss, gradient
""",
            ),
        ],
    ),
    "checker": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def numerical_gradient(f, x, h=1e-5): return np.array([2.0, 3.0])",
                says="has shape (2,), expected (4,)",
            ),
            Wrong("forgets return", replace=("return gradient", "pass"), says="end with `return`"),
            Wrong("divides by h", replace=("(2 * h)", "h"), says="the distance between the two points is 2h"),
            Wrong("wrong order", replace=("f(up) - f(down)", "f(down) - f(up)"), says="not the other way round"),
            Wrong(
                "moves all at once", replace=("up[index] += h", "up += h"), says="one central difference for each entry"
            ),
            Wrong(
                "moves all, both ways",
                code="def numerical_gradient(f, x, h=1e-5): return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))",
                says="change one at a time",
            ),
            Wrong(
                "forward difference",
                replace=("(f(up) - f(down)) / (2 * h)", "(f(up) - f(x)) / h"),
                says="this is a forward difference",
            ),
            Wrong("vectors only", replace=("np.ndindex(x.shape)", "range(len(x))"), says="a whole row moves at once"),
            Wrong(
                "its own h",
                replace=("up, down = x.copy(), x.copy()", "h = 1e-5; up, down = x.copy(), x.copy()"),
                says="with the h that is given",
            ),
            Wrong(
                "works on x itself",
                replace=("up, down = x.copy(), x.copy()", "up, down = x, x.copy()"),
                says="x is changed after the call",
            ),
            Wrong("mean of the errors", replace=("np.max(", "np.mean("), says="this is the mean"),
            Wrong("returns all errors", replace=("np.max(", "np.asarray("), says="take the largest"),
            Wrong(
                "divides by the sum",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.abs(a) + np.abs(b)"),
                says="not by their sum",
            ),
            Wrong("divides by |a|", replace=("np.maximum(np.abs(a), np.abs(b))", "np.abs(a)"), says="not by |a|"),
            Wrong("divides by |b|", replace=("np.maximum(np.abs(a), np.abs(b))", "np.abs(b)"), says="not by |b|"),
            Wrong(
                "divides by the smaller",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.minimum(np.abs(a), np.abs(b))"),
                says="not by the smaller one",
            ),
            Wrong(
                "absolute error",
                replace=("np.abs(a - b) / np.maximum(larger, 1e-8)", "np.abs(a - b)"),
                says="this is the absolute error",
            ),
            Wrong("no floor", replace=("np.maximum(larger, 1e-8)", "larger"), says="two zeros are divided"),
            Wrong("adds the floor", replace=("np.maximum(larger, 1e-8)", "(larger + 1e-8)"), says="do not add it"),
            Wrong(
                "compares before the absolute value",
                replace=("np.maximum(np.abs(a), np.abs(b))", "np.maximum(a, b)"),
                says="take |a| and |b| before you compare",
            ),
            Wrong(
                "blind to the sign", replace=("np.abs(a - b)", "np.abs(np.abs(a) - np.abs(b))"), says="this compares"
            ),
        ],
        right=[
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
            Wrong("forgets return", replace=("return weights, np.mean(losses)", "pass"), says="end with `return`"),
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
                says="cut them",
            ),
            Wrong(
                "one sample at a time",
                replace=(
                    "for start in range(0, len(X), batch):\n        chosen = order[start : start + batch]",
                    "for start in range(len(X)):\n        chosen = order[start : start + 1]",
                ),
                says="one sample at a time",
            ),
            Wrong(
                "draws with replacement",
                replace=("rng.permutation(len(X))", "rng.integers(len(X), size=len(X))"),
                says="used twice",
            ),
            Wrong(
                "does not shuffle",
                replace=("rng.permutation(len(X))", "np.arange(len(X))"),
                says="in the order of the file",
            ),
            Wrong(
                "labels in another order",
                replace=("labels[chosen]", "labels[::-1][chosen]"),
                says="X and labels are shuffled differently",
            ),
            Wrong(
                "labels not shuffled",
                replace=("labels[chosen]", "labels[start : start + batch]"),
                says="in the order of the file",
            ),
            Wrong(
                "its own generator",
                replace=("rng.permutation", "np.random.default_rng(0).permutation"),
                says="two epochs have the same order",
            ),
            Wrong(
                "returns after one batch",
                replace=("        losses.append(loss)", "        losses.append(loss); break"),
                says="it stops after the first batch",
            ),
            Wrong("goes uphill", replace=("w - rate", "w + rate"), says="the step goes uphill"),
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
                says="update all of them",
            ),
            Wrong(
                "changes the given arrays",
                replace=(
                    "weights = [w - rate * step for w, step in zip(weights, steps)]",
                    "[w.__isub__(rate * step) for w, step in zip(weights, steps)]",
                ),
                says="make new arrays and a new list",
            ),
            Wrong("returns the last loss", replace=("np.mean(losses)", "losses[-1]"), says="the last batch's loss"),
            Wrong("sums the losses", replace=("np.mean(losses)", "np.sum(losses)"), says="the sum of the losses"),
        ],
        right=[
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
                "the constants of nothing",
                code="def network_gradients(weights, X, labels): return 0.0, weights",
                says="dense, ReLU, dense",
            ),
            Wrong("forgets return", replace=("return loss, [", "loss, ["), says="end with `return`"),
            Wrong("no ReLU", replace=("np.maximum(Z1, 0)", "Z1"), says="the ReLU between the layers is missing"),
            Wrong("forgets the first bias", replace=("X @ W1 + b1", "X @ W1"), says="the first bias is missing"),
            Wrong("forgets the second bias", replace=("H @ W2 + b2", "H @ W2"), says="the second bias is missing"),
            Wrong(
                "a second ReLU",
                replace=("Z2 = H @ W2 + b2", "Z2 = np.maximum(H @ W2 + b2, 0)"),
                says="logits may be negative",
            ),
            Wrong("the sum of the losses", replace=("labels].mean()", "labels].sum()"), says="take the mean"),
            Wrong("the lecture's sign", replace=("loss = -log_S", "loss = log_S"), says="the minus sign is missing"),
            Wrong("forgets the ReLU on the way back", replace=(" * (Z1 > 0)", ""), says="the ReLU's door is missing"),
            Wrong(
                "the wrong input for W2", replace=("H.T @ G2", "Z1.T @ G2"), says="the input of the second layer is H"
            ),
            Wrong("no division by N", replace=("[labels]) / len(X)", "[labels])"), says="the division by N is missing"),
            Wrong(
                "label minus probability",
                replace=("(np.exp(log_S) - np.eye(len(b2))[labels])", "(np.eye(len(b2))[labels] - np.exp(log_S))"),
                says="the sign is wrong",
            ),
            Wrong(
                "only the weights",
                replace=("[X.T @ G1, G1.sum(axis=0), H.T @ G2, G2.sum(axis=0)]", "[X.T @ G1, H.T @ G2]"),
                says="expected 4",
            ),
            Wrong(
                "from the last layer to the first",
                replace=(
                    "[X.T @ G1, G1.sum(axis=0), H.T @ G2, G2.sum(axis=0)]",
                    "[H.T @ G2, G2.sum(axis=0), X.T @ G1, G1.sum(axis=0)]",
                ),
                says="the gradient of W1",
            ),
        ],
        right=[
            Right(
                "from the pieces of tasks 1 to 3",
                code="""
def network_gradients(weights, X, labels):
    W1, b1, W2, b2 = weights
    Z1 = dense_forward(X, W1, b1)
    H = np.maximum(Z1, 0)
    loss, G = softmax_cross_entropy(dense_forward(H, W2, b2), labels)
    G, dW2, db2 = dense_backward(G, H, W2)
    _, dW1, db1 = dense_backward(relu_backward(G, Z1), X, W1)
    return loss, [dW1, db1, dW2, db2]
""",
            ),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
