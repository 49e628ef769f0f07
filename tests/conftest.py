"""Settings that all tests share."""

import os

from hypothesis import settings

# Three workers share the cores, and more threads than cores wait for each other: a training of lesson 02 took 33 and 51
# seconds with NumPy's two threads beside another worker, and 4 with one. Before NumPy is imported, for kernels too.
share = str(max(1, (os.cpu_count() or 1) // 3))
threads = {"OPENBLAS_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": share, "TF_NUM_INTEROP_THREADS": share}
for name, number in threads.items():
    os.environ.setdefault(name, number)

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
