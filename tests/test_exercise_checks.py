"""The exercises' checks: what a student is told, what nbgrader is told, and that no student's code can stop it."""

import builtins
import contextlib
import json
import re
import shutil
import signal
import sys
import time
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.text import Text

from helpers.exercises import (
    CheckFailed,
    check,
    compare,
    exercise_progress,
    expect_close,
    expect_defaults,
    expect_int,
    expect_no_call,
    expect_no_loop,
    expect_own,
    expect_shape,
    forbid,
    progress,
    read_tasks,
    when_solved,
)
from helpers import plots, use_course_style
from helpers.exercises import guard, state
from tests.grader.harness import ROOT, run

NAME = "01_neurons_and_activations"


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    monkeypatch.setattr(state, "CELL", re.compile(r"ipykernel_|<ipython|<cell|test_exercise_checks"))
    monkeypatch.setattr(state, "is_given", lambda filename: filename == "<cell given>")
    monkeypatch.setattr(state, "marking", False)
    monkeypatch.setattr(state, "longest_check", float("inf"))
    monkeypatch.setattr(state, "results", {})
    monkeypatch.setattr(state, "broken", {})
    monkeypatch.setattr(state, "home", tmp_path)


@pytest.fixture
def marking(monkeypatch):
    monkeypatch.setattr(state, "marking", True)


def said(capsys, function, **options):
    """Return what a check prints about a student's function."""
    with check("task-1", "it holds", points=2, **options):
        function()
    return capsys.readouterr().out


def test_a_check_that_passes_says_its_claim(capsys):
    assert said(capsys, lambda: None) == "✓ done · task-1 · 2 points · it holds\n"


def test_an_open_task_says_what_to_do_and_stops_nothing(capsys):
    def function():
        raise NotImplementedError

    text = said(capsys, function)
    assert text.startswith("○ open · task-1 · 2 points · ")
    assert "delete `raise NotImplementedError()`" in text


def ends_in_a_loop():
    while True:
        pass


def catches_everything():
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def asks_again_and_again():
    while True:
        try:
            return int(input("A number, please: "))
        except Exception:
            print("That is no number.")


def calls_itself():
    return calls_itself()


def too_large():
    with np.errstate(over="raise"):
        np.exp(np.array([1000.0]))


def test_code_that_waits_is_stopped_by_the_clock_on_the_wall(capsys, monkeypatch):
    monkeypatch.setattr(guard, "wall_clock_limit", lambda seconds: 0.3)
    assert "did not finish within 0.3 seconds of the clock on the wall" in said(capsys, lambda: time.sleep(60))


def test_a_check_tidies_up_after_code_that_took_too_long(capsys, tmp_path):
    """The alarm rings again in each line of a student's handler, but not in the check's own `finally`."""
    namespace = {"__name__": "__main__", "folder": tmp_path}
    run("def f():\n    while True:\n        pass", "f", namespace)
    source = "from helpers.exercises import check\nwith check('f-1', 'it ends', points=1, seconds=0.2):\n    try:\n"
    source += "        f()\n    finally:\n        place = folder / 'tidy'\n        place.touch()"
    run(source, "f-1", namespace, {})
    assert "did not finish within 0.2 seconds" in capsys.readouterr().out
    assert (tmp_path / "tidy").exists()


def log_of_zero():
    with np.errstate(divide="raise"):
        np.log(np.zeros(1))


def zero_by_zero():
    with np.errstate(invalid="raise"):
        np.zeros(1) / np.zeros(1)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda: sys.exit(), "use return to leave a function"),
        (lambda: input("x? "), "your code calls input()"),
        (lambda: np.ones(2) @ np.ones(3), "your result cannot be used, look at its type and its shape (ValueError: "),
        (lambda: {}["a"], "your result cannot be used, look at its type and its shape (KeyError: 'a')"),
        (ends_in_a_loop, "did not finish within 0.2 seconds"),
        (catches_everything, "did not finish within 0.2 seconds"),
        (asks_again_and_again, "did not finish within 0.2 seconds"),
        (calls_itself, "calls itself without end"),
        (too_large, "too large for a float: overflow encountered in exp"),
        (log_of_zero, "the logarithm of 0: divide by zero encountered in log"),
        (zero_by_zero, "0/0 or inf/inf, which is nan: invalid value encountered in divide"),
        (lambda: soft_max(1), "soft_max does not exist"),  # noqa: F821
        (lambda: expect_close("y", None, 1.0, "no"), "y is None, expected a number: does your function end with"),
    ],
)  # fmt: skip
def test_whatever_goes_wrong_is_one_sentence(capsys, function, message):
    text = said(capsys, function, seconds=0.2).splitlines()[-1]
    assert text.startswith("✗ wrong · task-1 · 2 points · ")
    assert message in text
    assert builtins.input is not guard.no_input
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert sys.gettrace() is None


def test_when_nbgrader_marks_only_a_done_check_passes(marking, capsys):
    with check("task-1", "it holds", points=1):
        pass
    for error in (NotImplementedError, AssertionError, ValueError, SystemExit):
        with pytest.raises(CheckFailed) as caught, check("task-1", "it holds", points=1):
            raise error("because")
        assert " ".join(caught.value._render_traceback_()) == str(caught.value)


def test_an_instructor_can_set_a_shorter_limit_for_all_checks(capsys, monkeypatch):
    monkeypatch.setattr(state, "longest_check", 0.1)
    assert "did not finish within 0.1 seconds" in said(capsys, ends_in_a_loop, seconds=60)


def test_stop_still_stops():
    with pytest.raises(KeyboardInterrupt), check("task-1", "it holds", points=1):
        signal.raise_signal(signal.SIGINT)


def test_a_keyboard_interrupt_of_the_students_own_is_a_sentence(capsys):
    def function():
        raise KeyboardInterrupt("no")

    before = signal.getsignal(signal.SIGINT)
    assert "your code raises KeyboardInterrupt: leave a function" in said(capsys, function)
    assert signal.getsignal(signal.SIGINT) is before


def test_what_code_writes_is_shown_after_it_ran_and_never_on_stderr(capsys):
    def function():
        print("a debug line")
        print("a complaint", file=sys.stderr)

    with check("task-1", "it holds", points=2):
        function()
    out, err = capsys.readouterr()
    assert "a debug line\na complaint\n" in out
    assert out.endswith("it holds\n")
    assert err == ""


def test_a_flood_of_output_is_cut_off(capsys):
    def function():
        while True:
            print("x" * 1000)

    text = said(capsys, function, seconds=0.2)
    assert len(text) < guard.PRINTED + 300
    assert "(cut off)" in text
    assert "did not finish" in text


def test_of_what_code_displays_in_each_call_only_the_first_is_drawn(capsys, monkeypatch):
    """A function that shows a figure, called a hundred times by a check, neither takes long nor fills the page."""
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    drawn = []

    class Figure:
        def _repr_html_(self):
            drawn.append("a picture")

    text = said(capsys, lambda: [shell.display_formatter.format(Figure()) for _ in range(100)])
    assert len(drawn) == guard.DISPLAYED
    assert f"{100 - guard.DISPLAYED} more that your code displays are left out\n✓ done" in text
    shell.display_formatter.format(Figure())  # after the check
    assert len(drawn) == guard.DISPLAYED + 1


def test_an_error_names_the_line_of_the_students_cell(capsys):
    namespace = {"np": np, "check": check}
    run("def f(x):\n    y = x + 1\n    return np.ones(2) @ np.ones(3)\n", "f", namespace)
    run("with check('f-1', 'it holds', points=1):\n    assert [f(x) for x in (1,)] == [2]\n", "f-1", namespace)
    assert "(in the line `return np.ones(2) @ np.ones(3)`)" in capsys.readouterr().out


def test_an_assertion_of_the_students_is_told_from_one_of_ours(capsys):
    namespace = {"check": check}
    run("def f(x):\n    assert x > 1\n", "f", namespace)
    run("with check('f-1', 'it holds', points=1):\n    f(0)\n", "f-1", namespace)
    assert "your code raises AssertionError (in the line `assert x > 1`)" in capsys.readouterr().out


def message(*arguments, **options):
    with pytest.raises(AssertionError) as caught:
        expect_close(*arguments, **options)
    return str(caught.value)


def test_expect_close_says_actual_expected_and_cause():
    assert message("y", 2.0, 3.0, "add one") == "y is 2, expected 3: add one"
    assert message("y", [1, 2], [1, 3], "c") == "y is [1, 2], expected [1, 3]: c"
    assert message("y", [1.0], [1.0, 2.0], "c") == "y has shape (1,), expected (2,): c"
    assert message("y", 1.0, [1.0, 2.0], "c") == "y is 1, expected [1, 2]: c"
    assert message("y", [np.nan], [0.0], "c") == "y is [nan], expected [0]: c"
    assert message("y", "three", 3.0, "c") == "y is 'three' (str), expected a number: c"
    assert message("y", [[1], [1, 2]], [1.0], "c").startswith(
        "y is [[1], [1, 2]] (list), expected an array of shape (1,)"
    )
    assert message("y", 1.00000123, 1.0, "c") == "y is 1.00000123, expected 1: c"
    zeros, ones = np.zeros((5, 6)), np.zeros((5, 6))
    ones[1, 2:] = 1
    assert message("y", zeros, ones, "c") == (
        "y differs in 4 values of 30, first at index [1, 2], where it is 0, expected 1: c"
    )


def test_a_known_wrong_value_names_its_own_cause():
    wrong = {"the sign is wrong": -1.0, "it is the square": 9.0, "transposed": np.zeros((3, 2))}
    assert message("y", 9.0, 3.0, "something", wrong=wrong) == "y is 9, expected 3: it is the square"
    assert message("y", 8.0, 3.0, "something", wrong=wrong).endswith(": something")
    assert message("Y", np.zeros((3, 2)), np.ones((2, 3)), "c", wrong=wrong).endswith(": transposed")
    expect_close("y", -1.0, -1.0, "a value that is right is right", wrong=wrong)


def test_expect_close_takes_lists_tuples_booleans_and_tolerances():
    expect_close("y", [1, 2], (1.0, 2.0), "c")
    expect_close("y", np.bool_(True), True, "c")
    expect_close("y", 1.001, 1.0, "c", rtol=0.01)
    expect_close("y", np.float32(0.1), 0.1, "c")


def test_expect_int_compares_all_digits():
    """A float holds 15 or 16 of them, so a whole number that went through one is another."""
    right = 2**53 + 1
    expect_int("n", right, right, "c")
    expect_int("n", np.int64(right), right, "c")
    with pytest.raises(AssertionError, match=f"n is {2**53}, expected {right}: no float"):
        expect_int("n", int(float(right)), right, "no float")


def test_expect_close_takes_no_text_for_a_number():
    for text in ("0.5", ["0.5", "1"]):
        with pytest.raises(AssertionError, match="expected"):
            expect_close("the rate", text, np.asarray(text, dtype=float), "it is a number")


def ban(source, **banned):
    """Run a cell of a student's, and `forbid` something in its function f."""
    namespace = {}
    run(source, "answer", namespace)
    forbid(namespace["f"], because="the task says so", **banned)


@pytest.mark.parametrize(
    "source",
    [
        "import json as text\ndef f(x): return text.dumps(x)",
        "from json import dumps\ndef f(x): return dumps(x)",
        "def f(x):\n    import json.decoder\n    return json.dumps(x)",
        "import json\ndef f(x): return getattr(json, 'dumps')(x)",
        "import json\nclass Own:\n    def __call__(self, x): return json.dumps(x)\nf = Own()",
    ],
)
def test_a_library_is_forbidden_wherever_it_hides(source):
    with pytest.raises(AssertionError, match="of json"):
        ban(source, names=("json.*",))


@pytest.mark.parametrize(
    "source",
    [
        "class Own:\n    @staticmethod\n    def g(x):\n        {}\ndef f(x): return Own.g(x)",
        "class Own:\n    @classmethod\n    def g(cls, x):\n        {}\ndef f(x): return Own.g(x)",
        "class Own:\n    @property\n    def g(self):\n        x = [1]\n        {}\ndef f(x): return Own().g",
        "class Own:\n    class In:\n        def g(self, x):\n            {}\ndef f(x): return Own.In().g(x)",
        "from functools import cache, partial\n@cache\ndef g(y, x):\n    {}\nh = partial(g, 1)\ndef f(x): return h(x)",
        "def g(x):\n    {}\nsteps = {{'one': [g]}}\ndef f(x): return steps['one'][0](x)",
        "def double(h):\n    def g(x):\n        h(x)\n        {}\n    return g\n@double\ndef f(x): return x",
        "from functools import wraps\ndef double(h):\n    @wraps(h)\n    def g(x):\n        {}\n    return g\n"
        "@double\ndef f(x): return x",
        "def g(x):\n    {}\ndef use(h): return lambda x: h(x)\nf = use(g)",
    ],
)
def test_a_ban_follows_a_function_into_classes_decorators_and_tables(source):
    with pytest.raises(AssertionError, match=r"\b(g|f) uses a loop"):
        ban(source.format("return [y for y in x]"), loops=True)
    ban(source.format("return x"), loops=True)


@pytest.mark.parametrize(
    "call",
    [
        "exec('import json')",
        "eval('json.dumps(x)')",
        "__import__('json').dumps(x)",
        "sys.modules['json'].dumps(x)",
        "getattr(sys.modules['js' + 'on'], 'dumps')(x)",
        "subprocess.run([sys.executable, '-c', x])",
    ],
)
def test_a_ban_refuses_what_it_cannot_read(call):
    with pytest.raises(AssertionError, match="uses "):
        ban(f"import json, subprocess, sys\ndef f(x): return {call}", names=("json.*",))


@pytest.mark.parametrize(
    "call",
    [
        "sorted(x, key=lambda y: y * 2)",
        "sorted(x, key=g)",
        "min(x, key=g)",
        "max(*x, key=abs)",
        "x.sort(key=g)",
        "list(itertools.takewhile(g, x))",
        "list(itertools.groupby(x, g))",
    ],
)
def test_a_key_that_is_called_for_each_element_is_a_loop(call):
    with pytest.raises(AssertionError, match=r"f uses .*: the task says so"):
        ban(f"import itertools\ndef g(y): return -y\ndef f(x): return {call}", loops=True)
    ban("def f(x): return sorted(x, key=None), min(x), max(1, 2), x.sort()", loops=True)


def made_by(*parts, size=8, change=None):
    """Return a Keras model of these layers, after a change of its weights."""
    import keras

    model = keras.Sequential([keras.Input((size,)), *parts])
    model.set_weights([(change or np.asarray)(weight) for weight in model.get_weights()])
    return model


@pytest.mark.parametrize(
    ("settings", "change", "sentence"),
    [
        ({"kernel_initializer": "he_normal"}, None, "has kernel_initializer HeNormal, expected Keras's own, Glorot"),
        ({"kernel_regularizer": "l2"}, None, "has kernel_regularizer L2 {'l2': 0.01}, expected Keras's own, None"),
        ({"activity_regularizer": "l1"}, None, "has activity_regularizer L1"),
        ({"bias_constraint": "non_neg"}, None, "has bias_constraint NonNeg"),
        ({"trainable": False}, None, "has trainable False, expected Keras's own, True"),
        ({"dtype": "float16"}, None, "has dtype DTypePolicy {'name': 'float16'}"),
        ({"activation": "relu"}, None, "has activation relu, expected Keras's own, linear"),
        ({}, np.zeros_like, "does not begin with the kernel that Keras gives it"),
        ({}, lambda weight: weight / 10, "does not begin with the kernel that Keras gives it"),
        ({}, lambda weight: weight + (weight.ndim == 1), "does not begin with the bias that Keras gives it"),
    ],
)
@pytest.mark.parametrize("place", ["in the model", "in a model inside", "in a layer of the student's own", "in a list"])
def test_what_a_task_does_not_name_stays_as_keras_makes_it(settings, change, sentence, place):
    import keras

    class Own(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.part = keras.layers.Dense(9, **settings)

        def call(self, x):
            return self.part(x)

    dense = Own() if "own" in place else keras.layers.Dense(9, **settings)
    model = made_by(keras.Sequential([dense]) if "inside" in place else dense, change=change)
    with pytest.raises(AssertionError, match=re.escape(sentence)):
        expect_defaults("f()", model.layers if "list" in place else model)
    if settings:
        expect_defaults("f()", model, named=tuple(settings))


def test_layers_as_keras_makes_them_pass_in_every_way_of_writing():
    import keras
    from keras import layers

    first = keras.initializers.GlorotUniform(seed=1)
    parts = [layers.Dense(9, kernel_initializer=first, bias_initializer="zeros", trainable=True), layers.Lambda(abs)]
    parts += [layers.BatchNormalization(axis=1), layers.Dropout(0.5, seed=2), layers.Softmax(axis=1), layers.Dense(1)]
    expect_defaults("f()", made_by(*parts))
    image = keras.Sequential(
        [keras.Input((9, 9, 1)), layers.Conv2D(2, (3, 3), strides=(1, 1)), layers.MaxPool2D((2, 2))]
    )
    expect_defaults("f()", image)
    with pytest.raises(AssertionError, match=r"the MaxPooling2D `pool` in f.. has padding same, expected Keras's own"):
        expect_defaults("f()", [layers.MaxPool2D(2, padding="same", name="pool")])


def test_another_kind_of_layer_is_told_as_such():
    from keras import layers

    model = made_by(layers.Dense(9), layers.LeakyReLU(name="leak"))
    expect_defaults("f()", model)
    with pytest.raises(AssertionError, match=r"the LeakyReLU `leak` in f\(\) is another kind of layer"):
        expect_defaults("f()", model, kinds=(layers.Dense, layers.ReLU))


@pytest.mark.parametrize(
    ("body", "loops"),
    [
        ("return a.sum(axis=0)", False),
        ("if a.ndim == 2: a = a * 2\n    return a", False),
        ("return a if len(a) == 0 else f(a[1:])", True),
        ("return np.array(list(map(lambda x: x + 1, a)))", True),
    ],
)
def test_a_loop_shows_in_the_steps_that_it_takes(body, loops):
    names = {"np": np}
    exec(compile(f"def f(a):\n    {body}", "<cell 1>", "exec"), names)
    small, large = ((np.zeros((size, size)),) for size in (2, 60))
    with pytest.raises(AssertionError, match="so there is a loop") if loops else contextlib.nullcontext():
        expect_no_loop(names["f"], small, large, "c")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return a @ a", ""),
        ("return vars(np)['con' + 'volve'](a, a)", "f runs np.convolve, perhaps under another name: c"),
        ("return np.poly1d(a) * np.poly1d(a)", "f runs np.convolve"),
        ("return np._core.multiarray.correlate(a, a, 0)", "f runs np.correlate"),
        ("return getattr(np.fft, 'rfft')(a)", r"f runs a function of numpy\.fft"),
    ],
)
def test_a_function_that_runs_is_seen_by_whatever_name(body, said):
    names = {"np": np}
    exec(compile(f"def f(a):\n    {body}", "<cell 1>", "exec"), names)
    with pytest.raises(AssertionError, match=said) if said else contextlib.nullcontext():
        expect_no_call(names["f"], (np.ones(3),), ("numpy.convolve", "numpy.correlate", "numpy.fft.*"), "c")
    assert sys.getprofile() is None


def test_a_result_is_new_in_each_call():
    first, second = (np.array([1.0, 2.0]), [np.ones(1)]), (np.array([3.0, -1.0]), [np.zeros(1)])
    buffer, kept, by_array = np.zeros(2), {}, {}

    def by_shape(x, ys):
        return kept.setdefault(x.shape, x + ys[0])

    def by_id(x, ys):
        return by_array.setdefault(id(x), (x, 2 * x + ys[0]))[1].copy()

    expect_own("f", lambda x, ys: x + ys[0], first, second)
    expect_own("f", lambda x, ys: (np.sum(x), [x * 2, ys[0] + 0]), first, second)
    same = (np.ones(1), np.ones(1))
    expect_own("f", lambda x, y: x + 2 * y, (same[0], same[0]), (same[1], np.zeros(1)))
    for function, says in (
        (lambda x, ys: x, "is a part of what it was given"),
        (lambda x, ys: x[::2], "is a part of what it was given"),
        (lambda x, ys: [x + 1, ys[0]], "is a part of what it was given"),
        (lambda x, ys: np.add(x, ys[0], out=buffer), "two calls of f return the same array"),
        (by_shape, "two calls of f return the same array"),
        (lambda x, ys: by_shape(x, ys).copy(), "f returns an old result"),
        (by_id, "f returns an old result"),
    ):
        kept.clear()
        with pytest.raises(AssertionError, match=says):
            expect_own("f", function, first, second)


def test_a_ban_finds_a_function_in_a_table_and_in_a_partial():
    for source in (
        "tools = [json.dumps]\ndef f(x): return tools[0](x)",
        "go = partial(json.dumps)\ndef f(x): return go(x)",
    ):
        with pytest.raises(AssertionError, match=r"f uses json\.dumps"):
            ban(f"import json\nfrom functools import partial\n{source}", names=("json.dumps",))


def test_floats_may_have_half_of_the_digits_unless_the_task_asks_for_all():
    expected = np.linspace(0.1, 1000, 7)
    single = expected.astype(np.float32) * np.float32(1 + 2e-6)
    expect_close("y", single, expected, "c", rtol=1e-9, array=True)
    expect_close("y", single[3], expected[3], "c", rtol=1e-9)
    for made, array, said in (
        (single, np.float64, "numbers of type float32, expected float64"),
        (expected.astype(np.float16).astype(np.float32), True, "differs|is"),
        (np.ones(7, np.float16), True, "float16"),
        (single.astype(float), True, "is "),
        (single * np.float32(1.001), True, "is "),
    ):
        right = np.ones(7) if made.dtype == np.float16 else expected
        with pytest.raises(AssertionError, match=said):
            expect_close("y", made, right, "c", rtol=1e-9 if array is True else 1e-3, array=array)


def test_a_variable_of_the_students_own_is_not_what_it_is_called_like():
    ban("import json\ndef f(x):\n    map, json = x, 1\n    return map + json", loops=True, names=("json.*",))


def test_a_vectorized_function_is_a_loop_though_it_was_made_outside():
    with pytest.raises(AssertionError, match=r"f uses numpy.vectorize|f uses np.vectorize"):
        ban("import numpy as np\n@np.vectorize\ndef g(x): return x\ndef f(x): return g(x)", loops=True)


def test_expect_shape():
    expect_shape("y", np.zeros((2, 3)), (2, 3), "c")
    with pytest.raises(AssertionError, match=r"y has shape \(3, 2\), expected \(2, 3\): transposed"):
        expect_shape("y", np.zeros((3, 2)), (2, 3), "transposed")
    with pytest.raises(AssertionError, match="does your function end with `return`"):
        expect_shape("y", None, (2, 3), "c")


def test_when_solved_passes_over_what_is_not_there_yet(marking, capsys):
    with when_solved():
        print("all is well")
    with when_solved():
        raise NotImplementedError
    with when_solved():
        raise ValueError("no")
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "all is well"
    assert out[1] == "○ open · what you make will be shown here"
    assert out[2].startswith("✗ wrong · ")
    assert "ValueError: no" in out[2]


# ---------------------------------------------------------------- where you stand


def solve(path, printed):
    """Store outputs in a copy of an exercise: grade_id → text."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in printed:
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": printed[name].splitlines(True)}]
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "exercises" / NAME, tmp_path / NAME)
    return tmp_path


def ran(**states):
    """Put results into the kernel's memory, as if checks had run: neuron_1="done"."""
    for name, said in states.items():
        state.results[name.replace("_", "-")] = state.Result(said, 1)


def test_progress_counts_the_checks_of_this_kernel_and_the_tasks_of_the_file(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder / NAME)
    ran(neuron_1="done", neuron_2="done", layer_1="done", layer_2="wrong")
    progress(NAME)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["✓", "done", "Task", "1", "·", "One", "neuron", "2", "of", "2"]
    assert lines[3].split() == ["✗", "wrong", "Task", "2", "·", "A", "layer", "1", "of", "3"]
    assert lines[4].startswith("○  open ")
    assert next(line for line in lines if line.startswith("✎")).split()[1:3] == ["not", "answered"]
    together = next(line for line in lines if "Together" in line)
    assert together.endswith(" 3 of 20, and 3 from your instructor")
    assert lines[-1] == "Next: Task 2 · A layer"


def test_all_is_done_when_the_question_is_answered_too(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder / NAME)
    path = folder / NAME / f"{NAME}.ipynb"
    ran(**{name.replace("-", "_"): "done" for task in read_tasks(path)[0].values() for name in task.points})
    progress(NAME, "You have built a neuron.")
    assert capsys.readouterr().out.splitlines()[-3:-1] == [
        "All checks are passed. You have built a neuron.",
        "Not answered yet, as the notebook was saved: Question · Why a bend, and which one?",
    ]
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("*Double-click this line, and write your answer in its place.*", "A bend."), encoding="utf-8"
    )
    progress(NAME, "You have built a neuron.")
    assert capsys.readouterr().out.splitlines()[-2] == "All done. You have built a neuron."


def test_progress_without_the_file_lists_the_checks_that_ran(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ran(neuron_1="done", layer_1="open")
    progress(NAME)
    out = capsys.readouterr().out
    assert "✓  done" in out
    assert "○  open" in out


SAVED = {
    "neuron-1": "a debug line\n✓ done · neuron-1 · 1 point · fine\n",
    "neuron-2": "✓ done · neuron-2 · 1 point · fine\n",
    "layer-1": "✗ wrong · layer-1 · 1 point · no\n",
    "layer-2": "✓ done · another-1 · 1 point · copied from elsewhere\n",
}


def test_exercise_progress_reads_saved_outputs_and_runs_nothing(folder, capsys):
    shutil.copytree(folder / NAME, folder / "02_other")
    (folder / "02_other" / f"{NAME}.ipynb").rename(folder / "02_other" / "02_other.ipynb")
    solve(folder / NAME / f"{NAME}.ipynb", SAVED)
    exercise_progress(folder)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["✗", NAME, "■□□□□□□□□□", "4", "1", "1", "2", "of", "20"]
    assert lines[3].split() == ["○", "02_other", "□" * 10, "6", "0", "0", "0", "of", "20"]
    assert lines[-1].split()[-3:] == ["2", "of", "40"]


def test_the_next_day_the_table_shows_what_was_saved_and_says_so(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder / NAME)
    solve(folder / NAME / f"{NAME}.ipynb", SAVED)
    progress(NAME)
    out = capsys.readouterr().out
    assert "✓  done, not run today " in out
    assert "✗  wrong, not run today " in out
    assert "Nothing has run since the kernel started: the table shows what was saved." in out
    exercise_progress(folder)
    assert "2 of 20" in out
    assert "2 of 20" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_notebook_that_cannot_be_read_harms_no_other(folder, content, capsys):
    (folder / "02_broken").mkdir()
    (folder / "02_broken" / "02_broken.ipynb").write_text(content, encoding="utf-8")
    exercise_progress(folder)
    out = capsys.readouterr().out
    assert "02_broken" in out
    assert "cannot be read" in out
    assert NAME in out


def test_the_committed_exercises_are_all_open(capsys):
    exercise_progress()
    out = capsys.readouterr().out
    assert "Together" in out
    assert "✓" not in out


def test_progress_is_that_of_the_copy_in_which_the_notebook_lies(tmp_path, monkeypatch, capsys):
    """On a server `helpers` lies in another folder than a student's copy of the course."""
    copy = tmp_path / "course"
    (copy / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "exercises" / NAME, copy / "exercises" / NAME)
    monkeypatch.setattr(state, "home", copy / "notebooks")
    exercise_progress()
    assert re.findall(r"\b\d\d_\w+", capsys.readouterr().out) == [NAME]


def test_read_tasks_gives_titles_points_and_the_question():
    tasks, _ = read_tasks(ROOT / "exercises" / NAME / f"{NAME}.ipynb")
    assert tasks["softmax"].title == "Task 5 · Logarithms of probabilities"
    assert tasks["softmax"].states["softmax-1"] == "open"
    assert tasks["softmax"].points["softmax-1"] == 1.0
    assert (tasks["why"].title, tasks["why"].by_hand) == ("Question · Why a bend, and which one?", 3.0)
    assert not tasks["why"].answered
    assert tasks["log_sum"].possible == 0, "the stretch task"


# ---------------------------------------------------------------- yours beside the expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("curve", [1.0, 2, 4]),
        ("bars", [1.0, 2, 4]),
        ("matrix", [[1.0, 2], [3, 4]]),
        ("image", [[1.0, 2], [3, 4]]),
    ],
)
def test_a_result_is_drawn_beside_the_expected_also_when_it_is_wrong(kind, expected, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(plots, "show", lambda figure, alt: shown.append((figure, alt)))
    expected = np.array(expected)
    further = {"bars": {"x": "abc"}, "curve": {"axes": ("epoch", "loss")}}.get(kind, {})
    for yours in (expected, expected + 1, expected[:1], np.full_like(expected, np.nan), "no array", None):
        compare("What is made", yours, expected, kind=kind, **further)
    relations = [alt.rpartition("; ")[2] for _, alt in shown]
    assert relations == ["they agree.", *["they differ."] * 3]
    for figure, _ in shown:
        figure.canvas.draw()
        words = {text.get_text() for text in figure.findobj(Text)}
        assert "What is made" in words
        assert any(text.startswith("yours") for text in words)
        assert any(text.startswith("expected") for text in words)
        assert kind != "bars" or {"a", "b", "c"} <= words
        assert kind != "curve" or {"epoch", "loss"} <= words
    assert capsys.readouterr().out.count("○ What is made: yours is a ") == 2
    monkeypatch.setattr(state, "marking", True)
    compare("What is made", expected, expected, kind=kind, **further)
    assert len(shown) == 4, "nothing is drawn while nbgrader marks"


def test_a_comparison_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="curve, bars, matrix, image, not 'line'"):
        compare("What is made", [1.0], [1.0], kind="line")
    with pytest.raises(ValueError, match="say what the axes of the curve show"):
        compare("What is made", [1.0], [1.0], kind="curve")


USERS_SETTINGS = {"figure.facecolor": "black", "text.usetex": True, "font.family": "cmr10", "savefig.dpi": 300}


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_made_is_drawn_in_the_look_of_the_course_whatever_the_users_settings(fails, capsys):
    with matplotlib.rc_context(USERS_SETTINGS):
        with when_solved():
            inside = {name: matplotlib.rcParams[name] for name in USERS_SETTINGS}
            if fails:
                raise NotImplementedError
        assert {name: matplotlib.rcParams[name] for name in USERS_SETTINGS} == USERS_SETTINGS | {
            "font.family": ["cmr10"]
        }
    use_course_style()
    assert inside == {name: matplotlib.rcParams[name] for name in USERS_SETTINGS}


def test_a_comparison_has_the_look_of_the_course_by_itself(monkeypatch):
    titles = []
    monkeypatch.setattr(plots, "show", lambda figure, alt: titles.append(figure.axes[0].title))
    with matplotlib.rc_context({"text.color": "white"}):
        compare("What is made", [1.0, 2], [1.0, 2], kind="curve", axes=("epoch", "loss"))
    assert [title.get_color() for title in titles] == ["black"]


def test_bars_have_the_heights_of_both(monkeypatch):
    shown = []
    monkeypatch.setattr(plots, "show", lambda figure, alt: shown.append(figure))
    compare("Counts", [1, 2, 3], [1.0, 2, 4], kind="bars")
    heights = [[bar.get_height() for bar in bars] for bars in shown[0].axes[0].containers]
    assert heights == [[1, 2, 4], [1, 2, 3]]


# ---------------------------------------------------------------- the commonest errors, really raised


X, W, Z = np.ones((4, 2)), np.ones((2, 3)), np.ones((3, 2))
SENTENCES = [
    (
        "return W @ X",
        "the matrix product does not fit: W has shape (2, 3) and X has shape (4, 2); in a @ b the last size",
    ),
    ("return np.dot(W, X)", "W has shape (2, 3) and X has shape (4, 2); in a @ b"),
    ("return X.dot(Z.T @ Z)", None),
    ("return W.T @ X", "W.T has shape (3, 2) and X has shape (4, 2)"),
    ("return (W + 1) @ X", "the inner sizes are 3 and 4"),
    ("return X - np.ones(3)", "the shapes (4, 2) and (3,) do not fit together in `X - np.ones(3)`"),
    ("X += np.ones((3, 2))", "the shapes (4, 2) and (3, 2) do not fit together"),
    ("Y = np.zeros(3)\n    Y[0:2] = np.ones(3)", "an array of shape (3,) does not fit into a place of shape (2,)"),
    ("return max(0, X)", "The truth value of an array is asked for, by if, and, or, max()"),
    ("return 1 if X > 0 else 0", "np.where, np.maximum and & work on each number alone"),
    ("return X[9]", "index 9 is out of bounds: axis 0 has size 4, and its last index is 3"),
    ("return X[0, 2]", "index 2 is out of bounds: axis 1 has size 2, and its last index is 1"),
    ("return [1, 2][2]", "the list is shorter than the index that you ask for"),
    ("return X[0, 0, 0]", "too many indices: the array has 2 dimension(s), your code gives 3 indices"),
    ("return X[1.0]", "an index must be a whole number"),
    ("return X.sum(axis=2)", "axis 2 does not exist: the array has 2 axes, and axis=-1 is its last"),
    ("return np.array([[1], [1, 2]])", "rows of different lengths"),
    ("return float(X)", "one number is needed here, but the array has many"),
    ("return X.reshape(3, 3)", "an array of 8 numbers has no shape (3,3)"),
    ("Y = np.arange(3)\n    Y /= 2", "writes into an array of whole numbers, which keeps no fractions"),
    ("return 2 ** -np.arange(3)", "whole numbers with a negative exponent: make them floats first"),
    ("for i in len(X): pass", "'int' object is not iterable: a loop, a tuple or a sum needs several values"),
    ("return len(X)[0]", "'int' object is not subscriptable: it is one number"),
    ("return [].sort() + 1", "None is used like a value: a function or method that returns nothing gives None"),
    ("return [1].shape", "a list has no .shape: an array has"),
    ("return X.append(1)", "an array has no .append, a list has"),
    ("return X(1)", "a number or an array stands before ( ), as if it were a function"),
    ("return range(4 / 2)", "a whole number is needed here: use // or int()"),
    ("return np.zeros(2, 3)", "a shape of several sizes stands in brackets"),
    ("y += 1", "y has no value yet in this function when it is used"),
    ("a, b = X.shape + (1,)", "too many values for the names on the left of the ="),
]


def answers(body, capsys, **names):
    """Return what a check says about a function with this body, in a cell of its own."""
    namespace = {"np": np, "check": check, "X": X.copy(), "W": W, "Z": Z, **names}
    run(f"def f(X, W):\n    {body}\n", "f", namespace)
    run("with check('f-1', 'it holds', points=1):\n    f(X, W)\n", "f-1", namespace, {})
    return capsys.readouterr().out


@pytest.mark.parametrize(("body", "sentence"), SENTENCES)
def test_the_commonest_errors_speak_plainly(body, sentence, capsys):
    out = answers(body, capsys)
    if sentence is None:
        assert out.startswith("✓ done")
        return
    assert sentence in out
    line = body.split("\n")[-1].strip()
    assert f"(in the line `{line}`)" in out


KERAS = [
    ("return layers.Dense(3).input_shape", "the model does not know its input yet: begin the model with keras.Input"),
    ("return keras.Sequential([layers.Dense(3)]).input", "the model does not know its input yet"),
    ("return keras.Sequential([layers.Dense(3)]).input_shape", "the model does not know its input yet"),
    ("return keras.Sequential([layers.Dense(3)]).output", "the model does not know its input yet"),
    ("return keras.Sequential([layers.Dense(3)]).count_params()", "the model does not know its input yet"),
    ("return layers.Dense(3).kernel", "the model does not know its input yet"),
    ("return keras.Sequential([keras.Input((5,)), layers.Dense(3, name='d')])(X)",
     "layer 'd' expects inputs whose last size is 5, and its input has shape (4, 2)"),
    ("return layers.Conv2D(3, 3, name='c')(np.ones((4, 28, 28)))",
     "layer 'c' expects an input with 4 axes, and its input has 3, shape (4, 28, 28)"),
    ("return keras.Sequential([keras.Input((2,)), layers.Dense(3)]).fit(X, X)", "the model is not compiled"),
    ("return layers.Conv2D(3, 9)(np.ones((1, 5, 5, 1)))", "the kernel is larger than its input"),
    ("return tf.constant(W) @ tf.constant(X)", "the shapes are (2, 3) and (4, 2)"),
    ("return tf.constant(W) + tf.constant(X)", "the shapes (2, 3) and (4, 2) do not fit together"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "sentence"), KERAS)
def test_the_commonest_errors_of_keras_speak_plainly(body, sentence, capsys):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import keras
    import tensorflow as tf

    assert sentence in answers(body, capsys, keras=keras, layers=keras.layers, tf=tf)
