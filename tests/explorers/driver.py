"""Drives an explorer in a real page as a reader would: every control, handle and mark, by keyboard and by pointer."""

import statistics
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.explorers.walking import PATIENCE

KEYS = 8  # presses and hoverings that are timed in each explorer
REST = 40  # milliseconds: more than the page waits before it asks for what may come next
STILL = 800  # milliseconds: more than a player waits before its next step
MOST = 30  # pictures that are enough to tell how fast they come

# The next frames, in which the browser tells what was clicked; then until the kernel has answered all that was told.
SETTLED = f"""async stage => {{
    const end = performance.now() + {PATIENCE}, frame = () => new Promise(requestAnimationFrame);
    for (let count = 0; count < 2 || stage.getAttribute("aria-busy") === "true"; count++) {{
        if (performance.now() > end) throw new Error("the kernel does not answer");
        await frame();
    }}
}}"""
# The kernel has had nothing to do for some milliseconds: what the last event left to do, is done.
RESTS = """async milliseconds => {
    const kernel = window.jupyterapp?.shell.currentWidget.sessionContext.session.kernel;
    const begun = performance.now();
    let busy = begun;
    while (performance.now() - busy < milliseconds) {
        await new Promise(resolve => setTimeout(resolve, 10));
        if (kernel && kernel.status !== "idle" && performance.now() - begun < 3000) busy = performance.now();
    }
}"""
# From the event to the first frame with the new picture, in the page's own clock; null if the answer is the same
# picture, or if there is no event. It begins when the kernel rests: what the last event left to do does not count.
TIME = """([root, type]) => new Promise((resolve) => {
    const stage = document.querySelector(`${root} .explorer-stage`), begun = performance.now();
    let start = null, frames = 0, seen = false;
    const observer = new MutationObserver(() => {
        if (start === null) return;
        seen = true;
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - start));
    });
    const look = () => {
        if (seen) return;
        if (start !== null) frames++;
        const isAnswered = frames > 3 && stage.getAttribute("aria-busy") !== "true";
        const over = start === null ? performance.now() - begun > 3000 : isAnswered;
        if (over) { observer.disconnect(); resolve(null); } else requestAnimationFrame(look);
    };
    observer.observe(stage, {childList: true});
    document.addEventListener(type, () => { start = performance.now(); }, {once: true, capture: true});
    look();
})"""
TIME_ONE = f"""async ([root, type, rest]) => {{ await ({RESTS})(rest); return {{promise: ({TIME})([root, type])}}; }}"""
# Pictures that a stage shows within some milliseconds, or as soon as they are enough, and the seconds that it took.
COUNT_PICTURES = """(stage, [most, milliseconds]) => new Promise((resolve) => {
    let count = 0;
    const begun = performance.now();
    const end = () => { observer.disconnect(); resolve([count, (performance.now() - begun) / 1000]); };
    const observer = new MutationObserver(() => { if (++count === most) end(); });
    observer.observe(stage, {childList: true});
    setTimeout(end, milliseconds);
})"""
# One look at the page: a label that is read after the sentence may belong to the next picture.
LABEL_ENDS = """root => {
    const [stage, sentence] = ["stage", "sentence"].map(part => document.querySelector(`${root} .explorer-${part}`));
    return stage.getAttribute("aria-label").endsWith(sentence.textContent);
}"""


class Driver:
    """One explorer in a page: ``root`` is a CSS selector of its notebook cell."""

    def __init__(self, page, root):
        self.page, self.root = page, root
        self.explorer = page.locator(f"{root} .explorer")
        self.stage = page.locator(f"{root} .explorer-stage")

    @property
    def sentence(self) -> str:
        return self.page.locator(f"{self.root} .explorer-sentence").inner_text()

    def picture(self) -> str:
        return self.stage.inner_html()

    @contextmanager
    def another_picture(self, what):
        """What is done inside must change the picture."""
        before = self.picture()
        yield
        self.page.wait_for_function(
            "([root, before]) => document.querySelector(`${root} .explorer-stage`).innerHTML !== before",
            arg=[self.root, before],
            timeout=PATIENCE,
        )
        assert self.picture() != before, what

    def box(self, selector: str) -> dict:
        """Return where an element of the picture stands, in one go: the next call may find another picture."""
        place = "(stage, selector) => stage.querySelector(selector).getBoundingClientRect().toJSON()"
        return self.stage.evaluate(place, selector)

    def settle(self) -> None:
        """Wait until the kernel has answered all that the reader did, however busy the machine."""
        self.stage.evaluate(SETTLED)

    def changes(self, act) -> bool:
        """Whether something that is done changes the picture."""
        self.stage.evaluate(f"async stage => {{ await ({SETTLED})(stage); stage.before = stage.innerHTML; }}")
        act()
        return self.stage.evaluate(
            f"async stage => {{ await ({SETTLED})(stage); return stage.innerHTML !== stage.before; }}"
        )

    def timed(self, type_, act) -> float | None:
        """Return the milliseconds from an event to the first frame with another picture; None if none came."""
        waiting = self.page.evaluate_handle(TIME_ONE, [self.root, type_, REST])
        act()
        return waiting.evaluate("holder => holder.promise")


def drive(page, root) -> str:
    """Use every part of an explorer; assert that each answers; return its latency as a sentence."""
    driver = Driver(page, root)
    page.locator(root).scroll_into_view_if_needed()
    driver.explorer.wait_for()
    assert_one_picture(page, root)
    expect(driver.explorer.locator(".explorer-sentence")).not_to_be_empty()  # it may come a little after the picture
    keys = use_sliders(driver)
    use_other_controls(driver)
    use_handles(driver)
    hovers, arrows = point_at_marks(driver)
    type_nonsense(driver)
    play(driver)
    moving = move(driver)
    assert page.evaluate(LABEL_ENDS, root)
    keys += arrows
    return f"key {summary(keys)}, hover {summary(hovers)}{moving}"


def assert_one_picture(page, root) -> None:
    """The still picture is hidden where the living one is shown."""
    assert page.locator(f"{root} .explorer-stage svg:visible").count() == 1
    assert page.locator(f"{root} .jp-RenderedImage img:visible").count() == 0


def summary(milliseconds: list[float]) -> str:
    if not milliseconds:
        return "–"
    ordered = sorted(milliseconds)
    high = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    return f"{statistics.median(ordered):.0f} ms (95 %: {high:.0f} ms, {len(ordered)} tried)"


def use_sliders(driver) -> list[float]:
    """Press the arrow keys on each slider, and click on its bar; return the times of the keys."""
    page, times = driver.page, []
    sliders = driver.explorer.locator("input[type=range]:not([disabled])")
    for index in range(sliders.count()):
        slider = sliders.nth(index)
        slider.focus()
        at_end = float(slider.input_value()) >= float(slider.get_attribute("max"))
        there, back = ("ArrowLeft", "ArrowRight") if at_end else ("ArrowRight", "ArrowLeft")
        seen = []
        for press in range(max(4, KEYS // sliders.count())):
            key = there if press % 4 < 2 else back
            taken = driver.timed("keydown", lambda key=key: page.keyboard.press(key))
            seen += [taken] if taken is not None else []
        assert seen, f"the slider {slider.get_attribute('data-control')} leaves the picture as it was"
        times += seen
        box, before = slider.bounding_box(), float(slider.input_value())
        clicks = [
            driver.changes(
                lambda part=part, slider=slider, box=box: slider.click(
                    position={"x": box["width"] * part, "y": box["height"] / 2}
                ),
            )
            for part in (0.2, 0.8, 0.5)
        ]
        # A rate, say, is seen only in the next step: then the slider itself must have moved.
        moved = float(slider.input_value()) != before
        assert any(clicks) or moved, f"clicks on the bar of {slider.get_attribute('data-control')} change nothing"
    return times


def use_other_controls(driver) -> None:
    """Choose the next option of each list by keyboard, and the first again; tick each box by mouse and by keyboard."""
    page = driver.page
    for select in driver.explorer.locator("select:not([disabled])").all():
        before = select.input_value()
        options = select.locator("option").all_inner_texts()
        select.focus()
        key = "ArrowUp" if before == options[-1] else "ArrowDown"
        changed = [driver.changes(lambda key=key: page.keyboard.press(key))]
        assert select.input_value() != before, "the arrow keys do not move the list"
        # Two options may give the same picture, such as two ways to say the same padding.
        for option in options:
            changed.append(driver.changes(lambda option=option, select=select: select.select_option(option)))
        assert any(changed), f"the list {select.get_attribute('data-control')} leaves the picture as it was"
        select.select_option(before)
        driver.settle()
    for box in driver.explorer.locator("input[type=checkbox]:not([disabled])").all():
        with driver.another_picture("a box, clicked"):
            box.click()
        with driver.another_picture("a box, by the space bar"):
            box.focus()
            page.keyboard.press("Space")


def use_handles(driver) -> None:
    """Move each handle by an arrow key, and drag it by the mouse."""
    page = driver.page
    marks = driver.stage.locator("[data-handle][tabindex]").evaluate_all("all => all.map(one => one.dataset.mark)")
    for mark in marks[:4]:
        handle = driver.stage.locator(f"[data-handle][data-mark='{mark}']").first
        handle.focus()
        moved = [driver.timed("keydown", lambda key=key: page.keyboard.press(key)) for key in ("ArrowUp", "ArrowRight")]
        assert any(time is not None for time in moved), f"the arrow keys do not move {mark}"
        assert page.evaluate("document.activeElement.dataset.mark") == mark, "the focus stays on what is moved"
        box = driver.box(f"[data-handle][data-mark='{mark}']")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        with driver.another_picture(f"dragging {mark}"):
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + 9, y - 13, steps=3)
            page.mouse.up()


def point_at_marks(driver) -> tuple[list[float], list[float]]:
    """Hover over marked elements, then walk by the arrow keys; return the times of both that changed the picture."""
    page = driver.page
    marks = driver.stage.locator("[data-mark]:not([data-handle])")
    if not marks.count():
        return [], []
    driver.stage.evaluate("stage => stage.scrollIntoView({block: 'center'})")  # what was used above may have moved it
    driver.settle()
    places = []
    everywhere = "all => all.map(one => one.getBoundingClientRect().toJSON())"
    for box in marks.evaluate_all(everywhere):
        places += [(box["x"] + part * box["width"], box["y"] + part * box["height"]) for part in (0.3, 0.5, 0.8)]
    step = max(1, len(places) // KEYS)
    hovers = [
        driver.timed("pointermove", lambda place=place: page.mouse.move(*place)) for place in places[::step][:KEYS]
    ]
    page.mouse.move(2, 2)
    driver.stage.focus()
    arrows = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp") * (KEYS // 4):
        arrows.append(driver.timed("keydown", lambda key=key: page.keyboard.press(key)))
    hovers, arrows = ([time for time in times if time is not None] for times in (hovers, arrows))
    assert hovers or arrows, "neither pointing at what is marked nor the arrow keys change the picture"
    return hovers, arrows


def type_nonsense(driver) -> None:
    """What cannot be read is explained, and the picture stays; then all goes on as before."""
    for field in driver.explorer.locator("input[type=text]:not([disabled])").all():
        good, before = field.input_value(), driver.picture()
        field.fill("1, two")
        field.press("Enter")
        driver.explorer.locator("[role=alert]").wait_for(timeout=PATIENCE)
        expect(driver.explorer.locator(".explorer-sentence")).to_contain_text("This setting is not possible")
        assert driver.picture() == before
        field.fill(good)
        field.press("Enter")
        driver.explorer.locator("[role=status]").wait_for(timeout=PATIENCE)


def play(driver) -> None:
    """Step, play, and stop where there is a player."""
    page = driver.page
    player = driver.explorer.locator("button[title=play]")
    if not player.count():
        return
    slider = player.locator("xpath=..").locator("input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    driver.settle()
    for name in ("one step forward", "one step back"):
        with driver.another_picture(name):
            driver.explorer.get_by_title(name).click()
    with driver.another_picture("play"):
        player.click()
    with driver.another_picture("it goes on by itself"):
        pass
    driver.explorer.locator("button[title=pause]").click()
    driver.settle()  # what was on its way has arrived
    before = driver.picture()
    page.wait_for_timeout(STILL)
    assert driver.picture() == before, "play goes on after it was stopped"


def move(driver) -> str:
    """Let an explorer that moves by itself move; return its pictures a second.

    This program listens to each message between page and kernel. That takes part of the machine: a reader sees more.
    """
    button = driver.explorer.locator("button[aria-pressed=false]")
    if not button.count():
        return ""
    button.click()
    driver.settle()  # the picture that answers the click is no movement
    count, seconds = driver.stage.evaluate(COUNT_PICTURES, [MOST, 3000])
    assert count, "nothing moves"
    stop = driver.explorer.locator("button[aria-pressed=true]")
    if stop.count():  # it may have come to its end
        stop.click()
    driver.settle()
    return f", at least {count / seconds:.0f} pictures a second while it moves"
