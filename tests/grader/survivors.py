"""Print the mutants of an assignment that pass every check: `python -m tests.grader.survivors NN_name`."""

import sys

from tests.grader.harness import load, survivors

for name, task in load(sys.argv[1]).items():
    made, alive = survivors(task)
    seconds = sum(task.seconds.values())
    print(f"{name}: {len(alive)} of {len(made)} mutants pass; the reference's checks take {seconds:.2f} s")
    for mutant in alive:
        print(f"    {mutant.label!r}: ,")
