"""Wrong and right answers to exercise 05, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "05_convolution_2d"
WINDOW = "(x[i * stride : i * stride + K, j * stride : j * stride + L] * w).sum()"
WRITTEN_LATER = "every entry is written later"
INFERRED = "NumPy works out a negative length, whatever it is"

TASKS = {
    "convolve": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def convolve(x, w, stride=1, padding=0): return np.array([[-3.0, 1.0]])",
                says="expected (3, 3)",
            ),
            Wrong("forgets return", replace=("return y", "pass"), says="end with `return`"),
            Wrong("flips the kernel", replace=("* w)", "* w[::-1, ::-1])"), says="the kernel is flipped"),
            Wrong(
                "misses the last column",
                replace=("(x.shape[1] - L) // stride + 1", "(x.shape[1] - L) // stride"),
                says="the last column of places is missing",
            ),
            Wrong(
                "adds absolute values",
                replace=(WINDOW, "abs(x[i * stride : i * stride + K, j * stride : j * stride + L] * w).sum()"),
                says="with their signs",
            ),
            Wrong(
                "hangs over the edge",
                code="def convolve(x, w, stride=1, padding=0): return scipy.signal.correlate2d(x, w, 'same')",
                says="only places where the whole kernel fits",
            ),
            Wrong(
                "swaps rows and columns",
                replace=("return y", "return y.T if y.shape[0] > 1 else y"),
                says="rows and columns are swapped",
            ),
            Wrong(
                "ignores the stride",
                code="def convolve(x, w, stride=1, padding=0): return scipy.signal.correlate2d(np.pad(x, padding), w, 'valid')",
                says="the stride is not used",
            ),
            Wrong("ignores the padding", replace=("np.pad(x, padding)", "np.array(x)"), says="the padding is not used"),
            Wrong(
                "stride for the rows only",
                code="def convolve(x, w, stride=1, padding=0): return scipy.signal.correlate2d(np.pad(x, padding), w, 'valid')[::stride]",
                says="the rows only",
            ),
            Wrong(
                "pads two sides",
                replace=("np.pad(x, padding)", "np.pad(x, ((padding, 0), (padding, 0)))"),
                says="pad all four sides",
            ),
            Wrong(
                "pads with the edge",
                replace=("np.pad(x, padding)", "np.pad(x, padding, mode='edge')"),
                says="pad with zeros",
            ),
            Wrong(
                "square kernels only",
                replace=("K, L = w.shape", "K, L = w.shape[0], w.shape[0]"),
                says="your code raises ValueError",
            ),
            Wrong(
                "integers",
                replace=("np.zeros((rows, columns))", "np.zeros((rows, columns), dtype=x.dtype)"),
                says="only the whole parts are left",
            ),
            Wrong(
                "writes into the image",
                replace=("return y", "w *= 2; return y"),
                says="convolve changes its argument w in place (in the line `w *= 2`)",
            ),
            Wrong("a list", replace=("return y", "return y.tolist()"), says="is a list, expected a NumPy array"),
            Wrong(
                "the kernel's numbers",
                replace=("np.zeros((rows, columns))", "np.zeros((rows, columns), dtype=w.dtype)"),
                says="only the whole parts",
            ),
            Wrong(
                "stride for the columns only",
                code="def convolve(x, w, stride=1, padding=0): return scipy.signal.correlate2d(np.pad(x, padding), w, 'valid')[:, ::stride]",
                says="the columns only",
            ),
            Wrong(
                "pads with ones",
                replace=("np.pad(x, padding)", "np.pad(x, padding, constant_values=1)"),
                says="of the padded image",
            ),
            Wrong(
                "nothing where the kernel is larger than the image",
                replace=(
                    "    x = np.pad",
                    "    if x.shape[0] < w.shape[0]:\n        return np.zeros((0, 0))\n    x = np.pad",
                ),
                says="convolve of (2, 3) with (3, 4)",
            ),
            Wrong(
                "square strides of the kernel",
                replace=("i * stride : i * stride + K, j * stride", "i * K : i * K + K, j * stride"),
                says="your code raises ValueError",
            ),
            Wrong("takes the mean", replace=("* w).sum()", "* w).mean()"), says="lay the kernel on, multiply, add up"),
            Wrong(
                "the largest product", replace=("* w).sum()", "* w).max()"), says="lay the kernel on, multiply, add up"
            ),
            Wrong(
                "padding before stride",
                code="""
def convolve(x, w, padding=0, stride=1):
    v = np.lib.stride_tricks.sliding_window_view(np.pad(x, padding), w.shape)[::stride, ::stride]
    return np.einsum("ijkl,kl->ij", v, w)
""",
                says="slice step cannot be zero",
            ),
            Wrong(
                "padding at most 2",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = np.pad(x, min(padding, 2))
    H, W = x.shape; K, L = w.shape
    R, Q = (H - K) // stride + 1, (W - L) // stride + 1
    out = np.zeros((R, Q))
    for i in range(R):
        for j in range(Q):
            out[i, j] = (x[i*stride:i*stride+K, j*stride:j*stride+L] * w).sum()
    return out
""",
                says="of the padded image",
            ),
            Wrong(
                "stride at most 3",
                code="""
def convolve(x, w, stride=1, padding=0):
    stride = min(stride, 3)
    x = np.pad(x, padding)
    H, W = x.shape; K, L = w.shape
    R, Q = (H - K) // stride + 1, (W - L) // stride + 1
    out = np.zeros((R, Q))
    for i in range(R):
        for j in range(Q):
            out[i, j] = (x[i*stride:i*stride+K, j*stride:j*stride+L] * w).sum()
    return out
""",
                says="the window of output (i, j) starts at (i · stride, j · stride) of the padded image",
            ),
            Wrong(
                "remembers the answer by shapes",
                code="""
_kept = {}
def convolve(x, w, stride=1, padding=0):
    k = (x.shape, w.tobytes(), stride, padding)
    if k not in _kept: _kept[k] = scipy.signal.correlate2d(np.pad(x, padding), w, mode='valid')[::stride, ::stride]
    return _kept[k]
""",
                says="the stride and the padding that are given",
            ),
            Wrong(
                "padding at most kernel − 1",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = np.pad(x, min(padding, max(w.shape) - 1))
    H, W = x.shape; K, L = w.shape
    R, Q = (H - K) // stride + 1, (W - L) // stride + 1
    out = np.zeros((R, Q))
    for i in range(R):
        for j in range(Q):
            out[i, j] = (x[i*stride:i*stride+K, j*stride:j*stride+L] * w).sum()
    return out
""",
                says="of the padded image",
            ),
            Wrong(
                "image in eight bits",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = x.astype(np.int8) if x.dtype.kind == 'i' else x
    x = np.pad(x, padding)
    H, W = x.shape; K, L = w.shape
    R, Q = (H - K) // stride + 1, (W - L) // stride + 1
    out = np.zeros((R, Q))
    for i in range(R):
        for j in range(Q):
            out[i, j] = (x[i*stride:i*stride+K, j*stride:j*stride+L] * w).sum()
    return out
""",
                says="put zeros on all four sides",
            ),
            Wrong(
                "image clipped at 255",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = np.clip(x, -255, 255)
    x = np.pad(x, padding)
    H, W = x.shape; K, L = w.shape
    R, Q = (H - K) // stride + 1, (W - L) // stride + 1
    out = np.zeros((R, Q))
    for i in range(R):
        for j in range(Q):
            out[i, j] = (x[i*stride:i*stride+K, j*stride:j*stride+L] * w).sum()
    return out
""",
                says="put zeros on all four sides",
            ),
            Wrong(
                "a single number as a flat array",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = np.pad(x, padding)
    H, W = x.shape; K, L = w.shape
    R, Q = (H - K) // stride + 1, (W - L) // stride + 1
    out = np.zeros((R, Q))
    for i in range(R):
        for j in range(Q):
            out[i, j] = (x[i*stride:i*stride+K, j*stride:j*stride+L] * w).sum()
    return out if out.size > 1 else out.ravel()
""",
                says="the numbers are right, the shape is not",
            ),
            Wrong(
                "an odd padding loses one",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = np.pad(x, padding if padding < 2 else 2 * (padding // 2))
    H, W = x.shape; K, L = w.shape
    R, Q = (H - K) // stride + 1, (W - L) // stride + 1
    out = np.zeros((R, Q))
    for i in range(R):
        for j in range(Q):
            out[i, j] = (x[i*stride:i*stride+K, j*stride:j*stride+L] * w).sum()
    return out
""",
                says="the image, the stride and the padding that are given",
            ),
        ],
        right=[
            Right(
                "SciPy",
                code="def convolve(x, w, stride=1, padding=0): return scipy.signal.correlate2d(np.pad(x, padding), w, 'valid')[::stride, ::stride]",
            ),
            Right(
                "windows and einsum",
                code="""
def convolve(x, w, stride=1, padding=0):
    big = np.zeros((x.shape[0] + 2 * padding, x.shape[1] + 2 * padding))
    big[padding : padding + x.shape[0], padding : padding + x.shape[1]] = x
    windows = np.lib.stride_tricks.sliding_window_view(big, w.shape)[::stride, ::stride]
    return np.einsum("ijkl,kl->ij", windows, w)
""",
            ),
            Right(
                "by the Fourier transform",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = np.pad(x.astype(float), padding)
    return scipy.signal.fftconvolve(x, w[::-1, ::-1].astype(float), mode="full")[w.shape[0] - 1:x.shape[0], w.shape[1] - 1:x.shape[1]][::stride, ::stride]
""",
            ),
            Right(
                "four python loops, lists",
                code="""
def convolve(x, w, stride=1, padding=0):
    x = [[0] * (len(x[0]) + 2 * padding)] * padding + [[0] * padding + list(r) + [0] * padding for r in x] + [[0] * (len(x[0]) + 2 * padding)] * padding
    K, L = np.shape(w)
    return np.array([[sum(x[i + k][j + l] * w[k][l] for k in range(K) for l in range(L)) for j in range(0, len(x[0]) - L + 1, stride)] for i in range(0, len(x) - K + 1, stride)], dtype=float)
""",
            ),
        ],
        equivalent={
            "y = np.zeros((rows, columns)) → y = np.ones((rows, columns))": WRITTEN_LATER,
            "convolve: changes x in place": "x is the padded copy by then, not the argument",
        },
    ),
    "filters": Task(
        wrong=[
            Wrong("the sum of nine pixels", replace=("1 / 9", "1"), says="flat areas become brighter"),
            Wrong("forgets return", replace=("return np.full", "np.full"), says="end with `return`"),
            Wrong("one number", replace=("np.full((3, 3), 1 / 9)", "1 / 9"), says="nine weights"),
            Wrong(
                "Gauss instead of the mean",
                replace=("np.full((3, 3), 1 / 9)", "np.outer([1, 2, 1], [1, 2, 1]) / 16"),
                says="all nine pixels count alike",
            ),
            Wrong(
                "only the differences", replace=("[-1, 5, -1]", "[-1, 4, -1]"), says="only the sum of the differences"
            ),
            Wrong(
                "eight neighbours",
                replace=("[[0, -1, 0], [-1, 5, -1], [0, -1, 0]]", "[[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]]"),
                says="the task asks for four",
            ),
            Wrong(
                "the corners instead",
                replace=("[[0, -1, 0], [-1, 5, -1], [0, -1, 0]]", "[[-1, 0, -1], [0, 5, 0], [-1, 0, -1]]"),
                says="only the four direct neighbours",
            ),
            Wrong(
                "blurs instead",
                replace=("[[0, -1, 0], [-1, 5, -1], [0, -1, 0]]", "[[0, 1, 0], [1, 5, 1], [0, 1, 0]]"),
                says="the weights must add up to 1",
            ),
            Wrong("dark on the right", replace=("[-1, 0, 1]", "[1, 0, -1]"), says="change the signs"),
            Wrong(
                "horizontal edges",
                replace=("np.array([[-1, 0, 1]] * 3)", "np.array([[-1, 0, 1]] * 3).T"),
                says="turn it by a quarter",
            ),
            Wrong("twice too large", replace=("[[-1, 0, 1]] * 3", "[[-2, 0, 2]] * 3"), says="halve the weights"),
            Wrong(
                "averages its rows",
                replace=("np.array([[-1, 0, 1]] * 3)", "np.array([[-1, 0, 1]] * 3) / 3"),
                says="added up, not averaged",
            ),
            Wrong("does not add up to 0", replace=("[-1, 0, 1]", "[0, 0, 1]"), says="must add up to 0"),
            Wrong(
                "Sobel",
                replace=("np.array([[-1, 0, 1]] * 3)", "np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) * 3 / 4"),
                says="all three rows are equal",
            ),
            Wrong("uses the middle column", replace=("[-1, 0, 1]", "[-1, 1, 0]"), says="a middle column of 0"),
            Wrong(
                "a list", replace=("np.array([[-1, 0, 1]] * 3)", "[[-1, 0, 1]] * 3"), says="edge_left_dark() is a list"
            ),
            Wrong(
                "a list of rows",
                replace=("np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])", "[[0, -1, 0], [-1, 5, -1], [0, -1, 0]]"),
                says="sharpen() is a list",
            ),
            Wrong("rounded", replace=("1 / 9", "0.111"), says="all nine pixels count alike"),
            Wrong("one row", replace=("np.array([[-1, 0, 1]] * 3)", "np.array([-3, 0, 3])"), says="nine weights"),
            Wrong(
                "a ninth to six digits",
                code="""
def blur():
    return np.ones((3, 3)) * 0.111111
""",
                says="all nine pixels count alike",
            ),
        ],
        right=[
            Right(
                "built from parts",
                code="""
def blur():
    return np.outer([1, 1, 1], [1, 1, 1]) / 9.0
def sharpen():
    kernel = np.zeros((3, 3))
    kernel[1, :] -= 1
    kernel[:, 1] -= 1
    kernel[1, 1] = 5
    return kernel
def edge_left_dark():
    return np.tile([-1.0, 0.0, 1.0], (3, 1))
""",
            ),
            Right(
                "mgrid, and rows of the identity",
                code="""
def blur():
    return np.mean(np.eye(9), axis=0).reshape(3, 3)
def sharpen():
    return 6 * np.eye(3)[[1]].T @ np.eye(3)[[1]] - np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
def edge_left_dark():
    return np.mgrid[-1:2, -1:2][1]
""",
            ),
        ],
    ),
    "channels": Task(
        wrong=[
            Wrong(
                "the constant of the example",
                code="def convolve_channels(x, w, b): return np.array([[[16.0]]])",
                says="(H − K + 1, W − L + 1, F)",
            ),
            Wrong("forgets return", replace=("return y", "pass"), says="end with `return`"),
            Wrong("forgets the bias", replace=(" + b", ""), says="the bias is missing"),
            Wrong("a bias for each channel", replace=(" + b", " + b * x.shape[2]"), says="once for each channel"),
            Wrong(
                "the first channel only",
                replace=(
                    "np.tensordot(x[i : i + K, j : j + L], w, axes=3)",
                    "np.tensordot(x[i : i + K, j : j + L, 0], w[:, :, 0], axes=2)",
                ),
                says="only the first channel counts",
            ),
            Wrong("the first bias for all", replace=(" + b", " + b[0]"), says="all outputs get the first bias"),
            Wrong(
                "the first kernel for all",
                replace=(", w, axes=3)", ", w[..., :1], axes=3)"),
                says="all outputs get the first kernel",
            ),
            Wrong(
                "mean over the channels",
                replace=("axes=3) + b", "axes=3) / x.shape[2] + b"),
                says="this is the mean over the channels",
            ),
            Wrong(
                "flips the kernels",
                replace=(", w, axes=3)", ", w[::-1, ::-1], axes=3)"),
                says="the kernels are flipped",
            ),
            Wrong(
                "outputs first", replace=("return y", "return np.moveaxis(y, -1, 0)"), says="(H − K + 1, W − L + 1, F)"
            ),
            Wrong(
                "square kernels only",
                replace=("K, L, _, F = w.shape", "K, _, _, F = w.shape; L = K"),
                says="your code raises ValueError",
            ),
            Wrong(
                "the image's numbers", replace=("F))\n", "F), dtype=x.dtype)\n"), says="only the whole parts are left"
            ),
            Wrong(
                "one channel's bias", replace=(" + b", " + b * min(K, L)"), says="over the window and over all channels"
            ),
            Wrong(
                "two channels",
                replace=("j : j + L], w,", "j : j + L, :2], w[:, :, :2],"),
                says="over the window and over all channels",
            ),
            Wrong(
                "ReLU behind it",
                replace=("return y", "return np.maximum(y, 0)"),
                says="over the window and over all channels",
            ),
            Wrong("a list", replace=("return y", "return y.tolist()"), says="is a list, expected a NumPy array"),
            Wrong(
                "drops the axis of one output",
                replace=("return y", "return y.squeeze()"),
                says="(rows, columns, outputs)",
            ),
            Wrong(
                "adds the bias to x",
                replace=("return y", "x += 1; return y"),
                says="convolve_channels changes its argument x in place",
            ),
            Wrong(
                "C and F exchanged where equal",
                code="""
def convolve_channels(x, w, b):
    K, L, C, F = w.shape
    H, W = x.shape[:2]

    out = np.zeros((H - K + 1, W - L + 1, F))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.tensordot(x[i:i+K, j:j+L], w.swapaxes(2, 3) if C == F else w, axes=3) + b
    return out
""",
                says="over the window and over all channels, for each output",
            ),
            Wrong(
                "x cut like w",
                code="""
def convolve_channels(x, w, b):
    K, L, C, F = w.shape
    H, W = x.shape[:2]

    out = np.zeros((H - K + 1, W - L + 1, F))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.tensordot(x[i:i+K, j:j+L].astype(w.dtype), w, axes=3) + b
    return out
""",
                says="the array for the answer must hold floats, not integers",
            ),
            Wrong(
                "remembers the answer by shape",
                code="""
_kept = {}
def convolve_channels(x, w, b):
    K, L, C, F = w.shape
    H, W = x.shape[:2]

    out = np.zeros((H - K + 1, W - L + 1, F))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.tensordot(x[i:i+K, j:j+L], w, axes=3) + b
    return _kept.setdefault((x.shape, w.shape, b.tobytes()), out)
""",
                says="use the image that is given",
            ),
            Wrong(
                "at most 5 channels",
                code="""
def convolve_channels(x, w, b):
    K, L, C, F = w.shape
    H, W = x.shape[:2]

    out = np.zeros((H - K + 1, W - L + 1, F))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.tensordot(x[i:i+K, j:j+L, :5], w[:, :, :5], axes=3) + b
    return out
""",
                says="over the window and over all channels, for each output",
            ),
            Wrong(
                "at most 5 outputs",
                code="""
def convolve_channels(x, w, b):
    K, L, C, F = w.shape
    H, W = x.shape[:2]

    out = np.zeros((H - K + 1, W - L + 1, F))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (np.tensordot(x[i:i+K, j:j+L], w, axes=3) + b) * (np.arange(F) < 5)
    return out
""",
                says="over the window and over all channels, for each output",
            ),
            Wrong(
                "kernel 3 × 3 at most",
                code="""
def convolve_channels(x, w, b):
    K, L, C, F = w.shape
    H, W = x.shape[:2]

    out = np.zeros((H - K + 1, W - L + 1, F))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.tensordot(x[i:i+K, j:j+L][:3, :3], w[:3, :3], axes=3) + b
    return out
""",
                says="over the window and over all channels, for each output",
            ),
        ],
        right=[
            Right(
                "SciPy, channel by channel",
                code="""
def convolve_channels(x, w, b):
    maps = []
    for f in range(w.shape[3]):
        maps.append(b[f] + sum(scipy.signal.correlate2d(x[..., c], w[..., c, f], "valid") for c in range(x.shape[2])))
    return np.dstack(maps)
""",
            ),
            Right(
                "einsum over windows",
                code="""
def convolve_channels(x, w, b):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[:2], axis=(0, 1))
    return np.einsum("ijckl,klcf->ijf", windows, w) + b
""",
            ),
            Right(
                "SciPy, three axes at once",
                code="""
def convolve_channels(x, w, b):
    return np.concatenate([scipy.signal.correlate(x, w[..., f], mode="valid", method="direct") + b[f] for f in range(w.shape[-1])], axis=2)
""",
            ),
        ],
        equivalent={
            "y = np.zeros((x.shape[0] - K + 1, x.shape[1] - L + 1, F)) → y = np.ones((x.shape[0] - K + 1, x.shape[1] - L + 1, F))": WRITTEN_LATER
        },
    ),
    "im2col": Task(
        wrong=[
            Wrong(
                "the right shape, nothing in it",
                code="def im2col(x, K): return np.zeros((24 if x.shape[0] == 2 and x.shape[1] == 5 else 4 if K == 3 else 12, 18 if K == 3 else 12 if x.shape[3] == 3 else 8))",
                says="the first row of im2col of a (2, 4, 3, 2) batch",
            ),
            Wrong("forgets return", replace=("return np.moveaxis", "np.moveaxis"), says="end with `return`"),
            Wrong(
                "leaves the channels in front",
                replace=("np.moveaxis(windows, 3, -1)", "windows"),
                says="move them to the end",
            ),
            Wrong(
                "columns first",
                replace=("np.moveaxis(windows, 3, -1)", "windows.transpose(0, 1, 2, 5, 4, 3)"),
                says="rows come first",
            ),
            Wrong(
                "places in the wrong order",
                replace=("np.moveaxis(windows, 3, -1)", "windows.transpose(0, 2, 1, 4, 5, 3)"),
                says="samples change slowest",
            ),
            Wrong(
                "samples last",
                replace=("np.moveaxis(windows, 3, -1)", "windows.transpose(1, 2, 0, 4, 5, 3)"),
                says="samples change slowest",
            ),
            Wrong(
                "windows as columns",
                replace=("reshape(-1, K * K * x.shape[3])", "reshape(-1, K * K * x.shape[3]).T"),
                says="N · rows · columns windows",
            ),
            Wrong(
                "stacked slices, in a loop",
                code="""
def im2col(x, K):
    rows, columns = x.shape[1] - K + 1, x.shape[2] - K + 1
    pieces = [x[:, i : i + rows, j : j + columns] for i in range(K) for j in range(K)]
    return np.concatenate(pieces, axis=-1).reshape(-1, K * K * x.shape[3])
""",
                says="im2col uses a loop, in brackets (`pieces = [x[:, i:i + rows",
            ),
            Wrong(
                "a loop over the samples",
                code="""
def convolve_batch(x, w):
    y = np.zeros((len(x), x.shape[1] - len(w) + 1, x.shape[2] - len(w) + 1, w.shape[3]))
    for n in range(len(x)):
        y[n] = (im2col(x[n : n + 1], len(w)) @ w.reshape(-1, w.shape[3])).reshape(y[n].shape)
    return y
""",
                says="convolve_batch uses a loop (`for n in range(len(x)):`)",
            ),
            Wrong(
                "a list",
                replace=(
                    "return np.moveaxis(windows, 3, -1).reshape(-1, K * K * x.shape[3])",
                    "return np.moveaxis(windows, 3, -1).reshape(-1, K * K * x.shape[3]).tolist()",
                ),
                says="is a list, expected a NumPy array",
            ),
            Wrong("K is always 2", replace=("(K, K), axis", "(2, 2), axis"), says="your code raises ValueError"),
            Wrong(
                "a batch of one", replace=("flat.reshape(len(x)", "flat.reshape(1"), says="your code raises ValueError"
            ),
            Wrong(
                "windows that do not overlap",
                replace=("axis=(1, 2))\n", "axis=(1, 2))[:, ::K, ::K]\n"),
                says="N · rows · columns windows",
            ),
            Wrong(
                "slides over samples and rows",
                replace=("axis=(1, 2)", "axis=(0, 1)"),
                says="N · rows · columns windows",
            ),
            Wrong(
                "flattens the kernels the wrong way round",
                replace=("w.reshape(-1, F)", "w.transpose(2, 0, 1, 3).reshape(-1, F)"),
                says="flattened in the same order",
            ),
            Wrong("kernels as rows", replace=("w.reshape(-1, F)", "w.reshape(F, -1).T"), says="one kernel a column"),
            Wrong(
                "does not reshape the product",
                replace=("return flat.reshape(len(x), x.shape[1] - K + 1, x.shape[2] - K + 1, F)", "return flat"),
                says="reshape the product",
            ),
            Wrong(
                "flips the kernels",
                replace=("w.reshape(-1, F)", "w[::-1, ::-1].reshape(-1, F)"),
                says="flattened in the same order",
            ),
            Wrong(
                "square images only",
                replace=("x.shape[1] - K + 1, x.shape[2] - K + 1, F", "x.shape[1] - K + 1, x.shape[1] - K + 1, F"),
                says="your code raises ValueError",
            ),
            Wrong(
                "starmap",
                code="""
def im2col(x, K):
    from itertools import product, starmap
    N, H, W, C = x.shape
    return np.array(list(starmap(lambda n, i, j: x[n, i:i + K, j:j + K].ravel(), product(range(N), range(H - K + 1), range(W - K + 1)))))
""",
                says="im2col uses itertools.starmap",
            ),
            Wrong(
                "a pool's map",
                code="""
from concurrent.futures import ThreadPoolExecutor
def im2col(x, K):
    N, H, W, C = x.shape
    places = np.indices((N, H - K + 1, W - K + 1)).reshape(3, -1)
    with ThreadPoolExecutor(1) as pool:
        return np.array(list(pool.map(lambda n, i, j: x[n, i:i+K, j:j+K].ravel(), *places)))
""",
                says="a view of all windows does it for all of them at once; a cell below measures how much faster",
            ),
            Wrong(
                "a pool of threads",
                code="""
def im2col(x, K):
    from multiprocessing.pool import ThreadPool
    N, H, W, C = x.shape
    places = np.indices((N, H - K + 1, W - K + 1)).reshape(3, -1).T
    with ThreadPool(1) as pool:
        return np.array(pool.starmap(lambda n, i, j: x[n, i:i+K, j:j+K].ravel(), places))
""",
                says="a view of all windows does it for all of them at once; a cell below measures how much faster",
            ),
            Wrong(
                "iter with a sentinel",
                code="""
def im2col(x, K):
    N, H, W, C = x.shape
    R, Q = H - K + 1, W - K + 1
    out = []
    def step():
        n, i, j = np.unravel_index(len(out), (N, R, Q))
        out.append(x[n, i:i+K, j:j+K].ravel())
        return len(out) == N * R * Q
    list(iter(step, True))
    return np.array(out)
""",
                says="a view of all windows does it for all of them at once; a cell below measures how much faster",
            ),
            Wrong(
                "remembers the answer by shape",
                code="""
_kept = {}
def im2col(x, K):
    if (x.shape, K) not in _kept:
        v = np.lib.stride_tricks.sliding_window_view(x, (K, K), axis=(1, 2))
        v = np.moveaxis(v, 3, -1)
        N, R, Q, _, _, C = v.shape
        _kept[x.shape, K] = v.reshape(-1, K * K * C)
    return _kept[x.shape, K]
""",
                says="use the batch that is given",
            ),
            Wrong(
                "C and F exchanged where equal",
                code="""
def convolve_batch(x, w):
    N, H, _, C = x.shape; K = w.shape[0]; F = w.shape[-1]; R, Q = H - K + 1, x.shape[2] - K + 1
    w = w.swapaxes(2, 3) if C == F else w
    return (im2col(x, K) @ w.reshape(-1, F)).reshape(N, R, Q, F)
""",
                says="row, column, channel; one kernel a column",
            ),
            Wrong(
                "kernel cut like x",
                code="""
def convolve_batch(x, w):
    N, H, _, C = x.shape; K = w.shape[0]; F = w.shape[-1]; R, Q = H - K + 1, x.shape[2] - K + 1
    return (im2col(x, K) @ w.reshape(-1, F).astype(x.dtype)).reshape(N, R, Q, F)
""",
                says="where x or w has fractions, the answer has them too",
            ),
            Wrong(
                "answer like x",
                code="""
def convolve_batch(x, w):
    N, H, _, C = x.shape; K = w.shape[0]; F = w.shape[-1]; R, Q = H - K + 1, x.shape[2] - K + 1
    out = np.zeros((N, R, Q, F), dtype=x.dtype)
    out[...] = (im2col(x, K) @ w.reshape(-1, F)).reshape(N, R, Q, F)
    return out
""",
                says="is there astype(int), int(), or zeros_like of an array of whole numbers?",
            ),
            Wrong(
                "answer like w",
                code="""
def convolve_batch(x, w):
    N, H, _, C = x.shape; K = w.shape[0]; F = w.shape[-1]; R, Q = H - K + 1, x.shape[2] - K + 1
    out = np.zeros((N, R, Q, F), dtype=w.dtype)
    out[...] = (im2col(x, K) @ w.reshape(-1, F)).reshape(N, R, Q, F)
    return out
""",
                says="is there astype(int), int(), or zeros_like of an array of whole numbers?",
            ),
            Wrong(
                "windows of whole numbers if whole",
                code="""
def im2col(x, K):
    v = np.lib.stride_tricks.sliding_window_view(x, (K, K), axis=(1, 2))
    v = np.moveaxis(v, 3, -1)
    N, R, Q, _, _, C = v.shape
    m = v.reshape(-1, K * K * C)
    return m.astype(np.int8) if m.dtype.kind == 'i' else m
""",
                says="the windows hold the numbers of x",
            ),
            Wrong(
                "at most 4 outputs",
                code="""
def convolve_batch(x, w):
    N, H, _, C = x.shape; K = w.shape[0]; F = w.shape[-1]; R, Q = H - K + 1, x.shape[2] - K + 1
    y = (im2col(x, K) @ w.reshape(-1, F)).reshape(N, R, Q, F)
    y[..., 4:] = 0
    return y
""",
                says="row, column, channel; one kernel a column",
            ),
            Wrong(
                "strides of an array that lies in order",
                code="""
def im2col(x, K):
    N, H, W, C = x.shape
    s = (H * W * C * x.itemsize, W * C * x.itemsize, C * x.itemsize, x.itemsize)
    v = np.lib.stride_tricks.as_strided(x, (N, H-K+1, W-K+1, K, K, C), (s[0], s[1], s[2], s[1], s[2], s[3]))
    return v.reshape(-1, K*K*C)
""",
                says="the windows hold the numbers of x, in whatever order they lie in memory",
            ),
        ],
        right=[
            Right(
                "indices instead of a view",
                code="""
def im2col(x, K):
    N, H, W, C = x.shape
    rows = np.arange(H - K + 1)[:, None, None, None] + np.arange(K)[:, None]
    columns = np.arange(W - K + 1)[:, None, None] + np.arange(K)
    return x[:, rows, columns].reshape(-1, K * K * C)
def convolve_batch(x, w):
    K = len(w)
    shape = len(x), x.shape[1] - K + 1, x.shape[2] - K + 1, w.shape[-1]
    return np.dot(im2col(x, K), w.reshape(K * K * x.shape[3], -1)).reshape(shape)
""",
            ),
            Right(
                "transpose, and einsum over the windows",
                code="""
def im2col(x, K):
    v = np.lib.stride_tricks.sliding_window_view(x, (1, K, K, x.shape[3]))
    return v.reshape(v.shape[0] * v.shape[1] * v.shape[2], -1)
def convolve_batch(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[:2], axis=(1, 2))
    return np.einsum("nijcuv,uvcf->nijf", windows, w)
""",
            ),
            Right(
                "places in the flat array",
                code="""
def im2col(x, K):
    N, H, W, C = x.shape
    places = np.arange(x.size).reshape(x.shape)
    rows, cols = H - K + 1, W - K + 1
    start = places[:, :rows, :cols, 0].reshape(-1, 1)
    offset = places[0, :K, :K].reshape(1, -1)
    return np.take(x, start + offset)
""",
            ),
            Right(
                "an array of places",
                code="""
def im2col(x, K):
    N, H, W, C = x.shape
    r = np.arange(H - K + 1)[:, None, None, None] + np.arange(K)[:, None]
    c = np.arange(W - K + 1)[:, None, None] + np.arange(K)
    return x[:, r, c].reshape(-1, K * K * C)
""",
            ),
        ],
        equivalent={
            "return np.moveaxis(windows, 3, -1).reshape(-1, K * K * x.shape[3]) → return np.moveaxis(windows, 3, -1).reshape(-2, K * K * x.shape[3])": INFERRED,
            "K, F = (w.shape[0], w.shape[3]) → K, F = (w.shape[1], w.shape[3])": "the kernels of this task are square",
            "flat = im2col(x, K) @ w.reshape(-1, F) → flat = im2col(x, K) @ w.reshape(-2, F)": INFERRED,
            "return flat.reshape(len(x), x.shape[1] - K + 1, x.shape[2] - K + 1, F) → return flat.reshape(len(x), K - x.shape[1] + 1, x.shape[2] - K + 1, F)": INFERRED,
            "return flat.reshape(len(x), x.shape[1] - K + 1, x.shape[2] - K + 1, F) → return flat.reshape(len(x), x.shape[1] - K + 1, K - x.shape[2] + 1, F)": INFERRED,
        },
    ),
    "cost": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def convolution_parameters(K, C, F): return 208",
                says="convolution_parameters(3, 3, 16)",
            ),
            Wrong("forgets return", replace=("return (K", "(K"), says="end with `return`"),
            Wrong(
                "no biases in the convolution", replace=("K * C + 1) * F", "K * C) * F"), says="the biases are missing"
            ),
            Wrong(
                "one bias in all", replace=("(K * K * C + 1) * F", "K * K * C * F + 1"), says="one bias for each kernel"
            ),
            Wrong("K instead of K²", replace=("K * K * C", "K * C"), says="K · K weights"),
            Wrong("one channel", replace=("K * K * C", "K * K"), says="every kernel sees all C channels"),
            Wrong(
                "a bias for each channel of a kernel",
                replace=("(K * K * C + 1) * F", "(K * K + 1) * C * F"),
                says="not for each channel of it",
            ),
            Wrong("no biases in the dense layer", replace=("W * C + 1)", "W * C)"), says="one for each output number"),
            Wrong(
                "one bias a channel",
                replace=("(H * W * C + 1) * H * W * F", "H * W * C * H * W * F + F"),
                says="not for each channel",
            ),
            Wrong(
                "F outputs",
                replace=("(H * W * C + 1) * H * W * F", "(H * W * C + 1) * F"),
                says="the outputs are an image too",
            ),
            Wrong(
                "forgets the input's channels",
                replace=("H * W * C + 1", "H * W + 1"),
                says="the channels of the input count",
            ),
            Wrong("forgets the output's channels", replace=("* H * W * F", "* H * W * 8"), says="outputs H · W · F"),
            Wrong(
                "square images",
                replace=("(H * W * C + 1) * H * W * F", "(H * H * C + 1) * H * H * F"),
                says="height and width differ",
            ),
            Wrong(
                "a padding without dilation",
                replace=("D * (K - 1) // 2", "(K - 1) // 2"),
                says="the dilation is not used",
            ),
            Wrong("the zeros of both sides", replace=("D * (K - 1) // 2", "D * (K - 1)"), says="P stands for one side"),
            Wrong("K gaps", replace=("D * (K - 1) // 2", "D * K // 2"), says="K − 1 gaps"),
            Wrong(
                "a float",
                replace=("D * (K - 1) // 2", "D * (K - 1) / 2"),
                says="expected the int 2: use // instead of /",
            ),
            Wrong(
                "a number in a text",
                replace=("return (K * K * C + 1) * F", "return str((K * K * C + 1) * F)"),
                says="is '208' (str), expected a number",
            ),
            Wrong(
                "a bias for each input",
                replace=("(H * W * C + 1) * H * W * F", "H * W * C * (H * W * F + 1)"),
                says="not for each input number",
            ),
            Wrong(
                "half the kernel, rounded up",
                replace=("D * (K - 1) // 2", "(D * (K - 1) + 1) // 2 + D // 3"),
                says="padding_that_keeps(7, 3)",
            ),
            Wrong("the padding of the examples", replace=("D * (K - 1) // 2", "2"), says="padding_that_keeps(7, 3)"),
            Wrong(
                "counts in 32 bits",
                code="""
def dense_parameters(H, W, C, F):
    return int(np.int32(H * W * C) * np.int32(H * W * F) + np.int32(H * W * F))
""",
                says="dense_parameters(224, 224, 3, 64)",
            ),
            Wrong(
                "in sixteen bits",
                code="""
def convolution_parameters(K, C, F):
    return int((np.array([K * K * C * F], dtype=object).astype(np.int64) % 2 ** 16)[0]) + F
""",
                says="F kernels, each with K · K · C weights and a bias",
            ),
            Wrong(
                "through a float",
                code="""
def dense_parameters(H, W, C, F):
    return int(float(H * W * C) * float(H * W * F) + float(H * W * F))
""",
                says="an int holds them, a float only 15 or 16",
            ),
            Wrong(
                "through a float32",
                code="""
def dense_parameters(H, W, C, F):
    return int(np.float32(H * W * C) * np.float32(H * W * F) + np.float32(H * W * F))
""",
                says="an int holds them, a float only 15 or 16",
            ),
            Wrong(
                "dense: no bias where F is 1",
                code="""
def dense_parameters(H, W, C, F):
    return H * W * C * H * W * F + (H * W * F if F > 1 else 0)
""",
                says="inputs H · W · C, outputs H · W · F, a weight for each pair, and a bias for each output",
            ),
            Wrong(
                "D at most 5",
                code="""
def padding_that_keeps(K, D):
    return min(D, 5) * (K - 1) // 2
""",
                says="a row of weights covers more than K pixels where D > 1",
            ),
            Wrong(
                "K at most 7",
                code="""
def convolution_parameters(K, C, F):
    return min(K, 7) ** 2 * C * F + F
""",
                says="F kernels, each with K · K · C weights and a bias",
            ),
            Wrong(
                "in eight bits",
                code="""
def padding_that_keeps(K, D):
    return np.int8(min(127, D * (K - 1) // 2))
""",
                says="a row of weights covers more than K pixels where D > 1",
            ),
        ],
        right=[
            Right(
                "NumPy's whole numbers",
                code="""
def convolution_parameters(K, C, F):
    return np.prod([K, K, C, F]) + F
def dense_parameters(H, W, C, F):
    outputs = np.prod((H, W, F))
    return outputs * np.prod((H, W, C)) + outputs
def padding_that_keeps(K, D):
    return np.int64(D * (K // 2))
""",
            ),
            Right(
                "step by step",
                code="""
def convolution_parameters(K, C, F):
    weights = K**2 * C * F
    return weights + F
def dense_parameters(H, W, C, F):
    inputs, outputs = H * W * C, H * W * F
    return inputs * outputs + outputs
def padding_that_keeps(K, D):
    covered = D * (K - 1) + 1
    return (covered - 1) // 2
""",
            ),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
