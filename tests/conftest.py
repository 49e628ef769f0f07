"""Settings that all tests share."""

import atexit
import os
import shutil
import tempfile
import uuid

from hypothesis import settings
from jupyter_client.manager import KernelManager

# Three workers share the cores, and more threads than cores wait for each other: a training of lesson 02 took 33 and 51
# seconds with NumPy's two threads beside another worker, and 4 with one. Before NumPy is imported, for kernels too.
share = str(max(1, (os.cpu_count() or 1) // 3))
threads = {"OPENBLAS_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": share, "TF_NUM_INTEROP_THREADS": share}
for name, number in threads.items():
    os.environ.setdefault(name, number)

# Kernels of several workers would take each other's ports, between the moment when one is chosen and the one when its
# kernel opens it. Those that pytest starts itself have files instead; JupyterLab's in the browser have ports.
if os.name == "posix":
    sockets = tempfile.mkdtemp(prefix="kernels-")  # the path of such a file may have 107 characters
    atexit.register(shutil.rmtree, sockets, ignore_errors=True)
    begin = KernelManager.__init__

    def begin_with_files(manager, *given, **named):
        begin(manager, *given, **{"transport": "ipc", "ip": f"{sockets}/{uuid.uuid4().hex}"} | named)

    KernelManager.__init__ = begin_with_files

# Speed is measured in benchmarks/, never in a test: a busy machine must not fail an example that is right.
settings.register_profile("course", deadline=None)
settings.load_profile("course")

# The longest files, and those that wait for a hub or a browser, begin first: none is left over for the end.
FIRST = ("test_server.py", "test_exercises.py", "test_browser.py", "test_notebooks.py", "test_instructor.py")


def pytest_collection_modifyitems(items):
    """Put the files of FIRST before all others; the notebooks follow."""
    items.sort(key=lambda item: FIRST.index(item.path.name) if item.path.name in FIRST else len(FIRST))


MEASURED = {
    "latency": "explorers in the browser (goals: 95 % within 60 ms; 30 pictures a second)",
    "class": "a class on the hub",
}


def pytest_terminal_summary(terminalreporter):
    """Print what tests have measured and do not judge; a worker's own prints are lost."""
    reports = [report for name in ("passed", "failed") for report in terminalreporter.getreports(name)]
    noted = [pair for report in reports for pair in getattr(report, "user_properties", ())]
    for kind, title in MEASURED.items():
        lines = sorted(text for name, text in noted if name == kind)
        if lines:
            terminalreporter.section(title)
            terminalreporter.write_line("\n".join(lines))
