"""A kernel from which a submission reaches nothing but itself, by bubblewrap: it needs no root, and no daemon.

The kernel sees the system's programs, this Python and the course's ``helpers``, all read-only, and a copy of the
submission's own folder in memory, of bounded size: no home, no gradebook, no solutions, no other submission, no network
and no process but its own. When it ends, nothing of it is left.
"""

import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

INSIDE = Path("/tmp")  # where the kernel finds what was laid out for it: the only folder that it can write to
MOST_FILES = 1_000_000_000  # bytes that a submission may write
MOST_SHARED = 256_000_000  # bytes in /dev/shm, with which processes share memory
MOST_MESSAGE = 100_000_000  # bytes that a kernel may send at once: this process would hold them several times
MOST_THREADS = 1_000  # of all processes together: TensorFlow starts some for each processor
MOST_PROCESSES = 100
# What a kernel may know of the instructor's environment; a token or a password is not among it.
ENVIRONMENT = re.compile(
    r"PATH|LANG|LANGUAGE|LC_\w+|TZ|EXERCISE_\w+|NBGRADER_\w+|PYTHON(?!PATH)\w+|(OMP|MKL|OPENBLAS|TF|KERAS|CUDA)_\w+"
)
# The copy first; then the kernel, with limits that nothing inside can raise again, and first to go if memory runs out.
START = """set -e
cp -R /laid-out/. {inside} && cd {inside}/work && echo 1000 > /proc/self/oom_score_adj
exec prlimit --core=0 --data={data} --nproc={threads} -- "$@"
"""


def why_not() -> str:
    """Return why this machine cannot isolate a kernel, and what to do about it; empty where it can."""
    if not sys.platform.startswith("linux"):
        return "bubblewrap, which isolates a submission, is a program of Linux: mark on a Linux machine, or in WSL."
    if shutil.which("bwrap") is None:
        return (
            "bubblewrap, which isolates a submission, is not installed. On Debian and Ubuntu: apt-get install "
            "bubblewrap; on Fedora: dnf install bubblewrap."
        )
    with tempfile.TemporaryDirectory(prefix="nbgrader-") as folder:
        (Path(folder) / "work").mkdir()
        command = [*bubblewrap(Path(folder), 1e9), sys.executable, "-c", "import helpers"]
        result = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if result.returncode == 0:
        return ""
    return (
        f"bubblewrap, which isolates a submission, cannot work here. It says: {result.stderr.strip()[-500:]!r}. It "
        "must be version 0.8 or later, and needs user namespaces: Ubuntu from 23.10 on grants them by a profile of "
        "AppArmor for /usr/bin/bwrap (package apparmor-profiles), an older Debian by sysctl "
        "kernel.unprivileged_userns_clone=1, a container by its security options (for Docker --security-opt "
        "seccomp=unconfined, and the same for apparmor)."
    )


@functools.cache
def installed_helpers() -> str:
    """Return the folder of the ``helpers`` that a kernel imports: on a server not those of an instructor's own copy."""
    command = [sys.executable, "-P", "-c", "import helpers; print(*helpers.__path__)"]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.strip()


def bubblewrap(laid_out: Path, memory: float) -> list[str]:
    """Return the command in front of a command that starts it in isolation.

    Parameters
    ----------
    laid_out : a folder that is copied to ``INSIDE``; the command starts in its folder ``work``. memory : bytes of data
        that each process may have (RLIMIT_DATA of setrlimit(2): address space that is only reserved does not count).
    """
    python = {str(Path(place).resolve()) for place in (sys.prefix, sys.base_prefix, installed_helpers())} | {sys.prefix}
    readable = ["/usr", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", *sorted(python)]
    command = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"]
    command += [
        "--die-with-parent",
        "--new-session",
        "--unsetenv",
        "JPY_PARENT_PID",
        "--proc",
        "/proc",
        "--dev",
        "/dev",
    ]
    command += ["--size", str(MOST_SHARED), "--tmpfs", "/dev/shm", "--size", str(MOST_FILES), "--tmpfs", str(INSIDE)]
    for path in map(Path, ("/bin", "/sbin", "/lib", "/lib32", "/lib64")):
        if path.is_symlink():
            command += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            command += ["--ro-bind", str(path), str(path)]
    for path in readable:
        command += ["--ro-bind-try", path, path]
    command += ["--ro-bind", str(laid_out), "/laid-out", "--remount-ro", "/dev", "--remount-ro", "/"]
    start = START.format(data=int(memory), threads=MOST_THREADS, inside=INSIDE)
    return [*command, "/bin/sh", "-c", start, "sh"]


class IsolatedKernelManager(AsyncKernelManager):
    """Starts an IPython kernel in isolation, speaks with it through its own files, and watches what it uses.

    Its sockets lie in its own memory, not in a folder of the machine, which it could fill; they are reached through
    ``/proc/<number of the process>/root``.
    """

    def __init__(self, laid_out: Path, memory: float, **named):
        """``laid_out``: a folder that is only this kernel's; ``memory``: bytes of data for each of its processes."""
        super().__init__(
            transport="ipc", ip=str(INSIDE / "kernel"), connection_file=str(laid_out / "kernel.json"), **named
        )
        self.laid_out, self.memory = laid_out, memory
        self.stopped = ""  # why the kernel was stopped from outside, a sentence
        self._first = 0  # the first process inside, by its number outside
        self._ended = threading.Event()

    @property
    def kernel_spec(self) -> KernelSpec:
        kernel = [sys.executable, "-m", "ipykernel_launcher", "-f", str(INSIDE / "kernel.json")]
        # A signal from outside would reach bubblewrap: the kernel is interrupted by a message.
        return KernelSpec(argv=[*bubblewrap(self.laid_out, self.memory), *kernel], interrupt_mode="message")

    def client(self, **named):
        """Return a client that leaves a kernel which sends too much at once: nbgrader takes that for an error."""
        client = super().client(**named)
        client.context.setsockopt(zmq.MAXMSGSIZE, MOST_MESSAGE)
        return client

    async def _async_pre_start_kernel(self, **named):
        shutil.copytree(named.get("cwd") or ".", self.laid_out / "work", symlinks=True)
        return await super()._async_pre_start_kernel(**named)

    async def _async_launch_kernel(self, kernel_cmd, **named) -> None:
        reader, writer = os.pipe()
        with open(reader, encoding="utf-8") as report:
            try:
                command = [kernel_cmd[0], "--info-fd", str(writer), *kernel_cmd[1:]]
                # Neither does it write to the instructor's terminal, which obeys what it reads.
                named |= {"pass_fds": [writer], "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
                await super()._async_launch_kernel(command, **named)
            finally:
                os.close(writer)
            said = report.read()
        if not said:
            raise RuntimeError(f"bubblewrap did not start a kernel: {why_not() or 'is the memory full?'}")
        self._first = json.loads(said)["child-pid"]
        self.ip = f"/proc/{self._first}/root{INSIDE}/kernel"
        threading.Thread(target=self._watch, daemon=True).start()

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        self._ended.set()
        await super()._async_cleanup_resources(restart=restart)

    def processes(self) -> list[psutil.Process]:
        """Return the processes inside: the kernel, and those that it started."""
        try:
            return psutil.Process(self._first).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def left_behind(self) -> list[str]:
        """Return the names of the processes that run beside the kernel."""
        return [name for name in map(_name, self.processes()[1:]) if name]

    def _watch(self) -> None:
        """Stop everything inside when its processes together are too large, or too many, until the kernel ends."""
        while not self._ended.wait(0.2):
            processes = self.processes()
            most = 1.5 * self.memory
            if len(processes) > MOST_PROCESSES:
                self.stopped = f"It was stopped: it had started {len(processes)} processes."
            elif sum(map(_size, processes)) > most and (size := sum(map(_share, processes))) > most:
                self.stopped = f"It was stopped: its processes held {size / 1e9:.1f} GB of memory together."
            if self.stopped:
                os.kill(self._first, signal.SIGKILL)  # the kernel of Linux ends all others inside with their first
                return


def _size(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:  # it has ended
        return 0


def _share(process: psutil.Process) -> int:
    """Return a process's part of the memory that it shares with others, and what is its own; slower than `_size`."""
    try:
        return process.memory_full_info().pss
    except psutil.Error:
        return 0


def _name(process: psutil.Process) -> str:
    try:
        return process.name() if process.status() != psutil.STATUS_ZOMBIE else ""
    except psutil.Error:
        return ""
