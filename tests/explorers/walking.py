"""What a walk through an explorer in a real page is made of: pointing, clicking, choosing, typing, reading."""

from playwright.sync_api import Locator, Page, expect

PATIENCE = 120_000  # milliseconds in which a page that a busy machine shows must have done what was asked
expect.set_options(timeout=PATIENCE)
# In one go: the picture may be another one by the next call.
PLACE = """(stage, mark) => {
    const single = stage.querySelector(`[data-mark="${mark}"]`), [name, row, column] = mark.split(":");
    const element = single ?? stage.querySelector(`[data-mark="${name}"][data-grid]`);
    if (!element) return null;
    const box = element.getBoundingClientRect();
    const [rows, columns] = single ? [1, 1] : element.dataset.grid.split(" ").map(Number);
    const [i, j] = single ? [0, 0] : [Number(row), Number(column)];
    return [box.x + ((j + 0.5) / columns) * box.width, box.y + ((i + 0.5) / rows) * box.height];
}"""


def says(cell: Locator, *texts: str) -> None:
    """Wait until the explorer's sentence contains each of the texts."""
    for text in texts:
        expect(cell.locator(".explorer-sentence")).to_contain_text(text)


def place(cell: Locator, mark: str) -> tuple[float, float]:
    """Return where a mark stands on the page; "name:row:column" may be a cell of an element that stands for many."""
    for _ in range(PATIENCE // 100):  # the picture may be on its way
        found = cell.locator(".explorer-stage").evaluate(PLACE, mark)
        if found:
            return tuple(found)
        cell.page.wait_for_timeout(100)
    raise AssertionError(f"there is no {mark} in the picture")


def point(page: Page, cell: Locator, mark: str) -> None:
    """Move the pointer to a mark."""
    cell.locator(".explorer-stage").scroll_into_view_if_needed()
    page.mouse.move(*place(cell, mark))


def click(page: Page, cell: Locator, mark: str) -> None:
    """Click on a mark."""
    point(page, cell, mark)
    page.mouse.click(*place(cell, mark))


def choose(cell: Locator, control: str, option: str) -> None:
    """Choose from a list."""
    cell.locator(f'[data-control="{control}"]').select_option(option)


def write(cell: Locator, control: str, text: str) -> None:
    """Type into a field and confirm with Enter."""
    field = cell.locator(f'[data-control="{control}"]')
    field.fill(text)
    field.press("Enter")


def press(cell: Locator, control: str, *keys: str) -> None:
    """Press keys while a control has the focus."""
    for key in keys:
        cell.locator(f'[data-control="{control}"]').press(key)


def arrow(cell: Locator, *keys: str) -> None:
    """Press keys while the picture has the focus."""
    for key in keys:
        cell.locator(".explorer-stage").press(key)


def drag(page, locator, dx, dy):
    """Drag an element of the picture by (dx, dy) pixels of the page, as a hand does: in several moves."""
    while (box := locator.bounding_box()) is None:  # a new picture is being put in its place
        page.wait_for_timeout(30)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()
