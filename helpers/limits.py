"""What this process may use: in a container or under a limit, less memory and fewer processors than the machine has.

Only the standard library is imported here: lesson 00's check looks before anything else is known to be there. psutil is
asked where it is installed.
"""

import os
from pathlib import Path


def free_memory(root: Path = Path("/")) -> tuple[float, bool]:
    """Return how many bytes of memory this process can still get, and whether that is because of a limit.

    Looked at are the machine (by psutil), Linux's control groups, versions 1 and 2, the address space and the data that
    ``ulimit -v`` and ``ulimit -d`` allow, and the share that a hub grants (MEM_LIMIT). ``root``: where ``proc`` and
    ``sys`` lie.

    Raises
    ------
    ImportError if psutil is missing and no limit is set either.
    """
    limits = [*_free_in_control_groups(root), *_free_under_ulimit(root), *_free_of_share(root)]
    try:
        import psutil
    except ImportError:
        if not limits:
            raise
        return min(limits), True
    machine = psutil.virtual_memory().available
    return min([machine, *limits]), bool(limits) and min(limits) < machine


def usable_processors(root: Path = Path("/")) -> float:
    """Return how many processors this process may keep busy: those it is bound to, or less under a quota, as 0.5."""
    bound = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = []
    for folder in _control_groups("cpu", root):
        # Version 2 has one file, "50000 100000" or "max 100000"; version 1 two, and -1 where there is no quota.
        words = _words(folder / "cpu.max") or [
            word for name in ("quota", "period") for word in _words(folder / f"cpu.cfs_{name}_us")
        ]
        if len(words) == 2 and all(word.isdecimal() for word in words):
            quotas.append(int(words[0]) / int(words[1]))
    return min([bound, *quotas])


def _free_in_control_groups(root: Path) -> list[float]:
    """What each control group with a limit on memory has left. Cache that can be dropped counts as free."""
    free = []
    for folder in _control_groups("memory", root):
        for limit, use, cache in (
            ("memory.max", "memory.current", "inactive_file"),  # version 2
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),  # version 1
        ):
            numbers = [*_words(folder / limit), *_words(folder / use)]
            if len(numbers) == 2 and all(number.isdecimal() for number in numbers):  # "max": there is no limit
                stat = _words(folder / "memory.stat")
                dropped = int(stat[stat.index(cache) + 1]) if cache in stat else 0
                free.append(max(0, int(numbers[0]) - int(numbers[1]) + dropped))
    return free


def _free_under_ulimit(root: Path) -> list[float]:
    """What ``ulimit -v`` and ``ulimit -d`` leave to this process; an empty list where there is no such limit."""
    try:
        import resource
    except ImportError:  # Windows has none
        return []
    used = [int(pages) * resource.getpagesize() for pages in _words(root / "proc" / "self" / "statm")] or [0] * 7
    limits = [
        (resource.getrlimit(resource.RLIMIT_AS)[0], used[0]),
        (resource.getrlimit(resource.RLIMIT_DATA)[0], used[5]),
    ]
    return [max(0, limit - now) for limit, now in limits if limit != resource.RLIM_INFINITY]


def _free_of_share(root: Path) -> list[float]:
    """What is left of the bytes that a hub grants a student, which it writes into MEM_LIMIT."""
    share = os.environ.get("MEM_LIMIT", "")
    if not share.isdecimal():
        return []
    pages = _words(root / "proc" / "self" / "statm")
    return [max(0, int(share) - (int(pages[1]) * os.sysconf("SC_PAGE_SIZE") if pages else 0))]


def _control_groups(controller: str, root: Path) -> list[Path]:
    """The folders of this process's control groups, from its own to the outermost: the limits of all of them hold.

    See cgroups(7). Inside a container the path may be the host's, which cannot be seen: the mount's own folder then is
    the container's group.
    """
    folders = []
    for line in _words(root / "proc" / "self" / "cgroup", by_line=True):
        number, controllers, path = line.split(":", 2)
        mount = root / "sys" / "fs" / "cgroup"
        if controllers:  # version 1 has a tree for each controller
            if controller not in controllers.split(","):
                continue
            mount /= controller
        elif number != "0":
            continue
        own = mount / path.strip("/")
        folders += [folder for folder in (own, *own.parents) if folder.is_relative_to(mount)]
    return folders


def _words(path: Path, by_line: bool = False) -> list[str]:
    """The words, or the lines, of a small text file; an empty list if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return []
    return text.splitlines() if by_line else text.split()
