"""What only the playground can do, in a real page."""

import re

from playwright.sync_api import expect

SLOW = 60_000  # milliseconds: a machine may be busy with other things


def walk(page, cell):
    """Step, reset, train, pause, add a point of one's own; choose a rate that is too large."""
    sentence = cell.locator(".explorer-sentence")

    def press(name):
        cell.locator(f"[data-control={name}]").click()

    cell.locator("[data-control=data]").select_option("XOR")
    cell.locator("[data-control=rate]").select_option("1")
    press("reset")
    expect(sentence).to_contain_text("After 0 steps")
    start = sentence.inner_text()
    press("step")
    expect(sentence).to_contain_text("After 1 step the loss is")
    press("reset")
    expect(sentence).to_have_text(start)
    press("running")
    expect(sentence).to_contain_text("The network is training. At step 500", timeout=SLOW)
    press("running")
    expect(sentence).to_contain_text(re.compile(r"After [\d,]+ steps the loss is 0\.0"))
    paused = sentence.inner_text()
    page.wait_for_timeout(500)
    assert sentence.inner_text() == paused, "the training goes on after it was paused"
    cell.locator("[data-control='adds']").select_option(index=1)
    cell.locator("[data-mark=plane]").click(position={"x": 143, "y": 6})
    expect(sentence).to_contain_text("of 81 points")
    cell.locator("[data-mark='point:80']").click()
    expect(sentence).to_contain_text("of 80 points")
    cell.locator("[data-mark='unit:1:0']").hover()
    expect(sentence).to_contain_text("Neuron 1 of layer 1 has the line")
    cell.locator("[data-control=data]").select_option("rings")
    cell.locator("[data-control=first]").fill("8")
    cell.locator("[data-control=rate]").select_option("30")
    press("running")
    expect(sentence).to_contain_text("The training diverges", timeout=SLOW)
    expect(cell.locator("[data-control=running]")).to_have_text("▶ train")
    press("clear")
    expect(sentence).to_contain_text("There are no points to train on")
    cell.locator("[data-control=data]").select_option("XOR")
