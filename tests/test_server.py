"""A hub for a class as `make server` starts it: students and an instructor work on it, by its own login and API.

Both modes: with the machine's accounts where the tests run as root, and the plain one, which anybody can start. The
accounts are made for the test and removed after it. Skipped, with the reason, only where the hub is not installed.
"""

import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests
import websocket

from tests.test_instructor import NAME

ROOT = Path(__file__).parents[1]
PROXY = Path(sys.prefix) / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
STUDENTS, INSTRUCTOR = ("anna", "bo"), "instructor"
PASSWORD = "a-password-of-more-than-32-characters"
COURSE = "from-a-neuron-to-alexnet"
NOBODY = 65534  # whoever starts the plain hub in a test: not root

pytestmark = pytest.mark.skipif(
    not (PROXY.exists() and shutil.which("node")),
    reason="the hub is not installed: apt-get install nodejs npm, then make .venv/server",
)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def in_reach(command):
    """Return a command that sees this Python where other users may read it: root's home is closed to them."""
    python = Path(sys.base_prefix).resolve()
    closed = [folder for folder in python.parents if not folder.stat().st_mode & 0o001]
    if not closed:
        return command
    mounts = ["--perms", "0755", "--tmpfs", str(closed[-1])]
    for folder in reversed([folder for folder in python.parents if folder.is_relative_to(closed[-1])][:-1]):
        mounts += ["--perms", "0755", "--dir", str(folder)]
    mounts += ["--ro-bind", str(python), str(python)]
    return ["bwrap", "--dev-bind", "/", "/", *mounts, "--cap-add", "ALL", *command]


class Hub:
    """A hub that runs, in a copy of the course of its own; ``prefix``: in front of all names, so that none is taken."""

    def __init__(self, folder, is_plain):
        self.is_plain, self.folder, self.course = is_plain, folder, folder / "course"
        self.prefix = "" if is_plain else f"t{uuid.uuid4().hex[:6]}-"
        port, hub, proxy = free_ports(3)
        self.password = PASSWORD[:12] if is_plain else PASSWORD
        self.address, self.log = f"http://127.0.0.1:{port}", folder / "hub.log"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "COURSE_URL": self.address,
            "COURSE_HUB_PORT": str(hub),
            "COURSE_PROXY_API": f"http://127.0.0.1:{proxy}",
            "COURSE_INSTRUCTORS": self.prefix + INSTRUCTOR,
            "COURSE_PASSWORD": self.password,
            "COURSE_ADMIN_PASSWORD": PASSWORD,
        }

    def start(self):
        git = ["git", "-c", "safe.directory=*", "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run([*git, "clone", "--quiet", "--depth=1", f"file://{ROOT}", self.course], check=True)
        branch = [*git, "-C", self.course, "checkout", "--quiet", "-B", "given"]
        subprocess.run(branch, check=True)
        (self.course / ".venv").symlink_to(sys.prefix)
        if self.is_plain and IS_ROOT:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.folder], check=True)
        self.launch()

    def launch(self):
        """Start the program; again, after `stop`."""
        command = [self.course / ".venv/bin/jupyterhub", "--config=server/jupyterhub_config.py"]
        if self.is_plain and IS_ROOT:
            command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                in_reach([str(part) for part in command]), cwd=self.course, env=self.environment, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until(self.answers, self.text)

    def answers(self):
        if self.process.poll() is not None:
            pytest.fail(f"The hub ended: {self.text()}")
        return requests.get(f"{self.address}/hub/login", timeout=5).ok

    def text(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def stop(self):
        """End the hub, which ends its users' servers and the proxy, and whatever has not ended after that."""
        inside = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        for process in psutil.wait_procs(inside, timeout=60)[1]:
            process.kill()
        self.process.wait(timeout=60)


def until(works, said, seconds=600):
    """Wait until something works; a machine that is busy may take long."""
    end = time.monotonic() + seconds
    while True:
        try:
            if works():
                return
        except (requests.RequestException, AssertionError):
            pass
        assert time.monotonic() < end, said()
        time.sleep(0.5)


class CellError(Exception):
    """What a cell raised in somebody's kernel."""


class Person:
    """Somebody who logs in with a password, and then works through the server that the hub starts."""

    def __init__(self, hub, name, password):
        self.hub, self.name, self.session = hub, hub.prefix + name, requests.Session()
        self.session.get(f"{hub.address}/hub/login", timeout=60)
        form = {"username": self.name, "password": password, "_xsrf": self.session.cookies.get("_xsrf", path="/hub/")}
        answer = self.session.post(f"{hub.address}/hub/login", data=form, timeout=600, allow_redirects=False)
        assert answer.status_code == 302, (answer.status_code, hub.text())
        token = self.session.post(
            f"{hub.address}/hub/api/users/{self.name}/tokens", json={}, timeout=60,
            headers={"X-XSRFToken": self.session.cookies.get("_xsrf", path="/hub/")},
        )  # fmt: skip
        assert token.ok, (token.text, hub.text())
        self.headers = {"Authorization": f"token {token.json()['token']}"}
        self.own = f"{hub.address}/user/{self.name}"

    def begin(self):
        """Have the server started; return when it answers."""
        address = f"{self.hub.address}/hub/api/users/{self.name}/server"
        answer = requests.post(address, headers=self.headers, timeout=600)
        assert answer.ok, (answer.text, self.hub.text())
        until(lambda: self.get("/api/status").ok, self.hub.text)
        return self

    def get(self, path):
        return requests.get(self.own + path, headers=self.headers, timeout=60)

    def post(self, path, **named):
        answer = requests.post(self.own + path, headers=self.headers, timeout=600, **named)
        assert answer.ok, (path, answer.text, self.hub.text())
        return answer.json()

    def run(self, *cells, path="course/notebooks/here.ipynb"):
        """Run cells in a kernel of this person's server, in a notebook's folder; return what they print."""
        session = {"name": "", "path": path, "type": "notebook", "kernel": {"name": "python3"}}
        kernel = self.post("/api/sessions", json=session)["kernel"]["id"]
        address = f"{self.own}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        channel = websocket.create_connection(
            address, header=[f"{key}: {text}" for key, text in self.headers.items()], timeout=600
        )
        said = "".join(self._run(channel, cell) for cell in cells)
        channel.close()
        requests.delete(f"{self.own}/api/kernels/{kernel}", headers=self.headers, timeout=60)
        return said

    def _run(self, channel, cell):
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": "execute_request", "username": "", "session": "a", "version": "5.3"}
        content = {"code": cell, "silent": False, "allow_stdin": False}
        request = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        channel.send(json.dumps(request | {"buffers": []}))
        said = []
        while True:
            message = json.loads(channel.recv())
            if message["parent_header"].get("msg_id") != number:
                continue
            content = message["content"]
            if message["msg_type"] == "error":
                raise CellError(f"{content['ename']}: {content['evalue']}")
            said.append(content.get("text", "") or content.get("data", {}).get("text/plain", ""))
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return "".join(said)

    def command(self, *words, folder="~/course"):
        """Run a command in a kernel of this person's server, as a person does in a terminal."""
        return self.run(
            "import os, subprocess",
            f"result = subprocess.run({list(words)!r}, cwd=os.path.expanduser({folder!r}), capture_output=True)\n"
            "said = (result.stdout + result.stderr).decode()\nprint(said)\nassert result.returncode == 0, said",
        )


@pytest.fixture(scope="module", params=["accounts", "plain"])
def hub(request):
    """A hub in each of its modes; with accounts of its own where it is root's."""
    is_plain = request.param == "plain"
    if not is_plain and not IS_ROOT:
        pytest.skip("accounts can be made by root only")
    folder = Path(tempfile.mkdtemp(prefix="hub-"))  # pytest's own folders are closed to other users
    folder.chmod(0o755)
    made = Hub(folder, is_plain)
    names = [made.prefix + name for name in (*STUDENTS, INSTRUCTOR)] if not is_plain else []
    try:
        for name in names:
            subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", name], check=True)
        lines = "".join(f"{name}:{PASSWORD}\n" for name in names)
        if names:
            subprocess.run(["chpasswd"], input=lines, encoding="utf-8", check=True)
        made.start()
        yield made
    finally:
        if hasattr(made, "process"):
            made.stop()
        for name in names:
            subprocess.run(["userdel", "--remove", "--force", name], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def people(hub):
    """Two students and an instructor, whose servers run."""
    students = [Person(hub, name, hub.password) for name in STUDENTS]
    instructor = Person(hub, INSTRUCTOR, PASSWORD)
    with ThreadPoolExecutor() as pool:
        return list(pool.map(Person.begin, [*students, instructor]))


@pytest.fixture(scope="module")
def released(people):
    """The instructor, who has released the assignment, and with it made the folder to which students submit."""
    instructor = people[-1]
    instructor.command("nbgrader", "generate_assignment", NAME, "--force")
    instructor.command("nbgrader", "release_assignment", NAME)
    return instructor


def test_a_student_has_a_copy_of_the_course_and_its_own_progress(hub, people):
    anna = people[0]
    said = anna.run(
        "from pathlib import Path; import helpers; from helpers.exercises import exercise_progress",
        "print(sorted(path.name for path in Path('~/course').expanduser().iterdir() if path.name == 'notebooks'))",
        "print('shared:', not Path(helpers.__file__).is_relative_to(Path.home()))",
        "exercise_progress()",
        "from helpers.exercises.progress import own_course; print('own:', own_course() == Path.home() / 'course')",
        "from helpers.limits import free_memory; print('share:', free_memory())",
    )
    assert "['notebooks']" in said
    assert "shared: True" in said
    assert "own: True" in said
    share = float(said.partition("share: (")[2].partition(",")[0])
    assert share < 4e9
    assert "1" in said


def test_an_assignment_goes_to_the_instructor_and_comes_back(hub, people, released):
    """By the assignment list's own address, and nbgrader's commands, from the release to the feedback."""
    anna, bo, instructor = people
    listed = anna.get(f"/assignments?course_id={COURSE}").json()
    assert {one["assignment_id"]: one["status"] for one in listed["value"]}.get(NAME) in ("fetched", "released"), listed
    for student in (anna, bo):
        sent = student.post("/assignments/submit", data={"course_id": COURSE, "assignment_id": NAME})
        assert sent["success"], sent
    collected = instructor.command("nbgrader", "collect", NAME)
    assert "cheating" not in collected, collected
    marked = instructor.command("nbgrader", "autograde", NAME)
    assert "ERROR" not in marked, marked
    instructor.command("nbgrader", "generate_feedback", NAME)
    instructor.command("nbgrader", "release_feedback", NAME)
    instructor.command("nbgrader", "export", "--to", "grades.csv")
    grades = instructor.run("print(open('../grades.csv', encoding='utf-8').read())")
    assert anna.name in grades
    assert bo.name in grades
    anna.post("/assignments/fetch_feedback", data={"course_id": COURSE, "assignment_id": NAME})
    found = anna.run("from pathlib import Path; print(list(Path('~/course').expanduser().rglob('feedback/**/*.html')))")
    assert NAME in found


def test_only_the_instructor_has_the_menus_and_formgrader(hub, people, released):
    anna, instructor = people[0], people[-1]
    page = instructor.get("/formgrader")
    assert page.ok
    assert NAME in instructor.get("/formgrader/api/assignments").text
    assert "@jupyter/nbgrader:formgrader" in disabled(anna)
    assert "@jupyter/nbgrader:formgrader" not in disabled(instructor)


def disabled(person):
    """Return which parts of JupyterLab a person's own page leaves out."""
    page = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', person.get("/lab").text, re.DOTALL)
    found = json.loads(page.group(1))["disabledExtensions"]
    return [name for name in found if not isinstance(found, dict) or found[name]]


def test_a_correction_reaches_a_student_whose_work_is_kept(hub, people):
    bo = people[1]
    bo.run("open('../exercises/mine.txt', 'w', encoding='utf-8').write('my own')")
    bo.run("open('../LICENSE', 'a', encoding='utf-8').write('my line')")
    git = ["git", "-c", "safe.directory=*", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(hub.course)]
    readme = hub.course / "README.md"
    readme.write_text("A correction.\n" + readme.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([*git, "commit", "--quiet", "--all", "--message=Correct"], check=True)
    requests.delete(f"{hub.address}/hub/api/users/{bo.name}/server", headers=bo.headers, timeout=120)
    until(lambda: not is_there(hub, bo), hub.text)
    bo.begin()
    names = ("README.md", "exercises/mine.txt", "LICENSE")
    said = bo.run(f"for name in {names}: print(open('../' + name, encoding='utf-8').read())")
    assert "A correction." in said
    assert "my own" in said
    assert "my line" in said


def is_there(hub, person):
    return requests.get(f"{hub.address}/hub/api/users/{person.name}", headers=person.headers, timeout=60).json()[
        "servers"
    ]


def test_one_student_cannot_read_the_other(hub, people):
    if hub.is_plain:
        pytest.skip("in plain mode all servers run as one user, and say so")
    anna, bo, instructor = people
    for other in (bo, instructor):
        home = pwd.getpwnam(other.name).pw_dir
        with pytest.raises(CellError, match="PermissionError"):
            anna.run(f"import os; os.listdir({home!r})")
    exchange = hub.course / "build" / "exchange" / "from-a-neuron-to-alexnet" / "inbound"
    with pytest.raises(CellError, match="PermissionError"):
        anna.run(f"import os; os.listdir({str(exchange)!r})")
