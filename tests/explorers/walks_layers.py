"""The walk through the layers of a deep network in a browser: it trains, pauses, steps, starts anew."""

import re


def walk(page, cell):
    """Drive the explorer in a notebook's cell; ``page`` and ``cell`` are Playwright's. The networks are a lesson's."""
    sentence = cell.locator(".explorer-sentence")
    names = cell.locator('[data-control="stack"] option').all_inner_texts()
    first, last = re.escape(names[0]), re.escape(names[-1])

    def said(pattern):
        sentence.filter(has_text=re.compile(pattern)).wait_for()

    said(rf"^{first}, 1 step, loss \d+\.\d\d\. Layer 1 of \d+: activations")
    cell.locator('[data-control="step"]').click()
    said(rf"^{first}, 2 steps")
    cell.locator('[data-control="training"]').click()
    said(rf"{first}, \d{{2,}} steps")
    cell.locator('[data-control="training"][aria-pressed="true"]').click()
    cell.locator('[data-control="training"][aria-pressed="false"]').wait_for()
    cell.locator('[data-mark="gradient:2"]').hover()
    said(r"Layer 3 of \d+: activations .* gradient \d\.\d × 10")
    cell.locator(".explorer-stage").focus()
    page.keyboard.press("ArrowRight")
    said(r"Layer 4 of \d+")
    cell.locator('[data-control="reset"]').click()
    said(rf"^{first}, 1 step,")
    cell.locator('[data-control="stack"]').select_option(names[-1])
    said(rf"^{last}, 1 step, ")
