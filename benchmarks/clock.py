"""What both sides share: how the time of a run is measured."""

import time


class Stopwatch:
    """Adds up the seconds spent inside ``with`` blocks."""

    def __init__(self):
        self.seconds = 0.0

    def __enter__(self):
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds += time.perf_counter() - self._start


def training_clock():
    """Return a Keras callback whose ``seconds`` are those of ``fit`` without its validation passes.

    Validation is left out on both sides: the lecture's CNN validates after each epoch, ours does not, and a program
    must not look slow because it watches itself.
    """
    import keras

    class TrainingClock(keras.callbacks.Callback):
        seconds = 0.0

        def on_train_begin(self, logs=None):
            self._start = time.perf_counter()

        def on_test_begin(self, logs=None):
            self.seconds += time.perf_counter() - self._start

        def on_test_end(self, logs=None):
            self._start = time.perf_counter()

        def on_train_end(self, logs=None):
            self.seconds += time.perf_counter() - self._start

    return TrainingClock()
