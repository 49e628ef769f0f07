"""The check at the start of the course: what is fine on this machine, and what to do about what is not."""

import os
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import psutil

from helpers.mnist import DataFileError, load_mnist

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
SUPPORTED = ((3, 11), (3, 13))  # the first and the last version of Python that the course is tested with
MEMORY_NEEDED = 3.0  # GB free: the largest lesson needs 2.5 GB
TO_READ = ("jupyterlab", "ipywidgets", "numpy", "matplotlib", "scipy", "tensorflow", "tqdm", "nbgrader")


class Finding(NamedTuple):
    """One line of the report: whether it is fine, and a sentence; ``advice`` says what to do when it is not."""

    fine: bool
    sentence: str
    advice: str = ""


def check_environment() -> int:
    """Print what is fine on this machine and what to do about what is not; return the number of problems."""
    findings = [check_python(), *check_packages(), check_memory(), check_data(), check_threads()]
    for finding in findings:
        print(f"{'✓' if finding.fine else '✗'} {finding.sentence}")
        if not finding.fine:
            print(f"    → {finding.advice}")
    return sum(not finding.fine for finding in findings)


def check_python(current: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Say whether this Python is one that the course is tested with. ``current``: (major, minor, micro)."""
    name = f"Python {'.'.join(map(str, current))}"
    if SUPPORTED[0] <= tuple(current[:2]) <= SUPPORTED[1]:
        return Finding(True, f"{name} works with this course.")
    return Finding(
        False,
        f"{name} is not a version that this course works with.",
        "Install Python 3.11, 3.12 or 3.13, delete the folder `.venv`, and set the course up again (see README.md).",
    )


def check_packages(requirements: Path = REQUIREMENTS) -> list[Finding]:
    """Compare the installed packages with the pins: one finding if all agree, else one for each that does not."""
    python, course = Path(sys.executable), REQUIREMENTS.parent  # `python` alone may be another one than the notebook's
    python = python.relative_to(course) if python.is_relative_to(course) else python
    install = f"run in a terminal, in the folder of the course: {python} -m pip install -r requirements.txt"
    pins = dict(re.findall(r"^([A-Za-z0-9_-]+)==([^\s#]+)", requirements.read_text(), re.MULTILINE))
    findings = []
    for name in TO_READ:
        try:
            found = version(name)
        except PackageNotFoundError:
            findings.append(Finding(False, f"The package {name} is not installed.", f"To install it, {install}"))
            continue
        if found != pins[name]:
            advice = f"It may work. If a lesson fails, {install}"
            findings.append(Finding(False, f"The package {name} is version {found}; tested is {pins[name]}.", advice))
    return findings or [Finding(True, f"All {len(TO_READ)} packages have the tested versions.")]


def check_memory(available: float | None = None) -> Finding:
    """Say whether enough memory is free. ``available``: bytes; without it the machine is asked."""
    gigabytes = (psutil.virtual_memory().available if available is None else available) / 1e9
    if gigabytes >= MEMORY_NEEDED:
        return Finding(True, f"{gigabytes:.1f} GB of memory are free; the largest lesson needs 2.5 GB.")
    advice = (
        "Close other programs and other notebooks (Kernel → Shut Down All Kernels). Lessons 00 to 06 run all the same."
    )
    sentence = f"Only {gigabytes:.1f} GB of memory are free. 3 GB should be: the largest lesson needs 2.5 GB."
    return Finding(False, sentence, advice)


def check_data() -> Finding:
    """Say whether MNIST is complete and unaltered."""
    try:
        data = load_mnist()
    except DataFileError as error:
        return Finding(False, "The digits of MNIST cannot be read.", str(error))
    return Finding(
        True, f"MNIST is complete: {len(data.train_images):,} training and {len(data.test_images):,} test digits."
    )


def check_threads(threads: int | None = None) -> Finding:
    """Say how many CPU threads this process may use. ``threads``: without it the machine is asked."""
    if threads is None:
        threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if threads >= 2:
        return Finding(True, f"{threads} CPU threads ({platform.machine()}); the stated times are those of two.")
    advice = "Everything works, but training takes about twice the stated time."
    return Finding(False, "Only one CPU thread may be used; the stated times are those of two.", advice)
