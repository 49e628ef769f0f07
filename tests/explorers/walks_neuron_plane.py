"""What only the explorer of a neuron as a line can do, in a real page."""

from playwright.sync_api import expect


def walk(page, cell):
    """Make XOR as good as a line can; drag line and arrow; add and remove a point by pointer and by keys."""
    sentence = cell.locator(".explorer-sentence")
    cell.locator("[data-control=data]").select_option("XOR")
    for name, value in (("w1", "1"), ("w2", "1"), ("theta", "-0.5")):
        cell.locator(f"[data-control={name}]").fill(value)
    expect(sentence).to_contain_text("The neuron gets 1 of 4 points wrong; no line gets fewer than 1 wrong.")
    cell.locator("[data-control=data]").select_option("AND")
    cell.locator("[data-mark=line]").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowUp")
    expect(sentence).to_contain_text("The neuron gets none of 4 points wrong.")
    box = cell.locator("[data-mark=tip]").bounding_box()
    formula = cell.locator(".explorer-stage text", has_text="ŷ = sigmoid(")
    before = formula.inner_text()
    page.mouse.move(box["x"] + 13, box["y"] + 13)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 60, steps=4)
    page.mouse.up()
    expect(formula).not_to_have_text(before)
    cell.locator("[data-mark=plane]").click(position={"x": 20, "y": 20})
    expect(sentence).to_contain_text("of 5 points")
    cell.locator("[data-mark='point:4']").click()
    expect(sentence).to_contain_text("of 4 points")
    cell.locator(".explorer-stage").focus()
    page.keyboard.press("ArrowRight")
    expect(sentence).to_contain_text("At (")
    cell.locator("[data-control=clear]").click()
    expect(sentence).to_have_text("There are no points: click in the plane to add some.")
    cell.locator("[data-control=data]").select_option("two clouds")
    expect(sentence).to_contain_text("of 24 points")
