"""A digit that a reader draws, made into one of MNIST's: strokes become 28 × 28 pixels, prepared as MNIST's are."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

SIDE, BOX, MIDDLE = (
    28,
    20,
    14,
)  # pixels: MNIST's images, the square that holds the ink, the row and column in the middle
PEN = 2.4  # pixels: the width of a stroke; the median in MNIST's test digits is about 2.3
FINE = 8  # the parts into which a pixel is divided along each side while the strokes are drawn: smooth edges

Stroke = Sequence[tuple[float, float]]


def digit_from_strokes(strokes: Sequence[Stroke], *, centred: bool = True) -> np.ndarray:
    """Return the image of a drawn digit: float32 of shape (28, 28), 0 … 1, as ``load_mnist(scaled=True)`` gives them.

    MNIST's digits were scaled to fit a square of 20 × 20 pixels with smooth edges, their shape kept, and moved by
    whole pixels until their centre of mass lay in the middle (Y. LeCun and C. Cortes, "The MNIST database of
    handwritten digits"). The same is done here with the strokes; the pen keeps its width.

    Parameters
    ----------
    strokes : each a sequence of points (x, y), x to the right and y down, in pixels of the image: (0, 0) is its upper
        left and (28, 28) its lower right corner. No strokes, or empty ones, give a black image.
    centred : True prepares the digit as MNIST does; False leaves it where it was drawn, and as large, and cuts off what
        lies outside. Strokes that are together no larger than the pen are a dot: a dot is moved, but not scaled.

    Raises
    ------
    ValueError if a stroke is no sequence of points, or has a coordinate that is not finite.
    """
    lines = [_points(stroke) for stroke in strokes if len(stroke)]
    if not lines:
        return np.zeros((SIDE, SIDE), dtype=np.float32)
    if not centred:
        return _ink(lines)
    everything = np.concatenate(lines)
    low, high = everything.min(axis=0), everything.max(axis=0)
    extent = float((high - low).max())
    scale = (BOX - PEN - 2 / FINE) / extent if extent > PEN else 1.0
    return centre(_ink([(line - (low + high) / 2) * scale + SIDE / 2 for line in lines]))


def centre(image: np.ndarray) -> np.ndarray:
    """Move a digit by whole pixels until its centre of mass is as near as possible to row 14, column 14.

    Ink never leaves the image: where it would, the digit stops at the border. MNIST's own digits stay where they are.

    Parameters
    ----------
    image : shape (28, 28), values ≥ 0. An image without ink is returned as it is.
    """
    if not image.any():
        return image
    rows, columns = ink_box(image)
    moves = []
    for place, (first, last) in zip(centre_of_mass(image), (rows, columns)):
        wanted = int(np.ceil(MIDDLE - 0.5 - place))  # the least move that leaves the centre within half a pixel
        moves.append(min(max(wanted, -first), SIDE - 1 - last))
    return shift(image, moves[1], moves[0])


def shift(image: np.ndarray, right: int, down: int) -> np.ndarray:
    """Move an image of shape (28, 28) by whole pixels; what leaves is lost, what enters is 0."""
    moved = np.zeros_like(image)
    height, width = image.shape
    if abs(right) < width and abs(down) < height:
        moved[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = image[
            max(-down, 0) : height - max(down, 0), max(-right, 0) : width - max(right, 0)
        ]
    return moved


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    """Return the row and column (counted from 0) of an image's centre of mass, Σ place · ink / Σ ink.

    Raises
    ------
    ValueError if the image holds no ink.
    """
    values = np.asarray(image, dtype=np.float64)
    total = values.sum()
    if not total > 0:
        raise ValueError("an image without ink has no centre of mass: draw something first")
    rows, columns = np.arange(values.shape[0]), np.arange(values.shape[1])
    return float(values.sum(axis=1) @ rows / total), float(values.sum(axis=0) @ columns / total)


def ink_box(image: np.ndarray) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (first row, last row), (first column, last column) that hold ink; the image must hold some."""
    rows, columns = np.flatnonzero(np.any(image, axis=1)), np.flatnonzero(np.any(image, axis=0))
    return (int(rows[0]), int(rows[-1])), (int(columns[0]), int(columns[-1]))


def _points(stroke: Stroke) -> np.ndarray:
    points = np.asarray(stroke, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError(f"a stroke must be a sequence of points (x, y) of finite numbers, not {stroke!r}")
    return points


def _ink(lines: Sequence[np.ndarray]) -> np.ndarray:
    """Draw lines in pixels' units: with a pen on a grid FINE times as fine, whose mean is taken over each pixel."""
    image = Image.new("L", (SIDE * FINE, SIDE * FINE))
    pen = ImageDraw.Draw(image)
    radius = PEN * FINE / 2
    for line in lines:
        places = [tuple(point) for point in line * FINE]
        if len(places) > 1:
            pen.line(places, fill=255, width=round(2 * radius), joint="curve")
        for x, y in (places[0], places[-1]):  # round ends
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(image.reduce(FINE), dtype=np.float32) / np.float32(255)
