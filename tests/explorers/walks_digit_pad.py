"""The walk through the digit pad in a browser: it is drawn on, nudged, emptied; the sentence says what follows."""

import re


def walk(page, cell):
    """Drive the pad in a notebook's cell; ``page`` and ``cell`` are Playwright's."""
    sentence, pad = cell.locator(".explorer-sentence"), cell.locator('[data-mark="ink"]')

    def said(pattern):
        sentence.filter(has_text=re.compile(pattern)).wait_for()

    said(r"^Test digit \d: the network answers \d")
    cell.locator('[data-control="start"]').select_option("test digit 7")
    said(r"^Test digit 7: the network answers \d")
    cell.locator('[data-mark="digit"]').focus()
    page.keyboard.press("ArrowRight")
    said(r"moved 1 pixel right")
    page.keyboard.press("Shift+ArrowDown")
    said(r"moved 1 pixel right and 5 pixels down")
    cell.locator('[data-mark="nudge:left"]').click()
    said(r"^Test digit 7, moved 5 pixels down")
    cell.locator('[data-control="centred"]').click()
    said(r"^Test digit 7, moved 5 pixels down")
    cell.locator('[data-control="clear"]').click()
    said(r"^The pad is empty")

    box = pad.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    for part in range(1, 16):  # a stroke from top to bottom, point by point
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + (0.2 + 0.04 * part) * box["height"])
    said(r"^Your drawing: the network answers \d")  # while it is drawn
    page.mouse.up()
    assert cell.locator(".explorer-stage polyline").count() >= 1
    cell.locator('[data-control="undo"]').click()
    said(r"^The pad is empty")
    cell.locator('[data-control="start"]').select_option("test digit 3")
    said(r"^Test digit 3: the network answers \d")
