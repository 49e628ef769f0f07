"""The explorer of lesson 00, and of 08, 10 and 11: a pad to draw a digit on, and a network that answers meanwhile."""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache

import numpy as np

from helpers.digit import BOX, MIDDLE, PEN, SIDE, centre, centre_of_mass, digit_from_strokes, shift
from helpers.explorers.drawing import FAINT, INK, LINKED, QUIET, Box, Drawing
from helpers.explorers.frame import Button, Choice, Explorer, Picture, Switch
from helpers.mnist import load_mnist
from helpers.plots import COLORS

OWN = "my own"
SHAPES = ((1, SIDE * SIDE), (1, SIDE, SIDE), (1, SIDE, SIDE, 1))  # what the course's networks take, one digit each
PAD, SEEN, BARS = Box(26, 44, 280, 280), Box(382, 86, 196, 196), Box(640, 44, 150, 280)
CALLS = 5  # of a new model at once: TensorFlow warns where 5 of the last calls, 11 or so, were the first of a model
FARTHEST = 10  # pixels a digit can be moved from where it was
NEAR = 0.4  # pixels: a point of a stroke that is nearer to the last one adds nothing to be seen
NUDGES = {"left": (-1, 0), "up": (0, -1), "right": (1, 0), "down": (0, 1)}


@cache
def test_digits() -> dict[str, np.ndarray]:
    """Return the first test digit of each class by the name that the explorers give it; float32, shape (28, 28)."""
    data = load_mnist()
    firsts = [data.test_images[np.argmax(data.test_labels == k)] for k in range(10)]
    return {f"test digit {k}": image / np.float32(255) for k, image in enumerate(firsts)}


def reader(model) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function that asks a model about one digit: float32 (28, 28) → ten probabilities, float64.

    Parameters
    ----------
    model : a Keras model, an object with ``predict``, or a function. It takes one digit in one of ``SHAPES`` (a Keras
        model says which; with others all are tried) and gives ten numbers; of several outputs the first that has ten
        counts. Numbers that are no probabilities are scores: they go through a softmax.

    Raises
    ------
    TypeError if the model can be asked nothing. ValueError if it takes no digit, or does not answer ten finite numbers.
    """
    keras_model = any(cls.__module__.split(".")[0] == "keras" for cls in type(model).__mro__)
    if keras_model:
        ask = one_graph(model)
    elif callable(model) or hasattr(model, "predict"):
        ask = model if callable(model) else model.predict
    else:
        raise TypeError(
            f"the pad needs a trained network: a Keras model, an object with predict, or a function, not {model!r}"
        )
    wanted = getattr(model, "input_shape", None) if keras_model else None
    if wanted is not None and tuple(wanted[1:]) not in {shape[1:] for shape in SHAPES}:
        raise ValueError(
            f"this model takes inputs of shape {wanted}; the pad gives one digit, as (1, 784), (1, 28, 28) "
            "or (1, 28, 28, 1): choose a model for MNIST's digits"
        )
    reasons = []
    for shape in SHAPES if wanted is None else [(1, *wanted[1:])]:
        try:
            for _ in range(CALLS if keras_model else 1):
                _ten_numbers(ask(np.zeros(shape, dtype=np.float32)))
        except Exception as error:  # whatever a model of the reader's says against a shape
            reasons.append(f"{shape}: {error}".splitlines()[0])
        else:
            return lambda image: _probabilities(_ten_numbers(ask(image.reshape(shape))))
    raise ValueError(f"this model gives no ten numbers for one digit. For each shape tried: {'; '.join(reasons)}")


def one_graph(model) -> Callable:
    """Return a function that asks a Keras model: a call of the model runs layer by layer, ``predict`` starts a loop.

    ``predict_on_batch`` would do the same, but TensorFlow counts its calls for all models of the process together, and
    warns where many of the last ones were the first of a model. This function counts for explorers alone (``CALLS``).
    """
    import tensorflow as tf  # here: a pad with another model does without

    return tf.function(lambda images: model(images, training=False))


def _ten_numbers(outputs) -> np.ndarray:
    if isinstance(outputs, Mapping):
        outputs = list(outputs.values())
    several = outputs if isinstance(outputs, list | tuple) and np.ndim(outputs[0]) else [outputs]
    for output in several:
        values = np.asarray(output, dtype=np.float64)
        if values.size == 10 and np.isfinite(values).all():
            return values.reshape(10)
    shapes = ", ".join(str(np.shape(output)) for output in several)
    raise ValueError(f"ten finite numbers are expected, one for each digit; there came the shape {shapes}")


def _probabilities(values: np.ndarray) -> np.ndarray:
    if values.min() >= 0 and abs(values.sum() - 1) < 0.01:
        return values
    powers = np.exp(values - values.max())
    return powers / powers.sum()


def seen_digit(start: str, strokes, move: tuple[int, int], centred: bool) -> np.ndarray:
    """Return what the network sees, float32 (28, 28): the chosen test digit or the strokes, moved, then centred."""
    if start == OWN:
        return digit_from_strokes([np.add(stroke, move) for stroke in strokes], centred=centred)
    moved = shift(test_digits()[start], *move)
    return centre(moved) if centred else moved


def draw(answer, start, centred, strokes, open_stroke, move) -> Picture:
    """Return the picture: the pad, what the network sees of it, and ten bars with its answer.

    Parameters
    ----------
    answer : float32 (28, 28) → ten probabilities. start : OWN or a name of ``test_digits``.
    strokes : each a tuple of points (x, y) in pixels of the image. open_stroke : whether the last one is being drawn.
    move : pixels (right, down) by which the digit was moved.
    """
    image = seen_digit(start, strokes, move, centred)
    drawing = Drawing(860, 372)
    _pad(drawing, start, strokes, move)
    _seen(drawing, image, centred)
    drawing.arrow(PAD.right + 24, PAD.center[1], SEEN.x - 8, PAD.center[1])
    drawing.arrow(SEEN.right + 8, PAD.center[1], BARS.x - 24, PAD.center[1])
    probabilities = answer(image) if image.any() else None
    _bars(drawing, probabilities)
    nothing = {"undo": {"disabled": not strokes and move == (0, 0)}, "clear": {"disabled": not image.any()}}
    return Picture(drawing, _sentence(start, move, centred, probabilities), limits=nothing)


def _pad(drawing: Drawing, start: str, strokes, move) -> None:
    drawing.text(PAD.center[0], 14, "draw here", size=13)
    unit = PAD.width / SIDE
    if start == OWN:
        draw_strokes(drawing, PAD, strokes, move)
    else:
        drawing.pixels(shift(test_digits()[start], *move), PAD, scale=1.0)
    surface(drawing, PAD)
    name = "the digit; the arrow keys move it by a pixel"
    place = (PAD.center[0] + unit * move[0], PAD.center[1] + unit * move[1], unit)
    drawing.rect(PAD, mark="digit", handle=place, label=name, pointer_events="none", stroke=QUIET, stroke_width=1.5)
    for side, (dx, dy) in NUDGES.items():
        x, y = PAD.center[0] + dx * (PAD.width / 2 + 13), PAD.center[1] + dy * (PAD.height / 2 + 13)
        tip = (x + 7 * dx, y + 7 * dy)
        wings = [(x - 5 * dx + 10 * dy, y - 5 * dy + 10 * dx), (x - 5 * dx - 10 * dy, y - 5 * dy - 10 * dx)]
        drawing.path([tip, *wings], closed=True, fill=COLORS["blue"], pointer_events="none")
        hit = Box(x - 13, y - 13, 26, 26)
        drawing.rect(hit, fill="transparent", mark=f"nudge:{side}", label=f"move {side}", cursor="pointer")


def surface(drawing: Drawing, box: Box) -> None:
    """Add a surface to draw on, of 28 × 28 pixels, marked "ink"; ``add_ink`` takes what is drawn."""
    pen = PEN * box.width / SIDE
    ink = f"stroke:{INK};stroke-width:{pen:g};fill:none;stroke-linecap:round;stroke-linejoin:round"
    drawing.rect(box, fill="transparent", mark="ink", handle="ink", data_ink=ink, cursor="crosshair")


def draw_strokes(drawing: Drawing, box: Box, strokes, move=(0, 0)) -> None:
    """Add strokes, whose points are in pixels of the image, as lines into a box that stands for the image."""
    unit = box.width / SIDE
    style = {"stroke": INK, "stroke_width": PEN * unit, "stroke_linecap": "round", "stroke_linejoin": "round"}
    with drawing.group(pointer_events="none"):
        for stroke in strokes:
            places = [(box.x + unit * (x + move[0]), box.y + unit * (y + move[1])) for x, y in stroke]
            drawing.path(places * 2 if len(places) == 1 else places, **style)


def _seen(drawing: Drawing, image: np.ndarray, centred: bool) -> None:
    """Draw the 28 × 28 pixels with a cross in the middle, the ink's centre of mass, and the square that holds ink."""
    drawing.text(SEEN.center[0], SEEN.y - 34, "as the network sees it,", size=13)
    drawing.text(SEEN.center[0], SEEN.y - 16, "28 × 28 pixels", size=13)
    drawing.pixels(image, SEEN, scale=1.0)
    drawing.rect(SEEN, stroke=QUIET, stroke_width=1.5)
    unit = SEEN.width / SIDE
    middle = SEEN.x + unit * (MIDDLE + 0.5), SEEN.y + unit * (MIDDLE + 0.5)
    thin = {"stroke": LINKED, "stroke_width": 1.2}
    drawing.line(SEEN.x, middle[1], SEEN.right, middle[1], **thin)
    drawing.line(middle[0], SEEN.y, middle[0], SEEN.bottom, **thin)
    if image.any():
        row, column = centre_of_mass(image)
        place = SEEN.x + unit * (column + 0.5), SEEN.y + unit * (row + 0.5)
        drawing.circle(*place, 5, fill=COLORS["orange"], stroke="#ffffff", stroke_width=1.5)
        drawing.circle(SEEN.x + 32, SEEN.bottom + 16, 5, fill=COLORS["orange"])
        drawing.text(SEEN.x + 44, SEEN.bottom + 16, "centre of the ink", size=12, anchor="start", fill=QUIET)
    state = f"scaled to {BOX} × {BOX}, centred" if centred else "as it was drawn"
    drawing.text(SEEN.center[0], SEEN.bottom + 36, state, size=12, fill=QUIET)


def _bars(drawing: Drawing, probabilities: np.ndarray | None) -> None:
    """Draw ten bars with their percentages; the longest is orange. Without an answer there are only the digits."""
    drawing.text(BARS.center[0], 14, "its answer", size=13)
    height = BARS.height / 10
    best = None if probabilities is None else int(np.argmax(probabilities))
    for k in range(10):
        y = BARS.y + (k + 0.5) * height
        weight = {"font_weight": "bold"} if k == best else {}
        drawing.text(BARS.x - 14, y, str(k), size=15, **weight)
        drawing.rect(Box(BARS.x, y - 8, BARS.width, 16), stroke=FAINT)
        if probabilities is not None:
            part = float(probabilities[k])
            color = COLORS["orange" if k == best else "blue"]
            drawing.rect(Box(BARS.x, y - 8, max(part * BARS.width, 0.5), 16), fill=color)
            drawing.text(BARS.right + 8, y, percent(part), size=13, anchor="start", **weight)


def percent(part: float) -> str:
    """Return a probability as text: "97 %", and "< 1 %" or "> 99 %" where rounding would claim to know."""
    return "< 1 %" if part < 0.005 else "> 99 %" if part > 0.995 else f"{100 * part:.0f} %"


def _sentence(start, move, centred, probabilities) -> str:
    if probabilities is None:
        return "The pad is empty: draw a digit, large and in the middle, or choose a test digit."
    best, second = np.argsort(-probabilities, kind="stable")[:2]
    moves = [
        f"{abs(count)} pixel{'s' if abs(count) > 1 else ''} {names[count > 0]}"
        for count, names in zip(move, (("left", "right"), ("up", "down")))
        if count
    ]
    moved = f", moved {' and '.join(moves)}" if moves else ""
    back = " and then brought back to the middle" if moves and centred else ""
    subject = "Your drawing" if start == OWN else start.capitalize()
    other = (
        f"; its second choice is {second} ({percent(probabilities[second])})" if probabilities[second] >= 0.01 else ""
    )
    return f"{subject}{moved}{back}: the network answers {best} ({percent(probabilities[best])}){other}."


def add_ink(settings: Mapping, points, box: Box, move=(0, 0)) -> dict:
    """Return the strokes with further points: the places (x, y) in the drawing's units, on a surface in a box.

    The settings ``strokes`` and ``open_stroke`` say what is there, and whether the last stroke goes on.
    """
    strokes = settings["strokes"]
    line = list(strokes[-1]) if settings["open_stroke"] else []
    for x, y in points:
        inside = [min(max((place - low) / box.width, 0), 1) * SIDE for place, low in zip((x, y), (box.x, box.y))]
        place = (inside[0] - move[0], inside[1] - move[1])
        if not line or np.hypot(place[0] - line[-1][0], place[1] - line[-1][1]) >= NEAR:
            line.append(place)
    before = strokes[:-1] if settings["open_stroke"] else strokes
    return {"strokes": (*before, tuple(line)), "open_stroke": True}


def drag(settings: Mapping, mark: str, points) -> dict:
    """Ink goes on the pad, where it takes the place of a test digit; the digit's own handle moves the digit."""
    if mark == "digit":
        unit = PAD.width / SIDE
        return _moved(*(round((place - middle) / unit) for place, middle in zip(points[-1], PAD.center)))
    if settings["start"] != OWN:
        settings = {**settings, "strokes": (), "open_stroke": False, "move": (0, 0)}
    return {"start": OWN, "move": settings["move"], **add_ink(settings, points, PAD, settings["move"])}


def drop(settings: Mapping, mark: str) -> dict:
    """A stroke ends."""
    return {"open_stroke": False}


def click(settings: Mapping, mark: str, place) -> dict:
    """An arrow beside the pad moves the digit by a pixel."""
    group, _, side = mark.partition(":")
    if group != "nudge":
        return {}
    return _moved(*(old + step for old, step in zip(settings["move"], NUDGES[side])))


def _moved(right: int, down: int) -> dict:
    return {"move": tuple(min(max(place, -FARTHEST), FARTHEST) for place in (right, down))}


def press(settings: Mapping, name: str) -> dict:
    """Undo takes the last stroke away, or a test digit back to its place; clear empties the pad."""
    if name == "clear":
        return {"start": OWN, "strokes": (), "open_stroke": False, "move": (0, 0)}
    if settings["start"] == OWN and settings["strokes"]:
        return {"strokes": settings["strokes"][:-1], "open_stroke": False}
    return {"move": (0, 0)}


def adapt(settings: Mapping, changes: Mapping) -> dict:
    """A chosen digit starts in its place."""
    return {"move": (0, 0), "open_stroke": False} if "start" in changes else {}


def digit_pad_explorer(model, *, start: str = "test digit 7", centred: bool = True) -> Explorer:
    """Return a pad to draw a digit on; the network answers while it is drawn.

    Parameters
    ----------
    model : a trained network, as ``reader`` takes them, or several: a mapping of name → network, in which the reader
        chooses. start : the digit on the pad, "test digit 0" … "test digit 9", or "my own" for an empty pad.
    centred : whether the network gets the digit as MNIST's digits were prepared.

    Raises
    ------
    TypeError, ValueError if a model cannot read digits, or there is none; the message says why.
    """
    if isinstance(model, Mapping) and not model:
        raise ValueError("the pad needs at least one network, but the mapping is empty")
    readers = {name: reader(one) for name, one in (model if isinstance(model, Mapping) else {"": model}).items()}
    first = next(iter(readers))

    @lru_cache(maxsize=8)
    def known(network, pixels):
        return readers[network](np.frombuffer(pixels, dtype=np.float32).reshape(SIDE, SIDE))

    def picture(network=first, **settings):
        return draw(lambda image: known(network, image.tobytes()), **settings)

    controls = [
        Choice("start", "digit", [OWN, *test_digits()], start),
        Switch("centred", "scaled and centred as MNIST is", centred),
        Button("undo", "undo"),
        Button("clear", "clear"),
    ]
    if isinstance(model, Mapping):
        controls.insert(0, Choice("network", "network", list(readers), first))
    empty = {"strokes": (), "open_stroke": False, "move": (0, 0)}
    title = "A pad for a digit that the network reads"
    return Explorer(title, picture, controls, empty, adapt=adapt, click=click, drag=drag, drop=drop, press=press)
