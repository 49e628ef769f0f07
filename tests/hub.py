"""A hub for a class, started as `make server` starts it, and the people who work on it, by its own login and API."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from itertools import islice
from pathlib import Path

import psutil
import pytest
import requests
import websocket

from helpers.workers import free_ports

ROOT = Path(__file__).parents[1]
PROXY = Path(sys.prefix) / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
IS_INSTALLED = bool(PROXY.exists() and shutil.which("node"))
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
INSTRUCTOR = "instructor"
PASSWORD = "a-password-of-more-than-32-characters"
PATIENCE = 1200  # seconds: a busy machine is slow, and that is not what these tests judge
NOBODY = 65534  # whoever starts the plain hub in a test: not root


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
        port, hub, proxy = islice(free_ports(), 3)
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
        return requests.get(f"{self.address}/hub/login", timeout=PATIENCE).ok

    def text(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def processes(self):
        """Return the hub, its proxy, and its users' servers and kernels."""
        hub = psutil.Process(self.process.pid)
        return [hub, *hub.children(recursive=True)]

    def stop(self):
        """End the hub, which ends its users' servers and the proxy, and whatever has not ended after that."""
        inside = self.processes()[1:] if self.process.poll() is None else []
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        for process in psutil.wait_procs(inside, timeout=PATIENCE)[1]:
            process.kill()
        self.process.wait(timeout=PATIENCE)


def until(works, said, seconds=PATIENCE):
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
        self.session.get(f"{hub.address}/hub/login", timeout=PATIENCE)
        form = {"username": self.name, "password": password, "_xsrf": self.session.cookies.get("_xsrf", path="/hub/")}
        answer = self.session.post(f"{hub.address}/hub/login", data=form, timeout=PATIENCE, allow_redirects=False)
        assert answer.status_code == 302, (answer.status_code, hub.text())
        token = self.session.post(
            f"{hub.address}/hub/api/users/{self.name}/tokens", json={}, timeout=PATIENCE,
            headers={"X-XSRFToken": self.session.cookies.get("_xsrf", path="/hub/")},
        )  # fmt: skip
        assert token.ok, (token.text, hub.text())
        self.headers = {"Authorization": f"token {token.json()['token']}"}
        self.own = f"{hub.address}/user/{self.name}"

    def start(self):
        """Have the server started, and listen to its progress as the hub's page does; return all that was told."""
        address = f"{self.hub.address}/hub/api/users/{self.name}/server"
        answer = requests.post(address, headers=self.headers, timeout=PATIENCE)
        if not answer.ok:  # it has failed within seconds
            return [answer.json()]
        with requests.get(f"{address}/progress", headers=self.headers, timeout=PATIENCE, stream=True) as events:
            return [json.loads(line[5:]) for line in events.iter_lines() if line.startswith(b"data:")]

    def begin(self):
        """Have the server started; return when it answers."""
        told = self.start()
        assert any(event.get("ready") for event in told), (told, self.hub.text())
        until(lambda: self.get("/api/status").ok, self.hub.text)
        return self

    def get(self, path):
        return requests.get(self.own + path, headers=self.headers, timeout=PATIENCE)

    def is_there(self):
        """Whether the hub says that this person's server runs, or is about to start or to end."""
        address = f"{self.hub.address}/hub/api/users/{self.name}"
        return bool(requests.get(address, headers=self.headers, timeout=PATIENCE).json()["servers"])

    def leave(self):
        """Have the server ended, as the hub's page does it."""
        address = f"{self.hub.address}/hub/api/users/{self.name}/server"
        assert requests.delete(address, headers=self.headers, timeout=PATIENCE).ok
        until(lambda: not self.is_there(), self.hub.text)

    def post(self, path, **named):
        answer = requests.post(self.own + path, headers=self.headers, timeout=PATIENCE, **named)
        assert answer.ok, (path, answer.text, self.hub.text())
        return answer.json()

    def kernel(self, path="course/notebooks/here.ipynb"):
        """Start a kernel in a notebook's folder; return its number and the channel to it."""
        session = {"name": "", "path": path, "type": "notebook", "kernel": {"name": "python3"}}
        kernel = self.post("/api/sessions", json=session)["kernel"]["id"]
        address = f"{self.own}/api/kernels/{kernel}/channels".replace("http", "ws", 1)
        header = [f"{key}: {text}" for key, text in self.headers.items()]
        return kernel, websocket.create_connection(address, header=header, timeout=PATIENCE)

    def run(self, *cells):
        """Run cells in this person's kernel, which stays for the next ones; return what they print."""
        kernel, channel = self.kernel()
        try:
            return "".join(self._run(channel, cell) for cell in cells)
        except CellError:  # the next cell would come to this kernel, and might be passed over
            requests.delete(f"{self.own}/api/kernels/{kernel}", headers=self.headers, timeout=PATIENCE)
            raise
        finally:
            channel.close()

    def ask(self, channel, cell):
        """Have a cell run, and do not wait for it; return the number of the request."""
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": "execute_request", "username": "", "session": "a", "version": "5.3"}
        content = {"code": cell, "silent": False, "allow_stdin": False}
        request = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        channel.send(json.dumps(request | {"buffers": []}))
        return number

    def _run(self, channel, cell):
        number, said = self.ask(channel, cell), []
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


@contextlib.contextmanager
def running_hub(is_plain, names):
    """Yield a hub; as root's, with new accounts for these names. All that it started and made is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hub-"))  # pytest's own folders are closed to other users
    folder.chmod(0o755)
    hub = Hub(folder, is_plain)
    accounts = [] if is_plain else [hub.prefix + name for name in names]
    try:
        for name in accounts:
            subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", name], check=True)
        if accounts:
            lines = "".join(f"{name}:{PASSWORD}\n" for name in accounts)
            subprocess.run(["chpasswd"], input=lines, encoding="utf-8", check=True)
        hub.start()
        yield hub
    finally:
        if hasattr(hub, "process"):
            hub.stop()
        for name in accounts:
            subprocess.run(["userdel", "--remove", "--force", name], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
