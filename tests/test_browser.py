"""Every lesson in a real JupyterLab in a real Chromium: all cells run, every explorer answers to keyboard and mouse.

Skipped, with the reason, only where no Chromium is installed. `.ci/run` installs it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
import pytest

from helpers.explorers.frame import TOUCH
from helpers.workers import free_ports
from tests.explorers.driver import RESTS, Driver, drive
from tests.explorers.walking import PATIENCE, point, says
from tests.explorers.walks import WALKS
from tests.test_notebooks import EXPLORERS, LESSONS, LONG, stated_seconds

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ROOT = Path(__file__).parents[1]
EXPLORER = re.compile(r"_explorer\([^)]*\)\.show\(\)")
WHOLE = 30  # seconds: a lesson that states as much, or more, trains below its explorers

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium"
)

VIEW = {"width": 1300, "height": 1000}
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}

# What a person would call an error, read from the notebook's model rather than from the page.
READ_CELLS = """() => {
    const content = window.jupyterapp.shell.currentWidget.content;
    return Array.from(content.widgets).filter(cell => cell.model.type === 'code').map(cell => ({
        source: cell.model.sharedModel.getSource(),
        executed: cell.model.executionCount !== null,
        outputs: cell.model.outputs.toJSON(),
    }));
}"""
IDLE = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const session = panel && panel.sessionContext && panel.sessionContext.session;
    return Boolean(session && session.kernel && session.kernel.status === 'idle');
}"""
ALL_RAN = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const cells = Array.from(panel.content.widgets).filter(cell => cell.model.type === 'code');
    const failed = cells.some(cell => cell.model.outputs.toJSON().some(output => output.output_type === 'error'));
    const waiting = cells.some(cell => cell.model.executionCount === null || cell.model.executionState === 'running');
    return panel.sessionContext.session.kernel.status === 'idle' && (failed || !waiting);
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start a JupyterLab of our own on copies of the notebooks; yield its address and its folder."""
    home = tmp_path_factory.mktemp("lab")
    notebooks = home / "course" / "notebooks"
    notebooks.mkdir(parents=True)
    for name in ("lab", "config", "data", "ipython", "settings", "workspaces", "labconfig", "runtime"):
        (home / name).mkdir()
    (home / "config" / "labconfig").mkdir()
    (home / "config" / "labconfig" / "default_setting_overrides.json").write_text(
        json.dumps(SETTINGS), encoding="utf-8"
    )
    port = next(free_ports())
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    environment.pop("PYTEST_CURRENT_TEST", None)  # ipykernel would not capture what C++ writes to stderr
    log = home / "jupyterlab.log"
    with log.open("w", encoding="utf-8") as log_file:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
                *("--ServerApp.port_retries=0", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"),
                *("--LabApp.extension_manager=readonly", f"--ServerApp.root_dir={home / 'course'}"),
            ],
            env=environment,
            stdout=log_file,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for_server(f"http://127.0.0.1:{port}/api", server, log)
        yield f"http://127.0.0.1:{port}", notebooks
    finally:
        server.terminate()
        server.wait(timeout=300)


def wait_for_server(address, server, log):
    for _ in range(1500):
        assert server.poll() is None, f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}"
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab does not answer:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*flags, "--disable-component-update", "--disable-sync"]
        )
        yield chromium
        chromium.close()


class Page:
    """A notebook in JupyterLab, with everything that went wrong in it."""

    def __init__(self, browser, address, name):
        # One context for all pages: the browser reads JupyterLab's own programs only once.
        context = browser.contexts[0] if browser.contexts else browser.new_context(viewport=VIEW)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.foreign, self.callback_errors = [], []
        self.page.on("request", lambda request: self._note(request.url, address))
        self.page.on("websocket", self._listen)
        self.page.goto(f"{address}/lab/tree/notebooks/{name}?reset")
        self.page.wait_for_function("() => window.jupyterapp && window.jupyterapp.shell.currentWidget")
        self.page.wait_for_function(IDLE)

    def _note(self, url, address):
        if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
            self.foreign.append(url)

    def _listen(self, websocket):
        def received(frame):
            text = frame if isinstance(frame, str) else frame.decode(errors="replace")
            if '"msg_type":"error"' in text.replace(" ", ""):
                self.callback_errors.append(text[-1500:])

        websocket.on("framereceived", received)

    def run_all(self, timeout=1700):
        self.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        self.page.wait_for_function(ALL_RAN, timeout=timeout * 1000)
        return self.page.evaluate(READ_CELLS)

    def assert_clean(self):
        assert self.page.locator(".jp-Dialog").count() == 0, self.page.locator(".jp-Dialog").first.inner_text()
        assert self.page.get_by_text("Error displaying widget").count() == 0
        assert self.foreign == []
        assert self.callback_errors == []

    def close(self):
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()


@pytest.fixture(scope="module")
def lesson(request, lab, browser):
    """A lesson in JupyterLab, seen and then run. Of a long one all above the last explorer: nbval runs the rest.

    One page for all tests of a lesson: to start a kernel and run the cells takes longer than most of them.
    """
    address, folder = lab
    path = request.param
    content = nbformat.read(path, 4)
    if stated_seconds(path) >= WHOLE:
        shown = [number for number, cell in enumerate(content.cells) if EXPLORER.search(cell.source)]
        content.cells = content.cells[: shown[-1] + 1] if shown else content.cells
    nbformat.write(content, folder / path.name)
    notebook = Page(browser, address, path.name)
    try:
        notebook.path, notebook.before = path, [*looks(notebook.page)]
        notebook.cells = notebook.run_all()
        yield notebook
    finally:
        notebook.close()


def on(*numbers):
    """Run a test on these lessons; on all where none is named."""
    return pytest.mark.parametrize(
        "lesson",
        [
            pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if stated_seconds(path) > LONG else [])
            for path in LESSONS
            if not numbers or path.name[:2] in numbers
        ],
        indirect=True,
    )


@on()
def test_lesson(lesson, record_property):
    """All cells have run without a complaint; each explorer answers."""
    for cell in lesson.cells:
        assert cell["executed"], f"not executed:\n{cell['source']}"
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"{cell['source']}\n{output.get('ename')}: {output.get('evalue')}"
            assert output.get("name") != "stderr", f"{cell['source']}\n{output.get('text')}"
    drive_explorers(lesson, record_property)
    lesson.assert_clean()


EXPLORER_CELLS = """() => {
    const content = window.jupyterapp.shell.currentWidget.content;
    const source = cell => cell.model.sharedModel.getSource();
    const shown = content.widgets.filter(cell => /_explorer\\([^)]*\\)\\.show\\(\\)/.test(source(cell)));
    shown.forEach((cell, index) => { cell.node.id = `explorer-${index}`; });
    return shown.map(cell => /(\\w+_explorer)\\(/.exec(source(cell))[1]);
}"""


# Run one cell anew: a walk begins with the explorer as a reader finds it.
RUN_CELL = """([root]) => {
    const content = window.jupyterapp.shell.currentWidget.content;
    const index = content.widgets.findIndex(cell => `#${cell.node.id}` === root);
    document.querySelector(`${root} .explorer`).dataset.old = "";
    content.activeCellIndex = index;
    return window.jupyterapp.commands.execute('notebook:run-cell').then(() => {});
}"""

# A cell stands where it is: what was shown above it, as a still that is hidden, moves it no more.
STANDS = """root => new Promise(resolve => {
    const place = () => JSON.stringify(document.querySelector(root).getBoundingClientRect());
    let last = "", same = 0;
    const look = () => {
        const here = place();
        same = here === last ? same + 1 : 0;
        last = here;
        if (same < 5) requestAnimationFrame(look); else resolve();
    };
    look();
})"""


def run_again(page, root):
    page.evaluate(RUN_CELL, [root])
    page.locator(f"{root} .explorer:not([data-old]) svg").wait_for()
    page.locator(root).scroll_into_view_if_needed()
    page.evaluate(STANDS, root)


def drive_explorers(notebook, record_property):
    """Drive each explorer of a lesson by all its controls, then by the walk that knows what it should say."""
    names = notebook.page.evaluate(EXPLORER_CELLS)
    assert len(names) == EXPLORERS.get(notebook.path.name[:2], 0)
    for index, name in enumerate(names):
        root = f"#explorer-{index}"
        # conftest.py prints it at the end of the run.
        record_property("latency", f"{notebook.path.stem}, {name}: {drive(notebook.page, root)}")
        run_again(notebook.page, root)
        WALKS[name](notebook.page, notebook.page.locator(root))
        notebook.assert_clean()


NEXT_FRAME = "() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))"


@contextmanager
def kernels_stand_still():
    """Stop the kernels of the test's JupyterLab for a while, as if they were busy."""
    processes = [
        child
        for child in psutil.Process().children(recursive=True)
        if any("ipykernel" in part for part in child.cmdline())
    ]
    assert processes
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


@on("05", "06")
def test_a_likely_touch_is_answered_without_the_kernel(lesson):
    """While the reader rests, the kernel draws what comes next: the page shows it, and the kernel's answer agrees."""
    page = lesson.page
    page.evaluate(EXPLORER_CELLS)
    run_again(page, "#explorer-0")
    driver = Driver(page, "#explorer-0")

    def answered(act):
        page.evaluate(RESTS, 300)  # which may be too short on a busy machine
        before = driver.picture()
        with kernels_stand_still():
            act()
            page.evaluate(NEXT_FRAME)
            foreseen = driver.picture()
        driver.settle()
        assert foreseen == before or driver.picture() == foreseen
        return foreseen != before

    driver.explorer.locator("[data-control=step]").focus()
    keys = ["ArrowRight", "ArrowLeft"] * 4
    assert any(answered(lambda key=key: page.keyboard.press(key)) for key in keys), "a step of a slider"
    point(page, driver.explorer, "out:1:0")
    marks = ["out:1:1", "out:0:1", "out:0:0", "out:1:0"] * 2
    assert any(answered(lambda mark=mark: point(page, driver.explorer, mark)) for mark in marks), "a cell beside this"
    driver.stage.focus()
    keys = ["ArrowUp", "ArrowDown"] * 4
    assert any(answered(lambda key=key: page.keyboard.press(key)) for key in keys), "an arrow key on the picture"
    lesson.assert_clean()


@on("03")
def test_keys_that_come_before_the_answer_count(lesson):
    """A handle goes as far as keys were pressed, also where the kernel answers late."""
    page = lesson.page
    page.evaluate(EXPLORER_CELLS)
    run_again(page, "#explorer-0")
    cell = page.locator("#explorer-0")
    cell.locator('[data-control="step"]').press("Home")
    says(cell, "At the start: x = −1.9,")
    press_while_the_kernel_is_busy(page, cell, "start", "ArrowRight")
    says(cell, "At the start: x = −1.75,")
    # Here the handle stays where it is, and the number that it stands for grows.
    run_again(page, "#explorer-1")
    cell = page.locator("#explorer-1")
    press_while_the_kernel_is_busy(page, cell, "input:x", "Shift+ArrowUp")
    says(cell, "x = 4.5, an input.")
    lesson.assert_clean()


def press_while_the_kernel_is_busy(page, cell, handle, key):
    cell.locator(f'[data-mark="{handle}"]').focus()
    with kernels_stand_still():
        for _ in range(3):
            page.keyboard.press(key)


@on("00")
def test_a_student_sees_no_command_for_instructors(lesson):
    """What has no command has no entry in a menu. docs/instructors.md says how an instructor gets them back."""
    commands = lesson.page.evaluate("() => window.jupyterapp.commands.listCommands()")
    assert [name for name in commands if name.startswith("nbgrader:")] == ["nbgrader:open-assignment-list"]


PICTURES = (".explorer-stage svg:visible", ".jp-RenderedImage img:visible")  # alive and still


def looks(page):
    """Yield how many pictures of each explorer a reader sees, alive and still, and what its cell says."""
    for index in range(len(page.evaluate(EXPLORER_CELLS))):
        cell = page.locator(f"#explorer-{index}")
        cell.scroll_into_view_if_needed()
        cell.locator(", ".join(PICTURES)).first.wait_for()
        page.evaluate(STANDS, f"#explorer-{index}")
        yield [cell.locator(what).count() for what in PICTURES], cell.inner_text()


@on("01", "05")
def test_a_reader_sees_each_explorer_once(lesson, lab, browser):
    """Freshly copied and not run: the still; run: alive; saved and opened again without a kernel: the still."""
    assert len(lesson.before) == EXPLORERS[lesson.path.name[:2]]
    for pictures, text in lesson.before:
        assert pictures == [0, 1]
        assert TOUCH in text
        assert "VBox(" not in text
    for pictures, text in looks(lesson.page):
        assert pictures == [1, 0]
        assert TOUCH not in text
    lesson.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lesson.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    again = Page(browser, lab[0], lesson.path.name)
    page = again.page
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    try:
        seen = [*looks(page)]
        assert len(seen) == len(lesson.before)
        for pictures, text in seen:
            assert pictures == [0, 1]
            # JupyterLab's own words stand below the still in a notebook that was run here: there is no model any more.
            assert TOUCH in text or "model not found" in text or "Loading widget" in text
    finally:
        page.close()


@pytest.mark.parametrize("path", [path for path in LESSONS if path.name[:2] == "05"], ids=lambda path: path.stem)
def test_a_page_made_by_nbconvert_shows_each_explorer_once(path, browser, tmp_path):
    from nbconvert import HTMLExporter

    (tmp_path / "lesson.html").write_text(HTMLExporter().from_filename(path)[0], encoding="utf-8")
    page = browser.new_page()
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    page.goto((tmp_path / "lesson.html").as_uri())
    explorers = page.locator(".jp-CodeCell", has_text="_explorer().show()")
    assert explorers.count() == EXPLORERS[path.name[:2]]
    for cell in explorers.all():
        assert cell.locator("img:visible").count() == 1
        assert "VBox(" not in cell.inner_text()
    page.close()
