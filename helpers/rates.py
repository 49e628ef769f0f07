"""The laboratory of lesson 08: one network, trained with several losses and batches, each at several learning rates."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from helpers.progress import Progress


class Setting(NamedTuple):
    """How a network is trained: Keras's names of an optimiser and a loss, digits in a batch, and the rates to try."""

    optimizer: str
    loss: str
    batch: int
    rates: Sequence[float]

    def steps(self, digits: int) -> int:
        """Return the number of steps of one pass through so many digits."""
        return -(-digits // self.batch)


def accuracy_by_rate(
    build: Callable, settings: Mapping[str, Setting], train: tuple, validation: tuple, seeds: Sequence[int] = (0,)
) -> dict[str, np.ndarray]:
    """Train a network once through some digits, for each setting, rate and seed; return how well it reads others.

    A seed stands for the first weights and the order of the digits: with one seed, all settings begin alike.

    Parameters
    ----------
    build : returns a new Keras model. settings : name → how it is trained.
    train, validation : each (images, one-hot labels). seeds : whole numbers.

    Returns
    -------
    name → share of the validation digits that are read correctly, float64 of shape (rates, seeds).

    Raises
    ------
    ValueError if there is no setting, or a setting has no rate.
    """
    if not settings or not all(len(setting.rates) for setting in settings.values()):
        raise ValueError("give at least one setting, and each setting at least one rate")
    found = {}
    with Progress(len(seeds) * sum(len(setting.rates) for setting in settings.values()), "trainings") as bar:
        for name, setting in settings.items():
            train_once = _trainer(build, setting, train, validation)
            found[name] = np.empty((len(setting.rates), len(seeds)))
            for place in np.ndindex(found[name].shape):
                found[name][place] = train_once(setting.rates[place[0]], seeds[place[1]])
                bar.advance(1, f"{name}: {found[name][place]:.3f}")
    return found


def _trainer(build, setting, train, validation) -> Callable[[float, int], float]:
    """Return a function (rate, seed) → accuracy. Its model is compiled once: a new one each time takes longer."""
    import keras  # here: the lesson silences TensorFlow first

    model = build()
    optimizer = keras.optimizers.get(setting.optimizer)
    optimizer.build(model.trainable_variables)
    model.compile(optimizer, setting.loss, metrics=["accuracy"])
    fresh = [variable.numpy() for variable in optimizer.variables]  # Adam's memory of the steps before is empty

    def train_once(rate, seed):
        keras.utils.set_random_seed(seed)
        model.set_weights(build().get_weights())
        for variable, value in zip(optimizer.variables, fresh, strict=True):
            variable.assign(value)
        optimizer.learning_rate = rate
        model.fit(*train, batch_size=setting.batch, verbose=0)
        return model.evaluate(*validation, batch_size=1000, verbose=0)[1]

    return train_once
