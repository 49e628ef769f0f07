"""What importing the helpers loads, and how TensorFlow is imported without its start-up messages.

Each test runs in a process of its own: what has been imported cannot be undone. A stand-in for TensorFlow, which writes
where TensorFlow writes, makes noise and failure certain; the last test imports the real one.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOISY = """
import os, sys
os.write(2, b"from C++: no GPU was found\\n")
print("from Python: oneDNN is on", file=sys.stderr)
"""


@pytest.fixture
def run(tmp_path):
    """Run a program with a stand-in for TensorFlow; return its result."""

    def run_it(program, stand_in="", **variables):
        (tmp_path / "tensorflow.py").write_text(stand_in, encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
        return subprocess.run(
            [sys.executable, "-c", f"from helpers import silence_tensorflow\n{program}"],
            env=environment | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])} | variables,
            capture_output=True,
            encoding="utf-8",
        )

    return run_it


def test_importing_the_helpers_loads_neither_tensorflow_nor_widgets(run):
    heavy = "import sys; print([name for name in ('tensorflow', 'keras', 'ipywidgets') if name in sys.modules])"
    result = run(f"from helpers import load_mnist, show\n{heavy}")
    assert (result.stdout, result.stderr) == ("[]\n", "")


def test_importing_the_package_loads_nothing_but_what_is_asked_for(run):
    result = run("import sys; print([name for name in ('numpy', 'matplotlib', 'psutil') if name in sys.modules])")
    assert (result.stdout, result.stderr) == ("[]\n", "")
    program = (
        "import helpers; from helpers import *; print([name for name in helpers.__all__ if name not in globals()])"
    )
    result = run(f"{program}\nassert set(dir(helpers)) >= set(helpers.__all__)\nhelpers.nonsense")
    assert result.stdout == "[]\n"
    assert "AttributeError: module 'helpers' has no attribute 'nonsense'" in result.stderr


def test_messages_are_withheld_during_the_import_and_only_then(run):
    result = run(
        """
import os, sys
os.write(2, b"before\\n")
silence_tensorflow()
os.write(2, b"after\\n")
print("and from Python", file=sys.stderr)
assert "tensorflow" in sys.modules
""",
        NOISY,
    )
    assert result.returncode == 0
    assert result.stderr == "before\nafter\nand from Python\n"


@pytest.mark.parametrize("error", ["ImportError('libcuda.so is missing')", "KeyboardInterrupt", "SystemExit(3)"])
def test_a_failing_import_replays_its_messages_and_raises(run, error):
    result = run("silence_tensorflow()", f"{NOISY}\nraise {error}")
    assert result.returncode != 0
    assert result.stderr.startswith("from C++: no GPU was found\nfrom Python: oneDNN is on\n")
    if "Import" in error:
        assert "ImportError: libcuda.so is missing" in result.stderr


def test_after_a_failure_it_can_be_tried_again(run):
    program = """
import os, sys
try:
    silence_tensorflow()
except ImportError as error:
    print("failed:", error)
os.environ["MENDED"] = "1"
silence_tensorflow()
print("tensorflow" in sys.modules)
"""
    result = run(program, f"{NOISY}\nif 'MENDED' not in os.environ: raise ImportError('not yet')")
    assert result.stdout == "failed: not yet\nTrue\n"
    assert result.stderr == "from C++: no GPU was found\nfrom Python: oneDNN is on\n"


def test_a_second_call_does_nothing(run):
    program = """
import os, sys, tempfile
silence_tensorflow()
os.dup = os.dup2 = tempfile.TemporaryFile = None
os.environ.pop("TF_CPP_MIN_LOG_LEVEL")
before = dict(os.environ)
silence_tensorflow()
assert os.environ == before
"""
    result = run(program, NOISY)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("stand_in", ["", "raise ImportError"])
def test_no_file_stays_open(run, stand_in):
    program = """
import os
def open_files():
    return [number for number in range(256) if is_open(number)]
def is_open(number):
    try:
        return bool(os.fstat(number))
    except OSError:
        return False
before = open_files()
try:
    silence_tensorflow()
except ImportError:
    pass
print(open_files() == before)
"""
    assert run(program, stand_in).stdout == "True\n"


@pytest.mark.parametrize(("name", "usual"), [("TF_CPP_MIN_LOG_LEVEL", "3"), ("TF_ENABLE_ONEDNN_OPTS", "1")])
def test_a_setting_that_somebody_chose_is_kept(run, name, usual):
    program = f"silence_tensorflow(); import os; print(os.environ['{name}'])"
    assert run(program).stdout == f"{usual}\n"
    assert run(program, **{name: "0"}).stdout == "0\n"


def test_the_real_tensorflow_leaves_nothing_on_stderr():
    program = """
from helpers import silence_tensorflow
silence_tensorflow()
import tensorflow as tf
import keras
model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit(tf.ones((4, 2)), tf.ones((4, 1)), verbose=0)
print(float(tf.reduce_sum(tf.ones(3))))
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8"
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "3.0\n", "")


# What would make lessons fail or compute something else: (environment, keras.json)
SETTINGS = {
    "environment": (
        {"KERAS_BACKEND": "jax", "TF_USE_LEGACY_KERAS": "1", "KERAS_MAX_EPOCHS": "1", "KERAS_MAX_STEPS_PER_EPOCH": "1"},
        None,
    ),
    "keras.json": ({}, '{"backend": "torch", "image_data_format": "channels_first", "floatx": "float64"}'),
    "a keras.json that Keras refuses": ({}, '{"epsilon": 0, "floatx": "bfloat16"}'),
    "KERAS_HOME": ({"KERAS_HOME": "."}, '{"backend": "torch", "epsilon": 0.5}'),
}
KERAS = """
import os
home = os.environ.get("KERAS_HOME")
from helpers import silence_tensorflow
silence_tensorflow()
import keras
import tensorflow as tf
assert tf.keras.Sequential is keras.Sequential  # and not that of Keras 2
assert os.environ.get("KERAS_HOME") == home
config = keras.config
print(config.backend(), config.image_data_format(), config.floatx(), config.epsilon(), config.max_epochs())
print(config.max_steps_per_epoch(), config.dtype_policy().name)
model = keras.Sequential([keras.Input((4, 6, 1)), keras.layers.MaxPooling2D()])
print(model.output_shape, model(tf.ones((1, 4, 6, 1))).dtype.name)
"""


@pytest.mark.parametrize("case", SETTINGS)
def test_keras_starts_with_its_own_defaults_whatever_the_user_has_set(case, tmp_path):
    variables, settings = SETTINGS[case]
    folder = tmp_path if "KERAS_HOME" in variables else tmp_path / ".keras"
    folder.mkdir(exist_ok=True)
    if settings is not None:
        (folder / "keras.json").write_text(settings, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "KERAS_"))}
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        [sys.executable, "-c", KERAS],
        cwd=tmp_path,
        env=environment | home | variables,
        capture_output=True,
        encoding="utf-8",
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "tensorflow channels_last float32 1e-07 None\nNone float32\n(None, 2, 3, 1) float32\n"
    if settings is not None:
        assert (folder / "keras.json").read_text(encoding="utf-8") == settings, "the user's file stays as it is"


def test_matplotlib_is_imported_without_a_word(tmp_path):
    """Its folder cannot be written, and its settings are nonsense."""
    (tmp_path / "matplotlibrc").write_text("no.such.setting: 1\nfont.size: huge\n", encoding="utf-8")
    (tmp_path / "file").touch()
    program = "from helpers import show; import logging; logging.getLogger('matplotlib').warning('later')"
    for variables in ({"MATPLOTLIBRC": str(tmp_path)}, {"MPLCONFIGDIR": str(tmp_path / "file" / "folder")}):
        environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
        result = subprocess.run(
            [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8"
        )
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "later\n")
