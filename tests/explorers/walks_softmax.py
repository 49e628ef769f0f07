"""What only the explorer of softmax can do, in a real page."""

from playwright.sync_api import expect


def walk(page, cell):
    """Move a bar's top by key and by pointer, add classes, cool down; read the sentence."""
    sentence = cell.locator(".explorer-sentence")
    cell.locator("[data-control=classes]").fill("3")
    cell.locator("[data-control=temperature]").fill("1")
    expect(sentence).to_contain_text(") / 1.0) = (")
    before = float(sentence.inner_text().split("((")[1].split(",")[0].replace("−", "-"))
    cell.locator("[data-mark='logit:0']").focus()
    page.keyboard.press("ArrowDown")
    expect(sentence).to_contain_text(f"softmax(({before - 0.1:.1f}".replace("-", "−"))
    cell.locator("[data-mark='logit:2']").drag_to(
        cell.locator(".explorer-stage svg"), target_position={"x": 300, "y": 5}, force=True
    )
    expect(sentence).to_contain_text(", 6.0) / 1.0)")
    cell.locator("[data-control=classes]").fill("5")
    expect(sentence).to_contain_text(", 6.0, −1.0, 3.0) / 1.0)")
    cell.locator("[data-control=temperature]").fill("0.1")
    expect(sentence).to_contain_text("/ 0.1)")
    expect(sentence).to_contain_text("the sum is 1.000")
