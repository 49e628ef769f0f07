"""The walk through the explorer of computation graphs in a browser."""

from playwright.sync_api import expect

from tests.explorers.walking import drag


def walk(page, cell):
    """Go forwards and backwards, drag an input by mouse and by key, see two users added and a ReLU that is off."""
    sentence, step = cell.locator(".explorer-sentence"), cell.locator('[data-control="step"]')
    expect(sentence).to_contain_text("∂L/∂w = ∂L/∂p · x = 6 · 3 = 18.")
    cell.locator('[data-control="start"]').click()
    expect(sentence).to_contain_text("Only the inputs have values")
    cell.get_by_title("one step forward").click()
    expect(sentence).to_contain_text("Step 1 of 12, forwards: p = w · x = 2 · 3 = 6.")
    step.press("ArrowRight")
    expect(sentence).to_contain_text("z = p + b = 6 + 1 = 7.")
    cell.locator('[data-control="all"]').click()
    cell.locator('[data-mark="input:x"]').press("ArrowUp")
    expect(sentence).to_contain_text("x = 3.1, an input.")
    drag(page, cell.locator('[data-mark="input:w"]'), 0, 40)
    expect(sentence).to_contain_text("an input. ∂L/∂w =")
    cell.locator('[data-control="reset"]').click()
    expect(sentence).to_contain_text("∂L/∂w = ∂L/∂p · x = 6 · 3 = 18.")
    stage = cell.locator(".explorer-stage")
    stage.press("ArrowRight")
    expect(sentence).to_contain_text("p = w · x = 2 · 3 = 6. ∂L/∂p =")
    expression = cell.locator('[data-control="expression"]')
    expression.select_option(index=1)
    step.fill("6")
    expect(sentence).to_contain_text("u has 2 users, v and L: what they hand back is added.")
    expression.select_option(index=2)
    cell.locator('[data-control="all"]').click()
    for _ in range(4):
        cell.locator('[data-mark="input:w"]').press("Shift+ArrowDown")
    expect(sentence).to_contain_text("w = −0.5, an input.")
    cell.locator('[data-mark="node:h"]').hover()
    expect(sentence).to_contain_text("This ReLU is off, so nothing flows back through it.")
