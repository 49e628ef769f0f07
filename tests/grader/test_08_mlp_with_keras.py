"""Wrong and right answers to exercise 08, and the mutants of its reference that change nothing."""

from tests.grader.harness import Right, Task, Wrong, grader_tests

ASSIGNMENT = "08_mlp_with_keras"

TASKS = {
    "stack": Task(
        wrong=[
            Wrong(
                "hidden layers in the opposite order",
                replace=("sizes[1:-1]", "sizes[-2:0:-1]"),
                says="the dense layers have [7, 4, 9, 5] neurons",
            ),
            Wrong(
                "all hidden layers of one width",
                replace=("layers.Dense(neurons", "layers.Dense(sizes[1]"),
                says="the dense layers have [9, 9, 9, 5] neurons",
            ),
            Wrong(
                "no hidden layer that is as wide as the input",
                replace=("for neurons in sizes[1:-1]", "for neurons in [n for n in sizes[1:-1] if n != sizes[0]]"),
                says="the dense layers have [3] neurons, expected [4, 3]",
            ),
            Wrong(
                "a penalty on the weights",
                replace=('activation="relu"', 'activation="relu", kernel_regularizer="l2"'),
                says="has kernel_regularizer L2",
            ),
            Wrong(
                "weights that begin with zero",
                replace=('activation="softmax"', 'activation="softmax", kernel_initializer="zeros"'),
                says="has kernel_initializer Zeros, expected Keras's own",
            ),
            Wrong(
                "zeros set by hand",
                replace=(
                    "    return model",
                    "    model.set_weights([w * 0 for w in model.get_weights()])\n    return model",
                ),
                says="does not begin with the kernel that Keras gives it",
            ),
            Wrong(
                "drops what nobody asked to drop",
                replace=(
                    "    model.add(layers.Dense(sizes[-1]",
                    "    model.add(layers.Dropout(0.2))\n    model.add(layers.Dense(sizes[-1]",
                ),
                says="the model answers otherwise while it is trained",
            ),
            Wrong(
                "layers that do not learn",
                replace=(
                    'layers.Dense(neurons, activation="relu")',
                    'layers.Dense(neurons, activation="relu", trainable=False)',
                ),
                says="has trainable False, expected Keras's own",
            ),
            Wrong(
                "the constant of the example",
                code="def parameter_count(sizes): return 20",
                says="for each layer: inputs times neurons",
            ),
            Wrong("forgets return", replace=("return sum", "sum"), says="end with `return`"),
            Wrong(
                "forgets the biases",
                replace=("(inputs + 1) * neurons", "inputs * neurons"),
                says="the biases are missing",
            ),
            Wrong(
                "one bias a layer",
                replace=("(inputs + 1) * neurons", "inputs * neurons + 1"),
                says="not one for each layer",
            ),
            Wrong(
                "one bias an input",
                replace=("(inputs + 1) * neurons", "inputs * (neurons + 1)"),
                says="not one for each input of a layer",
            ),
            Wrong(
                "biases for the inputs too",
                code="def parameter_count(sizes): return sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(sizes)",
                says="the inputs have no bias",
            ),
            Wrong(
                "only the first layer",
                code="def parameter_count(sizes): return sizes[0] * sizes[1] + sizes[1]",
                says="only the first layer is counted",
            ),
            Wrong(
                "leaves out the last layer",
                replace=("in pairwise(sizes)", "in pairwise(sizes[:-1])"),
                says="or the last one is missing",
            ),
            Wrong("forgets to return the model", replace=("return model", "pass"), says="the model is None"),
            Wrong(
                "the lecture's network, whatever is asked",
                code="""
def stack(sizes):
    return keras.Sequential([keras.Input((784,)), layers.Dense(512, "relu"), layers.Dense(10, "softmax")])
""",
                says="expected [64, 64, 10]",
            ),
            Wrong(
                "no input",
                replace=("[keras.Input(shape=(sizes[0],))]", "[]"),
                says="does not know its inputs yet",
            ),
            Wrong(
                "a dense layer for the inputs",
                replace=("sizes[1:-1]", "sizes[:-1]"),
                says="one Dense for each number but the first",
            ),
            Wrong(
                "no biases in the model", replace=("neurons, act", "neurons, use_bias=False, act"), says="with biases"
            ),
            Wrong(
                "functional",
                replace=("    return model", "    return keras.Model(model.inputs, model.outputs)"),
                says="expected a keras.Sequential",
            ),
            Wrong("no ReLU", replace=(', activation="relu"', ""), says="the ReLU between the layers is missing"),
            Wrong("no softmax", replace=(', activation="softmax"', ""), says="the last layer has no softmax"),
            Wrong("sigmoid at the end", replace=('"softmax"', '"sigmoid"'), says="the last layer has a sigmoid"),
            Wrong("ReLU at the end", replace=('"softmax"', '"relu"'), says="the last layer has a ReLU"),
            Wrong("softmax everywhere", replace=('"relu"', '"softmax"'), says="only the last layer has one"),
            Wrong("sigmoid everywhere but last", replace=('"relu"', '"sigmoid"'), says="a sigmoid between the layers"),
            Wrong(
                "ReLU before the softmax",
                replace=(
                    'model.add(layers.Dense(sizes[-1], activation="softmax"))',
                    'model.add(layers.Dense(sizes[-1], activation="relu")); model.add(layers.Softmax())',
                ),
                says="there is a ReLU before the softmax",
            ),
            Wrong(
                "keras counts",
                code="def parameter_count(sizes): return stack(sizes).count_params()",
                says="count without Keras",
            ),
            Wrong(
                "float",
                code="def parameter_count(sizes): return float(sum((a + 1) * b for a, b in zip(sizes, sizes[1:])))",
                says="expected the int 20",
            ),
            Wrong(
                "pops",
                code="""
def parameter_count(sizes):
    t = 0
    while len(sizes) > 1:
        a = sizes.pop(0); t += (a + 1) * sizes[0]
    return t
""",
                says="changes its argument sizes in place",
            ),
            Wrong(
                "leaky", replace=('activation="relu"', 'activation="leaky_relu"'), says="dense and ReLU for each layer"
            ),
            Wrong("relu6", replace=('activation="relu"', 'activation="relu6"'), says="dense and ReLU for each layer"),
            Wrong("gelu", replace=('activation="relu"', 'activation="gelu"'), says="dense and ReLU for each layer"),
            Wrong(
                "sizes pop",
                replace=("for neurons in sizes[1:-1]", "sizes.sort()\n    for neurons in sizes[1:-1]"),
                says="changes its argument sizes in place",
            ),
            Wrong(
                "not built",
                code="""
def stack(sizes):
    return keras.Sequential([layers.Dense(n, "relu") for n in sizes[1:-1]] + [layers.Dense(sizes[-1], "softmax")])
""",
                says="the model does not know its inputs yet",
            ),
        ],
        right=[
            Right(
                "a list, with layers for the activations",
                code="""
def parameter_count(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += sizes[k - 1] * sizes[k]
    return total + sum(sizes[1:])
def stack(sizes):
    parts = [keras.Input((sizes[0],))]
    for neurons in sizes[1:]:
        parts += [layers.Dense(neurons), layers.ReLU()]
    return keras.Sequential(parts[:-1] + [layers.Softmax()], name="mine")
""",
            ),
            Right(
                "np count",
                code="""
def parameter_count(sizes):
    s = np.array(sizes)
    return (s[:-1] * s[1:]).sum() + s[1:].sum()
""",
            ),
            Right(
                "separate layers",
                code="""
def stack(sizes):
    m = keras.Sequential()
    m.add(layers.InputLayer(shape=(sizes[0],)))
    for n in sizes[1:-1]:
        m.add(layers.Dense(n))
        m.add(layers.ReLU())
    m.add(layers.Dense(sizes[-1]))
    m.add(layers.Softmax())
    return m
""",
            ),
            Right(
                "list",
                code="""
def stack(sizes):
    return keras.Sequential([keras.Input((sizes[0],))] + [layers.Dense(n, "relu") for n in sizes[1:-1]] + [layers.Dense(sizes[-1], "softmax")])
""",
            ),
        ],
    ),
    "reader": Task(
        wrong=[
            Wrong(
                "at least two neurons",
                replace=("layers.Dense(hidden", "layers.Dense(max(hidden, 2)"),
                says="the dense layers have [2, 10] neurons, expected [1, 10]",
            ),
            Wrong(
                "a penalty on the outputs",
                replace=('activation="softmax"', 'activation="softmax", activity_regularizer="l2"'),
                says="has activity_regularizer L2",
            ),
            Wrong(
                "drops some of the hint",
                replace=("Concatenate()([seen, hint])", "Concatenate()([seen, layers.Dropout(0.1)(hint)])"),
                says="the model answers otherwise while it is trained",
            ),
            Wrong(
                "a stack",
                code="""
def form_reader(hidden):
    return keras.Sequential([keras.Input((794,)), layers.Dense(hidden, "relu"), layers.Dense(10, "softmax")])
""",
                says="a Sequential model has one input",
            ),
            Wrong("forgets return", replace=("return keras.Model", "keras.Model"), says="end with `return`"),
            Wrong(
                "returns the tensor",
                replace=("return keras.Model(inputs=[pixels, hint], outputs=answer)", "return answer"),
                says="expected a keras.Model",
            ),
            Wrong(
                "one input",
                code="""
def form_reader(hidden):
    pixels = keras.Input((784,), name="pixels")
    return keras.Model(pixels, layers.Dense(10, "softmax")(layers.Dense(hidden, "relu")(pixels)))
""",
                says="expected 2: inputs is a list of both",
            ),
            Wrong("hint first", replace=("[pixels, hint]", "[hint, pixels]"), says="first the pixels, then the hint"),
            Wrong("no names", replace=(', name="hint"', ""), says="keras.Input takes a name"),
            Wrong("a pixel too few", replace=("(784,)", "(783,)"), says="the input shapes are"),
            Wrong("a hint of one number", replace=("shape=(10,)", "shape=(1,)"), says="the input shapes are"),
            Wrong("one answer", replace=("layers.Dense(10,", "layers.Dense(1,"), says="one probability for each digit"),
            Wrong(
                "returns the joined vector", replace=("outputs=answer", "outputs=joined"), says="the output shape is"
            ),
            Wrong("the lesson's 64 neurons", replace=("Dense(hidden", "Dense(64"), says="expected [6, 10]"),
            Wrong(
                "ignores the hint",
                replace=("(joined)", "(seen)"),
                says="the hint does not reach the last layer",
            ),
            Wrong(
                "joins too early",
                code="""
def form_reader(hidden):
    pixels, hint = keras.Input((784,), name="pixels"), keras.Input((10,), name="hint")
    seen = layers.Dense(hidden, activation="relu")(layers.Concatenate()([pixels, hint]))
    return keras.Model([pixels, hint], layers.Dense(10, activation="softmax")(seen))
""",
                says="join it behind that layer",
            ),
            Wrong(
                "joins the raw pixels",
                replace=("[seen, hint]", "[pixels, hint]"),
                says="expected [6, 10]",
            ),
            Wrong(
                "joins seen and pixels",
                replace=("[seen, hint]", "[seen, pixels]"),
                says="the raw pixels reach the last layer instead",
            ),
            Wrong("joins all three", replace=("[seen, hint]", "[seen, hint, pixels]"), says="reach the last layer too"),
            Wrong(
                "a dense layer for the hint",
                replace=("[seen, hint]", '[seen, layers.Dense(10, activation="relu")(hint)]'),
                says="expected [6, 10]",
            ),
            Wrong("the hint in front", replace=("[seen, hint]", "[hint, seen]"), says="the hint comes first"),
            Wrong("no ReLU", replace=(', activation="relu"', ""), says="the ReLU is missing"),
            Wrong("no softmax", replace=(', activation="softmax"', ""), says="the last layer has no softmax"),
            Wrong("sigmoid", replace=('"softmax"', '"sigmoid"'), says="ten digits need a softmax"),
            Wrong(
                "not built",
                code="""
def form_reader(hidden):
    return keras.Sequential([layers.Dense(hidden)])
""",
                says="a Sequential model has one input",
            ),
            Wrong(
                "gelu", replace=('activation="relu"', 'activation="gelu"'), says="ReLU neurons and hint, side by side"
            ),
            Wrong(
                "adds dropout weights",
                replace=("joined)", "layers.BatchNormalization()(joined))"),
                says="expected 4880",
            ),
            Wrong(
                "hidden swap",
                replace=("Dense(hidden", "Dense(hidden + 1"),
                says="a ReLU layer of hidden neurons, and ten answers",
            ),
            Wrong(
                "the ReLU behind the joined vector",
                code="""
def form_reader(hidden):
    p, h = keras.Input((784,), name="pixels"), keras.Input((10,), name="hint")
    x = layers.ReLU()(layers.Concatenate()([layers.Dense(hidden)(p), h]))
    return keras.Model([p, h], layers.Dense(10, activation="softmax")(x))
""",
                says="the answer of form_reader(5)",
            ),
            Wrong(
                "relu6",
                code="""
def form_reader(hidden):
    p, h = keras.Input((784,), name="pixels"), keras.Input((10,), name="hint")
    x = layers.Concatenate()([layers.Dense(hidden, activation="relu6")(p), h])
    return keras.Model([p, h], layers.Dense(10, activation="softmax")(x))
""",
                says="the answer of form_reader(5)",
            ),
        ],
        right=[
            Right(
                "positions, the function concatenate, and layers for the activations",
                code="""
def form_reader(hidden):
    ways_in = [keras.Input((size,), name=name) for name, size in (("pixels", 784), ("hint", 10))]
    x = layers.ReLU()(layers.Dense(hidden)(ways_in[0]))
    x = layers.concatenate([x, ways_in[1]])
    return keras.Model(ways_in, layers.Softmax()(layers.Dense(10)(x)))
""",
            ),
            Right(
                "ops and separate",
                code="""
def form_reader(hidden):
    a = keras.Input((784,), name="pixels"); b = keras.Input((10,), name="hint")
    x = layers.ReLU()(layers.Dense(hidden)(a))
    return keras.Model([a, b], layers.Softmax()(layers.Dense(10)(layers.concatenate([x, b]))))
""",
            ),
        ],
    ),
    "compile": Task(
        wrong=[
            Wrong(
                "a rate that falls",
                replace=("rate=rate", "rate=keras.optimizers.schedules.ExponentialDecay(rate, 100, 0.9)"),
                says="the learning rate is a schedule, ExponentialDecay",
            ),
            Wrong(
                "begins with other weights",
                replace=(
                    "    return model",
                    "    model.set_weights([w / 2 for w in model.get_weights()])\n    return model",
                ),
                says="the model has other weights than before",
            ),
            Wrong(
                "freezes the last layer",
                replace=("    return model", "    model.layers[-1].trainable = False\n    return model"),
                says="one is not trained any more",
            ),
            Wrong(
                "another Adam",
                replace=("rate=rate", "rate=rate, amsgrad=True"),
                says="Adam has amsgrad=True, expected False",
            ),
            Wrong("cut gradients", replace=("rate=rate", "rate=rate, clipnorm=1.0"), says="Adam has clipnorm=1.0"),
            Wrong("another momentum", replace=("rate=rate", "rate=rate, beta_1=0.8"), says="Adam has beta_1=0.8"),
            Wrong(
                "shrinks the weights",
                replace=("rate=rate", "rate=rate, weight_decay=0.01"),
                says="Adam has weight_decay=0.01",
            ),
            Wrong("rounds the rate", replace=("rate=rate", "rate=round(rate, 3)"), says="the learning rate is"),
            Wrong(
                "asks for one kind of whole number",
                replace=("labels.ndim == 1", 'labels.ndim == 1 and labels.dtype == "int64"'),
                says="the tuple is shorter than the index",
            ),
            Wrong(
                "stops the model's learning",
                replace=("    return model", "    model.trainable = False\n    return model"),
                says="one is not trained any more",
            ),
            Wrong(
                "always the lesson's loss",
                replace=("loss=fitting", 'loss="categorical_crossentropy"'),
                says="that one compares with one-hot rows",
            ),
            Wrong(
                "always the sparse one",
                replace=("loss=fitting", 'loss="sparse_categorical_crossentropy"'),
                says="that one expects labels as whole numbers",
            ),
            Wrong(
                "the lecture's loss", replace=("loss=fitting", 'loss="mse"'), says="it learns slowly behind a softmax"
            ),
            Wrong("forgets the loss", replace=(" loss=fitting,", ""), says="the model has no loss"),
            Wrong(
                "returns what compile returns",
                replace=("    return model", "    return model.compile()"),
                says="so return the model",
            ),
            Wrong("forgets return", replace=("    return model", "    pass"), says="so return the model"),
            Wrong(
                "does not compile", code="def compile_for(model, labels, rate): return model", says="is not compiled"
            ),
            Wrong(
                "binary because the labels are 0 and 1",
                replace=("labels.ndim == 1", "labels.max() > 1"),
                says="the tuple is shorter than the index that you ask for (in the line",
            ),
            Wrong(
                "looks at the columns only",
                replace=("labels.shape[1] == 1", "labels.shape[1] <= 2"),
                says="that one is for a single yes-or-no neuron",
            ),
            Wrong(
                "takes probabilities for scores",
                replace=(
                    '"sparse_categorical_crossentropy"',
                    "keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
                ),
                says="must not take them for scores",
            ),
            Wrong(
                "forgets the single neuron",
                replace=('"binary_crossentropy"', '"categorical_crossentropy"'),
                says="that one compares with one-hot rows",
            ),
            Wrong(
                "mean squared error for yes or no",
                replace=('"binary_crossentropy"', '"mse"'),
                says="take a cross-entropy",
            ),
            Wrong(
                "Adam's own rate",
                replace=("keras.optimizers.Adam(learning_rate=rate)", '"adam"'),
                says="the argument is not used",
            ),
            Wrong("the lecture's optimiser", replace=("Adam(", "SGD("), says="the optimiser is SGD, expected Adam"),
            Wrong("no accuracy", replace=(', metrics=["accuracy"]', ""), says="with the accuracy in it"),
            Wrong(
                "compiles a copy",
                replace=("    model.compile", "    model = keras.models.clone_model(model)\n    model.compile"),
                says="compile the one that is given",
            ),
            Wrong(
                "label smoothing",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=["accuracy"])
    return model
""",
                says="label_smoothing=0.1",
            ),
            Wrong(
                "from logits",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=["accuracy"])
    return model
""",
                says="has from_logits=True",
            ),
            Wrong(
                "sum",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = keras.losses.CategoricalCrossentropy(reduction="sum")
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=["accuracy"])
    return model
""",
                says="the plain mean",
            ),
            Wrong(
                "focal",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = "categorical_focal_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=["accuracy"])
    return model
""",
                says="expected categorical_crossentropy",
            ),
            Wrong(
                "raw Accuracy",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = "categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=[keras.metrics.Accuracy()])
    return model
""",
                says="takes the one that fits",
            ),
            Wrong(
                "top k",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = "categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=["top_k_categorical_accuracy"])
    return model
""",
                says="takes the one that fits",
            ),
            Wrong(
                "binary accuracy always",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = "categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=["binary_accuracy"])
    return model
""",
                says="takes the one that fits",
            ),
            Wrong(
                "AUC named accuracy",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = "categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=[keras.metrics.MeanSquaredError(name="accuracy")])
    return model
""",
                says="takes the one that fits",
            ),
            Wrong(
                "AdamW",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = "categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.AdamW(learning_rate=rate), loss=fitting, metrics=["accuracy"])
    return model
""",
                says="the optimiser is AdamW",
            ),
            Wrong(
                "rate squared",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = "categorical_crossentropy"
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02), loss=fitting, metrics=["accuracy"])
    return model
""",
                says="give the rate to the optimiser",
            ),
            Wrong(
                "squeeze",
                replace=("labels.ndim == 1", "labels.squeeze().ndim <= 1 and labels.shape[-1] != 1"),
                says="the tuple is shorter",
            ),
            Wrong(
                "max",
                replace=("labels.ndim == 1", "labels.ndim == 1 and labels.max() > 1"),
                says="the tuple is shorter",
            ),
        ],
        right=[
            Right(
                "objects, and the model decides",
                code="""
def compile_for(model, labels, rate):
    losses = keras.losses
    if model.output_shape[-1] == 1:
        loss = losses.BinaryCrossentropy()
    else:
        loss = losses.CategoricalCrossentropy() if len(labels.shape) == 2 else losses.SparseCategoricalCrossentropy()
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["acc"])
    return model
""",
            ),
            Right(
                "objects",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = keras.losses.CategoricalCrossentropy()
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=[keras.metrics.CategoricalAccuracy() if labels.ndim == 2 and labels.shape[1] > 1 else "accuracy"])
    return model
""",
            ),
            Right(
                "functions",
                code="""
def compile_for(model, labels, rate):
    if labels.ndim == 1:
        fitting = "sparse_categorical_crossentropy"
    elif labels.shape[1] == 1:
        fitting = "binary_crossentropy"
    else:
        fitting = keras.losses.categorical_crossentropy
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=fitting, metrics=["acc"])
    return model
""",
            ),
        ],
    ),
    "stop": Task(
        wrong=[
            Wrong(
                "takes losses for positive",
                replace=("if loss < best - min_delta:", "if loss < best - min_delta and (loss > 0 or epoch == 1):"),
                says="better is less than the best so far",
            ),
            Wrong(
                "no whole number where nothing stops",
                replace=("    return best_epoch, len(losses)", "    return best_epoch, float(len(losses))"),
                says="last_epoch",
            ),
            Wrong(
                "the constants of the example",
                code="def early_stopping(losses, patience, min_delta=0.0): return 4, 6",
                says="one epoch is the best and the last",
            ),
            Wrong(
                "forgets return",
                code="def early_stopping(losses, patience, min_delta=0.0): pass",
                says="end with `return`",
            ),
            Wrong(
                "counts from 0",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    best, best_epoch = float("inf"), 0
    for epoch, loss in enumerate(losses):
        if loss < best - min_delta:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch >= patience:
            return best_epoch, epoch
    return best_epoch, len(losses) - 1
""",
                says="epochs are counted from 1",
            ),
            Wrong("waits one too many", replace=(">= patience", "> patience"), says="not after three"),
            Wrong("waits one too few", replace=(">= patience", ">= patience - 1"), says="not one"),
            Wrong("an equal loss is better", replace=("loss <", "loss <="), says="an equal loss is not better"),
            Wrong(
                "the wrong order", replace=("return best_epoch, epoch", "return epoch, best_epoch"), says="the order is"
            ),
            Wrong(
                "stops at the best",
                replace=("return best_epoch, epoch", "return best_epoch, best_epoch"),
                says="not at the best one",
            ),
            Wrong(
                "looks into the future",
                replace=("return best_epoch, epoch", "return losses.index(min(losses)) + 1, epoch"),
                says="this looks at losses after the stop",
            ),
            Wrong(
                "does not count in a row",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    best, best_epoch, wait = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best - min_delta:
            best, best_epoch = loss, epoch
        else:
            wait += 1
            if wait >= patience:
                return best_epoch, epoch
    return best_epoch, len(losses)
""",
                says="a better one starts the count anew",
            ),
            Wrong(
                "returns losses",
                replace=("return best_epoch, epoch", "return best, loss"),
                says="numbers of the epochs",
            ),
            Wrong(
                "the last is the best when nothing stops it",
                replace=("return best_epoch, len(losses)", "return len(losses), len(losses)"),
                says="the best epoch is not always the last one",
            ),
            Wrong(
                "ignores min_delta",
                replace=("best - min_delta", "best"),
                says="better is less than the best so far minus",
            ),
            Wrong(
                "adds min_delta",
                replace=("best - min_delta", "best + min_delta"),
                says="better is less than the best so far minus",
            ),
            Wrong(
                "compares with the epoch before",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    last, best_epoch = float("inf"), 0
    for epoch, loss in enumerate(losses, 1):
        if loss < last - min_delta:
            best_epoch = epoch
        elif epoch - best_epoch >= patience:
            return best_epoch, epoch
        last = loss
    return best_epoch, len(losses)
""",
                says="not with the one before",
            ),
            Wrong(
                "the least of all trained epochs",
                replace=("return best_epoch, epoch", "return losses.index(min(losses[:epoch])) + 1, epoch"),
                says="the last one that was better by more than min_delta",
            ),
            Wrong("starts with 100", replace=('float("inf")', "100"), says="start with infinity"),
            Wrong(
                "sorts the list",
                replace=(
                    "return best_epoch, len(losses)",
                    "losses.sort(); return best_epoch, len(losses)",
                ),
                says="changes its argument losses in place",
            ),
            Wrong(
                "floats",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    best, at = float('inf'), 0
    for e, l in enumerate(losses, 1):
        if l < best - min_delta: best, at = l, e
        elif e - at >= patience: return float(at), float(e)
    return float(at), float(len(losses))
""",
                says="expected the int 4",
            ),
            Wrong(
                "sorts",
                replace=(
                    '    best, best_epoch = float("inf"), 0',
                    '    best, best_epoch = float("inf"), 0\n    losses.append(losses.pop())\n    losses[0] += 1e-12',
                ),
                says="changes its argument losses in place",
            ),
            Wrong(
                "ignores min_delta, written anew",
                replace=(" - min_delta", ""),
                says="better is less than the best so far minus",
            ),
            Wrong(
                "keras",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    from types import SimpleNamespace
    c = keras.callbacks.EarlyStopping(monitor='v', mode='min', patience=patience, min_delta=min_delta)
    c.set_model(SimpleNamespace(stop_training=False)); c.on_train_begin()
    n = 0
    while n < len(losses) and not c.model.stop_training:
        c.on_epoch_end(n, {'v': losses[n]}); n += 1
    return c.best_epoch + 1, n
""",
                says="say the rule yourself, without Keras",
            ),
            Wrong(
                "best not updated with min_delta",
                replace=(
                    "if loss < best - min_delta:\n            best, best_epoch = loss, epoch",
                    "if loss < best - min_delta:\n            best_epoch = epoch\n        best = min(best, loss)\n        if best_epoch == epoch: pass",
                ),
                says="better is less than the best so far minus",
            ),
            Wrong(
                "three digits",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    best, at = float("inf"), 0
    for e, l in enumerate(losses, 1):
        l = round(l, 3)
        if l < best - min_delta:
            best, at = l, e
        elif e - at >= patience:
            return at, e
    return at, len(losses)
""",
                says="do not round",
            ),
        ],
        right=[
            Right(
                "a counter of the waiting",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    best_epoch, epoch, wait = 1, 1, 0
    while epoch < len(losses) and wait < patience:
        epoch += 1
        if losses[epoch - 1] + min_delta < losses[best_epoch - 1]:
            best_epoch, wait = epoch, 0
        else:
            wait += 1
    return [best_epoch, epoch]
""",
            ),
            Right(
                "np",
                code="""
def early_stopping(losses, patience, min_delta=0.0):
    best = losses[0]; at = 0; wait = 0
    for e in range(1, len(losses)):
        if losses[e] < best - min_delta: best = losses[e]; at = e; wait = 0
        else:
            wait += 1
            if wait == patience: return np.array([at + 1, e + 1])
    return [at + 1, len(losses)]
""",
            ),
        ],
        equivalent={
            "best, best_epoch = (float('inf'), 0) → best, best_epoch = (float('inf'), 1)": "the first epoch is always better and sets it",
            "best, best_epoch = (float('inf'), 0) → best, best_epoch = (float('inf'), -1)": "the first epoch is always better and sets it",
        },
    ),
    "confidence": Task(
        wrong=[
            Wrong(
                "the constants of the example",
                code="def answered(probabilities, labels, threshold): return 0.5, 1.0",
                says="the share answered",
            ),
            Wrong(
                "forgets return",
                replace=("return sure.mean(), right", "sure.mean(), right"),
                says="answered returns None",
            ),
            Wrong(
                "numbers of samples",
                replace=("sure.mean(), right[sure].mean()", "sure.sum(), right[sure].sum()"),
                says="these are numbers of samples",
            ),
            Wrong(
                "the wrong order",
                replace=("sure.mean(), right[sure].mean()", "right[sure].mean(), sure.mean()"),
                says="the order is: share, accuracy",
            ),
            Wrong(
                "the share of the unsure",
                replace=("return sure.mean()", "return 1 - sure.mean()"),
                says="the share of the others",
            ),
            Wrong(
                "the accuracy of all",
                replace=("right[sure].mean()", "right.mean()"),
                says="half of the samples are answered",
            ),
            Wrong(
                "divides by all", replace=("right[sure].mean()", "(right & sure).mean()"), says="half of the samples"
            ),
            Wrong(
                "looks at the label's probability",
                replace=(
                    "sure = probabilities.max(axis=1)",
                    "sure = probabilities[np.arange(len(labels)), labels]",
                ),
                says="the share of samples whose largest probability",
            ),
            Wrong("greater only", replace=(">= threshold", "> threshold"), says="it is ≥, not >"),
            Wrong("divides by zero", replace=("if not sure.any()", "if False"), says="where nothing is answered"),
            Wrong(
                "0 % right when nothing is answered",
                replace=("0.0, np.nan", "0.0, 0.0"),
                says="nothing is known about it",
            ),
            Wrong(
                "forgets the weights",
                replace=("error += inside.mean() * abs", "error += abs"),
                says="weigh each bin with its share",
            ),
            Wrong(
                "forgets the absolute value",
                replace=("* abs(", "* ("),
                says="must not cancel",
            ),
            Wrong(
                "the absolute value at the end",
                code="""
def calibration_error(probabilities, labels, edges):
    return abs(probabilities.max(axis=1).mean() - (probabilities.argmax(axis=1) == labels).mean())
""",
                says="the two bins must not cancel",
            ),
            Wrong("forgets return again", replace=("return error", "error"), says="end with `return`"),
            Wrong("does not subtract", replace=(" - right[inside].mean()", ""), says="subtract the accuracies"),
            Wrong("trips over an empty bin", replace=("if inside.any()", "if True"), says="in an empty bin"),
            Wrong(
                "leaves out 1",
                replace=("(confidence > low) & (confidence <= high)", "(confidence >= low) & (confidence < high)"),
                says="exactly 1 belongs to the last bin",
            ),
            Wrong(
                "both edges",
                replace=("confidence > low", "confidence >= low"),
                says="a sample on an edge is in two bins",
            ),
            Wrong(
                "the plain mean of the bins",
                code="""
def calibration_error(probabilities, labels, edges):
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    gaps = []
    for low, high in zip(edges, edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            gaps.append(abs(confidence[inside].mean() - right[inside].mean()))
    return np.mean(gaps)
""",
                says="this is the plain mean over the bins",
            ),
            Wrong(
                "bins of its own",
                replace=("in pairwise(edges)", "in pairwise([0, 0.8, 1])"),
                says="for each bin: share times",
            ),
            Wrong(
                "overwrites the probabilities",
                replace=("return error", "probabilities[:] = 0; return error"),
                says="changes its argument",
            ),
            Wrong(
                "int share",
                code="""
def answered(probabilities, labels, threshold):
    s = probabilities.max(axis=1) >= threshold
    if not s.any(): return 0.0, 0.0
    return s.mean(), (probabilities.argmax(axis=1) == labels)[s].mean()
""",
                says="nothing is known about it",
            ),
            Wrong(
                "closed below",
                code="""
def calibration_error(probabilities, labels, edges):
    c = probabilities.max(axis=1); r = probabilities.argmax(axis=1) == labels; e = 0
    for a, b in zip(edges[:-1], edges[1:]):
        m = (c >= a) & (c < b)
        if m.any(): e += m.mean() * abs(c[m].mean() - r[m].mean())
    return e
""",
                says="expected 0.75",
            ),
            Wrong(
                "squares",
                code="""
def calibration_error(probabilities, labels, edges):
    c = probabilities.max(axis=1); r = probabilities.argmax(axis=1) == labels; e = 0
    for a, b in zip(edges[:-1], edges[1:]):
        m = (c > a) & (c <= b)
        if m.any(): e += m.mean() * (c[m].mean() - r[m].mean()) ** 2
    return e
""",
                says="for each bin: share times",
            ),
            Wrong(
                "mid bin",
                code="""
def calibration_error(probabilities, labels, edges):
    c = probabilities.max(axis=1); r = probabilities.argmax(axis=1) == labels; e = 0
    for a, b in zip(edges[:-1], edges[1:]):
        m = (c > a) & (c <= b)
        if m.any(): e += m.mean() * abs((a + b) / 2 - r[m].mean())
    return e
""",
                says="for each bin: share times",
            ),
            Wrong(
                "prob of label",
                code="""
def answered(probabilities, labels, threshold):
    s = probabilities[np.arange(len(labels)), labels] >= threshold
    if not s.any(): return 0.0, np.nan
    return s.mean(), (probabilities.argmax(axis=1) == labels)[s].mean()
""",
                says="the share of samples whose largest probability",
            ),
        ],
        right=[
            Right(
                "sample by sample, and a table of bins",
                code="""
def answered(probabilities, labels, threshold):
    judged = [max(p) == p[k] for p, k in zip(probabilities, labels) if max(p) >= threshold]
    return len(judged) / len(labels), sum(judged) / len(judged) if judged else float("nan")
def calibration_error(probabilities, labels, edges):
    confidence = np.max(probabilities, axis=1)
    place = np.searchsorted(edges, confidence, side="left")
    gap = confidence - (np.argmax(probabilities, axis=1) == labels)
    return np.abs(np.bincount(place, weights=gap)).sum() / len(labels)
""",
            ),
            Right(
                "loops",
                code="""
def calibration_error(probabilities, labels, edges):
    e = 0
    for a, b in zip(edges[:-1], edges[1:]):
        k = [n for n in range(len(labels)) if a < max(probabilities[n]) <= b]
        if k: e += abs(sum(max(probabilities[n]) - (probabilities[n].argmax() == labels[n]) for n in k)) / len(labels)
    return e
""",
            ),
            Right(
                "nan by math",
                code="""
import math
def answered(probabilities, labels, threshold):
    c = np.max(probabilities, axis=1); m = c >= threshold
    if m.sum() == 0: return 0.0, math.nan
    return np.count_nonzero(m) / len(m), np.mean(np.argmax(probabilities[m], axis=1) == labels[m])
""",
            ),
        ],
        equivalent={
            "error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean()) → error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())": "an absolute value does not see the sign",
        },
    ),
}

test_grader = grader_tests(ASSIGNMENT, TASKS)
