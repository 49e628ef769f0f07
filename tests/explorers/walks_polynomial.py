"""The walk through the explorer of lesson 02 in a browser."""

from playwright.sync_api import expect

from tests.explorers.walking import drag


def walk(page, cell):
    """Point at a degree, drag a point by mouse and by key, put it back, and ask for the impossible."""
    sentence = cell.locator(".explorer-sentence")
    cell.locator('[data-mark="degree:3"]').hover()
    expect(sentence).to_contain_text("Degree 3 (4 weights) on 15 points")
    expect(cell.locator('[data-control="degree"]')).to_have_value("3")
    before = sentence.inner_text()
    drag(page, cell.locator('[data-mark="point:7"]'), 0, -60)
    expect(sentence).not_to_have_text(before)
    dragged = sentence.inner_text()
    cell.locator('[data-mark="point:7"]').press("ArrowDown")
    expect(sentence).not_to_have_text(dragged)
    cell.locator('[data-control="restore"]').click()
    expect(sentence).to_have_text(before)
    cell.locator('[data-mark="degree:9"]').hover()
    cell.locator('[data-control="count"]').press("Home")
    expect(sentence).to_contain_text("degree 9 has 10 weights, and 5 points do not determine them")
    cell.locator('[data-control="decay"]').select_option("0.001")
    expect(sentence).to_contain_text("Degree 9 (10 weights) on 15 points")
    cell.locator('[data-control="count"]').press("Home")
    expect(sentence).to_contain_text("Degree 9 (10 weights) on 5 points")
