"""The walk through the explorer of gradient descent in a browser."""

from playwright.sync_api import expect

from tests.explorers.walking import drag


def walk(page, cell):
    """Jump over the ridge, step back and forth, drag the start by mouse and by key, and diverge."""
    sentence, step = cell.locator(".explorer-sentence"), cell.locator('[data-control="step"]')
    step.press("Home")
    expect(sentence).to_contain_text("At the start: x = −1.9")
    for _ in range(2):
        cell.locator('[data-mark="start"]').press("ArrowLeft")
    expect(sentence).to_contain_text("At the start: x = −2,")
    rate = cell.locator('[data-control="rate"]')
    rate.fill("0.6")
    expect(sentence).to_contain_text("This step jumps over the ridge at 0.169 into another valley.")
    cell.get_by_title("one step forward").click()
    expect(sentence).to_contain_text("After 1 step: x = 0.2,")
    step.press("End")
    expect(sentence).to_contain_text("After 40 steps")
    expect(sentence).to_contain_text("A step has jumped over a ridge")
    step.press("Home")
    drag(page, cell.locator('[data-mark="start"]'), 220, 0)
    expect(sentence).not_to_contain_text("x = −2,")
    cell.locator('[data-control="curve"]').select_option(index=1)
    expect(sentence).to_contain_text("At the start: x = 3, loss 9, slope 6. Next x ← 3 − 0.1 · 6 = 2.4.")
    step.fill("3")
    expect(sentence).to_contain_text("After 3 steps")
    cell.locator('[data-mark="step:1"]').hover()
    expect(sentence).to_contain_text("After 1 step: x = 2.4,")
    rate.fill("1.05")
    step.fill("6")
    expect(sentence).to_contain_text("gradient descent diverges")
