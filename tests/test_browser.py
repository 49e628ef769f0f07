"""Every lesson in a real JupyterLab in a real Chromium: all cells run, every explorer answers to keyboard and mouse.

Skipped, with the reason, only where no Chromium is installed. `.ci/run` installs it.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.test_notebooks import EXPLORERS, LESSONS, LONG, stated_seconds

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ROOT = Path(__file__).parents[1]
KEYS = 24  # key presses timed in each explorer
REST = 200  # milliseconds between two of them, so that a key does not wait for what the last one left to do

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium"
)

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
# From the key to the first frame with the new picture, in the page's own clock.
TIME_ONE_KEY = """([output, key]) => new Promise((resolve, reject) => {
    const image = document.querySelector(output);
    const area = image.closest('.jp-OutputArea');
    const before = image.src;
    let start = null;
    const observer = new MutationObserver(() => {
        const now = document.querySelector(output);
        if (start === null || !now || now.src === before) return;
        observer.disconnect();
        const finish = () => requestAnimationFrame(() => resolve(performance.now() - start));
        now.decode().then(finish, finish);
    });
    observer.observe(area, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
    document.addEventListener('keydown', () => { start = performance.now(); }, {once: true, capture: true});
    setTimeout(() => { observer.disconnect(); resolve(null); }, 5000);
})"""


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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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
        server.wait(timeout=30)


def wait_for_server(address, server, log):
    for _ in range(300):
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
        self.page = browser.new_page(viewport={"width": 1300, "height": 1000})
        self.foreign, self.callback_errors = [], []
        self.page.on("request", lambda request: self._note(request.url, address))
        self.page.on("websocket", self._listen)
        self.page.goto(f"{address}/lab/tree/notebooks/{name}?reset")
        self.page.wait_for_function("() => window.jupyterapp && window.jupyterapp.shell.currentWidget", timeout=60_000)
        self.page.wait_for_function(IDLE, timeout=60_000)

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


@pytest.fixture
def open_notebook(lab, browser):
    address, folder = lab
    opened = []

    def open_one(path):
        shutil.copy(path, folder / path.name)
        opened.append(Page(browser, address, path.name))
        return opened[-1]

    yield open_one
    for page in opened:
        page.close()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.slow] if stated_seconds(path) > LONG else [])
        for path in LESSONS
    ],
)
def test_lesson(path, open_notebook, record_property):
    notebook = open_notebook(path)
    cells = notebook.run_all()
    for cell in cells:
        assert cell["executed"], f"not executed:\n{cell['source']}"
        for output in cell["outputs"]:
            assert output["output_type"] != "error", f"{cell['source']}\n{output.get('ename')}: {output.get('evalue')}"
            assert output.get("name") != "stderr", f"{cell['source']}\n{output.get('text')}"
    for number in range(EXPLORERS.get(path.name[:2], 0)):
        # conftest.py prints it at the end of the run.
        record_property("latency", f"{path.stem}, explorer {number + 1}: {drive_explorer(notebook, number)}")
    notebook.assert_clean()


def away_from_the_end(slider):
    """The arrow key that moves a slider: to the right, unless it stands at its right end."""
    at_its_end = slider.get_attribute("aria-valuenow") == slider.get_attribute("aria-valuemax")
    return "ArrowLeft" if at_its_end else "ArrowRight"


@contextmanager
def another_picture(page, picture):
    """What is done inside must change the picture."""
    before = page.locator(picture).get_attribute("src")
    yield
    page.wait_for_function(
        "([selector, before]) => document.querySelector(selector).src !== before", arg=[picture, before], timeout=5000
    )


def use_the_mouse(page, cell, picture):
    """Click the boxes, a slider's bar and the step buttons; play, and stop."""
    for box in cell.locator("input[type=checkbox]").all():
        for _ in range(2):
            with another_picture(page, picture):
                box.click()
    slider = cell.locator(".noUi-handle").last
    bar = slider.locator("xpath=ancestor::div[contains(@class, 'noUi-target')]")
    whole, handle = bar.bounding_box(), slider.bounding_box()
    left = handle["x"] + handle["width"] / 2 < whole["x"] + whole["width"] / 2
    with another_picture(page, picture):
        bar.click(position={"x": whole["width"] * (0.7 if left else 0.3), "y": whole["height"] / 2})
    if not cell.locator(".widget-play").count():
        return
    for name in ("one step forward", "one step back"):
        with another_picture(page, picture):
            cell.get_by_title(name).click()
    slider.focus()
    page.keyboard.press("Home")  # so that there is something to play
    page.wait_for_timeout(REST)
    play = cell.locator(".widget-play button").first
    with another_picture(page, picture):
        play.click()
    with another_picture(page, picture):
        pass  # it goes on by itself
    play.click()
    page.wait_for_timeout(5 * REST)  # what was on its way has arrived
    before = page.locator(picture).get_attribute("src")
    page.wait_for_timeout(5 * REST)
    assert page.locator(picture).get_attribute("src") == before, "play goes on after it was stopped"


def type_nonsense(page, cell, picture):
    """What cannot be read is explained beside the control, and the picture stays; then all goes on as before."""
    for field in cell.locator("input[type=text]").all():
        good, before = field.input_value(), page.locator(picture).get_attribute("src")
        field.fill("1, two")
        field.press("Enter")
        alert = cell.locator("[role=alert]")
        alert.wait_for(timeout=5000)
        assert "This setting is not possible" in alert.inner_text()
        assert page.locator(picture).get_attribute("src") == before
        field.fill(good)
        field.press("Enter")
        cell.locator("[role=status]").wait_for(timeout=5000)


def drive_explorer(notebook, number):
    """Move each control of an explorer by keyboard, then by mouse; see the picture change; return the latency."""
    page = notebook.page
    cell = page.locator(".jp-CodeCell").filter(has_text="_explorer().show()").nth(number)
    cell.scroll_into_view_if_needed()
    cell.evaluate(f"element => {{ element.id = 'explorer-{number}'; }}")
    picture = f"#explorer-{number} .jp-RenderedImage img"
    page.wait_for_selector(picture)
    assert page.locator(picture).count() == 1

    controls = cell.locator("[role=slider], select, input[type=checkbox], button:not([disabled])")
    assert controls.count() >= 1
    sliders = cell.locator(".noUi-handle")
    milliseconds = []
    moved = 0
    for index in range(sliders.count()):
        slider = sliders.nth(index)
        slider.focus()
        changed = []
        there = away_from_the_end(slider)
        back = "ArrowLeft" if there == "ArrowRight" else "ArrowRight"
        for press in range(max(4, KEYS // sliders.count())):
            page.wait_for_timeout(REST)
            key = there if press % 4 < 2 else back
            waiting = page.evaluate_handle(f"args => ({{promise: ({TIME_ONE_KEY})(args)}})", [picture, key])
            page.keyboard.press(key)
            changed.append(waiting.evaluate("holder => holder.promise"))
        seen = [value for value in changed if value is not None]
        milliseconds += seen
        moved += bool(seen)
        notebook.assert_clean()
    # The sentence beside the controls follows the picture.
    page.wait_for_timeout(REST)
    sentence = cell.locator("[role=status]").inner_text()
    sliders.first.focus()
    page.keyboard.press(away_from_the_end(sliders.first))
    page.wait_for_function(
        "([cell, before]) => document.querySelector(`${cell} [role=status]`).innerText !== before",
        arg=[f"#explorer-{number}", sentence],
        timeout=5000,
    )
    for index in range(cell.locator("select").count()):
        select = cell.locator("select").nth(index)
        with another_picture(page, picture):
            select.focus()
            for key in ("Enter", "ArrowDown", "Enter"):  # JupyterLab keeps the arrows of a closed list for itself
                page.keyboard.press(key)
    assert moved == sliders.count(), f"{sliders.count() - moved} sliders of the explorer leave the picture as it was"
    use_the_mouse(page, cell, picture)
    type_nonsense(page, cell, picture)
    notebook.assert_clean()
    milliseconds.sort()
    p95 = milliseconds[max(0, round(0.95 * len(milliseconds)) - 1)]
    return (
        f"key to picture {statistics.median(milliseconds):.0f} ms (median), "
        f"{p95:.0f} ms (95 %) of {len(milliseconds)} keys"
    )
