"""The one place that decides how TensorFlow starts: without its messages, and with the same kernels everywhere."""

import os
import sys
import tempfile


def silence_tensorflow() -> None:
    """Import TensorFlow once without its start-up messages; a later ``import tensorflow`` is then silent and instant.

    TensorFlow 2.21 writes to the file descriptor of stderr from C++ while it is imported, past Python and past
    ``TF_CPP_MIN_LOG_LEVEL``. During the import, and only then, descriptor 2 points at a temporary file.

    TensorFlow uses Intel's oneDNN kernels by itself only where the processor has AVX-512 or newer instructions. They
    are faster on older ones too (a training step of lesson 11's AlexNet takes two thirds of the time on AVX2), so they
    are switched on here, unless ``TF_ENABLE_ONEDNN_OPTS`` says otherwise.

    Raises
    ------
    Whatever the import raises, after the withheld messages have been printed: they often name the cause.
    """
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    with tempfile.TemporaryFile() as withheld:
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
