"""The check at the start of the course: what is fine on this machine, and what to do about what is not.

Only the standard library is imported before a check has looked: it must speak where a package is missing.
"""

import os
import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from helpers.limits import free_memory, usable_processors

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
COURSE = REQUIREMENTS.parent
SUPPORTED = ((3, 11, 2), (3, 13))  # the first and the last version of Python that the course is tested with
MEMORY_NEEDED = 3.0  # GB free: the largest lesson needs 2.5 GB
TO_READ = ("jupyterlab", "ipywidgets", "numpy", "matplotlib", "scipy", "tensorflow", "tqdm", "psutil", "nbgrader")
# Windows refuses a path of more than 259 characters; TensorFlow's longest has 175 below .venv\Lib\site-packages.
LONGEST_FOLDER = 259 - len("\\.venv\\Lib\\site-packages\\") - 175


class Finding(NamedTuple):
    """One line of the report: whether it is fine, and a sentence; ``advice`` says what to do when it is not."""

    fine: bool
    sentence: str
    advice: str = ""


def check_environment() -> int:
    """Print what is fine on this machine and what to do about what is not; return the number of problems."""
    findings = [
        check_python(),
        *check_folder(),
        *check_packages(),
        *check_names(),
        *check_matplotlib(),
        check_memory(),
        check_data(),
        check_threads(),
    ]
    for finding in findings:
        print(f"{'✓' if finding.fine else '✗'} {finding.sentence}")
        if not finding.fine:
            print(f"    → {finding.advice}")
    return sum(not finding.fine for finding in findings)


def check_python(current: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Say whether this Python is one that the course is tested with. ``current``: (major, minor, micro)."""
    name = f"Python {'.'.join(map(str, current))}"
    if SUPPORTED[0] <= tuple(current) and tuple(current[:2]) <= SUPPORTED[1]:
        return Finding(True, f"{name} works with this course.")
    return Finding(
        False,
        f"{name} is not a version that this course works with.",
        "Install Python 3.11.2 or newer, up to 3.13, delete the folder `.venv`, and set the course up again "
        "(see README.md).",
    )


def check_folder(folder: Path = COURSE, windows: bool = os.name == "nt") -> list[Finding]:
    """On Windows, say if the course lies so deep that TensorFlow's files get paths that Windows refuses."""
    length = len(str(folder))
    if not windows or length <= LONGEST_FOLDER or long_paths_are_allowed():
        return []
    sentence = (
        f"The path of the course's folder has {length} characters; Windows refuses some files of TensorFlow then."
    )
    advice = (
        f"Move the folder to a place with at most {LONGEST_FOLDER} characters, such as C:\\course, delete the folder "
        "`.venv` in it, and set the course up again (see README.md)."
    )
    return [Finding(False, sentence, advice)]


def long_paths_are_allowed() -> bool:
    """Return whether Windows' setting LongPathsEnabled is on: then paths may be longer than 259 characters."""
    import winreg  # there is none but on Windows

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except OSError:
        return False


def check_packages(requirements: Path = REQUIREMENTS) -> list[Finding]:
    """Compare the installed packages with the pins: one finding if all agree, else one for each that does not."""
    text = requirements.read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([A-Za-z0-9_-]+)==([^\s#]+)", text, re.MULTILINE))
    findings = []
    for name in TO_READ:
        try:
            found = version(name)
        except PackageNotFoundError:
            advice = f"To install it, {how_to_install()}"
            findings.append(Finding(False, f"The package {name} is not installed.", advice))
            continue
        if found != pins[name]:
            advice = f"It may work. If a lesson fails, {how_to_install()}"
            findings.append(Finding(False, f"The package {name} is version {found}; tested is {pins[name]}.", advice))
    return findings or [Finding(True, f"All {len(TO_READ)} packages have the tested versions.")]


def how_to_install() -> str:
    """Return what to type, with the Python of this notebook: `python` alone may be another one."""
    python = Path(sys.executable)
    python = python.relative_to(COURSE) if python.is_relative_to(COURSE) else python
    return f"run in a terminal, in the folder of the course: {python} -m pip install -r requirements.txt"


def check_names(course: Path = COURSE) -> list[Finding]:
    """Say which files beside the notebooks have the name of a module: Python takes them for it."""
    folders = {course / "notebooks", *(course / "exercises").glob("*/"), Path.cwd()} - {course}
    modules = {"helpers", "keras", *TO_READ, *sys.stdlib_module_names}
    return [
        Finding(
            False,
            f"In the folder {folder.name} there is a file {path.name}: notebooks there import it instead of the real "
            f"{path.stem}.",
            "Give it another name (File → Rename in JupyterLab), and restart the kernel.",
        )
        for folder in sorted(folders)
        for path in sorted(folder.glob("*.py"))
        if path.stem in modules
    ]


def check_matplotlib() -> list[Finding]:
    """Say if matplotlib cannot write into the folder where it keeps what it knows about this machine's fonts."""
    from helpers.quiet import silence_matplotlib

    try:
        withheld = silence_matplotlib()
    except ImportError as error:
        return [Finding(False, f"matplotlib cannot be loaded: {error}.", f"To install it anew, {how_to_install()}")]
    if not any("temporary cache directory" in message for message in withheld):
        return []
    advice = (
        "All lessons work, but start slowly and with a warning. To end that, set the environment variable MPLCONFIGDIR "
        "to a folder that you may write to, and start JupyterLab again."
    )
    return [Finding(False, "matplotlib cannot write into its folder.", advice)]


def check_memory(available: float | None = None, limited: bool = False) -> Finding:
    """Say whether enough memory is free.

    ``available``: bytes; without it the machine is asked. ``limited``: a limit makes them fewer than the machine has.
    """
    if available is None:
        try:
            available, limited = free_memory()
        except ImportError:
            sentence = "How much memory is free is not known: the package psutil is missing."
            return Finding(False, sentence, f"To install it, {how_to_install()}")
    gigabytes = available / 1e9
    if gigabytes >= MEMORY_NEEDED:
        return Finding(True, f"{gigabytes:.1f} GB of memory are free; the largest lesson needs 2.5 GB.")
    sentence = f"Only {gigabytes:.1f} GB of memory are free. 3 GB should be: the largest lesson needs 2.5 GB."
    advice = (
        "Close other programs and other notebooks (Kernel → Shut Down All Kernels). Lessons 00 to 06 run all the same."
    )
    if limited:
        sentence = sentence.replace("are free", "are free under the limit that is set for this program", 1)
        advice = (
            "Close other notebooks (Kernel → Shut Down All Kernels). If that is not enough, ask whoever runs this "
            "server for 3 GB, or raise the limit of the container (docker run --memory) or of the terminal (ulimit -v)."
        )
    return Finding(False, sentence, advice)


def check_data() -> Finding:
    """Say whether MNIST is complete and unaltered."""
    try:
        from helpers import mnist
    except ImportError as error:
        sentence = f"The digits of MNIST cannot be read: {error}."
        return Finding(False, sentence, f"To install what is missing, {how_to_install()}")
    try:
        data = mnist.load_mnist()
    except mnist.DataFileError as error:
        return Finding(False, "The digits of MNIST cannot be read.", str(error))
    return Finding(
        True, f"MNIST is complete: {len(data.train_images):,} training and {len(data.test_images):,} test digits."
    )


def check_threads(threads: float | None = None) -> Finding:
    """Say how many CPU threads this process may keep busy. ``threads``: without it the machine is asked."""
    threads = usable_processors() if threads is None else threads
    if threads >= 2:
        return Finding(True, f"{threads:.3g} CPU threads ({platform.machine()}); the stated times are those of two.")
    times = "twice" if threads == 1 else f"{2 / threads:.2g} times"
    advice = f"Everything works, but training takes about {times} the stated time."
    if threads != 1:
        advice += " A quota is set for this program: whoever runs this server or container can raise it."
    sentence = f"Only {threads:.2g} CPU threads may be used; the stated times are those of two."
    return Finding(False, sentence.replace("1 CPU threads", "one CPU thread"), advice)
