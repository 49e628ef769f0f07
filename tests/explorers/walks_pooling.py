"""The walk through the explorer of lesson 06 in a real page."""

from tests.explorers.walking import arrow, choose, click, point, press, says, write


def walk(page, cell):
    says(cell, "y[0, 0] = max(29, 15, 0, 100) = 100.")
    point(page, cell, "out:0:1")
    says(cell, "y[0, 1] = max(28, 184, 70, 38) = 184.")
    arrow(cell, "ArrowDown", "ArrowLeft")
    says(cell, "y[1, 0] = max(12, 12, 12, 12) = 12, a tie of 4.")
    choose(cell, "kind", "average")
    says(cell, "y[1, 0] = (12 + 12 + 12 + 12) / 4 = 48 / 4 = 12.")
    choose(cell, "kind", "max")
    press(cell, "size", "ArrowRight")
    press(cell, "stride", "ArrowLeft")
    says(cell, "Neighbouring windows share 2 of 3 rows or columns.")
    point(page, cell, "in:1:1")
    says(cell, "x[1, 1] = 100 lies in 4 windows", "and wins y[0, 0], y[1, 0], y[1, 1].")
    press(cell, "padding", "ArrowRight")
    says(cell, "⌊(4 + 2·1 − 3) / 1⌋ + 1 = 4")
    press(cell, "size", "End")
    says(cell, "⌊(4 + 2·1 − 5) / 1⌋ + 1 = 2")
    write(cell, "values", "1, 2; 3")
    says(cell, "This setting is not possible: all rows must have the same length")
    choose(cell, "source", "a digit, 28 × 28")
    says(cell, "⌊(28 + 2·1 − 5) / 1⌋ + 1 = 26")
    choose(cell, "source", "the lecture's, 4 × 4")
    press(cell, "padding", "Home")
    says(cell, "This setting is not possible: a window of 5 × 5 does not fit")
    press(cell, "size", "Home")  # from 5 with P = 1, which the slider went back to
    says(cell, "This setting is not possible: padding must be at most half of the size 1, not 1")
    press(cell, "size", "ArrowLeft")
    press(cell, "padding", "Home")
    says(cell, "⌊(4 + 2·0 − 4) / 1⌋ + 1 = 1")
    press(cell, "step", "Home")
    click(page, cell, "in:1:1")
    says(cell, "x[1, 1] = 0 lies in 1 window")
