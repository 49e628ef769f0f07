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
            Wrong(
                "list",
                code="""
def fit(x, y, degree):
    return list(np.polynomial.polynomial.polyfit(x, y, degree))
""",
                says="fit(x, y, 1) is a list, expected a NumPy array",
            ),
            Wrong(
                "rounded",
                code="""
def fit(x, y, degree):
    return np.round(np.polynomial.polynomial.polyfit(x, y, degree), 3)
""",
                says="all powers from 0 to the degree",
            ),
            Wrong(
                "int table",
                code="""
def fit(x, y, degree):
    t = np.zeros((len(x), degree + 1), dtype=x.dtype)
    for k in range(degree + 1):
        t[:, k] = x ** k
    return np.linalg.pinv(t.astype(float)) @ y.astype(int)
""",
                says="all powers from 0 to the degree",
            ),
            Wrong(
                "column vector",
                code="""
def fit(x, y, degree):
    return np.linalg.lstsq(np.vander(x, degree + 1, increasing=True), y[:, None], rcond=None)[0]
""",
                says="has shape (2, 1), expected (2,)",
            ),
            Wrong(
                "error divides by weights",
                code="""
def error(w, x, y):
    p = sum((c * x ** k for k, c in enumerate(w)))
    return np.sum((p - y) ** 2) / len(w)
""",
                says="divided by the number of weights: divide by the number of points, or: the sum is divided by N − 1",
            ),
            Wrong(
                "error std",
                code="""
def error(w, x, y):
    p = sum((c * x ** k for k, c in enumerate(w)))
    return np.var(p - y)
""",
                says="error of a cubic on four points is 32.353",
            ),
            Wrong(
                "error centred in place",
                code="""
def error(w, x, y):
    p = sum((c * x ** k for k, c in enumerate(w)))
    p = p - y
    y -= y
    return np.mean(p ** 2)
""",
                says="error changes its argument y in place (in the line `y -= y`)",
            ),
            Wrong(
                "loo by mask of x",
                code="""
def leave_one_out(x, y, degree):
    return np.mean([error(fit(x[x != x[n]], y[x != x[n]], degree), x[n:n + 1], y[n:n + 1]) for n in range(len(x))])
""",
                says="leave_one_out of degree 2, 9 points",
            ),
            Wrong(
                "loo error on all points",
                code="""
def leave_one_out(x, y, degree):
    return np.mean([error(fit(np.delete(x, n), np.delete(y, n), degree), x, y) for n in range(len(x))])
""",
                says="the point that is left out",
            ),
            Wrong(
                "loo forgets last",
                code="""
def leave_one_out(x, y, degree):
    return np.mean([error(fit(np.delete(x, n), np.delete(y, n), degree), x[n:n + 1], y[n:n + 1]) for n in range(len(x) - 1)])
""",
                says="is 5.625, expected 6.75",
            ),
            Wrong(
                "loo gcv: N/(N-p)",
                code="""
def leave_one_out(x, y, degree):
    n = len(x)
    return error(fit(x, y, degree), x, y) / (1 - (degree + 1) / n) ** 2
""",
                says="is 4.5, expected 6.75",
            ),
            Wrong(
                "loo degree 1",
                code="""
def leave_one_out(x, y, degree):
    return np.mean([error(fit(np.delete(x, n), np.delete(y, n), 1), x[n:n + 1], y[n:n + 1]) for n in range(len(x))])
""",
                says="leave_one_out of degree 0",
            ),
            Wrong(
                "loo sorts x in place",
                code="""
def leave_one_out(x, y, degree):
    o = np.argsort(x)
    y[:] = y[o]
    x[:] = x[o]
    return np.mean([error(fit(np.delete(x, n), np.delete(y, n), degree), x[n:n + 1], y[n:n + 1]) for n in range(len(x))])
""",
                says="leave_one_out changes its argument x in place",
            ),
            Wrong(
                "loo by removing equal pairs",
                code="""
def leave_one_out(x, y, degree):
    misses = []
    for n in range(len(x)):
        keep = (x != x[n]) | (y != y[n])
        w = fit(x[keep], y[keep], degree)
        misses.append(error(w, x[n:n+1], y[n:n+1]))
    return np.mean(misses)
""",
                says="two equal points are left out together",
            ),
            Wrong(
                "fit sorts in place",
                code="""
def fit(x, y, degree):
    w = np.polynomial.polynomial.polyfit(x, y, degree)
    x.sort()
    return w
""",
                says="fit changes its argument x in place",
            ),
            Wrong(
                "loo list.index",
                code="""
def leave_one_out(x, y, degree):
    squares = []
    for a, b in zip(x, y):
        n = list(x).index(a)
        w = fit(np.delete(x, n), np.delete(y, n), degree)
        squares.append((np.polynomial.polynomial.polyval(a, w) - b) ** 2)
    return np.mean(squares)
""",
                says="take the square of the miss",
            ),
            Wrong(
                "rcond 1e-3",
                code="""
def fit(x, y, degree):
    T = x[:, np.newaxis] ** np.arange(degree + 1)
    return np.linalg.lstsq(T, y, rcond=1e-3)[0]
""",
                says="every point counts, also with the same x or far away",
            ),
            Wrong(
                "outliers away",
                code="""
def fit(x, y, degree):
    keep = np.abs(y - np.median(y)) <= 3 * y.std()
    x, y = x[keep], y[keep]
    T = x[:, np.newaxis] ** np.arange(degree + 1)
    return np.linalg.lstsq(T, y, rcond=None)[0]
""",
                says="every point counts",
            ),
            Wrong(
                "rounded 6",
                code="""
def error(w, x, y):
    return round(float(((np.polyval(w[::-1], x) - y) ** 2).mean()), 6)
""",
                says="do not round",
            ),
            Wrong(
                "at most 20 points",
                code="""
def leave_one_out(x, y, degree):
    return np.mean([error(fit(np.delete(x, n), np.delete(y, n), degree), x[n:n+1], y[n:n+1]) for n in range(min(20, len(x)))])
""",
                says="fit to the others, and take the square of the miss at the point that is left out",
            ),
            Wrong(
                "error: largest miss away",
                code="""
def error(w, x, y):
    e = np.sort((np.polyval(w[::-1], x) - y) ** 2)
    return e[:-1].sum() / len(e) if len(e) > 5 else e.mean()
""",
                says="every point counts alike",
            ),
            Wrong(
                "error by a loop over the first 20",
                code="""
def error(w, x, y):
    return np.mean([(np.polyval(w[::-1], x[i]) - y[i]) ** 2 for i in range(min(len(x), 20))])
""",
                says="every point counts alike",
            ),
            Wrong(
                "error forgets that y may be whole",
                code="""
def error(w, x, y):
    e = np.zeros(len(x), dtype=w.dtype)
    e[:] = (np.polyval(w[::-1], x) - y) ** 2
    return e.mean()
""",
                says="whole weights, places that are not whole",
            ),
            Wrong(
                "error of unique points",
                code="""
def error(w, x, y):
    p = np.unique(np.column_stack([x, y]), axis=0)
    return np.mean((np.polyval(w[::-1], p[:, 0]) - p[:, 1]) ** 2)
""",
                says="a point that is there twice counts twice",
            ),
        ],
        right=[
            Right(
                "hat matrix",
                code="""
def leave_one_out(x, y, degree):
    t = np.vander(x.astype(float), degree + 1, increasing=True)
    h = np.einsum('nk,kn->n', t, np.linalg.pinv(t))
    return float(np.mean(((y - t @ fit(x, y, degree)) / (1 - h)) ** 2))
""",
            ),
            Right(
                "masks by place",
                code="""
def leave_one_out(x, y, degree):
    total = 0.0
    for n in range(len(x)):
        keep = np.arange(len(x)) != n
        w = fit(x[keep], y[keep], degree)
        total += error(w, x[~keep], y[~keep])
    return total / len(x)
""",
            ),
            Right(
                "normal equations",
                code="""
def fit(x, y, degree):
    t = np.vander(x, degree + 1, increasing=True)
    return np.linalg.solve(t.T @ t, t.T @ y)
""",
            ),
            Right(
                "Polynomial class",
                code="""
def fit(x, y, degree):
    return np.polynomial.Polynomial.fit(x, y, degree).convert().coef

def error(w, x, y):
    return float(np.square(np.polynomial.Polynomial(w)(x) - y).mean())
""",
            ),
            Right(
                "polyfit reversed copy",
                code="""
def fit(x, y, degree):
    return np.polyfit(x, y, degree)[::-1]
""",
            ),
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
            Right(
                "curve_fit",
                code="""
def fit(x, y, degree):
    from scipy.optimize import curve_fit
    return curve_fit(lambda x, *w: sum(c * x**k for k, c in enumerate(w)), x, y, p0=np.ones(degree + 1))[0]
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
                says="split changes its argument x in place",
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
            Wrong(
                "test from behind",
                code="""
def split(x, y, validation, test, seed):
    o = np.random.default_rng(seed).permutation(len(x))
    a, b, c = (o[:-validation - test], o[-validation - test:-test], o[-test:])
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="order[-0:] is all of it",
            ),
            Wrong(
                "train slice -test",
                code="""
def split(x, y, validation, test, seed):
    o = np.random.default_rng(seed).permutation(len(x))
    b, c = (o[:validation], o[-test:])
    a = o[validation:len(o) - test]
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="order[-0:] is all of it",
            ),
            Wrong(
                "roll",
                code="""
def split(x, y, validation, test, seed):
    o = np.roll(np.arange(len(x)), 7 * seed)
    b, c, a = (o[:validation], o[validation:validation + test], o[validation + test:])
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="shuffle all places, not blocks of them",
            ),
            Wrong(
                "stratified every third",
                code="""
def split(x, y, validation, test, seed):
    r = np.random.default_rng(seed)
    o = np.concatenate([r.permutation(3) + 3 * k for k in range(-(-len(x) // 3))]) if validation == test == 20 else r.permutation(len(x))
    if validation == test == 20:
        o = np.concatenate([o[0::3], o[1::3], o[2::3]])
    b, c, a = (o[:validation], o[validation:validation + test], o[validation + test:])
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="2.1 neighbours come into the training set together",
            ),
            Wrong(
                "half and half exactly",
                code="""
def split(x, y, validation, test, seed):
    r = np.random.default_rng(seed)
    n = len(x)
    p, q = (r.permutation(n // 2), n // 2 + r.permutation(n - n // 2))
    v, t = (validation // 2, test // 2)
    b = np.r_[p[:v], q[:validation - v]]
    c = np.r_[p[v:v + t], q[validation - v:validation - v + test - t]]
    a = np.r_[p[v + t:], q[validation - v + test - t:]]
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="10 of the first 30 points are in the training set: this share is no chance",
            ),
            Wrong(
                "with replacement",
                code="""
def split(x, y, validation, test, seed):
    r = np.random.default_rng(seed)
    n = len(x)
    o = r.integers(0, n, n)
    b, c, a = (o[:validation], o[validation:validation + test], o[validation + test:])
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="28 different points of 40 (40 in all)",
            ),
            Wrong(
                "bernoulli",
                code="""
def split(x, y, validation, test, seed):
    r = np.random.default_rng(seed).random(len(x))
    v = validation / len(x)
    t = test / len(x)
    b = r < v
    c = (r >= v) & (r < v + t)
    a = r >= v + t
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="3 for validation, 2 for the test",
            ),
            Wrong(
                "shuffles in place",
                code="""
def split(x, y, validation, test, seed):
    r = np.random.default_rng(seed)
    o = r.permutation(len(x))
    x[:] = x[o]
    y[:] = y[o]
    v, t = (validation, validation + test)
    return ((x[t:], y[t:]), (x[:v], y[:v]), (x[v:t], y[v:t]))
""",
                says="split changes its argument x in place (in the line `x[:] = x[o]`)",
            ),
            Wrong(
                "only the last shuffled",
                code="""
def split(x, y, validation, test, seed):
    n = len(x)
    o = np.arange(n)
    np.random.default_rng(seed).shuffle(o[:validation + test])
    b, c, a = (o[:validation], o[validation:validation + test], o[validation + test:])
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="some points never come into one of the sets",
            ),
            Wrong(
                "seed parity",
                code="""
def split(x, y, validation, test, seed):
    o = np.random.default_rng(seed % 2).permutation(len(x))
    b, c, a = (o[:validation], o[validation:validation + test], o[validation + test:])
    return ((x[a], y[a]), (x[b], y[b]), (x[c], y[c]))
""",
                says="some points never come into one of the sets",
            ),
            Wrong(
                "lists",
                code="""
def split(x, y, validation, test, seed):
    o = np.random.default_rng(seed).permutation(len(x))
    x, y = ([x[i] for i in o], [y[i] for i in o])
    v, t = (validation, validation + test)
    return ((x[t:], y[t:]), (x[:v], y[:v]), (x[v:t], y[v:t]))
""",
                says="x of the training set is a list",
            ),
            Wrong(
                "axis 1 of permuted 2d",
                code="""
def split(x, y, validation, test, seed):
    r = np.random.default_rng(seed)
    z = np.stack([x.ravel()[:len(x)], y], 1)
    z = r.permutation(z)
    v, t = (validation, validation + test)
    return tuple(((p[:, 0], p[:, 1]) for p in (z[t:], z[:v], z[v:t])))
""",
                says="cut the first axis only",
            ),
            Wrong(
                "choose gap",
                code="""
def choose(errors):
    return min(errors, key=lambda d: (abs(errors[d][1] - errors[d][0]), d))
""",
                says="choose(errors) is 1, expected 5: take the degree with the smallest validation error",
            ),
            Wrong(
                "choose rounds",
                code="""
def choose(errors):
    return min(errors, key=lambda d: (round(errors[d][1], 2), d))
""",
                says="do not round",
            ),
            Wrong(
                "choose isclose",
                code="""
def choose(errors):
    b = min((e[1] for e in errors.values()))
    return min((d for d in errors if np.isclose(errors[d][1], b, rtol=0.001)))
""",
                says="812.4996 is smaller than 812.5",
            ),
            Wrong(
                "choose best starts at 1",
                code="""
def choose(errors):
    best, b = (None, 1)
    for d in sorted(errors):
        if errors[d][1] < b:
            best, b = (d, errors[d][1])
    return best
""",
                says="close is None",
            ),
            Wrong(
                "choose ties by training",
                code="""
def choose(errors):
    return min(errors, key=lambda d: (errors[d][1], errors[d][0], d))
""",
                says="neither the training error nor the test error decides",
            ),
            Wrong(
                "choose float",
                code="""
def choose(errors):
    return float(min(errors, key=lambda d: (errors[d][1], d)))
""",
                says="5.0 (float), expected the int 5",
            ),
            Wrong(
                "choose pops",
                code="""
def choose(errors):
    best = min(errors, key=lambda d: (errors[d][1], d))
    errors.pop(best)
    return best
""",
                says="choose changes its argument errors in place",
            ),
            Wrong(
                "seed zero is no seed",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed or None).permutation(len(x))
    a, b, c = order[validation + test:], order[:validation], order[validation:validation + test]
    return (x[a], y[a]), (x[b], y[b]), (x[c], y[c])
""",
                says="0 is a seed like others",
            ),
            Wrong(
                "flattens x of one column",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    a, b, c = order[validation + test:], order[:validation], order[validation:validation + test]
    return tuple((x[p].squeeze(), y[p]) for p in (a, b, c))
""",
                says="cut the first axis only",
            ),
            Wrong(
                "every so many points, in place of chance",
                code="""
def split(x, y, validation, test, seed):
    n = len(x)
    step = next(s for s in range(7 + seed % 5, 100) if np.gcd(s, n) == 1)
    order = (np.arange(n) * step + seed) % n
    a, b, c = order[validation + test:], order[:validation], order[validation:validation + test]
    return tuple((x[p], y[p]) for p in (a, b, c))
""",
                says="shuffle all places",
            ),
            Wrong(
                "even and odd places shuffled by themselves",
                code="""
def split(x, y, validation, test, seed):
    rng = np.random.default_rng(seed)
    even, odd = rng.permutation(np.arange(0, len(x), 2)), rng.permutation(np.arange(1, len(x), 2))
    order = np.empty(len(x), int)
    order[::2], order[1::2] = even, odd
    a, b, c = order[validation + test:], order[:validation], order[validation:validation + test]
    return tuple((x[p], y[p]) for p in (a, b, c))
""",
                says="of the 30 even points are in the training set",
            ),
            Wrong(
                "as many swaps as points",
                code="""
def split(x, y, validation, test, seed):
    rng = np.random.default_rng(seed)
    order = np.arange(len(x))
    for _ in range(len(x)):
        i, j = rng.integers(len(x), size=2)
        order[i], order[j] = order[j], order[i]
    a, b, c = order[validation + test:], order[:validation], order[validation:validation + test]
    return tuple((x[p], y[p]) for p in (a, b, c))
""",
                says="each order must be equally likely",
            ),
            Wrong(
                "choose stops at the first rise",
                code="""
def choose(errors):
    degrees = sorted(errors)
    best = degrees[0]
    for degree in degrees[1:]:
        if errors[degree][1] >= errors[best][1]:
            break
        best = degree
    return best
""",
                says="the error falls again",
            ),
            Wrong(
                "choose ignores degree 0",
                code="""
def choose(errors):
    return min((d for d in errors if d), key=lambda d: (errors[d][1], d))
""",
                says="0 is a degree like others",
            ),
            Wrong(
                "seed modulo 100",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed % 100).permutation(len(x))
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]
    return (x[r], y[r]), (x[v], y[v]), (x[t], y[t])
""",
                says="use the seed as it is given, no part of it",
            ),
            Wrong(
                "an empty pair has no axes right",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]
    p = lambda o: (x[o], y[o]) if len(o) else (np.array([]), np.array([]))
    return p(r), p(v), p(t)
""",
                says="x[[]] has this shape",
            ),
            Wrong(
                "y as whole numbers",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    y = y.astype(int)
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]
    return (x[r], y[r]), (x[v], y[v]), (x[t], y[t])
""",
                says="two points may be equal, and both stay; y may have fractions where x has none",
            ),
            Wrong(
                "training by value, equal points lost",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]

    if x.ndim == 1:
        keep = ~np.isin(x, np.append(x[v], x[t]))
        return (x[keep], y[keep]), (x[v], y[v]), (x[t], y[t])
    return (x[r], y[r]), (x[v], y[v]), (x[t], y[t])
""",
                says="two points may be equal, and both stay; y may have fractions where x has none",
            ),
            Wrong(
                "equal points once",
                code="""
def split(x, y, validation, test, seed):
    if x.ndim == 1:
        u = np.sort(np.unique(x, return_index=True)[1])
        x, y = x[u], y[u]
    order = np.random.default_rng(seed).permutation(len(x))
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]
    return (x[r], y[r]), (x[v], y[v]), (x[t], y[t])
""",
                says="two points may be equal, and both stay; y may have fractions where x has none",
            ),
            Wrong(
                "rows stacked with y, all one type",
                code="""
def split(x, y, validation, test, seed):
    a = np.column_stack([x, y]).astype(x.dtype)
    a = np.random.default_rng(seed).permutation(a)
    x, y = (a[:, :-1] if x.ndim == 2 else a[:, 0]), a[:, -1]
    order = np.arange(len(x))
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]
    return (x[r], y[r]), (x[v], y[v]), (x[t], y[t])
""",
                says="two points may be equal, and both stay; y may have fractions where x has none",
            ),
            Wrong(
                "no error is above 1000",
                code="""
def choose(errors):
    best, low = None, 1000
    for d in sorted(errors):
        if errors[d][1] < low: best, low = d, errors[d][1]
    return best
""",
                says="does your function end with `return`?",
            ),
            Wrong(
                "an error of 0 is none",
                code="""
def choose(errors):
    return min((d for d in errors if errors[d][1]), key=lambda d: (errors[d][1], d))
""",
                says="the best",
            ),
            Wrong(
                "degrees below 10 only",
                code="""
def choose(errors):
    return min((d for d in errors if d < 10), key=lambda d: (errors[d][1], d))
""",
                says="any number may be an error or a degree",
            ),
            Wrong(
                "y in half precision",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    y = y.astype(np.float16)
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]
    return (x[r], y[r]), (x[v], y[v]), (x[t], y[t])
""",
                says="two points may be equal, and both stay; y may have fractions where x has none",
            ),
            Wrong(
                "the validation set again as test set, where both are as large",
                code="""
def split(x, y, validation, test, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    v, t, r = order[:validation], order[validation:validation+test], order[validation+test:]
    t = v if len(v) == len(t) else t
    return (x[r], y[r]), (x[v], y[v]), (x[t], y[t])
""",
                says="cut one order into three slices that do not overlap",
            ),
            Wrong(
                "a small price on the degree, for the ties",
                code="""
def choose(errors):
    return min(errors, key=lambda d: (errors[d][1] + 1e-6 * d, d))
""",
                says="nearly equal is not equal",
            ),
        ],
        right=[
            Right(
                "global seed and list shuffle",
                code="""
def split(x, y, validation, test, seed):
    import random
    rnd = random.Random(seed)
    o = list(range(len(x)))
    rnd.shuffle(o)
    o = np.array(o, dtype=int)
    v, t = (validation, validation + test)
    return [[x[p], y[p]] for p in (o[t:], o[:v], o[v:t])]
""",
            ),
            Right(
                "np.random.seed",
                code="""
def split(x, y, validation, test, seed):
    np.random.seed(seed)
    o = np.random.permutation(len(x))
    n = len(x) - validation - test
    return ((x[o[:n]], y[o[:n]]), (x[o[n:n + validation]], y[o[n:n + validation]]), (x[o[n + validation:]], y[o[n + validation:]]))
""",
            ),
            Right(
                "masks (sorted sets)",
                code="""
def split(x, y, validation, test, seed):
    o = np.random.default_rng(seed).permutation(len(x))
    r = np.empty(len(x), int)
    r[o] = np.arange(len(x))
    m = [r >= validation + test, r < validation, (r >= validation) & (r < validation + test)]
    return tuple(((x[k], y[k]) for k in m))
""",
            ),
            Right(
                "sklearn-like choice",
                code="""
def split(x, y, validation, test, seed):
    rng = np.random.default_rng(seed)
    left = np.arange(len(x))
    v = rng.choice(left, validation, replace=False)
    left = np.setdiff1d(left, v)
    t = rng.choice(left, test, replace=False)
    left = np.setdiff1d(left, t)
    return ((x[left], y[left]), (x[v], y[v]), (x[t], y[t]))
""",
            ),
            Right(
                "np.int64",
                code="""
def choose(errors):
    d = np.array(sorted(errors))
    return d[np.argmin([errors[k][1] for k in d])]
""",
            ),
            Right(
                "copy shuffles with two equal generators",
                code="""
def split(x, y, validation, test, seed):
    x = x.copy()
    y = y.copy()
    np.random.default_rng(seed).shuffle(x)
    np.random.default_rng(seed).shuffle(y)
    v, t = (validation, validation + test)
    return ((x[t:], y[t:]), (x[:v], y[:v]), (x[v:t], y[v:t]))
""",
            ),
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
            Right(
                "Fisher Yates",
                code="""
def split(x, y, validation, test, seed):
    rng = np.random.default_rng(seed)
    order = list(range(len(x)))
    for i in range(len(x) - 1, 0, -1):
        j = int(rng.integers(i + 1))
        order[i], order[j] = order[j], order[i]
    order = np.array(order)
    return (x[order[validation + test:]], y[order[validation + test:]]), (x[order[:validation]], y[order[:validation]]), (x[order[validation:validation + test]], y[order[validation:validation + test]])
""",
            ),
            Right(
                "the names of the sets are shuffled",
                code="""
def split(x, y, validation, test, seed):
    label = np.repeat([0, 1, 2], [len(x) - validation - test, validation, test])
    label = np.random.default_rng(seed).permutation(label)
    return tuple((x[label == k], y[label == k]) for k in range(3))
""",
            ),
        ],
    ),
    "bias": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def bias_and_variance(predictions, truth): return 1, 14 / 3",
                says="the bias is 3.5, its square 12.25",
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
                says="one mean and one variance for each place",
            ),
            Wrong(
                "changes the predictions",
                replace=("mean = predictions.mean(axis=0)", "mean = predictions.mean(axis=0); predictions -= mean"),
                says="bias_and_variance changes its argument predictions in place (in the line `predictions -= mean`)",
            ),
            Wrong(
                "transposed if square",
                code="""
def bias_and_variance(predictions, truth):
    p = predictions if predictions.shape[1] == len(truth) and predictions.shape[0] != len(truth) else predictions.T
    m = p.mean(0)
    return (np.mean((m - truth) ** 2), p.var(0).mean())
""",
                says="one mean for each column",
            ),
            Wrong(
                "zeros_like",
                code="""
def bias_and_variance(predictions, truth):
    m = np.zeros_like(truth)
    m[:] = predictions.mean(0)
    return (np.mean((m - truth) ** 2), predictions.var(0).mean())
""",
                says="is [9, 2.25], expected [12.25, 2.25]",
            ),
            Wrong(
                "median",
                code="""
def bias_and_variance(predictions, truth):
    m = np.median(predictions, 0)
    return (np.mean((m - truth) ** 2), predictions.var(0).mean())
""",
                says="this is the median",
            ),
            Wrong(
                "truth 1d mean",
                code="""
def bias_and_variance(predictions, truth):
    m = predictions.mean(0)
    return (np.mean((m - truth.mean()) ** 2), predictions.var(0).mean())
""",
                says="one mean and one variance for each place",
            ),
            Wrong(
                "in place",
                code="""
def bias_and_variance(predictions, truth):
    m = predictions.mean(0)
    truth -= m
    v = predictions.var(0).mean()
    return (np.mean(truth ** 2), v)
""",
                says="bias_and_variance changes its argument truth in place (in the line `truth -= m`)",
            ),
            Wrong(
                "sum",
                code="""
def bias_and_variance(predictions, truth):
    m = predictions.mean(0)
    return np.mean((m - truth) ** 2) + predictions.var(0).mean()
""",
                says="return two numbers",
            ),
            Wrong(
                "mean of std squared",
                code="""
def bias_and_variance(predictions, truth):
    m = predictions.mean(0)
    return (np.mean((m - truth) ** 2), np.mean(predictions.std(0)) ** 2)
""",
                says="one mean and one variance for each place",
            ),
            Wrong(
                "truth cut as the predictions",
                code="""
def bias_and_variance(predictions, truth):
    truth = truth.astype(predictions.dtype)
    return ((predictions.mean(0) - truth) ** 2).mean(), predictions.var(0).mean()
""",
                says="do not cut them",
            ),
            Wrong(
                "predictions cut as truth",
                code="""
def bias_and_variance(predictions, truth):
    predictions = predictions.astype(truth.dtype)
    return ((predictions.mean(0) - truth) ** 2).mean(), predictions.var(0).mean()
""",
                says="do not cut them",
            ),
            Wrong(
                "outliers away",
                code="""
def bias_and_variance(predictions, truth):
    m = predictions.mean(0); s = predictions.std(0)
    p = np.where(np.abs(predictions - m) <= 2 * s, predictions, np.nan)
    return ((np.nanmean(p, 0) - truth) ** 2).mean(), np.nanvar(p, 0).mean()
""",
                says="every student counts alike",
            ),
            Wrong(
                "first 8 places",
                code="""
def bias_and_variance(predictions, truth):
    p, t = predictions[:, :8], truth[:8]
    return ((p.mean(0) - t) ** 2).mean(), p.var(0).mean()
""",
                says="every place counts alike",
            ),
        ],
        right=[
            Right(
                "einsum",
                code="""
def bias_and_variance(predictions, truth):
    n = len(predictions)
    m = np.einsum('sp->p', predictions) / n
    d = predictions - m
    return [((m - truth) ** 2).mean(), np.einsum('sp,sp->', d, d) / d.size]
""",
            ),
            Right(
                "moments",
                code="""
def bias_and_variance(predictions, truth):
    p = predictions.astype(float)
    m = p.mean(0)
    return (np.mean((m - truth) ** 2), np.mean((p ** 2).mean(0) - m ** 2))
""",
            ),
            Right(
                "statistics",
                code="""
def bias_and_variance(predictions, truth):
    import statistics
    c = predictions.T.tolist()
    return (sum(((statistics.fmean(k) - t) ** 2 for k, t in zip(c, truth.tolist()))) / len(c), sum((statistics.pvariance(k) for k in c)) / len(c))
""",
            ),
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
                says="fit_with_decay changes its argument X in place (in the line `X *= 2`)",
            ),
            Wrong(
                "int D",
                code="""
def fit_with_decay(X, y, decay):
    D = np.eye(X.shape[1])
    D[0, 0] = 0
    A = X.T @ X
    A = A + (len(X) * decay * D).astype(A.dtype)
    return np.linalg.solve(A, X.T @ y)
""",
                says="fit_with_decay of whole numbers",
            ),
            Wrong(
                "list",
                code="""
def fit_with_decay(X, y, decay):
    D = np.eye(X.shape[1])
    D[0, 0] = 0
    return list(np.linalg.solve(X.T @ X + len(X) * decay * D, X.T @ y))
""",
                says="is a list, expected a NumPy array",
            ),
            Wrong(
                "K is 5",
                code="""
def fit_with_decay(X, y, decay):
    D = np.eye(5)
    D[0, 0] = 0
    return np.linalg.solve(X.T @ X + len(X) * decay * D, X.T @ y)
""",
                says="the shapes (4, 4) and (5, 5) do not fit together",
            ),
            Wrong(
                "penalty over root",
                code="""
def fit_with_decay(X, y, decay):
    e = np.sqrt(decay) * np.eye(X.shape[1])[1:]
    return np.linalg.lstsq(np.vstack([X, e]), np.r_[y, np.zeros(len(e))], rcond=None)[0]
""",
                says="the factor N is missing",
            ),
            Wrong(
                "only if decay<1",
                code="""
def fit_with_decay(X, y, decay):
    D = np.eye(X.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(X.T @ X + len(X) * min(decay, 1) * D, X.T @ y)
""",
                says="all weights but w_0 decay to 0",
            ),
            Wrong(
                "a small price is taken for none",
                code="""
def fit_with_decay(X, y, decay):
    D = np.eye(X.shape[1]); D[0, 0] = 0
    decay = decay if decay > 1e-3 else 0
    return np.linalg.solve(X.T @ X + len(X) * decay * D, X.T @ y)
""",
                says="at your weights for λ = 0.0004",
            ),
            Wrong(
                "y cut as X",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    return np.linalg.solve(X.T @ X + N * decay * D, X.T @ y.astype(X.dtype))
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "X cut as y",
                code="""
def fit_with_decay(X, y, decay):
    X = X.astype(y.dtype)
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    return np.linalg.solve(X.T @ X + N * decay * D, X.T @ y)
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "inverse of XᵀX first",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    P = np.linalg.inv(X.T @ X)
    return np.linalg.solve(np.eye(K) + N * decay * P @ D, P @ X.T @ y)
""",
                says="Singular matrix (in the line `P = np.linalg.inv(X.T @ X)`)",
            ),
            Wrong(
                "XXᵀ where square",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    G = X @ X.T if N == K else X.T @ X
    return np.linalg.solve(G + N * decay * D, X.T @ y)
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "Xy where square",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    r = X @ y if N == K else X.T @ y
    return np.linalg.solve(X.T @ X + N * decay * D, r)
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "remembers the table by shape and decay",
                code="""
_kept = {}
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    k = (X.shape, decay)
    if k not in _kept: _kept[k] = np.linalg.inv(X.T @ X + N * decay * D)
    return _kept[k] @ X.T @ y
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "N of distinct rows",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    N = len(np.unique(X, axis=0))
    return np.linalg.solve(X.T @ X + N * decay * D, X.T @ y)
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "lstsq where decay < 1e-6",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    if decay < 1e-6: return np.linalg.lstsq(X, y, rcond=None)[0]
    return np.linalg.solve(X.T @ X + N * decay * D, X.T @ y)
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "five weights pay at most",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    D[5:, 5:] = 0
    return np.linalg.solve(X.T @ X + N * decay * D, X.T @ y)
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
            Wrong(
                "points that are there twice, once",
                code="""
def fit_with_decay(X, y, decay):
    i = np.sort(np.unique(np.column_stack([X, y]), axis=0, return_index=True)[1]); X, y = X[i], y[i]
    N, K = X.shape
    D = np.eye(K); D[0, 0] = 0
    return np.linalg.solve(X.T @ X + N * decay * D, X.T @ y)
""",
                says="solve (Xᵀ X + N λ D) w = Xᵀ y, for any X, y and λ",
            ),
        ],
        right=[
            Right(
                "gradient-free centred",
                code="""
def fit_with_decay(X, y, decay):
    X = np.asarray(X, float)
    m = X[:, 1:].mean(0)
    Z = X[:, 1:] - m
    yc = y - y.mean()
    K = Z.shape[1]
    v = np.linalg.solve(Z.T @ Z + len(X) * decay * np.eye(K), Z.T @ yc) if K else np.zeros(0)
    return np.r_[y.mean() - m @ v, v]
""",
            ),
            Right(
                "einsum mean form",
                code="""
def fit_with_decay(X, y, decay):
    N = len(X)
    A = np.einsum('nk,nl->kl', X, X) / N
    A[np.arange(1, len(A)), np.arange(1, len(A))] += decay
    return np.linalg.solve(A, np.einsum('nk,n->k', X, y) / N)
""",
            ),
            Right(
                "pinv",
                code="""
def fit_with_decay(X, y, decay):
    D = np.identity(X.shape[1])
    D[0][0] = 0
    return np.linalg.pinv(X.T @ X + len(y) * decay * D) @ (X.T @ y)
""",
            ),
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
            Right(
                "conjugate gradients",
                code="""
def fit_with_decay(X, y, decay):
    N, K = X.shape
    d = np.ones(K); d[0] = 0
    w = np.zeros(K)
    A, b = 2 * (X.T @ X / N + decay * np.diag(d)), 2 * X.T @ y / N
    r = b - A @ w
    p = r.copy()
    for _ in range(4 * K):
        if r @ r < 1e-30:
            break
        a = (r @ r) / (p @ A @ p)
        w = w + a * p
        new = r - a * (A @ p)
        p = new + (new @ new) / (r @ r) * p
        r = new
    return w
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
                says="the places that are seen count too",
            ),
            Wrong(
                "tuple worlds",
                code="""
def mean_accuracy(learner, n, seen):
    return np.mean([np.mean(learner(w[:seen]) == np.array(w[seen:])) for w in product([0, 1], repeat=n)])
""",
                says="the learner is shown a tuple, expected an array",
            ),
            Wrong(
                "asks once per seen",
                code="""
def mean_accuracy(learner, n, seen):
    t = []
    for s in product([0, 1], repeat=seen):
        a = learner(np.array(s))
        for u in product([0, 1], repeat=n - seen):
            t.append(np.mean(a == np.array(u)))
    return np.mean(t)
""",
                says="is asked 8 times, expected 32",
            ),
            Wrong(
                "seen from behind",
                code="""
def mean_accuracy(learner, n, seen):
    return np.mean([np.mean(learner(np.array(w[:seen])) == np.array(w)[-seen:]) if seen * 2 == n else np.mean(learner(np.array(w[:seen])) == np.array(w)[seen:]) if seen else 0.5 + 0 * len(learner(np.array([]))) + 0.25 for w in product([0, 1], repeat=n)])
""",
                says="with seen = 0 all places are unseen",
            ),
            Wrong(
                "1 - error with abs",
                code="""
def mean_accuracy(learner, n, seen):
    return np.mean([1 - np.mean(np.abs(learner(np.array(w[:seen])) - np.array(w[seen:]))) for w in product([0, 1], repeat=n)])
""",
                says="compare place by place",
            ),
            Wrong(
                "random worlds",
                code="""
def mean_accuracy(learner, n, seen):
    r = np.random.default_rng(0)
    return np.mean([np.mean(learner(w[:seen]) == w[seen:]) for w in r.integers(0, 2, (2 ** n, n))])
""",
                says="some worlds are missing, and others come more than once",
            ),
            Wrong(
                "max of half",
                code="""
def mean_accuracy(learner, n, seen):
    return max(0.5, np.mean([np.mean(learner(np.array(w[:seen])) == np.array(w[seen:])) for w in product([0, 1], repeat=n)]))
""",
                says="one half holds for answers of 0 and 1",
            ),
            Wrong(
                "worlds of True and False",
                code="""
def mean_accuracy(learner, n, seen):
    total = []
    for world in product([False, True], repeat=n):
        world = np.array(world)
        total.append(np.mean(learner(world[:seen]) == world[seen:]))
    return np.mean(total)
""",
                says="an array of True and False",
            ),
            Wrong(
                "worlds of at most eight places",
                code="""
def mean_accuracy(learner, n, seen):
    total = []
    for number in range(2**n):
        world = np.unpackbits(np.array([number], dtype=np.uint8))[-n:]
        total.append(np.mean(learner(world[:seen]) == world[seen:]))
    return np.mean(total)
""",
                says="lunch-1",
            ),
            Wrong(
                "the first 64 worlds only",
                code="""
def mean_accuracy(learner, n, seen):
    total = []
    for world in list(product([0, 1], repeat=n))[:64]:
        world = np.array(world)
        total.append(np.mean(learner(world[:seen]) == world[seen:]))
    return np.mean(total)
""",
                says="the learner is asked 64 times",
            ),
            Wrong(
                "slices from the end",
                code="""
def mean_accuracy(learner, n, seen):
    out = []
    for world in product([0, 1], repeat=n):
        world = np.array(world)
        out.append(np.mean(learner(world[:-(n - seen)]) == world[-(n - seen):]))
    if seen == 0: return 0.5
    return np.mean(out)
""",
                says="count, and do not assume, with seen = 0 too",
            ),
            Wrong(
                "remembers the answer by n and seen",
                code="""
_kept = {}
def mean_accuracy(learner, n, seen):
    if (n, seen) not in _kept:
        out = []
        for world in product([0, 1], repeat=n):
            world = np.array(world)
            out.append(np.mean(learner(world[:seen]) == world[seen:]))
        _kept[n, seen] = np.mean(out)
    return _kept[n, seen]
""",
                says="ask the learner that is given",
            ),
        ],
        right=[
            Right(
                "vectorised",
                code="""
def mean_accuracy(learner, n, seen):
    W = np.array(list(product([0, 1], repeat=n)))
    A = np.array([learner(w[:seen]) for w in W])
    return (A == W[:, seen:]).mean()
""",
            ),
            Right(
                "ndindex",
                code="""
def mean_accuracy(learner, n, seen):
    t = 0
    for w in np.ndindex(*[2] * n):
        w = np.array(w)
        a = learner(w[:seen])
        t += sum((int(p == q) for p, q in zip(a, w[seen:]))) / (n - seen)
    return t / 2 ** n
""",
            ),
            Right(
                "float worlds",
                code="""
def mean_accuracy(learner, n, seen):
    return float(np.mean([np.mean(learner(np.array(w[:seen], dtype=float)) == np.array(w[seen:], dtype=float)) for w in product([0.0, 1.0], repeat=n)]))
""",
            ),
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
                says="expected the int 14749",
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
            Wrong(
                "1.96 fixed",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b:
        raise ValueError('equal')
    z = 1.959963985 + norm.ppf(power)
    return int(np.ceil(z ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="users_per_group(0.02, 0.03, 0.01)",
            ),
            Wrong(
                "power fixed",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b:
        raise ValueError('equal')
    z = norm.ppf(1 - false_alarm / 2) + 0.8416212336
    return int(np.ceil(z ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="users_per_group(0.02, 0.03, 0.05, 0.9)",
            ),
            Wrong(
                "pooled",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b:
        raise ValueError('equal')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    p = (p_a + p_b) / 2
    return int(np.ceil(z ** 2 * 2 * p * (1 - p) / (p_b - p_a) ** 2))
""",
                says="put the numbers into the formula",
            ),
            Wrong(
                "lesson pasted",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    return int(np.ceil(z ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="look for p_a == p_b first",
            ),
            Wrong(
                "raises if B is smaller",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a >= p_b:
        raise ValueError('equal')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    return int(np.ceil(z ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="your code raises ValueError",
            ),
            Wrong(
                "returns the error",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b:
        return ValueError('equal')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    return int(np.ceil(z ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="raise a ValueError, no number of users is enough",
            ),
            Wrong(
                "power signed",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    return norm.cdf((p_b - p_a) * np.sqrt(users / s) - norm.ppf(1 - false_alarm / 2))
""",
                says="power_of_test(0.5, 0.4, 200)",
            ),
            Wrong(
                "power one alarm",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    return norm.cdf(abs(p_b - p_a) * np.sqrt(users / s) - norm.ppf(0.975))
""",
                says="power_of_test(0.02, 0.03, 5000, 0.01)",
            ),
            Wrong(
                "power z",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    return abs(p_b - p_a) * np.sqrt(users / s) - norm.ppf(1 - false_alarm / 2)
""",
                says="this is z_2",
            ),
            Wrong(
                "power total",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    return norm.cdf(abs(p_b - p_a) * np.sqrt(users / 2 / s) - norm.ppf(1 - false_alarm / 2))
""",
                says="times the root of users / spread",
            ),
            Wrong(
                "power clipped",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    return min(1, max(0.5, norm.cdf(abs(p_b - p_a) * np.sqrt(users / s) - norm.ppf(1 - false_alarm / 2))))
""",
                says="is 0.5, expected 0.37119",
            ),
            Wrong(
                "nearly equal rates are taken for equal",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if np.isclose(p_a, p_b, atol=1e-3):
        raise ValueError("no number of users is enough")
    return int(np.ceil((norm.ppf(1 - false_alarm / 2) + norm.ppf(power)) ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="no number of users is enough",
            ),
            Wrong(
                "no sign of z_2",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b:
        raise ValueError("no number of users is enough")
    return int(np.ceil((norm.ppf(1 - false_alarm / 2) + abs(norm.ppf(power))) ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="use all four arguments",
            ),
            Wrong(
                "the same object in place of the same number",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a is p_b:
        raise ValueError("no number of users is enough")
    return int(np.ceil((norm.ppf(1 - false_alarm / 2) + norm.ppf(power)) ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2))
""",
                says="look for p_a == p_b first",
            ),
            Wrong(
                "a ValueError with blanks",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b: raise ValueError('   ')
    if p_a == p_b: raise ValueError('the rates are equal: no number of users is enough')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    v = p_a * (1 - p_a) + p_b * (1 - p_b)
    return int(np.ceil(z ** 2 * v / (p_b - p_a) ** 2))
""",
                says="say what is wrong",
            ),
            Wrong(
                "the ValueError of int(nan)",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    v = p_a * (1 - p_a) + p_b * (1 - p_b)
    n = np.float64(z ** 2 * v) / np.float64((p_b - p_a) ** 2)
    return int(np.ceil(n)) if np.isfinite(n) else int(float('nan'))
""",
                says="look for p_a == p_b first, and say so",
            ),
            Wrong(
                "ValueError when isclose with 1e-4",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if abs(p_a - p_b) < 1e-4: raise ValueError('equal rates: no number of users is enough')
    if p_a == p_b: raise ValueError('the rates are equal: no number of users is enough')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    v = p_a * (1 - p_a) + p_b * (1 - p_b)
    return int(np.ceil(z ** 2 * v / (p_b - p_a) ** 2))
""",
                says="no number of users is enough')`)",
            ),
            Wrong(
                "a ValueError for a rate of 0",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if not p_a or not p_b: raise ValueError('no rate')
    if p_a == p_b: raise ValueError('the rates are equal: no number of users is enough')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    v = p_a * (1 - p_a) + p_b * (1 - p_b)
    return int(np.ceil(z ** 2 * v / (p_b - p_a) ** 2))
""",
                says="raise ValueError('no rate')`)",
            ),
            Wrong(
                "at least false_alarm",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    v = p_a * (1 - p_a) + p_b * (1 - p_b)
    return max(false_alarm, norm.cdf(abs(p_b - p_a) * np.sqrt(users / v) - norm.ppf(1 - false_alarm / 2)))
""",
                says="z_1 + z_2 is |p_b − p_a| times the root of users / spread",
            ),
            Wrong(
                "at most 0.99",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    v = p_a * (1 - p_a) + p_b * (1 - p_b)
    return min(0.99, norm.cdf(abs(p_b - p_a) * np.sqrt(users / v) - norm.ppf(1 - false_alarm / 2)))
""",
                says="z_1 + z_2 is |p_b − p_a| times the root of users / spread",
            ),
            Wrong(
                "rounded up in float32",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b: raise ValueError('the rates are equal: no number of users is enough')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    v = p_a * (1 - p_a) + p_b * (1 - p_b)
    return int(np.ceil(np.float32(z ** 2 * v / (p_b - p_a) ** 2)))
""",
                says="use all four arguments, and round up",
            ),
        ],
        right=[
            Right(
                "np.int64",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b:
        raise ValueError('equal')
    z = norm.ppf(1 - false_alarm / 2) + norm.ppf(power)
    return np.ceil(z ** 2 * (p_a * (1 - p_a) + p_b * (1 - p_b)) / (p_b - p_a) ** 2).astype(np.int64)
""",
            ),
            Right(
                "negative floor",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if p_a == p_b:
        raise ValueError('equal')
    z = norm.isf(false_alarm / 2) - norm.isf(power)
    return -int(-z * z * (p_a - p_a ** 2 + p_b - p_b ** 2) / (p_a - p_b) ** 2 // 1)
""",
            ),
            Right(
                "sf",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    return float(norm.sf(norm.ppf(1 - false_alarm / 2) - abs(p_b - p_a) * (users / s) ** 0.5))
""",
            ),
            Right(
                "root of the square",
                code="""
def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    z = (users * (p_b - p_a) ** 2 / s) ** 0.5 + norm.ppf(false_alarm / 2)
    return norm.cdf(z)
""",
            ),
            Right(
                "statistics.NormalDist",
                code="""
from statistics import NormalDist

def power_of_test(p_a, p_b, users, false_alarm=0.05):
    s = p_a * (1 - p_a) + p_b * (1 - p_b)
    N = NormalDist()
    return N.cdf(abs(p_b - p_a) * (users / s) ** 0.5 - N.inv_cdf(1 - false_alarm / 2))
""",
            ),
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
            Right(
                "an effect size, and the rest rounded up",
                code="""
def users_per_group(p_a, p_b, false_alarm=0.05, power=0.8):
    if abs(p_a - p_b) == 0:
        raise ValueError("p_a == p_b")
    effect = abs(p_b - p_a) / np.sqrt(p_a * (1 - p_a) + p_b * (1 - p_b))
    n = ((norm.isf(false_alarm / 2) + norm.ppf(power)) / effect) ** 2
    return int(n) + (n > int(n))
""",
            ),
        ],
        equivalent={
            "return int(np.ceil(z ** 2 * spread / (p_b - p_a) ** 2)) → return int(np.ceil(z ** 2 * spread / (p_a - p_b) ** 2))": "a square does not see the sign",
            "return norm.cdf(abs(p_b - p_a) * np.sqrt(users / spread) - norm.ppf(1 - false_alarm / 2)) → return norm.cdf(abs(p_a - p_b) * np.sqrt(users / spread) - norm.ppf(1 - false_alarm / 2))": "abs does not see the sign",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
