"""The walk through the inside of a network in a browser: layers, maps, cells, and a drawing of one's own."""

import re


def walk(page, cell):
    """Drive the explorer in a notebook's cell; ``page`` and ``cell`` are Playwright's. The network is lesson 10's."""
    sentence = cell.locator(".explorer-sentence")

    def said(pattern):
        sentence.filter(has_text=re.compile(pattern)).wait_for()

    said(r"^conv1, map 0, row 14, column 14: it sees 5 × 5 pixels")
    cell.locator('[data-control="layer"]').select_option("pool2")
    said(r"^pool2, map 0, row 3, column 3: it sees 16 × 16 pixels of the digit\. The largest of its 4 values")
    cell.locator('[data-mark="layer3"]').click(position={"x": 20, "y": 60})
    said(r"^conv2, map \d+, row \d+, column \d+: it sees \d+ × \d+ pixels.* The products of 8 maps sum to")
    large = cell.locator('[data-mark="big"]')
    box = large.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"] + 2, box["y"] + 0.5 * box["height"] + 2)
    said(r"row 7, column 7: it sees 14 × 14 pixels")
    cell.locator(".explorer-stage").focus()
    page.keyboard.press("ArrowLeft")
    said(r"row 7, column 6: it sees 14 × 14 pixels")
    cell.locator('[data-control="layer"]').select_option("digit")
    cell.locator('[data-control="chosen"]').fill("4")
    said(r"^digit, unit 4: it sees 28 × 28 pixels of the digit\. The 100 products sum to .* softmax makes")
    cell.locator('[data-control="pad"]').click()
    said(r"^Draw a digit on the pad")
    box = cell.locator('[data-mark="ink"]').bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    for part in range(1, 11):
        page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + (0.2 + 0.06 * part) * box["height"])
    page.mouse.up()
    said(r"^Your drawing goes through all 7 layers")
    cell.locator('[data-control="clear"]').click()
    cell.locator('[data-control="digit"]').select_option("test digit 0")
    cell.locator('[data-control="pad"]').click()
    said(r"^digit, unit 4: it sees 28 × 28 pixels")
