"""Settings of each user's own server, of students and instructors: the hub names this folder in JUPYTER_CONFIG_PATH."""

import os

c = get_config()  # noqa: F821

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
