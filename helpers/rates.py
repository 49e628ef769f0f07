"""The laboratory of lesson 08: one network, trained with several losses and batches, each at several learning rates."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

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


class Laboratory:
    """Train a network once through some digits, for each setting, rate and seed; see how well it reads others.

    A seed stands for the first weights and the order of the digits: with one seed, all settings begin alike. A
    training that was done before is not done again.

    Parameters
    ----------
    build : returns a new Keras model.
    train, validation : each (images, one-hot labels).
    """

    def __init__(self, build: Callable, train: tuple, validation: tuple):
        self.build, self.train, self.validation = build, train, validation
        self._models, self._done = {}, {}

    def accuracies(self, settings: Mapping[str, Setting], seeds: Sequence[int] = (0,)) -> dict[str, np.ndarray]:
        """Return name → share of the validation digits that are read correctly, float64 of shape (rates, seeds).

        Raises
        ------
        ValueError if there is no setting, or a setting has no rate.
        """
        if not settings or not all(len(setting.rates) for setting in settings.values()):
            raise ValueError("give at least one setting, and each setting at least one rate")
        found = {}
        with Progress(len(seeds) * sum(len(setting.rates) for setting in settings.values()), "trainings") as bar:
            for name, setting in settings.items():
                found[name] = np.empty((len(setting.rates), len(seeds)))
                for place in np.ndindex(found[name].shape):
                    found[name][place] = self._accuracy(setting, setting.rates[place[0]], seeds[place[1]])
                    bar.advance(1, f"{name}: {found[name][place]:.3f}")
        return found

    def _accuracy(self, setting: Setting, rate: float, seed: int) -> float:
        import keras  # here: the lesson silences TensorFlow first

        key = setting[:3]
        if (*key, rate, seed) not in self._done:
            if key not in self._models:
                self._models[key] = self._compiled(setting)  # once: to compile a new model takes longer than to train
            model, fresh = self._models[key]
            keras.utils.set_random_seed(seed)
            model.set_weights(self.build().get_weights())
            for variable, value in zip(model.optimizer.variables, fresh, strict=True):
                variable.assign(value)
            model.optimizer.learning_rate = rate
            model.fit(*self.train, batch_size=setting.batch, verbose=0)
            self._done[*key, rate, seed] = model.evaluate(*self.validation, batch_size=1000, verbose=0)[1]
        return self._done[*key, rate, seed]

    def _compiled(self, setting: Setting):
        """Return a model, and the state of its optimiser before the first step: Adam remembers nothing yet."""
        import keras

        model = self.build()
        optimizer = keras.optimizers.get(setting.optimizer)
        optimizer.build(model.trainable_variables)
        model.compile(optimizer, setting.loss, metrics=["accuracy"])
        return model, [variable.numpy() for variable in optimizer.variables]


def rate_plot(settings: Mapping[str, Setting], found: Mapping[str, np.ndarray], *, digits: int | None = None) -> Figure:
    """Draw the accuracy against the learning rate, one line a setting: the mean over the seeds, and a dot a seed.

    Parameters
    ----------
    settings, found : what ``Laboratory.accuracies`` takes and returns.
    digits : how many digits the pass had. With it the axis is rate × steps: how far the weights could walk.

    The picture shows accuracies from 0.8 to 1, where the differences are: a rate that is far too large lies below.
    """
    figure = Figure(figsize=(6.4, 3.5))
    ax = figure.subplots()
    for index, (name, accuracies) in enumerate(found.items()):
        setting, color = settings[name], f"C{index}"
        x = np.asarray(setting.rates, dtype=float) * (setting.steps(digits) if digits else 1)
        ax.plot(x, accuracies.mean(axis=1), color=color, label=name)
        for seed in accuracies.T:
            ax.plot(x, seed, "os^D"[index % 4], color=color, markersize=4.5)
    xlabel = "learning rate × number of steps" if digits else "learning rate"
    ax.set(xscale="log", xlabel=xlabel, ylabel="validation accuracy", ylim=(0.8, 1))
    ax.legend(fontsize=9)
    return figure
