"""Networks that are built to be counted and drawn, not to be run: their weights have shapes, but no numbers."""

from collections.abc import Callable


def planned(build: Callable, **options):
    """Return the Keras model that ``build(**options)`` makes, with the shape of each weight, and no memory filled.

    So even a network of half a gigabyte is there at once. It can be counted and drawn; it cannot answer or train.
    """
    import keras  # here: a lesson silences TensorFlow first

    with keras.StatelessScope(initialize_variables=False):
        model = build(**options)
    keras.utils.clear_session()  # Keras would fill the weights in as soon as the next model is made
    return model
