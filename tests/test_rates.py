"""The laboratory of lesson 08, against trainings that are written out."""

import numpy as np
import pytest

from helpers import load_mnist, silence_tensorflow
from helpers.rates import Laboratory, Setting, rate_plot


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
