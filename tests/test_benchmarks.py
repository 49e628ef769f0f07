"""The benchmark's arithmetic and its hold on the lessons; nothing is trained here."""

import nbformat
import pytest

from benchmarks import lecture, lessons, ours
from benchmarks.__main__ import ACCURACY, AGAINST, ROWS, SEEDS, table


def results(slow, fast, accuracy=0.99):
    """One program's results for as many seeds as there are times."""
    return {
        "cnn": {
            side: [{"parts": {"training": (seconds, accuracy)}, "memory": 1.0} for seconds in times]
            for side, times in {"lecture": slow, "ours": fast}.items()
        }
    }


def test_the_table_shows_medians_and_their_ratio():
    text = table(results([40, 1000, 44], [11, 10, 1]), {"cnn": [0, 1, 2]})
    assert (
        "| CNN, Keras | the lecture | 44.0 | 10.0 | 0.23 | ≤ 0.50, met | 0.9900 | 0.9900 | 0.9900 0.9900 0.9900 |"
        in text
    )
    assert "cnn: seeds 0, 1, 2. " in text


def test_the_accuracy_that_counts_is_the_mean_over_the_seeds():
    unequal = {"lecture": results([40] * 3, [1] * 3)["cnn"]["lecture"], "ours": []}
    for accuracy in (0.993, 0.993, 0.990):
        unequal["ours"] += results([], [10], accuracy)["cnn"]["ours"]
    text = table({"fast_cnn": unequal}, {"fast_cnn": [0, 1, 2]})
    assert "| CNN, Keras, fast recipe | the lecture | 40.0 | 10.0 | 0.25 | ≤ 0.30, MISSED | 0.9900 | 0.9920 |" in text


@pytest.mark.parametrize(("fast", "accuracy"), [(23, 0.99), (10, 0.9899)])
def test_a_target_that_is_missed_in_time_or_in_accuracy_says_so(fast, accuracy):
    assert "MISSED" in table(results([44], [fast], accuracy), {"cnn": [0]})


def test_every_row_has_both_programs_and_a_target_for_the_accuracy():
    assert set(ROWS) == set(ACCURACY)
    assert set(SEEDS) <= set(ROWS)
    for program in ROWS:
        assert callable(getattr(ours, program))
        side, function = AGAINST.get(program, ("lecture", program))
        assert callable(getattr({"lecture": lecture, "ours": ours}[side], function))


def test_the_lessons_still_define_what_is_measured():
    for stem, names in {
        "07_mlp_from_scratch": ours.LESSON_07,
        "09_cnn_from_scratch": ours.LESSON_09,
        "10_cnn_with_keras": ours.LESSON_10,
        "11_alexnet": ours.LESSON_11,
        "12_after_alexnet": ours.LESSON_12,
    }.items():
        code = ours.lesson(stem, *names)
        assert set(vars(code)) == set(names)


def test_a_name_that_a_lesson_no_longer_defines_is_reported():
    with pytest.raises(LookupError, match="07_mlp_from_scratch defines no Perceptron"):
        ours.lesson("07_mlp_from_scratch", "Dense", "Perceptron")


def test_a_lesson_is_measured(tmp_path):
    cells = [
        "block = bytearray(300 * 2**20)",
        "from helpers import function_plot, show",
        "show(function_plot({'x': abs}), alt='a V')",
        "import time; time.sleep(0.5)",
    ]
    path = tmp_path / "lesson.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
    cost = lessons.measure(path)
    assert cost.start > 0
    assert 0 < cost.first_picture < cost.end - 0.5
    assert 0 < cost.processor < 10 * cost.end
    assert 0.3 < cost.own_memory <= cost.memory < 2


def test_a_lesson_above_its_goal_is_told():
    assert lessons.beside_goal(1.234, lessons.memory_goal("10"), ".2f") == "1.23 (goal: 1)"
    assert lessons.beside_goal(1.234, lessons.memory_goal("11"), ".2f") == "1.23"
    assert lessons.beside_goal(7.0, lessons.FIRST_CURVE["08"], ".1f") == "7.0 (goal: 6)"
    assert lessons.beside_goal(200.0, lessons.ALL_CELLS["12"], ".0f") == "200 (goal: 180)"
    assert lessons.beside_goal(200.0, lessons.ALL_CELLS.get("11"), ".0f") == "200"
    assert lessons.beside_goal(None, 2.0, ".1f") == "–"
