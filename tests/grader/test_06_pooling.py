"""Wrong and right answers to exercise 06, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

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
