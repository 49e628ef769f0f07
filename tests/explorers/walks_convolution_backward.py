"""The walk through the explorer of lesson 09 in a real page."""

from tests.explorers.walking import arrow, choose, click, point, press, says


def walk(page, cell):
    says(cell, "x[1, 1] of channel 0 fed 4 outputs of each filter.")
    point(page, cell, "x0:0:0")
    says(cell, "x[0, 0] of channel 0 fed 1 output of each filter.")
    arrow(cell, "ArrowRight", "ArrowDown")
    says(cell, "x[1, 1] of channel 0 fed 4 outputs")
    point(page, cell, "w12:0:1")
    says(cell, "The weight [0, 1] from channel 1 to filter 2 met 9 pairs of an input and an error.")
    point(page, cell, "g1:2:0")
    says(cell, "The error of y[2, 0] of filter 1 is ")
    press(cell, "padding", "ArrowRight")
    point(page, cell, "x0:0:0")
    says(cell, "x[0, 0] of channel 0 fed 4 outputs")
    press(cell, "padding", "Home")
    choose(cell, "kernel", "3 × 3")
    press(cell, "stride", "ArrowRight")
    point(page, cell, "x1:3:3")
    says(cell, "x[3, 3] of channel 1 fed no output, so its gradient is 0.")
    point(page, cell, "w11:2:2")
    says(cell, "The weight [2, 2] from channel 1 to filter 1 met 1 pair")
    point(page, cell, "dw01:1:0")
    says(cell, "The weight [1, 0] from channel 0 to filter 1 met 1 pair")
    click(page, cell, "x0:0:0")
    cell.locator('[data-control="other"]').click()
    says(cell, "x[0, 0] of channel 0 fed 1 output")
