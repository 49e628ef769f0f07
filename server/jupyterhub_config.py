"""A hub for a class on one machine: `make server` starts it, docs/server.md says how to set the machine up.

As root it knows the machine's accounts and their passwords (PAM), and each student's server runs as the student. As
anybody else it is a plain hub to try things out: any name, one password, all servers run as whoever started the hub.
What differs from machine to machine stands in environment variables, all of which begin with COURSE_.
"""

import asyncio
import os
import pwd
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner, SimpleLocalProcessSpawner
from jupyterhub.utils import wait_for_http_server

from helpers.workers import free_ports

c = get_config()  # noqa: F821

COURSE = Path(os.environ.get("COURSE", Path.cwd())).resolve()
STATE = Path(os.environ.get("COURSE_STATE", COURSE / "build" / "hub"))
EXCHANGE = Path(os.environ.get("COURSE_EXCHANGE", COURSE / "build" / "exchange"))
INSTRUCTORS = os.environ.get("COURSE_INSTRUCTORS", "instructor").split()
MEMORY = float(os.environ.get("COURSE_MEMORY", "4"))  # gigabytes of data for each process of a student
THREADS = os.environ.get("COURSE_THREADS", "2")  # processors that one process of a student keeps busy
IDLE = int(os.environ.get("COURSE_IDLE_SECONDS", "3600"))
PROGRAMS = Path(sys.executable).parent
COURSE_ID = "from-a-neuron-to-alexnet"
is_root = os.geteuid() == 0

for place in (PROGRAMS, Path(sys.executable).resolve(), COURSE) if is_root else ():
    closed = next((folder for folder in (place, *place.parents) if not folder.stat().st_mode & 0o001), None)
    if closed:
        sys.exit(
            f"Students' servers run {place}, and {closed} is closed to them. Put the course where everybody can read, "
            "for example into /srv/course, and make .venv there with the system's Python: make server "
            "PYTHON=/usr/bin/python3"
        )

for folder, mode in ((STATE, 0o700), (EXCHANGE, 0o1777)):  # whoever submits writes into the exchange
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
if is_root:  # otherwise a student could make it first, and own it
    (EXCHANGE / COURSE_ID).mkdir(exist_ok=True)
    shutil.chown(EXCHANGE / COURSE_ID, INSTRUCTORS[0])

c.JupyterHub.bind_url = os.environ.get("COURSE_URL", "http://127.0.0.1:8000")
c.JupyterHub.hub_port = int(os.environ.get("COURSE_HUB_PORT", "8081"))
c.JupyterHub.db_url = f"sqlite:///{STATE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.command = [
    str(COURSE / ".venv" / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy")
]
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.ConfigurableHTTPProxy.api_url = os.environ.get("COURSE_PROXY_API", "http://127.0.0.1:8001")
c.JupyterHub.concurrent_spawn_limit = 20
c.Spawner.http_timeout = c.Spawner.start_timeout = 900  # seconds: a whole class begins at the same minute

if is_root:
    c.JupyterHub.authenticator_class = "pam"
    c.PAMAuthenticator.open_sessions = False
else:
    c.JupyterHub.authenticator_class = "shared-password"
    c.SimpleLocalProcessSpawner.home_dir_template = str(STATE / "homes" / "{username}")
    c.SharedPasswordAuthenticator.user_password = os.environ.get("COURSE_PASSWORD") or secrets.token_urlsafe(9)
    c.SharedPasswordAuthenticator.admin_password = os.environ.get("COURSE_ADMIN_PASSWORD") or secrets.token_urlsafe(32)
    print(
        f"The class is at {c.JupyterHub.bind_url}. Students: any name, the password "
        f"{c.SharedPasswordAuthenticator.user_password}. Instructors: {', '.join(INSTRUCTORS)}, the password "
        f"{c.SharedPasswordAuthenticator.admin_password}. All of them run as {pwd.getpwuid(os.geteuid()).pw_name}: a "
        "plain hub protects nobody from anybody, it is to try things out.",
        flush=True,
    )
c.Authenticator.allow_all = True
c.Authenticator.admin_users = set(INSTRUCTORS)

# prlimit sets the limit that is enforced; jupyterhub tells it to the student's programs, and lesson 00 to the student.
c.Spawner.cmd = ["prlimit", f"--data={int(MEMORY * 1e9)}", "--", str(PROGRAMS / "jupyterhub-singleuser")]
c.Spawner.mem_limit = int(MEMORY * 1e9)
c.Spawner.default_url = "/lab/tree/course/notebooks/00_start_here.ipynb"
c.Spawner.environment = {
    "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    "COURSE_EXCHANGE": str(EXCHANGE),
    "COURSE_IDLE_SECONDS": str(IDLE),
    "COURSE_ROLE": lambda spawner: "instructor" if spawner.user.name in INSTRUCTORS else "student",
    "JUPYTER_CONFIG_PATH": lambda spawner: os.pathsep.join(
        str(COURSE / "server" / part)
        for part in (["instructor"] if spawner.user.name in INSTRUCTORS else []) + ["jupyter"]
    ),
    **{f"{name}_NUM_THREADS": THREADS for name in ("OMP", "OPENBLAS", "MKL")},
    "TF_NUM_INTRAOP_THREADS": THREADS,
    "TF_NUM_INTEROP_THREADS": THREADS,
}


class ServerEnded(Exception):
    """A server that ended while it started: the hub's page shows `jupyterhub_message`."""

    def __init__(self, name, status):
        self.jupyterhub_message = (
            f"Your server ended while it started (status {status}). The disk may be full, or a setting in ~/.jupyter "
            "may be wrong: whoever runs the hub finds the reason in what the hub prints."
        )
        super().__init__(f"{name}: {self.jupyterhub_message}")


class CourseServer(LocalProcessSpawner if is_root else SimpleLocalProcessSpawner):
    """A student's server. JupyterHub's own has two faults that a whole class meets.

    It takes a port that was free at some moment, and by the time the server opens it, a kernel may have it. And when
    the server has ended, it goes on waiting for it until `http_timeout`.
    """

    ports = free_ports()  # of all servers: none is promised to two of them

    async def start(self):
        """Start the server; return its address when it answers."""
        self.port = next(self.ports)
        host, port = await super().start()
        answer = asyncio.ensure_future(
            wait_for_http_server(f"http://{host}:{port}{self.server.base_url}api", timeout=self.http_timeout)
        )
        try:
            while not answer.done():
                if (status := await self.poll()) is not None:
                    raise ServerEnded(self.user.name, status)
                await asyncio.wait([answer], timeout=1)
            answer.result()
        finally:
            answer.cancel()
        return host, port


c.JupyterHub.spawner_class = CourseServer


async def prepare_home(spawner) -> None:
    """Prepare a home beside the hub's own work: it answers the whole class while git works for each of them."""
    await asyncio.to_thread(bring_up_to_date, spawner.user.name, spawner.log)


def bring_up_to_date(name: str, log) -> None:
    """Give a student a copy of the course, or bring it up to date with the student's work kept; close the home."""
    if is_root:
        account = pwd.getpwnam(name)
        home, identity = Path(account.pw_dir), {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    else:
        home, identity = STATE / "homes" / name, {}
        home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    environment = {"HOME": str(home), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    result = subprocess.run(
        [PROGRAMS / "gitpuller", f"file://{COURSE}", branch(), "course"],
        cwd=home, env=environment | {"GIT_CONFIG_SYSTEM": str(COURSE / "server" / "gitconfig")},
        capture_output=True, encoding="utf-8", errors="replace", **identity,
    )  # fmt: skip
    if result.returncode:  # the student works with the copy as it is; whoever runs the hub reads why
        log.error("%s: the copy of the course was not brought up to date: %s", name, result.stderr[-2000:])


def branch() -> str:
    """Return the branch of the course that is given to the students: the one that is checked out."""
    command = ["git", "-c", f"safe.directory={COURSE}", "-C", str(COURSE), "branch", "--show-current"]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()


c.Spawner.pre_spawn_hook = prepare_home
