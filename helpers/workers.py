"""Worker processes and a small server on this machine: started, given a time limit, and ended, whatever happens.

Lesson 13 trains one model on two workers. This module is what stands around its training loop: it gives each process
its place in the cluster (``TF_CONFIG``), waits for the results, and turns what can go wrong into a sentence. All of it
stays on the loopback address 127.0.0.1.
"""

import ast
import http.server
import inspect
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
import psutil
import yaml

HOST = "127.0.0.1"
# No system gives these out by itself: Linux begins at 32768, Windows and macOS at 49152. So no kernel and no connection
# takes one between the moment when it is chosen and the moment when a new process opens it.
PORTS = range(10_000, 30_000)
NO_SERVER = "Could not start gRPC server"  # what TensorFlow says when a port was taken before it could open it
# What a worker says when *another* one has gone: it is not the cause.
SEQUELS = ("UnavailableError", "AbortedError", "CancelledError", "InternalError")


class WorkerError(RuntimeError):
    """A worker died, took too long, or found no port. All workers have been ended when this is raised."""


def run_on_workers(
    task: Callable[..., dict],
    count: int,
    *,
    uses: Sequence[Callable] = (),
    seconds: float = 300,
    ports: Sequence[int] | None = None,
    **arguments,
) -> list[dict[str, np.ndarray]]:
    """Run a function in several new Python processes that form one TensorFlow cluster, and return what each returned.

    Parameters
    ----------
    task : a function ``task(rank, count, **arguments)``, which returns a dict of arrays or numbers. It is run from its
        source text, so it may use its own arguments, ``np``, ``tf``, ``keras`` and what it imports itself.
    count : how many workers. Worker ``rank`` is 0 … count − 1. Each has one thread for its arithmetic.
    uses : further functions that the task calls.
    seconds : the time by the clock after which all workers are ended.
    ports : one port of 127.0.0.1 for each worker; without it, free ones.
    arguments : numbers, strings and lists (JSON) that the task gets.

    Returns
    -------
    A list with one dict of arrays for each worker.

    Raises
    ------
    WorkerError if a port is in use, a worker ends early, or the time is up. ValueError if the numbers do not fit.
    """
    if count < 1:
        raise ValueError(f"there must be at least one worker, not {count}")
    ports = list(islice(free_ports(), count)) if ports is None else list(ports)
    if len(ports) != count:
        raise ValueError(f"{count} workers need {count} ports, not {len(ports)}")
    for port in ports:
        refuse_used_port(port)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "program.py").write_text(program([*uses, task]), encoding="utf-8")
        order = {"task": task.__name__, "count": count, "arguments": arguments}
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        workers = [stack.enter_context(_worker(folder, rank, ports)) for rank in range(count)]
        _wait(workers, folder, ports, seconds)
        return [_result(folder, rank) for rank in range(count)]


def program(functions: Sequence[Callable]) -> str:
    """Return the source text of some functions, in order, as one program.

    Raises
    ------
    ValueError if a function has no source text, or is no plain function with a name of its own.
    """
    parts = []
    for function in functions:
        try:
            parts.append(textwrap.dedent(inspect.getsource(function)))
            first = ast.parse(parts[-1]).body[0]
            plain = isinstance(first, ast.FunctionDef) and first.name == function.__name__
        except (OSError, TypeError, SyntaxError):
            plain = False
        if not plain:
            raise ValueError(
                f"a worker is a new process and needs the source text of {function!r}: write it with `def` in a cell"
            )
    return "\n\n".join(parts)


def cluster(ports: Sequence[int], rank: int) -> str:
    """Return TF_CONFIG, a JSON text: the addresses of all workers, and which of them this one is."""
    addresses = [f"{HOST}:{port}" for port in ports]
    return json.dumps({"cluster": {"worker": addresses}, "task": {"type": "worker", "index": rank}})


def free_ports() -> Iterator[int]:
    """Yield ports of 127.0.0.1 that are free when they are asked for; none twice before all of `PORTS` had their turn.

    Raises
    ------
    WorkerError if none of them is free.
    """
    first = secrets.randbelow(len(PORTS))  # two programs that look at once do not meet, also where `random` is seeded
    turn = (*PORTS[first:], *PORTS[:first])
    while True:
        free = False
        for port in turn:
            if _is_free(port):
                free = True
                yield port
        if not free:
            raise WorkerError(f"All ports of {HOST} from {PORTS[0]} to {PORTS[-1]} are in use: end a program.")


def refuse_used_port(port: int) -> None:
    """Raise a WorkerError, a sentence, if another program listens on this port of 127.0.0.1; 0 means any free port."""
    if not _is_free(port):
        raise WorkerError(_port_sentence(port))


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        if os.name != "nt":  # a port that was closed a moment ago counts as free, as for the server itself
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def _port_sentence(port: int) -> str:
    return f"Port {port} of {HOST} cannot be opened: another program uses it. Choose another number, or leave it out."


def loopback_bytes() -> float:
    """Return the bytes sent on the loopback interface since the start; nan where the system does not count them."""
    counters = psutil.net_io_counters(pernic=True)
    return next((float(counters[name].bytes_sent) for name in ("lo", "lo0") if name in counters), float("nan"))


def milliseconds(step: Callable, *arguments, times: int = 15) -> float:
    """Return the milliseconds of the fastest of some calls, after two that do not count: what disturbs, only delays."""
    taken = []
    for _ in range(times + 2):
        start = time.perf_counter()
        step(*arguments)
        taken.append(1000 * (time.perf_counter() - start))
    return min(taken[2:])


def bytes_sent(step: Callable, *arguments, calls: int = 5, windows: int = 7) -> float:
    """Return the bytes that all programs send on the loopback interface during one call: the median of some windows."""
    counts = []
    for _ in range(windows):
        before = loopback_bytes()
        for _ in range(calls):
            step(*arguments)
        counts.append((loopback_bytes() - before) / calls)
    return float(np.median(counts))


@contextmanager
def serving(handler: type[http.server.BaseHTTPRequestHandler], port: int = 0) -> Iterator[int]:
    """Answer HTTP requests on 127.0.0.1 in the background while the block runs; yield the number of the port.

    Parameters
    ----------
    handler : a class with ``do_GET``, ``do_POST`` … port : 0 takes a free one.

    Raises
    ------
    WorkerError if the port is in use.
    """
    refuse_used_port(port)
    try:
        server = http.server.ThreadingHTTPServer((HOST, port), handler)
    except OSError as problem:
        raise WorkerError(_port_sentence(port)) from problem
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def job_faults(text: str) -> list[str]:
    """Return what is wrong with a Kubernetes text of one headless Service and one Indexed Job; [] if nothing.

    Parameters
    ----------
    text : YAML. What is checked: both parts are there, the Job is Indexed and all its copies run at the same time, the
        Service gives them names, and ``TF_CONFIG``, with each copy's number put in, holds one address for each copy.
        (The rules: kubernetes.io, *Job with Pod-to-Pod Communication* and *Define Dependent Environment Variables*.)
    """
    try:
        parts = {part["kind"]: part for part in yaml.safe_load_all(text)}
        job, service = parts["Job"], parts["Service"]
        copies, pod = job["spec"]["completions"], job["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        variables = {variable["name"]: variable for variable in container["env"]}
        config = variables["TF_CONFIG"]["value"]
        port = container["ports"][0]["containerPort"]
        names = [f"{job['metadata']['name']}-{rank}.{pod['subdomain']}:{port}" for rank in range(copies)]
        index = variables["RANK"]["valueFrom"]["fieldRef"]["fieldPath"]
        selector = service["spec"]["selector"]
    except yaml.YAMLError as problem:
        return [f"this is no YAML: {problem}"]
    except (KeyError, TypeError, ValueError) as problem:
        return [f"something is missing, or not where it should be: {problem}"]
    found = {
        "the Job is of batch/v1, the Service of v1": (job["apiVersion"], service["apiVersion"]) != ("batch/v1", "v1"),
        "the Job must be Indexed: else its copies have no numbers": job["spec"].get("completionMode") != "Indexed",
        "all copies must run at the same time: parallelism = completions": job["spec"].get("parallelism") != copies,
        "restartPolicy of a Job is Never or OnFailure": pod.get("restartPolicy") not in ("Never", "OnFailure"),
        "the Service must have clusterIP: None": service["spec"].get("clusterIP") != "None",
        "the Pods' subdomain must be the name of the Service": pod["subdomain"] != service["metadata"]["name"],
        "the Service must select the Pods of the Job": selector
        != {"batch.kubernetes.io/job-name": job["metadata"]["name"]},
        "RANK must come from the number of the copy": index
        != "metadata.annotations['batch.kubernetes.io/job-completion-index']",
        "RANK must stand before TF_CONFIG, which uses it": list(variables).index("RANK")
        > list(variables).index("TF_CONFIG"),
    }
    return [rule for rule, broken in found.items() if broken] + _config_faults(config, names)


def _config_faults(config: str, names: list[str]) -> list[str]:
    """Return what is wrong with TF_CONFIG in a Job whose copies have these addresses."""
    found = []
    for rank in range(len(names)):
        try:
            read = json.loads(config.replace("$(RANK)", str(rank)))
            addresses, task = read["cluster"]["worker"], read["task"]
        except (ValueError, KeyError, TypeError) as problem:
            return [f"TF_CONFIG is no JSON with a cluster and a task: {problem}"]
        if addresses != names:
            return [f"TF_CONFIG must hold the addresses {', '.join(names)}, not {', '.join(map(str, addresses))}"]
        if task != {"type": "worker", "index": rank}:
            found.append(f"TF_CONFIG of copy {rank} says that it is {task}")
    return found


@contextmanager
def _worker(folder: Path, rank: int, ports: Sequence[int]) -> Iterator[subprocess.Popen]:
    """Start one worker; when the block is left, in whatever way, end it.

    Its standard input is a pipe. A worker ends as soon as the pipe is closed, so also when this process is killed.
    """
    names = ("grpc_proxy", "http_proxy", "https_proxy", "all_proxy")  # gRPC would ask a proxy for 127.0.0.1
    environment = {key: value for key, value in os.environ.items() if key.lower() not in names}
    environment |= {"TF_CONFIG": cluster(ports, rank), "CUDA_VISIBLE_DEVICES": "-1", "PYTHONIOENCODING": "utf-8"}
    environment |= {"TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with (folder / f"log-{rank}.txt").open("wb") as log:
        command = [sys.executable, "-m", "helpers.workers", str(rank)]
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.stdin.close()
            try:
                process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(workers: Sequence[subprocess.Popen], folder: Path, ports: Sequence[int], seconds: float) -> None:
    """Wait until each worker has left its result; raise a WorkerError if one ended without, or the time is up."""
    end = time.monotonic() + seconds
    while not all((folder / f"result-{rank}.npz").exists() for rank in range(len(workers))):
        ended = [rank for rank, worker in enumerate(workers) if worker.poll() is not None]
        if ended:
            raise WorkerError(_cause(folder, {rank: workers[rank].returncode for rank in ended}, ports))
        if time.monotonic() > end:
            late = [str(rank) for rank in range(len(workers)) if not (folder / f"result-{rank}.npz").exists()]
            raise WorkerError(
                f"After {seconds:g} seconds there is no result of worker {' and '.join(late)}: all workers were ended. "
                "Is the machine busy? Then give more time: seconds=…"
            )
        time.sleep(0.05)


def _cause(folder: Path, ended: dict[int, int], ports: Sequence[int]) -> str:
    """Return a sentence about the first worker that died; those that only missed another one come last."""
    last = {}
    for rank in ended:
        text = (folder / f"log-{rank}.txt").read_text(encoding="utf-8", errors="replace")
        if NO_SERVER in text:
            return _port_sentence(ports[rank])
        last[rank] = (text.strip().splitlines() or [""])[-1].strip()
    rank = min(ended, key=lambda rank: (any(word in last[rank] for word in SEQUELS), rank))
    reason = last[rank] if ended[rank] == 1 and last[rank] else f"its process ended with code {ended[rank]}"
    hint = " (a worker is a new process: it knows np, tf, keras and what the function imports itself)"
    return (
        f"Worker {rank} of {len(ports)} stopped: {reason}{hint if reason.startswith('NameError') else ''}. "
        "The others cannot go on without it, so all workers were ended."
    )


def _result(folder: Path, rank: int) -> dict[str, np.ndarray]:
    with np.load(folder / f"result-{rank}.npz") as arrays:
        return dict(arrays)


def _work(rank: int) -> None:
    """Be worker ``rank``: run the program in the current folder, leave the result there, and wait for the end.

    A worker stays until all have finished: the others may still fetch its last numbers.
    """
    over = threading.Thread(target=_exit_when_the_pipe_closes, daemon=True)
    over.start()
    folder = Path.cwd()
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    source = (folder / "program.py").read_text(encoding="utf-8")
    try:
        names = {"np": np} | _tensorflow_for(source)
        exec(compile(source, "program.py", "exec"), names)
        result = names[order["task"]](rank, order["count"], **order["arguments"])
        np.savez(folder / f"part-{rank}.npz", **result)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)  # at once: TensorFlow's own way out would wait for the other workers
    (folder / f"part-{rank}.npz").rename(folder / f"result-{rank}.npz")
    over.join()


def _tensorflow_for(source: str) -> dict:
    """Return the modules ``tf`` and ``keras`` if a program names one of them, loaded without their messages."""
    if not {"tf", "keras"} & {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}:
        return {}
    from helpers.quiet import silence_tensorflow

    silence_tensorflow()
    import keras
    import tensorflow as tf

    return {"tf": tf, "keras": keras}


def _exit_when_the_pipe_closes() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    _work(int(sys.argv[1]))
