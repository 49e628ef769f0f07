"""The course's side: the functions and classes of the lessons themselves, so that what is measured is what is taught.

Each program returns name → (seconds of training, test accuracy), as the lecture's side does.
"""

import ast
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np

from benchmarks.clock import Stopwatch, training_clock
from helpers import load_mnist

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
LESSON_07 = (
    *("Dense", "ReLU", "SoftmaxCrossEntropy", "Network", "sgd_step"),
    *("pixels", "logits", "accuracy", "train_epoch", "train"),
)
LESSON_09 = (
    *("im2col", "col2im", "Convolution", "CORNERS", "MaxPooling", "Flatten", "Dense", "ReLU", "SoftmaxCrossEntropy"),
    *("Network", "lecture_network", "pixels", "train", "predict", "accuracy", "keras_twin"),
)
LESSON_10 = (
    *("lecture_cnn", "EPOCHS", "BATCH", "PEAK", "warm_then_cool"),
    *("fast_cnn", "FAST_EPOCHS", "FAST_BATCH", "FAST_PEAK", "SMOOTHING", "fast_adam"),
)
LESSON_11 = (
    *("AlexNet", "alexnet", "BATCH", "PEAK", "warm_then_cool"),
    *("preprocess", "pipeline", "operations_per_second"),
)
LESSON_12 = (
    *("normed_convolution", "residual_block", "residual_network"),
    *("EPOCHS", "BATCH", "PEAK", "one_cycle_adam", "train_residual"),
)


def lesson(stem: str, *names: str) -> SimpleNamespace:
    """Return functions, classes and constants of a lesson by name; its imports are made, no other line is run.

    Raises
    ------
    LookupError if the lesson does not define one of the names.
    """
    space = {}
    for cell in nbformat.read(NOTEBOOKS / f"{stem}.ipynb", as_version=4).cells:
        for node in ast.parse(cell.source).body if cell.cell_type == "code" else []:
            targets = [name for target in getattr(node, "targets", []) for name in ast.walk(target)]
            defined = {getattr(node, "name", None)} | {getattr(target, "id", None) for target in targets}
            if isinstance(node, ast.Import | ast.ImportFrom) or defined & set(names):
                exec(compile(ast.Module([node], []), stem, "exec"), space)
    if missing := set(names) - set(space):
        raise LookupError(f"lesson {stem} defines no {', '.join(sorted(missing))}: has it been renamed?")
    return SimpleNamespace(**{name: space[name] for name in names})


def numpy_mlp(seed):
    """Lesson 07: search for the width, three trainings each on a part of the digits; train the best on all digits."""
    code = lesson("07_mlp_from_scratch", *LESSON_07)
    split = load_mnist(layout="flat", validation=10_000)
    data = load_mnist(layout="flat")
    whole, final = Stopwatch(), Stopwatch()
    scores = {}
    with whole:
        for hidden in (100, 200, 300):
            scores[hidden] = 0.0
            for start in range(3 * seed, 3 * seed + 3):
                network = code.Network([784, hidden, 10], np.random.default_rng(start))
                code.train(network, split.train_images[:25_000], split.train_labels[:25_000], 4, seed=start)
                scores[hidden] += code.accuracy(network, split.validation_images, split.validation_labels)
        network = code.Network([784, max(scores, key=scores.get), 10], np.random.default_rng(seed))
        with final:
            code.train(network, data.train_images, data.train_labels, 12, seed=seed)
    accuracy = float(code.accuracy(network, data.test_images, data.test_labels))
    return {"training": (final.seconds, accuracy), "search and training": (whole.seconds, accuracy)}


def numpy_against_keras_mlp(seed, keras_side=False):
    """Lesson 07's comparison: two epochs of the same network (784, 200, 10), batches of 64, in NumPy or in Keras.

    NumPy gets bytes, as in the lesson, and converts each batch; Keras gets pixels that are converted already.
    """
    code = lesson("07_mlp_from_scratch", *LESSON_07, "keras_twin")
    network = code.Network([784, 200, 10], np.random.default_rng(seed))
    if keras_side:
        return fit_twin(code.keras_twin(network, "float32"), load_mnist(scaled=True, layout="flat"), epochs=2)
    data = load_mnist(layout="flat")
    with (clock := Stopwatch()):
        code.train(network, data.train_images, data.train_labels, 2, seed=seed)
    return {"training": (clock.seconds, float(code.accuracy(network, data.test_images, data.test_labels)))}


def numpy_against_keras_cnn(seed, keras_side=False):
    """Lesson 09's comparison: one epoch of the lecture's CNN, same weights, batches of 64, in NumPy or in Keras.

    NumPy gets bytes, as in the lesson, and converts each batch; Keras gets pixels that are converted already.
    """
    code = lesson("09_cnn_from_scratch", *LESSON_09)
    network = code.lecture_network(np.random.default_rng(seed))
    if keras_side:
        import keras

        twin = code.keras_twin("float32")
        twin.set_weights([values for _, values, _ in network.parameters()])
        twin.compile(keras.optimizers.SGD(0.1), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        return fit_twin(twin, load_mnist(scaled=True, layout="channel"), epochs=1)
    data = load_mnist()
    with (clock := Stopwatch()):
        code.train(network, data.train_images, data.train_labels, 1, rate=0.1, seed=seed)
    return {"training": (clock.seconds, float(code.accuracy(network, data.test_images, data.test_labels)))}


def fit_twin(twin, data, epochs):
    """Train a compiled Keras model in batches of 64; its graph is built before the clock starts."""
    twin.fit(data.train_images[:64], data.train_labels[:64], batch_size=64, verbose=0)
    with (clock := Stopwatch()):
        twin.fit(data.train_images, data.train_labels, batch_size=64, epochs=epochs, verbose=0)
    predictions = twin.predict(data.test_images, batch_size=1000, verbose=0).argmax(axis=1)
    return {"training": (clock.seconds, float(np.mean(predictions == data.test_labels)))}


def keras_against_numpy_mlp(seed):
    return numpy_against_keras_mlp(seed, keras_side=True)


def keras_against_numpy_cnn(seed):
    return numpy_against_keras_cnn(seed, keras_side=True)


def keras_mlp(seed):
    """Lesson 08: the lecture's network with cross-entropy, Adam and batches of 128, for one epoch."""
    code = lesson("08_mlp_with_keras", "lecture_mlp")
    import keras

    keras.utils.set_random_seed(seed)
    data = load_mnist(scaled=True, layout="flat", one_hot=True)
    model = code.lecture_mlp()
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    clock = training_clock()
    model.fit(data.train_images, data.train_labels, epochs=1, batch_size=128, callbacks=[clock])
    _, accuracy = model.evaluate(data.test_images, data.test_labels)
    return {"training": (clock.seconds, accuracy)}


def cnn(seed):
    """Lesson 10: the lecture's layers, fewer steps, a rate that warms up and falls along a cosine."""
    code = lesson("10_cnn_with_keras", *LESSON_10)
    import keras

    keras.utils.set_random_seed(seed)
    data = load_mnist(scaled=True, layout="channel", one_hot=True, validation=5_000)
    steps = code.EPOCHS * -(-len(data.train_images) // code.BATCH)
    model = code.lecture_cnn()
    adam = keras.optimizers.Adam(code.warm_then_cool(code.PEAK, steps))
    model.compile(adam, "categorical_crossentropy", metrics=["accuracy"])
    clock = training_clock()
    model.fit(data.train_images, data.train_labels, epochs=code.EPOCHS, batch_size=code.BATCH, callbacks=[clock])
    _, accuracy = model.evaluate(data.test_images, data.test_labels)
    return {"training": (clock.seconds, accuracy)}


def fast_cnn(seed):
    """Lesson 10: the fast recipe, on the same digits as ``cnn``."""
    code = lesson("10_cnn_with_keras", *LESSON_10)
    import keras

    keras.utils.set_random_seed(seed)
    data = load_mnist(scaled=True, layout="channel", one_hot=True, validation=5_000)
    model = code.fast_cnn()
    steps = code.FAST_EPOCHS * -(-len(data.train_images) // code.FAST_BATCH)
    model.compile(code.fast_adam(steps), keras.losses.CategoricalCrossentropy(label_smoothing=code.SMOOTHING))
    clock = training_clock()
    options = {"epochs": code.FAST_EPOCHS, "batch_size": code.FAST_BATCH, "callbacks": [clock]}
    model.fit(data.train_images, data.train_labels, **options)
    answers = model.predict(data.test_images, batch_size=1_000).argmax(axis=1)
    return {"training": (clock.seconds, float(np.mean(answers == data.test_labels.argmax(axis=1))))}


def alexnet(seed):
    """Lesson 11, with a whole epoch: warm-up and cosine, bfloat16 where the processor is faster with it."""
    code = lesson("11_alexnet", *LESSON_11)
    import keras

    keras.utils.set_random_seed(seed)
    data = load_mnist(layout="channel", validation=5_000)
    train = code.pipeline(data.train_images, data.train_labels, shuffle=True)
    test = code.pipeline(data.test_images, data.test_labels)
    speed = {dtype: code.operations_per_second(dtype) for dtype in ("float32", "bfloat16")}
    keras.config.set_dtype_policy("mixed_bfloat16" if speed["bfloat16"] > 1.5 * speed["float32"] else "float32")
    model = code.alexnet()
    assert model.count_params() == 27_672_714
    adam = keras.optimizers.Adam(code.warm_then_cool(len(train)), beta_2=0.98)
    model.compile(adam, "categorical_crossentropy", metrics=["accuracy"])
    clock = training_clock()
    model.fit(train, shuffle=False, callbacks=[clock])  # the pipeline shuffles
    _, accuracy = model.evaluate(test)
    return {"training": (clock.seconds, accuracy)}


def residual(seed):
    """Lesson 12: a small residual network, three epochs, digits moved by a pixel, one cycle of the rate.

    It learns from all 60,000 training digits, as the lecture's AlexNet beside it does.
    """
    code = lesson("12_after_alexnet", *LESSON_12)
    import keras

    keras.utils.set_random_seed(seed)
    data = load_mnist(layout="channel")
    model = code.residual_network()
    assert 100 * model.count_params() < 27_672_714
    with (clock := Stopwatch()):
        code.train_residual(model, data.train_images, data.train_labels, seed)
    answers = model.predict(data.test_images, batch_size=500, verbose=0).argmax(axis=1)
    return {"training": (clock.seconds, float(np.mean(answers == data.test_labels)))}
