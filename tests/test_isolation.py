"""What a submission can reach while `make mark` marks it: nothing but itself; and whoever tries is named.

Each probe is a whole solution with an attempt in its first task. It prints REACHED, or leaves something, where it gets
through; all of them are marked side by side, and keep the marks that their solutions deserve.
"""

import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory

from helpers import isolation
from helpers.collecting import CollectFromExchange
from helpers.marking import fresh_environment
from tests.test_instructor import (
    CELL_LIMIT,
    NAME,
    ROOT,
    TASKS,
    collect_all,
    edit,
    grades,
    needs_isolation,
    released,
    solved,
)

__all__ = ["released"]  # a fixture
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is a program of Linux")
SECRET = "the-instructors-token"
GIGABYTES = 1.0  # of data for each process: less than the course's own limit, and faster to fill

READS = """
import os, sqlite3
from pathlib import Path

for place in {places}:
    if os.path.exists(place):
        print("REACHED", place)
try:
    sqlite3.connect("file:{gradebook}?mode=rw", uri=True).execute("update grade set auto_score = 99")
    print("REACHED the gradebook")
except sqlite3.Error as error:
    print(error)
for folder in [Path.home(), *Path.cwd().parents]:
    found = [path for path in folder.glob("*") if {student!r} in str(path) or path.suffix == ".db"]
    if found:
        print("REACHED", found)
if {secret!r} in str(os.environ) or any({secret!r} in line for line in os.popen("cat /proc/*/environ")):
    print("REACHED the token")
print("processes in sight:", len([name for name in os.listdir("/proc") if name.isdecimal()]))
"""
WRITES = """
from pathlib import Path

Path("left-here").write_text("what is written here")
print("read again:", Path("left-here").read_text())
for place in [*{places}, "..", "/", "/usr", "/etc", "/dev", "/var/tmp", Path(np.__file__).parent]:
    try:
        Path(place, "left-there").write_text("left")
        print("wrote into", place)
    except OSError as error:
        print(error)
"""
CONNECTS = """
import socket

for address in [("127.0.0.1", {port}), ("localhost", {port}), ("10.0.0.1", {port})]:
    try:
        socket.create_connection(address, timeout=2)
        print("REACHED", address)
    except OSError as error:
        print(error)
try:
    hidden = socket.socket(socket.AF_UNIX)
    hidden.connect("\\0left-open-{port}")
    print("REACHED a socket without a file")
except OSError as error:
    print(error)
"""
LEAVES = """
import subprocess

subprocess.Popen(["sleep", "86399"], start_new_session=True)
"""
FILLS_THE_DISK = """
written = 0
for place in ("/tmp", "/dev/shm"):
    try:
        for number in range(4_000):
            with open(f"{place}/left-{number}", "wb") as file:
                written += file.write(bytes(1_000_000))
    except OSError as error:
        print(error)
print("written:", written)
"""
SHOUTS = """
import os, sys

for name in [f"/proc/{process}/fd/{number}" for process in (1, 2, os.getpid()) for number in range(3)]:
    try:
        with open(name, "w", encoding="utf-8") as file:
            file.write("SHOUTED")
    except OSError as error:
        print(error)
for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
    copy = getattr(stream, "_original_stdstream_copy", None)
    os.write(stream.fileno() if copy is None else copy, b"SHOUTED")
"""
SENDS_TOO_MUCH = "print('x' * 120_000_000)"
FILLS_THE_MEMORY = "np.ones(4_000_000_000)"
MANY_FILL_THE_MEMORY = """
import os, time

for number in range(8):
    if os.fork() == 0:
        kept = np.ones(80_000_000)
        time.sleep(600)
        os._exit(0)
time.sleep(60)
print("REACHED the end")
"""
STARTS_MANY = """
import os, time

try:
    for number in range(500):
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
    time.sleep(60)
    print("REACHED the end")
except OSError as error:
    print(error)
"""
# name → (the attempt, points of the first task, what the list at the end says of it, what its own output says)
PROBES = {
    "reads": (READS, 2, ["neuron: import os, sqlite3", "unable to open database file"], ["processes in sight:"]),
    "writes": (WRITES, 2, ["left-here", "Read-only file system"], ["read again: what is written here"]),
    "connects": (CONNECTS, 2, ["neuron: import socket"], ["Connection refused", "Network is unreachable"]),
    "leaves": (LEAVES, 2, ["left processes running, which were ended: sleep"], []),
    "fills-the-disk": (FILLS_THE_DISK, 2, ["neuron: No space left on device"], ["No space left on device"]),
    "shouts": (SHOUTS, 2, ['neuron: for name in [f"/proc/'], []),
    "sends-too-much": (
        SENDS_TOO_MUCH,
        None,
        ["neuron: This cell did not finish", "Or did it send more than 100 MB at once?"],
        [],
    ),
    "fills-the-memory": (FILLS_THE_MEMORY, 0, ["neuron: Unable to allocate"], ["Unable to allocate"]),
    "many-fill-the-memory": (MANY_FILL_THE_MEMORY, None, ["neuron: It was stopped: its processes held"], []),
    "starts-many": (STARTS_MANY, None, ["neuron: It was stopped: it had started"], []),
}


@pytest.fixture(scope="module")
def marked(released, tmp_path_factory):
    """A course's folder in which `make mark` has marked the probes, what it said, and whom a listener heard."""
    needs_isolation()
    folder = tmp_path_factory.mktemp("probed") / "course"
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.socket(socket.AF_UNIX) as hidden,
        tempfile.NamedTemporaryFile(dir=Path.home(), prefix="kept-") as kept,
    ):
        port = listener.getsockname()[1]
        hidden.bind(f"\0left-open-{port}")
        hidden.listen()
        places = [str(folder / part) for part in ("build", "solutions", "exercises", "nbgrader_config.py")]
        places += [
            kept.name,
            str(ROOT / "solutions"),
            str(ROOT / "tests"),
            "/var",
            "/srv",
            "/run",
            "/etc/shadow",
        ]
        known = {"places": places, "gradebook": folder / "build/gradebook.db", "student": "writes", "secret": SECRET}
        known["port"] = port
        submissions = {
            name: (True, lambda nb, source=source: add(nb, fill(source, known)), {}, [])
            for name, (source, *_) in PROBES.items()
        }
        submissions |= dict.fromkeys(("links", "copies"), (True, lambda nb: None, {}, []))
        another = folder / "build" / "submitted" / "reads" / NAME / f"{NAME}.ipynb"
        beside = {"links": {"a": Path(kept.name), "b": folder / "solutions"}, "copies": {f"{NAME}.ipynb": another}}
        collect_all(released, folder, submissions, beside)
        limits = f"--MarkSubmission.memory={GIGABYTES} --Execute.iopub_timeout={CELL_LIMIT}"
        result = mark(folder, f"{limits} --MarkSubmissions.workers=2")
        heard = []
        for one in (listener, hidden):
            one.setblocking(False)
            try:
                heard.append(one.accept())
            except BlockingIOError:
                continue
    return folder, result, heard


def fill(source, known):
    for name, value in known.items():
        source = source.replace(f"{{{name}}}", str(value)).replace(f"{{{name}!r}}", repr(value))
    return source


def add(notebook, source):
    edit(notebook, "neuron", "def neuron", f"{source.strip()}\n\n\ndef neuron")


def mark(folder, options, **environment):
    """Run `make mark` in a course's folder, with this Python's environment in place of one of its own."""
    shutil.copy(ROOT / "Makefile", folder)
    return subprocess.run(
        ["make", "-o", ".venv/installed", "mark", f"ASSIGNMENT={NAME}", f"BIN={Path(sys.executable).parent}",
         f"MARK_OPTIONS={options}"],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=900,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        | {"JUPYTERHUB_API_TOKEN": SECRET}
        | environment,
    )  # fmt: skip


def output(folder, student):
    notebook = nbformat.read(folder / "build" / "autograded" / student / NAME / f"{NAME}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(f"{output.get('text', '')}{output.get('evalue', '')}" for output in outputs)


@pytest.mark.parametrize("student", PROBES)
def test_a_probe_is_contained_named_and_marked(student, marked):
    folder, result, _ = marked
    _, neuron, named, printed = PROBES[student]
    said = output(folder, student)
    assert "REACHED" not in said
    assert SECRET not in said
    assert [text for text in printed if text not in said] == []
    look = result.stderr.partition("For you to look at")[2]
    lines = [line for line in look.splitlines() if line.strip().startswith(f"{student}: ")]
    assert [text for text in named if text not in "\n".join(lines)] == [], look
    with Gradebook(f"sqlite:///{folder / 'build' / 'gradebook.db'}") as gradebook:
        marks = grades(gradebook, student)
        assert marks["neuron-1"].auto_score + marks["neuron-2"].auto_score <= 2
        if neuron is not None:
            points = {
                task: sum(marks[name].auto_score for name in marks if name.split("-")[0] == task) for task in TASKS
            }
            assert points == TASKS | {"neuron": neuron}


@pytest.mark.parametrize("student", ["links", "copies"])
def test_a_link_in_the_exchange_is_not_followed(student, marked):
    """A student owns the folder there, and the instructor's rights would reach what it points to."""
    folder, result, _ = marked
    collected = folder / "build" / "submitted" / student / NAME
    assert [path for path in collected.iterdir() if path.is_symlink()]
    assert not (folder / "build" / "autograded" / student).exists()
    assert f"  {student}: nothing was marked: it holds a link to another place" in result.stderr
    with Gradebook(f"sqlite:///{folder / 'build' / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(NAME, student).score == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_only_what_belongs_to_whoever_hands_it_in_is_collected(tmp_path):
    """A link can take a file's place while the folder is copied: what is opened must be the student's own."""
    inbound, collected = tmp_path / "inbound", tmp_path / "collected"
    inbound.mkdir()
    for name, owner in (("own", 65534), ("another's", 0)):
        (inbound / name).write_text(name, encoding="utf-8")
        os.chown(inbound / name, owner, owner)
    os.chown(inbound, 65534, 65534)
    os.mkfifo(inbound / "pipe")
    log = logging.getLogger("collect")
    said = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())
    log.addHandler(handler)
    CollectFromExchange(coursedir=CourseDirectory(), log=log).do_copy(str(inbound), str(collected))
    assert [path.name for path in collected.iterdir()] == ["own"]
    assert len(said) == 1
    assert "another's" in said[0]
    assert "pipe" in said[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_with_accounts_a_submission_is_its_owners(tmp_path):
    """Whoever makes a folder in another's name does not take the place of the other's work."""
    folder = tmp_path / f"bo+{NAME}+2026-11-02 09:30:00.000000 UTC+abc"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    by_owner, by_name = (CollectFromExchange(coursedir=CourseDirectory(), by_owner=value) for value in (True, False))
    assert by_owner._path_to_record(str(folder))["username"] == "nobody"
    assert by_name._path_to_record(str(folder))["username"] == "bo"


def test_nothing_of_a_probe_is_left(marked):
    folder, _, heard = marked
    assert heard == []
    assert not list(folder.parent.rglob("left-*"))
    for place in ("/", "/usr", "/etc", "/tmp", "/var/tmp", "/dev/shm", ROOT, ROOT / "helpers", Path.home()):
        assert not [*Path(place).glob("left-*")], place
    lines = [" ".join(process.info["cmdline"] or []) for process in psutil.process_iter(["cmdline"])]
    assert not [line for line in lines if line == "sleep 86399" or (line.startswith("bwrap") and str(folder) in line)]


def test_nothing_is_written_to_the_instructors_terminal(marked):
    _, result, _ = marked
    assert "SHOUTED" not in result.stdout + result.stderr


def test_only_those_that_could_not_be_marked_are_an_error(marked):
    _, result, _ = marked
    errors = [line for line in result.stderr.splitlines() if "There was an error processing assignment '" in line]
    assert len(errors) == 1
    assert "broken-file" in errors[0]


def test_a_submission_sees_three_processes_and_a_bounded_disk(marked):
    """The processes are bubblewrap's own first one, the kernel, and at most one that the kernel starts."""
    folder, _, _ = marked
    assert int(output(folder, "reads").partition("processes in sight: ")[2].split()[0]) <= 3
    written = int(output(folder, "fills-the-disk").partition("written: ")[2].split()[0])
    assert 500_000_000 < written < 1_300_000_000


BROKEN = "#!/bin/sh\necho 'No permissions to create new namespace' >&2\nexit 1\n"


@pytest.fixture(scope="module")
def handed_in(released, tmp_path_factory):
    """A course's folder with one solution to mark, and a folder with the few programs that marking needs."""
    folder = tmp_path_factory.mktemp("one") / "course"
    shutil.copytree(released, folder)
    release = nbformat.read(folder / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
    (folder / "build" / "submitted" / "one" / NAME).mkdir(parents=True)
    nbformat.write(solved(release), folder / "build" / "submitted" / "one" / NAME / f"{NAME}.ipynb")
    programs = folder.parent / "programs"
    programs.mkdir()
    for name in ("sh", "test", "echo", "make"):
        (programs / name).symlink_to(shutil.which(name))
    return folder, programs


@pytest.mark.parametrize(("program", "said"), [
    (BROKEN, "cannot work here. It says: 'No permissions to create new namespace'"),
    (None, "is not installed. On Debian and Ubuntu: apt-get install bubblewrap"),
])  # fmt: skip
def test_where_bubblewrap_does_not_work_nothing_is_marked(program, said, handed_in):
    folder, programs = handed_in
    if program is not None:
        (programs / "bwrap").write_text(program, encoding="utf-8")
        (programs / "bwrap").chmod(0o755)
    else:
        (programs / "bwrap").unlink(missing_ok=True)
    result = mark(folder, "", PATH=str(programs))
    assert result.returncode != 0
    assert said in result.stderr
    assert "Nothing was marked" in result.stderr
    assert not (folder / "build" / "autograded").exists()


def test_without_isolation_it_is_marked_only_where_that_is_asked_for(handed_in):
    folder, programs = handed_in
    (programs / "bwrap").unlink(missing_ok=True)
    result = mark(folder, "--MarkSubmission.isolated=False", PATH=str(programs))
    assert result.returncode == 0, result.stderr
    with Gradebook(f"sqlite:///{folder / 'build' / 'gradebook.db'}") as gradebook:
        assert sum(grade.auto_score or 0 for grade in grades(gradebook, "one").values()) == sum(TASKS.values())


@pytest.mark.parametrize(("set_to", "threads"), [(None, "1"), ("3", "3")])
def test_numpy_marks_in_one_thread_unless_the_instructor_says_otherwise(set_to, threads, monkeypatch, tmp_path):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if set_to:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", set_to)
    environment = fresh_environment(tmp_path)
    assert environment["OPENBLAS_NUM_THREADS"] == threads
    assert isolation.ENVIRONMENT.fullmatch("OPENBLAS_NUM_THREADS"), "it does not come through to a kernel in isolation"
