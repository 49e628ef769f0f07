"""The explorer of lessons 11 and 12: the activations and the gradients of each layer while a deep stack trains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from helpers.deep_stack import DeepStack, Step
from helpers.explorers.drawing import QUIET, Axes, Box, Drawing, number, raised, scientific, ticks
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Switch
from helpers.plots import COLORS

BINS, MOST_LAYERS = 32, 40
SMALLEST = -30  # the power of ten at which a gradient of 0 is drawn
VALUES, SLOPES, LOSS = Box(56, 34, 330, 284), Box(452, 34, 214, 284), Box(716, 34, 128, 284)


@dataclass(frozen=True)
class Run:
    """A training so far: its ``step`` function, what its last step was like in each layer, and its losses.

    counts : shape (layers, BINS), of the activations between the two ends of ``span``, which only grows.
    mean, spread, zeros : shape (layers,), of the activations: mean, standard deviation, share that is exactly 0.
    sizes : shape (layers,), the root mean square of the gradient. first : the same of the first step.
    """

    step: Callable[[], Step]
    losses: tuple[float, ...] = ()
    span: tuple[float, float] = (0.0, 0.0)
    counts: np.ndarray | None = None
    mean: np.ndarray | None = None
    spread: np.ndarray | None = None
    zeros: np.ndarray | None = None
    sizes: np.ndarray | None = None
    first: np.ndarray | None = None


def advance(run: Run) -> Run:
    """Train one step and return the run with what that step was like.

    Raises
    ------
    ValueError if the step does not return a loss and, for each layer, activations and gradients; or if a number in
    them is not finite: then the training has run away.
    """
    try:
        loss, activations, gradients = run.step()
        values = [np.asarray(layer, dtype=np.float64).ravel() for layer in activations]
        slopes = [np.asarray(layer, dtype=np.float64).ravel() for layer in gradients]
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"step() must return (loss, activations, gradients), a list each for the layers: {error}"
        ) from error
    if not 1 <= len(values) == len(slopes) <= MOST_LAYERS:
        raise ValueError(
            f"step() must return activations and gradients of the same 1 to {MOST_LAYERS} layers, "
            f"not of {len(values)} and {len(slopes)}"
        )
    if not np.isfinite([loss, *(layer.sum() for layer in (*values, *slopes))]).all():
        raise ValueError("the numbers have left the range of floats: the rate is too large; press reset")
    ends = np.array([np.quantile(layer, (0.005, 0.995)) for layer in values])  # a few far values leave the picture
    low, high = min(run.span[0], float(ends.min())), max(run.span[1], float(ends.max()), 1e-6)
    sizes = np.array([np.sqrt((layer**2).mean()) for layer in slopes])
    return replace(
        run,
        losses=(*run.losses, float(loss)),
        span=(low, high),
        counts=np.array([_counts(layer, low, high) for layer in values]),
        mean=np.array([layer.mean() for layer in values]),
        spread=np.array([layer.std() for layer in values]),
        zeros=np.array([(layer == 0).mean() for layer in values]),
        sizes=sizes,
        first=sizes if run.first is None else run.first,
    )


def _counts(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return how many values lie in each of BINS equal parts; what lies outside counts in the first and last."""
    parts = ((values - low) * (BINS / (high - low))).astype(np.intp)
    return np.bincount(np.clip(parts, 0, BINS - 1), minlength=BINS)  # np.histogram takes several times as long


def draw(stack, training, run: Run, selected) -> Picture:
    """Return the picture: a histogram of each layer's activations, the size of its gradient, and the loss.

    Parameters
    ----------
    stack : the name of what is trained. training : whether it goes on by itself. selected : "layer:number".
    """
    layers = len(run.mean)
    chosen = min(int(selected.split(":")[1]), layers - 1)
    drawing = Drawing(860, 370)
    limits = (0.4, layers + 0.6)
    numbers = {k: str(k) for k in range(1, layers + 1, 1 + layers // 16)}
    values = _Ticked(drawing, VALUES, limits, run.span, numbers, {y: number(y) for y in ticks(*run.span)}, "layer")
    _histograms(drawing, values, run)
    slopes = _gradients(drawing, run, limits, numbers)
    _losses(drawing, np.array(run.losses))
    for axes, group in ((values, "layer"), (slopes, "gradient")):
        width = axes.x(2) - axes.x(1)
        for k in range(layers):
            box = Box(axes.x(k + 1) - width / 2, axes.box.y, width, axes.box.height)
            if k == chosen:
                drawing.frame(box)
            drawing.rect(box, fill="transparent", mark=f"{group}:{k}")
    heads = ((VALUES, "activations of each layer"), (SLOPES, "size of its gradient"), (LOSS, "the loss"))
    for box, text in heads:
        drawing.text(box.center[0], 14, text, size=13)
    return Picture(drawing, _sentence(stack, run, chosen), selected)


class _Ticked(Axes):
    """A coordinate system whose ticks are given: place → text, for whole layers and powers of ten."""

    def __init__(self, drawing: Drawing, box: Box, xlim, ylim, xticks: Mapping, yticks: Mapping, xlabel: str):
        self.drawing, self.box, self.xlim, self.ylim = drawing, box, xlim, ylim
        for value, text in xticks.items():
            drawing.text(self.x(value), box.bottom + 11, text, size=11, fill=QUIET)
        for value, text in yticks.items():
            drawing.line(box.x, self.y(value), box.right, self.y(value), stroke="#eeeeee")
            drawing.text(box.x - 6, self.y(value), text, size=11, anchor="end", fill=QUIET)
        drawing.rect(box, stroke="#aaaaaa", pointer_events="none")
        drawing.text(box.center[0], box.bottom + 28, xlabel, size=12)


def _gradients(drawing: Drawing, run: Run, limits, numbers: Mapping) -> Axes:
    """Draw the size of each layer's gradient on a logarithmic scale, and in grey as it was in the first step."""
    powers, first = (np.maximum(np.log10(np.maximum(sizes, 1e-300)), SMALLEST) for sizes in (run.sizes, run.first))
    bottom, top = int(np.floor(min(powers.min(), first.min()))) - 1, int(np.ceil(max(powers.max(), first.max()))) + 1
    tens = {power: f"10{raised(power)}" for power in range(bottom, top + 1, 1 + (top - bottom) // 10)}
    axes = _Ticked(drawing, SLOPES, limits, (bottom, top), numbers, tens, "layer")
    places = np.arange(1, len(powers) + 1)
    axes.curve(places, first, "#aaaaaa", stroke_width=2)
    axes.curve(places, powers, COLORS["blue"])
    for place, power in zip(places, powers):
        axes.point(place, power, COLORS["blue"], 4)
    drawing.text(SLOPES.right - 6, SLOPES.y + 12, "grey: the first step", size=11, anchor="end", fill=QUIET)
    return axes


def _losses(drawing: Drawing, losses: np.ndarray) -> None:
    count, top = max(len(losses), 20), max(1.1 * float(losses.max()), 0.1)
    steps = {0: "0", count: str(count)}
    axes = _Ticked(drawing, LOSS, (0, count), (0, top), steps, {y: number(y) for y in ticks(0, top)}, "step")
    every = -(-len(losses) // 400)  # as many points as there are pixels, and more are not seen
    axes.curve(np.arange(1, len(losses) + 1)[::every], losses[::every], COLORS["orange"], stroke_width=1.6)
    axes.point(len(losses), losses[-1], COLORS["orange"], 4)


def _histograms(drawing: Drawing, axes, run: Run) -> None:
    """Draw each layer's histogram standing on its side, as wide as there are activations, with a bar at the mean."""
    edges = axes.y(np.linspace(*run.span, BINS + 1))
    height = edges[0] - edges[1]
    unit = axes.x(1) - axes.x(0)
    parts = []
    for k, counts in enumerate(run.counts):
        halves = 0.44 * unit * np.sqrt(counts / counts.max())  # the root, so that a few large values can be seen
        middle = axes.x(k + 1)
        parts += [
            f"M{middle - half:.1f},{top:.1f}h{2 * half:.1f}v{height:.1f}h{-2 * half:.1f}z"
            for half, top in zip(halves, edges[1:])
            if half
        ]
    drawing.add("path", d="".join(parts), fill=COLORS["sky"], pointer_events="none")
    for k, mean in enumerate(run.mean):
        y = axes.y(min(max(mean, run.span[0]), run.span[1]))
        drawing.line(axes.x(k + 0.6), y, axes.x(k + 1.4), y, stroke=COLORS["orange"], stroke_width=2)


def _sentence(stack: str, run: Run, k: int) -> str:
    count = len(run.losses)
    zeros = f", {run.zeros[k]:.0%} of them exactly 0" if run.zeros[k] >= 0.01 else ""
    name = f"Layer {k + 1} of {len(run.mean)}"
    least = int(np.argmin(run.sizes))
    if run.sizes[least] > 0:
        ratio = float(run.sizes.max() / run.sizes[least])
        times = number(ratio, 2) if ratio < 1000 else scientific(ratio)
        compared = f"the largest gradient of all layers is {times} times the smallest (layer {least + 1})"
    else:
        compared = f"layer {least + 1} gets no gradient at all"
    return (
        f"{stack}, {count} step{'s' if count > 1 else ''}, loss {run.losses[-1]:.2f}. {name}: activations "
        f"{number(run.mean[k])} ± {number(run.spread[k])}{zeros}; gradient {scientific(run.sizes[k])}; {compared}."
    )


def point(settings: Mapping, mark: str) -> dict:
    """A layer is chosen in either picture."""
    return {"selected": f"layer:{mark.split(':')[1]}"}


def tick(settings: Mapping) -> dict:
    """One step of training."""
    return {"run": advance(settings["run"])}


def press(starts: Mapping, settings: Mapping, name: str) -> dict:
    """Step trains once; reset starts the same stack anew."""
    return tick(settings) if name == "step" else {"training": False, "run": advance(Run(starts[settings["stack"]]()))}


def adapt(starts: Mapping, settings: Mapping, changes: Mapping) -> dict:
    """Another stack starts from its beginning."""
    return {"run": advance(Run(starts[changes["stack"]]()))} if "stack" in changes else {}


DEEP = 12
STACKS = {
    f"{DEEP} layers, sigmoid": partial(DeepStack, DEEP, "sigmoid"),
    f"{DEEP} layers, tanh": partial(DeepStack, DEEP, "tanh"),
    f"{DEEP} layers, ReLU": partial(DeepStack, DEEP, "ReLU"),
    f"{DEEP} layers, ReLU, first weights too small": partial(DeepStack, DEEP, "ReLU", spread=0.1),
}


def layers_explorer(stacks: Mapping[str, Callable[[], Callable[[], Step]]] = STACKS) -> Explorer:
    """Return the explorer of the layers of a deep stack that trains.

    Parameters
    ----------
    stacks : name → a function without arguments that starts a training anew and returns its ``step``; each call of
        ``step()`` trains once and returns (loss, activations, gradients), one array a layer in either list, as
        ``DeepStack`` does. The first one is shown first.

    Raises
    ------
    TypeError, ValueError if there is no stack, or its first step does not return what it should.
    """
    if not isinstance(stacks, Mapping) or not stacks or not all(map(callable, stacks.values())):
        raise TypeError("stacks must give for each name a function that starts a training, such as {'mine': start}")
    first = next(iter(stacks))
    controls = [
        Choice("stack", "network", list(stacks), first),
        Switch("training", "train and pause", button=("train", "pause")),
        Button("step", "one step"),
        Button("reset", "reset"),
    ]
    settings = {"run": advance(Run(stacks[first]())), "selected": "layer:0"}
    return Explorer(
        "The layers of a deep network while it trains", draw, controls, settings,
        adapt=partial(adapt, stacks), point=point, press=partial(press, stacks), tick=tick, while_="training",
    )  # fmt: skip
