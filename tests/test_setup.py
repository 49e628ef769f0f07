"""The set-up: what is pinned, which Pythons are let in, what other systems read, and that `make lab` installs once.

Nothing is installed here: `make` runs in a copy of the set-up's files, with stand-ins for Python and pip.
"""

import importlib
import os
import re
import runpy
import shutil
import subprocess
import sys
import time
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_core.paths import jupyter_config_path
from jupyter_server.extension.config import ExtensionConfigManager
from jupyter_server.serverapp import ServerApp
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from helpers import no_delay
from helpers.environment import check_python

ROOT = Path(__file__).parents[1]
VERSIONS = [(3, minor, 4) for minor in range(8, 17)] + [(2, 7, 18), (3, 11, 1), (3, 11, 2), (3, 12, 0), (4, 0, 0)]
GOOD = [(3, 11, 2), (3, 11, 4), (3, 12, 0), (3, 12, 4), (3, 13, 4)]
FLOOR = "3.11.2"  # Debian 12's
PLATFORMS = {
    "Linux": {"sys_platform": "linux", "os_name": "posix", "platform_machine": "x86_64"},
    "Windows": {"sys_platform": "win32", "os_name": "nt", "platform_machine": "AMD64"},
    "Darwin": {"sys_platform": "darwin", "os_name": "posix", "platform_machine": "arm64"},
}


def lines(name):
    """The lines of a requirements file that require something, without comments."""
    texts = (line.split(" #")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return [text for text in texts if text and not text.startswith(("#", "-"))]


def pins(name):
    """Package → version of a requirements file; fails where a line is not pinned to one version."""
    found = {}
    for line in lines(name):
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", f"{line} is not pinned"
        assert "*" not in specifier.version, f"{line} is not pinned to one version"
        package = canonicalize_name(requirement.name)
        assert package not in found, f"{package} stands twice in {name}"
        found[package] = specifier.version
    return found


REQUIREMENTS, CONSTRAINTS = pins("requirements.txt"), pins("constraints.txt")


def test_every_direct_dependency_is_pinned_as_in_the_tested_set():
    assert {name: CONSTRAINTS.get(name) for name in REQUIREMENTS} == REQUIREMENTS


def test_the_course_is_built_with_the_setuptools_of_the_tested_set():
    # pip builds in an environment of its own, which the constraints do not reach.
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["build-system"]["requires"] == [f"setuptools=={CONSTRAINTS['setuptools']}"]


def test_requirements_name_the_constraints_and_the_course_itself_and_say_what_each_is_for():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.findall(r"^-.*?(?=\s*(?:#|$))", text, re.MULTILINE) == ["-c constraints.txt", "-e ."]
    for line in text.splitlines():
        if line and not line.startswith(("#", "-c")):
            assert re.search(r" # \w.{10,}", line), f"what is it for? {line}"


@pytest.mark.parametrize("python", [FLOOR, "3.12.0", "3.13.0"])
@pytest.mark.parametrize("system", PLATFORMS)
def test_whatever_an_installation_needs_is_in_the_tested_set(system, python):
    """Follow what the installed packages say that they require, on each system and Python that the course is for."""
    here = PLATFORMS[system] | {
        "platform_system": system,
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
    }
    seen, waiting = set(), [("requirements.txt", Requirement(line)) for line in lines("requirements.txt")]
    while waiting:
        parent, requirement = waiting.pop()
        package = canonicalize_name(requirement.name)
        assert package in CONSTRAINTS, f"{parent} needs {requirement}, which constraints.txt does not pin"
        assert CONSTRAINTS[package] in requirement.specifier, f"{parent} needs {requirement}"
        for extra in {"", *requirement.extras}:
            if (package, extra) in seen:
                continue
            seen.add((package, extra))
            try:
                needed = map(Requirement, distribution(package).requires or [])
            except PackageNotFoundError:  # for another system or another Python: what it needs is written nowhere here
                continue
            waiting += [
                (package, other)
                for other in needed
                if other.marker is None or other.marker.evaluate(here | {"extra": extra})
            ]
    assert {package for package, _ in seen} >= set(REQUIREMENTS)


@pytest.mark.parametrize("python", [FLOOR, "3.11.99", "3.12.0", "3.13.0", "3.13.99"])
def test_whatever_is_pinned_works_with_every_python_that_is_let_in(python):
    """A package says which Pythons it needs; a floor within 3.11, such as 3.11.5, stops Debian's own Python."""
    needs, elsewhere = {}, set()
    for package in CONSTRAINTS:
        try:
            needs[package] = distribution(package).metadata["Requires-Python"]
        except PackageNotFoundError:
            elsewhere.add(package)
    assert elsewhere <= {"appnope", "colorama", "overrides", "pywinpty"}, "each for another system or Python"
    refused = {package: need for package, need in needs.items() if need and python not in SpecifierSet(need)}
    assert refused == {}


def test_what_reads_a_notebook_makes_no_parser_first():
    """JupyterLab, each student's server and each command of nbgrader would begin seconds later."""
    code = "import sys, nbformat, jsonschema; print(sorted({'lark', 'rfc3987_syntax'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout
    assert said.strip() == "[]"


# Which Pythons are let in

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_project_and_the_environment_check_let_in_the_same_pythons(version):
    accepted = version in GOOD
    assert (".".join(map(str, version)) in SpecifierSet(PROJECT["requires-python"])) == accepted
    assert check_python(version).fine == accepted


def test_the_texts_name_the_same_pythons():
    sentence = "Python 3.11.2 or newer, up to 3.13"
    for name in ("README.md", "Makefile", "setup.py", "helpers/environment.py"):
        assert sentence in (ROOT / name).read_text(encoding="utf-8"), f"{name} does not say {sentence!r}"


def test_pip_alone_stops_before_it_installs_anything(monkeypatch):
    """pip runs setup.py before it looks at any other requirement; without it, pip reports a conflict of numpy."""
    called = []
    distribution = type("Distribution", (), {"has_data_files": lambda self: True})
    stand_in = SimpleNamespace(setup=lambda **options: called.append(1), Distribution=distribution)
    monkeypatch.setitem(sys.modules, "setuptools", stand_in)
    for version in VERSIONS:
        called.clear()
        monkeypatch.setattr(sys, "version_info", (*version, "final", 0))
        if version in GOOD:
            runpy.run_path(str(ROOT / "setup.py"))
        else:
            with pytest.raises(SystemExit, match=r"^The course needs Python 3\.11\.2 or newer, up to 3\.13, "):
                runpy.run_path(str(ROOT / "setup.py"))
        assert bool(called) == (version in GOOD)


# make

STAND_IN = """
import os, pathlib, sys
log, name, version, *arguments = sys.argv[1:]
sys.version_info = (*map(int, version.split(".")), "final", 0)
if arguments[:1] == ["-c"]:
    exec(arguments[1])
    sys.exit()
with open(log, "a", encoding="utf-8") as file:
    print(name, *arguments, file=file)
if arguments[:2] == ["-m", "venv"]:
    programs = pathlib.Path(arguments[2], "bin")
    programs.mkdir(parents=True, exist_ok=True)
    for program in ("python", "jupyter", "pytest"):
        path, again = programs / program, f'"{__file__}" "{log}" .venv/{program} {version} "$@"'
        path.write_text(f'#!/bin/sh\\nexec "{sys.executable}" {again}\\n', encoding="utf-8")
        path.chmod(0o755)
elif arguments[:3] == ["-m", "pip", "install"] and os.path.exists("no network"):
    sys.exit("pip: no network")
"""
INSTALLATION = [
    "python3 -m venv .venv",
    ".venv/python -m pip install --disable-pip-version-check -r requirements.txt",
]


class Course:
    """A copy of the set-up's files in a folder with a space; on its path there are only stand-ins for Python."""

    def __init__(self, home):
        self.folder, self.path, self.log = home / "my course", home / "bin", home / "log"
        self.folder.mkdir()
        self.path.mkdir()
        for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml", "setup.py"):
            shutil.copy(ROOT / name, self.folder / name)
        for name in ("id", "touch"):
            (self.path / name).symlink_to(shutil.which(name))
        (home / "stand_in.py").write_text(STAND_IN, encoding="utf-8")

    def add_python(self, name, version):
        """Put a stand-in on the path that takes itself for this version."""
        program, number = self.path / name, ".".join(map(str, version))
        stand_in = self.path.with_name("stand_in.py")
        program.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" "{stand_in}" "{self.log}" {name} {number} "$@"\n', encoding="utf-8"
        )
        program.chmod(0o755)

    def make(self, *arguments):
        """Run make; return its result and the calls of Python and of what is in .venv, but for those with -c."""
        self.log.write_text("", encoding="utf-8")
        environment = {"PATH": str(self.path), "HOME": str(self.folder)}
        result = subprocess.run(
            [MAKE, *arguments], cwd=self.folder, env=environment, capture_output=True, encoding="utf-8"
        )
        return result, self.log.read_text(encoding="utf-8").splitlines()

    def age(self, name, seconds):
        """Let a file have been changed this many seconds ago."""
        then = time.time() - seconds
        os.utime(self.folder / name, (then, then))


MAKE = shutil.which("make")


@pytest.fixture
def course(tmp_path):
    if MAKE is None:
        pytest.skip("make is not installed")
    return Course(tmp_path)


def assert_stops_with_one_sentence(course, *arguments):
    result, calls = course.make(*arguments)
    assert result.returncode != 0
    assert result.stdout == ""
    said = [line for line in result.stderr.splitlines() if not line.startswith("make: ***")]
    assert len(said) == 1, result.stderr
    assert re.fullmatch(r"The course needs Python 3\.11\.2 or newer, up to 3\.13: [^\n]*make \w+ PYTHON=\S+\.", said[0])
    assert calls == [], "something was installed"
    assert not (course.folder / ".venv").exists()


@pytest.mark.parametrize(
    ("version", "goals"),
    [*((version, ["lab"]) for version in VERSIONS if version not in GOOD), ((3, 10, 4), ["test"]), ((3, 10, 4), [])],
)
def test_an_unsupported_python_stops_with_one_sentence_before_anything_is_installed(course, version, goals):
    course.add_python("old", version)
    course.add_python("python3", (3, 12, 4))
    assert_stops_with_one_sentence(course, *goals, f"PYTHON={course.path / 'old'}")


def test_no_python_and_only_unsupported_ones_stop_with_the_same_sentence(course):
    assert_stops_with_one_sentence(course, "lab")
    for name, version in {"python3": (3, 10, 4), "python": (2, 7, 18), "python3.13": (3, 14, 0)}.items():
        course.add_python(name, version)
    assert_stops_with_one_sentence(course, "lab")
    assert_stops_with_one_sentence(course, "lab", "PYTHON=/not/there")


@pytest.mark.parametrize("version", GOOD)
def test_make_lab_installs_once_and_opens_the_first_lesson(course, version):
    course.add_python("python3", version)
    result, calls = course.make("lab")
    assert result.returncode == 0, result.stderr
    assert calls[:-1] == INSTALLATION
    assert calls[-1].startswith(".venv/jupyter lab notebooks/00_start_here.ipynb")
    assert (ROOT / "notebooks" / "00_start_here.ipynb").exists()
    assert course.make("lab")[1] == calls[-1:], "a second call installs nothing and opens at once"
    assert course.make("test")[1] == [".venv/pytest"]


def test_jupyterlab_opens_the_first_lesson_and_reaches_the_exercises(course, monkeypatch):
    course.add_python("python3", (3, 12, 4))
    arguments = course.make("lab")[1][-1].split()[2:]
    lesson = course.folder / arguments[0]
    lesson.parent.mkdir()
    lesson.write_text("{}", encoding="utf-8")
    monkeypatch.chdir(course.folder)
    app = ServerApp()
    app.parse_command_line(arguments)
    assert app._resolve_file_to_run_and_root_dir() == "notebooks/00_start_here.ipynb"
    assert Path(app.root_dir) == course.folder, "JupyterLab would show the lesson's folder, and no exercise"


def test_the_first_supported_python_is_taken(course):
    course.add_python("python3", (3, 10, 4))
    course.add_python("python3.12", (3, 12, 4))
    assert course.make("test")[1][0] == "python3.12 -m venv .venv"


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_a_changed_requirement_is_installed(course, name):
    course.add_python("python3", (3, 11, 2))
    course.make("test")
    course.age(".venv/installed", seconds=10)
    assert course.make("test")[1] == [*INSTALLATION, ".venv/pytest"]
    for other in ("requirements.txt", "constraints.txt", "pyproject.toml"):
        course.age(other, seconds=20)
    course.age(".venv/installed", seconds=10)
    assert course.make("test")[1] == [".venv/pytest"]
    course.age(name, seconds=0)
    assert course.make("test")[1] == [*INSTALLATION, ".venv/pytest"]


def test_an_installation_that_failed_is_tried_again(course):
    course.add_python("python3", (3, 13, 0))
    (course.folder / "no network").touch()
    result, calls = course.make("test")
    assert result.returncode != 0
    assert calls == INSTALLATION
    (course.folder / "no network").unlink()
    assert course.make("test")[1] == [*INSTALLATION, ".venv/pytest"]


def test_a_kernels_messages_are_not_held_back():
    """Jupyter Server finds the extension in this environment, and each websocket is switched before it is used."""
    found = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
    assert found.get("helpers.no_delay") is True, "pip install -e ."
    calls = []

    class Connection:
        websocket_handler = SimpleNamespace(set_nodelay=lambda value: calls.append(("no delay", value)))

        def connect(self):
            calls.append("connected")
            return "what it returns"

    server = SimpleNamespace(web_app=SimpleNamespace(settings={"kernel_websocket_connection_class": Connection}))
    for point in no_delay._jupyter_server_extension_points():
        importlib.import_module(point["module"])._load_jupyter_server_extension(server)
    kind = server.web_app.settings["kernel_websocket_connection_class"]
    assert issubclass(kind, Connection)
    assert kind().connect() == "what it returns"
    assert calls == [("no delay", True), "connected"]
