"""A class on a hub as `make server` starts it: students and an instructor work on it, by its pages and its API.

Both modes: with the machine's accounts where the tests run as root, and the plain one, which anybody can start; started
by root, the tests give up their rights for it. Skipped, with the reason, only where the hub is not installed.
"""

import contextlib
import csv
import json
import os
import pwd
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
import requests
from playwright.sync_api import TimeoutError as NotSeen

from benchmarks.lessons import Peak
from helpers.workers import PORTS
from tests.explorers.driver import Driver
from tests.hub import INSTRUCTOR, IS_INSTALLED, IS_ROOT, PASSWORD, PATIENCE, ROOT, CellError, Person, running_hub, until
from tests.test_browser import CHROMIUM, browser  # noqa: F401  a fixture
from tests.test_instructor import COURSE, NAME

STUDENTS, CLASS = ("anna", "bo"), [f"student{number:02}" for number in range(20)]
ANSWER = "A straight line cannot bend, however many of them are added."
BUSY = "import time\nwhile True:\n    time.sleep(1)"  # without a word

pytestmark = pytest.mark.skipif(
    not IS_INSTALLED,
    reason="the hub is not installed: apt-get install nodejs npm, then make .venv/server",
)


def on(*modes):
    """Run a test on these hubs, one after the other; only root can make accounts."""
    return pytest.mark.parametrize("hub", modes, indirect=True)


@pytest.fixture(scope="module")
def hub(request):
    if request.param == "accounts" and not IS_ROOT:
        pytest.skip("accounts can be made by root only")
    with running_hub(request.param == "plain", (*STUDENTS, INSTRUCTOR)) as hub:
        yield hub


@pytest.fixture(scope="module")
def people(hub):
    """Two students and an instructor, whose servers run."""
    students = [Person(hub, name, hub.password) for name in STUDENTS]
    instructor = Person(hub, INSTRUCTOR, PASSWORD)
    return together(Person.begin, [*students, instructor])


@pytest.fixture(scope="module")
def released(people):
    """The instructor, who has released the assignment, and with it made the folder to which students submit."""
    instructor = people[-1]
    instructor.command("nbgrader", "generate_assignment", NAME, "--force")
    instructor.command("nbgrader", "release_assignment", NAME)
    return instructor


@on("accounts", "plain")
def test_a_student_has_a_copy_of_the_course_and_its_own_progress(hub, people):
    anna = people[0]
    said = anna.run(
        "from pathlib import Path; import helpers; from helpers.exercises import exercise_progress",
        "print(sorted(path.name for path in Path('~/course').expanduser().iterdir() if path.name == 'notebooks'))",
        "print('shared:', not Path(helpers.__file__).is_relative_to(Path.home()))",
        "exercise_progress()",
        "from helpers.exercises.progress import own_course; print('own:', own_course() == Path.home() / 'course')",
        "from helpers.limits import free_memory; print('share:', free_memory())",
    )
    assert "['notebooks']" in said
    assert "shared: True" in said
    assert "own: True" in said
    share = float(said.partition("share: (")[2].partition(",")[0])
    assert share < 4e9
    exercises = [path.stem for path in (ROOT / "exercises").glob("*/*.ipynb")]
    assert [name for name in exercises if name not in said] == []


@on("plain")
def test_an_assignment_goes_to_the_instructor_and_comes_back(hub, people, released):
    """By the assignment list's own address, and nbgrader's commands, from the release to the feedback."""
    anna, bo, instructor = people
    listed = anna.get(f"/assignments?course_id={COURSE}").json()
    assert {one["assignment_id"]: one["status"] for one in listed["value"]}.get(NAME) in ("fetched", "released"), listed
    for student in (anna, bo):
        sent = student.post("/assignments/submit", data={"course_id": COURSE, "assignment_id": NAME})
        assert sent["success"], sent
    collected = instructor.command("nbgrader", "collect", NAME)
    assert "cheating" not in collected, collected
    marked = instructor.command("nbgrader", "autograde", NAME)
    assert "ERROR" not in marked, marked
    instructor.command("nbgrader", "generate_feedback", NAME)
    instructor.command("nbgrader", "release_feedback", NAME)
    instructor.command("nbgrader", "export", "--to", "grades.csv")
    grades = instructor.run("print(open('../grades.csv', encoding='utf-8').read())")
    assert anna.name in grades
    assert bo.name in grades
    anna.post("/assignments/fetch_feedback", data={"course_id": COURSE, "assignment_id": NAME})
    found = anna.run("from pathlib import Path; print(list(Path('~/course').expanduser().rglob('feedback/**/*.html')))")
    assert NAME in found


@on("accounts", "plain")
def test_only_the_instructor_has_the_menus_and_formgrader(hub, people, released):
    anna, instructor = people[0], people[-1]
    page = instructor.get("/formgrader")
    assert page.ok
    assert NAME in instructor.get("/formgrader/api/assignments").text
    assert "@jupyter/nbgrader:formgrader" in disabled(anna)
    assert "@jupyter/nbgrader:formgrader" not in disabled(instructor)


def disabled(person):
    """Return which parts of JupyterLab a person's own page leaves out."""
    page = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', person.get("/lab").text, re.DOTALL)
    found = json.loads(page.group(1))["disabledExtensions"]
    return [name for name in found if not isinstance(found, dict) or found[name]]


@on("accounts", "plain")
def test_a_correction_reaches_a_student_whose_work_is_kept(hub, people):
    bo = people[1]
    bo.run("open('../exercises/mine.txt', 'w', encoding='utf-8').write('my own')")
    bo.run("open('../LICENSE', 'a', encoding='utf-8').write('my line')")
    git = ["git", "-c", "safe.directory=*", "-c", "user.name=a", "-c", "user.email=a@b", "-C", str(hub.course)]
    readme = hub.course / "README.md"
    readme.write_text("A correction.\n" + readme.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([*git, "commit", "--quiet", "--all", "--message=Correct"], check=True)
    bo.leave()
    bo.begin()
    names = ("README.md", "exercises/mine.txt", "LICENSE")
    said = bo.run(f"for name in {names}: print(open('../' + name, encoding='utf-8').read())")
    assert "A correction." in said
    assert "my own" in said
    assert "my line" in said


@on("accounts")
def test_one_student_cannot_read_the_other(hub, people, released):
    anna, bo, instructor = people
    for other in (bo, instructor):
        home = pwd.getpwnam(other.name).pw_dir
        with pytest.raises(CellError, match="PermissionError"):
            anna.run(f"import os; os.listdir({home!r})")
    exchange = hub.course / "build" / "exchange" / COURSE / "inbound"
    with pytest.raises(CellError, match="PermissionError"):
        anna.run(f"import os; os.listdir({str(exchange)!r})")


CONNECTION = """
import json
from pathlib import Path
from ipykernel.connect import get_connection_file
file = Path(get_connection_file())
told = json.loads(file.read_text(encoding="utf-8"))
said = f"connection: {told['transport']} {told['ip']} {oct(Path(told['ip']).parent.stat().st_mode & 0o777)}"
print(said)
"""


def validation(person, code):
    """Return what nbgrader's Validate says of a notebook with this code in a cell that is marked."""
    marked = {"grade": True, "solution": False, "task": False, "locked": True, "schema_version": 3, "points": 1}
    cell = nbformat.v4.new_code_cell(code, metadata={"nbgrader": marked | {"grade_id": "a", "cell_type": "code"}})
    notebook = {"type": "notebook", "content": nbformat.v4.new_notebook(cells=[cell])}
    path = "/api/contents/course/mine.ipynb"
    assert requests.put(person.own + path, headers=person.headers, json=notebook, timeout=PATIENCE).ok
    return str(person.post("/assignments/validate", json={"path": "course/mine.ipynb"}))


@on("accounts", "plain")
def test_no_student_can_be_given_the_port_of_another(hub, people):
    """Servers have ports that no system gives out by itself; kernels have none, but files closed to others."""
    anna = people[0]
    for said in (anna.run(CONNECTION), validation(anna, f"{CONNECTION}\nraise SystemError(said)")):
        transport, start, mode = re.search(r"connection: (\S+) (\S+) (0o\d+)", said).groups()
        assert (transport, mode) == ("ipc", "0o700")
        assert len(f"{start}-5") < 108, "longer than the path of a socket may be"
    servers = [process for process in hub.processes() if "jupyterhub-singleuser" in " ".join(process.cmdline())]
    ports = [one.laddr.port for process in servers for one in process.net_connections("inet") if one.status == "LISTEN"]
    assert len(ports) == len(people)
    assert set(ports) <= set(PORTS)
    anna.leave()
    until(lambda: not Path(start).parent.exists(), hub.text)
    anna.begin()


@on("plain")
def test_a_server_that_ends_while_it_starts_says_so(hub, people):
    anna = people[0]
    anna.leave()
    own = hub.course / "build" / "hub" / "homes" / anna.name / ".jupyter" / "jupyter_server_config.py"
    own.parent.mkdir(exist_ok=True)
    own.write_text("raise SystemExit(3)", encoding="utf-8")
    assert "Your server ended while it started (status 3)." in anna.start()[-1]["message"]
    own.unlink()
    anna.begin()


def log_in(browser, hub, name, password):  # noqa: F811
    """Log in by the hub's page; return the page when JupyterLab shows lesson 00 in it."""
    page = browser.new_context(viewport={"width": 1300, "height": 1000}).new_page()
    page.set_default_timeout(1000 * PATIENCE)  # a busy machine starts a server slowly
    page.goto(hub.address)
    page.fill("#username_input", hub.prefix + name)
    page.fill("#password_input", password)
    page.click("#login_submit")
    page.get_by_role("heading", name="00 · Start here").wait_for()
    return page


def choose(page, menu, entry):
    page.locator(".lm-MenuBar-itemLabel", has_text=menu).first.click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def run_to_the_first_explorer(page):
    """Open lesson 05, run its first two code cells by the keyboard, and move the explorer's slider."""
    page.locator(".jp-DirListing-item", has_text="05_").dblclick()
    shown = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)", has=page.get_by_role("heading", name="05 · "))
    shown.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
    cells = shown.locator(".jp-CodeCell")
    cells.nth(1).evaluate("cell => { cell.id = 'explorer'; }")
    picture = page.locator("#explorer .explorer-stage svg")
    for _ in range(PATIENCE // 120):  # a person presses again where the page did not hear it
        for index in (0, 1):
            cells.nth(index).locator(".cm-content").click()
            page.keyboard.press("Control+Enter")
        with contextlib.suppress(NotSeen):
            picture.wait_for(timeout=120_000)
            break
    picture.wait_for(timeout=1_000)
    slider = page.locator("#explorer input[type=range]:not([disabled])").first
    slider.focus()
    with Driver(page, "#explorer").another_picture("a slider, by its key"):
        page.keyboard.press("ArrowRight")


def solve_in_part(person):
    """Write the answers to the first task (two points) and to the question (three, by hand) into the student's copy."""
    path = f"/api/contents/course/exercises/{NAME}/{NAME}.ipynb"
    model = person.get(path).json()
    solution = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    answers = {"neuron": next(cell.source for cell in solution.cells if cell.id == "neuron"), "why": ANSWER}
    for cell in model["content"]["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    content = {"type": "notebook", "content": model["content"]}
    assert requests.put(person.own + path, headers=person.headers, json=content, timeout=PATIENCE).ok


def press(frame, place, button):
    """Press a button in a line of one of Formgrader's tables, and close what it says then: that it was done."""
    frame.locator("tr", has_text=place).locator(f".{button} a").click()
    said = frame.locator(".modal.in")
    said.wait_for()
    assert said.locator(".modal-title").inner_text() == "Success", said.inner_text()
    said.locator(".modal-footer button").click()
    said.wait_for(state="detached")


def mark(page, students):
    """Collect, mark, give two points for what the first of the students wrote, and feedback to all, in Formgrader."""
    choose(page, "Nbgrader", "Formgrader")
    frame = page.frame_locator("iframe")
    press(frame, NAME, "collect")
    frame.locator("tr", has_text=NAME).locator(".num-submissions a").click()
    for student in students:
        press(frame, student.name, "autograde")
    frame.locator("tr", has_text=students[0].name).locator(".student-name a").click()
    frame.locator("td a", has_text=NAME).click()
    frame.get_by_text(ANSWER).first.wait_for()
    # The class is given when Formgrader's script is ready to hear of a change.
    frame.locator("input.score#why.needs_manual_grade").fill("2")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT") as kept:
        frame.locator("input.score#why").press("Tab")
    assert kept.value.ok
    page.frames[-1].goto(page.frames[-1].url.partition("/submissions/")[0])
    for button in ("generate-feedback", "release-feedback"):
        press(frame, NAME, button)


def submit(page):
    choose(page, "Nbgrader", "Assignment List")
    page.locator("#fetched_assignments_list .list_item", has_text=NAME).get_by_text("Submit", exact=True).click()
    page.locator("#submitted_assignments_list .list_item", has_text=NAME).first.wait_for()


def fetch_feedback(page):
    page.click("#refresh_assignments_list")
    with page.expect_response("**/assignments/fetch_feedback*") as fetched:
        page.locator("#submitted_assignments_list").get_by_text("Fetch Feedback", exact=True).first.click()
    assert fetched.value.json()["success"]
    page.locator("#submitted_assignments_list").get_by_text("View Feedback").first.wait_for()


@on("accounts" if IS_ROOT else "plain")
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium")
def test_a_class_in_the_browser(hub, people, released, browser, record_property):  # noqa: F811
    """A student opens 00 and 05 and submits; the instructor marks and reads; the feedback and the list of grades."""
    began = time.monotonic()
    anna, bo, instructor = people
    page = log_in(browser, hub, "anna", hub.password)
    run_to_the_first_explorer(page)
    solve_in_part(anna)
    submit(page)
    bo.post("/assignments/submit", data={"course_id": COURSE, "assignment_id": NAME})
    mark(log_in(browser, hub, INSTRUCTOR, PASSWORD), [anna, bo])
    instructor.command("nbgrader", "export", "--to", "grades.csv")
    grades = csv.DictReader(
        instructor.run("print(open('../grades.csv', encoding='utf-8').read())").strip().splitlines()
    )
    marks = {row["student_id"]: float(row["score"]) for row in grades if row["assignment"] == NAME}
    assert marks == {anna.name: 4, bo.name: 0}
    fetch_feedback(page)
    feedback = "(path.read_text(encoding='utf-8') for path in Path.home().rglob('feedback/**/*.html'))"
    assert ANSWER in anna.run(f"from pathlib import Path; print(*{feedback})")
    assert page.get_by_text("Jupyter news").count() == 0, "a student is asked what is not the student's to decide"
    for context in browser.contexts:
        context.close()
    minutes = (time.monotonic() - began) / 60
    record_property("class", f"two students and an instructor, in the browser: {minutes:.1f} minutes")


# ---------------------------------------------------------------- a whole class, and nobody

COST = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
peak = next(line for line in open("/proc/self/status", encoding="utf-8") if line.startswith("VmHWM"))
print("cost:", used.ru_utime + used.ru_stime, int(peak.split()[1]) * 1024)
"""


class Watch:
    """What a hub and all that it started use, as a context: seconds of processor time, and the peak of the memory.

    Memory is the proportional set size: what several processes share counts once.
    """

    def __init__(self, hub):
        self.hub, self.memory = hub, Peak(lambda: self.measured(lambda process: process.memory_full_info().pss), 2)

    def measured(self, one):
        total = 0
        for process in self.hub.processes():
            with contextlib.suppress(psutil.Error):
                total += one(process)
        return total

    def grown(self):
        return self.memory.largest - self.before

    def __enter__(self):
        # What has ended counts in its parent's times.
        self.seconds = -self.measured(lambda process: sum(process.cpu_times()[:4]))
        self.before = self.memory.__enter__().largest
        return self

    def __exit__(self, *_):
        self.memory.__exit__()
        self.seconds += self.measured(lambda process: sum(process.cpu_times()[:4]))


def together(act, everybody):
    """Have all of a class do something at the same time; return what each got."""
    with ThreadPoolExecutor(len(everybody)) as pool:
        return list(pool.map(act, everybody))


@pytest.fixture(scope="module")
def first_cells():
    """The code cells of lesson 01, and how many of them there are up to the first picture."""
    lesson = nbformat.read(ROOT / "notebooks" / "01_neurons_and_activations.ipynb", as_version=4)
    cells = [cell for cell in lesson.cells if cell.cell_type == "code"]
    has_picture = ["image/png" in output.get("data", {}) for cell in cells for output in cell.outputs[:1] or [{}]]
    return [cell.source for cell in cells], has_picture.index(True) + 1


@on("plain")
@pytest.mark.slow  # it keeps all cores busy for minutes, and .ci/run runs it
@pytest.mark.parametrize("whole", [False, True], ids=["first cells", "all of 01"])
def test_twenty_students_begin_together(hub, first_cells, whole, record_property):
    """All log in at once and run lesson 01: nobody is lost. What it costs is printed, and not judged."""
    cells, first = first_cells

    def begin_and_run(name):
        begun = time.monotonic()
        person = Person(hub, name, hub.password).begin()
        ready = time.monotonic() - begun
        said = person.run(*cells[: None if whole else first], COST)
        assert "[Picture: " in said, said  # its words come with it
        cost = re.search(r"cost: (\S+) (\S+)", said).groups()
        return person, ready, time.monotonic() - begun, *map(float, cost)

    with Watch(hub) as watch:
        people, *numbers = zip(*together(begin_and_run, CLASS))
        assert all(together(Person.is_there, people)), "a server has ended by itself"
        together(Person.leave, people)
    ready, ran, seconds, peak = (sorted(column) for column in numbers)
    record_property(
        "class",
        f"{len(people)} students, {'all' if whole else f'the first {first} code cells'} of 01, {os.cpu_count()} "
        f"processors: the servers answered after {ready[0]:.0f} to {ready[-1]:.0f} s, the cells had run after "
        f"{ran[0]:.0f} to {ran[-1]:.0f} s; each student took {watch.seconds / len(people):.1f} s of processor time and "
        f"{watch.grown() / len(people) / 2**30:.2f} GB, the kernel {seconds[len(people) // 2]:.1f} s "
        f"of it and, at its peak, {peak[len(people) // 2] / 2**30:.2f} GB",
    )


# Jupyter Server looks once a minute whether anybody uses it, and has no setting for that; the hub each half minute.
SERVER_LOOKS_OFTEN = """
from tornado import ioloop

from jupyter_server.serverapp import ServerApp


def look_often(server):
    if server.shutdown_no_activity_timeout > 0:
        server.looks = ioloop.PeriodicCallback(server.shutdown_no_activity, 2000)
        server.looks.start()


ServerApp.init_shutdown_no_activity = look_often
"""
HUB_LOOKS_OFTEN = "\nc.Spawner.poll_interval = 2\n"


@on("plain")
def test_what_nobody_uses_gives_its_memory_back(hub):
    """A kernel, then the server, of whoever is idle for ten seconds; not those of whoever computes without a word."""
    anna, bo = (Person(hub, name, hub.password) for name in STUDENTS)
    hub.stop()
    hub.environment["COURSE_IDLE_SECONDS"] = "10"
    for path, often in (
        ("jupyter/jupyter_server_config.py", SERVER_LOOKS_OFTEN),
        ("jupyterhub_config.py", HUB_LOOKS_OFTEN),
    ):
        with (hub.course / "server" / path).open("a", encoding="utf-8") as settings:
            settings.write(often)
    hub.launch()
    busy, channel = bo.begin().kernel()
    bo.ask(channel, BUSY)
    until(lambda: bo.get(f"/api/kernels/{busy}").json()["execution_state"] == "busy", hub.text)
    channel.close()
    anna.begin().kernel()[1].close()
    until(lambda: anna.get("/api/kernels").json() == [], hub.text)
    until(lambda: not anna.is_there(), hub.text)
    assert bo.is_there()
    assert [(kernel["id"], kernel["execution_state"]) for kernel in bo.get("/api/kernels").json()] == [(busy, "busy")]
