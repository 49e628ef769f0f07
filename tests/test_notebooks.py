"""What every notebook promises its reader, read from the files: nothing is executed here but by the last test.

nbval runs the notebooks themselves: see pyproject.toml.
"""

import ast
import json
import os
import re
import socket
import struct
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
MACHINE_PATH = re.compile(r"(/root/|/home/|/Users/|/work/|/tmp/|\b[A-Z]:\\+\w|site-packages)")
NETWORK = re.compile(
    r"\b(urllib|requests|httpx|socket|aiohttp|wget|curl|get_file|keras\.datasets|tensorflow_datasets|"
    r"fetch_openml|scipy\.datasets|pip install|imagenet['\"]\))\b"
)
WITHOUT_TENSORFLOW = ("01", "02", "04", "05", "06")
EXPLORERS = {"00": 1, "01": 4, "02": 1, "03": 2, "04": 1, "05": 1, "06": 1, "07": 1, "08": 1, "09": 1}
EXPLORERS |= {"10": 2, "11": 2, "12": 2}

ROLES = ("predict", "figure", "check")


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def by_name(paths):
    return pytest.mark.parametrize("path", paths, ids=[path.stem for path in paths])


def test_the_lessons_are_numbered_without_a_gap_or_a_double():
    assert [int(path.name[:2]) for path in LESSONS] == [*range(14)]


@by_name(LESSONS + SOLUTIONS)
def test_stored_outputs_are_those_of_one_clean_run(path):
    notebook = read(path)
    assert notebook.metadata.kernelspec.name == "python3"
    assert "widgets" not in notebook.metadata, "stored widget state hides pictures: execute with `make execute`"
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), "run `make execute`"
    for cell in cells:
        for output in cell.outputs:
            assert output.output_type != "error", cell.source
            assert output.get("name") != "stderr", f"{cell.source}\nleaves on stderr: {output.get('text')}"
            texts = [output.get("text", "")] + [
                value for kind, value in output.get("data", {}).items() if kind.startswith("text/")
            ]
            assert not MACHINE_PATH.search("".join(texts)), f"a path of one machine is in the output of:\n{cell.source}"
            address = re.search(r" at 0x\w+", "".join(texts))
            ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
            assert ignored or not address, f"{cell.source}\nshows an object's address, another one in each run"


@pytest.mark.parametrize("text", ["/home/ada/x.py", r"C:\Users\ada", r"'D:\\course'", "lib/site-packages/numpy"])
def test_a_path_of_one_machine_is_recognised(text):
    assert MACHINE_PATH.search(text)
    assert not MACHINE_PATH.search("R: 3 / 4, notebooks/00_start_here.ipynb")


@by_name(LESSONS + SOLUTIONS)
def test_a_notebook_is_under_one_megabyte(path):
    assert path.stat().st_size < 1_000_000


@by_name(LESSONS + SOLUTIONS)
def test_every_picture_has_alternative_text(path):
    notebook = read(path)
    for cell in code_cells(notebook):
        for output in cell.outputs:
            for kind in set(output.get("data", {})) & {"image/png", "image/svg+xml", "image/jpeg"}:
                assert output.metadata.get(kind, {}).get("alt"), f"use show(figure, alt=…) in:\n{cell.source}"
    assert not re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=)", prose(notebook)), (
        "an image in the text has no alternative text"
    )


@by_name(LESSONS + SOLUTIONS)
def test_nothing_reaches_for_the_network(path):
    notebook = read(path)
    for cell in code_cells(notebook):
        assert not NETWORK.search(cell.source), cell.source
    assert not re.search(r"!\[[^\]]*\]\(https?:|<(img|script|iframe|link)[^>]*https?:", prose(notebook))
    assert not any(cell.get("attachments") for cell in notebook.cells)


@by_name(LESSONS + SOLUTIONS)
def test_code_is_valid_python_and_installs_nothing(path):
    for cell in code_cells(read(path)):
        ast.parse(cell.source)  # no magics, no shell escapes: they do not run everywhere


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=["check", "format"])
def test_the_style_is_that_of_ruff(command):
    parts = [name for name in ("benchmarks", "helpers", "notebooks", "solutions", "tests") if (ROOT / name).exists()]
    run = subprocess.run(
        [sys.executable, "-m", "ruff", *command, *parts], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert run.returncode == 0, f"run `make format`\n{run.stdout}{run.stderr}"


@by_name(LESSONS)
def test_header(path):
    notebook = read(path)
    title, header = notebook.cells[0].source, notebook.cells[1].source
    assert re.match(rf"# {path.name[:2]} · \S", title), title
    assert re.search(r"\*\*The question\.\*\* .+\?", title, re.DOTALL), title
    for part in ("**After this lesson you can**", "**You need first:**", "**Time:**", "**Key terms:**"):
        assert part in header, part
    objectives = re.findall(r"^- \*\*[a-z]+(?: and [a-z]+)?\*\*", header, re.MULTILINE)
    assert 3 <= len(objectives) <= 5, "three to five objectives, each a bullet that starts with a bold verb"
    tags = [tag for tag in notebook.cells[1].metadata.get("tags", []) if tag.startswith("objective:")]
    assert len(tags) == len(set(tags)) == len(objectives), "one tag objective:… for each bullet"
    assert re.search(r"\*\*Time:\*\* about \d+ minutes; the cells run in (about )?[\d.]+ (seconds|minutes?)", header)
    assert re.search(r"\([一-鿿]", header), "key terms are given with the lecture's Chinese"


@by_name(LESSONS)
def test_summary_mirrors_the_header(path):
    notebook = read(path)
    text = prose(notebook)
    assert "\n## Summary" in text
    verbs = re.findall(r"^- \*\*([a-z]+)", notebook.cells[1].source, re.MULTILINE)
    summary = text.split("\n## Summary")[1].split("\n## ")[0]
    summarised = [verb.lower() for verb in re.findall(r"^- \*\*([A-Za-z]+)", summary, re.MULTILINE)]
    assert summarised == verbs, "the summary's bullets start with the header's verbs, in the same order"
    assert text.count("<details>") == text.count("</details>") >= 3
    assert "**Next.**" in text


@by_name(LESSONS + SOLUTIONS)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#\s]+)", prose(read(path))):
        if not target.startswith(("http:", "https:")):
            assert (path.parent / target).exists(), f"{target} does not exist"


@by_name(LESSONS)
def test_code_and_prose_are_in_balance(path):
    notebook = read(path)
    lines = sorted(len(cell.source.splitlines()) for cell in code_cells(notebook))
    assert lines[len(lines) // 2] <= 10, "a code cell usually has 3 to 8 lines"
    assert lines[-1] <= 45
    ignored = [cell for cell in code_cells(notebook) if "nbval-ignore-output" in cell.metadata.get("tags", [])]
    assert len(ignored) <= max(3, 0.25 * len(lines)), "too many outputs are not compared"


def role(cell) -> str:
    """The role of a code cell, told by its tag: predict, figure or check; "" for a cell to read and to change."""
    roles = [tag for tag in cell.metadata.get("tags", []) if tag in ROLES]
    assert len(roles) <= 1, f"one role a cell, not {roles}"
    return roles[0] if roles else ""


def faults(cell) -> list[str]:
    """What in a code cell breaks the rules of its role, as far as a machine can tell."""
    kind, first = role(cell), cell.source.split("\n")[0]
    folded = cell.metadata.get("jupyter", {})
    tree = ast.parse(cell.source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls]
    asserts = any(isinstance(node, ast.Assert) for node in ast.walk(tree)) or any(
        name.startswith("assert_") for name in names
    )
    printed = "".join(output.get("text", "") for output in cell.get("outputs", []))
    found = {
        "a figure holds no assertion": kind == "figure" and asserts,
        "what is folded begins with a comment that says what it does": kind in ("figure", "check")
        and not (first.startswith("# ") and folded.get("source_hidden")),
        "only figures and checks are folded": kind not in ("figure", "check") and folded.get("source_hidden"),
        "a check asserts": kind == "check" and not asserts,
        "a check prints one line that begins with ✓": kind == "check" and not re.fullmatch(r"✓ .+\n?", printed),
        "an open cell asserts nothing": kind in ("", "predict") and asserts,
        "an open cell holds no alternative text": kind in ("", "predict")
        and any(keyword.arg == "alt" for call in calls for keyword in call.keywords),
        "an open cell plots by one call at most": kind in ("", "predict")
        and (names.count("show") > 1 or bool(re.search(r"\b(plt|ax|axes)\.\w+\(|\.subplots\(", cell.source))),
        "a prediction hides its output": kind == "predict" and not folded.get("outputs_hidden"),
        "a prediction compares with no number that may be the answer": kind == "predict" and tells(tree),
        "only a prediction, or a figure below it, hides its output": kind not in ("predict", "figure")
        and folded.get("outputs_hidden"),
        "a hidden output begins with a heading (…:) or is a picture": kind == "predict" and not headed(cell),
    }
    return [rule for rule, broken in found.items() if broken]


def tells(tree) -> bool:
    """Whether a program compares with a number that is no label, half, 0 or small tolerance, or between two numbers."""
    comparisons = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
    numbers = [
        node.value
        for comparison in comparisons
        for node in (comparison.left, *comparison.comparators)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float))
    ]
    return any(len(comparison.ops) > 1 for comparison in comparisons) or any(
        number > 0.01 and number not in (0.5, 1, 2) for number in numbers
    )


def headed(cell) -> bool:
    """Whether the first line of a cell's output, which is seen when the output is hidden, gives nothing away.

    JupyterLab shows a picture's text there, so the text may not hold what stands above its parts, such as 4→9.
    """
    if not cell.get("outputs"):
        return False
    first = cell.outputs[0]
    line = first.get("text", first.get("data", {}).get("text/plain", "")).split("\n")[0].rstrip()
    return not re.search(r"\d→\d", line) if "image/png" in first.get("data", {}) else line.endswith(":")


@by_name(LESSONS)
def test_each_cell_keeps_to_its_role(path):
    broken = [f"{rule}:\n{cell.source}\n" for cell in code_cells(read(path)) for rule in faults(cell)]
    assert not broken, "\n".join(broken)


@by_name(LESSONS)
def test_each_prediction_has_its_prompt_and_its_check(path):
    cells = read(path).cells
    for index, cell in enumerate(cells):
        prompt = cell.cell_type == "markdown" and "predict, then run" in cell.source.lower()
        if prompt:
            assert role(cells[index + 1]) == "predict", f"the cell below is no prediction:\n{cell.source}"
        if cell.cell_type == "code" and role(cell) == "predict":
            above = cells[index - 1]
            assert above.cell_type == "markdown", cell.source
            assert "predict, then run" in above.source.lower(), f"no prompt above:\n{cell.source}"
        if cell.cell_type == "code" and role(cell) == "figure":
            answers = cells[index - 1].cell_type == "code" and role(cells[index - 1]) == "predict"
            assert answers == bool(cell.metadata.jupyter.get("outputs_hidden")), (
                f"a figure hides its output if it is right below a prediction, and only then:\n{cell.source}"
            )


@by_name(LESSONS)
def test_a_saved_page_looks_as_if_it_had_been_run(path):
    for cell in code_cells(read(path)):
        for output in cell.outputs:
            text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            assert not re.search(r"\w+\(children=|%\|.*\||\d+epoch \[|it/s\]", text), f"{cell.source}\nshows {text}"


def cell_with(source, tags=(), outputs=(), **folded):
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags), "jupyter": folded}, outputs=list(outputs))


def printed(text):
    return [nbformat.v4.new_output("stream", text=text)]


def pictured(text):
    return [nbformat.v4.new_output("display_data", {"image/png": "", "text/plain": f"[Picture: {text}]"})]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (cell_with("assert x == 3"), "an open cell asserts nothing"),
        (cell_with("np.testing.assert_allclose(x, 3)"), "an open cell asserts nothing"),
        (cell_with('show(figure, alt="a line")'), "an open cell holds no alternative text"),
        (cell_with("show(a)\nshow(b)"), "an open cell plots by one call at most"),
        (cell_with("ax.plot(x)"), "an open cell plots by one call at most"),
        (cell_with("x = 3", source_hidden=True), "only figures and checks are folded"),
        (cell_with("f()", ["predict"], printed("shape:\n3\n")), "a prediction hides its output"),
        (cell_with("f()", outputs_hidden=True), "only a prediction, or a figure below it, hides its output"),
        (cell_with("# C\nassert x", ["check"], outputs_hidden=True), "only a prediction, or a figure below it, hides"),
        (cell_with("print(3.9 < ratio)", ["predict"]), "a prediction compares with no number"),
        (cell_with("print(0 < ratio < 1)", ["predict"]), "a prediction compares with no number"),
        (cell_with("print(count == 5)", ["predict"]), "a prediction compares with no number"),
        (cell_with("show(f)", ["predict"], pictured("worst: 4→9"), outputs_hidden=True), "a hidden output begins with"),
        (cell_with("f()", ["predict"], printed("3\n"), outputs_hidden=True), "a hidden output begins with a heading"),
        (cell_with("f()", ["predict"], outputs_hidden=True), "a hidden output begins with a heading"),
        (cell_with("draw()", ["figure"], source_hidden=True), "what is folded begins with a comment"),
        (cell_with("# Draw it.\ndraw()", ["figure"]), "what is folded begins with a comment"),
        (cell_with("# Draw.\nassert x", ["figure"], source_hidden=True), "a figure holds no assertion"),
        (cell_with("# Check.\nf()", ["check"], printed("✓ so\n"), source_hidden=True), "a check asserts"),
        (cell_with("# Check.\nassert x", ["check"], source_hidden=True), "a check prints one line that begins with ✓"),
    ],
)
def test_a_broken_role_is_found(cell, rule):
    assert any(fault.startswith(rule) for fault in faults(cell))


@pytest.mark.parametrize(
    "cell",
    [
        cell_with("x = 3\nprint(x)", outputs=printed("3\n")),
        cell_with("show(function_plot({'f': f}))"),
        cell_with("f()", ["predict"], printed("accuracy on 500 digits:\n0.9\n"), outputs_hidden=True),
        cell_with("print('right:')\nprint((z > 0.5).sum())", ["predict"], printed("right:\n3\n"), outputs_hidden=True),
        cell_with("show(f)", ["predict"], pictured("The four slopes"), outputs_hidden=True),
        cell_with("# Draw it.\nshow(figure, alt='a line')", ["figure"], source_hidden=True),
        cell_with("# Check x.\nassert x\nprint('✓ x')", ["check"], printed("✓ x\n"), source_hidden=True),
    ],
)
def test_a_cell_that_keeps_to_its_role_is_left_alone(cell):
    assert faults(cell) == []


@by_name([path for path in LESSONS if path.name[:2] in WITHOUT_TENSORFLOW])
def test_numpy_lessons_never_load_tensorflow(path):
    for cell in code_cells(read(path)):
        assert not re.search(r"tensorflow|keras", cell.source), cell.source


@by_name([path for path in LESSONS if path.name[:2] < "07"])
def test_no_lesson_before_07_opens_the_test_set(path):
    for cell in code_cells(read(path)):
        without_counting = re.sub(r"len\(\w+\.test_images\)", "", cell.source)
        assert not re.search(r"\.test_(images|labels)", without_counting), cell.source


@by_name([path for path in LESSONS if path.name[:2] in EXPLORERS])
def test_explorers_leave_their_picture_in_the_notebook(path):
    shown = [cell for cell in code_cells(read(path)) if re.search(r"_explorer\([^)]*\)\.show\(\)", cell.source)]
    assert len(shown) == EXPLORERS[path.name[:2]]
    for cell in shown:
        kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
        assert {"image/png", "application/vnd.jupyter.widget-view+json"} <= kinds


# Seconds. A lesson that states more goes through the browser, or twice without a network, in `pytest -m slow` only.
LONG, LONG_TWICE = 45, 30


def stated_seconds(path) -> float:
    """The running time that a lesson's header states, in seconds."""
    number, unit = re.search(r"cells run in (?:about )?([\d.]+) (second|minute)", read(path).cells[1].source).groups()
    return float(number) * (60 if unit == "minute" else 1)


def older_processor() -> dict[str, str]:
    """Return an environment in which all calculates as on a processor without AVX-512; empty where there is none.

    Sums in another order differ in their last digits, and after a training in more. Outputs must not show it.
    """
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    newer = " ".join(name for name in found if name.startswith(("X86_V4", "AVX512")))
    older = {"OPENBLAS_CORETYPE": "Haswell", "ONEDNN_MAX_CPU_ISA": "AVX2", "NPY_DISABLE_CPU_FEATURES": newer}
    return older if newer else {}


# A machine that is busy at the wrong moments, whenever a lesson or a helper measures: a program of the kernel's start.
CLOCK_THAT_JUMPS = """
import random
import sys
import time


def perf_counter(real=time.perf_counter, draw=random.Random(0).expovariate, caller=sys._getframe, passed=[0.0]):
    if caller(1).f_globals.get("__name__", "").partition(".")[0] in ("__main__", "helpers"):
        passed[0] += draw(0.2)
    return real() + passed[0]


time.perf_counter = perf_counter
del perf_counter, random, sys, time
"""


def run_offline(command: list[str], *, bfloat16: bool = False, **variables: str) -> subprocess.CompletedProcess:
    """Run a command in a network namespace that has only a loopback interface, as on an older processor.

    TensorFlow takes as many threads as at a student's, not the tests' one: the sums come in another order, too.
    With ``bfloat16`` oneDNN may use all that the processor has: TensorFlow looks at the processor itself, multiplies
    bfloat16 by oneDNN where it finds AVX-512, and dies if oneDNN may not.
    """
    older = older_processor()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TF_NUM_")}
    if bfloat16:
        older.pop("ONEDNN_MAX_CPU_ISA", None)
    program = "import tests.test_notebooks as t, os, sys; t.raise_loopback(); os.execv(sys.argv[1], sys.argv[1:])"
    return subprocess.run(
        ["unshare", "--map-root-user", "--net", sys.executable, "-c", program, *command],
        cwd=ROOT, capture_output=True, encoding="utf-8",
        env={**environment, **older, **variables, "PYTEST_ADDOPTS": ""},
    )  # fmt: skip


def raise_loopback() -> None:
    """Bring up the loopback interface: Jupyter talks to its kernels over it."""
    import fcntl  # not on Windows, where the structure tests run too

    with socket.socket() as any_socket:
        request = struct.pack("16sh", b"lo", 1)  # SIOCSIFFLAGS with IFF_UP
        fcntl.ioctl(any_socket, 0x8914, request)


def test_the_offline_namespace_really_has_no_network():
    if not can_unshare():
        pytest.skip("this machine allows no network namespaces")
    program = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
    result = run_offline([sys.executable, "-c", program])
    assert "Network is unreachable" in result.stderr
    assert run_offline([sys.executable, "-c", "print('alive')"]).stdout == "alive\n"


def test_an_older_processor_is_what_numpy_finds():
    if not can_unshare() or not older_processor():
        pytest.skip("this machine allows no network namespaces, or its processor has no AVX-512")
    result = run_offline([sys.executable, "-c", "import tests.test_notebooks as t; print(t.older_processor())"])
    assert result.stdout == "{}\n", result.stderr


def can_unshare() -> bool:
    try:
        return subprocess.run(["unshare", "--map-root-user", "--net", "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if stated_seconds(path) > LONG_TWICE else [])
        for path in LESSONS
    ],
)
def test_offline_with_every_cell_run_twice(path, tmp_path):
    """What shows a progress bar, a training of many seconds, runs once. No check judges how long something took."""
    if not can_unshare():
        pytest.skip("this machine allows no network namespaces")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [
        cell | {"id": f"{cell['id']}-{time}"}
        for cell in notebook["cells"]
        for time in range(2 if cell["cell_type"] == "code" and "[Progress: " not in json.dumps(cell["outputs"]) else 1)
    ]
    runs = sum(cell["cell_type"] == "code" for cell in notebook["cells"])
    twice = tmp_path / path.name
    twice.write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-n0", "-q", "-p", "no:cacheprovider"]
    command += [f"--rootdir={tmp_path}", "-c", os.devnull, str(twice)]
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "clock.py").write_text(CLOCK_THAT_JUMPS, encoding="utf-8")
    result = run_offline(
        command, bfloat16="bfloat16" in twice.read_text(encoding="utf-8"), IPYTHONDIR=str(tmp_path / "ipython")
    )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-3000:]
    assert runs > 1.75 * len(code_cells(read(path)))  # most cells run twice
    assert f"{runs} passed" in result.stdout


def test_the_maps_in_readme_and_lesson_00_say_what_the_lessons_say():
    maps = {ROOT / "README.md": "notebooks/", LESSONS[0]: ""}
    for place, folder in maps.items():
        text = prose(read(place)) if place.suffix == ".ipynb" else place.read_text(encoding="utf-8")
        for path in LESSONS:
            title, header = (cell.source for cell in read(path).cells[:2])
            name = re.match(r"# (.+)", title).group(1)
            question = " ".join(re.search(r"\*\*The question\.\*\* (.+)", title, re.DOTALL).group(1).split())
            minutes = re.search(r"about (\d+) minutes", header).group(1)
            assert f"| [{name}]({folder}{path.name}) | {question} | {minutes} |" in text, f"{place.name}: {path.stem}"
