"""The laboratory of lessons 08 and 11, against trainings that are written out."""

import weakref

import numpy as np
import pytest

from helpers import load_mnist, silence_tensorflow
from helpers.rates import Laboratory, Setting, pairs_plot, rate_plot, watched_training

pytestmark = pytest.mark.filterwarnings("error::UserWarning")  # Keras's: a student would read it below the cell


@pytest.fixture(scope="module")
def keras():
    silence_tensorflow()
    import keras

    return keras


@pytest.fixture(scope="module")
def digits():
    data = load_mnist(scaled=True, layout="flat", one_hot=True)
    return [(data.train_images[some], data.train_labels[some]) for some in (slice(640), slice(640, 1640))]


SETTINGS = {
    "adam": Setting("adam", "categorical_crossentropy", 32, [0.01, 0.0, 0.001]),
    "sgd": Setting("sgd", "mse", 64, [3.0]),
}


def test_each_rate_and_seed_is_a_training_of_its_own(keras, digits):
    def build():
        layers = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(10, activation="softmax")]
        return keras.Sequential([keras.Input((784,)), *layers])

    laboratory = Laboratory(build, *digits)
    found = laboratory.accuracies(SETTINGS, seeds=(3, 4))
    for name, setting in SETTINGS.items():
        assert found[name].shape == (len(setting.rates), 2)
        for row, rate in zip(found[name], setting.rates):
            for accuracy, seed in zip(row, (3, 4)):
                keras.utils.set_random_seed(seed)
                model = build()
                kind = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[setting.optimizer]
                model.compile(kind(rate), setting.loss, metrics=["accuracy"])
                model.fit(*digits[0], batch_size=setting.batch, verbose=0)
                expected = model.evaluate(*digits[1], verbose=0)[1]
                assert accuracy == pytest.approx(expected, abs=0.01), (name, rate, seed)
    laboratory.train = None  # what was done is not done again
    np.testing.assert_array_equal(
        laboratory.accuracies({"again": SETTINGS["adam"]}, seeds=(4,))["again"][:, 0], found["adam"][:, 1]
    )
    learned = found["adam"][0]
    assert np.all(learned > found["adam"][1] + 0.3), "a rate of 0 after another one learns nothing"


def test_a_pass_has_a_step_for_each_batch_the_last_one_included():
    assert Setting("sgd", "mse", 512, [1]).steps(60_000) == 118
    assert Setting("sgd", "mse", 100, [1]).steps(1_000) == 10


@pytest.mark.parametrize("settings", [{}, {"none": Setting("sgd", "mse", 8, [])}])
def test_without_a_rate_there_is_nothing_to_train(settings):
    with pytest.raises(ValueError, match="at least one rate"):
        Laboratory(None, (), ()).accuracies(settings)


def test_a_line_shows_the_mean_of_the_seeds_against_the_rate_or_the_way():
    settings = {"a": Setting("sgd", "mse", 100, [0.1, 1.0]), "b": Setting("sgd", "mse", 50, [0.2])}
    found = {"a": np.array([[0.2, 0.4], [0.6, 0.8]]), "b": np.array([[0.5, 0.7]])}
    for digits, steps in ((None, (1, 1)), (1_000, (10, 20))):
        (ax,) = rate_plot(settings, found, digits=digits).axes
        first, *dots = ax.lines[:3]
        np.testing.assert_allclose(first.get_xdata(), np.multiply([0.1, 1.0], steps[0]))
        np.testing.assert_allclose(first.get_ydata(), [0.3, 0.7])
        np.testing.assert_allclose([line.get_ydata() for line in dots], found["a"].T)
        np.testing.assert_allclose(ax.lines[3].get_xdata(), [0.2 * steps[1]])
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]


def test_each_side_may_have_its_own_network_and_epochs_and_chance_begins_anew(keras, digits):
    def build():
        layers = [keras.layers.Dense(16), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
        return keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, activation="softmax")])

    def watched():
        networks.append(weakref.ref(network := build()))
        return network

    networks = []
    laboratory = Laboratory(None, *digits)
    setting = Setting("adam", "categorical_crossentropy", 64, [0.01], epochs=3, build=watched)
    found = laboratory.accuracies({"side": setting}, seeds=(5, 6))["side"][0]
    assert len(networks) == 3  # one that is trained, and the first weights of each seed
    assert [network() for network in networks] == [None] * 3, "a network is kept, with its memory"
    for accuracy, seed in zip(found, (5, 6)):
        keras.utils.set_random_seed(seed)
        model = build()
        model.compile(keras.optimizers.Adam(0.01), setting.loss, metrics=["accuracy"])
        rng = np.random.default_rng(seed)
        for _ in range(3):
            order = rng.permutation(640)
            model.fit(*(part[order] for part in digits[0]), batch_size=64, shuffle=False, verbose=0)
        assert accuracy == pytest.approx(model.evaluate(*digits[1], verbose=0)[1], abs=0.01)
    once = laboratory.accuracies({"side": setting._replace(epochs=1)}, seeds=(5,))["side"][0, 0]
    assert once < found[0] - 0.02, "another number of epochs is another training"


def test_a_watched_training_is_that_of_keras_and_shows_each_layer(keras):
    import tensorflow as tf

    rng = np.random.default_rng(0)
    images, labels = rng.random((60, 6, 6, 1), dtype=np.float32), np.eye(3, dtype=np.float32)[rng.integers(3, size=60)]

    def build():
        kinds = keras.layers
        norm = [kinds.Conv2D(4, 3, use_bias=False), kinds.BatchNormalization(), kinds.Activation("tanh")]
        tail = [kinds.Flatten(), kinds.Dense(5, activation="relu"), kinds.Dense(3, activation="softmax")]
        return keras.Sequential([keras.Input((6, 6, 1)), *norm, *tail])

    start = watched_training(build, images, labels, rate=0.01, batch=20, seed=2)
    step = start()
    first, second = step(), step()
    assert [layer.shape for layer in first.activations] == [(20, 4, 4, 4), (20, 5), (20, 3)]
    assert [layer.shape for layer in first.gradients] == [(3, 3, 1, 4), (64, 5), (5, 3)]
    keras.utils.set_random_seed(2)
    model = build()
    model.compile(keras.optimizers.Adam(0.01), "categorical_crossentropy")
    rng = np.random.default_rng(2)
    rows, more = rng.integers(60, size=20), rng.integers(60, size=20)
    with tf.GradientTape() as tape:
        loss = keras.losses.CategoricalCrossentropy()(labels[rows], model(images[rows], training=True))
    kernels = [layer.kernel for layer in model.layers if hasattr(layer, "kernel")]
    for mine, theirs in zip(first.gradients, tape.gradient(loss, [kernel.value for kernel in kernels]), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-6)
    keras.utils.set_random_seed(2)
    model.set_weights(build().get_weights())  # the moving means have seen a batch
    assert model.train_on_batch(images[rows], labels[rows]) == pytest.approx(first.loss, rel=1e-5)
    after = keras.losses.categorical_crossentropy(labels[more], model(images[more], training=True))
    assert np.mean(after) == pytest.approx(second.loss, rel=1e-4)
    again = start()
    assert again().loss == pytest.approx(first.loss, rel=1e-6)
    assert again().loss == pytest.approx(second.loss, rel=1e-5)


def test_a_line_joins_the_sides_of_one_seed():
    panels = {"one": {"a": np.array([[0.1, 0.2]]), "b": np.array([[0.3, 0.4]])}, "two": {"c": np.array([0.5, 0.6])}}
    first, second = pairs_plot(panels).axes
    assert [line.get_ydata().tolist() for line in first.lines] == [[0.1, 0.3], [0.2, 0.4]]
    assert [line.get_ydata().tolist() for line in second.lines] == [[0.5], [0.6]]
    assert [text.get_text() for text in first.get_xticklabels()] == ["a", "b"]
    assert (first.get_title(), first.get_ylabel()) == ("one", "validation accuracy")
    assert len({line.get_marker() for line in first.lines}) == 2
