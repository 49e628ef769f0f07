"""nbgrader's settings for everybody who works on the hub: the hub names this folder in JUPYTER_CONFIG_PATH.

A student's copy of the course is in the home: the exercises there count as fetched, and can be submitted at once. An
instructor has the course's own settings, with Formgrader, from the copy in the instructor's home.
"""

import os
import pwd
import uuid
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

c = get_config()  # noqa: F821
copy = Path.home() / "course"
name = os.environ["JUPYTERHUB_USER"]

if os.environ.get("COURSE_ROLE") == "instructor" and (copy / "nbgrader_config.py").exists():
    load_subconfig("nbgrader_config.py", path=str(copy))  # noqa: F821
elif os.environ.get("COURSE_ROLE") != "instructor":
    c.CourseDirectory.student_id = name
    # Validate's own kernel has no ports either (jupyter_server_config.py). This file is read anew for each validation.
    c.KernelManager.transport = "ipc"
    c.KernelManager.ip = str(Path(jupyter_runtime_dir(), uuid.uuid4().hex))
# With accounts a file's owner tells whose it is. A plain hub has one account for all, and believes the name.
c.CollectFromExchange.by_owner = c.CollectFromExchange.check_owner = pwd.getpwuid(os.getuid()).pw_name == name
c.CourseDirectory.course_id = "from-a-neuron-to-alexnet"
c.Exchange.root = os.environ["COURSE_EXCHANGE"]
c.Exchange.assignment_dir = str(copy / "exercises")
