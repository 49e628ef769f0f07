"""What the walks through the explorers share."""


def drag(page, locator, dx, dy):
    """Drag an element of the picture by (dx, dy) pixels of the page, as a hand does: in several moves."""
    while (box := locator.bounding_box()) is None:  # a new picture is being put in its place
        page.wait_for_timeout(30)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()
