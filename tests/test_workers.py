"""Workers and servers of lesson 13: they answer, they end, and what goes wrong is said in a sentence."""

import contextlib
import http.server
import json
import math
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
import pytest

from helpers import workers
from helpers.workers import PORTS, WorkerError, free_ports, job_faults, program, run_on_workers, serving

ROOT = Path(__file__).parents[1]
JOB = (ROOT / "docs" / "two_workers.yaml").read_text(encoding="utf-8")


def of_ours():
    """The worker processes that this process has started and that still run."""
    children = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in children if "helpers.workers" in child.cmdline()]


@pytest.fixture(autouse=True)
def _nothing_is_left():
    yield
    assert of_ours() == []


def twice(x):
    return 2 * x


def report(rank, count, numbers):
    import os

    return {"rank": rank, "count": count, "config": os.environ["TF_CONFIG"], "numbers": twice(np.array(numbers))}


def fails(rank, count):
    import time

    if rank == 1:
        raise RuntimeError("the power is gone")
    time.sleep(60)


def exits(rank, count):
    import os

    os._exit(7)


def sleeps(rank, count, seconds=60):
    import time

    time.sleep(seconds)
    return {}


def forgets(rank, count):
    return {"x": math.pi}


def test_each_worker_knows_its_place_and_returns_its_arrays():
    ports = list(islice(free_ports(), 3))
    results = run_on_workers(report, 3, uses=[twice], ports=ports, numbers=[1.0, 2.5])
    assert [int(result["rank"]) for result in results] == [0, 1, 2]
    for rank, result in enumerate(results):
        assert int(result["count"]) == 3
        np.testing.assert_array_equal(result["numbers"], [2.0, 5.0])
        config = json.loads(str(result["config"]))
        assert config["cluster"]["worker"] == [f"127.0.0.1:{port}" for port in ports]
        assert config["task"] == {"type": "worker", "index": rank}


def test_a_worker_that_fails_is_named_with_its_reason_and_the_others_are_ended():
    start = time.monotonic()
    with pytest.raises(WorkerError, match=r"Worker 1 of 2 stopped: RuntimeError: the power is gone\. The others"):
        run_on_workers(fails, 2)
    assert time.monotonic() - start < 50  # the other one would sleep for 60 seconds
    assert of_ours() == []


def test_a_process_that_dies_without_a_word_is_named_with_its_code():
    with pytest.raises(WorkerError, match=r"Worker 0 of 1 stopped: its process ended with code 7"):
        run_on_workers(exits, 1)


def test_workers_that_take_too_long_are_ended():
    with pytest.raises(WorkerError, match=r"After 0\.5 seconds there is no result of worker 0 and 1: all workers were"):
        run_on_workers(sleeps, 2, seconds=0.5)
    assert of_ours() == []


def test_a_name_that_the_new_process_does_not_know_is_explained():
    with pytest.raises(WorkerError, match=r"NameError: name 'math' is not defined \(a worker is a new process"):
        run_on_workers(forgets, 1)


def test_the_cause_is_the_worker_that_died_not_the_one_that_missed_it(tmp_path):
    missed = "tensorflow.python.framework.errors_impl.UnavailableError: Socket closed\n"
    (tmp_path / "log-0.txt").write_text(missed, encoding="utf-8")
    (tmp_path / "log-1.txt").write_text("Traceback …\nRuntimeError: the power is gone\n", encoding="utf-8")
    assert workers._cause(tmp_path, {0: 1, 1: 1}, [1, 2]).startswith("Worker 1 of 2 stopped: RuntimeError: the power")
    (tmp_path / "log-0.txt").write_text(f"UnknownError: {workers.NO_SERVER}\n", encoding="utf-8")
    assert workers._cause(tmp_path, {0: 1}, [4001, 4002]).startswith("Port 4001 of 127.0.0.1 cannot be opened")


def test_workers_end_when_the_process_that_started_them_is_killed(tmp_path):
    code = (
        "from tests.test_workers import sleeps\nfrom helpers.workers import run_on_workers\nrun_on_workers(sleeps, 2)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        started = wait_for(lambda: len(found := psutil.Process(starter.pid).children()) == 2 and found)
    finally:
        starter.kill()
        starter.wait()
    assert wait_for(lambda: not any(gone_or_not(child) for child in started))


def gone_or_not(process):
    """Whether a process still runs; a zombie that nobody waits for does not."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return value


@pytest.fixture
def used_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def serve_on(port):
    with serving(Echo, port):
        pass


def work_on(port):
    run_on_workers(report, 1, ports=[port], numbers=[])


@pytest.mark.parametrize("start", [serve_on, work_on])
def test_a_port_in_use_is_said_in_a_sentence(used_port, start):
    with pytest.raises(WorkerError, match=rf"Port {used_port} of 127\.0\.0\.1 cannot be opened: another"):
        start(used_port)


def test_no_program_is_given_a_free_port_by_the_system():
    """Linux hands out its own for a kernel or a connection at any moment: also after a port was chosen."""
    limits = Path("/proc/sys/net/ipv4/ip_local_port_range")
    if not limits.exists():
        pytest.skip("this system does not say which ports it hands out")
    first, last = map(int, limits.read_text(encoding="utf-8").split())
    if (first, last) != (32768, 60999):
        pytest.skip(f"this machine was told to hand out other ports than Linux does by itself: {first} to {last}")
    assert set(PORTS).isdisjoint(range(first, last + 1))


def test_free_ports_are_each_given_once_and_used_ones_never(monkeypatch):
    some = range(31_000, 31_020)  # of which no test and no system takes one
    monkeypatch.setattr(workers, "PORTS", some)
    with contextlib.ExitStack() as stack:
        for port in some[5:10]:
            stack.enter_context(socket.create_server(("127.0.0.1", port)))
        two_rounds = list(islice(free_ports(), 30))
    free = sorted(set(some) - set(some[5:10]))
    assert sorted(two_rounds[:15]) == sorted(two_rounds[15:]) == free


def test_when_all_ports_are_used_it_is_said(used_port, monkeypatch):
    monkeypatch.setattr(workers, "PORTS", range(used_port, used_port + 1))
    with pytest.raises(WorkerError, match=f"All ports of 127.0.0.1 from {used_port} to {used_port} are in use"):
        next(free_ports())


@pytest.mark.parametrize("count", [0, -1])
def test_there_is_at_least_one_worker(count):
    with pytest.raises(ValueError, match=f"at least one worker, not {count}"):
        run_on_workers(report, count)


def test_each_worker_needs_a_port():
    with pytest.raises(ValueError, match="2 workers need 2 ports, not 1"):
        run_on_workers(report, 2, ports=[50123], numbers=[])


@pytest.mark.parametrize("function", [lambda rank, count: {}, print, np.sum, WorkerError])
def test_a_task_is_a_function_with_source_text(function):
    if function is np.sum:
        function = np.frompyfunc(twice, 1, 1)
    with pytest.raises(ValueError, match="needs the source text of"):
        program([function])


def test_the_time_of_a_step_is_that_of_the_fastest_call():
    calls = []

    def step(seconds):
        calls.append(seconds)
        time.sleep(seconds if len(calls) == 5 else 4 * seconds)

    assert 2 <= workers.milliseconds(step, 0.002, times=5) < 8
    assert len(calls) == 7


def test_bytes_are_counted_on_the_loopback_interface():
    if math.isnan(workers.loopback_bytes()):
        pytest.skip("this system does not count the bytes of its loopback interface")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind(("127.0.0.1", 0))
        address = here.getsockname()

        def step(size):
            for _ in range(10):
                here.sendto(bytes(size), address)
                here.recv(size)

        assert workers.bytes_sent(step, 30_000) >= 300_000


class Echo(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_):
        pass


def test_a_server_answers_inside_its_block_and_is_gone_after_it():
    with serving(Echo) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/seven")
        assert connection.getresponse().read() == b"/seven"
        connection.close()
    with pytest.raises(ConnectionRefusedError):
        HTTPConnection("127.0.0.1", port, timeout=30).request("GET", "/")
    with serving(Echo, port) as again:  # and its port is free at once
        assert again == port


def test_the_kubernetes_text_of_the_course_has_no_fault():
    assert job_faults(JOB) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("completions: 2", "completions: 3", "parallelism = completions"),
        ("parallelism: 2", "parallelism: 1", "parallelism = completions"),
        ("completions: 2\n  parallelism: 2", "completions: 3\n  parallelism: 3", "must hold the addresses training-0"),
        ("completionMode: Indexed", "completionMode: NonIndexed", "must be Indexed"),
        ("batch/v1", "batch/v1beta1", "batch/v1"),
        ("clusterIP: None", "clusterIP: 10.0.0.1", "clusterIP: None"),
        ("subdomain: workers", "subdomain: worker", "the name of the Service"),
        ("job-name: training", "job-name: trainings", "must select the Pods"),
        ("restartPolicy: Never", "restartPolicy: Always", "restartPolicy"),
        ("job-completion-index", "job-index", "the number of the copy"),
        ("training-1.workers", "training-2.workers", "must hold the addresses"),
        ("containerPort: 50001", "containerPort: 50002", "must hold the addresses"),
        ('"index": $(RANK)', '"index": 0', "TF_CONFIG of copy 1"),
        ('"type": "worker"', '"type": "chief"', "TF_CONFIG of copy 0"),
        ("$(RANK)}}", "$(RANK)}", "TF_CONFIG is no JSON"),
        ("name: RANK", "name: NUMBER", "something is missing"),
        ("  completions: 2\n", "", "something is missing"),
        ("kind: Service", "kind: Ingress", "something is missing"),
        ("spec:", "spec", "no YAML"),
    ],
)
def test_a_fault_in_a_kubernetes_text_is_found(old, new, fault):
    assert old in JOB
    assert any(fault in found for found in job_faults(JOB.replace(old, new)))


def test_a_variable_that_is_used_before_it_exists_is_found():
    name, config = JOB.index("            - name: RANK"), JOB.index("            - name: TF_CONFIG")
    end = JOB.index("          resources:")
    swapped = JOB[:name] + JOB[config:end] + JOB[name:config] + JOB[end:]
    assert job_faults(swapped) == ["RANK must stand before TF_CONFIG, which uses it"]
