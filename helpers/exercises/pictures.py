"""Pictures and numbers of what a student has made: yours beside what is expected, and your best so far."""

import numpy as np

from helpers.exercises import state

KINDS = ("curve", "bars", "matrix", "image")


def compare(title: str, yours, expected, *, kind: str, x=None, axes: tuple[str, str] | None = None) -> None:
    """Draw a result beside what is expected, also when it is wrong. Not graded, and not drawn while nbgrader marks.

    Parameters
    ----------
    title : what is shown, a few words.
    yours : the student's result, anything; what cannot be drawn is said in a sentence.
    expected : an array: of shape (n,) for a curve or bars, (rows, columns) for a matrix or an image.
    kind : "curve" draws both over ``x`` (default 0, 1, 2, …), "bars" a bar for each number, named by ``x``, "matrix"
        writes the numbers, "image" shows grey values.
    axes : what the two axes of a curve show.

    Raises
    ------
    ValueError for another kind, or for a curve without axes.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    if kind == "curve" and axes is None:
        raise ValueError(f"{title}: say what the axes of the curve show, for example axes=('epoch', 'loss')")
    if state.marking:
        return
    expected = np.asarray(expected, dtype=float)
    try:
        drawn = np.asarray(yours, dtype=float)
    except (TypeError, ValueError):
        drawn = None
    if drawn is None or drawn.ndim != expected.ndim or not drawn.size:
        shape = "" if drawn is None else f" of shape {drawn.shape}"
        print(f"○ {title}: yours is a {type(yours).__name__}{shape}, an array of shape {expected.shape} can be drawn")
        return
    same = drawn.shape == expected.shape and np.allclose(drawn, expected, rtol=1e-4, atol=1e-6)
    from helpers import plots

    with plots.course_style():
        if kind == "curve":
            figure = _curves(title, drawn, expected, x, axes)
        elif kind == "bars":
            figure = _bars(title, drawn, expected, x)
        else:
            figure = _panels(title, drawn, expected, kind)
        relation = "they agree" if same else "they differ"
        plots.show(figure, alt=f"{title}: yours beside what is expected; {relation}.")


def _curves(title: str, yours: np.ndarray, expected: np.ndarray, x, axes: tuple[str, str]):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 2.6))
    ax = figure.subplots()
    for values, name, style in (
        (expected, "expected", {"color": "#BBBBBB", "linewidth": 6}),
        (yours, "yours", {"linewidth": 1.5}),
    ):
        places = np.asarray(x) if x is not None and len(x) == len(values) else np.arange(len(values))
        ax.plot(places, np.where(np.isfinite(values), values, np.nan), label=name, **style)
    ax.set(title=title, xlabel=axes[0], ylabel=axes[1])
    ax.legend(fontsize=9)
    return figure


def _bars(title: str, yours: np.ndarray, expected: np.ndarray, x):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 3))
    ax = figure.subplots()
    for values, name, style in (
        (expected, "expected", {"color": "#BBBBBB", "width": 0.8}),
        (yours, "yours", {"width": 0.4}),
    ):
        ax.bar(np.arange(len(values)), np.where(np.isfinite(values), values, 0), label=name, **style)
    names = np.arange(len(expected)) if x is None else x
    ax.set_xticks(np.arange(len(names)), names)
    ax.grid(visible=False, axis="x")
    ax.set_title(title)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=9)
    return figure


def _panels(title: str, yours: np.ndarray, expected: np.ndarray, kind: str):
    from helpers import plots

    titles = [
        f"{name}, {' × '.join(map(str, part.shape))}" for name, part in (("yours", yours), ("expected", expected))
    ]
    if kind == "matrix" and max(*yours.shape, *expected.shape) <= 14:
        return plots.matrix_plot(
            yours, expected, titles=titles, signed=True, number_format=".3g", size=0.55, title=title
        )
    from matplotlib.figure import Figure

    finite = np.concatenate([part[np.isfinite(part)].ravel() for part in (yours, expected)])
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    figure = Figure(figsize=(6, 3.2))
    for ax, values, name in zip(figure.subplots(1, 2), (yours, expected), titles):
        ax.imshow(values, cmap="gray", vmin=low, vmax=max(high, low + 1e-9))
        ax.set(title=name, xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set(visible=True, color="#BBBBBB")  # a white picture has an edge too
    figure.suptitle(title)
    return figure


def reached(name: str, value: float, text: str, *, best: str = "highest") -> None:
    """Print a number that the student's work has reached, and the best so far, which is kept beside the exercise.

    Parameters
    ----------
    name : under which the best is kept, for example ``"accuracy"``.
    value : the number. text : how it is said, with the number in braces: ``"{:.1%} of 1,000 digits"``.
    best : "highest" or "lowest" is best.
    """
    if state.marking:
        return
    folder = state.exercise_folder()
    kept = state.load(folder)[0] if folder else {"numbers": {}}
    before = kept["numbers"].get(name)
    better = before is None or (value > before if best == "highest" else value < before)
    print(text.format(value) + ("" if before is None else f" (your best so far: {text.format(before)})"))
    if folder and better:
        kept["numbers"][name] = float(value)
        state.save(folder, kept)
