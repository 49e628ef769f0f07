"""Run the lecture's programs and the course's side by side and print one table.

python -m benchmarks                        every row, three seeds, fast_cnn ten (an hour or two on two cores)
python -m benchmarks cnn keras_mlp          only these rows
python -m benchmarks alexnet --seeds 0      one seed

Each run is a process of its own. The sides take turns, so that a machine that grows slower hurts both. The table shows
medians of the seconds and means of the accuracies; the seconds are those of training alone: no import, no loading, no
validation, no test.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from statistics import mean, median

import numpy as np
from tqdm import tqdm

# Program → (its name in the table, the part of its run that counts, at most this share of the other side's time).
ROWS = {
    "numpy_mlp": [("MLP, NumPy", "training", 0.25), ("MLP, NumPy, with search", "search and training", None)],
    "numpy_against_keras_mlp": [("MLP of lesson 07, NumPy", "training", 0.5)],
    "numpy_against_keras_cnn": [("CNN of lesson 09, NumPy", "training", 2.0)],
    "keras_mlp": [("MLP, Keras", "training", 0.1)],
    "cnn": [("CNN, Keras", "training", 0.5)],
    "fast_cnn": [("CNN, Keras, fast recipe", "training", 0.3)],
    "alexnet": [("AlexNet", "training", 0.5)],
    "residual": [("Residual network", "training", 0.4)],
}
# The mean test accuracy that our side must reach; None: at least the other side's.
ACCURACY = {
    "numpy_mlp": 0.98,
    "numpy_against_keras_mlp": 0.9,
    "numpy_against_keras_cnn": 0.9,
    "keras_mlp": None,
    "cnn": 0.99,
    "fast_cnn": 0.9925,
    "alexnet": 0.9875,
    "residual": 0.995,
}
SEEDS = {"fast_cnn": list(range(10))}  # three seeds cannot tell 0.9925 from 0.9920
# Beside what we run: the lecture's program of the same name, or the one named here: another one of the lecture's, or
# Keras with the same model, batches and optimiser.
AGAINST = {
    "numpy_against_keras_mlp": ("ours", "keras_against_numpy_mlp"),
    "numpy_against_keras_cnn": ("ours", "keras_against_numpy_cnn"),
    "fast_cnn": ("lecture", "cnn"),
    "residual": ("lecture", "alexnet"),
}
# Lessons 07 and 09 set this before NumPy is imported, and lesson 07 says why: so do our programs in NumPy.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def run_here(side: str, program: str, seed: int, answer: Path) -> None:
    """Run one program in this process; write its parts (name → seconds, accuracy) and its peak memory to ``answer``."""
    from helpers import silence_tensorflow

    silence_tensorflow()
    # On AMD's first EPYC, one thread of OpenBLAS multiplies 64 digits by lesson 07's weights in 1.6 ms, but in 0.6 ms
    # once a larger product has been made in the same process. So both sides begin with one.
    square = np.ones((784, 784), dtype=np.float32)
    square @ square.T
    module, function = AGAINST.get(program, (side, program)) if side == "lecture" else (side, program)
    parts = getattr(import_module(f"benchmarks.{module}"), function)(seed)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # Linux counts in KiB
    answer.write_text(json.dumps({"parts": parts, "memory": memory}), encoding="utf-8")


def run(side: str, program: str, seed: int) -> dict:
    """Run one program in a fresh process, its own progress on the terminal."""
    threads = ONE_THREAD if side == "ours" and program.startswith("numpy") else {}
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        command = [sys.executable, "-m", "benchmarks", program, "--side", side, "--seeds", str(seed)]
        subprocess.run([*command, "--answer", answer], check=True, stdout=sys.stderr, env=os.environ | threads)
        return json.loads(answer.read_text(encoding="utf-8"))


def table(results: dict, seeds: dict[str, list[int]]) -> str:
    """Return the rows of ``results`` (program → side → one result a seed): median seconds, mean accuracies."""
    lines = [
        "| ours | beside | beside, s | ours, s | ours ÷ beside | target | accuracy beside | ours | ours, each seed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for program, sides in results.items():
        for name, part, target in ROWS[program]:
            seconds, accuracy = (
                {side: [result["parts"][part][i] for result in sides[side]] for side in sides} for i in (0, 1)
            )
            slow, fast = median(seconds["lecture"]), median(seconds["ours"])
            theirs, ours = mean(accuracy["lecture"]), mean(accuracy["ours"])
            goal = ""
            if target is not None:
                needed = theirs if ACCURACY[program] is None else ACCURACY[program]
                goal = f"≤ {target:.2f}, {'met' if fast <= target * slow and ours >= needed else 'MISSED'}"
            every = " ".join(f"{value:.4f}" for value in accuracy["ours"])
            beside = "Keras" if AGAINST.get(program, ("lecture",))[0] == "ours" else "the lecture"
            lines.append(
                f"| {name} | {beside} | {slow:.1f} | {fast:.1f} | {fast / slow:.2f} | {goal} "
                f"| {theirs:.4f} | {ours:.4f} | {every} |"
            )
    memory = max(result["memory"] for sides in results.values() for side in sides.values() for result in side)
    seeded = "; ".join(f"{program}: seeds {', '.join(map(str, seeds[program]))}" for program in results)
    end = f"{seeded}. Seconds: medians; accuracies: means. Largest process: {memory:.1f} GB."
    return "\n".join([*lines, "", end])


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("programs", nargs="*", metavar="program", help=f"any of {', '.join(ROWS)}; all without it")
    parser.add_argument("--seeds", nargs="+", type=int, help="0 1 2 without it; fast_cnn: 0 to 9")
    parser.add_argument("--side", choices=["lecture", "ours"], help=argparse.SUPPRESS)
    parser.add_argument("--answer", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    programs = arguments.programs or list(ROWS)
    if unknown := [name for name in programs if name not in ROWS]:
        parser.error(f"there is no program {unknown[0]!r}; there is {', '.join(ROWS)}")
    if arguments.answer:
        run_here(arguments.side, programs[0], arguments.seeds[0], arguments.answer)
        return
    results = {program: {"lecture": [], "ours": []} for program in programs}
    seeds = {program: arguments.seeds or SEEDS.get(program, [0, 1, 2]) for program in programs}
    turns = [(p, seed, side) for p in programs for seed in seeds[p] for side in ("lecture", "ours")]
    for program, seed, side in (bar := tqdm(turns, unit="run")):
        bar.set_description(f"{program}, seed {seed}, {side}")
        results[program][side].append(run(side, program, seed))
        if len(programs) > 1 and len(results[program]["ours"]) == len(seeds[program]):  # kept if the rest is stopped
            bar.write(table({program: results[program]}, seeds), file=sys.stderr)
    print(table(results, seeds))


if __name__ == "__main__":
    main()
