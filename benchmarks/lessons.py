"""What each lesson takes, run from top to bottom in a new kernel: ``python -m benchmarks.lessons [01 02 …]``.

The table shows the seconds that the kernel takes to start (it starts when a notebook is opened), those from there to
the first picture and to the end, the time that the lesson's header states, the processor time of all cells, which a
busy machine changes less, and the peak memory of the kernel's process. The machine should have nothing else to do, and
must run Linux.
"""

import argparse
import re
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
# Linux's own count, in kB. (A new process inherits getrusage's ru_maxrss from the one that started it.)
COST = """import time
status = open("/proc/self/status", encoding="utf-8").read()
print(time.process_time(), int(status.split("VmHWM:")[1].split()[0]) / 2**20)"""
FIRST_PICTURE = 2.0  # seconds, the goal of the lessons without TensorFlow
WITHOUT_TENSORFLOW = ("01", "02", "04", "05", "06")
FIRST_CURVE = {"08": 6.0}  # seconds, the goal of a lesson whose first picture is a training
ALL_CELLS = {"12": 180.0, "13": 180.0}  # seconds on two fast cores


def memory_goal(number: str) -> float:
    """Return how much memory in GB a lesson's kernel may take at its peak: it decides how many share a server."""
    return 1.0 if number <= "10" else 1.6


def measure(path: Path) -> tuple[float, float | None, float, float, float]:
    """Run a notebook.

    Returns the seconds of its kernel's start, to its first picture (or None), to its end, of processor time; and GB.
    """
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=1800, resources={"metadata": {"path": path.parent}})
    first = None
    start = time.perf_counter()
    with client.setup_kernel():
        started = time.perf_counter() - start
        start += started
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
            if first is None and any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
                first = time.perf_counter() - start
        end = time.perf_counter() - start
        notebook.cells.append(nbformat.v4.new_code_cell(COST))
        client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
    return started, first, end, *map(float, notebook.cells[-1].outputs[0].text.split())


def beside_goal(value: float | None, goal: float | None, form: str) -> str:
    """Return a number as text, with its goal if it is above it; a dash for a lesson without a picture."""
    if value is None:
        return "–"
    return f"{value:{form}}" + (f" (goal: {goal:g})" if goal is not None and value > goal else "")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lessons", description=__doc__.splitlines()[0])
    parser.add_argument("numbers", nargs="*", metavar="NN", help="lessons by number, for example 01 07; all without it")
    numbers = parser.parse_args().numbers
    if unknown := set(numbers) - {path.name[:2] for path in LESSONS}:
        parser.error(f"there is no lesson {', '.join(sorted(unknown))}; there is 00 to {LESSONS[-1].name[:2]}")
    lines = ["| lesson | kernel, s | first picture, s | all cells, s | stated | processor time, s | peak memory, GB |"]
    lines.append("|---|---:|---:|---:|---|---:|---:|")
    for path in tqdm([path for path in LESSONS if not numbers or path.name[:2] in numbers], unit="lesson"):
        started, first, end, seconds, memory = measure(path)
        header = nbformat.read(path, as_version=4).cells[1].source
        stated = re.search(r"cells run in (?:about )?([\d.]+ \w+)", header).group(1)
        number = path.name[:2]
        first_goal = FIRST_PICTURE if number in WITHOUT_TENSORFLOW else FIRST_CURVE.get(number)
        lines.append(
            f"| {path.stem} | {started:.1f} | {beside_goal(first, first_goal, '.1f')} | "
            f"{beside_goal(end, ALL_CELLS.get(number), '.0f')} | {stated} "
            f"| {seconds:.0f} | {beside_goal(memory, memory_goal(number), '.2f')} |"
        )
    print("\n".join(lines))


if __name__ == "__main__":
    main()
