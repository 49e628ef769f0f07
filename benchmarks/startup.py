"""How long a lesson waits before its first cell, and what the data takes: ``python -m benchmarks.startup``.

Each run is a process of its own; the table shows the median of five. The files are then in the system's cache, as they
are for a student who opens the second lesson of an evening.
"""

import json
import subprocess
import sys
from statistics import median

PROGRAM = """
import json, time, tracemalloc
start = time.perf_counter()
import numpy, matplotlib.figure, matplotlib.style
libraries = time.perf_counter()
from helpers import load_mnist, mnist
helpers = time.perf_counter()
data = load_mnist()
loaded = time.perf_counter()
mnist._read.cache_clear()
del data
tracemalloc.start()
data = load_mnist()
peak = tracemalloc.get_traced_memory()[1] - sum(array.nbytes for array in data[:4])
print(json.dumps([libraries - start, helpers - libraries, loaded - helpers, peak / 1e6]))
"""
ROWS = (
    "import of NumPy and Matplotlib",
    "import of helpers beyond them",
    "load_mnist()",
    "its memory above the arrays",
)
UNITS, GOALS = ("s", "s", "s", "MB"), (None, 0.3, 0.6, 60)


def main() -> None:
    """Measure and print the table."""
    runs = [json.loads(subprocess.check_output([sys.executable, "-c", PROGRAM])) for _ in range(5)]
    for row, unit, goal, values in zip(ROWS, UNITS, GOALS, zip(*runs)):
        print(f"{row:<32}{median(values):8.3f} {unit:<3}", f"goal: under {goal} {unit}" if goal else "")


if __name__ == "__main__":
    main()
