"""The polynomial of lesson 02: noisy points, the fit with and without weight decay, and its errors."""

from numbers import Integral

import numpy as np


def true_curve(x: np.ndarray) -> np.ndarray:
    """Return sin(4x), the curve from which the points are drawn, float64 of the shape of ``x``."""
    return np.sin(4 * np.asarray(x, dtype=np.float64))


def draw_points(count: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return x, uniform in −1 … 1, and y = sin(4x) + noise · N(0, 1): two float64 arrays of shape (count,).

    Parameters
    ----------
    count : number of points, an int ≥ 1. noise : standard deviation of the noise, ≥ 0. seed : an int ≥ 0.
        With the same seed and another noise, x and the drawn N(0, 1) stay the same.

    Raises
    ------
    ValueError if the count is not a positive int, or the noise is negative or not finite.
    """
    if not _is_int(count) or count < 1:
        raise ValueError(f"count must be a whole number of points, at least 1, not {count!r}")
    if not (np.isfinite(noise) and noise >= 0):
        raise ValueError(f"noise is a standard deviation: it must be 0 or greater, not {noise}")
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, count)
    return x, true_curve(x) + noise * rng.normal(size=count)


def fit_polynomial(x: np.ndarray, y: np.ndarray, degree: int, weight_decay: float = 0.0) -> np.ndarray:
    """Return the weights w of the polynomial Σ w_k x^k that fits the points best, lowest power first.

    It minimises mean((Σ w_k x^k − y)²) + weight_decay · Σ_{k ≥ 1} w_k²: ridge regression (Hoerl and Kennard, 1970),
    the constant w_0 left free. Solved by least squares with one extra row for each weight that decays.

    Parameters
    ----------
    x, y : float arrays of shape (N,), finite. degree : int ≥ 0. weight_decay : λ ≥ 0.

    Returns
    -------
    float64 array of shape (degree + 1,).

    Raises
    ------
    ValueError if the shapes differ, a number is not finite or out of range, or the points do not determine the
    weights: without weight decay a polynomial needs at least degree + 1 different x.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if x.ndim != 1 or x.shape != y.shape or not x.size:
        raise ValueError(f"x and y must have one shape (N,) with N at least 1, not {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x and y must be finite numbers")
    if not _is_int(degree) or degree < 0:
        raise ValueError(f"degree must be a whole number, 0 or greater, not {degree!r}")
    if not (np.isfinite(weight_decay) and weight_decay >= 0):
        raise ValueError(f"weight_decay must be 0 or greater, not {weight_decay}")
    different = len(np.unique(x))
    if weight_decay == 0 and different <= degree:
        raise ValueError(
            f"degree {degree} has {degree + 1} weights, and {different} points do not determine them: "
            f"take more points, a degree of at most {different - 1}, or some weight decay"
        )
    features = np.vander(x, degree + 1, increasing=True)
    decay_rows = np.sqrt(len(x) * weight_decay) * np.eye(degree + 1)[1:]
    rows = np.concatenate([features, decay_rows])
    targets = np.concatenate([y, np.zeros(degree)])
    return np.linalg.lstsq(rows, targets, rcond=None)[0]


def errors_by_degree(
    x: np.ndarray, y: np.ndarray, noise: float, last: int, weight_decay: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean squared errors of the fits of degree 0 … last: on the training points, and on fresh points.

    The second is the expected error on endlessly many validation points: the mean of (fit − sin(4x))² over −1 … 1,
    plus noise², the part that no fit can predict. So it does not depend on the luck of a small validation set.

    Parameters
    ----------
    x, y, weight_decay : as in ``fit_polynomial``. noise : standard deviation of the points' noise, ≥ 0.

    Returns
    -------
    two float64 arrays of shape (last + 1,).

    Raises
    ------
    ValueError as ``fit_polynomial`` does, for the largest degree.
    """
    grid = np.linspace(-1, 1, 201)
    weights = np.zeros((last + 1, last + 1))  # a column for each degree
    for degree in range(last + 1):
        weights[: degree + 1, degree] = fit_polynomial(x, y, degree, weight_decay)
    at_points, on_grid = (np.vander(places, last + 1, increasing=True) @ weights for places in (x, grid))
    training = np.mean((at_points - np.asarray(y)[:, None]) ** 2, axis=0)
    return training, np.mean((on_grid - true_curve(grid)[:, None]) ** 2, axis=0) + noise**2


def _is_int(value) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)
