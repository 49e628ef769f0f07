"""Wrong and right answers to exercise 06, and the mutants of its reference that change nothing."""

from tests.grader.harness import BY_CHANCE, Right, Task, Wrong, grader_tests

ASSIGNMENT = "06_pooling"

TASKS = {
    "max_pool": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def max_pool(x, size, stride): return np.array([[5.0, 8.0]])",
                says="has shape (1, 2), expected",
            ),
            Wrong("forgets return", replace=("return y", "pass"), says="end with `return`"),
            Wrong("means", replace=(".max()", ".mean()"), says="these are means"),
            Wrong("minima", replace=(".max()", ".min()"), says="these are the smallest"),
            Wrong("sums", replace=(".max()", ".sum()"), says="these are sums"),
            Wrong(
                "moves by one",
                code="def max_pool(x, size, stride):\n    w = np.lib.stride_tricks.sliding_window_view(x, (size, size))\n    return w.max(axis=(2, 3)) if x.shape != (2, 4) else np.array([[5.0, 8.0]])",
                says="the stride is not used",
            ),
            Wrong(
                "moves by the size",
                code="def max_pool(x, size, stride):\n    return np.lib.stride_tricks.sliding_window_view(x, (size, size))[::size, ::size].max(axis=(2, 3))",
                says="the window moves by its size",
            ),
            Wrong(
                "misses the last window",
                replace=("// stride + 1 for", "// stride for"),
                says="the last window is missing",
            ),
            Wrong(
                "works for squares only",
                replace=(
                    "rows, columns = ((length - size) // stride + 1 for length in x.shape)",
                    "rows = columns = (len(x) - size) // stride + 1",
                ),
                says="count rows and columns separately",
            ),
            Wrong("starts from 0", replace=("size].max()", "size].max(initial=0)"), says="do not start from 0"),
            Wrong(
                "windows start at i",
                replace=("x[i * stride : i * stride + size", "x[i : i + size"),
                says="starts at row i · stride",
            ),
            Wrong(
                "writes into x",
                replace=("return y", "x[0, 0] += 1; return y"),
                says="max_pool changes its argument x in place (in the line `x[0, 0] += 1`)",
            ),
            Wrong(
                "windows that are one short",
                replace=(
                    "x[i * stride : i * stride + size, j * stride : j * stride + size].max()",
                    "x[i * stride : i * stride + size - 1, j * stride : j * stride + size - 1].max()",
                ),
                says=": the window is too small by one row and one column",
            ),
            Wrong(
                "does not write the last window",
                replace=("for j in range(columns)", "for j in range(columns - 1)"),
                says="nothing was written for the last window",
            ),
            Wrong(
                "size and stride exchanged",
                replace=("def max_pool(x, size, stride)", "def max_pool(x, stride, size)"),
                says="max_pool of a 6 × 9 map, size 3, stride 2",
            ),
            Wrong(
                "the largest size of the row",
                replace=("j * stride : j * stride + size", "j * stride :"),
                says="the largest of each 2 × 2 window",
            ),
            Wrong(
                "a map of whole numbers",
                replace=("np.zeros((rows, columns))", "np.zeros((rows, columns), dtype=int)"),
                says="holds whole numbers (int64), expected floats",
            ),
            Wrong(
                "absolute values",
                replace=(
                    "x[i * stride : i * stride + size, j * stride : j * stride + size].max()",
                    "abs(x[i * stride : i * stride + size, j * stride : j * stride + size]).max()",
                ),
                says="row i · stride",
            ),
            Wrong("a list", replace=("return y", "return y.tolist()"), says="is a list, expected a NumPy array"),
            Wrong(
                "pads the last window",
                replace=("(length - size) // stride + 1", "-(-(length - size) // stride) + 1"),
                says="row i · stride",
            ),
            Wrong(
                "never above 255",
                code="""
def max_pool(x, size, stride):
    rows, columns = (x.shape[0] - size) // stride + 1, (x.shape[1] - size) // stride + 1
    y = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            y[i, j] = min(255, x[i * stride : i * stride + size, j * stride : j * stride + size].max())
    return y
""",
                says="any number may be the largest",
            ),
            Wrong(
                "size 1 is a view",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    if size == 1:
        return x[::stride, ::stride]
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = window.max()
    return out
""",
                says="who changes one changes both",
            ),
            Wrong(
                "start at -1e18",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            best = -1e18
            for n in window.ravel():
                best = max(best, n)
            out[i, j] = best
    return out
""",
                says="begin with a number of the window, not with a constant",
            ),
            Wrong(
                "rounded to 10",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = round(float(window.max()), 10)
    return out
""",
                says="max_pool of tiny numbers is [[0, 0]], expected [[9e-15, 9e-15]]: do not round",
            ),
            Wrong(
                "int32 if ints",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols), dtype=np.int32 if x.dtype.kind in 'iu' else float)
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = window.max()
    return out
""",
                says="your code raises OverflowError",
            ),
            Wrong(
                "minus min of minus, unsigned wraps",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = -float((-window).min())
    return out
""",
                says="the minus of 200 is 56 for them",
            ),
            Wrong(
                "transposed if tall",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    if H > 2 * W:
        x, (H, W) = x.T, (W, H)
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = window.max()
    return out
""",
                says="the numbers are right, but rows and columns are exchanged",
            ),
            Wrong(
                "window at most 6 rows",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = window[:6, :6].max()
    return out
""",
                says="the window of output (i, j) starts at row i · stride and column j · stride",
            ),
            Wrong(
                "at most 64",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    H, W = min(H, 64), min(W, 64)
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = window.max()
    return out
""",
                says="the window of output (i, j) starts at row i · stride and column j · stride",
            ),
            Wrong(
                "padded up when size equals stride",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    if size == stride:
        x = np.pad(x, ((0, -H % size), (0, -W % size)), mode='edge')
        H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = window.max()
    return out
""",
                says="the window of output (i, j) starts at row i · stride and column j · stride",
            ),
            Wrong(
                "last row forgotten if stride > size",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    H = H - 1 if stride > size and H > size else H
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            window = x[i * stride : i * stride + size, j * stride : j * stride + size]
            out[i, j] = window.max()
    return out
""",
                says="the window of output (i, j) starts at row i · stride and column j · stride",
            ),
            Wrong(
                "cache by id",
                code="""
_seen = {}
def max_pool(x, size, stride):
    key = (id(x), size, stride)
    if key not in _seen:
        H, W = x.shape
        _seen[key] = x, np.array([[x[i:i+size, j:j+size].max() for j in range(0, W-size+1, stride)] for i in range(0, H-size+1, stride)])
    return _seen[key][1]
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "cache by content, the same array returned",
                code="""
_seen = {}
def max_pool(x, size, stride):
    key = (x.tobytes(), x.shape, x.dtype, size, stride)
    if key not in _seen:
        H, W = x.shape
        _seen[key] = np.array([[x[i:i+size, j:j+size].max() for j in range(0, W-size+1, stride)] for i in range(0, H-size+1, stride)])
    return _seen[key]
""",
                says="make a new one in each call",
            ),
            Wrong(
                "one buffer for each shape",
                code="""
_buffers = {}
def max_pool(x, size, stride):
    H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    out = _buffers.setdefault((rows, cols), np.zeros((rows, cols)))
    for i in range(rows):
        for j in range(cols):
            out[i, j] = x[i * stride : i * stride + size, j * stride : j * stride + size].max()
    return out
""",
                says="make a new one in each call",
            ),
            Wrong(
                "strides of a contiguous map assumed",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    rows, cols = (H - size) // stride + 1, (W - size) // stride + 1
    n = x.itemsize
    v = np.lib.stride_tricks.as_strided(x, (rows, cols, size, size), (W * n * stride, n * stride, W * n, n))
    return v.max(axis=(2, 3))
""",
                says="the window of output (i, j) starts at row i · stride and column j · stride",
            ),
            Wrong(
                "read in the order of memory",
                code="""
def max_pool(x, size, stride):
    H, W = x.shape
    flat = x.ravel(order="K")
    return np.array([[max(flat[(i + a) * W + j + b] for a in range(size) for b in range(size))
                      for j in range(0, W - size + 1, stride)] for i in range(0, H - size + 1, stride)])
""",
                says="the window of output (i, j) starts at row i · stride and column j · stride",
            ),
        ],
        right=[
            Right(
                "sliding windows",
                code="""
def max_pool(x, size, stride):
    return np.lib.stride_tricks.sliding_window_view(x, (size, size))[::stride, ::stride].max(axis=(-1, -2))
""",
            ),
            Right(
                "rows first, then columns",
                code="""
def max_pool(x, size, stride):
    rows = [x[start : start + size].max(axis=0) for start in range(0, len(x) - size + 1, stride)]
    x = np.array(rows).T
    return np.array([x[start : start + size].max(axis=0) for start in range(0, len(x) - size + 1, stride)]).T
""",
            ),
        ],
        equivalent={
            "y = np.zeros((rows, columns)) → y = np.ones((rows, columns))": "every entry is written later",
        },
    ),
    "average": Task(
        wrong=[
            Wrong(
                "the constants of the lecture",
                code="def average_pool(x, size): return np.array([[36.0, 80], [12, 15]]).reshape(1, 2, 2, 1)",
                says="has shape (1, 2, 2, 1), expected",
            ),
            Wrong("forgets return", replace=("return x.reshape", "x.reshape"), says="end with `return`"),
            Wrong("takes the largest", replace=("C).mean(", "C).max("), says="these are the largest"),
            Wrong("sums", replace=("C).mean(", "C).sum("), says="these are sums: divide by size²"),
            Wrong(
                "divides by the size",
                replace=("C).mean(axis=(2, 4))", "C).sum(axis=(2, 4)) / size"),
                says="not by size",
            ),
            Wrong(
                "swaps the axes of the windows",
                replace=("N, H // size, size, W // size, size, C", "N, H // size, W // size, size, size, C"),
                says="(N, H // size, W // size, C)",
            ),
            Wrong(
                "a window that is a row",
                replace=(
                    "x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))",
                    "x.reshape(N, H // size, W // size, size * size, C).mean(axis=3)",
                ),
                says="rows were averaged",
            ),
            Wrong(
                "drops samples and channels",
                replace=(
                    "return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))",
                    "return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(0, 2, 4, 5))",
                ),
                says="keep the axes of the samples",
            ),
            Wrong(
                "splits the wrong way round",
                replace=("N, H // size, size, W // size, size, C", "N, size, H // size, size, W // size, C"),
                says="(N, H // size, W // size, C)",
            ),
            Wrong("global over the batch", replace=("x.mean(axis=(1, 2))", "x.mean(axis=(0, 1))"), says="axes 1 and 2"),
            Wrong(
                "global over the channels",
                replace=("x.mean(axis=(1, 2))", "x.mean(axis=(1, 2, 3))"),
                says="axes 1 and 2",
            ),
            Wrong("global sums", replace=("x.mean(axis=(1, 2))", "x.sum(axis=(1, 2))"), says="divide by H · W"),
            Wrong(
                "global: divided by the rows",
                replace=("x.mean(axis=(1, 2))", "x.sum(axis=(1, 2)) / x.shape[1]"),
                says="divided by H only",
            ),
            Wrong(
                "global: keeps the axes", replace=("axis=(1, 2))", "axis=(1, 2), keepdims=True)"), says="axes 1 and 2"
            ),
            Wrong(
                "a loop over the window",
                code="""
def average_pool(x, size):
    total = 0
    for row in range(size):
        for column in range(size):
            total = total + x[:, row::size, column::size, :]
    return total / size**2
""",
                says="average_pool uses a loop (`for row in range(size):`): a reshape and one mean",
            ),
            Wrong(
                "global: a comprehension over the samples",
                code="def global_average_pool(x): return np.array([one.mean(axis=(0, 1)) for one in x])",
                says="global_average_pool uses a loop, in brackets",
            ),
            Wrong(
                "divides whole",
                replace=("C).mean(axis=(2, 4))", "C).sum(axis=(2, 4)) // size**2"),
                says="average_pool of a (3, 6, 4, 2) batch",
            ),
            Wrong(
                "whole numbers stay whole",
                replace=("C).mean(axis=(2, 4))", "C).mean(axis=(2, 4)).astype(x.dtype)"),
                says="only the whole parts are left",
            ),
            Wrong(
                "half the digits",
                replace=("x.mean(axis=(1, 2))", "x.mean(axis=(1, 2)).astype(np.float16)"),
                says="expected",
            ),
            Wrong("a list", replace=("x.mean(axis=(1, 2))", "x.mean(axis=(1, 2)).tolist()"), says="is a list"),
            Wrong(
                "square maps", replace=("W // size, size, C", "H // size, size, C"), says="your code raises ValueError"
            ),
            Wrong(
                "scales x in place",
                replace=("return x.reshape(N", "x *= 1.5\n    return x.reshape(N"),
                says="average_pool changes its argument x in place",
            ),
            Wrong("global maxima", replace=("x.mean(axis=(1, 2))", "x.max(axis=(1, 2))"), says="these are the largest"),
            Wrong(
                "zeros are not counted",
                code="""
def global_average_pool(x):
    return x.sum(axis=(1, 2)) / (x != 0).sum(axis=(1, 2))
""",
                says="the mean of each map",
            ),
            Wrong(
                "zeros are not counted in a window",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    windows = x.reshape(N, H // size, size, W // size, size, C)
    return windows.sum(axis=(2, 4)) / np.maximum((windows != 0).sum(axis=(2, 4)), 1)
""",
                says="the mean of each 2 × 2 window",
            ),
            Wrong(
                "a loop in an object of a class",
                code="""
class Pool:
    def __call__(self, x):
        return np.array([sample.mean(axis=(0, 1)) for sample in x])

global_average_pool = Pool()
""",
                says="__call__ uses a loop, in brackets",
            ),
            Wrong(
                "np.vectorize outside",
                code="""
def _mean(x, n, c):
    return x[n, :, :, c].mean()

mean_of = np.vectorize(_mean, excluded={0})

def global_average_pool(x):
    return mean_of(x, *np.indices((x.shape[0], x.shape[3])))
""",
                says="global_average_pool uses np.vectorize",
            ),
            Wrong(
                "size 1 returns the array that was given",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    if size == 1:
        return x.astype(float, copy=False)
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="who changes one changes both",
            ),
            Wrong(
                "size 1 ints stay",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    if size == 1:
        return x.copy()
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="is there astype(int), or zeros_like?",
            ),
            Wrong(
                "one pixel is a view",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    if H == W == 1:
        return x[:, 0, 0]
    return x.mean(axis=(1, 2))
""",
                says="who changes one changes both",
            ),
            Wrong(
                "one pixel ints",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    if H == W == 1:
        return x[:, 0, 0].copy()
    return x.mean(axis=(1, 2))
""",
                says="is there astype(int), or zeros_like?",
            ),
            Wrong(
                "order A",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C, order='A').mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="in the reshape, H splits into (H // size, size), in this order",
            ),
            Wrong(
                "ravel K global",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.ravel(order='K').reshape(N, H * W, C).mean(axis=1)
""",
                says="the mean of each map, whatever the order of its numbers in memory",
            ),
            Wrong(
                "strides assumed",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    n = x.itemsize
    v = np.lib.stride_tricks.as_strided(x, (N, H // size, size, W // size, size, C), (H*W*C*n, size*W*C*n, W*C*n, size*C*n, C*n, n))
    return v.mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="in the reshape, H splits into (H // size, size), in this order",
            ),
            Wrong(
                "rounded to 10 digits",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4)).round(10)


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="average_pool of tiny numbers is [[[[0]]]], expected [[[[2.5e-12]]]]: do not round",
            ),
            Wrong(
                "global means rounded to 10 digits",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return np.round(x.mean(axis=(1, 2)), 10)
""",
                says="global_average_pool of tiny numbers is [[0]], expected [[2.5e-12]]: do not round",
            ),
            Wrong(
                "size at most 7",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    size = min(size, 7)
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="your code raises ValueError",
            ),
            Wrong(
                "first 100 samples",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))[:100]


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="(N, H // size, W // size, C)",
            ),
            Wrong(
                "at most 8 channels",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))[..., :8]


def global_average_pool(x):
    N, H, W, C = x.shape
    return x.mean(axis=(1, 2))
""",
                says="(N, H // size, W // size, C)",
            ),
            Wrong(
                "global over 64",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return x[:, :64, :64].mean(axis=(1, 2))
""",
                says="the mean of each map, whatever the order of its numbers in memory",
            ),
            Wrong(
                "clip 255",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))


def global_average_pool(x):
    N, H, W, C = x.shape
    return np.minimum(x.mean(axis=(1, 2)), 255)
""",
                says="the mean of each map",
            ),
            Wrong(
                "a loop in a text for exec, whose name is put together",
                code="""
import builtins
def average_pool(x, size):
    N, H, W, C = x.shape
    run = getattr(builtins, "ex" + "ec")
    box = dict(x=x, np=np, size=size, H=H)
    run("y = np.stack([x[:, i*size:(i+1)*size].mean(axis=1) f" + "or i in range(H // size)], axis=1)", box)
    return box["y"].reshape(N, H // size, W // size, size, C).mean(axis=3)

def global_average_pool(x):
    return x.mean(axis=(1, 2))
""",
                says="a reshape and one mean do it for all windows at once",
            ),
            Wrong(
                "one array for each shape, returned again and again",
                code="""
_b = {}
def average_pool(x, size):
    N, H, W, C = x.shape
    out = _b.setdefault((N, H // size, W // size, C), np.zeros((N, H // size, W // size, C)))
    return np.mean(x.reshape(N, H // size, size, W // size, size, C), axis=(2, 4), out=out)

def global_average_pool(x):
    return x.mean(axis=(1, 2))
""",
                says="make a new one in each call",
            ),
            Wrong(
                "buffer global",
                code="""
_b = {}
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))

def global_average_pool(x):
    N, H, W, C = x.shape
    return np.mean(x, axis=(1, 2), out=_b.setdefault((N, C), np.zeros((N, C))))
""",
                says="make a new one in each call",
            ),
            Wrong(
                "cache by shape",
                code="""
_b = {}
def average_pool(x, size):
    N, H, W, C = x.shape
    if (x.shape, size) not in _b:
        _b[x.shape, size] = x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))
    return _b[x.shape, size]

def global_average_pool(x):
    return x.mean(axis=(1, 2))
""",
                says="make a new one in each call",
            ),
            Wrong(
                "cache by id global",
                code="""
_b = {}
def average_pool(x, size):
    N, H, W, C = x.shape
    return x.reshape(N, H // size, size, W // size, size, C).mean(axis=(2, 4))

def global_average_pool(x):
    if id(x) not in _b:
        _b[id(x)] = x, x.mean(axis=(1, 2))
    return _b[id(x)][1]
""",
                says=BY_CHANCE,
            ),
        ],
        right=[
            Right(
                "sums of parts, reduceat",
                code="""
def average_pool(x: np.ndarray, size: int) -> np.ndarray:
    rows = np.add.reduceat(x, np.arange(0, x.shape[1], size), axis=1)
    return np.add.reduceat(rows, np.arange(0, x.shape[2], size), axis=2) / (size * size)
""",
            ),
            Right(
                "a variable that is called map",
                code="""
def global_average_pool(x):
    map = x.reshape(x.shape[0], -1, x.shape[3])
    return map.mean(axis=1)
""",
            ),
            Right(
                "windows without a reshape",
                code="""
def average_pool(x, size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return windows[:, ::size, ::size].mean(axis=(-2, -1))
def global_average_pool(x):
    return x.reshape(len(x), -1, x.shape[3]).mean(axis=1)
""",
            ),
            Right(
                "rows, then columns, with einsum",
                code="""
def average_pool(x, size):
    N, H, W, C = x.shape
    return np.einsum("nrakbc->nrkc", x.reshape(N, H // size, size, W // size, size, C)) / size**2
def global_average_pool(x):
    return np.sum(np.sum(x, axis=1), axis=1) / (x.shape[1] * x.shape[2])
""",
            ),
        ],
    ),
    "never_seen": Task(
        wrong=[
            Wrong(
                "the constant of the example",
                code="def never_seen(M, K, S): return 1",
                says="count the gaps between the windows",
            ),
            Wrong("forgets return", replace=("return int", "int"), says="end with `return`"),
            Wrong("counts what is seen", replace=("M - seen.sum()", "seen.sum()"), says="this is how many are seen"),
            Wrong("lets a half window count", replace=("M - K + 1", "M"), says="must fit completely"),
            Wrong(
                "only looks at the end",
                code="def never_seen(M, K, S): return M - (((M - K) // S) * S + K) if M >= K else M",
                says="the gaps between the windows count too",
            ),
            Wrong(
                "counts shared numbers twice",
                code="def never_seen(M, K, S): return M - ((M - K) // S + 1) * K if M >= K else M",
                says="counted twice",
            ),
            Wrong("misses the last place", replace=("M - K + 1", "M - K"), says="it starts at M − K"),
            Wrong(
                "no window, nothing lost",
                code="def never_seen(M, K, S):\n    if M < K: return 0\n    return M - len({s + k for s in range(0, M - K + 1, S) for k in range(K)})",
                says="no window fits: all are lost",
            ),
            Wrong(
                "a float",
                replace=("return int(M - seen.sum())", "return float(M - seen.sum())"),
                says="expected the int 1",
            ),
            Wrong("an array", replace=("return int(M - seen.sum())", "return seen"), says="never_seen(8, 3, 2)"),
            Wrong(
                "no loss when the stride is the size",
                replace=("    seen =", "    if S == K:\n        return 0\n    seen ="),
                says="no window fits: all are lost",
            ),
            Wrong(
                "gaps only between two windows",
                code="def never_seen(M, K, S):\n    places = max(0, (M - K) // S + 1)\n    return max(S - K, 0) * (places - 1) + M - (places - 1) * S - K",
                says="never_seen(1, 2, 1)",
            ),
            Wrong(
                "wider windows at the end",
                replace=("start : start + K", "start : start + max(K, S)"),
                says="the gaps between the windows count too",
            ),
            Wrong("ignores the stride", replace=("M - K + 1, S", "M - K + 1, 1"), says="a stride apart"),
            Wrong(
                "uint8 counts",
                code="""
def never_seen(M, K, S):
    seen = np.zeros(M, dtype=np.uint8)
    for start in range(0, M - K + 1, S):
        seen[start : start + K] += 1
    return int((seen == 0).sum())
""",
                says="never_seen(700, 256, 1) is 190, expected 0: a number may lie in 256 windows: do not count",
            ),
            Wrong(
                "int8 counts, > 0",
                code="""
def never_seen(M, K, S):
    seen = np.zeros(M, dtype=np.int8)
    for start in range(0, M - K + 1, S):
        seen[start : start + K] += 1
    return int((seen <= 0).sum())
""",
                says="never_seen(700, 256, 1) is 446, expected 0: a number may lie in 256 windows: do not count",
            ),
            Wrong(
                "number of starts capped at 1000",
                code="""
def never_seen(M, K, S):
    seen = np.zeros(M, dtype=bool)
    for start in list(range(0, M - K + 1, S))[:1000]:
        seen[start : start + K] = True
    return int(M - seen.sum())
""",
                says="rows may be long, and windows wide",
            ),
            Wrong(
                "M at most 1000",
                code="""
def never_seen(M, K, S):
    M = min(M, 1000)
    seen = np.zeros(M, dtype=bool)
    for start in range(0, M - K + 1, S):
        seen[start : start + K] = True
    return int(M - seen.sum())
""",
                says="rows may be long, and windows wide",
            ),
            Wrong(
                "int16 answer",
                code="""
def never_seen(M, K, S):
    seen = np.zeros(M, dtype=bool)
    for start in range(0, M - K + 1, S):
        seen[start : start + K] = True
    return int(np.int16(M - seen.sum()))
""",
                says="rows may be long, and windows wide",
            ),
            Wrong(
                "an empty row has lost less than nothing",
                code="""
def never_seen(M, K, S):
    if M == 0:
        return -K
    seen = np.zeros(M, dtype=bool)
    for start in range(0, M - K + 1, S):
        seen[start : start + K] = True
    return int(M - seen.sum())
""",
                says="an empty row has nothing to lose",
            ),
            Wrong(
                "cache forgets S",
                code="""
_c = {}
def never_seen(M, K, S):
    if (M, K, S % 7) not in _c:
        _c[M, K, S % 7] = M - len({p for start in range(0, M - K + 1, S) for p in range(start, start + K)})
    return _c[M, K, S % 7]
""",
                says="mark what each window sees, then count the rest",
            ),
            Wrong(
                "table to 30, else 0",
                code="""
def never_seen(M, K, S):
    if M <= 30:
        return M - len({p for start in range(0, M - K + 1, S) for p in range(start, start + K)})
    return 0
""",
                says="rows may be long, and windows wide",
            ),
            Wrong(
                "a stride that is not far above the size",
                code="""
def never_seen(M, K, S):
    if K > M: return M
    return M - len({p for start in range(0, M - K + 1, min(S, 3 * K + 2)) for p in range(start, start + K)})
""",
                says="mark what each window sees, then count the rest",
            ),
        ],
        right=[
            Right(
                "by a formula",
                code="""
def never_seen(M, K, S):
    if K > M:
        return M
    places = (M - K) // S + 1
    return M - (places * min(K, S) + max(K - S, 0))
""",
            ),
            Right(
                "a set",
                code="""
def never_seen(M, K, S):
    lost = set(range(M))
    start = 0
    while start + K <= M:
        lost -= set(range(start, start + K))
        start += S
    return len(lost)
""",
            ),
        ],
        equivalent={
            "seen = np.zeros(M, dtype=bool) → seen = np.zeros(M)": "the sum of ones is the number of True",
        },
    ),
    "shift": Task(
        wrong=[
            Wrong(
                "the constant of the example",
                code="def shift_change(pool, image, shift): return np.sqrt(2)",
                says="compare the two pooled images",
            ),
            Wrong("forgets return", replace=("return np.linalg", "np.linalg"), says="end with `return`"),
            Wrong(
                "does not divide",
                replace=(" / np.linalg.norm(still)", ""),
                says="divide by the length of the pooled image",
            ),
            Wrong(
                "squares",
                replace=(
                    "return np.linalg.norm(still - pool(moved)) / np.linalg.norm(still)",
                    "return np.sum((still - pool(moved)) ** 2) / np.sum(still**2)",
                ),
                says="the root of the sum of squares",
            ),
            Wrong(
                "does not move",
                replace=("moved[:, shift:] = image[:, : image.shape[1] - shift]", "moved[:] = image"),
                says="the image is not moved",
            ),
            Wrong(
                "moves to the left",
                replace=(
                    "moved[:, shift:] = image[:, : image.shape[1] - shift]",
                    "moved[:, : image.shape[1] - shift] = image[:, shift:]",
                ),
                says="it is moved to the left",
            ),
            Wrong(
                "rolls",
                replace=(
                    "moved[:, shift:] = image[:, : image.shape[1] - shift]",
                    "moved = np.roll(image, shift, axis=1)",
                ),
                says="let zeros come in",
            ),
            Wrong(
                "compares the images",
                replace=("still - pool(moved)", "image - moved"),
                says="compare the two pooled images",
            ),
            Wrong(
                "moves the pooled map",
                replace=("pool(moved)", "np.pad(still, ((0, 0), (shift, 0)))[:, : still.shape[1]]"),
                says="compare the two pooled images",
            ),
            Wrong(
                "ends its slice at −shift",
                replace=("image.shape[1] - shift", "-shift"),
                says="your code raises ValueError",
            ),
            Wrong(
                "divides by the moved one",
                replace=("/ np.linalg.norm(still)", "/ (np.linalg.norm(pool(moved)) or 1.0)"),
                says="not of the moved one",
            ),
            Wrong(
                "changes the caller's image",
                replace=(
                    "return np.linalg.norm(still - pool(moved)) / np.linalg.norm(still)",
                    "answer = np.linalg.norm(still - pool(moved)) / np.linalg.norm(still); image *= 2; return answer",
                ),
                says="shift_change changes its argument image in place",
            ),
            Wrong(
                "moves down",
                replace=(
                    "moved[:, shift:] = image[:, : image.shape[1] - shift]",
                    "moved[shift:] = image[: max(len(image) - shift, 0)]",
                ),
                says="it is moved down",
            ),
            Wrong(
                "the largest singular value",
                replace=(
                    "np.linalg.norm(still - pool(moved)) / np.linalg.norm(still)",
                    "np.linalg.norm(np.atleast_2d(still - pool(moved)), 2) / np.linalg.norm(np.atleast_2d(still), 2)",
                ),
                says="is the root of the sum of squares",
            ),
            Wrong(
                "the largest difference",
                replace=(
                    "np.linalg.norm(still - pool(moved)) / np.linalg.norm(still)",
                    "np.abs(still - pool(moved)).max() / np.abs(still).max()",
                ),
                says="it is moved to the left, or not at all",
            ),
            Wrong(
                "the sum of the sizes",
                replace=(
                    "np.linalg.norm(still - pool(moved)) / np.linalg.norm(still)",
                    "np.abs(still - pool(moved)).sum() / np.abs(still).sum()",
                ),
                says="the root of the sum of squares",
            ),
            Wrong(
                "the edge is repeated",
                replace=("return np", "moved[:, :shift] = image[:, :1]\n    return np"),
                says="shift_change",
            ),
            Wrong(
                "one pixel only",
                replace=(
                    "moved[:, shift:] = image[:, : image.shape[1] - shift]",
                    "shift = min(shift, 1)\n    moved[:, shift:] = image[:, : image.shape[1] - shift]",
                ),
                says="the edge has left its window",
            ),
            Wrong(
                "moves in place",
                replace=("moved = np.zeros_like(image)", "moved = image"),
                says="shift_change changes its argument image in place",
            ),
            Wrong(
                "eps 1e-12",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / (np.linalg.norm(before) + 1e-12)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "at least 1",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / max(np.linalg.norm(before), 1)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "at most 2",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return min(np.linalg.norm(before - after) / np.linalg.norm(before), 2.0)
""",
                says="the share may be above 1",
            ),
            Wrong(
                "rounded 8",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return round(float(np.linalg.norm(before - after) / np.linalg.norm(before)), 8)
""",
                says="shift_change where next to nothing changes is 1e-08, expected 7.0711e-09: do not round",
            ),
            Wrong(
                "spectral where 2-D is square",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    o = 2 if before.ndim == 2 and before.shape[0] == before.shape[1] else None
    return np.linalg.norm(before - after, o) / np.linalg.norm(before, o)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "len of pooled",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    assert len(before) == len(after)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="your code raises TypeError",
            ),
            Wrong(
                "all out is 1",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    if shift == W:
        return 1.0
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "all dark is 1",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    if not moved.any():
        return 1.0
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "a shift by all but one is a shift by all",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    if shift >= W - 1:
        return 1.0
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "uint8 zeros if ints",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros(image.shape, dtype=np.uint8 if image.dtype.kind in 'iu' else float)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="any number may be a pixel",
            ),
            Wrong(
                "normalised first by max",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    image = image / np.abs(image).max()
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "pool on a transposed if H == W",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = (pool(image), pool(moved)) if H != W else (pool(image.T), pool(moved.T))
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "up to 28 columns",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    image = image[:, :28]
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says="|pool(x) − pool(moved)| / |pool(x)|, for every pool, image and shift, with nothing added",
            ),
            Wrong(
                "zero for few",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    before, after = pool(image), pool(moved)
    r = np.linalg.norm(before - after) / np.linalg.norm(before)
    return r if r > 1e-6 else 0.0
""",
                says="shift_change where next to nothing changes is 0, expected 7.0711e-09: do not round",
            ),
            Wrong(
                "pool kept by image",
                code="""
_kept = {}
def shift_change(pool, image, shift):
    H, W = image.shape
    moved = np.zeros_like(image)
    moved[:, shift:] = image[:, : W - shift]
    if id(image) not in _kept:
        _kept[id(image)] = image, pool(image)
    before, after = _kept[id(image)][1], pool(moved)
    if np.shape(before) != np.shape(after):
        before = pool(image)
    return np.linalg.norm(before - after) / np.linalg.norm(before)
""",
                says=BY_CHANCE,
            ),
            Wrong(
                "answers kept by shape and shift",
                code="""
_kept = {}
def shift_change(pool, image, shift):
    key = id(pool), image.shape, shift
    if key not in _kept:
        H, W = image.shape
        moved = np.zeros_like(image)
        moved[:, shift:] = image[:, : W - shift]
        _kept[key] = pool, np.linalg.norm(pool(image) - pool(moved)) / np.linalg.norm(pool(image))
    return _kept[key][1]
""",
                says=BY_CHANCE,
            ),
        ],
        right=[
            Right(
                "np.pad",
                code="""
def shift_change(pool, image, shift):
    H, W = image.shape
    before, after = pool(image), pool(np.pad(image, ((0, 0), (shift, 0)))[:, :W])
    return np.sqrt(((before - after) ** 2).sum() / (before**2).sum())
""",
            ),
            Right(
                "a matrix moves the columns",
                code="""
def shift_change(pool, image, shift):
    moved = image @ np.eye(image.shape[1], k=shift)
    return np.linalg.norm(pool(moved) - pool(image)) / np.linalg.norm(pool(image))
""",
            ),
        ],
        equivalent={
            "return np.linalg.norm(still - pool(moved)) / np.linalg.norm(still) → return np.linalg.norm(pool(moved) - still) / np.linalg.norm(still)": "a norm does not see the sign",
        },
    ),
    "field": Task(
        wrong=[
            Wrong("the constant of the example", code="def receptive_field(layers): return 8", says="without a layer"),
            Wrong("forgets return", replace=("return field", "pass"), says="end with `return`"),
            Wrong("ignores the jump", replace=("(size - 1) * jump", "(size - 1)"), says="multiply by the jump"),
            Wrong(
                "changes the jump first",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        jump *= stride
        field += (size - 1) * jump
    return field
""",
                says="change the jump after the field",
            ),
            Wrong("adds the whole size", replace=("(size - 1)", "size"), says="size − 1"),
            Wrong(
                "multiplies the sizes",
                code="def receptive_field(layers): return int(np.prod([size for size, _ in layers]))",
                says="the sizes are not multiplied",
            ),
            Wrong("adds the strides", replace=("jump *= stride", "jump += stride"), says="it is not added"),
            Wrong(
                "only the last stride", replace=("jump *= stride", "jump = stride"), says="the product of all strides"
            ),
            Wrong(
                "counts the pixels",
                code="""
def receptive_field(layers):
    pixels = {0}
    for size, stride in layers[::-1]:
        pixels = {stride * place + step for place in pixels for step in range(size)}
    return len(pixels)
""",
                says="the span counts the gaps too",
            ),
            Wrong("a float", replace=("return field", "return float(field)"), says="expected the int 8"),
            Wrong(
                "starts at 0", replace=("field, jump = 1, 1", "field, jump = 0, 1"), says="field + (size − 1) · jump"
            ),
            Wrong(
                "fails without layers",
                code="def receptive_field(layers):\n    size, stride = layers[-1]\n    if len(layers) == 1: return size\n    return (receptive_field(layers[1:]) - 1) * layers[0][1] + layers[0][0]",
                says="the list is shorter than the index",
            ),
            Wrong(
                "uses up the list",
                code="def receptive_field(layers):\n    field = 1\n    while layers:\n        size, stride = layers.pop()\n        field = (field - 1) * stride + size\n    return field",
                says="receptive_field changes its argument layers in place",
            ),
            Wrong(
                "a stride not larger than the size",
                replace=("jump *= stride", "jump *= min(stride, size)"),
                says="receptive_field([(2, 3), (3, 1)])",
            ),
            Wrong("walks from the end", replace=("in layers", "in layers[::-1]"), says="not with the last"),
            Wrong(
                "neighbours equal once",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    from itertools import groupby
    for size, stride in [k for k, _ in groupby(layers)]:
        field += (size - 1) * jump
        jump *= stride
    return field
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "at most 50 layers",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers[:50]:
        field += (size - 1) * jump
        jump *= stride
    return field
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "size 1 with a large stride skipped",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        if size == 1 and stride > 3:
            continue
        field += (size - 1) * jump
        jump *= stride
    return field
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "stride at most 8",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        field += (size - 1) * jump
        jump *= min(stride, 8)
    return field
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "size at most 11",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        field += (min(size, 11) - 1) * jump
        jump *= stride
    return field
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "uint16",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        field += (size - 1) * jump
        jump *= stride
    return int(np.uint16(field))
""",
                says="your code raises OverflowError",
            ),
            Wrong(
                "float32",
                code="""
def receptive_field(layers):
    field, jump = np.float32(1), np.float32(1)
    for size, stride in layers:
        field += (size - 1) * jump
        jump *= stride
    return int(field)
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "a field of at most 1000",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        field += (size - 1) * jump
        jump *= stride
    return min(field, 1000)
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "last stride counted",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        field += (size - 1) * jump
        jump *= stride
    return field + (layers[-1][1] - layers[-1][0] if layers and layers[-1][1] > layers[-1][0] else 0)
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "gap of the last layer",
                code="""
def receptive_field(layers):
    field, jump = 1, 1
    for size, stride in layers:
        field += (size - 1) * jump
        jump *= stride
    return field if not layers or layers[-1][1] <= layers[-1][0] else field + jump // layers[-1][1]
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "kept by number of layers",
                code="""
_k = {}
def receptive_field(layers):
    key = len(layers), sum(s for s, _ in layers)
    if key not in _k:
        field, jump = 1, 1
        for size, stride in layers:
            field += (size - 1) * jump
            jump *= stride
        _k[key] = field
    return _k[key]
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "kept by total strides",
                code="""
_k = {}
def receptive_field(layers):
    key = frozenset(layers), len(layers)
    if key not in _k:
        field, jump = 1, 1
        for size, stride in layers:
            field += (size - 1) * jump
            jump *= stride
        _k[key] = field
    return _k[key]
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
            Wrong(
                "int32 products",
                code="""
def receptive_field(layers):
    jumps = np.cumprod([1] + [stride for _, stride in layers], dtype=np.int32)
    return int(1 + sum((size - 1) * jump for (size, _), jump in zip(layers, jumps.tolist())))
""",
                says="field + (size − 1) · jump, then jump · stride, for each layer of the list",
            ),
        ],
        right=[
            Right(
                "NumPy's products",
                code="""
def receptive_field(layers):
    sizes = np.array([size for size, _ in layers], dtype=int)
    strides = np.array([1] + [stride for _, stride in layers], dtype=int)
    return 1 + np.sum((sizes - 1) * np.cumprod(strides)[:-1])
""",
            ),
            Right(
                "the set of pixels, which takes long for many",
                code="""
def receptive_field(layers):
    reached = {0}
    for size, stride in reversed(layers):
        reached = {place * stride + k for place in reached for k in range(size)}
    return max(reached) - min(reached) + 1
""",
            ),
            Right(
                "from the last layer back",
                code="""
def receptive_field(layers):
    field = 1
    for size, stride in reversed(layers):
        field = (field - 1) * stride + size
    return field
""",
            ),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
