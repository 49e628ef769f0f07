"""What the course needs to be the same on every system: encodings, line ends, and what CI installs and runs.

Windows in China, Taiwan and Korea reads text as GBK, Big5 or cp949 where nobody says that it is UTF-8. A Linux locale
does the same: here it is zh_CN.GBK.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
# What a tool reads before any line of ours says how: pip, make, bash, git and setuptools take the system's encoding.
READ_BY_TOOLS = (
    *("requirements.txt", "constraints.txt", "Makefile", ".ci/run", "setup.py", "pyproject.toml", "nbgrader_config.py"),
    *(".gitattributes", ".gitignore", ".github/workflows/test.yml", "helpers/course.mplstyle"),
)
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))


def files(*patterns):
    """The course's own files of these kinds: not what is installed or made (.venv, build)."""
    tops = [top for top in ROOT.iterdir() if not top.name.startswith(".") and top.name != "build"]
    found = {path for top in tops if top.is_dir() for pattern in patterns for path in top.rglob(pattern)}
    found |= {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


@pytest.mark.parametrize("name", READ_BY_TOOLS)
def test_what_a_tool_reads_is_ascii_with_line_feeds(name):
    content = (ROOT / name).read_bytes()
    assert content.isascii(), f"{name}: {content.decode().splitlines()}"
    assert b"\r" not in content


# Each open, read_text, … names its encoding

TEXT = ("read_text", "write_text", "TextIOWrapper", "FileHandler")
TEMPORARY = ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile")
MODE = re.compile(r"[rwaxbt+]{1,4}")


def programs(source):
    """Yield the syntax tree of a program, and of each program that stands in it as a string."""
    tree = ast.parse(source)
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "open(" in node.value:
            with suppress(SyntaxError):  # a sentence that mentions it
                yield from programs(node.value)


def opens_text(call):
    """Return whether a call opens a file or a pipe as text."""
    owner = getattr(getattr(call.func, "value", None), "id", "")
    name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    keywords = {keyword.arg: getattr(keyword.value, "value", None) for keyword in call.keywords}
    values = [*(getattr(argument, "value", None) for argument in call.args), keywords.get("mode")]
    modes = [value for value in values if isinstance(value, str) and MODE.fullmatch(value)]
    binary = any("b" in mode for mode in modes)
    if keywords.get("text") or keywords.get("universal_newlines") or name in TEXT:
        return True
    if name in TEMPORARY:
        return bool(modes) and not binary
    if name == "fdopen" or (name == "open" and (owner in ("io", "codecs") or isinstance(call.func, ast.Name))):
        return not binary
    # A method: path.open() has a mode or no argument; Image.open(file) and os.open(name, flags) open no text.
    return name == "open" and not binary and (bool(modes) or not call.args)


def without_encoding(source):
    """Return the calls in a program that open text and do not say in which encoding."""
    return [
        ast.unparse(node)
        for tree in programs(source)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and opens_text(node)
        and not {"encoding", None} & {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("path", files("*.py", "*.ipynb"), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_names_its_encoding(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert without_encoding(text) == [], 'add encoding="utf-8"'


@pytest.mark.parametrize(
    ("call", "found"),  # OPEN: so that the test above does not find these examples
    [
        *((f"OPEN(name{mode})", True) for mode in ("", ", 'w'", ", mode='a'", ", newline=''", ", mode")),
        *((f"OPEN(name{mode})", False) for mode in (", 'rb'", ", mode='wb'", ", encoding='gbk'", ", **options")),
        *((f"path.OPEN({mode})", True) for mode in ("", "'w'", "mode='a'", "newline=''")),
        *((f"{call})", False) for call in ("path.OPEN('rb'", "Image.OPEN(file", "zip.OPEN('a.txt'", "os.OPEN(name, 1")),
        *((f"{name}.OPEN(name)", True) for name in ("io", "codecs")),
        ("os.fdOPEN(4, 'w')", True),
        ("path.read_text()", True),
        ("path.write_text('b')", True),
        ("path.read_text(encoding='utf-8')", False),
        ("path.read_bytes()", False),
        *((f"subprocess.run(command, {name}=True)", True) for name in ("text", "universal_newlines")),
        ("subprocess.run(command, capture_output=True)", False),
        ("subprocess.run(command, text=True, encoding='utf-8')", False),
        *((f"tempfile.NamedTemporaryFile({mode})", bool(mode)) for mode in ("", "'w'", "mode='w+'")),
        ("tempfile.TemporaryFile('w+b')", False),
        ("run('import os; OPEN(name)')", True),
        ("print('please OPEN(the door)!')", False),
    ],
)
def test_a_text_without_encoding_is_found(call, found):
    assert bool(without_encoding(f"x = {call.replace('OPEN', 'open')}")) == found


# The same in a Chinese locale


def skip_or_fail(reason):
    """Skip a test where something is not installed; in CI, which installs it, fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    """The environment of a process whose system encodes text as GBK."""
    folder = tmp_path_factory.mktemp("locale")
    if shutil.which("localedef") is None:
        skip_or_fail("no localedef on this machine")
    command = ["localedef", "-i", "zh_CN", "-f", "GBK", str(folder / "zh_CN.GBK")]
    made = subprocess.run(command, capture_output=True, encoding="utf-8")
    if made.returncode != 0:
        skip_or_fail(f"no Chinese locale can be made, install Debian's package locales: {made.stderr}")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTEST_", "PYTHON"))}
    return kept | {"LOCPATH": str(folder), "LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "0"}


def test_the_chinese_locale_encodes_as_gbk(chinese):
    result = subprocess.run(
        [sys.executable, "-c", "import locale; print(locale.getpreferredencoding())"],
        cwd=ROOT,
        env=chinese,
        capture_output=True,
    )
    assert (result.returncode, result.stdout) == (0, b"GBK\n")


@pytest.mark.parametrize("changed", [False, True])
def test_the_pip_of_a_new_environment_reads_the_requirements_in_chinese(changed, chinese, tmp_path):
    """The set-up of README.md, as far as that needs no network: all else is installed already.

    Older pips, as those that come with Python 3.11, 3.12 and 3.13.0, read the file in the system's encoding.
    """
    venv.create(tmp_path / "fresh", with_pip=True)
    (pip,) = (tmp_path / "fresh").rglob("site-packages/pip")
    (tmp_path / "pip").mkdir()
    pip.rename(tmp_path / "pip" / "pip")
    course = tmp_path / "course"
    course.mkdir()
    for name in ("requirements.txt", "constraints.txt", "setup.py", "pyproject.toml"):
        shutil.copy(ROOT / name, course)
    shutil.copytree(ROOT / "helpers", course / "helpers", ignore=shutil.ignore_patterns("data"))
    if changed:  # so that a pip that does not mind is known
        text = (course / "requirements.txt").read_text(encoding="utf-8")
        (course / "requirements.txt").write_text(f"# …\n{text}", encoding="utf-8")
    options = ["--dry-run", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check"]
    result = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "-r", "requirements.txt"],
        cwd=course,
        env=chinese | {"PYTHONPATH": str(tmp_path / "pip")},
        capture_output=True,
        encoding="gbk",
        errors="replace",
    )
    if changed:
        old = re.search(r"pip-(\d+)\.", " ".join(os.listdir(tmp_path / "pip")))
        assert (result.returncode != 0) == ("'gbk' codec can't decode" in result.stderr), old
    else:
        assert result.returncode == 0, result.stderr
        assert "Would install from-a-neuron-to-alexnet" in result.stdout


def test_the_tests_pass_in_chinese(chinese, tmp_path):
    """Those that read or write text: what is read or written in the wrong encoding ends them."""
    command = [sys.executable, "-m", "pytest", "-o", "addopts=--strict-markers", "-q", "-p", "no:cacheprovider"]
    command += [f"tests/test_{name}.py" for name in ("setup", "environment", "notebooks", "exercises")]
    command += ["-k", "not offline and not style and not twice and not references_expression and not student_takes"]
    command += ["--basetemp", str(tmp_path / "made")]
    result = subprocess.run(command, cwd=ROOT, env=chinese, capture_output=True, encoding="gbk", errors="replace")
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]


# Line ends


def test_a_clone_with_windows_line_ends_is_the_same(tmp_path):
    """git for Windows sets core.autocrlf: then a clone has CR LF wherever .gitattributes does not say otherwise."""
    if not (ROOT / ".git").exists():
        pytest.skip("this copy of the course was not cloned")
    clone = tmp_path / "clone"
    command = ["git", "-c", "core.autocrlf=true", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)]
    subprocess.run(command, check=True, capture_output=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=clone, capture_output=True, encoding="utf-8", check=True)
    names = [name for name in listed.stdout.split("\0") if name]
    assert {".ci/run", "Makefile", "notebooks/00_start_here.ipynb", "helpers/data/mnist.npz"} <= set(names)
    for name in names:
        committed = subprocess.run(
            ["git", "cat-file", "blob", f"HEAD:{name}"], cwd=clone, capture_output=True, check=True
        )
        assert (clone / name).read_bytes() == committed.stdout, f"{name} is not as it was committed"
        assert name.endswith((".npz", ".png")) or b"\r\n" not in committed.stdout, f"{name} has CR LF"
    subprocess.run(["bash", "-n", ".ci/run"], cwd=clone, check=True)


# What CI installs and runs

TOOLS = {"make", "git", "chromium", "bwrap", "node", "npm"}
STAND_IN = """#!/bin/sh
echo "$(basename "$0") $*" >> "$LOG"
"""


@pytest.mark.parametrize("there", [True, False], ids=["all is there", "a new machine"])
def test_ci_installs_what_is_missing_and_then_runs_the_tests(there, tmp_path):
    """With stand-ins for the programs; python3 says whether it can make an environment."""
    if shutil.which("bash") is None or sys.platform != "linux":
        pytest.skip("CI's script is for Debian")
    (tmp_path / "course" / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", tmp_path / "course" / ".ci")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bash", "dirname", "basename", "test"):
        (programs / name).symlink_to(shutil.which(name))
    for name in ("apt-get", "python3", *TOOLS):
        (programs / name).write_text(STAND_IN, encoding="utf-8")
        (programs / name).chmod(0o755)
    if not there:
        for name in TOOLS - {"make"}:
            (programs / name).unlink()
        for name in ("make", "python3"):  # they fail, until apt-get has been called
            (programs / name).write_text(f'{STAND_IN}grep -q install "$LOG"\n', encoding="utf-8")
        (programs / "grep").symlink_to(shutil.which("grep"))
    log = tmp_path / "log"
    environment = {"PATH": str(programs), "LOG": str(log)}
    subprocess.run(["bash", ".ci/run"], cwd=tmp_path / "course", env=environment, check=True, capture_output=True)
    calls = log.read_text(encoding="utf-8").splitlines()
    assert calls[-3:] == [
        "make .venv/server",
        "make test",
        "make test PYTEST_OPTIONS=-m slow tests/test_server.py tests/grader "
        "tests/test_notebooks.py::test_offline_with_every_cell_run_twice[11_alexnet]",
    ]
    apt = [call for call in calls if call.startswith("apt-get")]
    installed = set(" ".join(apt[1:]).split()) - {"apt-get", "update", "install", "--yes", "--no-install-recommends"}
    assert apt[:1] == (["apt-get update"] if apt else [])
    assert installed <= {"locales", "fonts-dejavu-core"} if there else len(apt) == 4
    if not there:
        assert installed >= {"make", "git", "chromium", "bubblewrap", "nodejs", "npm", "python3-venv"}


def steps():
    """Each command of the hosted workflow, with the name of its job."""
    return [
        (name, line)
        for name, job in WORKFLOW["jobs"].items()
        for step in job["steps"]
        for line in step.get("run", "").splitlines()
    ]


def test_the_hosted_workflow_runs_on_linux_windows_and_macos():
    jobs = WORKFLOW["jobs"]
    systems = {job["runs-on"] for job in jobs.values() if "matrix" not in str(job["runs-on"])}
    systems |= {system for job in jobs.values() for system in job.get("strategy", {}).get("matrix", {}).get("os", ())}
    assert {re.match("[a-z]+", system)[0] for system in systems} == {"ubuntu", "windows", "macos"}
    pythons = {
        python for job in jobs.values() for python in job.get("strategy", {}).get("matrix", {}).get("python", ())
    }
    assert pythons == {"3.11", "3.12", "3.13"}


def test_what_the_hosted_workflow_names_exists():
    commands = [line for _, line in steps()]
    paths = {
        word for line in commands for word in line.split() if re.match(r"(notebooks|tests|\.ci|requirements)\b", word)
    }
    assert paths, "nothing is run"
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    run = " ".join(commands)
    for number in ("00", "01", "04"):
        assert f"notebooks/{number}_" in run
    helpers = {path.stem for path in (ROOT / "helpers").rglob("*.py")}
    helpers -= {"exercises", "isolation"}  # marking is for Linux and macOS, and in isolation for Linux alone
    tests = {path for path in (ROOT / "tests").glob("test_*.py") if path.stem.removeprefix("test_") in helpers}
    assert {f"tests/{path.name}" for path in tests} <= paths, "the helpers' tests run on every system"
