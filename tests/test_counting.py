"""A planned network: the counts of a real one, without its memory."""

import numpy as np

from helpers import silence_tensorflow
from helpers.counting import planned


def test_a_plan_has_the_shapes_of_the_network_and_no_numbers():
    silence_tensorflow()
    import keras

    def build(units):
        return keras.Sequential([keras.Input((100_000,)), keras.layers.Dense(units, name="wide")])

    plan = planned(build, units=1_000_000)  # 400 GB, if it were filled
    assert plan.count_params() == 100_001 * 1_000_000
    assert plan.get_layer("wide").kernel.shape == (100_000, 1_000_000)
    keras.utils.set_random_seed(0)
    real = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])  # a model made later is a real one
    assert np.all(real.get_weights()[0] != 0)
