"""The environment check says in plain words what is fine and what to do about what is not."""

import importlib.metadata
import os
import subprocess
import sys
import sysconfig
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers import environment, limits, mnist
from helpers.environment import (
    LONGEST_FOLDER,
    check_data,
    check_environment,
    check_folder,
    check_memory,
    check_names,
    check_packages,
    check_python,
    check_threads,
)
from helpers.mnist import DataFileError

ROOT = Path(__file__).parents[1]


def test_everything_is_fine_where_the_tests_run(capsys):
    problems = check_environment()
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("✓") for line in lines) + problems >= 5
    assert check_python().fine
    assert [finding.fine for finding in check_packages()] == [True]
    assert check_folder() == check_names() == []
    assert check_data().fine


@pytest.mark.parametrize("current", [(3, 11, 2), (3, 12, 0), (3, 13, 9)])
def test_supported_python(current):
    assert check_python(current).fine


@pytest.mark.parametrize("current", [(3, 10, 14), (3, 11, 1), (3, 14, 0), (2, 7, 18), (4, 0, 0)])
def test_unsupported_python_is_named_with_what_to_install(current):
    finding = check_python(current)
    assert not finding.fine
    assert ".".join(map(str, current)) in finding.sentence
    assert "Python 3.11.2 or newer, up to 3.13" in finding.advice
    assert "delete the folder `.venv`" in finding.advice, "make takes an environment that is there for a good one"


# Packages


def test_every_package_that_is_looked_at_is_pinned():
    assert set(environment.TO_READ) <= {
        line.split("==")[0]
        for line in environment.REQUIREMENTS.read_text(encoding="utf-8").splitlines()
        if "==" in line
    }


def test_another_version_and_a_missing_package_are_named(tmp_path, monkeypatch):
    other = tmp_path / "requirements.txt"
    text = environment.REQUIREMENTS.read_text(encoding="utf-8")
    other.write_text(text.replace("numpy==", "numpy==99."), encoding="utf-8")
    (finding,) = check_packages(other)
    assert not finding.fine
    assert "numpy" in finding.sentence
    assert "99." in finding.sentence
    assert "-m pip install -r requirements.txt" in finding.advice
    monkeypatch.setattr(environment, "TO_READ", ("numpy", "a-package-that-is-not-there"))
    (finding,) = check_packages()
    assert finding.sentence == "The package a-package-that-is-not-there is not installed."


@pytest.mark.parametrize(
    ("executable", "typed"),
    [
        (environment.REQUIREMENTS.parent / ".venv" / "bin" / "python", ".venv/bin/python"),
        ("/opt/another/bin/python", "/opt/another/bin/python"),
    ],
)
def test_what_is_missing_is_installed_into_the_python_of_the_notebook(executable, typed, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(executable))
    monkeypatch.setattr(environment, "TO_READ", ("a-package-that-is-not-there",))
    (finding,) = check_packages()
    assert finding.advice.endswith(f"in the folder of the course: {Path(typed)} -m pip install -r requirements.txt")


def run_check(*paths, **variables):
    """Run the check in a process of its own that finds packages in these folders only, and the course's."""
    names = ("PATH", "HOME", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR")
    kept = {name: value for name, value in os.environ.items() if name in names}
    result = subprocess.run(
        [sys.executable, "-S", "-c", "from helpers.environment import check_environment; check_environment()"],
        env=kept | {"PYTHONPATH": os.pathsep.join(map(str, [*paths, ROOT])), "PYTHONUTF8": "1"} | variables,
        cwd=paths[0],
        capture_output=True,
        encoding="utf-8",
    )
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize("missing", environment.TO_READ)
def test_the_check_speaks_whichever_package_is_missing(missing, tmp_path):
    """Everything that is installed is there, by links, but for one package."""
    hidden = {
        missing,
        *(Path(file.parts[0]).stem for file in importlib.metadata.files(missing) if file.parts[0] != ".."),
    }
    hidden |= {file.parts[0] for file in importlib.metadata.files(missing)}
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.name not in hidden and entry.stem not in hidden and entry.suffix != ".pth":
            (tmp_path / entry.name).symlink_to(entry)
    printed = run_check(tmp_path)
    assert f"✗ The package {missing} is not installed.\n    → To install it, run in a terminal" in printed
    assert "CPU thread" in printed, "it looked at everything else too"
    assert ("MNIST is complete" in printed) == (missing != "numpy")


def test_the_check_speaks_where_nothing_is_installed(tmp_path):
    printed = run_check(tmp_path)
    assert printed.count("is not installed.\n    → To install it, run") == len(environment.TO_READ)
    assert printed.count("✗ ") == printed.count("\n    → ")


def test_it_is_quiet_and_says_what_to_do_where_matplotlib_cannot_write(tmp_path):
    (tmp_path / "file").touch()  # nothing can be written below a file, not even by root
    printed = run_check(sysconfig.get_path("purelib"), MPLCONFIGDIR=str(tmp_path / "file" / "folder"))
    assert "✗ matplotlib cannot write into its folder.\n    → " in printed
    assert "MPLCONFIGDIR" in printed
    assert "matplotlib" not in run_check(sysconfig.get_path("purelib"), MPLCONFIGDIR=str(tmp_path / "good"))


# Names and folders


def test_a_file_with_the_name_of_a_module_is_named(tmp_path):
    for name in ("notebooks/helpers.py", "exercises/04_x/random.py", "exercises/05_y/numpy.py", "notebooks/mine.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    findings = check_names(tmp_path)
    assert [finding.sentence.split(":")[0] for finding in findings] == [
        "In the folder 04_x there is a file random.py",
        "In the folder 05_y there is a file numpy.py",
        "In the folder notebooks there is a file helpers.py",
    ]
    assert all("Give it another name" in finding.advice and not finding.fine for finding in findings)


def test_a_file_beside_the_notebook_is_named_wherever_it_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tensorflow.py").touch()
    (finding,) = check_names()
    assert "tensorflow.py" in finding.sentence
    # The course's own folder holds setup.py and the like, and no notebook runs there.
    monkeypatch.chdir(ROOT)
    assert check_names() == []


@pytest.mark.parametrize("allowed", [0, 1])
def test_a_folder_too_deep_for_windows_is_named(allowed, monkeypatch):
    registry = SimpleNamespace(
        HKEY_LOCAL_MACHINE=object(),
        OpenKey=lambda root, path: nullcontext(),
        QueryValueEx=lambda key, name: ({"LongPathsEnabled": allowed}[name], 4),
    )
    monkeypatch.setitem(sys.modules, "winreg", registry)
    deep = "C:\\Users\\Administrator\\Desktop\\from-a-neuron-to-alexnet-main\\from-a-neuron-to-alexnet-main"
    findings = check_folder(deep, windows=True)
    assert [finding.fine for finding in findings] == [False] * (1 - allowed)
    if findings:
        assert f"has {len(deep)} characters" in findings[0].sentence
        assert "C:\\course" in findings[0].advice
    assert check_folder("C:\\course", windows=True) == []
    assert check_folder("/" + 200 * "a", windows=False) == []

    def not_there(*_):
        raise FileNotFoundError

    registry.QueryValueEx = not_there  # an old Windows does not know the setting
    assert len(check_folder(deep, windows=True)) == 1


def test_the_longest_path_of_the_installed_packages_fits():
    """TensorFlow may get longer paths one day; then LONGEST_FOLDER must shrink."""
    packages = Path(sysconfig.get_path("purelib"))
    longest = max(len(str(path.relative_to(packages))) for path in (packages / "tensorflow").rglob("*"))
    assert LONGEST_FOLDER + len("\\.venv\\Lib\\site-packages\\") + longest <= 259


# Memory, processors, data


def test_memory_threads_and_data_come_with_advice(monkeypatch):
    assert check_memory(3.5e9).fine
    assert not check_memory(2.9e9).fine
    assert "Only 2.9 GB of memory are free. 3 GB should be" in check_memory(2.9e9).sentence
    assert f"{environment.MEMORY_NEEDED:g} GB should be" in check_memory(1e9).sentence
    assert "Close other programs" in check_memory(1e9).advice
    assert "free under the limit that is set for this program. 3 GB" in check_memory(1e9, limited=True).sentence
    assert "ask whoever runs this server for 3 GB" in check_memory(1e9, limited=True).advice
    assert check_threads(2).fine
    assert check_threads(1).sentence.startswith("Only one CPU thread may be used;")
    assert "twice the stated time" in check_threads(1).advice
    assert check_threads(0.5).sentence.startswith("Only 0.5 CPU threads may be used;")
    assert "about 4 times the stated time. A quota is set" in check_threads(0.5).advice

    def broken():
        raise DataFileError("mnist.npz is missing. Restore it with `git checkout`")

    monkeypatch.setattr(mnist, "load_mnist", broken)
    finding = check_data()
    assert not finding.fine
    assert "git checkout" in finding.advice


def test_the_report_counts_problems_and_points_at_them(monkeypatch, capsys):
    monkeypatch.setattr(environment, "check_threads", lambda: check_threads(1))
    monkeypatch.setattr(environment, "check_memory", lambda: check_memory(1e9))
    assert check_environment() == 2
    printed = capsys.readouterr().out
    assert printed.count("✗ ") == printed.count("\n    → ") == 2


NO_LIMIT = str(2**63 - 4096)  # what version 1 says where there is no limit on memory
GROUPS = {
    "version 2, in a container": {
        "proc/self/cgroup": "0::/\n",
        "sys/fs/cgroup/memory.max": "1500000000\n",
        "sys/fs/cgroup/memory.current": "900000000\n",
        "sys/fs/cgroup/memory.stat": "anon 1\ninactive_file 400000000\nactive_file 1\n",
        "sys/fs/cgroup/cpu.max": "50000 100000\n",
    },
    "version 2, the limit is that of a group further out": {
        "proc/self/cgroup": "0::/user.slice/student.slice/jupyter.service\n",
        "sys/fs/cgroup/user.slice/student.slice/jupyter.service/memory.max": "max\n",
        "sys/fs/cgroup/user.slice/student.slice/jupyter.service/memory.current": "5\n",
        "sys/fs/cgroup/user.slice/student.slice/jupyter.service/cpu.max": "max 100000\n",
        "sys/fs/cgroup/user.slice/student.slice/memory.max": "1000000000\n",
        "sys/fs/cgroup/user.slice/student.slice/memory.current": "0\n",
        "sys/fs/cgroup/user.slice/student.slice/cpu.max": "50000 100000\n",
        "sys/fs/cgroup/user.slice/memory.max": "2000000000\n",
        "sys/fs/cgroup/user.slice/memory.current": "0\n",
    },
    "version 1, in a container that shows the host's path": {
        "proc/self/cgroup": "9:name=systemd:/x\n4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "1200000000\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "200000000\n",
        "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "25000\n",
        "sys/fs/cgroup/cpu/cpu.cfs_period_us": "50000\n",
    },
    "version 1, in a group": {
        "proc/self/cgroup": "4:memory:/course\n1:cpu:/course\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": NO_LIMIT,
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "7\n",
        "sys/fs/cgroup/memory/course/memory.limit_in_bytes": "1500000000\n",
        "sys/fs/cgroup/memory/course/memory.usage_in_bytes": "700000000\n",
        "sys/fs/cgroup/memory/course/memory.stat": "inactive_file 5\ntotal_inactive_file 200000000\n",
        "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/cpu/course/cpu.cfs_quota_us": "50000\n",
        "sys/fs/cgroup/cpu/course/cpu.cfs_period_us": "100000\n",
    },
}


def write_tree(root, files):
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("case", GROUPS)
def test_the_limits_of_control_groups_hold(case, tmp_path):
    """Each of them leaves 1 GB and half a processor."""
    write_tree(tmp_path, GROUPS[case])
    assert limits.free_memory(tmp_path) == (1e9, True)
    assert limits.usable_processors(tmp_path) == 0.5


def test_without_limits_it_is_the_machine_that_counts(tmp_path, monkeypatch):
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    free, limited = limits.free_memory(tmp_path)
    assert free > 1e8
    assert not limited
    assert limits.usable_processors(tmp_path) == bound
    write_tree(tmp_path, {"proc/self/cgroup": "4:memory:/\n1:cpu:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1"})
    write_tree(tmp_path, {f"sys/fs/cgroup/memory/memory.{name}_in_bytes": NO_LIMIT for name in ("limit",)})
    write_tree(tmp_path, {"sys/fs/cgroup/memory/memory.usage_in_bytes": "0"})
    assert not limits.free_memory(tmp_path)[1]
    assert limits.usable_processors(tmp_path) == bound
    monkeypatch.setitem(sys.modules, "psutil", None)
    with pytest.raises(ImportError):
        limits.free_memory(tmp_path / "nothing")


def test_the_limit_of_ulimit_and_the_processors_it_is_bound_to_hold():
    """In a process of its own, which limits itself: 2.5 GB of addresses, one processor."""
    if sys.platform != "linux":
        pytest.skip("only Linux has both")
    program = (
        "import os, resource; resource.setrlimit(resource.RLIMIT_AS, (2_500_000_000,) * 2);"
        "os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]);"
        "from helpers.limits import free_memory, usable_processors; print(*free_memory(), usable_processors())"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    free, limited, processors = result.stdout.split()
    assert 1.5e9 < float(free) < 2.5e9
    assert limited == "True"
    assert float(processors) <= 1


@pytest.mark.skipif(not os.access("/sys/fs/cgroup/memory", os.W_OK), reason="no control groups, version 1, to write to")
def test_a_real_control_group_is_seen():
    group = Path("/sys/fs/cgroup/memory") / f"course-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text("1500000000", encoding="utf-8")
    except OSError as error:
        pytest.skip(f"this machine allows no control groups: {error}")
    program = (
        f"open({str(group / 'tasks')!r}, 'w', encoding='utf-8').write('0');"
        "from helpers.environment import check_memory; print(check_memory().sentence)"
    )
    try:
        result = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
    finally:
        group.rmdir()
    assert result.stdout.startswith("Only 1.")
    assert "under the limit" in result.stdout


@pytest.mark.parametrize(
    "limit",
    [
        "os.environ['MEM_LIMIT'] = '2500000000'",
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2_500_000_000,) * 2)",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="a hub of this course runs on Linux")
def test_a_hubs_share_holds(limit):
    """What a hub tells a student's programs, and what it enforces."""
    code = f"import os; {limit}; from helpers.limits import free_memory; print(*free_memory())"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    assert 1e9 < float(said[0]) < 2.5e9
    assert said[1] == "True"
