"""The walk through the explorer of backpropagation in a browser."""

from playwright.sync_api import expect

from tests.explorers.walking import drag


def walk(page, cell):
    """Follow values and gradients, switch a neuron on by dragging a weight, descend, and refuse a step too long."""
    sentence, step = cell.locator(".explorer-sentence"), cell.locator('[data-control="step"]')
    step.press("Home")
    expect(sentence).to_contain_text("Only the inputs and the weights have values")
    cell.get_by_title("one step forward").click()
    expect(sentence).to_contain_text("Step 1 of 24, to the right: z₁[0] = x[0] · W₁[0,0] + x[1] · W₁[1,0]")
    step.fill("11")
    expect(sentence).to_contain_text("It is probability minus label: 0.953 − 0.")
    cell.locator('[data-control="all"]').click()
    expect(sentence).to_contain_text("Step 24 of 24, to the left")
    cell.locator('[data-mark="node:a[1]"]').hover()
    expect(sentence).to_contain_text("a[1] = max(0, z₁[1]) = max(0, −1) = 0.")
    cell.locator('[data-mark="input:W₁[0,1]"]').hover()
    expect(sentence).to_contain_text("W₁[0,1] = −1, the weight from x[0] to z₁[1].")
    drag(page, cell.locator('[data-mark="input:W₁[0,1]"]'), 0, -75)
    expect(sentence).not_to_contain_text("W₁[0,1] = −1,")
    cell.locator('[data-mark="input:W₁[0,1]"]').press("ArrowUp")
    cell.locator('[data-control="reset"]').click()
    cell.locator('[data-mark="input:x[1]"]').press("ArrowUp")
    expect(sentence).to_contain_text("x[1] = 2.1, an input.")
    cell.locator('[data-control="reset"]').click()
    cell.locator('[data-control="rate"]').fill("0.01")
    cell.locator('[data-control="take"]').click()
    expect(sentence).to_contain_text("the loss falls from 3.049 to 2.844.")
    cell.locator('[data-control="hidden"]').select_option("sigmoid")
    cell.locator('[data-mark="node:a[0]"]').first.hover()
    expect(sentence).to_contain_text("a[0] = σ(z₁[0])")
    cell.locator('[data-control="label"]').select_option("class 0")
    cell.locator('[data-mark="node:L"]').hover()
    expect(sentence).to_contain_text("L = −ln p[0]")
