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
    formula = cell.locator(".explorer-stage text", has_text="ŷ = sigmoid(")
    cell.locator("[data-mark=line]").focus()
    for theta in ("0.75", "1.00", "1.25", "1.50"):
        page.keyboard.press("Shift+ArrowUp")
        expect(formula).to_contain_text(f"1.00·x₂ − {theta})")
    expect(sentence).to_contain_text("The neuron gets none of 4 points wrong.")
    cell.locator("[data-mark=tip]").drag_to(
        cell.locator(".explorer-stage svg"), target_position={"x": 760, "y": 330}, force=True
    )
    expect(formula).not_to_contain_text("sigmoid(1.00·x₁ + 1.00·x₂")
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
