"""Settings of each user's own server, of students and instructors: the hub names this folder in JUPYTER_CONFIG_PATH."""

import os

c = get_config()  # noqa: F821

# An idle kernel gives its memory back, also where its page was left open; the notebook stays as it was saved.
c.MappingKernelManager.cull_idle_timeout = int(os.environ.get("COURSE_IDLE_SECONDS", "3600"))
c.MappingKernelManager.cull_interval = max(5, c.MappingKernelManager.cull_idle_timeout // 12)
c.MappingKernelManager.cull_connected = True
# Formgrader is a page in a frame of JupyterLab; the hub forbids frames unless they are of this very server.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
