"""Wrong and right answers to exercise 11, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "11_alexnet"

TASKS = {
    "counting": Task(
        wrong=[
            Wrong(
                "rounds to the nearest",
                replace=("(size + 2 * padding - window) // stride", "round((size + 2 * padding - window) / stride)"),
                says="a window that does not fit is left out",
            ),
            Wrong(
                "counts in 32 bits",
                replace=("side**2 * weights", "int(np.int32(side) * np.int32(side) * np.int32(weights))"),
                says="the multiply-adds in count_convolution(224",
            ),
            Wrong("AlexNet's stride", replace=("stride=1", "stride=4"), says="without its options a convolution has"),
            Wrong("always a frame", replace=("padding=0", "padding=1"), says="without its options a convolution has"),
            Wrong("always two groups", replace=("groups=1", "groups=2"), says="the parameters of conv1"),
            Wrong("whole seconds", replace=("(peak * share)", "(peak * share) // 1"), says="do not round on the way"),
            Wrong("whole operations", replace=("(peak * share)", "int(peak * share)"), says="do not round on the way"),
            Wrong(
                "the constants of the example",
                code="def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1): return 4, 38, 576",
                says="the side of conv1's output is 4, expected 55",
            ),
            Wrong(
                "the constants of conv1",
                code="def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1): return 55, 34_944, 105_415_200",
                says="the side in count_convolution(6, 3, 4, 2",
            ),
            Wrong("forgets return", replace=("return side,", "side,"), says="end with `return`"),
            Wrong(
                "two numbers",
                replace=("return side, weights + filters,", "return weights + filters,"),
                says="expected three values: side, parameters",
            ),
            Wrong("forgets the + 1", replace=("stride + 1", "stride"), says="an off-by-one"),
            Wrong("forgets the stride", replace=("// stride", ""), says="the stride is not used"),
            Wrong("pads one side", replace=("2 * padding", "padding"), says="on both sides"),
            Wrong(
                "rounds up",
                replace=("(size + 2 * padding - window) // stride", "-(-(size + 2 * padding - window) // stride)"),
                says="rounded up",
            ),
            Wrong("forgets the biases", replace=("weights + filters", "weights"), says="the biases are missing"),
            Wrong("one bias", replace=("weights + filters", "weights + 1"), says="each filter has its own"),
            Wrong(
                "a bias for each map",
                replace=("weights + filters", "weights + filters * maps"),
                says="one a filter is enough",
            ),
            Wrong("forgets to square the window", replace=("window**2", "window"), says="the window is 11 × 11"),
            Wrong(
                "a filter sees one map",
                replace=("window**2 * maps // groups", "window**2"),
                says="each filter sees all maps",
            ),
            Wrong("side for side²", replace=("side**2 * weights", "side * weights"), says="side² places"),
            Wrong(
                "work of the biases",
                replace=("side**2 * weights", "side**2 * (weights + filters)"),
                says="the biases do not multiply",
            ),
            Wrong(
                "places of the input",
                replace=("side**2 * weights", "size**2 * weights"),
                says="count the places of the output",
            ),
            Wrong(
                "counts operations",
                replace=("side**2 * weights", "2 * side**2 * weights"),
                says="a multiply-add counts once",
            ),
            Wrong("forgets the groups", replace=(" // groups", ""), says="the groups are not used"),
            Wrong(
                "groups twice",
                replace=("* maps // groups * filters", "* (maps // groups) * (filters // groups)"),
                says="not the filters as well",
            ),
            Wrong(
                "divides the biases",
                replace=("weights + filters", "weights + filters // groups"),
                says="the biases are divided too",
            ),
            Wrong(
                "multiplies by the groups", replace=("maps // groups", "maps * groups"), says="they do not multiply it"
            ),
            Wrong(
                "groups only in the parameters",
                replace=("side**2 * weights", "side**2 * weights * groups"),
                says="not used in the multiply-adds",
            ),
            Wrong("seconds", replace=(" / 3600", ""), says="these are seconds"),
            Wrong("minutes", replace=("3600", "60"), says="these are minutes"),
            Wrong("only forward", replace=("3 * 2 *", "2 *"), says="the way back is missing"),
            Wrong("one operation", replace=("3 * 2 *", "3 *"), says="a multiply-add is two operations"),
            Wrong("forgets the share", replace=("(peak * share)", "peak"), says="the share is not used"),
            Wrong("multiplies by the share", replace=("(peak * share)", "peak * share"), says="so divide by it"),
            Wrong("forgets the epochs", replace=("images * epochs", "images"), says="the epochs are not used"),
            Wrong(
                "forgets return there",
                replace=("return operations", "operations"),
                says="does your function end with `return`",
            ),
            Wrong(
                "float parameters",
                code="""
def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1):
    n = (size + 2 * padding - window) // stride + 1
    w = window * window * maps / groups * filters
    return n, w + filters, w * n * n
""",
                says="expected the int 34944",
            ),
            Wrong(
                "whole hours",
                code="""
def training_hours(multiply_adds, images, epochs, peak, share):
    return 6 * multiply_adds * images * epochs / (peak * share) // 3600
""",
                says="all operations, divided by those of an hour",
            ),
            Wrong(
                "ignores padding",
                replace=("2 * padding - window", "- window"),
                says="count the places where the window can begin",
            ),
            Wrong(
                "array of three with float",
                code="""
def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1):
    n = (size + 2 * padding - window) / stride + 1
    w = window * window * (maps // groups) * filters
    return n, w + filters, w * n * n
""",
                says="expected the int 55",
            ),
            Wrong(
                "every padding keeps the size",
                code="""
def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1):
    side = size // stride if padding else (size - window) // stride + 1
    w = window**2 * maps // groups * filters
    return side, w + filters, w * side**2
""",
                says="the side in count_convolution(14, 5, 4, 6, 2, 1, 2) is 7",
            ),
            Wrong(
                "padding before stride",
                code="""
def count_convolution(size, window, maps, filters, padding=0, stride=1, groups=1):
    side = (size + 2 * padding - window) // stride + 1
    w = window**2 * maps // groups * filters
    return side, w + filters, w * side**2
""",
                says="integer division or modulo by zero",
            ),
        ],
        right=[
            Right(
                "filter by filter, hour by hour",
                code="""
def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1):
    side = 1 + int(np.floor((size - window + 2 * padding) / stride))
    one_filter = window * window * (maps // groups)
    return np.array([side, filters * (one_filter + 1), filters * one_filter * side * side])
def training_hours(multiply_adds, images, epochs, peak, share):
    seconds_an_image = 6 * multiply_adds / peak / share
    return seconds_an_image * images * epochs / 60 / 60
""",
            ),
            Right(
                "np ints",
                code="""
def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1):
    n = np.array(size + 2 * padding - window) // stride + 1
    w = window * window * (maps // groups) * filters
    return [n, w + filters, w * n * n]
""",
            ),
            Right(
                "floor",
                code="""
def count_convolution(size, window, maps, filters, stride=1, padding=0, groups=1):
    n = int(np.floor((size + 2 * padding - window) / stride)) + 1
    w = int(window * window * maps / groups * filters)
    return n, w + filters, w * n * n
""",
            ),
        ],
    ),
    "dropout": Task(
        wrong=[
            Wrong("one in a hundred too many", replace=(">= rate", ">= rate * 1.04"), says="the share dropped is 0.26"),
            Wrong(
                "the constants of the example",
                code="def dropout(A, rate, rng, training=True): return np.array([2.0, 0, 0, 8])",
                says="has shape (4,), expected (3, 5)",
            ),
            Wrong("forgets return", replace=("return A * survives", "A * survives"), says="end with `return`"),
            Wrong("forgets return in use", replace=("return A\n", "return\n"), says="end with `return`"),
            Wrong(
                "always drops",
                replace=("if not training:", "if rate == 0:"),
                says="in use nothing is dropped",
            ),
            Wrong("scales in use", replace=("return A\n", "return A * (1 - rate)\n"), says="the old form of dropout"),
            Wrong("divides in use too", replace=("return A\n", "return A / (1 - rate)\n"), says="training only"),
            Wrong("the wrong way round", replace=("not training", "training"), says="in use nothing is dropped"),
            Wrong("never drops", replace=("not training", "True"), says="nothing is dropped in training"),
            Wrong("does not scale", replace=(" / (1 - rate)", ""), says="the survivors are not scaled"),
            Wrong(
                "divides by the rate",
                replace=("/ (1 - rate)", "/ (rate or 1)"),
                says="the survivors are divided by rate",
            ),
            Wrong("multiplies", replace=("/ (1 - rate)", "* (1 - rate)"), says="multiplied by 1 − rate"),
            Wrong(
                "the rate survives",
                replace=(">= rate", "< (rate or 1)"),
                says="rate is the probability to be dropped, not to survive",
            ),
            Wrong("always one half", replace=(">= rate", ">= 0.5 * (rate > 0)"), says="the share dropped is"),
            Wrong(
                "one mask for all images",
                replace=("rng.random(A.shape)", "rng.random(A.shape[1])"),
                says="draw for every image anew",
            ),
            Wrong(
                "whole images",
                replace=("rng.random(A.shape)", "rng.random((len(A), 1))"),
                says="draw for every neuron",
            ),
            Wrong(
                "an exact number",
                replace=(
                    "rng.random(A.shape) >= rate",
                    "np.argsort(rng.random(A.shape), axis=1) >= round(rate * A.shape[1])",
                ),
                says="draw for each alone",
            ),
            Wrong(
                "normal numbers",
                replace=("rng.random(A.shape) >= rate", "(rng.normal(size=A.shape) >= rate) | (rate == 0)"),
                says="drop each number with probability rate",
            ),
            Wrong(
                "the global generator",
                replace=("rng.random(A.shape)", "np.random.rand(*A.shape)"),
                says="rng that is given",
            ),
            Wrong(
                "its own generator",
                replace=("rng.random", "np.random.default_rng(0).random"),
                says="do not make a generator of your own",
            ),
            Wrong(
                "writes into A",
                replace=(
                    "return A * survives / (1 - rate)",
                    "A[~survives] = 0; A /= 1 - rate; return A",
                ),
                says="changes its argument",
            ),
            Wrong(
                "exactly the share",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    keep = np.ones(A.size)
    keep[rng.permutation(A.size)[:int(round(rate * A.size))]] = 0
    return A * keep.reshape(A.shape) / (1 - rate)
""",
                says="calls drops exactly",
            ),
            Wrong(
                "exactly the share of each image",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    keep = np.ones(A.shape)
    for row in keep: row[rng.permutation(len(row))[:int(round(rate * len(row)))]] = 0
    return A * keep / (1 - rate)
""",
                says="draw for each alone",
            ),
            Wrong(
                "exactly the share of each neuron",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    keep = np.ones(A.shape)
    for row in keep.T: row[rng.permutation(len(row))[:int(round(rate * len(row)))]] = 0
    return A * keep / (1 - rate)
""",
                says="draw for each alone",
            ),
            Wrong(
                "argsort of random",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    r = rng.random(A.shape)
    return A * (r >= np.quantile(r, rate)) / (1 - rate)
""",
                says="calls drops exactly",
            ),
            Wrong(
                "whole",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    B = A.copy(); B[rng.random(A.shape) < rate] = 0
    return (B / (1 - rate)).astype(A.dtype)
""",
                says="divide by 1 − rate",
            ),
            Wrong(
                "in place",
                code="""
def dropout(A, rate, rng, training=True):
    if training:
        A[rng.random(A.shape) < rate] = 0
        A = A / (1 - rate)
    return A
""",
                says="changes its argument A in place",
            ),
            Wrong(
                "pairs",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    keep = np.repeat(rng.random((A.shape[0], (A.shape[1] + 1) // 2)) >= rate, 2, axis=1)[:, :A.shape[1]]
    return A * keep / (1 - rate)
""",
                says="draw for each number alone",
            ),
            Wrong(
                "rescaled to the mean",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    keep = rng.random(A.shape) >= rate
    return A * keep / keep.mean()
""",
                says="divide by 1 − rate",
            ),
            Wrong(
                "global generator",
                code="""
def dropout(A, rate, rng, training=True):
    if not training: return A
    return A * (np.random.random(A.shape) >= rate) / (1 - rate)
""",
                says="rng that is given",
            ),
            Wrong(
                "rates in tenths",
                code="""
def dropout(A, rate, rng, training=True):
    return np.where(rng.integers(0, 10, A.shape) >= round(rate * 10), A / (1 - rate), 0) if training else A
""",
                says="the share dropped is 0.2",
            ),
            Wrong(
                "two images a draw",
                code="""
def dropout(A, rate, rng, training=True):
    if not training:
        return A
    keep = np.repeat(rng.random((-(-A.shape[0] // 2), A.shape[1])) >= rate, 2, axis=0)[:A.shape[0]]
    return A * keep / (1 - rate)
""",
                says="two images lose the same numbers",
            ),
            Wrong(
                "half the images like the others",
                code="""
def dropout(A, rate, rng, training=True):
    if not training:
        return A
    n = A.shape[0]
    half = rng.random((-(-n // 2), A.shape[1]))
    keep = np.concatenate([half, half])[:n] >= rate
    return A * keep / (1 - rate)
""",
                says="two images lose the same numbers",
            ),
            Wrong(
                "at least one in twenty falls",
                code="""
def dropout(A, rate, rng, training=True):
    return A * (rng.random(A.shape) > max(rate, 0.05)) / (1 - rate) if training else A
""",
                says="with rate 0 everything survives",
            ),
        ],
        right=[
            Right(
                "binomial draws",
                code="""
def dropout(A, rate, rng, training=True):
    if training:
        return np.where(rng.binomial(1, 1 - rate, size=A.shape), A / (1 - rate), 0.0)
    return A.copy()
""",
            ),
            Right(
                "number by number",
                code="""
def dropout(A, rate, rng, training=True):
    answer = np.array(A, dtype=float)
    if training:
        for index in np.ndindex(A.shape):
            answer[index] = 0 if rng.uniform() < rate else A[index] / (1 - rate)
    return answer
""",
            ),
            Right(
                "where",
                code="""
def dropout(A, rate, rng, training=True):
    if not training:
        return A
    keep = rng.random(A.shape) < 1 - rate
    return np.where(keep, A / (1 - rate), 0)
""",
            ),
            Right(
                "binomial",
                code="""
def dropout(A, rate, rng, training=True):
    if not training:
        return A
    keep = rng.binomial(1, 1 - rate, size=A.shape).astype(bool)
    return np.where(keep, A / (1 - rate), 0)
""",
            ),
            Right(
                "choice",
                code="""
def dropout(A, rate, rng, training=True):
    if not training:
        return A
    keep = rng.choice([False, True], size=A.shape, p=[rate, 1 - rate])
    return np.where(keep, A / (1 - rate), 0)
""",
            ),
            Right(
                "copy",
                code="""
def dropout(A, rate, rng, training=True):
    B = A.astype(float)
    if training:
        B[rng.uniform(size=A.shape) < rate] = 0
        B /= 1 - rate
    return B
""",
            ),
            Right(
                "a choice of 0 and 1",
                code="""
def dropout(A, rate, rng, training=True):
    if not training:
        return np.array(A)
    keep = rng.choice([0.0, 1.0], size=np.shape(A), p=[rate, 1 - rate])
    return A * keep / (1 - rate)
""",
            ),
        ],
        equivalent={
            "survives = rng.random(A.shape) >= rate → survives = rng.random(A.shape) > rate": "a drawn number equals the rate practically never",
        },
    ),
    "shifts": Task(
        wrong=[
            Wrong(
                "at most two pixels",
                replace=("_, height, width = images.shape", "_, height, width = images.shape\n    k = min(k, 2)"),
                says="with k = 3 the shift +3 down never occurs",
            ),
            Wrong(
                "leaves the first image alone",
                replace=("cut = [", "corners[:1] = k\n    cut = ["),
                says="image 0 of 18 moves alike in each of 60 calls",
            ),
            Wrong(
                "deals out the shifts evenly",
                replace=(
                    "cut = [",
                    "places = rng.permutation(np.arange(len(images)) % (2 * k + 1) ** 2)\n"
                    "    corners = np.stack(np.divmod(places, 2 * k + 1), axis=1)\n    cut = [",
                ),
                says="exactly 2 of 18 images stay where they are",
            ),
            Wrong(
                "the constants of the example",
                code="def random_shifts(images, k, rng): return np.array([[0, 0], [2, 0]])",
                says="has shape (2, 2), expected (5, 6, 9)",
            ),
            Wrong("forgets return", replace=("return np.array(cut)", "np.array(cut)"), says="end with `return`"),
            Wrong("returns the images", replace=("return np.array(cut)", "return images.copy()"), says="same shift"),
            Wrong("keeps the frame", replace=("np.array(cut)", "framed"), says="the frame must be cut off again"),
            Wrong(
                "always float",
                replace=("np.array(cut)", "np.array(cut, dtype=float)"),
                says="has the dtype float64, expected uint8",
            ),
            Wrong(
                "np.roll",
                code="""
def random_shifts(images, k, rng):
    moves = rng.integers(-k, k + 1, size=(len(images), 2))
    return np.array([np.roll(image, move, axis=(0, 1)) for image, move in zip(images, moves)])
""",
                says="come back on the other",
            ),
            Wrong(
                "repeats the border",
                replace=("(k, k), (k, k)))", "(k, k), (k, k)), mode='edge')"),
                says="the border is repeated",
            ),
            Wrong(
                "moves too far",
                replace=(
                    "np.pad(images, ((0, 0), (k, k), (k, k)))\n    corners = rng.integers(0, 2 * k + 1",
                    "np.pad(images, ((0, 0), (2 * k, 2 * k), (2 * k, 2 * k)))\n    corners = rng.integers(0, 4 * k + 1",
                ),
                says="moved by more than k pixels",
            ),
            Wrong(
                "pads the batch",
                replace=("((0, 0), (k, k), (k, k))", "k"),
                says="it is no shifted copy of the image",
            ),
            Wrong(
                "shuffles",
                replace=(
                    "return np.array(cut)",
                    "return np.array(cut)[np.argsort(rng.random(len(cut)) * (k > 0), kind='stable')]",
                ),
                says="it is a copy of another image",
            ),
            Wrong(
                "swaps height and width",
                replace=("_, height, width = images.shape", "_, width, height = images.shape"),
                says="expected (5, 6, 9)",
            ),
            Wrong(
                "mirrors",
                replace=("return np.array(cut)", "return np.array(cut)[:, :, ::-1] if k else np.array(cut)"),
                says="no shifted copy",
            ),
            Wrong(
                "one shift for all",
                replace=("size=(len(images), 2))", "size=(1, 2)).repeat(len(images), axis=0)"),
                says="draw one for every image",
            ),
            Wrong(
                "one number for both",
                replace=("size=(len(images), 2))", "size=(len(images), 1)).repeat(2, axis=1)"),
                says="draw two numbers for each image",
            ),
            Wrong(
                "one direction",
                replace=(
                    "zip(framed, corners)]",
                    "zip(framed, corners * [1, 0] + [0, k])]",
                ),
                says="in one direction only",
            ),
            Wrong(
                "leaves the end out",
                replace=("rng.integers(0, 2 * k + 1", "rng.integers(0, 2 * k or 1"),
                says="never occurs",
            ),
            Wrong(
                "never up or left",
                replace=("rng.integers(0, 2 * k + 1", "rng.integers(0, k + 1"),
                says="images should move both ways",
            ),
            Wrong(
                "only the largest shifts",
                replace=(
                    "rng.integers(0, 2 * k + 1, size=(len(images), 2))",
                    "2 * k * rng.integers(0, 2, size=(len(images), 2))",
                ),
                says="gives 4 kinds of shifts, expected 9",
            ),
            Wrong(
                "the middle more often",
                replace=(
                    "rng.integers(0, 2 * k + 1, size=(len(images), 2))",
                    "rng.binomial(2 * k, 0.5, size=(len(images), 2))",
                ),
                says="all should be equally likely",
            ),
            Wrong("the global generator", replace=("rng.integers(", "np.random.randint("), says="rng that is given"),
            Wrong(
                "its own generator",
                replace=("rng.integers(", "np.random.default_rng(0).integers("),
                says="do not make a generator of your own",
            ),
            Wrong(
                "writes into the images",
                replace=("return np.array(cut)", "images[:] = np.array(cut); return images"),
                says="return a new array",
            ),
            Wrong(
                "floats",
                code="""
def random_shifts(images, k, rng):
    f = np.zeros((len(images), images.shape[1] + 2 * k, images.shape[2] + 2 * k))
    f[:, k:k + images.shape[1], k:k + images.shape[2]] = images
    return np.array([x[a:a + images.shape[1], b:b + images.shape[2]] for x, (a, b) in zip(f, rng.integers(0, 2 * k + 1, size=(len(images), 2)))])
""",
                says="expected uint8, as the images",
            ),
            Wrong(
                "square",
                code="""
def random_shifts(images, k, rng):
    H = images.shape[1]
    f = np.pad(images, ((0, 0), (k, k), (k, k)))
    return np.array([x[a:a + H, b:b + H] for x, (a, b) in zip(f, rng.integers(0, 2 * k + 1, size=(len(images), 2)))])
""",
                says="expected (5, 6, 9)",
            ),
            Wrong(
                "normal",
                code="""
def random_shifts(images, k, rng):
    H, W = images.shape[1:]
    f = np.pad(images, ((0, 0), (k, k), (k, k)))
    c = np.clip(np.rint(rng.normal(k, k / 2 + 1e-9, size=(len(images), 2))), 0, 2 * k).astype(int)
    return np.array([x[a:a + H, b:b + W] for x, (a, b) in zip(f, c)])
""",
                says="all should be equally likely",
            ),
            Wrong(
                "writes back",
                code="""
def random_shifts(images, k, rng):
    H, W = images.shape[1:]
    f = np.pad(images, ((0, 0), (k, k), (k, k)))
    for n, (a, b) in enumerate(rng.integers(0, 2 * k + 1, size=(len(images), 2))): images[n] = f[n, a:a + H, b:b + W]
    return images
""",
                says="return a new array",
            ),
            Wrong(
                "k = 0 returns the same array",
                code="""
def random_shifts(images, k, rng):
    if k == 0:
        return images
    N, H, W = images.shape
    p = np.pad(images, ((0, 0), (k, k), (k, k)))
    top, left = rng.integers(0, 2 * k + 1, size=(2, N))
    return np.stack([p[n, top[n]:top[n] + H, left[n]:left[n] + W] for n in range(N)])
""",
                says="return a new array",
            ),
            Wrong(
                "a list of images",
                code="""
def random_shifts(images, k, rng):
    N, H, W = images.shape
    p = np.pad(images, ((0, 0), (k, k), (k, k)))
    top, left = rng.integers(0, 2 * k + 1, size=(2, N))
    return [p[n, top[n]:top[n] + H, left[n]:left[n] + W] for n in range(N)]
""",
                says="is a list, expected a NumPy array",
            ),
            Wrong(
                "neighbours share a draw",
                code="""
def random_shifts(images, k, rng):
    N, H, W = images.shape
    p = np.pad(images, ((0, 0), (k, k), (k, k)))
    top, left = np.repeat(rng.integers(0, 2 * k + 1, size=(2, N // 2 + 1)), 2, axis=1)[:, :N]
    return np.stack([p[n, top[n]:top[n] + H, left[n]:left[n] + W] for n in range(N)])
""",
                says="of 1800 images move as the image before",
            ),
            Wrong(
                "cycle through the shifts",
                code="""
def random_shifts(images, k, rng):
    N, H, W = images.shape
    p = np.pad(images, ((0, 0), (k, k), (k, k)))
    code = (rng.integers(100) + np.arange(N)) % (2 * k + 1) ** 2
    top, left = code // (2 * k + 1), code % (2 * k + 1)
    return np.stack([p[n, top[n]:top[n] + H, left[n]:left[n] + W] for n in range(N)])
""",
                says="0 of 1800 images move as the image before",
            ),
        ],
        right=[
            Right(
                "slices on both sides",
                code="""
def random_shifts(images, k, rng):
    answer = np.zeros_like(images)
    N, H, W = images.shape
    down, right = rng.integers(-k, k, size=(2, N), endpoint=True)
    for n in range(N):
        y, x = down[n], right[n]
        answer[n, max(y, 0):H + min(y, 0), max(x, 0):W + min(x, 0)] = images[n, max(-y, 0):H - max(y, 0), max(-x, 0):W - max(x, 0)]
    return answer
""",
            ),
            Right(
                "one index array",
                code="""
def random_shifts(images, k, rng):
    N, H, W = images.shape
    framed = np.zeros((N, H + 2 * k, W + 2 * k), dtype=images.dtype)
    framed[:, k:k + H, k:k + W] = images
    top, left = rng.choice(2 * k + 1, size=(2, N, 1, 1))
    return framed[np.arange(N)[:, None, None], top + np.arange(H)[None, :, None], left + np.arange(W)]
""",
            ),
            Right(
                "slices",
                code="""
def random_shifts(images, k, rng):
    out = np.zeros_like(images)
    H, W = images.shape[1:]
    for n, im in enumerate(images):
        d, r = rng.integers(-k, k, size=2, endpoint=True)
        out[n, max(d, 0):H + min(d, 0), max(r, 0):W + min(r, 0)] = im[max(-d, 0):H + min(-d, 0), max(-r, 0):W + min(-r, 0)]
    return out
""",
            ),
            Right(
                "one number for both directions",
                code="""
def random_shifts(images, k, rng):
    N, H, W = images.shape
    p = np.zeros((N, H + 2 * k, W + 2 * k), images.dtype)
    p[:, k:k + H, k:k + W] = images
    codes = np.floor(rng.random(N) * (2 * k + 1) ** 2).astype(int)
    return np.stack([q[c // (2 * k + 1):, c % (2 * k + 1):][:H, :W] for q, c in zip(p, codes)])
""",
            ),
        ],
        equivalent={
            "framed = np.pad(images, ((0, 0), (k, k), (k, k))) → framed = np.pad(images, ((0, 1), (k, k), (k, k)))": "the empty image at the end is never paired with a corner",
        },
    ),
    "schedule": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def learning_rate(step, steps, warm_up, peak): return 0.5",
                says="learning_rate(7, 50, 30, 0.004) is 0.5",
            ),
            Wrong("forgets return", replace=("return peak * step", "peak * step"), says="this is the cosine"),
            Wrong(
                "forgets return at the end",
                replace=("return peak * (1", "peak * (1"),
                says="end with `return`",
            ),
            Wrong("no warm-up", replace=("step < warm_up", "False"), says="the warm-up is missing"),
            Wrong(
                "the peak from the start",
                replace=("return peak * step / warm_up", "return peak"),
                says="the rate should rise to it",
            ),
            Wrong(
                "one step early",
                code="""
def learning_rate(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * (step + 1) / warm_up
    return peak * (1 + np.cos(np.pi * min((step - warm_up) / (steps - warm_up), 1))) / 2
""",
                says="the part of the warm-up that is over",
            ),
            Wrong("no peak in the warm-up", replace=("peak * step", "step"), says="the peak is not used"),
            Wrong(
                "a straight line down",
                replace=("peak * (1 + np.cos(np.pi * p)) / 2", "peak * (1 - p)"),
                says="this is a straight line",
            ),
            Wrong(
                "p from step 0",
                replace=("(step - warm_up) / (steps - warm_up)", "step / steps"),
                says="the warm-up ends at the peak",
            ),
            Wrong(
                "divides by all steps",
                replace=("(steps - warm_up)", "steps"),
                says="divide by steps − warm_up",
            ),
            Wrong(
                "not halved",
                replace=("(1 + np.cos(np.pi * p)) / 2", "(1 + np.cos(np.pi * p))"),
                says="ends at the peak",
            ),
            Wrong(
                "the cosine alone", replace=("(1 + np.cos(np.pi * p)) / 2", "np.cos(np.pi * p)"), says="half of 1 + cos"
            ),
            Wrong("no π", replace=("np.pi * p", "p"), says="takes radians"),
            Wrong(
                "rises again",
                replace=("min((step - warm_up) / (steps - warm_up), 1)", "(step - warm_up) / (steps - warm_up)"),
                says="let p not grow",
            ),
            Wrong("≤ in the first case", replace=("step < warm_up", "step <= warm_up"), says="ZeroDivisionError"),
            Wrong(
                "whole",
                code="""
def learning_rate(step, steps, warm_up, peak):
    if step < warm_up: return peak * step // warm_up
    p = min((step - warm_up) / (steps - warm_up), 1)
    return peak * (1 + np.cos(np.pi * p)) / 2
""",
                says="the part of the warm-up that is over",
            ),
            Wrong(
                "peak ignored in the cosine",
                code="""
def learning_rate(step, steps, warm_up, peak):
    if step < warm_up: return peak * step / warm_up
    p = min((step - warm_up) / (steps - warm_up), 1)
    return (1 + np.cos(np.pi * p)) / 2
""",
                says="in the middle it is half the peak",
            ),
            Wrong(
                "no clamp without warm-up",
                code="""
def learning_rate(step, steps, warm_up, peak):
    if warm_up == 0:
        return peak * (1 + np.cos(np.pi * step / steps)) / 2
    if step < warm_up:
        return peak * step / warm_up
    return peak * (1 + np.cos(np.pi * min(1, (step - warm_up) / (steps - warm_up)))) / 2
""",
                says="without a warm-up too",
            ),
            Wrong(
                "the third period of the cosine",
                code="""
def learning_rate(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * step / warm_up
    p = (step - warm_up) / (steps - warm_up)
    return peak * (1 + np.cos(np.pi * p)) / 2 if p < 1 or p > 3 else 0
""",
                says="learning_rate(1000, 100, 20, 1)",
            ),
        ],
        right=[
            Right(
                "the square of a cosine",
                code="""
def learning_rate(step, steps, warm_up, peak):
    if step >= steps:
        return 0.0
    if step >= warm_up:
        return peak * np.cos(np.pi / 2 * (step - warm_up) / (steps - warm_up)) ** 2
    return step * (peak / warm_up)
""",
            ),
            Right(
                "np.interp",
                code="""
def learning_rate(step, steps, warm_up, peak):
    if step <= warm_up and warm_up > 0:
        return np.interp(step, [0, warm_up], [0, peak])
    angle = np.interp(step, [warm_up, steps], [0, np.pi])
    return peak / 2 + peak / 2 * np.cos(angle)
""",
            ),
            Right(
                "interp",
                code="""
import math
def learning_rate(step, steps, warm_up, peak):
    if step >= steps: return 0.0
    if step < warm_up: return step / warm_up * peak
    return peak * math.cos(math.pi * (step - warm_up) / (steps - warm_up) / 2) ** 2
""",
            ),
            Right(
                "interp",
                code="""
def learning_rate(step, steps, warm_up, peak):
    p = np.interp(step, [warm_up, steps], [0, 1])
    rise = min(1.0, step / warm_up) if warm_up else 1.0
    return peak * rise * (1 + np.cos(np.pi * p)) / 2
""",
            ),
        ],
    ),
    "block": Task(
        wrong=[
            Wrong(
                "kernels that begin with zero",
                replace=(
                    'groups=groups, activation="relu"',
                    'groups=groups, activation="relu", kernel_initializer="zeros"',
                ),
                says="has kernel_initializer Zeros, expected Keras's own",
            ),
            Wrong(
                "a penalty on the kernels",
                replace=(
                    'groups=groups, activation="relu"',
                    'groups=groups, activation="relu", kernel_regularizer="l2"',
                ),
                says="has kernel_regularizer L2",
            ),
            Wrong(
                "a penalty on the dense layer",
                replace=('128, activation="relu"', '128, activation="relu", kernel_regularizer="l2"'),
                says="has kernel_regularizer L2",
            ),
            Wrong(
                "ReLU up to 20",
                replace=(
                    'groups=groups, activation="relu"',
                    "groups=groups, activation=lambda z: keras.activations.relu(z, max_value=20.0)",
                ),
                says="the Conv2D has no ReLU",
            ),
            Wrong(
                "whole images are dropped",
                replace=("layers.Dropout(0.5)", "layers.Dropout(0.5, noise_shape=(None, 1))"),
                says="without it each number is dropped alone",
            ),
            Wrong(
                "a block that does not learn",
                replace=('groups=groups, activation="relu"', 'groups=groups, activation="relu", trainable=False'),
                says="trainable of the Conv2D is False, expected True",
            ),
            Wrong(
                "a last layer that does not learn",
                replace=('activation="softmax")]', 'activation="softmax", trainable=False)]'),
                says="has trainable False, expected Keras's own",
            ),
            Wrong(
                "a window with gaps",
                replace=('groups=groups, activation="relu"', 'groups=groups, dilation_rate=2, activation="relu"'),
                says="dilation_rate of the Conv2D is (2, 2)",
            ),
            Wrong(
                "the constants of the example",
                code="def pooled_sides(side, blocks): return [4, 1]",
                says="pooled_sides(28, 3)",
            ),
            Wrong("forgets return", replace=("return sides", "sides"), says="end with `return`"),
            Wrong("pools of two", replace=("(side - 3) // 2 + 1", "side // 2"), says="these are pools of 2 × 2"),
            Wrong("same padding", replace=("(side - 3) // 2 + 1", "(side + 1) // 2"), says="this is padding='same'"),
            Wrong("with the first side", replace=("sides = []", "sides = [side]"), says="does not belong to the list"),
            Wrong(
                "always from the first",
                replace=("side = (side - 3) // 2 + 1\n        sides.append(side)", "sides.append((side - 3) // 2 + 1)"),
                says="go on from the last one",
            ),
            Wrong(
                "forgets return in the block",
                replace=("return [convolution,", "[convolution,"),
                says="alexnet_block returns None",
            ),
            Wrong(
                "a model for a block",
                replace=(
                    "return [convolution, layers.MaxPool2D(3, strides=2)]",
                    "return keras.Sequential([convolution, layers.MaxPool2D(3, strides=2)])",
                ),
                says="is a Sequential, expected a list",
            ),
            Wrong(
                "only the convolution",
                replace=("return [convolution, layers.MaxPool2D(3, strides=2)]", "return [convolution]"),
                says="expected a list of two layers, Conv2D and MaxPool2D",
            ),
            Wrong("mean for max", replace=("layers.MaxPool2D", "layers.AveragePooling2D"), says="AveragePooling2D"),
            Wrong("forgets the groups", replace=(" groups=groups,", ""), says="groups of the Conv2D is 1, expected 3"),
            Wrong("no padding", replace=(' padding="same",', ""), says="padding of the Conv2D is valid"),
            Wrong(
                "no ReLU",
                replace=('groups=groups, activation="relu"', "groups=groups"),
                says="the Conv2D has no ReLU",
            ),
            Wrong("no overlap", replace=("MaxPool2D(3, strides=2)", "MaxPool2D(2)"), says="wider than their step"),
            Wrong("no strides", replace=("MaxPool2D(3, strides=2)", "MaxPool2D(3)"), says="give it strides"),
            Wrong(
                "padded pool",
                replace=("MaxPool2D(3, strides=2)", 'MaxPool2D(3, strides=2, padding="same")'),
                says="windows that do not fit are left out",
            ),
            Wrong(
                "forgets return of the network",
                replace=("return keras.Sequential", "keras.Sequential"),
                says="small_alexnet returns None",
            ),
            Wrong(
                "a list for the network",
                code="def small_alexnet(classes): return alexnet_block(16, 5)",
                says="expected a keras.Sequential",
            ),
            Wrong(
                "no Flatten",
                replace=("*blocks, layers.Flatten(),", "*blocks,"),
                says="compare them with the table",
            ),
            Wrong("no Dropout", replace=("layers.Dropout(0.5), ", ""), says="compare them with the table"),
            Wrong(
                "no Input",
                replace=("keras.Input((28, 28, 1)), ", ""),
                says="begin with keras.Input",
            ),
            Wrong("colour images", replace=("(28, 28, 1)", "(28, 28, 3)"), says="expected (28, 28, 1)"),
            Wrong(
                "a wrong number of filters",
                replace=("alexnet_block(64, 3)", "alexnet_block(128, 3)"),
                says="block 3 hands on",
            ),
            Wrong(
                "3 × 3 in the first block",
                replace=("alexnet_block(16, 5)", "alexnet_block(16, 3)"),
                says="its window is 5 × 5",
            ),
            Wrong(
                "one group in block 2",
                replace=("alexnet_block(32, 3, groups=2)", "alexnet_block(32, 3)"),
                says="block 2 has two groups",
            ),
            Wrong(
                "always ten classes",
                replace=("layers.Dense(classes,", "layers.Dense(10,"),
                says="use the argument classes",
            ),
            Wrong("another rate", replace=("Dropout(0.5)", "Dropout(0.4)"), says="the rate of Dropout is 0.4"),
            Wrong(
                "no ReLU in the dense layer",
                replace=('layers.Dense(128, activation="relu")', "layers.Dense(128)"),
                says="the first dense layer has no ReLU",
            ),
            Wrong(
                "logits", replace=('(classes, activation="softmax")', "(classes)"), says="the last layer has softmax"
            ),
            Wrong(
                "no ReLU, written anew",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.Dropout(0.5), layers.Dense(classes), layers.Softmax()])
""",
                says="the first dense layer has no ReLU",
            ),
            Wrong(
                "ReLU at the wrong place",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.Dropout(0.5), layers.Dense(classes), layers.ReLU(), layers.Softmax()])
""",
                says="the first dense layer has no ReLU",
            ),
            Wrong(
                "no softmax",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.ReLU(), layers.Dropout(0.5), layers.Dense(classes)])
""",
                says="the last layer has softmax",
            ),
            Wrong(
                "sigmoid",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.ReLU(), layers.Dropout(0.5), layers.Dense(classes), layers.Activation("sigmoid")])
""",
                says="the last layer has softmax",
            ),
            Wrong(
                "float sides",
                code="""
def pooled_sides(side, blocks):
    s = []
    for _ in range(blocks):
        side = (side - 3) / 2 // 1 + 1
        s.append(side)
    return s
""",
                says="expected the int 4",
            ),
            Wrong(
                "no Input, written anew",
                code="""
def small_alexnet(classes):
    return keras.Sequential([*alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.ReLU(), layers.Dropout(0.5), layers.Dense(classes), layers.Softmax()])
""",
                says="the network has no weights yet",
            ),
            Wrong(
                "leaky",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.ReLU(negative_slope=0.1), layers.Dropout(0.5), layers.Dense(classes), layers.Softmax()])
""",
                says="has negative_slope 0.1, expected Keras's own",
            ),
            Wrong(
                "convs without relu in the network",
                code="""
def small_alexnet(classes):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(16, 5, padding="same"), layers.MaxPool2D(3, 2),
        layers.Conv2D(32, 3, padding="same", groups=2), layers.MaxPool2D(3, 2),
        layers.Conv2D(64, 3, padding="same"), layers.MaxPool2D(3, 2),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5), layers.Dense(classes, activation="softmax")])
""",
                says="block 1's convolution has no ReLU",
            ),
            Wrong(
                "third conv without relu",
                code="""
def small_alexnet(classes):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, 2),
        layers.Conv2D(64, 3, padding="same"), layers.MaxPool2D(3, 2),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5), layers.Dense(classes, activation="softmax")])
""",
                says="block 3's convolution has no ReLU",
            ),
            Wrong(
                "tanh convs in the network",
                code="""
def small_alexnet(classes):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)), layers.Conv2D(16, 5, padding="same", activation="tanh"), layers.MaxPool2D(3, 2), *alexnet_block(32, 3, 2),
        *alexnet_block(64, 3),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5), layers.Dense(classes, activation="softmax")])
""",
                says="block 1's convolution has no ReLU",
            ),
            Wrong(
                "compiled",
                code="""
def small_alexnet(classes):
    model = keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, 2), *alexnet_block(64, 3),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5), layers.Dense(classes, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
""",
                says="the network is compiled",
            ),
            Wrong(
                "relu6 in the block",
                code="""
def alexnet_block(filters, window, groups=1):
    return [layers.Conv2D(filters, window, padding="same", activation="relu6", groups=groups), layers.MaxPool2D(3, 2)]
""",
                says="its activation makes",
            ),
            Wrong(
                "relu6 dense",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, 2), *alexnet_block(64, 3),
        layers.Flatten(), layers.Dense(128, activation="relu6"), layers.Dropout(0.5), layers.Dense(classes, activation="softmax")])
""",
                says="the first dense layer has no ReLU",
            ),
            Wrong(
                "threshold",
                code="""
def alexnet_block(filters, window, groups=1):
    return [layers.Conv2D(filters, window, padding="same", activation=lambda x: keras.activations.relu(x, threshold=1.0), groups=groups), layers.MaxPool2D(3, 2)]
""",
                says="its activation makes",
            ),
            Wrong(
                "sides array",
                code="""
def pooled_sides(side, blocks):
    out = []
    for _ in range(blocks):
        side = (side - 1) // 2
        out.append(side)
    return np.array(out, dtype=int)
""",
                says="is of type ndarray, expected a list",
            ),
            Wrong(
                "one model for all",
                code="""
_model = []
def small_alexnet(classes):
    if not _model:
        _model.append(keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, 2), *alexnet_block(64, 3),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5), layers.Dense(classes, activation="softmax")]))
    return _model[0]
""",
                says="after small_alexnet(7), small_alexnet(3) answers",
            ),
        ],
        right=[
            Right(
                "functional",
                code="""
def pooled_sides(side, blocks):
    return [] if blocks == 0 else [(side - 1) // 2, *pooled_sides((side - 1) // 2, blocks - 1)]
def alexnet_block(filters, window, groups=1):
    return (
        layers.Conv2D(filters, (window, window), (1, 1), "same", groups=groups, activation=keras.activations.relu),
        layers.MaxPooling2D(pool_size=(3, 3), strides=(2, 2), padding="valid"),
    )
def small_alexnet(classes):
    x = inputs = keras.Input(shape=(28, 28, 1))
    for settings in ((16, 5, 1), (32, 3, 2), (64, 3, 1)):
        for layer in alexnet_block(*settings):
            x = layer(x)
    x = layers.Dropout(0.5)(layers.Dense(128, tf.nn.relu)(layers.Flatten()(x)))
    return keras.Model(inputs, layers.Dense(classes, keras.activations.softmax)(x))
""",
            ),
            Right(
                "add, layer by layer",
                code="""
def small_alexnet(classes):
    model = keras.Sequential()
    model.add(layers.InputLayer(shape=(28, 28, 1)))
    for filters, window, groups in ((16, 5, 1), (32, 3, 2), (64, 3, 1)):
        model.add(layers.Conv2D(filters, window, padding="same", groups=groups, activation="relu"))
        model.add(layers.MaxPool2D(3, 2))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, "relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(classes, "softmax"))
    return model
""",
            ),
            Right(
                "separate layers",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.ReLU(), layers.Dropout(0.5), layers.Dense(classes), layers.Softmax()])
""",
            ),
            Right(
                "Activation",
                code="""
def small_alexnet(classes):
    return keras.Sequential([keras.Input((28, 28, 1)), *alexnet_block(16, 5), *alexnet_block(32, 3, groups=2), *alexnet_block(64, 3), layers.Flatten(),
        layers.Dense(128), layers.Activation("relu"), layers.Dropout(0.5), layers.Dense(classes), layers.Activation("softmax")])
""",
            ),
            Right(
                "add",
                code="""
def small_alexnet(classes):
    m = keras.Sequential()
    m.add(keras.Input(shape=(28, 28, 1)))
    for a in ((16, 5), (32, 3, 2), (64, 3)):
        for l in alexnet_block(*a): m.add(l)
    m.add(layers.Flatten()); m.add(layers.Dense(128, "relu")); m.add(layers.Dropout(0.5)); m.add(layers.Dense(classes, "softmax"))
    return m
""",
            ),
            Right(
                "convs by hand, activation layer relu",
                code="""
def small_alexnet(classes):
    return keras.Sequential([
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(16, 5, padding="same", activation="relu"), layers.MaxPool2D(3, 2),
        layers.Conv2D(32, 3, padding="same", activation="relu", groups=2), layers.MaxPool2D(3, 2),
        layers.Conv2D(64, 3, padding="same", activation="relu"), layers.MaxPool2D(3, 2),
        layers.Flatten(), layers.Dense(128), layers.ReLU(), layers.Dropout(0.5), layers.Dense(classes, activation=keras.ops.softmax)])
""",
            ),
        ],
    ),
    "saving": Task(
        wrong=[
            Wrong(
                "the same model",
                code="def copy_through_file(model, build, folder): return model",
                says="this is the model that was given",
            ),
            Wrong("forgets return", replace=("return fresh", "fresh"), says="end with `return`"),
            Wrong(
                "without a file",
                code="""
def copy_through_file(model, build, folder):
    fresh = build()
    fresh.set_weights(model.get_weights())
    return fresh
""",
                says="the folder is empty",
            ),
            Wrong("the lecture's name", replace=("copy.weights.h5", "weights.ckpt"), says="must end in `.weights.h5`"),
            Wrong(
                "a clone",
                replace=("build()", "keras.models.clone_model(model)"),
                says="was not made by build()",
            ),
            Wrong(
                "forgets to load",
                replace=("fresh.load_weights(file)", "pass"),
                says="the new model has other weights",
            ),
            Wrong(
                "saves the new one",
                code="""
def copy_through_file(model, build, folder):
    fresh = build()
    fresh.save_weights(Path(folder, "copy.weights.h5"))
    model.load_weights(Path(folder, "copy.weights.h5"))
    return fresh
""",
                says="copy_through_file changes its argument model",
            ),
            Wrong(
                "the constant of the example",
                code="def largest_difference(one, other): return 3.0",
                says="is 3, expected 0",
            ),
            Wrong(
                "forgets return there",
                replace=("return max(", "max("),
                says="largest_difference of equal models is None",
            ),
            Wrong("no absolute value", replace=("np.abs(a - b)", "a - b"), says="take absolute values"),
            Wrong("mean", replace=("np.max(np.abs", "np.mean(np.abs"), says="this is the mean: take the largest"),
            Wrong("the sum", replace=("return max(", "return sum("), says="these are added"),
            Wrong(
                "the first array only",
                code="def largest_difference(one, other): return np.abs(one.get_weights()[0] - other.get_weights()[0]).max()",
                says="only the first array is compared",
            ),
            Wrong(
                "absolute value too late",
                replace=("np.max(np.abs(a - b))", "np.abs(np.max(a - b))"),
                says="some of their numbers, are not compared",
            ),
            Wrong(
                "no file",
                code="""
def copy_through_file(model, build, folder):
    new = build()
    new.set_weights(model.get_weights())
    return new
""",
                says="the folder is empty",
            ),
            Wrong(
                "empty file",
                code="""
def copy_through_file(model, build, folder):
    Path(folder, "x.weights.h5").write_bytes(b"")
    new = build()
    new.set_weights(model.get_weights())
    return new
""",
                says="too few for",
            ),
            Wrong(
                "clone",
                code="""
def copy_through_file(model, build, folder):
    p = Path(folder, "x.weights.h5"); model.save_weights(p)
    new = keras.models.clone_model(model)
    new.load_weights(p)
    return new
""",
                says="was not made by build()",
            ),
            Wrong(
                "last array only",
                code="""
def largest_difference(one, other):
    for a, b in zip(one.get_weights(), other.get_weights()):
        worst = np.abs(a - b).max()
    return worst
""",
                says="only the last array is compared",
            ),
            Wrong(
                "signed",
                code="""
def largest_difference(one, other):
    return max((a - b).max() for a, b in zip(one.get_weights(), other.get_weights()))
""",
                says="take absolute values before",
            ),
            Wrong(
                "signed the other way",
                code="""
def largest_difference(one, other):
    return max((b - a).max() for a, b in zip(one.get_weights(), other.get_weights()))
""",
                says="take absolute values before",
            ),
            Wrong(
                "norm",
                code="""
def largest_difference(one, other):
    return max(np.linalg.norm(a - b) for a, b in zip(one.get_weights(), other.get_weights()))
""",
                says="compare number by number",
            ),
            Wrong(
                "difference of the largest",
                code="""
def largest_difference(one, other):
    return max(abs(a.max() - b.max()) for a, b in zip(one.get_weights(), other.get_weights()))
""",
                says="some of their numbers, are not compared",
            ),
            Wrong(
                "half precision",
                code="""
def copy_through_file(model, build, folder):
    np.savez(Path(folder, "mine.npz"), *[w.astype("float16") for w in model.get_weights()])
    new = build()
    with np.load(Path(folder, "mine.npz")) as data:
        new.set_weights([data[f"arr_{n}"] for n in range(len(data.files))])
    return new
""",
                says="the new model has other weights",
            ),
            Wrong(
                "trainable only",
                code="""
def copy_through_file(model, build, folder):
    path = Path(folder, "w.npz")
    np.savez(path, *[np.array(v) for v in model.trainable_weights])
    new = build()
    with np.load(path) as data:
        for n, v in enumerate(new.trainable_weights):
            v.assign(data[f"arr_{n}"])
    return new
""",
                says="in the order in which they were saved",
            ),
            Wrong(
                "sorted names",
                code="""
def copy_through_file(model, build, folder):
    path = Path(folder, "w.npz")
    np.savez(path, *model.get_weights())
    new = build()
    with np.load(path) as data:
        new.set_weights([data[name] for name in sorted(data.files)])
    return new
""",
                says="is not compatible with provided weight shape",
            ),
            Wrong(
                "copied past the file",
                code="""
def copy_through_file(model, build, folder):
    model.save_weights(Path(folder, "w.weights.h5"))
    new = build()
    new.set_weights(model.get_weights())
    return new
""",
                says="not from the file",
            ),
            Wrong(
                "dense layers only",
                code="""
def copy_through_file(model, build, folder):
    path = Path(folder, "w.npz")
    dense = [l for l in model.layers if isinstance(l, layers.Dense)]
    np.savez(path, *[w for l in dense for w in l.get_weights()])
    new = build()
    with np.load(path) as data:
        for n, l in enumerate(l for l in new.layers if isinstance(l, layers.Dense)):
            l.set_weights([data[f"arr_{2 * n}"], data[f"arr_{2 * n + 1}"]])
    return new
""",
                says="in the order in which they were saved",
            ),
            Wrong(
                "difference of sorted weights",
                code="""
def largest_difference(one, other):
    return max(np.abs(np.sort(a.ravel()) - np.sort(b.ravel())).max() for a, b in zip(one.get_weights(), other.get_weights()))
""",
                says="compare number by number",
            ),
            Wrong(
                "difference of absolute values",
                code="""
def largest_difference(one, other):
    return max(np.abs(np.abs(a) - np.abs(b)).max() for a, b in zip(one.get_weights(), other.get_weights()))
""",
                says="take the absolute value of the difference",
            ),
            Wrong(
                "trainable difference",
                code="""
def largest_difference(one, other):
    return max(float(np.abs(np.array(a) - np.array(b)).max()) for a, b in zip(one.trainable_weights, other.trainable_weights))
""",
                says="are not compared",
            ),
            Wrong(
                "two digits",
                code="""
def largest_difference(one, other):
    return round(float(max(np.abs(a - b).max() for a, b in zip(one.get_weights(), other.get_weights()))), 2)
""",
                says="are not compared",
            ),
        ],
        right=[
            Right(
                "os.path and one long array",
                code="""
def copy_through_file(model, build, folder):
    model.save_weights(str(folder) + "/" + "m.weights.h5")
    new = build()
    new.load_weights(str(folder) + "/" + "m.weights.h5")
    return new
def largest_difference(one, other):
    long = [np.concatenate([w.ravel() for w in model.get_weights()]) for model in (one, other)]
    return float(np.ptp(np.stack(long), axis=0).max())
""",
            ),
            Right(
                "savez",
                code="""
def copy_through_file(model, build, folder):
    np.savez(Path(folder, "mine.npz"), *model.get_weights())
    new = build()
    with np.load(Path(folder, "mine.npz")) as data:
        new.set_weights([data[f"arr_{n}"] for n in range(len(data.files))])
    return new
""",
            ),
            Right(
                "whole model then weights",
                code="""
def copy_through_file(model, build, folder):
    path = folder + "/all.keras"
    model.save(path)
    new = build()
    new.set_weights(keras.models.load_model(path).get_weights())
    return new
""",
            ),
            Right(
                "str path",
                code="""
import os
def copy_through_file(model, build, folder):
    path = os.path.join(folder, "x.weights.h5")
    model.save_weights(path)
    new = build()
    new.load_weights(path)
    return new
def largest_difference(one, other):
    worst = 0.0
    for a, b in zip(one.get_weights(), other.get_weights()):
        worst = max(worst, float(abs(a - b).max()))
    return worst
""",
            ),
            Right(
                "one flat npy",
                code="""
def copy_through_file(model, build, folder):
    path = Path(folder, "flat.npy")
    np.save(path, np.concatenate([w.ravel() for w in model.get_weights()]))
    new = build()
    flat = np.load(path)
    out, at = [], 0
    for w in new.get_weights():
        out.append(flat[at:at + w.size].reshape(w.shape))
        at += w.size
    new.set_weights(out)
    return new
""",
            ),
            Right(
                "a new model before the file",
                code="""
def copy_through_file(model, build, folder):
    new = build()
    path = Path(folder, "copy.weights.h5")
    model.save_weights(path, overwrite=True)
    new.load_weights(path)
    return new
""",
            ),
        ],
        equivalent={
            "return max((np.max(np.abs(a - b)) for a, b in pairs)) → return max((np.max(np.abs(b - a)) for a, b in pairs))": "an absolute value does not see the sign",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
