"""Wrong and right answers to exercise 09, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "09_cnn_from_scratch"

TASKS = {
    "padding": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def same_padding(size, kernel, stride): return 1, 2",
                says="same_padding(1, 1, 1) is [1, 2]",
            ),
            Wrong("forgets return", replace=("return zeros // 2", "zeros // 2"), says="end with `return`"),
            Wrong(
                "forgets return of the index",
                replace=("return index if", "index if"),
                says="did you forget `return`",
            ),
            Wrong(
                "the odd zero before",
                replace=("return zeros // 2, zeros - zeros // 2", "return zeros - zeros // 2, zeros // 2"),
                says="the odd zero goes to the end",
            ),
            Wrong("all at the end", replace=("zeros // 2, zeros - zeros // 2", "0, zeros"), says="share them"),
            Wrong("halves", replace=("zeros - zeros // 2", "zeros // 2"), says="cannot be shared equally"),
            Wrong(
                "not whole", replace=("zeros // 2, zeros - zeros // 2", "zeros / 2, zeros / 2"), says="whole numbers"
            ),
            Wrong("rounds down", replace=("-(-size // stride)", "size // stride"), says="rounded up, not down"),
            Wrong("fewer than none", replace=("max(0, ", "("), says="never fewer than no zeros"),
            Wrong(
                "ignores the stride",
                replace=("(outputs - 1) * stride + kernel - size", "kernel - 1"),
                says="only with stride 1",
            ),
            Wrong(
                "counts in the padded signal",
                replace=(" - same_padding(size, kernel, stride)[0]", ""),
                says="expected None",
            ),
            Wrong(
                "takes the end's zeros", replace=("stride)[0]", "stride)[1]"), says="take away only the zeros before"
            ),
            Wrong("no stride in the index", replace=("u * stride + i", "u + i"), says="the stride is missing"),
            Wrong(
                "never None", replace=("index if 0 <= index < size else None", "index"), says="a zero of the padding"
            ),
            Wrong("flips", replace=("u * stride + i", "u * stride + kernel - 1 - i"), says="the kernel is flipped"),
        ],
        right=[
            Right(
                "a padded list of indices",
                code="""
def same_padding(size, kernel, stride):
    last = (size - 1) // stride * stride
    zeros = last + kernel - size
    if zeros < 0:
        zeros = 0
    return zeros // 2, (zeros + 1) // 2

def input_index(u, i, size, kernel, stride):
    before, after = same_padding(size, kernel, stride)
    return [*[None] * before, *range(size), *[None] * after][u * stride + i]
""",
            ),
        ],
    ),
    "backward": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="""
def kernel_gradient(x, g): return np.array([[21.0, 42]])
def input_gradient(g, k): return np.array([[3.0, 35, 50]])
""",
                says="has shape (1, 2), expected (2, 2)",
            ),
            Wrong("forgets return", replace=("return gradient", "pass"), says="end with `return`"),
            Wrong("flips the error", replace=("* g)", "* g[::-1, ::-1])"), says="the error is flipped"),
            Wrong("takes means", replace=("np.sum(", "np.mean("), says="these are means"),
            Wrong("wrong sign", replace=("= np.sum(", "= -np.sum("), says="the sign is wrong"),
            Wrong("does not flip the kernel", replace=("g[u, v] * k", "g[u, v] * k[::-1, ::-1]"), says="not flipped"),
            Wrong("flips rows only", replace=("g[u, v] * k", "g[u, v] * k[:, ::-1]"), says="not flipped"),
            Wrong("flips one direction", replace=("g[u, v] * k", "g[u, v] * k[::-1]"), says="in one direction only"),
            Wrong("overwrites", replace=("+= g[u, v]", "= g[u, v]"), says="use +="),
            Wrong(
                "no border",
                code="""
def input_gradient(g, k):
    return np.array([[np.sum(g * k[::-1, ::-1])]])
""",
                says="the pixels at the edge are missing",
            ),
            Wrong(
                "square only",
                replace=("x.shape[1] - g.shape[1] + 1", "x.shape[0] - g.shape[0] + 1"),
                says="height and width differ",
            ),
            Wrong("writes into x", replace=("] * g)\n", "] * g)\n    x *= 2\n"), says="changes its argument"),
        ],
        right=[
            Right(
                "windows, and a padded error",
                code="""
def correlated(x, k):
    return np.einsum("uvij,ij->uv", np.lib.stride_tricks.sliding_window_view(x, k.shape), k)

def kernel_gradient(x, g):
    return correlated(x, g)

def input_gradient(g, k):
    rows, columns = k.shape[0] - 1, k.shape[1] - 1
    return correlated(np.pad(g, ((rows, rows), (columns, columns))), np.rot90(k, 2))
""",
            ),
        ],
        equivalent={
            "gradient = np.zeros((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1)) → gradient = np.ones((x.shape[0] - g.shape[0] + 1, x.shape[1] - g.shape[1] + 1))": "every entry is set",
        },
    ),
    "col2im": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="""
def col2im(columns, shape, K):
    return np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]).reshape(1, 3, 3, 1)
""",
                says="in this order",
            ),
            Wrong("forgets return", replace=("return X", "pass"), says="end with `return`"),
            Wrong("overwrites", replace=("+= windows", "= windows"), says="add up with +="),
            Wrong(
                "an inverse",
                replace=(
                    "return X",
                    "return X / col2im_counts(shape, K)\n\ndef col2im_counts(shape, K):\n    n = [np.convolve(np.ones(s - K + 1), np.ones(K)) for s in shape[1:3]]\n    return np.multiply.outer(*n)[:, :, None]",
                ),
                says="nothing is divided",
            ),
            Wrong(
                "channels before the window",
                replace=(
                    "columns.reshape(N, rows, places, K, K, C)",
                    "np.moveaxis(columns.reshape(N, rows, places, C, K, K), 3, 5)",
                ),
                says="in this order",
            ),
            Wrong(
                "i and j swapped", replace=("windows[:, :, :, i, j]", "windows[:, :, :, j, i]"), says="in this order"
            ),
            Wrong(
                "flips the windows",
                replace=("windows[:, :, :, i, j]", "windows[:, :, :, K - 1 - i, K - 1 - j]"),
                says="in this order",
            ),
            Wrong("height for width", replace=("W - K + 1", "H - K + 1"), says="cannot reshape"),
            Wrong("squeezes", replace=("return X", "return X[0]"), says="the answer has the shape of the batch"),
            Wrong(
                "writes into columns",
                replace=("    return X", "    columns *= 2\n    return X"),
                says="changes its argument",
            ),
        ],
        right=[
            Right(
                "window by window",
                code="""
def col2im(columns, shape, K):
    X = np.zeros(shape)
    places = np.ndindex(shape[0], shape[1] - K + 1, shape[2] - K + 1)
    for row, (n, u, v) in zip(columns, places):
        X[n, u : u + K, v : v + K] += row.reshape(K, K, -1)
    return X
""",
            ),
            Right(
                "np.add.at with im2col of the indices",
                code="""
def col2im(columns, shape, K):
    indices = np.arange(np.prod(shape)).reshape(shape)
    return np.bincount(im2col(indices, K).ravel(), columns.ravel(), indices.size).reshape(shape)
""",
            ),
        ],
    ),
    "step": Task(
        wrong=[
            Wrong(
                "a constant", code="def training_step(W, b, images, labels, rate): return 0.5", says="before the step"
            ),
            Wrong("forgets return", replace=("return loss", "pass"), says="end with `return`"),
            Wrong("no ReLU forward", replace=("np.maximum(Z, 0)", "Z"), says="the ReLU is missing"),
            Wrong("sums", replace=(".mean(axis=1)", ".sum(axis=1)"), says="take the means"),
            Wrong("no bias", replace=("b.size) + b)", "b.size))"), says="the bias is missing"),
            Wrong(
                "ReLU after the mean",
                replace=("np.maximum(Z, 0).mean(axis=1)", "np.maximum(Z.mean(axis=1), 0)"),
                says="the ReLU comes before the mean",
            ),
            Wrong("a new W", replace=("W -= rate *", "W = W - rate *"), says="W has not changed"),
            Wrong("b does not learn", replace=("b -= rate * error.sum(axis=0)", "pass"), says="b has not changed"),
            Wrong("goes up", replace=("W -= rate", "W += rate"), says="the step goes up"),
            Wrong("b goes up", replace=("b -= rate", "b += rate"), says="the step goes up"),
            Wrong(
                "no ReLU backward",
                replace=("* (Z > 0)", "* np.ones_like(Z)"),
                says="the ReLU is missing on the way back",
            ),
            Wrong("no mean backward", replace=("G[:, None] / Z.shape[1]", "G[:, None]"), says="the mean is missing"),
            Wrong(
                "divides by N again",
                replace=("G[:, None] /", "G[:, None] / len(images) /"),
                says="divided by N already",
            ),
            Wrong("no rate", replace=("W -= rate *", "W -="), says="the rate is not used"),
            Wrong("means for b", replace=("error.sum(axis=0)", "error.mean(axis=0)"), says="add the errors up"),
            Wrong(
                "the loss after the step",
                replace=(
                    "return loss",
                    "return softmax_loss(np.maximum((columns @ W.reshape(-1, b.size) + b).reshape(len(images), -1, b.size), 0).mean(axis=1), labels)[0]",
                ),
                says="the loss from before the step",
            ),
        ],
        right=[
            Right(
                "windows and einsum",
                code="""
def training_step(W, b, images, labels, rate):
    K = len(W)
    windows = np.lib.stride_tricks.sliding_window_view(images, (K, K), axis=(1, 2))
    Z = np.tensordot(windows, W, axes=((4, 5, 3), (0, 1, 2))) + b
    loss, G = softmax_loss(np.where(Z > 0, Z, 0).mean(axis=(1, 2)), labels)
    E = np.where(Z > 0, G[:, None, None], 0) / (Z.shape[1] * Z.shape[2])
    W[...] = W - rate * np.einsum("nuvcij,nuvf->ijcf", windows, E)
    b[...] = b - rate * E.sum(axis=(0, 1, 2))
    return float(loss)
""",
            ),
        ],
        equivalent={
            "Z = (columns @ W.reshape(-1, b.size) + b).reshape(len(images), -1, b.size) → Z = (columns @ W.reshape(-1, b.size) + b).reshape(len(images), -2, b.size)": "NumPy takes −2 for −1 there: find the size",
            "Z = (columns @ W.reshape(-1, b.size) + b).reshape(len(images), -1, b.size) → Z = (columns @ W.reshape(-2, b.size) + b).reshape(len(images), -1, b.size)": "NumPy takes −2 for −1 there: find the size",
            "columns = im2col(images, W.shape[0]) → columns = im2col(images, W.shape[1])": "kernels are square",
            "error = (G[:, None] / Z.shape[1] * (Z > 0)).reshape(-1, b.size) → error = (G[:, None] / Z.shape[1] * (Z > 0)).reshape(-2, b.size)": "NumPy takes −2 for −1 there: find the size",
            "error = (G[:, None] / Z.shape[1] * (Z > 0)).reshape(-1, b.size) → error = (G[:, None] / Z.shape[1] * (Z >= 0)).reshape(-1, b.size)": "at 0 both slopes of ReLU are allowed",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
