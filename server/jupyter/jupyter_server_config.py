"""Settings of each user's own server, of students and instructors: the hub names this folder in JUPYTER_CONFIG_PATH."""

import atexit
import os
import shutil
import tempfile

c = get_config()  # noqa: F821

# Kernels are spoken to through files (Unix sockets), not ports. A port is free when it is chosen and may be another
# student's when the kernel opens it; the kernel then never starts. The path of such a file may have 107 characters, and
# a home may have a long name: they lie in a temporary folder, closed to others, which goes with the server.
os.environ["JUPYTER_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="jupyter-")
atexit.register(shutil.rmtree, os.environ["JUPYTER_RUNTIME_DIR"], ignore_errors=True)
c.KernelManager.transport = "ipc"

idle = int(os.environ.get("COURSE_IDLE_SECONDS", "3600"))
# An idle kernel gives its memory back, also where its page was left open; the notebook stays as it was saved.
c.MappingKernelManager.cull_idle_timeout = c.TerminalManager.cull_inactive_timeout = idle
c.MappingKernelManager.cull_interval = c.TerminalManager.cull_interval = max(5, idle // 12)
c.MappingKernelManager.cull_connected = True
# A server without kernels that nobody uses ends itself. The hub's idle culler would also end one whose kernel works for
# longer than that without a word: messages are all that it sees.
c.ServerApp.shutdown_no_activity_timeout = idle
# Formgrader is a page in a frame of JupyterLab; the hub forbids frames unless they are of this very server.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
