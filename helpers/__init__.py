"""Shared helpers of the course *From a Neuron to AlexNet*: data, figures, explorers.

Importing this package loads nothing: each name is fetched from its module when it is first used. So the check of lesson
00 can speak where NumPy or matplotlib is missing, and TensorFlow is never loaded by accident. What a lesson teaches is
written in the lesson, not here.
"""

from importlib import import_module

_MODULES = {
    "mnist": ("MNIST", "DataFileError", "load_mnist"),
    "plots": (
        "COLORS",
        "chain_plot",
        "confusion_matrix",
        "confusion_matrix_plot",
        "function_plot",
        "image_grid",
        "matrix_plot",
        "pixel_windows_plot",
        "plane_plot",
        "show",
        "training_curves",
        "use_course_style",
    ),
    "quiet": ("silence_tensorflow",),
}
_MODULE_OF = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str):
    """Return what ``from helpers import name`` asks for (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    return getattr(import_module(f"helpers.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return __all__
