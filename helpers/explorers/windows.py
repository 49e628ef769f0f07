"""What the explorers of a sliding window share: hatching for padding and what is never read; lengths in words."""

from collections.abc import Sequence

import numpy as np

from helpers.convolution_1d import output_length, unread_places
from helpers.explorers.drawing import Box, Drawing, Grid
from helpers.explorers.numbers import count

PADDING = {"color": "#b4b4b4", "gap": 7}
UNREAD = {"color": "#a0306f", "gap": 9, "stroke_width": 0.8, "falling": True}


def hatch_padding(drawing: Drawing, grid: Grid, padding: int) -> None:
    """Hatch the cells around a matrix that are its padding."""
    if not padding:
        return
    rows, columns, inner = grid.rows, grid.columns, grid.rows - 2 * padding
    for place in (
        (0, 0, padding, columns),
        (rows - padding, 0, padding, columns),
        (padding, 0, inner, padding),
        (padding, columns - padding, inner, padding),
    ):
        drawing.hatch(grid.cell(*place), **PADDING)
    drawing.frame(grid.cell(padding, padding, inner, columns - 2 * padding), "#767676", stroke_width=1.5)


def hatch_unread(drawing: Drawing, grid: Grid, unread: tuple[Sequence[int], Sequence[int]]) -> None:
    """Hatch the rows and the columns of a matrix that no window reads, each cell once."""
    rows = _runs(unread[0])
    for first, size in rows:
        drawing.hatch(grid.cell(first, 0, size, grid.columns), **UNREAD)
    between = _runs(np.setdiff1d(np.arange(grid.rows), unread[0])) if rows else [(0, grid.rows)]
    for column, width in _runs(unread[1]):
        for row, height in between:
            drawing.hatch(grid.cell(row, column, height, width), **UNREAD)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return (first, how many) for each run of neighbours among places that are in order."""
    if not len(places):
        return []
    return [(int(run[0]), len(run)) for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)]


def legend(drawing: Drawing, x: float, y: float, padding: str = "", unread: str = "") -> None:
    """Say in small print what the hatching means; a text that is empty is left out."""
    for text, style in ((padding, PADDING), (unread, UNREAD)):
        if not text:
            continue
        swatch = Box(x, y - 7, 18, 14)
        drawing.hatch(swatch, **style)
        drawing.rect(swatch, stroke="#999999")
        drawing.text(x + 24, y, text, size=11, anchor="start")
        x += 36 + 6.4 * len(text)


def length_text(
    name: str, line: str, size: int, kernel_size: int, stride: int, padding: int = 0, dilation: int = 1
) -> str:
    """Say how long an output is and what no window reads: "width ⌊(6 + 2·0 − 3) / 2⌋ + 1 = 2 (no window reaches …)".

    Parameters
    ----------
    name : of the direction. line : what lies side by side in it, "row" for the height. Others as in ``output_length``.
    """
    length = output_length(size, kernel_size, stride, padding, dilation)
    covered, padded = dilation * (kernel_size - 1) + 1, size + 2 * padding
    unused = padded - covered - (length - 1) * stride
    between = [place for place in unread_places(padded, kernel_size, stride, 0, dilation) if place < padded - unused]
    gaps = []
    if unused:
        where = " of the padded input" if padding else ""
        gaps.append(f"no window reaches the last {f'{unused} {line}s' if unused > 1 else line}{where}")
    if between:
        other = f"other {line}" if unused else line
        gaps.append(f"{count(len(between), other)} {'are' if len(between) > 1 else 'is'} never read")
    rest = f" ({'; '.join(gaps)})" if gaps else ""
    return f"{name} ⌊({size} + 2·{padding} − {covered}) / {stride}⌋ + 1 = {length}{rest}"
