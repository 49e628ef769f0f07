"""What only the explorer of one neuron can do, in a real page."""

from playwright.sync_api import expect


def walk(page, cell):
    """Drag the point and the line, choose an activation, move a handle by key; read the sentence."""
    sentence = cell.locator(".explorer-sentence")
    for name, value in (("weight", "1"), ("bias", "0"), ("x", "2.5")):
        cell.locator(f"[data-control={name}]").fill(value)
    cell.locator("[data-control=activation]").select_option("ReLU")
    expect(sentence).to_have_text("z = 1.0·(2.5) + (0.0) = 2.50, and ŷ = ReLU(2.50) = 2.500.")
    cell.locator("[data-mark=input]").focus()
    page.keyboard.press("ArrowLeft")
    expect(sentence).to_contain_text("z = 1.0·(2.4)")
    cell.locator("[data-mark=bias]").focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(sentence).to_contain_text("+ (−0.5)")
    cell.locator("[data-mark=slope]").drag_to(
        cell.locator(".explorer-stage svg"), target_position={"x": 270, "y": 300}, force=True
    )
    expect(sentence).to_contain_text("z = −")
