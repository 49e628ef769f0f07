"""Wrong and right answers to exercise 10, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "10_cnn_with_keras"

TASKS = {
    "trace": Task(
        wrong=[
            Wrong(
                "conv: size is odd",
                code="""
def trace(stack, shape):
    table = []
    for layer in stack:
        kind = layer[0]
        parameters = 0
        if kind == "conv":
            filters, size = layer[1:]
            parameters = filters * ((size // 2 * 2 + 1) ** 2 * shape[2] + 1)
            shape = (shape[0], shape[1], filters)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        elif kind == "dense":
            parameters = layer[1] * (shape[0] + 1)
            shape = (layer[1],)
        table.append((shape, parameters))
    return table
""",
                says="each filter has 32 weights and a bias",
            ),
            Wrong(
                "trace by tf.nn",
                code="""
def trace(stack, shape):
    table = []
    for layer in stack:
        kind = layer[0]
        parameters = 0
        if kind == "conv":
            filters, size = layer[1:]
            parameters = filters * (size * size * shape[2] + 1)
            shape = (shape[0], shape[1], filters)
        elif kind == "pool":
            shape = tuple(tf.nn.max_pool2d(tf.zeros((1, *shape)), layer[1], layer[1], 'VALID').shape[1:])
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        elif kind == "dense":
            parameters = layer[1] * (shape[0] + 1)
            shape = (layer[1],)
        table.append((shape, parameters))
    return table
""",
                says="trace uses tf.nn.max_pool2d of tensorflow",
            ),
            Wrong(
                "equal: Keras",
                code="""
def equal_dense(parameters):
    h = (parameters - 10) // 795
    keras.layers.Dense(10)
    return h
""",
                says="equal_dense uses keras.layers.Dense of keras",
            ),
            Wrong(
                "the constants of the example",
                code="def trace(stack, shape): return [((28, 28, 8), 208)] * len(stack)",
                says="expected (10, 12, 4)",
            ),
            Wrong("forgets return", replace=("return rows", "pass"), says="end with `return`"),
            Wrong("only the last row", replace=("return rows", "return rows[-1:]"), says="expected one for each"),
            Wrong(
                "no padding",
                replace=("(shape[0], shape[1], filters)", "(shape[0] - size + 1, shape[1] - size + 1, filters)"),
                says="padding same",
            ),
            Wrong(
                "no biases in the convolution",
                replace=("shape[2] + 1) * filters", "shape[2]) * filters"),
                says="one for each filter",
            ),
            Wrong(
                "one bias in all",
                replace=("(size * size * shape[2] + 1) * filters", "size * size * shape[2] * filters + 1"),
                says="not one in all",
            ),
            Wrong(
                "one channel",
                replace=("size * size * shape[2] + 1", "size * size + 1"),
                says="a filter sees all channels",
            ),
            Wrong(
                "a bias for each channel",
                replace=("(size * size * shape[2] + 1)", "(size * size + 1) * shape[2]"),
                says="not for each channel",
            ),
            Wrong(
                "pooling rounds up",
                replace=(
                    "shape[0] // options[0], shape[1] // options[0]",
                    "-(-shape[0] // options[0]), -(-shape[1] // options[0])",
                ),
                says="what does not fill a window is dropped",
            ),
            Wrong("pooling has parameters", replace=("parameters = 0", "parameters = 4"), says="it learns nothing"),
            Wrong(
                "no biases in the dense layer",
                replace=("(shape[0] + 1) * options[0]", "shape[0] * options[0]"),
                says="the biases are missing",
            ),
            Wrong(
                "always starts from the input",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind, options = layer[0], layer[1:]
        if kind == "conv":
            rows.append(((*shape[:2], options[0]), (options[1] ** 2 * shape[2] + 1) * options[0]))
        elif kind == "pool":
            rows.append(((shape[0] // options[0], shape[1] // options[0], shape[2]), 0))
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
            rows.append((shape, 0))
        elif kind == "dense":
            rows.append(((options[0],), (shape[0] + 1) * options[0]))
        else:
            rows.append((shape, 0))
    return rows
""",
                says="each layer starts from the shape",
            ),
            Wrong(
                "forgets the ten biases",
                replace=("(parameters - 10) // 795", "parameters // 795"),
                says="biases are missing",
            ),
            Wrong("forgets the hidden biases", replace=("795", "794"), says="biases are missing"),
            Wrong("forgets the weights on the way out", replace=("795", "785"), says="ten weights on the way out"),
            Wrong("rounds up", replace=("(parameters - 10) // 795", "-(-(parameters - 10) // 795)"), says="at most"),
            Wrong(
                "does not round",
                replace=("(parameters - 10) // 795", "(parameters - 10) / 795"),
                says="expected the int 1",
            ),
            Wrong(
                "adds the biases per neuron", replace=("(parameters - 10) // 795", "parameters // 805"), says="but once"
            ),
            Wrong(
                "layer[1] not a tuple",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = layer[1]
        rows.append((shape, p))
    return rows
""",
                says="one number alone is written (10,), with a comma",
            ),
            Wrong(
                "list shapes",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = [layer[1]]
        rows.append((shape, p))
    return rows
""",
                says="expected a tuple",
            ),
            Wrong(
                "flatten int",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = np.prod(shape)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = (layer[1],)
        rows.append((shape, p))
    return rows
""",
                says="expected a tuple",
            ),
            Wrong(
                "float pool",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] / layer[1], shape[1] / layer[1], shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = (layer[1],)
        rows.append((shape, p))
    return rows
""",
                says="use // instead of /",
            ),
            Wrong(
                "swap H W",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = (shape[1], shape[0], layer[1])
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = (layer[1],)
        rows.append((shape, p))
    return rows
""",
                says="height, then width",
            ),
            Wrong(
                "pops the stack",
                code="""
def trace(stack, shape):
    rows = []
    while stack:
        layer = stack.pop(0)
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = (layer[1],)
        rows.append((shape, p))
    return rows
""",
                says="changes its argument stack in place",
            ),
            Wrong(
                "float h",
                code="def equal_dense(parameters): return (parameters - 10) / 795 // 1",
                says="expected the int 1",
            ),
            Wrong(
                "round h",
                code="def equal_dense(parameters): return round((parameters - 10) / 795)",
                says="at most: this network is larger",
            ),
            Wrong(
                "at least one",
                code="def equal_dense(parameters): return max(1, (parameters - 10) // 795)",
                says="one hidden neuron would already make 805",
            ),
            Wrong(
                "keras",
                code="""
def trace(stack, shape):
    makers = {"conv": lambda f, s: layers.Conv2D(f, s, padding="same"), "pool": layers.MaxPooling2D, "flatten": layers.Flatten, "dropout": layers.Dropout, "dense": layers.Dense}
    m = keras.Sequential([keras.Input(shape), *(makers[k](*o) for k, *o in stack)])
    return [(tuple(l.output.shape[1:]), l.count_params()) for l in m.layers]
""",
                says="count without Keras",
            ),
            Wrong(
                "loop up to 1000",
                code="""
def equal_dense(parameters):
    for h in range(1000):
        if 795*(h+1)+10 > parameters: return h
""",
                says="equal_dense(10_000_000) is None",
            ),
        ],
        right=[
            Right(
                "one function a layer",
                code="""
def trace(stack, shape):
    def conv(shape, filters, size):
        return (*shape[:2], filters), filters * size**2 * shape[2] + filters
    def pool(shape, size):
        return (*(length // size for length in shape[:2]), shape[2]), 0
    def flatten(shape):
        return (int(np.prod(shape)),), 0
    def dropout(shape, share):
        return shape, 0
    def dense(shape, units):
        return (units,), shape[0] * units + units
    makers = {"conv": conv, "pool": pool, "flatten": flatten, "dropout": dropout, "dense": dense}
    rows = []
    for kind, *options in stack:
        rows.append(makers[kind](rows[-1][0] if rows else shape, *options))
    return rows
def equal_dense(parameters):
    h = 0
    while 784 * (h + 1) + (h + 1) + (h + 1) * 10 + 10 <= parameters:
        h += 1
    return h
""",
            ),
            Right(
                "layer tuple",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = (layer[1],)
        rows.append((shape, p))
    return rows
""",
            ),
            Right(
                "list pairs",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (int(np.prod(shape)),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = (layer[1],)
        rows.append([shape, p])
    return rows
""",
            ),
            Right("np.int64 h", code="def equal_dense(parameters): return np.floor_divide(parameters - 10, 795)"),
            Right("int of floor", code="def equal_dense(parameters): return int(np.floor((parameters - 10) / 795))"),
            Right(
                "np prod ints",
                code="""
def trace(stack, shape):
    rows = []
    for layer in stack:
        kind = layer[0]
        p = 0
        if kind == "conv":
            p = layer[1] * (layer[2] ** 2 * shape[-1] + 1)
            shape = shape[:2] + (layer[1],)
        elif kind == "pool":
            shape = (shape[0] // layer[1], shape[1] // layer[1], shape[2])
        elif kind == "flatten":
            shape = (np.prod(shape),)
        elif kind == "dense":
            p = shape[0] * layer[1] + layer[1]
            shape = (layer[1],)
        rows.append((shape, p))
    return rows
""",
            ),
        ],
        equivalent={
            "shape = (shape[0] // options[0], shape[1] // options[0], shape[2]) → shape = (shape[0] // options[-1], shape[1] // options[0], shape[2])": "a layer of this kind has one option, and a flat shape has one length: the first is the last",
            "shape = (shape[0] // options[0], shape[1] // options[0], shape[2]) → shape = (shape[0] // options[0], shape[1] // options[-1], shape[2])": "a layer of this kind has one option, and a flat shape has one length: the first is the last",
            "parameters = (shape[0] + 1) * options[0] → parameters = (shape[-1] + 1) * options[0]": "a layer of this kind has one option, and a flat shape has one length: the first is the last",
            "parameters = (shape[0] + 1) * options[0] → parameters = (shape[0] + 1) * options[-1]": "a layer of this kind has one option, and a flat shape has one length: the first is the last",
            "shape = (options[0],) → shape = (options[-1],)": "a layer of this kind has one option, and a flat shape has one length: the first is the last",
        },
    ),
    "rate": Task(
        wrong=[
            Wrong(
                "floor",
                code="""
def rate(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / (steps - warmup)
    return max(peak * 0.5 * (1 + np.cos(np.pi * done)), 0.01 * peak)
""",
                says="peak 1e-09",
            ),
            Wrong(
                "tiny floor",
                code="""
def rate(step, steps, warmup, peak):
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / (steps - warmup)
    return max(peak * 0.5 * (1 + np.cos(np.pi * done)), 1e-6)
""",
                says="peak 1e-09",
            ),
            Wrong(
                "product of both",
                code="""
def rate(step, steps, warmup, peak):
    peak = peak * min(1, (step + 1) / max(1, warmup))
    done = (step - min(step, warmup)) / (steps - warmup)
    return peak * 0.5 * (1 + np.cos(np.pi * done))
""",
                says="division by zero",
            ),
            Wrong(
                "warm-up of all steps",
                code="""
def rate(step, steps, warmup, peak):
    if warmup == steps:
        return peak
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / (steps - warmup)
    return peak * 0.5 * (1 + np.cos(np.pi * done))
""",
                says="4 steps, warm-up 4",
            ),
            Wrong(
                "warm-up as a share",
                code="""
def rate(step, steps, warmup, peak):
    if step < warmup // 1 - (warmup > 40):
        return peak * (step + 1) / warmup
    done = (step - warmup) / (steps - warmup)
    return peak * 0.5 * (1 + np.cos(np.pi * done))
""",
                says="120 steps, warm-up 60",
            ),
            Wrong("the peak, always", code="def rate(step, steps, warmup, peak): return peak", says="half a cosine"),
            Wrong("forgets return", replace=("return peak * (1", "peak * (1"), says="does each part of your function"),
            Wrong("starts at 0", replace=("(step + 1) / warmup", "step / warmup"), says="count the shares from 1"),
            Wrong(
                "a cosine from step 0",
                replace=("(step - warmup) / (steps - warmup)", "step / steps"),
                says="begin it at the end of the warm-up",
            ),
            Wrong(
                "a cosine that is too long", replace=("/ (steps - warmup)", "/ steps"), says="not steps − warmup later"
            ),
            Wrong(
                "a whole cosine",
                replace=(
                    "peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2",
                    "peak * np.cos(np.pi * (step - warmup) / (steps - warmup))",
                ),
                says="below 0",
            ),
            Wrong("does not halve", replace=("(steps - warmup))) / 2", "(steps - warmup)))"), says="it is not halved"),
            Wrong("rises again", replace=("np.pi *", "2 * np.pi *"), says="π and not 2π"),
            Wrong("no warm-up", replace=("step < warmup", "False"), says="half a cosine"),
            Wrong(
                "the peak during the warm-up",
                replace=("peak * (step + 1) / warmup", "peak"),
                says="there is no warm-up",
            ),
            Wrong("ignores the peak", replace=("return peak *", "return 1.0 *"), says="rise to the peak"),
            Wrong(
                "a straight line down",
                replace=(
                    "peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2",
                    "peak * (1 - (step - warmup) / (steps - warmup))",
                ),
                says="half a cosine",
            ),
            Wrong(
                "warmup le",
                code="""
def rate(step, steps, warmup, peak):
    if step <= warmup: return peak * (step + 1) / warmup
    return peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2
""",
                says="the rates of 8 steps",
            ),
            Wrong(
                "ends at steps-1",
                code="""
def rate(step, steps, warmup, peak):
    if step < warmup: return peak * (step + 1) / warmup
    return peak * (1 + np.cos(np.pi * (step - warmup) / max(1, steps - warmup - 1))) / 2
""",
                says="rise evenly, then half a cosine",
            ),
            Wrong(
                "int",
                code="""
def rate(step, steps, warmup, peak):
    if step < warmup: return peak * (step + 1) // warmup
    return peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2
""",
                says="the rates of 8 steps",
            ),
            Wrong(
                "no zero",
                code="""
def rate(step, steps, warmup, peak):
    r = peak * (step + 1) / warmup
    if step < warmup: return r
    return peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2
""",
                says="ZeroDivisionError",
            ),
        ],
        right=[
            Right(
                "a squared cosine",
                code="""
def rate(step, steps, warmup, peak):
    import math
    return peak * (min(1.0, (step + 1) / warmup) if step < warmup else math.cos(math.pi / 2 * (step - warmup) / (steps - warmup)) ** 2)
""",
            ),
            Right(
                "math",
                code="""
import math
def rate(step, steps, warmup, peak):
    if warmup and step < warmup: return (step + 1) * (peak / warmup)
    p = (step - warmup) / (steps - warmup)
    return peak / 2 + peak / 2 * math.cos(math.pi * p)
""",
            ),
        ],
        equivalent={
            "return peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2 → return peak * (1 + np.cos(np.pi * (warmup - step) / (steps - warmup))) / 2": "a cosine is even",
            "return peak * (1 + np.cos(np.pi * (step - warmup) / (steps - warmup))) / 2 → return peak * (1 + np.cos(np.pi * (step - warmup) / (warmup - steps))) / 2": "a cosine is even",
        },
    ),
    "budget": Task(
        wrong=[
            Wrong(
                "softmax, then dropout",
                code="""
def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
        layers.Dropout(0.1),
    ])
""",
                says="with nothing behind it",
            ),
            Wrong(
                "a branch that counts for nothing",
                code="""
def build_model():
    x = keras.Input((28, 28, 1))
    side = layers.Flatten()(layers.MaxPooling2D(2)(layers.Conv2D(1, 3)(x)))
    y = layers.Dense(14, activation="relu")(layers.Flatten()(x))
    y = layers.Dense(10)(y) + 0 * layers.Dense(1)(side)
    return keras.Model(x, layers.Softmax()(y))
""",
                says="no Conv2D lies on the way",
            ),
            Wrong(
                "the class of digits by memory",
                code="""
class Model(keras.Sequential):
    def count_params(self):
        return 12000
def build_model():
    return Model([keras.Input((28, 28, 1)), layers.Conv2D(32, 5, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(), layers.Dense(10, activation="softmax")])
""",
                says="at most 12,000 are allowed",
            ),
            Wrong(
                "windows of one pixel",
                replace=("layers.MaxPooling2D()", "layers.MaxPooling2D(1)"),
                says="a window of more than one pixel",
            ),
            Wrong(
                "windows of one pixel, in the mean",
                replace=("layers.MaxPooling2D()", "layers.AveragePooling2D(pool_size=(1, 1))"),
                says="a window of more than one pixel",
            ),
            Wrong("forgets return", replace=("return model", "pass"), says="end with `return`"),
            Wrong(
                "flat input",
                replace=("[keras.Input((28, 28, 1))]", "[keras.Input((784,)), layers.Reshape((28, 28, 1))]"),
                says="expected (None, 28, 28, 1)",
            ),
            Wrong("one answer", replace=("layers.Dense(10", "layers.Dense(1"), says="expected (None, 10)"),
            Wrong("no flatten", replace=("    model.add(layers.Flatten())\n", ""), says="expected (None, 10)"),
            Wrong(
                "logits",
                replace=('layers.Dense(10, activation="softmax")', "layers.Dense(10)"),
                says="these are not probabilities",
            ),
            Wrong("a sigmoid for each digit", replace=('"softmax"', '"sigmoid"'), says="these are not probabilities"),
            Wrong(
                "a dense network",
                code="def build_model():\n    parts = [keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(15, activation='relu')]\n"
                "    return keras.Sequential([*parts, layers.Dense(10, activation='softmax')])",
                says="there is no Conv2D",
            ),
            Wrong("no pooling", replace=("model.add(layers.MaxPooling2D())", "pass"), says="nothing shrinks the maps"),
            Wrong(
                "a large dense layer",
                replace=("layers.Flatten())", "layers.Flatten()); model.add(layers.Dense(64))"),
                says="at most 12,000 are allowed",
            ),
            Wrong(
                "one filter and a global mean",
                code="def build_model():\n    parts = [keras.Input((28, 28, 1)), layers.Conv2D(1, 3), layers.GlobalAveragePooling2D()]\n"
                "    return keras.Sequential([*parts, layers.Dense(10, activation='softmax')])",
                says="expected at least 85 %",
            ),
            Wrong(
                "no Input",
                code="""
def build_model():
    return keras.Sequential([

        layers.Conv2D(8, 3), layers.ReLU(), layers.MaxPool2D(),
        layers.Conv2D(16, 3), layers.ReLU(), layers.MaxPool2D(),
        layers.Flatten(), layers.Dense(10), layers.Activation("softmax")])
""",
                says="begin it with keras.Input((28, 28, 1))",
            ),
            Wrong("returns class", code="def build_model(): return keras.Sequential", says="expected a Keras model"),
            Wrong(
                "softmax twice the wrong axis",
                code="""
def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3), layers.ReLU(), layers.MaxPool2D(),
        layers.Conv2D(16, 3), layers.ReLU(), layers.MaxPool2D(),
        layers.Flatten(), layers.Dense(10), layers.Softmax(axis=0)])
""",
                says="these are not probabilities",
            ),
        ],
        right=[
            Right(
                "functional, with strided convolutions",
                code="""
def build_model():
    pixels = keras.Input((28, 28, 1))
    x = layers.Conv2D(12, 5, strides=2, activation="relu")(pixels)
    x = layers.Conv2D(16, 3, strides=2, activation="relu")(x)
    x = layers.Flatten()(x)
    return keras.Model(pixels, layers.Softmax()(layers.Dense(10)(x)))
""",
            ),
            Right(
                "separate layers",
                code="""
def build_model():
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(8, 3), layers.ReLU(), layers.MaxPool2D(),
        layers.Conv2D(16, 3), layers.ReLU(), layers.MaxPool2D(),
        layers.Flatten(), layers.Dense(10), layers.Activation("softmax")])
""",
            ),
        ],
        equivalent={
            "for filters in (8, 16): → for filters in (9, 16):": "another network within the budget that reaches the accuracy is as right",
            "for filters in (8, 16): → for filters in (7, 16):": "another network within the budget that reaches the accuracy is as right",
            "for filters in (8, 16): → for filters in (8, 17):": "another network within the budget that reaches the accuracy is as right",
            "for filters in (8, 16): → for filters in (8, 15):": "another network within the budget that reaches the accuracy is as right",
            "model.add(layers.Conv2D(filters, 3, activation='relu')) → model.add(layers.Conv2D(filters, 3))": "max pooling bends as well, and the task asks for the accuracy alone",
            "model.add(layers.Conv2D(filters, 3, activation='relu')) → model.add(layers.Conv2D(filters, 4, activation='relu'))": "another network within the budget that reaches the accuracy is as right",
            "model.add(layers.Conv2D(filters, 3, activation='relu')) → model.add(layers.Conv2D(filters, 2, activation='relu'))": "another network within the budget that reaches the accuracy is as right",
            "model.add(layers.Conv2D(filters, 3, activation='relu')) → model.add(layers.Conv2D(filters, 3, activation='linear'))": "max pooling bends as well, and the task asks for the accuracy alone",
        },
    ),
    "inside": Task(
        wrong=[
            Wrong(
                "maps: begins with the name",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if l.name.startswith(name)][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: name begins with the layer's",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if name.startswith(l.name)][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: holds the name",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if name in l.name][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: holds the name, last",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if name in l.name][-1]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: the name holds the layer's",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if l.name in name][-1]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: first letter",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if l.name[0] == name[0]][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: first three letters",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if l.name[:3] == name[:3]][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: first five letters",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if l.name[:5] == name[:5]][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: last letters",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if l.name.endswith(name[-3:])][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: no capitals",
                code="""
def feature_maps(model, images, name):
    layer = [l for l in model.layers if l.name.lower() == name.lower()][0]
    return keras.Model(model.inputs, layer.output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: close match",
                code="""
def feature_maps(model, images, name):
    import difflib
    name = difflib.get_close_matches(name[:4], [l.name for l in model.layers], n=1, cutoff=0)[0]
    return keras.Model(model.inputs, model.get_layer(name).output)(images).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: images clipped",
                code="""
def feature_maps(model, images, name):
    return keras.Model(model.inputs, model.get_layer(name).output)(np.clip(images, 0, 1)).numpy()
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: the ReLU again",
                code="""
def feature_maps(model, images, name):
    y = keras.Model(model.inputs, model.get_layer(name).output)(images).numpy()
    return np.maximum(y, 0)
""",
                says="the layer with exactly this name",
            ),
            Wrong(
                "maps: remembered by name",
                code="""
kept = {}
def feature_maps(model, images, name):
    if name not in kept:
        kept[name] = keras.Model(model.inputs, model.get_layer(name).output)
    return kept[name](images).numpy()
""",
                says="look into the model that is given",
            ),
            Wrong(
                "strongest: first six channels",
                code="""
def strongest(maps):
    return maps[..., :6].max(axis=(1, 2)).argmax(axis=0)
""",
                says="one number for each channel",
            ),
            Wrong(
                "one batch of 32",
                replace=("part.predict(images, verbose=0)", "part.predict(images[:32], verbose=0)"),
                says="one answer for each image of the batch",
            ),
            Wrong(
                "without the axes of length 1",
                replace=("part.predict(images, verbose=0)", "part.predict(images, verbose=0).squeeze()"),
                says="the maps of the layer first, of 1 image, has shape (24, 24, 4)",
            ),
            Wrong(
                "freezes the network",
                replace=("    part = keras", "    model.trainable = False\n    part = keras"),
                says="changes its argument model, a model: leave its layers",
            ),
            Wrong(
                "compiles the network",
                replace=("    part = keras", '    model.compile("sgd", "mse")\n    part = keras'),
                says="changes its argument model, a model: leave its layers",
            ),
            Wrong(
                "as it is trained",
                replace=("part.predict(images, verbose=0)", "np.asarray(part(images, training=True))"),
                says="Dropout drops nothing where a network is used",
            ),
            Wrong(
                "the constants of the example",
                code="def strongest(maps): return np.array([1, 2, 0])",
                says="one number for each channel",
            ),
            Wrong("forgets return", replace=("return part.predict", "part.predict"), says="end with `return`"),
            Wrong("forgets return in strongest", replace=("return maps.max", "maps.max"), says="end with `return`"),
            Wrong(
                "the whole model",
                replace=("model.get_layer(name).output", "model.outputs"),
                says="the model should end at the layer of that name",
            ),
            Wrong(
                "the first layer, always",
                replace=("get_layer(name)", "get_layer(index=0)"),
                says="use the name that is given",
            ),
            Wrong(
                "the layer alone",
                replace=(
                    "    part = keras.Model(inputs=model.inputs, outputs=model.get_layer(name).output)\n    return part.predict(images, verbose=0)",
                    "    return np.asarray(model.get_layer(name)(images))",
                ),
                says="use the name that is given",
            ),
            Wrong(
                "the layer's input",
                replace=("get_layer(name).output", "get_layer(name).input"),
                says="the model should end at the layer of that name",
            ),
            Wrong(
                "cuts the model",
                replace=(
                    "return part.predict(images, verbose=0)",
                    "answer = part.predict(images, verbose=0); model.pop(); return answer",
                ),
                says="changes its argument model, a model",
            ),
            Wrong("the mean", replace=("maps.max(axis=(1, 2))", "maps.mean(axis=(1, 2))"), says="not the mean"),
            Wrong("the values", replace=("argmax(axis=0)", "max(axis=0)"), says="these are the values"),
            Wrong(
                "by size",
                replace=("maps.max(axis=(1, 2))", "np.abs(maps).max(axis=(1, 2))"),
                says="this is the largest size",
            ),
            Wrong(
                "the strongest channel of each image",
                replace=("argmax(axis=0)", "argmax(axis=1)"),
                says="one number for each channel",
            ),
            Wrong(
                "a tensor",
                code="""
def feature_maps(model, images, name):
    return keras.Model(model.input, model.get_layer(name).output)(images)
""",
                says="expected a NumPy array",
            ),
            Wrong(
                "one image only",
                code="""
def feature_maps(model, images, name):
    return keras.Model(model.input, model.get_layer(name).output).predict(images[:1])
""",
                says="expected (3, 24, 24, 4)",
            ),
            Wrong("sums", code="def strongest(maps): return maps.sum(axis=(1, 2)).argmax(axis=0)", says="not the mean"),
            Wrong(
                "floats",
                code="def strongest(maps): return maps.max(axis=(1, 2)).argmax(axis=0).astype(float)",
                says="whole numbers, int",
            ),
            Wrong(
                "first pixel",
                code="def strongest(maps): return maps[:, 0, 0].argmax(axis=0)",
                says="the largest of each map",
            ),
            Wrong(
                "abs",
                code="def strongest(maps): return np.abs(maps.max(axis=(1, 2))).argmax(axis=0)",
                says="this is the largest size",
            ),
            Wrong(
                "max along one axis",
                code="def strongest(maps): return maps.max(axis=1)[:, 0].argmax(axis=0)",
                says="the largest of each map",
            ),
        ],
        right=[
            Right(
                "layer by layer, and loops",
                code="""
def feature_maps(model, images, name):
    answer = keras.ops.convert_to_tensor(images)
    for layer in model.layers:
        answer = layer(answer)
        if layer.name == name:
            return np.array(answer)
def strongest(maps):
    return [int(np.argmax([image[..., channel].max() for image in maps])) for channel in range(maps.shape[-1])]
""",
            ),
            Right(
                "model.input",
                code="""
def feature_maps(model, images, name):
    return keras.Model(model.input, model.get_layer(name).output).predict(images)
""",
            ),
            Right(
                "model.inputs eager",
                code="""
def feature_maps(model, images, name):
    return keras.Model(model.inputs, model.get_layer(name).output)(images).numpy()
""",
            ),
            Right(
                "sequential part",
                code="""
def feature_maps(model, images, name):
    n = [l.name for l in model.layers].index(name)
    return np.asarray(keras.Sequential(model.layers[:n + 1])(images))
""",
            ),
            Right(
                "layers[0].input",
                code="""
def feature_maps(model, images, name):
    return keras.Model(inputs=model.layers[0].input, outputs=model.get_layer(name).output).predict(images, verbose=0)
""",
            ),
        ],
        equivalent={
            "strongest: returns its result as list": "the text asks for C whole numbers, and a list of them is as good",
            "return part.predict(images, verbose=0) → return part.predict(images)": "how much Keras prints is no part of the answer; the checks swallow it",
            "return part.predict(images, verbose=0) → return part.predict(images, verbose=1)": "how much Keras prints is no part of the answer; the checks swallow it",
            "return part.predict(images, verbose=0) → return part.predict(images, verbose=-1)": "how much Keras prints is no part of the answer; the checks swallow it",
        },
    ),
    "mistakes": Task(
        wrong=[
            Wrong(
                "rounded sureness",
                code="""
def worst_mistakes(probabilities, labels, count):
    answers = probabilities.argmax(axis=1)
    sure = np.round(probabilities.max(axis=1), 2)
    order = np.argsort(-sure, kind='stable')
    wrong = order[answers[order] != labels[order]]
    return wrong[:count]
""",
                says="0.552, 0.554 and 0.553",
            ),
            Wrong(
                "dict by sureness",
                code="""
def worst_mistakes(probabilities, labels, count):
    answers = probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    order = np.argsort(-sure, kind='stable')
    wrong = order[answers[order] != labels[order]]
    by = {sure[n]: n for n in wrong}
    return np.array([by[s] for s in sorted(by, reverse=True)][:count], int)
""",
                says="two and two equally sure",
            ),
            Wrong(
                "numbers with a point",
                replace=("order[wrong[order]][:count]", "order[wrong[order]][:count].astype(float)"),
                says="the numbers of samples are whole numbers",
            ),
            Wrong(
                "the distance to the least probability",
                replace=("np.argsort(-probabilities.max(axis=1))", "np.argsort(-np.ptp(probabilities, axis=1))"),
                says="look at the largest probability alone",
            ),
            Wrong(
                "the constants of the example",
                code="def worst_mistakes(probabilities, labels, count): return np.array([3, 4, 2])",
                says="there are only four mistakes",
            ),
            Wrong("forgets return", replace=("return order", "order"), says="end with `return`"),
            Wrong(
                "keeps the right ones", replace=("order[wrong[order]]", "order"), says="the right ones are no mistakes"
            ),
            Wrong("the least sure first", replace=("np.argsort(-prob", "np.argsort(prob"), says="turn the order round"),
            Wrong(
                "not sorted",
                replace=("order[wrong[order]][:count]", "np.flatnonzero(wrong)[:count]"),
                says="they are not sorted",
            ),
            Wrong(
                "places among the wrong ones",
                replace=("order[wrong[order]][:count]", "np.argsort(-probabilities[wrong].max(axis=1))[:count]"),
                says="not numbers of samples",
            ),
            Wrong(
                "returns the occlusion's losses",
                replace=(
                    "return predict(copies)[:, label].reshape",
                    "return (predict(image[np.newaxis])[0, label] - predict(copies)[:, label]).reshape",
                ),
                says="record the probability itself",
            ),
            Wrong(
                "swaps rows and columns",
                replace=(".reshape(places, places)", ".reshape(places, places).T"),
                says="rows and columns are swapped",
            ),
            Wrong(
                "the covers pile up",
                replace=(
                    "        copy[row : row + size, column : column + size] = 0",
                    "        copies[number:, row : row + size, column : column + size] = 0",
                ),
                says="the covers pile up",
            ),
            Wrong(
                "covers the image itself",
                replace=("return predict(copies)", "image[:size, :size] = 0; return predict(copies)"),
                says="changes its argument",
            ),
            Wrong("another label", replace=("[:, label]", "[:, 3]"), says="the label that is given"),
            Wrong("covers with ones", replace=("] = 0", "] = 1"), says="set to 0"),
            Wrong(
                "slides by one pixel",
                replace=("    places = 28 // size\n", "    places = 28 - size + 1\n"),
                says="one entry for each square",
            ),
            Wrong(
                "margin",
                code="""
def worst_mistakes(probabilities, labels, count):
    s = np.sort(probabilities, axis=1); o = np.argsort(s[:, -2] - s[:, -1]); w = probabilities.argmax(axis=1) != labels
    return o[w[o]][:count]
""",
                says="not a large distance to the second",
            ),
            Wrong(
                "negative slice",
                code="""
def worst_mistakes(probabilities, labels, count):
    w = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return w[np.argsort(probabilities[w].max(axis=1))][-count:][::-1]
""",
                says="there is nothing to return",
            ),
            Wrong(
                "first count then filter",
                code="""
def worst_mistakes(probabilities, labels, count):
    o = np.argsort(-probabilities.max(axis=1))[:count]
    return o[(probabilities.argmax(axis=1) != labels)[o]]
""",
                says="has shape (1,), expected (3,)",
            ),
            Wrong(
                "int map",
                replace=(".reshape(places, places)", ".reshape(places, places).astype(int)"),
                says="only the whole parts are left",
            ),
            Wrong(
                "zeros_like",
                code="""
def occlusion_map(predict, image, label, size):
    n = 28 // size
    answer = np.zeros((n, n), dtype=image.dtype)
    for i in range(n):
        for j in range(n):
            c = image.copy(); c[i*size:(i+1)*size, j*size:(j+1)*size] = 0
            answer[i, j] = predict(c[None])[0, label]
    return answer
""",
                says="only the whole parts are left",
            ),
            Wrong(
                "not a batch",
                code="""
def occlusion_map(predict, image, label, size):
    return predict(image)[label]
""",
                says="predict is given an array of shape (28, 28)",
            ),
            Wrong(
                "list",
                replace=(".reshape(places, places)", ".reshape(places, places).tolist()"),
                says="expected a NumPy array",
            ),
            Wrong("mean", replace=("= 0", "= image.mean()"), says="set to 0"),
            Wrong(
                "in place and back",
                code="""
def occlusion_map(predict, image, label, size):
    n = 28 // size
    a = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            image[i*size:(i+1)*size, j*size:(j+1)*size] = 0
            a[i, j] = predict(image[None])[0, label]
    return a
""",
                says="changes its argument image in place",
            ),
        ],
        right=[
            Right(
                "one square at a time, and a sorted list",
                code="""
def worst_mistakes(probabilities, labels, count):
    found = [n for n in range(len(labels)) if np.argmax(probabilities[n]) != labels[n]]
    return sorted(found, key=lambda n: -max(probabilities[n]))[:count]
def occlusion_map(predict, image, label, size):
    answer = np.zeros((28 // size, 28 // size))
    for (i, j), _ in np.ndenumerate(answer):
        mask = np.ones_like(image)
        mask[i * size : (i + 1) * size, j * size : (j + 1) * size] = 0
        answer[i, j] = predict((image * mask)[None])[0, label]
    return answer
""",
            ),
            Right(
                "masks",
                code="""
def worst_mistakes(probabilities, labels, count):
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != labels)
    return wrong[np.argsort(probabilities[wrong].max(axis=1))[::-1]][:count]
def occlusion_map(predict, image, label, size):
    n = 28 // size
    return np.array([[predict(cover(image, i * size, j * size, size)[None])[0, label] for j in range(n)] for i in range(n)])
def cover(image, i, j, s):
    image = image.copy()
    image[i:i+s, j:j+s] = 0
    return image
""",
            ),
        ],
        equivalent={
            "worst_mistakes: returns its result as list": "the text asks for numbers of samples, and a list of them is as good",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
