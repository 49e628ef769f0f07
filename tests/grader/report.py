"""Print what the grader's own tests show, one line a task: `make grader-report`."""

import importlib
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def rows_of(module_name: str) -> tuple[str, list[tuple], float]:
    """Grade all answers of one assignment; return a row of counts for each task, and the seconds that took."""
    from tests.grader import harness

    start = time.perf_counter()
    module = importlib.import_module(module_name)
    rows = []
    loaded = harness.load(module.ASSIGNMENT)
    for name, task in module.TASKS.items():
        cells = loaded[name]

        def holds(kind, given=None, cells=cells, task=task):
            try:
                harness.verify(kind, given, cells, task)
            except AssertionError:
                return False
            return True

        sound = holds("reference") and holds("stub")
        rejected = sum(holds("wrong", given) for given in task.wrong)
        accepted = sum(holds("right", given) for given in task.right) + holds("reference")
        made, alive = harness.survivors(cells)
        excused = sum(mutant.label in task.equivalent for mutant in alive)
        real = len(made) - excused
        killed = real - (len(alive) - excused)
        rows.append((name, sound, rejected, len(task.wrong), killed, real, excused, accepted, len(task.right) + 1))
    return module.ASSIGNMENT, rows, time.perf_counter() - start


def main() -> int:
    modules = [f"tests.grader.{path.stem}" for path in sorted(Path(__file__).parent.glob("test_[0-9]*.py"))]
    start = time.perf_counter()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(rows_of, modules))
    columns = f"{'wrong rejected':>16}{'mutants killed':>16}{'equivalent':>12}{'right accepted':>16}"
    print(f"{'task':48}{columns}")
    totals, tasks, sound_tasks = [0] * 7, 0, 0
    for assignment, rows, seconds in results:
        print(f"{assignment} ({seconds:.0f} s)")
        for name, sound, *numbers in rows:
            tasks, sound_tasks = tasks + 1, sound_tasks + sound
            totals = [total + number for total, number in zip(totals, numbers)]
            note = "" if sound else "   reference or stub!"
            print(f"  {name:46}{line(numbers)}{note}")
    print(f"{f'{tasks} tasks, {time.perf_counter() - start:.0f} s':48}{line(totals)}")
    rejected, wrong, killed, real, _, accepted, right = totals
    shares = [
        f"{100 * part / max(whole, 1):.0f} %" for part, whole in ((rejected, wrong), (killed, real), (accepted, right))
    ]
    print(f"{'':48}{shares[0]:>16}{shares[1]:>16}{'':>12}{shares[2]:>16}")
    return int(not (rejected == wrong and killed == real and accepted == right and sound_tasks == tasks))


def line(numbers: list[int]) -> str:
    rejected, wrong, killed, real, excused, accepted, right = numbers
    return f"{f'{rejected}/{wrong}':>16}{f'{killed}/{real}':>16}{excused:>12}{f'{accepted}/{right}':>16}"


if __name__ == "__main__":
    sys.exit(main())
