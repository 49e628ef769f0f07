"""The explorer of lesson 02: a polynomial fitted to noisy points, its capacity, and what cures overfitting."""

from numbers import Integral

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure

from helpers.explorer import Explorer, stepper
from helpers.plots import COLORS

LARGEST_DEGREE = 15


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


def _is_int(value) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def polynomial_explorer() -> Explorer:
    """Return the explorer: points, true curve and fit (left), error on training and fresh points by degree (right)."""
    figure = Figure(figsize=(8.0, 3.3))
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    grid = np.linspace(-1, 1, 201)
    left.plot(grid, true_curve(grid), "--", color="#666666", linewidth=1.2, label="true curve")
    (points,) = left.plot([], [], "o", color=COLORS["black"], markersize=4, label="training points")
    (curve,) = left.plot([], [], color=COLORS["orange"], label="fitted polynomial")
    left.set(xlabel="x", ylabel="y", xlim=(-1, 1), ylim=(-2.5, 2.5), xticks=(-1, 0, 1), yticks=(-2, 0, 2))
    left.legend(loc="upper center", ncols=3, fontsize=8).set_zorder(1)  # below what moves: it is drawn only once
    (training_line,) = right.semilogy([], [], "o-", color=COLORS["blue"], markersize=3, label="training points")
    (fresh_line,) = right.semilogy([], [], "s-", color=COLORS["orange"], markersize=3, label="fresh points")
    here = right.axvline(0, color="#666666", linestyle=":", linewidth=1.5)
    right.set(xlabel="degree", ylabel="mean squared error", xlim=(-0.5, LARGEST_DEGREE + 0.5), ylim=(1e-4, 1e2))
    right.set(xticks=(0, 5, 10, 15), yticks=(1e-4, 1e-2, 1, 1e2))
    right.minorticks_off()  # each tick costs time in every redraw
    right.legend(loc="upper left", fontsize=8).set_zorder(1)

    def update(degree, count, noise, decay, seed):
        x, y = draw_points(count, noise, seed)
        fit_polynomial(x, y, degree, decay)  # says first what is wrong with an impossible setting
        # What endlessly many fresh points would give: the mean over the grid, plus the noise that nobody can predict.
        last = LARGEST_DEGREE if decay else min(LARGEST_DEGREE, count - 1)
        errors = np.empty((2, last + 1))
        for k in range(last + 1):
            w = fit_polynomial(x, y, k, decay)
            prediction = np.polynomial.polynomial.polyval(grid, w)
            errors[0, k] = np.mean((np.polynomial.polynomial.polyval(x, w) - y) ** 2)
            errors[1, k] = np.mean((prediction - true_curve(grid)) ** 2) + noise**2
            if k == degree:
                curve.set_data(grid, prediction)
        points.set_data(x, y)
        # A perfect fit has no place on a logarithmic axis: it is drawn on the axis' lower edge.
        training_line.set_data(np.arange(last + 1), np.maximum(errors[0], 1e-4))
        fresh_line.set_data(np.arange(last + 1), np.clip(errors[1], 1e-4, 1e2))
        here.set_xdata([degree, degree])
        return (
            f"Degree {degree} ({degree + 1} weights) on {count} points: error {errors[0, degree]:.3f} on the training "
            f"points, {errors[1, degree]:.3g} on fresh points; {noise**2:.3f} of that is noise."
        )

    style, wide = {"description_width": "9em"}, widgets.Layout(width="26em")

    def slider(description, value, low, high):
        return widgets.IntSlider(value=value, min=low, max=high, description=description, style=style, layout=wide)

    controls = {
        "degree": slider("degree", 9, 0, LARGEST_DEGREE),
        "count": slider("number of points", 15, 5, 100),
        "noise": widgets.FloatSlider(
            value=0.3, min=0, max=1, step=0.05, description="noise σ", style=style, layout=wide
        ),
        "decay": widgets.SelectionSlider(
            options=[("none", 0.0)] + [(f"{value:g}", value) for value in 10.0 ** np.arange(-8, 1)],
            value=0.0, description="weight decay λ", style=style, layout=wide,
        ),
        "seed": slider("sample", 0, 0, 20),
    }  # fmt: skip
    layout = widgets.VBox([*list(controls.values())[:-1], stepper(controls["seed"])])
    return Explorer(figure, controls, update, layout)
