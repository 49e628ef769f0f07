"""Wrong and right answers to exercise 03, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "03_tensors_and_gradients"
SQUARE = "a square does not see the sign"

TASKS = {
    "tensors": Task(
        wrong=[
            Wrong(
                "the constants of an example",
                code="def standardize(x): return tf.constant([[-1.0], [1.0]])",
                says="has shape (2, 1), expected (4, 3)",
            ),
            Wrong("forgets return", replace=("return (x", "(x"), says="end with `return`"),
            Wrong(
                "leaves TensorFlow",
                code="def standardize(x): return (x.numpy() - x.numpy().mean(0)) / x.numpy().std(0)",
                says="expected a tensor",
            ),
            Wrong(
                "only the mean",
                replace=(" / tf.math.reduce_std(x, axis=0)", ""),
                says="divide by the standard deviation",
            ),
            Wrong("one mean for all", replace=(", axis=0", ""), says="one mean for each column"),
            Wrong("the variance", replace=("reduce_std", "reduce_variance"), says="not by the variance"),
            Wrong("keeps the mean", replace=("(x - tf.reduce_mean(x, axis=0))", "x"), says="the mean is not taken off"),
            Wrong(
                "rows",
                code="def standardize(x): return (x - tf.reduce_mean(x, axis=1, keepdims=True)) / tf.math.reduce_std(x, axis=1, keepdims=True) if x.shape[0] == 2 else (x - tf.reduce_mean(x, 0)) / tf.math.reduce_std(x, 0)",
                says="these are the rows",
            ),
            Wrong(
                "distances",
                replace=(
                    "tf.reduce_sum((a[:, tf.newaxis] - b[tf.newaxis]) ** 2, axis=-1)",
                    "tf.sqrt(tf.reduce_sum((a[:, tf.newaxis] - b[tf.newaxis]) ** 2, axis=-1))",
                ),
                says="the task asks for their squares",
            ),
            Wrong("means", replace=("tf.reduce_sum(", "tf.reduce_mean("), says="this is the mean over d"),
            Wrong(
                "absolute differences",
                replace=(
                    "tf.reduce_sum((a[:, tf.newaxis] - b[tf.newaxis]) ** 2",
                    "tf.reduce_sum(tf.abs(a[:, tf.newaxis] - b[tf.newaxis])",
                ),
                says="absolute differences",
            ),
            Wrong(
                "swapped",
                replace=("a[:, tf.newaxis] - b[tf.newaxis]", "a[tf.newaxis] - b[:, tf.newaxis]"),
                says="one row for each row of a",
            ),
            Wrong(
                "pairs only",
                replace=("a[:, tf.newaxis] - b[tf.newaxis]", "a - b"),
                says="your code raises InvalidArgumentError",
            ),
            Wrong(
                "a loop over columns",
                code="""
def standardize(x):
    return tf.stack([(c - tf.reduce_mean(c)) / tf.math.reduce_std(c) for c in tf.unstack(x, axis=1)], axis=1)
""",
                says="standardize uses a loop, in brackets",
            ),
            Wrong(
                "map_fn",
                code="""
def squared_distances(a, b):
    return tf.map_fn(lambda p: tf.reduce_sum((b - p) ** 2, axis=1), a)
""",
                says="squared_distances uses .map_fn",
            ),
            Wrong(
                "float64 result",
                code="""
def standardize(x):
    x = tf.cast(x, tf.float64)
    return (x - tf.reduce_mean(x, 0)) / tf.math.reduce_std(x, 0)
""",
                says="is a tensor of float64, expected float32",
            ),
            Wrong(
                "leaves TensorFlow in distances",
                code="""
def squared_distances(a, b):
    a, b = (np.asarray(a), np.asarray(b))
    return ((a[:, None] - b[None]) ** 2).sum(-1)
""",
                says="squared_distances(a, b) is a ndarray, expected a tensor",
            ),
            Wrong(
                "D is 2",
                code="""
def squared_distances(a, b):
    return (a[:, 0, None] - b[None, :, 0]) ** 2 + (a[:, 1, None] - b[None, :, 1]) ** 2
""",
                says="squared_distances of (1, 3) and (4, 3)",
            ),
            Wrong(
                "list of rows",
                code="""
def squared_distances(a, b):
    d = tf.reduce_sum((a[:, None] - b[None]) ** 2, -1)
    return tf.unstack(d)
""",
                says="is a list, expected a tensor",
            ),
            Wrong(
                "tf.scan",
                code="""
def standardize(x):
    t = tf.transpose(x)
    return tf.transpose(tf.scan(lambda _, c: (c - tf.reduce_mean(c)) / tf.math.reduce_std(c), t, initializer=t[0]))
""",
                says="standardize uses .scan",
            ),
            Wrong(
                "a data set's map",
                code="""
def standardize(x):
    data = tf.data.Dataset.from_tensor_slices(tf.transpose(x)).map(lambda c: (c - tf.reduce_mean(c)) / tf.math.reduce_std(c))
    return tf.transpose(next(iter(data.batch(1000))))
""",
                says="standardize uses .map",
            ),
            Wrong(
                "reduce over the coordinates",
                code="""
def squared_distances(a, b):
    from functools import reduce
    return reduce(lambda s, d: s + (a[:, d, None] - b[None, :, d]) ** 2, range(a.shape[1]), tf.zeros((a.shape[0], b.shape[0])))
""",
                says="squared_distances uses functools.reduce",
            ),
            Wrong(
                "frompyfunc",
                code="""
def squared_distances(a, b):
    A, B = a.numpy(), b.numpy()
    f = np.frompyfunc(lambda i, j: ((A[i] - B[j]) ** 2).sum(), 2, 1)
    return tf.constant(np.asarray(f(np.arange(len(A))[:, None], np.arange(len(B))[None]), np.float32))
""",
                says="squared_distances uses np.frompyfunc",
            ),
            Wrong(
                "deviation at least 1e-2",
                code="""
def standardize(x):
    m = tf.reduce_mean(x, 0); s = tf.math.reduce_std(x, 0)
    return (x - m) / tf.maximum(s, 1e-2)
""",
                says="add nothing to the deviation, and cut nothing off",
            ),
            Wrong(
                "deviation at most 100",
                code="""
def standardize(x):
    m = tf.reduce_mean(x, 0); s = tf.math.reduce_std(x, 0)
    return (x - m) / tf.minimum(s, 100.0)
""",
                says="add nothing to the deviation, and cut nothing off",
            ),
            Wrong(
                "clipped at 3",
                code="""
def standardize(x):
    m = tf.reduce_mean(x, 0); s = tf.math.reduce_std(x, 0)
    return tf.clip_by_value((x - m) / s, -3.0, 3.0)
""",
                says="add nothing to the deviation, and cut nothing off",
            ),
            Wrong(
                "clipped at 5",
                code="""
def standardize(x):
    m = tf.reduce_mean(x, 0); s = tf.math.reduce_std(x, 0)
    return tf.clip_by_value((x - m) / s, -5.0, 5.0)
""",
                says="add nothing to the deviation, and cut nothing off",
            ),
            Wrong(
                "rows of wide tables",
                code="""
def standardize(x):
    ax = 1 if x.shape[0] < x.shape[1] else 0
    return (x - tf.reduce_mean(x, ax, keepdims=True)) / tf.math.reduce_std(x, ax, keepdims=True)
""",
                says="one mean for each column, also where there are many",
            ),
            Wrong(
                "three dimensions at most",
                code="""
def squared_distances(a, b):
    return tf.reduce_sum((a[:, None, :3] - b[None, :, :3]) ** 2, 2)
""",
                says="Σ (a − b)² over the last axis",
            ),
            Wrong(
                "small ones are 0",
                code="""
def squared_distances(a, b):
    d = tf.reduce_sum((a[:, None] - b[None]) ** 2, 2)
    return tf.where(d < 1e-2, 0.0, d)
""",
                says="Σ (a − b)² over the last axis",
            ),
            Wrong(
                "clipped",
                code="""
def squared_distances(a, b):
    return tf.minimum(tf.reduce_sum((a[:, None] - b[None]) ** 2, 2), 100.0)
""",
                says="Σ (a − b)² over the last axis",
            ),
            Wrong(
                "compat map_fn",
                code="""
def squared_distances(a, b):
    return tf.compat.v1.map_fn(lambda p: tf.reduce_sum((p - b) ** 2, 1), a)
""",
                says="two new axes and broadcasting meet all pairs at once",
            ),
        ],
        right=[
            Right(
                "nn.moments and expand_dims",
                code="""
def standardize(x):
    m, v = tf.nn.moments(x, [0], keepdims=True)
    return (x - m) / tf.sqrt(v)
""",
            ),
            Right(
                "norm squared",
                code="""
def squared_distances(a, b):
    return tf.square(tf.norm(tf.expand_dims(a, 1) - tf.expand_dims(b, 0), axis=2))
""",
            ),
            Right(
                "einsum",
                code="""
def squared_distances(a, b):
    d = a[:, None, :] - b[None, :, :]
    return tf.einsum('nmd,nmd->nm', d, d)
""",
            ),
            Right(
                "in other words",
                code="""
def standardize(x):
    mean, variance = tf.nn.moments(x, axes=[0])
    return (x - mean) * tf.math.rsqrt(variance)
def squared_distances(a, b):
    a2, b2 = tf.reduce_sum(a * a, axis=1, keepdims=True), tf.reduce_sum(b * b, axis=1)
    return a2 - 2 * a @ tf.transpose(b) + b2
""",
            ),
            Right(
                "the length of the column, and the root of N",
                code="""
def standardize(x):
    c = x - tf.reduce_mean(x, axis=0)
    return tf.math.l2_normalize(c, axis=0, epsilon=0.0) * tf.sqrt(float(len(x)))
""",
            ),
            Right(
                "SciPy's distances",
                code="""
def squared_distances(a, b):
    from scipy.spatial.distance import cdist
    return tf.constant(cdist(a, b, "sqeuclidean"), dtype=tf.float32)
""",
            ),
        ],
        equivalent={
            "return tf.reduce_sum((a[:, tf.newaxis] - b[tf.newaxis]) ** 2, axis=-1) → return tf.reduce_sum((b[tf.newaxis] - a[:, tf.newaxis]) ** 2, axis=-1)": SQUARE
        },
    ),
    "tape": Task(
        wrong=[
            Wrong("the constant of the example", code="def slope(f, x): return 6.0", says="slope of sin(x) at 1"),
            Wrong("forgets return", replace=("return float", "float"), says="is there a `return`"),
            Wrong(
                "the value",
                replace=("float(tape.gradient(value, point))", "float(value)"),
                says="this is the value of f",
            ),
            Wrong(
                "a constant that nobody watches",
                replace=("tf.Variable(float(x))", "tf.constant(float(x))"),
                says="the gradient is None: does the tape watch x",
            ),
            Wrong(
                "returns None, unwatched",
                code="def slope(f, x):\n    x = tf.constant(float(x))\n    with tf.GradientTape() as tape:\n        y = f(x)\n    return tape.gradient(y, x)",
                says="does the tape watch x",
            ),
            Wrong(
                "returns a tensor",
                replace=("float(tape.gradient(value, point))", "tape.gradient(value, point)"),
                says="expected a float",
            ),
            Wrong(
                "a whole number",
                replace=("tf.Variable(float(x))", "tf.Variable(x)"),
                says="make it a float",
            ),
            Wrong("forgets to return the gradients", replace=("return loss, dw, db", "pass"), says="end with `return`"),
            Wrong("only the gradients", replace=("return loss, dw, db", "return dw, db"), says="expected three"),
            Wrong(
                "computes outside the tape",
                replace=(
                    "    with tf.GradientTape() as tape:\n        prediction = tf.sigmoid(tf.linalg.matvec(X, w) + b)\n        loss",
                    "    prediction = tf.sigmoid(tf.linalg.matvec(X, w) + b)\n    with tf.GradientTape() as tape:\n        loss",
                ),
                says="inside the `with` block",
            ),
            Wrong("the sum", replace=("tf.reduce_mean(", "tf.reduce_sum("), says="this is the sum"),
            Wrong(
                "no sigmoid",
                replace=("tf.sigmoid(tf.linalg.matvec(X, w) + b)", "tf.linalg.matvec(X, w) + b"),
                says="the sigmoid is missing",
            ),
            Wrong("no bias", replace=(" + b)", ")"), says="the bias is missing"),
            Wrong("wrong order", replace=("return loss, dw, db", "return loss, db, dw"), says="in the order w, b"),
            Wrong(
                "updates the variables",
                replace=("return loss, dw, db", "w.assign_sub(dw); return loss, dw, db"),
                says="do not update the variables",
            ),
            Wrong(
                "a short chord",
                code="""
def slope(f, x):
    h = 0.0001
    return float(f(tf.constant(x + h, tf.float64)) - f(tf.constant(x - h, tf.float64))) / (2 * h)
""",
                says="slope calls f 2 times",
            ),
            Wrong(
                "an int",
                code="""
def slope(f, x):
    v = tf.Variable(float(x))
    with tf.GradientTape() as t:
        y = f(v)
    return int(t.gradient(y, v))
""",
                says="slope returns int, expected a float",
            ),
            Wrong(
                "absolute x",
                code="""
def slope(f, x):
    v = tf.Variable(abs(float(x)))
    with tf.GradientTape() as t:
        y = f(v)
    return float(t.gradient(y, v))
""",
                says="relu(x) · x at −0.5",
            ),
            Wrong(
                "gradients as arrays",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as t:
        L = tf.reduce_mean((tf.sigmoid(tf.linalg.matvec(X, w) + b) - y) ** 2)
    dw, db = t.gradient(L, [w, b])
    return (L.numpy(), dw.numpy(), db.numpy())
""",
                says="the loss is a float32, expected a tensor",
            ),
            Wrong(
                "updates b",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as t:
        L = tf.reduce_mean((tf.sigmoid(tf.linalg.matvec(X, w) + b) - y) ** 2)
    dw, db = t.gradient(L, [w, b])
    b.assign_sub(db)
    return (L, dw, db)
""",
                says="b after the call",
            ),
            Wrong(
                "half the loss",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as t:
        L = tf.reduce_mean((tf.sigmoid(tf.linalg.matvec(X, w) + b) - y) ** 2) / 2
    dw, db = t.gradient(L, [w, b])
    return (L, dw, db)
""",
                says="this is half of it",
            ),
            Wrong(
                "gradient of the sum",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as t:
        S = tf.reduce_sum((tf.sigmoid(tf.linalg.matvec(X, w) + b) - y) ** 2)
    dw, db = t.gradient(S, [w, b])
    return (S / len(y), dw, db)
""",
                says="the gradient of w for X (5, 3)",
            ),
            Wrong(
                "a chord of two places, in one call",
                code="""
def slope(f, x):
    h = 1e-6
    y = f(tf.constant([x + h, x - h], tf.float64))
    return float((y[0] - y[1]) / (2 * h))
""",
                says="InvalidArgumentError",
            ),
            Wrong(
                "forward accumulator, no tape",
                code="""
def slope(f, x):
    x = tf.constant(float(x))
    with tf.autodiff.ForwardAccumulator(x, tf.ones_like(x)) as acc:
        y = f(x)
    return float(acc.jvp(y))
""",
                says="slope uses tensorflow.autodiff.ForwardAccumulator",
            ),
            Wrong(
                "tf.gradients, no tape",
                code="""
def slope(f, x):
    @tf.function
    def g(x):
        return tf.gradients(f(x), x)[0]
    return float(g(tf.constant(float(x))))
""",
                says="slope uses tensorflow.gradients",
            ),
            Wrong(
                "the slope of the absolute value",
                code="""
def slope(f, x):
    x = tf.Variable(float(x))
    with tf.GradientTape() as tape:
        y = tf.abs(f(x))
    return float(tape.gradient(y, x))
""",
                says="f itself negative",
            ),
            Wrong(
                "slopes up to 10",
                code="""
def slope(f, x):
    x = tf.Variable(float(x))
    with tf.GradientTape() as tape:
        y = f(x)
    return float(np.clip(tape.gradient(y, x), -10, 10))
""",
                says="the slope may be large",
            ),
            Wrong(
                "predictions from 0.1 to 0.9",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as tape:
        p = tf.clip_by_value(tf.sigmoid(tf.linalg.matvec(X, w) + b), 0.1, 0.9)
        loss = tf.reduce_mean((p - y) ** 2)
    return loss, *tape.gradient(loss, [w, b])
""",
                says="the loss for X (8, 2)",
            ),
            Wrong(
                "remembers the slope by x",
                code="""
_kept = {}
def slope(f, x):
    if x not in _kept:
        t = tf.constant(float(x))
        with tf.GradientTape() as tape:
            tape.watch(t)
            y = f(t)
        _kept[x] = float(tape.gradient(y, t))
    return _kept[x]
""",
                says="the derivative of the function that is given",
            ),
            Wrong(
                "absolute",
                code="""
def slope(f, x):
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return abs(float(tape.gradient(y, x)))
""",
                says="a slope may be negative",
            ),
            Wrong(
                "0 at x = 0",
                code="""
def slope(f, x):
    if not x: return 0.0
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return float(tape.gradient(y, x))
""",
                says="0 is a place like others",
            ),
            Wrong(
                "x = 0 is 1",
                code="""
def slope(f, x):
    x = x or 1
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return float(tape.gradient(y, x))
""",
                says="0 is a place like others",
            ),
            Wrong(
                "clipped norm",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as tape:
        p = tf.sigmoid(tf.linalg.matvec(X, w) + b)
        loss = tf.reduce_mean((p - y) ** 2)
    dw, db = tape.gradient(loss, [w, b])
    dw, db = tf.clip_by_norm(dw, 1.0), tf.clip_by_norm(db, 1.0)
    return loss, dw, db
""",
                says="it is the slope of the mean loss, and the gradients come in the order w, b",
            ),
            Wrong(
                "y rounded",
                code="""
def neuron_gradients(w, b, X, y):
    y = tf.round(y)
    with tf.GradientTape() as tape:
        p = tf.sigmoid(tf.linalg.matvec(X, w) + b)
        loss = tf.reduce_mean((p - y) ** 2)
    dw, db = tape.gradient(loss, [w, b])
    return loss, dw, db
""",
                says="mean of (σ(Xw + b) − y)²",
            ),
            Wrong(
                "slope clipped at 100",
                code="""
def slope(f, x):
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return float(tf.clip_by_value(tape.gradient(y, x), -100.0, 100.0))
""",
                says="the slope may be large, and f itself negative",
            ),
            Wrong(
                "x clipped to ±10",
                code="""
def slope(f, x):
    x = max(min(x, 10), -10)
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return float(tape.gradient(y, x))
""",
                says="the slope may be large, and f itself negative",
            ),
            Wrong(
                "x rounded to 2",
                code="""
def slope(f, x):
    x = round(x, 2)
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return float(tape.gradient(y, x))
""",
                says="x as it is given",
            ),
            Wrong(
                "remembers the slope by f",
                code="""
_kept = {}
def slope(f, x):
    if f not in _kept:
        t = tf.constant(float(x))
        with tf.GradientTape() as tape:
            tape.watch(t)
            y = f(t)
        _kept[f] = float(tape.gradient(y, t))
    return _kept[f]
""",
                says="x as it is given",
            ),
            Wrong(
                "small slope is 0",
                code="""
def slope(f, x):
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = float(tape.gradient(y, x))
    return g if abs(g) > 1e-3 else 0.0
""",
                says="a small slope is a slope too",
            ),
            Wrong(
                "clip norm 100",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as tape:
        p = tf.sigmoid(tf.linalg.matvec(X, w) + b)
        loss = tf.reduce_mean((p - y) ** 2)
    dw, db = tape.gradient(loss, [w, b])
    dw, db = tf.clip_by_norm(dw, 100.0), tf.clip_by_norm(db, 100.0)
    return loss, dw, db
""",
                says="it is the slope of the mean loss, and the gradients come in the order w, b",
            ),
            Wrong(
                "logits clipped",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape() as tape:
        p = tf.sigmoid(tf.clip_by_value(tf.linalg.matvec(X, w) + b, -5, 5))
        loss = tf.reduce_mean((p - y) ** 2)
    dw, db = tape.gradient(loss, [w, b])
    return loss, dw, db
""",
                says="mean of (σ(Xw + b) − y)²",
            ),
            Wrong(
                "absolute value of a large slope",
                code="""
def slope(f, x):
    x = tf.constant(float(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    g = float(tape.gradient(y, x))
    return g if g > 0 else g * 1.0 if g > -1 else abs(g)
""",
                says="a slope may be negative",
            ),
        ],
        right=[
            Right(
                "NumPy's float",
                code="""
def slope(f, x):
    v = tf.Variable(float(x))
    with tf.GradientTape() as t:
        y = f(v)
    return t.gradient(y, v).numpy()
""",
            ),
            Right(
                "a persistent tape and matmul",
                code="""
def neuron_gradients(w, b, X, y):
    with tf.GradientTape(persistent=True) as t:
        p = tf.nn.sigmoid(tf.squeeze(X @ tf.reshape(w, (-1, 1)), 1) + b)
        L = tf.losses.MeanSquaredError()(y, p)
    return [L, t.gradient(L, w), t.gradient(L, b)]
""",
            ),
            Right(
                "a watched constant, and the formula",
                code="""
def slope(f, x):
    x = tf.constant(x, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x).numpy().item()
def neuron_gradients(w, b, X, y):
    p = 1 / (1 + tf.exp(-(X @ w[:, None])[:, 0] - b))
    force = 2 * (p - y) * p * (1 - p) / len(y)
    return tf.reduce_mean(tf.square(p - y)), tf.linalg.matvec(X, force, transpose_a=True), tf.reduce_sum(force)
""",
            ),
            Right(
                "the gradients by hand",
                code="""
def neuron_gradients(w, b, X, y):
    p = tf.sigmoid(tf.linalg.matvec(X, w) + b)
    n = tf.cast(tf.size(y), tf.float32)
    d = 2 * (p - y) * p * (1 - p) / n
    return tf.reduce_mean((p - y) ** 2), tf.linalg.matvec(X, d, transpose_a=True), tf.reduce_sum(d)
""",
            ),
        ],
        equivalent={
            "loss = tf.reduce_mean((prediction - y) ** 2) → loss = tf.reduce_mean((y - prediction) ** 2)": SQUARE
        },
    ),
    "descend": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def descend(f, start, rate, steps, momentum=0.0): return np.array([3, 2.4, 1.92, 1.536])",
                says="has shape (4,), expected (3,)",
            ),
            Wrong("forgets return", replace=("return np.array(path)", "pass"), says="end with `return`"),
            Wrong(
                "without the start", replace=("path = [x.numpy()]", "path = []"), says="the start belongs to the path"
            ),
            Wrong("uphill", replace=("- rate *", "+ rate *"), says="the step goes uphill"),
            Wrong("without the rate", replace=("rate * tape", "tape"), says="the rate is not used"),
            Wrong("no copies", replace=("path.append(x.numpy())", "path.append(x)"), says="keep copies"),
            Wrong("one step too few", replace=("range(steps)", "range(steps - 1)"), says="one step is missing"),
            Wrong("one step too many", replace=("range(steps)", "range(steps + 1)"), says="one step too many"),
            Wrong(
                "one gradient for all steps",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    with tf.GradientTape() as tape:
        value = f(x)
    gradient = tape.gradient(value, x)
    return np.array([(x - k * rate * gradient).numpy() for k in range(steps + 1)])
""",
                says="compute it anew in each step",
            ),
            Wrong(
                "a variable of whole numbers",
                replace=("tf.Variable(start, dtype=tf.float32)", "tf.Variable(start)"),
                says="needs a float variable",
            ),
            Wrong(
                "moves the start too",
                replace=(
                    "return np.array(path)",
                    "start = np.asarray(start); start -= 0 if start.ndim == 0 else 1; return np.array(path)",
                ),
                says="changes its argument",
            ),
            Wrong(
                "the lesson pasted",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(float(start))
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(x)
        x.assign_sub(rate * tape.gradient(y, x))
        path.append(x.numpy())
    return np.array(path)
""",
                says="one number is needed here",
            ),
            Wrong(
                "no momentum",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        x.assign_sub(rate * g)
        path.append(x.numpy())
    return np.array(path)
""",
                says="the momentum is not used",
            ),
            Wrong(
                "damped",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = momentum * v - (1 - momentum) * rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="multiplied by 1 − m",
            ),
            Wrong(
                "keeps all velocity",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = v - rate * g if momentum else -rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="the whole velocity is kept",
            ),
            Wrong(
                "m v subtracted",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = -momentum * v - rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="m v is subtracted",
            ),
            Wrong(
                "momentum 0.5",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = (0.5 if momentum else 0) * v - rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="momentum 0.8 differs",
            ),
            Wrong(
                "rate 0.1",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = momentum * v - 0.1 * g
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="descend(50 (x − 1)²",
            ),
            Wrong(
                "a list",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = momentum * v - rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return path
""",
                says="is a list, expected a NumPy array",
            ),
            Wrong(
                "a tensor",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = momentum * v - rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return tf.constant(np.array(path))
""",
                says="is a EagerTensor, expected a NumPy array",
            ),
            Wrong(
                "whole numbers",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = momentum * v - rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path).astype(int)
""",
                says="only the whole parts are left",
            ),
            Wrong(
                "stops when flat",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(x)
        g = tape.gradient(y, x)
        if tf.reduce_all(tf.abs(g) < 1e-6):
            break
        v = momentum * v - rate * g
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="each step counts",
            ),
            Wrong(
                "clips the gradient",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(x)
        v = momentum * v - rate * tf.clip_by_value(tape.gradient(y, x), -20, 20)
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="descend(50 (x − 1)²",
            ),
            Wrong(
                "the start stays whole",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    path = [np.asarray(start)]
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(x)
        v = momentum * v - rate * tape.gradient(y, x)
        x.assign_add(v)
        path.append(x.numpy())
    return np.array(path)
""",
                says="holds whole numbers",
            ),
            Wrong(
                "momentum at most 0.9",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = min(momentum, 0.9) * v - rate * g; x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="each call begins at rest, with its own momentum",
            ),
            Wrong(
                "stands where it is nearly flat",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g if float(tf.norm(g)) > 1e-2 else tf.zeros_like(v); x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="again and again",
            ),
            Wrong(
                "stands where it is flat",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g if float(tf.norm(g)) > 0 else tf.zeros_like(v); x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="where it is flat, the ball rolls on",
            ),
            Wrong(
                "velocity like the start",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = (momentum * v - rate * g)
        if np.asarray(start).dtype.kind == 'i': v = tf.cast(tf.cast(v * 1000, tf.int32), tf.float32) / 1000
        x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="tf.Variable(start, dtype=tf.float32)",
            ),
            Wrong(
                "f sees it flat",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    s = np.shape(start)
    x = tf.Variable(np.asarray(start, np.float32).reshape(-1)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(f(x + 0))
        v = momentum * v - rate * tape.gradient(loss, x); x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path).reshape(steps + 1, *s)
""",
                says="the place has the shape of start",
            ),
            Wrong(
                "numbers become shape (1,) for f",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    s = np.shape(start)
    x = tf.Variable(np.atleast_1d(np.asarray(start, np.float32))); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(f(x + 0))
        v = momentum * v - rate * tape.gradient(loss, x); x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path).reshape(steps + 1, *s)
""",
                says="the place has the shape of start",
            ),
            Wrong(
                "velocity from the call before, global",
                code="""
_last = [0.0]
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        _last[0] = momentum * (_last[0] if np.shape(_last[0]) == x.shape else 0.0) - rate * g; x.assign_add(_last[0])
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="each call begins at rest, with its own momentum",
            ),
            Wrong(
                "places at most 100",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g; x.assign(tf.clip_by_value(x + v, -100.0, 100.0))
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="x − rate · gradient, again and again",
            ),
            Wrong(
                "places at most 10",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g; x.assign(tf.clip_by_value(x + v, -10.0, 10.0))
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="x − rate · gradient, again and again",
            ),
            Wrong(
                "stops after 12",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g
        if k < 12: x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="v ← m v − rate · gradient, then x ← x + v",
            ),
            Wrong(
                "slope clipped at 1000",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * tf.clip_by_value(g, -1000.0, 1000.0); x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="x − rate · gradient, again and again",
            ),
            Wrong(
                "rate at most 0.5",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - min(rate, 0.5) * g; x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="x − rate · gradient, again and again",
            ),
            Wrong(
                "only two dims of momentum",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g if x.shape.rank < 2 else -rate * g; x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="each entry has its own velocity",
            ),
            Wrong(
                "number start keeps no momentum",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g if x.shape.rank > 0 else momentum * v - rate * g * (1 if k < 4 else 0); x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="each step counts",
            ),
            Wrong(
                "remembers the path by start",
                code="""
_kept = {}
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g; x.assign_add(v)
        path.append(x.numpy().copy())
    return _kept.setdefault((np.asarray(start).tobytes(), rate, steps, momentum), np.array(path))
""",
                says="use the function that is given",
            ),
            Wrong(
                "velocity floor",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(np.asarray(start, dtype=np.float32)); v = tf.zeros_like(x)
    path = [x.numpy().copy()]
    for k in range(steps):
        with tf.GradientTape() as tape:
            loss = f(x + 0)
        g = tape.gradient(loss, x)
        v = momentum * v - rate * g
        v = tf.where(tf.abs(v) < 1e-3, tf.zeros_like(v), v); x.assign_add(v)
        path.append(x.numpy().copy())
    return np.array(path)
""",
                says="x − rate · gradient, again and again",
            ),
        ],
        right=[
            Right(
                "NumPy between the tapes",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = np.array(start, dtype=np.float64)
    v = np.zeros_like(x)
    path = [x]
    for _ in range(steps):
        t = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(t)
            y = f(t)
        v = momentum * v - rate * tape.gradient(y, t).numpy()
        x = x + v
        path.append(x)
    return np.stack(path)
""",
            ),
            Right(
                "a positive velocity",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(start, dtype=tf.float32)
    v = tf.zeros_like(x)
    path = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as t:
            y = f(x)
        g = t.gradient(y, x)
        v = momentum * v + rate * g
        x.assign_sub(v)
        path.append(x.numpy())
    return np.array(path)
""",
            ),
            Right(
                "an optimiser",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    x = tf.Variable(tf.cast(start, tf.float64))
    sgd = tf.keras.optimizers.SGD(learning_rate=rate, momentum=momentum)
    path = np.empty((steps + 1, *x.shape))
    for step in range(steps):
        path[step] = x.numpy()
        with tf.GradientTape() as tape:
            y = f(x)
        sgd.apply_gradients([(tape.gradient(y, x), x)])
    path[steps] = x.numpy()
    return path
""",
            ),
            Right(
                "differences of the path, float64",
                code="""
def descend(f, start, rate, steps, momentum=0.0):
    path = np.empty((steps + 1, *np.shape(start)))
    path[0] = start
    for k in range(steps):
        x = tf.constant(path[k])
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        path[k + 1] = path[k] + momentum * (path[k] - path[max(k - 1, 0)]) - rate * tape.gradient(y, x).numpy()
    return path
""",
            ),
        ],
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
