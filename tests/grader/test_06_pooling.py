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
            Wrong("writes into x", replace=("return y", "x[0, 0] += 1; return y"), says="changes its argument"),
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
            Wrong("global maxima", replace=("x.mean(axis=(1, 2))", "x.max(axis=(1, 2))"), says="these are the largest"),
        ],
        right=[
            Right(
                "adds shifted copies",
                code="""
def average_pool(x, size):
    total = 0
    for row in range(size):
        for column in range(size):
            total = total + x[:, row::size, column::size, :]
    return total / size**2
def global_average_pool(x):
    return x.reshape(len(x), -1, x.shape[3]).mean(axis=1)
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
                says="changes its argument",
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
    "backward": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def max_pool_backward(g, x, size, stride): return np.array([[0.0, 10, 0, 0], [0, 0, -3, 0]])",
                says="has shape (2, 4), expected",
            ),
            Wrong("forgets return", replace=("return dx", "pass"), says="end with `return`"),
            Wrong(
                "gives it to all",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for (i, j), value in np.ndenumerate(g):
        dx[i * stride : i * stride + size, j * stride : j * stride + size] += value
    return dx
""",
                says="only the largest may",
            ),
            Wrong(
                "average pooling's gradient",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for (i, j), value in np.ndenumerate(g):
        dx[i * stride : i * stride + size, j * stride : j * stride + size] += value / size**2
    return dx
""",
                says="this is average pooling",
            ),
            Wrong("the mask alone", replace=("+= g[i, j]", "+= 1"), says="this is the mask alone"),
            Wrong("wrong sign", replace=("+= g[i, j]", "-= g[i, j]"), says="the sign is wrong"),
            Wrong(
                "forgets where the window starts",
                replace=("dx[i * stride + row, j * stride + column]", "dx[row, column]"),
                says="add the start of the window",
            ),
            Wrong("the smallest wins", replace=("argmax", "argmin"), says="to the largest of each window"),
            Wrong("overwrites instead of adding", replace=("+= g[i, j]", "= g[i, j]"), says="add up with +="),
            Wrong(
                "all tied numbers get the whole",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros(x.shape)
    for (i, j), value in np.ndenumerate(g):
        place = np.s_[i * stride : i * stride + size, j * stride : j * stride + size]
        dx[place] += value * (x[place] == x[place].max())
    return dx
""",
                says="each of the tied numbers gets the whole gradient",
            ),
            Wrong(
                "only touching windows",
                replace=("i * stride", "i * size"),
                says="each window sends its g to its largest number",
            ),
            Wrong("writes into x", replace=("return dx", "x += 1; return dx"), says="changes its argument"),
            Wrong(
                "average: the whole gradient to all",
                replace=(" / size**2", ""),
                says="each number gets the whole gradient",
            ),
            Wrong("average: divides by the size", replace=("size**2", "size"), says="not by size"),
            Wrong(
                "average: takes it for max pooling",
                code="average_pool_backward = max_pool_backward",
                says="this is max pooling",
            ),
            Wrong("average: overwrites instead of adding", replace=("size] += g", "size] = g"), says="add up with +="),
            Wrong(
                "average: only touching windows",
                replace=(
                    "dx[i * stride : i * stride + size, j * stride : j * stride + size]",
                    "dx[i * size : (i + 1) * size, j * size : (j + 1) * size]",
                ),
                says="starts at row i · stride",
            ),
            Wrong(
                "average: all of x instead of the window",
                replace=(
                    "dx[i * stride : i * stride + size, j * stride : j * stride + size] += g[i, j] / size**2",
                    "dx += g[i, j] / x.size",
                ),
                says="each number of a window gets g / size²",
            ),
        ],
        right=[
            Right(
                "a shared mask",
                code="""
def max_pool_backward(g, x, size, stride):
    dx = np.zeros_like(x, dtype=float)
    for (i, j), value in np.ndenumerate(g):
        place = slice(i * stride, i * stride + size), slice(j * stride, j * stride + size)
        winners = x[place] == x[place].max()
        dx[place] += value * winners / winners.sum()
    return dx
""",
            ),
            Right(
                "np.add.at, without a loop over the windows",
                code="""
def max_pool_backward(g, x, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))[::stride, ::stride]
    best = windows.reshape(*g.shape, -1).argmax(axis=-1)
    i, j = np.indices(g.shape)
    dx = np.zeros(x.shape)
    np.add.at(dx, (i * stride + best // size, j * stride + best % size), g)
    return dx
""",
            ),
            Right(
                "average: one shifted copy of g for each place in the window",
                code="""
def average_pool_backward(g, x, size, stride):
    dx = np.zeros_like(x, dtype=float)
    rows, columns = g.shape
    for u in range(size):
        for v in range(size):
            dx[u : u + stride * rows : stride, v : v + stride * columns : stride][:rows, :columns] += g / size**2
    return dx
""",
            ),
            Right(
                "average: a matrix for the rows and one for the columns",
                code="""
def average_pool_backward(g, x, size, stride):
    def spread(length, places):
        first = stride * np.arange(places)[:, None]
        return (np.arange(length) >= first) & (np.arange(length) < first + size)
    return spread(len(x), len(g)).T @ g @ spread(x.shape[1], g.shape[1]) / size**2
""",
            ),
        ],
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
            Wrong("walks from the end", replace=("in layers", "in layers[::-1]"), says="not with the last"),
        ],
        right=[
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
