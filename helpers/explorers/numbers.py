"""Numbers as readers type and read them: fields that are read, and numbers and sums that are written out."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

LARGEST = 1e6  # numbers up to this one fit into the pictures
CLICKED = (0, 1, 2, -2, -1)  # the values that clicking on a cell runs through


def parse_numbers(text: str, *, most: int | None = None) -> np.ndarray:
    """Read numbers separated by commas, such as "1, −0.5, 1/4"; return a float64 array of shape (n,), n at least 1.

    Parameters
    ----------
    text : whole numbers, decimals and fractions; spaces do not matter, and "−" is the same as "-".
    most : how many numbers are allowed.

    Raises
    ------
    ValueError if there is no number, a number cannot be read or is not finite, or there are too many.
    """
    parts = [part.strip() for part in text.replace("−", "-").replace("，", ",").split(",")]
    if not any(parts):
        raise ValueError("there is no number: write some, separated by commas, such as 1, 0.5, 1/4")
    numbers = []
    for part in parts:
        try:
            top, slash, bottom = part.partition("/")
            number = float(top) / float(bottom) if slash else float(top)
        except (ValueError, ZeroDivisionError):
            number = np.nan
        if not np.isfinite(number):
            raise ValueError(f"{part!r} is not a number: write numbers separated by commas, such as 1, −0.5, 1/4")
        numbers.append(number)
    if most is not None and len(numbers) > most:
        raise ValueError(f"there is room for {most} numbers, not {len(numbers)}")
    return np.array(numbers)


def parse_matrix(text: str, *, most: int | None = None) -> np.ndarray:
    """Read a matrix such as "1, 0; −1/2, 3": rows separated by semicolons, numbers by commas; float64, shape (U, V).

    Parameters
    ----------
    text : numbers as in ``parse_numbers``. most : how many rows and how many columns are allowed.

    Raises
    ------
    ValueError if a number cannot be read, the rows differ in length, or there are too many.
    """
    rows = [parse_numbers(row) for row in text.replace("；", ";").strip().rstrip(";").split(";")]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(
            f"all rows must have the same length, but these have {', '.join(str(len(row)) for row in rows)} numbers: "
            "separate rows by semicolons and numbers by commas, such as 1, 0; 0, −1"
        )
    matrix = np.array(rows)
    if most is not None and max(matrix.shape) > most:
        raise ValueError(f"there is room for {most} × {most} numbers, not {matrix.shape[0]} × {matrix.shape[1]}")
    return matrix


def check_size(*arrays: np.ndarray) -> None:
    """Raise ValueError if a number is too large to be written into a picture."""
    if max(float(np.abs(array).max()) for array in arrays) > LARGEST:
        raise ValueError("numbers up to a million fit into the picture: write smaller ones")


def matrix_text(values: np.ndarray) -> str:
    """Spell a matrix out, so that ``parse_matrix`` reads exactly the same numbers; one row is a list of numbers."""
    return "; ".join(", ".join(map(_exact, row)) for row in np.atleast_2d(values))


def _exact(value: float) -> str:
    decimal, fraction = np.format_float_positional(value, trim="-"), Fraction(float(value)).limit_denominator(99)
    exact = fraction.numerator / fraction.denominator == value
    return str(fraction) if exact and len(str(fraction)) < len(decimal) else decimal


def clicked(value: float) -> float:
    """Return the value that follows when a cell is clicked: 0, 1, 2, −2, −1, and again; any other becomes 0."""
    return CLICKED[(CLICKED.index(value) + 1) % len(CLICKED)] if value in CLICKED else 0


def number_text(value: float) -> str:
    """Write a number with at most three decimals and a real minus sign, for people to read."""
    text = f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e5 else f"{value:.2e}"
    return "0" if text == "-0" else text.replace("-", "−")


def short_number(value: float, room: int) -> str:
    """Write a number into a cell that has room for so many characters, with fewer decimals if need be."""
    for decimals in (3, 2, 1, 0):
        text = number_text(round(value, decimals))
        if len(text) <= room:
            return text
    return f"{value:.0e}".replace("e+0", "e").replace("-", "−")


def arithmetic(weights: Sequence[float], inputs: Sequence[float]) -> str:
    """Spell out a sum of products: "1·4 + 0.5·(−2) = 4 − 1 = 3"."""
    pairs = " + ".join(f"{_signed(weight)}·{_signed(value)}" for weight, value in zip(weights, inputs))
    terms = np.asarray(weights, dtype=float) * np.asarray(inputs, dtype=float)
    return f"{pairs} = {summed(terms) if len(terms) > 1 else number_text(terms[0])}"


def summed(terms: Sequence[float]) -> str:
    """Spell out a sum: "4 − 1 = 3"."""
    return f"{' + '.join(map(number_text, terms)).replace('+ −', '− ')} = {number_text(float(np.sum(terms)))}"


def count(number: int, name: str) -> str:
    """Return "1 row", "2 rows", "no row"."""
    return f"{number or 'no'} {name}{'s' if number > 1 else ''}"


def _signed(value: float) -> str:
    text = number_text(value)
    return f"({text})" if text.startswith("−") else text
