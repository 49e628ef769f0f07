"""The environment check says in plain words what is fine and what to do about what is not."""

import sys

import pytest

from helpers import environment
from helpers.environment import check_data, check_environment, check_memory, check_packages, check_python, check_threads
from helpers.mnist import DataFileError


def test_everything_is_fine_where_the_tests_run(capsys):
    problems = check_environment()
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("✓") for line in lines) + problems >= 5
    assert check_python().fine
    assert [finding.fine for finding in check_packages()] == [True]
    assert check_data().fine


@pytest.mark.parametrize("current", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
def test_supported_python(current):
    assert check_python(current).fine


@pytest.mark.parametrize("current", [(3, 10, 14), (3, 14, 0), (2, 7, 18), (4, 0, 0)])
def test_unsupported_python_is_named_with_what_to_install(current):
    finding = check_python(current)
    assert not finding.fine
    assert ".".join(map(str, current)) in finding.sentence
    assert "3.11, 3.12 or 3.13" in finding.advice
    assert "delete the folder `.venv`" in finding.advice, "make takes an environment that is there for a good one"


def test_every_package_that_is_looked_at_is_pinned():
    assert set(environment.TO_READ) <= {
        line.split("==")[0]
        for line in environment.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        if "==" in line
    }


def test_another_version_and_a_missing_package_are_named(tmp_path, monkeypatch):
    other = tmp_path / "requirements.txt"
    other.write_text(environment.REQUIREMENTS.read_text(encoding="utf-8").replace("numpy==", "numpy==99."))
    (finding,) = check_packages(other)
    assert not finding.fine
    assert "numpy" in finding.sentence
    assert "99." in finding.sentence
    assert "-m pip install -r requirements.txt" in finding.advice
    monkeypatch.setattr(environment, "TO_READ", ("numpy", "a-package-that-is-not-there"))
    (finding,) = check_packages()
    assert finding.sentence == "The package a-package-that-is-not-there is not installed."


@pytest.mark.parametrize(
    ("executable", "typed"),
    [
        (environment.REQUIREMENTS.parent / ".venv" / "bin" / "python", ".venv/bin/python"),
        ("/opt/another/bin/python", "/opt/another/bin/python"),
    ],
)
def test_what_is_missing_is_installed_into_the_python_of_the_notebook(executable, typed, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(executable))
    monkeypatch.setattr(environment, "TO_READ", ("a-package-that-is-not-there",))
    (finding,) = check_packages()
    assert finding.advice.endswith(f"in the folder of the course: {typed} -m pip install -r requirements.txt")


def test_memory_threads_and_data_come_with_advice(monkeypatch):
    assert check_memory(3.5e9).fine
    assert not check_memory(2.9e9).fine
    assert "Only 2.9 GB of memory are free. 3 GB should be" in check_memory(2.9e9).sentence
    assert f"{environment.MEMORY_NEEDED:g} GB should be" in check_memory(1e9).sentence
    assert "Close other programs" in check_memory(1e9).advice
    assert check_threads(2).fine
    assert "twice the stated time" in check_threads(1).advice

    def broken():
        raise DataFileError("mnist.npz is missing. Restore it with `git checkout`")

    monkeypatch.setattr(environment, "load_mnist", broken)
    finding = check_data()
    assert not finding.fine
    assert "git checkout" in finding.advice


def test_the_report_counts_problems_and_points_at_them(monkeypatch, capsys):
    monkeypatch.setattr(environment, "check_threads", lambda: check_threads(1))
    monkeypatch.setattr(environment, "check_memory", lambda: check_memory(1e9))
    assert check_environment() == 2
    printed = capsys.readouterr().out
    assert printed.count("✗ ") == printed.count("\n    → ") == 2
