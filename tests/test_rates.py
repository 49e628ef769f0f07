"""The laboratory of lesson 08, against trainings that are written out."""

import numpy as np
import pytest

from helpers import load_mnist, silence_tensorflow
from helpers.rates import Setting, accuracy_by_rate


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

    found = accuracy_by_rate(build, SETTINGS, *digits, seeds=(3, 4))
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
    learned = found["adam"][0]
    assert np.all(learned > found["adam"][1] + 0.3), "a rate of 0 after another one learns nothing"


def test_a_pass_has_a_step_for_each_batch_the_last_one_included():
    assert Setting("sgd", "mse", 512, [1]).steps(60_000) == 118
    assert Setting("sgd", "mse", 100, [1]).steps(1_000) == 10


@pytest.mark.parametrize("settings", [{}, {"none": Setting("sgd", "mse", 8, [])}])
def test_without_a_rate_there_is_nothing_to_train(settings):
    with pytest.raises(ValueError, match="at least one rate"):
        accuracy_by_rate(None, settings, (), ())
