"""The walk through the layers of a deep stack in a browser: it trains, pauses, steps, starts anew."""

import re


def walk(page, cell):
    """Drive the explorer in a notebook's cell; ``page`` and ``cell`` are Playwright's."""
    sentence = cell.locator(".explorer-sentence")

    def said(pattern):
        sentence.filter(has_text=re.compile(pattern)).wait_for(timeout=30_000)

    said(r"^12 layers, sigmoid, 1 step, loss \d\.\d\d\. Layer 1 of 13: activations")
    cell.locator('[data-control="step"]').click()
    said(r"^12 layers, sigmoid, 2 steps")
    cell.locator('[data-control="training"]').click()
    said(r"sigmoid, \d{2,} steps")
    cell.locator('[data-control="training"][aria-pressed="true"]').click()
    cell.locator('[data-control="training"][aria-pressed="false"]').wait_for()
    cell.locator('[data-mark="gradient:4"]').hover()
    said(r"Layer 5 of 13: activations .* gradient \d\.\d × 10")
    cell.locator(".explorer-stage").focus()
    page.keyboard.press("ArrowRight")
    said(r"Layer 6 of 13")
    cell.locator('[data-control="reset"]').click()
    said(r"^12 layers, sigmoid, 1 step,")
    cell.locator('[data-control="stack"]').select_option("12 layers, ReLU")
    said(r"^12 layers, ReLU, 1 step, .*exactly 0")
