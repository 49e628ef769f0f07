"""What each lesson takes, run from top to bottom in a new kernel: ``python -m benchmarks.lessons [01 02 …]``.

The table shows the seconds that the kernel takes to start (it starts when a notebook is opened), those from there to
the first picture and to the end, the time that the lesson's header states, the processor time of all cells, which a
busy machine changes less, and the peak memory of the kernel's process: all of it, and the part that is its own, without
the libraries' files, which all kernels of a machine share. The machine should have nothing else to do, and must run
Linux.
"""

import argparse
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil
from nbclient import NotebookClient
from tqdm import tqdm

LESSONS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LOOK = 0.2  # seconds between two looks at the memory that is a kernel's own: Linux keeps no peak of it
FIRST_PICTURE = 2.0  # seconds, the goal of the lessons without TensorFlow
WITHOUT_TENSORFLOW = ("01", "02", "04", "05", "06")
FIRST_CURVE = {"08": 6.0}  # seconds, the goal of a lesson whose first picture is a training
ALL_CELLS = {"12": 180.0, "13": 180.0}  # seconds on two fast cores


def memory_goal(number: str) -> float:
    """Return how much memory in GB a lesson's kernel may take at its peak: it decides how many share a server."""
    return 1.0 if number <= "10" else 1.6


class Cost(NamedTuple):
    """What a notebook took: seconds, and gigabytes at the peak; ``first_picture`` is None where there is no picture."""

    start: float
    first_picture: float | None
    end: float
    processor: float
    memory: float
    own_memory: float


def measure(path: Path) -> Cost:
    """Run a notebook in a new kernel and return what it took."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=1800, resources={"metadata": {"path": path.parent}})
    first = None
    start = time.perf_counter()
    with client.setup_kernel():
        started = time.perf_counter() - start
        start += started
        process = psutil.Process(client.km.provisioner.process.pid)
        with Peak(lambda: in_status(process, "RssAnon")) as own:
            for index, cell in enumerate(notebook.cells):
                client.execute_cell(cell, index)
                if first is None and any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
                    first = time.perf_counter() - start
            end = time.perf_counter() - start
        processor = sum(process.cpu_times()[:2])
        return Cost(started, first, end, processor, in_status(process, "VmHWM"), own.largest)


def in_status(process: psutil.Process, name: str) -> float:
    """Return one of Linux's own counts of a process's memory, in GB: getrusage's peak comes from whoever started it."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) / 2**20


class Peak:
    """The largest value of a function, as a context: a thread asks for it every ``pause`` seconds until its end."""

    def __init__(self, look: Callable[[], float], pause: float = LOOK):
        self.look, self.pause, self.over = look, pause, threading.Event()

    def _watch(self) -> None:
        while not self.over.wait(self.pause):
            self.largest = max(self.largest, self.look())

    def __enter__(self) -> "Peak":
        self.largest = self.look()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        self.thread.join()


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
    lines = [
        "| lesson | kernel, s | first picture, s | all cells, s | stated | processor, s | peak memory, GB | its own |",
        "|---|---:|---:|---:|---|---:|---:|---:|",
    ]
    for path in tqdm([path for path in LESSONS if not numbers or path.name[:2] in numbers], unit="lesson"):
        cost = measure(path)
        header = nbformat.read(path, as_version=4).cells[1].source
        stated = re.search(r"cells run in (?:about )?([\d.]+ \w+)", header).group(1)
        number = path.name[:2]
        first_goal = FIRST_PICTURE if number in WITHOUT_TENSORFLOW else FIRST_CURVE.get(number)
        lines.append(
            f"| {path.stem} | {cost.start:.1f} | {beside_goal(cost.first_picture, first_goal, '.1f')} | "
            f"{beside_goal(cost.end, ALL_CELLS.get(number), '.0f')} | {stated} | {cost.processor:.0f} "
            f"| {beside_goal(cost.memory, memory_goal(number), '.2f')} | {cost.own_memory:.2f} |"
        )
    print("\n".join(lines))


if __name__ == "__main__":
    main()
