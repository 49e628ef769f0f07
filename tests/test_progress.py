"""The progress bar: what it shows while it runs, at the end, and when it is interrupted."""

from types import SimpleNamespace

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.progress import Progress, epochs_progress, progress, steps_progress


def outputs_of(*cells):
    """Run cells in a kernel; return each one's stored outputs."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="python3", allow_errors=True).execute()
    return [cell.outputs for cell in notebook.cells]


def test_a_saved_page_shows_that_it_is_done():
    ((output,),) = outputs_of("from helpers.progress import progress\nfor _ in progress(range(3), 'trainings'): pass")
    assert output.data["text/plain"] == "[Progress: 3 trainings]"
    assert output.metadata["image/png"]["alt"] == "✓ 3 trainings"
    assert output.data["image/png"]


def test_what_was_interrupted_says_where():
    (outputs,) = outputs_of(
        "from helpers.progress import progress\nfor i in progress(range(3), 'trainings'):\n    if i: raise KeyError(i)"
    )
    assert outputs[0].metadata["image/png"]["alt"] == "stopped at 1 of 3 trainings"
    assert outputs[0].data["text/plain"] == "[Progress: 3 trainings]"


def test_it_yields_what_it_gets_also_outside_of_a_notebook(capsys):
    assert list(progress("abc", "letters")) == ["a", "b", "c"]
    assert capsys.readouterr().out == ""


def test_it_says_how_far_it_is_and_how_long_it_takes(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("helpers.progress.time", SimpleNamespace(monotonic=lambda: now[0]))
    bar = Progress(10, "steps")
    bar.__enter__()
    assert bar._so_far() == "0 of 10 steps · 0 s"
    now[0] = 8.0
    bar.advance(4, "loss 0.31")
    assert bar._so_far() == "4 of 10 steps · 8 s, about 12 s left · loss 0.31"
    bar.advance(99)
    assert bar.done == 10


def test_it_draws_at_most_twice_a_second(monkeypatch):
    now, shown = [0.0], []
    monkeypatch.setattr("helpers.progress.time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(Progress, "_show", lambda self, text: (shown.append(text), setattr(self, "shown", now[0])))
    with Progress(100, "steps") as bar:
        for _ in range(100):
            now[0] += 0.125
            bar.advance()
    assert len(shown) == 100 // 4 + 1


def test_one_step_is_named_in_the_singular():
    bar = Progress(1, "epochs")
    assert bar._output("")[0]["text/plain"] == "[Progress: 1 epoch]"
    assert bar.what == "epoch"


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match="at least one of the epochs, not 0"):
        Progress(0, "epochs")


def test_keras_moves_it_by_epochs(monkeypatch):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import keras
    import numpy as np

    shown = []
    monkeypatch.setattr("helpers.progress.SECONDS", 0)
    monkeypatch.setattr(Progress, "_show", lambda self, text: shown.append(text))
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(np.ones((4, 2)), np.ones(4), epochs=3, verbose=0, callbacks=[epochs_progress(3)])
    assert [text.split(" · ")[0] for text in shown] == ["1 of 3 epochs", "2 of 3 epochs", "3 of 3 epochs", "✓ 3 epochs"]
    assert "· loss " in shown[0]


def test_keras_moves_it_by_batches_and_each_batch_keeps_its_own_loss(monkeypatch):
    from helpers import silence_tensorflow

    silence_tensorflow()
    import keras
    import numpy as np

    shown = []
    monkeypatch.setattr("helpers.progress.SECONDS", 0)
    monkeypatch.setattr(Progress, "_show", lambda self, text: shown.append(text))
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.0), loss="mse")
    x, y = np.ones((6, 1)), np.array([[1.0], [1.0], [2.0], [2.0], [3.0], [3.0]])
    bar = steps_progress(3)
    model.fit(x, y, batch_size=2, shuffle=False, verbose=0, callbacks=[bar])
    np.testing.assert_allclose(bar.losses, [1, 4, 9], rtol=1e-5)
    assert bar.model is None  # who keeps the losses does not keep the network
    assert [text.split(" · ")[0] for text in shown] == ["1 of 3 steps", "2 of 3 steps", "3 of 3 steps", "✓ 3 steps"]
    assert shown[1].endswith("loss 4.0000")
    shown.clear()
    model.evaluate(x, y, batch_size=3, verbose=0, callbacks=[steps_progress(2, "batches")])
    assert [text.split(" · ")[0] for text in shown] == ["1 of 2 batches", "2 of 2 batches", "✓ 2 batches"]
