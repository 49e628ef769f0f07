"""Shared helpers of the course *From a Neuron to AlexNet*: data, figures, explorers.

Importing this package never loads TensorFlow. What a lesson teaches is written in the lesson, not here.
"""

from helpers.mnist import MNIST, DataFileError, load_mnist
from helpers.plots import (
    COLORS,
    chain_plot,
    confusion_matrix,
    confusion_matrix_plot,
    function_plot,
    image_grid,
    matrix_plot,
    pixel_windows_plot,
    show,
    training_curves,
    use_course_style,
)
from helpers.quiet import silence_tensorflow

__all__ = [
    "COLORS",
    "MNIST",
    "DataFileError",
    "chain_plot",
    "confusion_matrix",
    "confusion_matrix_plot",
    "function_plot",
    "image_grid",
    "load_mnist",
    "matrix_plot",
    "pixel_windows_plot",
    "show",
    "silence_tensorflow",
    "training_curves",
    "use_course_style",
]
