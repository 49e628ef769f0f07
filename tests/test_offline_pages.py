"""Formulas in nbgrader's pages appear without the network: in the feedback that students get, and in Formgrader.

The pages are made by nbgrader's own commands and opened in a real Chromium whose network is cut off.
"""

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
import pytest
from nbgrader.api import Gradebook

from helpers.workers import free_ports
from tests.test_browser import CHROMIUM, browser  # noqa: F401

ROOT = Path(__file__).parents[1]
NAME = "04_convolution_1d"
# In the answer of a student: good formulas, and some that are none.
ANSWER = r"""It is $\tfrac{1}{2}$, and

$$\sum_{k=0}^{K-1} x_{i+k} w_k = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$$

but not $\left( x^2^3$; `$x$` is code, and this is <b>bold</b>.

<script>window.ran = 1</script><img src="x" onerror="window.ran = 2"><svg onload="window.ran = 3"></svg>
<math><mtext><style><img src="x" onerror="window.ran = 4"></style></mtext></math>
<a href="javascript:window.ran = 5">here</a> <a href="data:text/html,<script>window.ran = 6</script>">there</a>
<iframe srcdoc="<script>parent.ran = 7</script>"></iframe>
<input class="score" id="why" onfocus="window.ran = 8" autofocus>"""
# In the student's code: what it shows must not run either.
SHOWS = """
from IPython.display import HTML, SVG, Javascript, Markdown, display

display(HTML("<script>window.ran = 11</script><img src=x onerror='window.ran = 12'><b style='color: red'>red</b>"))
display(Javascript("window.ran = 13"), Markdown("<img src=x onerror='window.ran = 14'>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='window.ran = 15'><script>parent.ran = 16</script></svg>"))
display({"image/png": "' onerror='window.ran = 17"}, raw=True)
"""
SHOWN = """() => Array.from(document.querySelectorAll('math')).map(element => {
    const box = element.getBoundingClientRect();
    return {text: element.textContent, wide: box.width, high: box.height, depth: element.querySelectorAll('*').length};
})"""
# The text that a reader sees, without code.
PROSE = """() => {
    const page = document.body.cloneNode(true);
    page.querySelectorAll('code, pre, script, style, textarea, .highlight').forEach(element => element.remove());
    return page.textContent;
}"""

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium"
)


def run(folder, *arguments):
    """Run one of nbgrader's commands in the course's folder."""
    command = [Path(sys.executable).parent / "nbgrader", *arguments]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which one student's answers have been marked."""
    folder = tmp_path_factory.mktemp("formulas") / "course"
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "nbgrader_templates", folder / "nbgrader_templates")
    shutil.copytree(ROOT / "solutions" / NAME, folder / "solutions" / NAME)
    run(folder, "generate_assignment", NAME, "--force")
    submission = folder / "build" / "submitted" / "ada" / NAME
    shutil.copytree(folder / "exercises" / NAME, submission)
    notebook = nbformat.read(submission / f"{NAME}.ipynb", as_version=4)
    roles = [(cell, cell.metadata.get("nbgrader", {})) for cell in notebook.cells]
    (answer,) = (
        cell for cell, role in roles if role.get("solution") and cell.cell_type == "markdown" and role.get("grade")
    )
    answer.source = ANSWER
    code = next(cell for cell, role in roles if role.get("solution") and cell.cell_type == "code")
    code.source = f"{SHOWS}\n{code.source}"
    nbformat.write(notebook, submission / f"{NAME}.ipynb")
    run(folder, "autograde", NAME, "--MarkSubmission.isolated=False")
    run(folder, "generate_feedback", NAME)
    return folder


@contextmanager
def opened(browser, address, offline):  # noqa: F811
    """A page in Chromium, and the requests that it sent elsewhere; ``offline``: the network is cut off."""
    foreign = []
    context = browser.new_context(offline=offline)
    page = context.new_page()
    page.on("request", lambda request: foreign.append(request.url))
    page.goto(address, timeout=600_000)
    page.wait_for_load_state("networkidle", timeout=600_000)
    home = "file:" if offline else re.match(r"\w+://[^/]+", address)[0]
    yield page, [url for url in foreign if not url.startswith((home, "data:"))]
    context.close()


def wait_until_it_answers(address, server, log):
    """However long a busy machine takes: only a server that has ended is a failure."""
    while True:
        assert server.poll() is None, f"the server did not start:\n{log.read_text(encoding='utf-8')}"
        try:
            urllib.request.urlopen(address, timeout=60)
            return
        except OSError:
            time.sleep(0.5)


def assert_formulas_are_drawn(page):
    formulas = page.evaluate(SHOWN)
    assert len(formulas) > 40, "this assignment has about fifty formulas"
    assert all(formula["wide"] > 3 and formula["high"] > 5 for formula in formulas), formulas
    assert any(formula["high"] > 30 and "3" in formula["text"] for formula in formulas), "the matrix of the answer"
    prose = page.evaluate(PROSE)
    assert "∑" in prose
    assert not re.search(r"\\[a-zA-Z]+|\$\$|\$[^ ]", prose), "TeX is left in the text"
    assert page.get_by_text(r"\left( x^2^3", exact=True).count() == 1, (
        "what is no formula stays as the student wrote it"
    )
    assert page.locator("b", has_text="bold").count() == 1
    assert page.locator("b", has_text="red").get_attribute("style") == "color: red;"
    assert page.evaluate("window.ran") is None, "what a student wrote has run in the instructor's page"
    assert page.locator("[href^='javascript:'], [href^='data:'], [onerror], [onfocus], iframe").count() == 0


def test_formulas_in_feedback_are_drawn_without_the_network(course, browser):  # noqa: F811
    feedback = course / "build" / "feedback" / "ada" / NAME / f"{NAME}.html"
    with opened(browser, feedback.as_uri(), offline=True) as (page, foreign):
        assert foreign == []
        assert_formulas_are_drawn(page)
        assert page.locator("script").count() == 0, "nothing that a mail program or a browser would refuse to run"


def test_formulas_in_formgrader_are_drawn_without_the_network(course, browser, tmp_path):  # noqa: F811
    with Gradebook(f"sqlite:///{course / 'build' / 'gradebook.db'}") as gradebook:
        (submission,) = gradebook.notebook_submissions(NAME, NAME)
        identifier = submission.id
    port = next(free_ports())
    settings = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as log_file:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--port={port}"),
                *("--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.root_dir=."),
            ],
            cwd=course,
            env=os.environ | settings,
            stdout=log_file,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/api", server, log)
        for path in ("manage_assignments", "gradebook", f"gradebook/{NAME}/{NAME}", f"submissions/{identifier}"):
            with opened(browser, f"http://127.0.0.1:{port}/formgrader/{path}", offline=False) as (page, foreign):
                assert foreign == [], path
        with opened(browser, f"http://127.0.0.1:{port}/formgrader/submissions/{identifier}", offline=False) as (
            page,
            _,
        ):
            assert_formulas_are_drawn(page)
    finally:
        server.terminate()
        server.wait(timeout=300)
