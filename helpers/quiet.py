"""The one place that decides how TensorFlow and matplotlib start: without their messages, everywhere the same way."""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# Each would change what a lesson computes: another backend of Keras, Keras 2, shorter training. None: removed.
SETTLED = {
    "KERAS_BACKEND": "tensorflow",
    "TF_USE_LEGACY_KERAS": None,
    "KERAS_MAX_EPOCHS": None,
    "KERAS_MAX_STEPS_PER_EPOCH": None,
}


def silence_tensorflow() -> None:
    """Import TensorFlow once without its start-up messages; a later ``import tensorflow`` is then silent and instant.

    TensorFlow 2.21 writes to the file descriptor of stderr from C++ while it is imported, past Python and past
    ``TF_CPP_MIN_LOG_LEVEL``. During the import, and only then, descriptor 2 points at a temporary file.

    TensorFlow uses Intel's oneDNN kernels by itself only where the processor has AVX-512 or newer instructions. They
    are faster on older ones too (a training step of lesson 11's AlexNet takes two thirds of the time on AVX2), so they
    are switched on here, unless ``TF_ENABLE_ONEDNN_OPTS`` says otherwise.

    Keras, which TensorFlow imports, starts with its own defaults (TensorFlow, channels last, float32), whatever the
    user's ``keras.json`` and environment say.

    Raises
    ------
    Whatever the import raises, after the withheld messages have been printed: they often name the cause.
    """
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    with _keras_defaults(), tempfile.TemporaryFile() as withheld:
        sys.stderr.flush()
        saved = os.dup(2)
        os.dup2(withheld.fileno(), 2)
        try:
            import tensorflow  # noqa: F401
        except BaseException:
            os.dup2(saved, 2)
            withheld.seek(0)
            sys.stderr.write(withheld.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


@contextmanager
def _keras_defaults() -> Iterator[None]:
    """Settle what SETTLED names; while inside, let Keras look for ``keras.json`` in a folder that holds none."""
    for name, value in SETTLED.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    home = os.environ.get("KERAS_HOME")
    with tempfile.TemporaryDirectory() as empty:
        os.environ["KERAS_HOME"] = empty
        try:
            yield
        finally:
            if home is None:
                del os.environ["KERAS_HOME"]
            else:
                os.environ["KERAS_HOME"] = home


def silence_matplotlib() -> list[str]:
    """Import matplotlib once without what it logs about the user's own settings and folders; return what was withheld.

    Nothing of it concerns the course: `use_course_style` starts from matplotlib's own defaults, and where matplotlib
    cannot write into its folder, it works in a temporary one.
    """
    withheld = []

    def withhold(record: logging.LogRecord) -> bool:
        withheld.append(record.getMessage())
        return False

    loggers = [logging.getLogger(name) for name in ("matplotlib", "matplotlib.font_manager")]
    for logger in loggers:
        logger.addFilter(withhold)
    try:
        import matplotlib.font_manager  # noqa: F401
    finally:
        for logger in loggers:
            logger.removeFilter(withhold)
    return withheld
