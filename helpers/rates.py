"""The laboratory of lessons 08 and 11: networks are trained on the same digits, each at several learning rates."""

import functools
import gc
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure

from helpers.deep_stack import Step
from helpers.progress import Progress


class Setting(NamedTuple):
    """How a network is trained: Keras's names of an optimiser and a loss, digits in a batch, and the rates to try.

    epochs : passes through the digits. build : returns the network; without it the laboratory's own is trained.
    """

    optimizer: str
    loss: str
    batch: int
    rates: Sequence[float]
    epochs: int = 1
    build: Callable | None = None

    def steps(self, digits: int) -> int:
        """Return the number of steps of one pass through so many digits."""
        return -(-digits // self.batch)


class Laboratory:
    """Train networks on some digits, for each setting, rate and seed; see how well they read other digits.

    A seed stands for all chance: the first weights, the order of the digits, and what dropout and augmentation draw.
    So with one seed, settings of one network begin alike. A training that was done before is not done again.

    Parameters
    ----------
    build : returns a new Keras model.
    train, validation : each (images, one-hot labels).
    """

    def __init__(self, build: Callable, train: tuple, validation: tuple):
        self.build, self.train, self.validation = build, train, validation
        self._done = {}

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
                network = functools.cache(functools.partial(self._compiled, setting))  # once: to compile takes long
                found[name] = np.empty((len(setting.rates), len(seeds)))
                for place in np.ndindex(found[name].shape):
                    found[name][place] = self._accuracy(setting, setting.rates[place[0]], seeds[place[1]], network)
                    bar.advance(1, f"{name}: {found[name][place]:.3f}")
                del network
                gc.collect()  # it refers to itself, and would keep its tens of megabytes for long
        return found

    def _accuracy(self, setting: Setting, rate: float, seed: int, network: Callable) -> float:
        training = setting._replace(rates=rate, build=setting.build or self.build), seed
        if training not in self._done:
            network().begin_anew(seed)
            network().optimizer.learning_rate = rate
            model = network().model
            if setting.epochs > 1:
                model.fit(self._passes(setting, seed), shuffle=False, verbose=0)
            else:
                model.fit(*self.train, batch_size=setting.batch, verbose=0)
            self._done[training] = model.evaluate(*self.validation, batch_size=1000, verbose=0)[1]
        return self._done[training]

    def _compiled(self, setting: Setting) -> "_Network":
        """Return the network of a setting with its optimiser, ready to be trained at any rate."""
        network = _Network(setting.build or self.build, setting.optimizer)
        network.model.compile(
            network.optimizer,
            setting.loss,
            metrics=["accuracy"],
            steps_per_execution=min(10, setting.steps(len(self.train[0]))),  # the same steps, in fewer calls
        )
        return network

    def _passes(self, setting: Setting, seed: int):
        """Return a dataset with the batches of all passes, one pass after the other, each in an order of its own.

        So ``fit`` sees one long pass. With ``epochs`` it would begin anew each time, which takes 40 ms: a fifth of a
        training on 500 digits. Batches run on from one pass into the next. Digits are copied for one batch at a time.
        """
        import tensorflow as tf

        rng = np.random.default_rng(seed)
        rows = np.concatenate([rng.permutation(len(self.train[0])) for _ in range(setting.epochs)])
        digits = tuple(tf.convert_to_tensor(part, tf.float32) for part in self.train)
        batches = tf.data.Dataset.from_tensor_slices(rows).batch(setting.batch)
        return batches.map(lambda some: tuple(tf.gather(part, some) for part in digits)).prefetch(tf.data.AUTOTUNE)


class _Network:
    """A Keras network and its optimiser, which can be trained from the beginning again and again."""

    def __init__(self, build: Callable, optimizer: str):
        import keras  # here: the lesson silences TensorFlow first

        self.build, self.model = build, build()
        self.optimizer = keras.optimizers.get(optimizer)
        self.optimizer.build(self.model.trainable_variables)
        self._fresh = [variable.numpy() for variable in self.optimizer.variables]  # Adam remembers nothing yet

    def begin_anew(self, seed: int) -> None:
        """Take the weights, and the state of all chance, of a new network that is built with this seed."""
        import keras

        keras.utils.set_random_seed(seed)
        new = self.build()
        for variable, value in zip(self.model.variables, new.variables, strict=True):
            variable.assign(value)
        for variable, value in zip(self.optimizer.variables, self._fresh, strict=True):
            variable.assign(value)


class _Watched(_Network):
    """A network whose training step also returns what its layers do."""

    def __init__(self, build: Callable):
        import keras
        import tensorflow as tf

        super().__init__(build, "adam")
        straight = keras.activations.linear
        bends = [layer for layer in self.model.layers if getattr(layer, "activation", straight) is not straight]
        self.inside = keras.Model(self.model.inputs, [layer.output for layer in bends])
        self.step = tf.function(self._step)

    def _step(self, x, y):
        import keras
        import tensorflow as tf

        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            activations = self.inside(x, training=True)
            loss = tf.reduce_mean(keras.losses.categorical_crossentropy(y, activations[-1]))
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        self.optimizer.apply(gradients)
        return loss, activations, [g for variable, g in zip(variables, gradients) if variable.name == "kernel"]


def watched_training(
    build: Callable, images: np.ndarray, labels: np.ndarray, *, rate: float, batch: int = 25, seed: int = 0
) -> Callable[[], Callable[[], Step]]:
    """Return a function that starts a training of a Keras network anew; what it returns trains by one step of Adam.

    Each step returns a ``Step``, for the explorer of a network's layers: the loss, the output of each activation
    (of a layer, or an ``Activation``), and the gradient of the weights (the ``kernel``) of each layer that has some.

    Parameters
    ----------
    build : returns a new Keras model, a chain of layers that ends with a softmax.
    images : float32, (N, height, width, channels). labels : one-hot, float32, (N, classes).
    rate, batch : of the training. seed : of the first weights and of the batches.
    """
    made = []  # at the first start, because to trace a step takes a second

    def start() -> Callable[[], Step]:
        if not made:
            made.append(_Watched(build))
        made[0].begin_anew(seed)
        made[0].optimizer.learning_rate = rate  # which is part of the state that begins anew
        rng = np.random.default_rng(seed)

        def step() -> Step:
            rows = rng.integers(len(images), size=batch)
            loss, activations, gradients = made[0].step(images[rows], labels[rows])
            return Step(float(loss), [layer.numpy() for layer in activations], [layer.numpy() for layer in gradients])

        return step

    return start


def pairs_plot(panels: Mapping[str, Mapping[str, np.ndarray]], what: str = "validation accuracy") -> Figure:
    """Draw the results of two or more sides, a panel for each comparison; a line joins the sides of one seed.

    Parameters
    ----------
    panels : title → name of a side → results at one rate, shape (1, seeds) or (seeds,), as ``Laboratory`` gives.
    what : what the results are, with their unit.
    """
    figure = Figure(figsize=(min(9, 1.4 + 1.3 * sum(map(len, panels.values()))), 2.6))
    axes = figure.subplots(1, len(panels), squeeze=False, sharey=True, width_ratios=list(map(len, panels.values())))[0]
    for ax, (title, sides) in zip(axes, panels.items()):
        results = np.array([np.ravel(side) for side in sides.values()])
        for seed, values in enumerate(results.T):
            beside = 0.09 * (seed - (results.shape[1] - 1) / 2)  # equal values must not hide each other
            places = np.arange(len(sides)) + beside
            ax.plot(places, values, f"{'os^Dv'[seed % 5]}-", linewidth=1, markersize=6, label=f"seed {seed}")
        ax.set_xticks(range(len(sides)), sides)
        ax.set(title=title, xlim=(-0.4, len(sides) - 0.6))
    axes[0].set_ylabel(what)
    axes[-1].legend(fontsize=9)
    return figure


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
