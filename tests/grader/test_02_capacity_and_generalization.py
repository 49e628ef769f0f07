"""Wrong and right answers to exercise 02, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "02_capacity_and_generalization"

TASKS = {
    "polynomial": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def fit(x, y, degree): return np.array([1, 0.5])",
                says="has shape (2,), expected (1,)",
            ),
            Wrong("forgets return in fit", replace=("return np.linalg", "np.linalg"), says="end with `return`"),
            Wrong("forgets return in error", replace=("return np.mean", "np.mean"), says="end with `return`"),
            Wrong("one power too few", replace=("degree + 1", "degree"), says="d + 1 weights"),
            Wrong(
                "highest power first",
                replace=("rcond=None)[0]", "rcond=None)[0][::-1]"),
                says="the highest power stands first",
            ),
            Wrong(
                "polyfit's order",
                code="def fit(x, y, degree): return np.polyfit(x, y, degree)",
                says="the highest power stands first",
            ),
            Wrong(
                "forgets the constant",
                replace=("np.arange(degree + 1)", "np.arange(1, degree + 2)"),
                says="columns 1 and x",
            ),
            Wrong("the sum of squares", replace=("np.mean(", "np.sum("), says="this is the sum"),
            Wrong(
                "half of the mean",
                replace=("np.mean((predictions - y) ** 2)", "np.mean((predictions - y) ** 2) / 2"),
                says="this is half of it",
            ),
            Wrong(
                "the root",
                replace=("np.mean((predictions - y) ** 2)", "np.sqrt(np.mean((predictions - y) ** 2))"),
                says="this is the root",
            ),
            Wrong(
                "absolute misses",
                replace=("np.mean((predictions - y) ** 2)", "np.mean(np.abs(predictions - y))"),
                says="absolute misses",
            ),
            Wrong("no squares", replace=("(predictions - y) ** 2", "predictions - y"), says="the misses cancel"),
            Wrong(
                "polyval's order",
                code="def error(w, x, y): return np.mean((np.polyval(w, x) - y) ** 2) if len(w) > 2 else np.mean((w[0] + w[1] * x - y) ** 2)",
                says="highest power first",
            ),
        ],
        right=[
            Right(
                "NumPy's polynomials",
                code="""
def fit(x, y, degree):
    return np.polynomial.polynomial.polyfit(x, y, degree)
def error(w, x, y):
    misses = np.polynomial.polynomial.polyval(x, w) - y
    return misses @ misses / len(y)
""",
            ),
            Right(
                "columns one by one, and Horner's rule",
                code="""
def fit(x, y, degree):
    columns = [x**power for power in range(degree + 1)]
    return np.linalg.pinv(np.stack(columns, axis=1)) @ y
def error(w, x, y):
    value = 0
    for weight in reversed(w):
        value = value * x + weight
    return ((value - y) ** 2).mean()
""",
            ),
        ],
        equivalent={
            "return np.linalg.lstsq(table, y, rcond=None)[0] → return np.linalg.lstsq(table, y)[0]": "rcond=None is the default",
            "return np.mean((predictions - y) ** 2) → return np.mean((y - predictions) ** 2)": "a square does not see the sign",
        },
    ),
    "sets": Task(
        wrong=[
            Wrong(
                "the constant of an example", code="def choose(errors): return 5", says="the smallest validation error"
            ),
            Wrong("forgets return in split", replace=("return tuple(", "tuple("), says="end with `return`"),
            Wrong("forgets return in choose", replace=("return min(", "min("), says="end with `return`"),
            Wrong(
                "validation first",
                replace=(
                    "order[validation + test :], order[:validation], order[validation : validation + test]",
                    "order[:validation], order[validation : validation + test], order[validation + test :]",
                ),
                says="the order is training, validation, test",
            ),
            Wrong(
                "test before validation",
                replace=(
                    "order[:validation], order[validation : validation + test]",
                    "order[validation : validation + test], order[:validation]",
                ),
                says="have changed places",
            ),
            Wrong(
                "trains on everything",
                replace=("order[validation + test :]", "order"),
                says="still in the training set",
            ),
            Wrong(
                "overlapping sets",
                replace=("order[validation : validation + test]", "order[:test]"),
                says="exactly one set",
            ),
            Wrong(
                "x and y in different orders",
                code="""
def split(x, y, validation, test, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.permutation(x), rng.permutation(y)
    cut = validation + test
    return (x[cut:], y[cut:]), (x[:validation], y[:validation]), (x[validation:cut], y[validation:cut])
""",
                says="use the same order for x and y",
            ),
            Wrong(
                "does not shuffle",
                replace=("np.random.default_rng(seed).permutation(len(x))", "np.arange(len(x))"),
                says="the first 20 points are the validation set",
            ),
            Wrong(
                "ignores the seed",
                replace=("default_rng(seed)", "default_rng()"),
                says="the same seed gives other sets",
            ),
            Wrong("its own seed", replace=("default_rng(seed)", "default_rng(0)"), says="two seeds give the same sets"),
            Wrong(
                "shuffles the argument",
                replace=("order = ", "np.random.default_rng(seed).shuffle(x); order = "),
                says="use the same order for x and y",
            ),
            Wrong(
                "chooses by the training error",
                replace=("errors[degree][1]", "errors[degree][0]"),
                says="the training error always votes",
            ),
            Wrong(
                "chooses by the test error",
                replace=("errors[degree][1]", "errors[degree][2]"),
                says="the test set may not be used to choose",
            ),
            Wrong(
                "returns the error",
                code="def choose(errors): return min(e[1] for e in errors.values())",
                says="this is an error",
            ),
            Wrong(
                "returns the place",
                code="def choose(errors): return int(np.argmin([e[1] for e in errors.values()]))",
                says="this is its place",
            ),
            Wrong(
                "ties go to the first",
                replace=("(errors[degree][1], degree)", "errors[degree][1]"),
                says="not the one that comes first",
            ),
            Wrong(
                "ties go to the larger degree",
                replace=("(errors[degree][1], degree)", "(errors[degree][1], -degree)"),
                says="not the larger",
            ),
        ],
        right=[
            Right(
                "np.split and a sorted list",
                code="""
def split(x, y, validation, test, seed):
    order = np.argsort(np.random.default_rng(seed).random(len(x)))
    rest, val, last = np.split(order, [len(x) - validation - test, len(x) - test])
    return [(x[rest], y[rest]), (x[val], y[val]), (x[last], y[last])]
def choose(errors):
    return sorted((e[1], degree) for degree, e in errors.items())[0][1]
""",
            ),
            Right(
                "a loop keeps the best",
                code="""
def choose(errors):
    best = None
    for degree in sorted(errors):
        if best is None or errors[degree][1] < errors[best][1]:
            best = degree
    return best
""",
            ),
        ],
    ),
    "bias": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def bias_and_variance(predictions, truth): return 1, 14 / 3",
                says="the bias is 3, its square 9",
            ),
            Wrong("forgets return", replace=("return np.mean", "np.mean"), says="end with `return`"),
            Wrong(
                "variance first",
                code="def bias_and_variance(p, t): return np.mean(p.var(axis=0)), np.mean((p.mean(axis=0) - t) ** 2)",
                says="the variance comes second",
            ),
            Wrong("divides by N − 1", replace=("var(axis=0)", "var(axis=0, ddof=1)"), says="not by one less"),
            Wrong(
                "standard deviation",
                replace=("predictions.var(", "predictions.std("),
                says="this is the standard deviation",
            ),
            Wrong(
                "spread around the truth",
                replace=("predictions.var(axis=0)", "((predictions - truth) ** 2).mean(axis=0)"),
                says="this is the error against the truth",
            ),
            Wrong("mean over the places", replace=("axis=0", "axis=1, keepdims=True"), says="mean over the students"),
            Wrong("bias not squared", replace=("(mean - truth) ** 2", "mean - truth"), says="the bias is not squared"),
            Wrong(
                "squares too late",
                replace=("np.mean((mean - truth) ** 2)", "np.mean(mean - truth) ** 2"),
                says="square at each place first",
            ),
            Wrong(
                "all numbers together",
                replace=("np.mean(predictions.var(axis=0))", "predictions.var()"),
                says="take them place by place",
            ),
            Wrong("sums over the places", replace=("np.mean(", "np.sum("), says="these are sums"),
            Wrong(
                "ignores the truth",
                replace=("(mean - truth)", "(mean - (2 if len(mean) == 1 else 0))"),
                says="distance from the truth that is given",
            ),
            Wrong(
                "changes the predictions",
                replace=("mean = predictions.mean(axis=0)", "mean = predictions.mean(axis=0); predictions -= mean"),
                says="changes its argument",
            ),
        ],
        right=[
            Right(
                "loops over the places",
                code="""
def bias_and_variance(predictions, truth):
    bias, variance = 0.0, 0.0
    for place in range(predictions.shape[1]):
        column = predictions[:, place]
        middle = sum(column) / len(column)
        bias += (middle - truth[place]) ** 2
        variance += sum((value - middle) ** 2 for value in column) / len(column)
    return bias / predictions.shape[1], variance / predictions.shape[1]
""",
            ),
            Right(
                "error minus squared bias",
                code="""
def bias_and_variance(predictions, truth):
    bias = np.square(predictions.mean(0) - truth).mean()
    return np.array([bias, np.square(predictions - truth).mean() - bias])
""",
            ),
        ],
        equivalent={
            "return (np.mean((mean - truth) ** 2), np.mean(predictions.var(axis=0))) → return (np.mean((truth - mean) ** 2), np.mean(predictions.var(axis=0)))": "a square does not see the sign",
        },
    ),
    "decay": Task(
        wrong=[
            Wrong("ignores the price", replace=(" + len(X) * decay * D", ""), says="the price is not used"),
            Wrong("forgets return", replace=("return np.linalg", "np.linalg"), says="end with `return`"),
            Wrong("prices w_0 too", replace=("D[0, 0] = 0", "pass"), says="w_0 is free"),
            Wrong("forgets N", replace=("len(X) * decay", "decay"), says="the factor N is missing"),
            Wrong(
                "N is the number of weights", replace=("len(X) * decay", "X.shape[1] * decay"), says="not of weights"
            ),
            Wrong("frees the last weight", replace=("D[0, 0]", "D[-1, -1]"), says="the last entry of D"),
            Wrong("subtracts the price", replace=("X.T @ X + len", "X.T @ X - len"), says="the sign of the price"),
            Wrong(
                "divides instead of solving",
                replace=(
                    "np.linalg.solve(X.T @ X + len(X) * decay * D, X.T @ y)",
                    "(X.T @ y) / np.diag(X.T @ X + len(X) * decay * D)",
                ),
                says="Xᵀ X w = Xᵀ y",
            ),
            Wrong("swaps the system", replace=("X.T @ X", "X @ X.T"), says="your code raises ValueError"),
            Wrong(
                "changes X",
                replace=(
                    "return np.linalg.solve(",
                    "w = np.linalg.solve(X.T @ X + len(X) * decay * D, X.T @ y); X *= 2; return w; (",
                ),
                says="changes its argument",
            ),
        ],
        right=[
            Right(
                "extra rows and least squares",
                code="""
def fit_with_decay(X, y, decay):
    extra = np.sqrt(len(X) * decay) * np.eye(X.shape[1])[1:]
    rows, targets = np.concatenate([X, extra]), np.concatenate([y, np.zeros(len(extra))])
    return np.linalg.lstsq(rows, targets, rcond=None)[0]
""",
            ),
            Right(
                "the inverse, and a price vector",
                code="""
def fit_with_decay(X, y, decay):
    price = np.full(X.shape[1], len(y) * decay)
    price[0] = 0
    return np.linalg.inv(X.T @ X + np.diag(price)) @ (X.T @ y)
""",
            ),
        ],
    ),
    "lunch": Task(
        wrong=[
            Wrong(
                "trusts the theorem",
                code="def mean_accuracy(learner, n, seen): return 0.5",
                says="the learner is never called",
            ),
            Wrong(
                "asks, then trusts the theorem",
                replace=(
                    "return np.mean([np.mean(learner(world[:seen]) == world[seen:]) for world in worlds])",
                    "[learner(world[:seen]) for world in worlds]; return 0.5",
                ),
                says="count, and do not assume",
            ),
            Wrong("forgets return", replace=("return np.mean(", "np.mean("), says="end with `return`"),
            Wrong(
                "shows everything",
                replace=("learner(world[:seen])", "learner(world)"),
                says="hand it only the places that may be seen",
            ),
            Wrong(
                "samples the worlds",
                replace=("product([0, 1], repeat=n)", "np.random.default_rng(0).integers(0, 2, (100, n))"),
                says="once for each world",
            ),
            Wrong(
                "only the worlds of the seen places", replace=("repeat=n)", "repeat=n - 1)"), says="once for each world"
            ),
            Wrong("counts instead of shares", replace=("np.mean(learner", "np.sum(learner"), says="these are counts"),
            Wrong(
                "sums over the worlds",
                replace=("return np.mean([", "return np.sum(["),
                says="this is the sum over all worlds",
            ),
            Wrong(
                "all or nothing",
                replace=(
                    "np.mean(learner(world[:seen]) == world[seen:])",
                    "np.all(learner(world[:seen]) == world[seen:])",
                ),
                says="with the unseen labels only",
            ),
            Wrong(
                "counts the seen places",
                replace=(
                    "np.mean(learner(world[:seen]) == world[seen:])",
                    "np.mean(np.concatenate([world[:seen], learner(world[:seen])]) == world)",
                ),
                says="with the unseen labels only",
            ),
        ],
        right=[
            Right(
                "counts bits",
                code="""
def mean_accuracy(learner, n, seen):
    right = 0
    for number in range(2**n):
        world = np.array([number >> place & 1 for place in range(n)])
        right += int((np.asarray(learner(world[:seen])) == world[seen:]).sum())
    return right / (2**n * (n - seen))
""",
            ),
        ],
        equivalent={
            "return np.mean([np.mean(learner(world[:seen]) == world[seen:]) for world in worlds]) → return np.mean([learner(world[:seen]) == world[seen:] for world in worlds])": "all worlds have the same number of unseen places, so the mean of the means is the mean of all",
        },
    ),
    "users": Task(
        wrong=[
            Wrong(
                "the constant of the example",
                code="def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8): return 14_749",
                says="use all four arguments",
            ),
            Wrong("forgets return", replace=("return int(", "int("), says="end with `return`"),
            Wrong("one-sided", replace=("false_alarm / 2", "false_alarm"), says="can go both ways"),
            Wrong(
                "rounds down",
                replace=("int(np.ceil(z**2 * spread / (p_b - p_a) ** 2))", "int(z**2 * spread / (p_b - p_a) ** 2)"),
                says="round up, not down",
            ),
            Wrong(
                "does not round",
                replace=("int(np.ceil(z**2 * spread / (p_b - p_a) ** 2))", "z**2 * spread / (p_b - p_a) ** 2"),
                says="the last user counts whole",
            ),
            Wrong(
                "returns a float",
                replace=("int(np.ceil(z**2 * spread / (p_b - p_a) ** 2))", "np.ceil(z**2 * spread / (p_b - p_a) ** 2)"),
                says="expected an int",
            ),
            Wrong("both groups", replace=("return int(", "return 2 * int("), says="both groups together"),
            Wrong("z not squared", replace=("z**2", "z"), says="the sum of the z is squared"),
            Wrong(
                "difference not squared",
                replace=("(p_b - p_a) ** 2", "(p_b - p_a)"),
                says="the difference of the rates is squared",
            ),
            Wrong("spread of one group", replace=(" + p_b * (1 - p_b)", ""), says="the spread of both groups"),
            Wrong("no error for equal rates", replace=("if p_a == p_b:", "if False:"), says="division by zero"),
            Wrong(
                "returns 0 for equal rates",
                replace=(
                    'raise ValueError("p_a and p_b are equal: no number of users can show a difference")',
                    "return 0",
                ),
                says="raise a ValueError, no number of users is enough",
            ),
            Wrong(
                "an error without a message",
                replace=('ValueError("p_a and p_b are equal: no number of users can show a difference")', "ValueError"),
                says="has no message",
            ),
        ],
        right=[
            Right(
                "math.ceil and isf",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    import math
    difference = p_a - p_b
    if not difference:
        raise ValueError("equal rates")
    z = norm.isf(false_alarm / 2) + norm.isf(1 - power)
    return math.ceil(z * z * (p_a - p_a * p_a + p_b - p_b * p_b) / (difference * difference))
""",
            ),
        ],
        equivalent={
            "return int(np.ceil(z ** 2 * spread / (p_b - p_a) ** 2)) → return int(np.ceil(z ** 2 * spread / (p_a - p_b) ** 2))": "a square does not see the sign",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
