"""Points of two classes in a plane, drawn, added and removed: what the neuron's line and the playground share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np

from helpers.explorers.drawing import GROUND, INK, QUIET, SELECTED, Axes, Box, Drawing
from helpers.plots import COLORS

CLASS_COLORS = ("#5e3c99", COLORS["orange"])  # the ends of the colours that stand for values below and above 0
KINDS = ("a point of class 1 (orange)", "a point of class 0 (purple)")  # what a click adds
OWN = "my own"
MOST_POINTS = 120
LIGHT = 0.9  # the scale of ŷ − ½, whose largest value is ½: a point stands out from the shading around it
Points = tuple[tuple[float, float, int], ...]


@dataclass(frozen=True)
class Plane:
    """A square of the plane in a drawing: both coordinates run from low to high; cells are where the keys move to."""

    box: Box
    low: float
    high: float
    cells: int
    radius: float = 7  # of a point

    @cached_property
    def grid(self) -> np.ndarray:
        """Return the middles of 60 × 60 pixels, row by row from above: shape (3600, 2)."""
        middles = self.low + (np.arange(60) + 0.5) / 60 * (self.high - self.low)
        x1, x2 = np.meshgrid(middles, middles[::-1])
        return np.column_stack([x1.ravel(), x2.ravel()])

    def shade(self, drawing: Drawing, outputs: np.ndarray) -> Axes:
        """Draw the axes and in them what was said at each place of ``grid``, from 0 (purple) to 1 (orange)."""
        axes = drawing.axes(self.box, (self.low, self.high), (self.low, self.high), "x₁", "x₂")
        drawing.pixels(outputs.reshape(60, 60) - 0.5, self.box, signed=True, scale=LIGHT)
        drawing.rect(self.box, stroke="#999999", pointer_events="none")
        drawing.rect(self.box, fill="transparent", mark="plane", data_grid=f"{self.cells} {self.cells}")
        return axes

    def points(self, drawing: Drawing, axes: Axes, points: Points, wrong: Sequence[bool], selected: str) -> None:
        """Draw the points; a ring stands around those that are on the wrong side, a frame around the selected place."""
        drawing.parts.append(_circles(self, points))
        for number in np.flatnonzero(wrong):
            place = axes.x(points[number][0]), axes.y(points[number][1])
            drawing.circle(*place, self.radius + 2.5, fill="none", stroke=INK, stroke_width=2.5, pointer_events="none")
        place = self.place(points, selected)
        if place is not None:
            x, y, reach = axes.x(place[0]), axes.y(place[1]), self.radius + 6
            drawing.frame(Box(x - reach, y - reach, 2 * reach, 2 * reach), SELECTED)

    def legend(self, drawing: Drawing, adds: str) -> None:
        """Show, beside the name of the horizontal axis, what a click adds."""
        x, y = self.box.right - 6, self.box.bottom + 27
        drawing.text(x - 12, y, "a click adds", size=11, anchor="end", fill=QUIET)
        drawing.circle(x, y, 6, fill=CLASS_COLORS[adds == KINDS[0]])

    def place(self, points: Points, mark: str) -> tuple[float, float] | None:
        """Return the coordinates that a mark stands for, a point's or the middle of a cell's; None for other marks."""
        name, *numbers = mark.split(":")
        if name == "point" and int(numbers[0]) < len(points):
            return points[int(numbers[0])][:2]
        if name != "plane":
            return None
        row, column = (int(number) for number in numbers)
        size = (self.high - self.low) / self.cells
        return round(self.low + (column + 0.5) * size, 2), round(self.high - (row + 0.5) * size, 2)

    def click(self, settings, mark: str, at: tuple) -> dict:
        """Return the changes of a click: a point is removed, in the free plane one of the chosen class is added.

        Raises
        ------
        ValueError if there are ``MOST_POINTS`` points already.
        """
        points = settings["points"]
        name = mark.split(":")[0]
        place = self.place(points, mark)
        if name == "point" and place is not None:
            number = int(mark.split(":")[1])
            return {"points": points[:number] + points[number + 1 :], "data": OWN, "selected": ""}
        if name != "plane":
            return {}
        if len(points) >= MOST_POINTS:
            raise ValueError(f"There is room for {MOST_POINTS} points: click on one to remove it, then add another.")
        if at[0] is not None:
            across, up = (at[0] - self.box.x) / self.box.width, (self.box.bottom - at[1]) / self.box.height
            place = tuple(round(self.low + part * (self.high - self.low), 2) for part in (across, up))
        return {"points": (*points, (*place, int(settings["adds"] == KINDS[0]))), "data": OWN}

    def line(self, weights: Sequence[float], bias: float) -> tuple | None:
        """Return both ends of the line w·x + θ = 0 inside the square, ((x₁, x₂), (x₁, x₂)); None if it lies outside."""
        weights = np.asarray(weights, dtype=np.float64)
        length = weights @ weights
        if length == 0:
            return None
        foot, along = -bias * weights / length, np.array([-weights[1], weights[0]]) / np.sqrt(length)
        start, end = -np.inf, np.inf
        for place, slope in zip(foot, along):
            if abs(slope) < 1e-12:
                if not self.low <= place <= self.high:
                    return None
                continue
            near, far = sorted(((self.low - place) / slope, (self.high - place) / slope))
            start, end = max(start, near), min(end, far)
        return (tuple(foot + start * along), tuple(foot + end * along)) if start < end else None


@lru_cache(maxsize=8)  # while a network learns, its points stay what they are
def _circles(plane: Plane, points: Points) -> str:
    """Return the points as SVG."""
    drawing, box, span = Drawing(0, 0), plane.box, plane.high - plane.low
    drawing.parts.clear()
    for number, (x1, x2, kind) in enumerate(points):
        x, y = box.x + (x1 - plane.low) / span * box.width, box.bottom - (x2 - plane.low) / span * box.height
        drawing.circle(x, y, plane.radius, fill=CLASS_COLORS[kind], stroke=GROUND, mark=f"point:{number}")
    return "".join(drawing.parts)


@cache
def small_sets() -> dict[str, Points]:
    """Return the sets of points for one neuron: two clouds that a line parts, and the tables of AND, OR and XOR."""
    rng = np.random.default_rng(0)
    clouds = np.concatenate([rng.normal((-0.4, 1.7), 0.5, (12, 2)), rng.normal((1.5, -0.4), 0.5, (12, 2))])
    corners = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
    tables = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}
    return {
        "two clouds": _points(clouds, np.repeat([0, 1], 12)),
        **{name: tuple((*place, kind) for place, kind in zip(corners, kinds)) for name, kinds in tables.items()},
    }


@cache
def large_sets() -> dict[str, Points]:
    """Return the sets of points that no line parts: XOR's four corners as clouds, two rings, and two moons."""
    rng = np.random.default_rng(1)
    corners = np.repeat([(1, 1), (-1, -1), (1, -1), (-1, 1)], 20, axis=0) + rng.normal(0, 0.28, (80, 2))
    angles = rng.uniform(0, 2 * np.pi, 80)
    radii = np.repeat([0.55, 1.5], 40) + rng.normal(0, 0.13, 80)
    half = rng.uniform(0, np.pi, 40)
    moon = np.column_stack([np.cos(half), np.sin(half)])
    moons = 1.15 * np.concatenate([moon - (0.5, 0.25), (0.5, 0.25) - moon]) + rng.normal(0, 0.1, (80, 2))
    kinds = np.repeat([0, 1], 40)
    return {
        "XOR": _points(corners, kinds),
        "rings": _points(np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]), 1 - kinds),
        "two moons": _points(moons, kinds),
    }


def _points(places: np.ndarray, kinds: np.ndarray) -> Points:
    return tuple((float(x1), float(x2), int(kind)) for (x1, x2), kind in zip(places.round(2), kinds))
