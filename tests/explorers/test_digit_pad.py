"""The digit pad: what it shows, what the reader does to it, and which models it takes."""

import logging

import numpy as np
import pytest

from helpers.digit import SIDE, centre, digit_from_strokes
from helpers.explorers.digit_pad import FARTHEST, OWN, PAD, digit_pad_explorer, percent, reader, test_digits

test_digits.__test__ = False  # a name of the explorer, not a test


class Recorder:
    """A model that remembers what it was asked, and is sure of one digit."""

    def __init__(self, answer=3):
        self.asked, self.answer = [], answer

    def __call__(self, image):
        self.asked.append(np.array(image))
        return np.eye(10)[None, self.answer]


def unit(x, y):
    """Return the place on the pad of a point in pixels of the image."""
    return PAD.x + x * PAD.width / SIDE, PAD.y + y * PAD.height / SIDE


def stroke(explorer, *points):
    for point in points:
        explorer.handle({"type": "drag", "mark": "ink", "points": [unit(*point)]})
    explorer.handle({"type": "drop", "mark": "ink"})


@pytest.fixture
def pad():
    model = Recorder()
    explorer = digit_pad_explorer(model)
    explorer.model = model
    return explorer


def test_it_starts_with_a_test_digit_which_the_network_gets_unchanged(pad):
    np.testing.assert_array_equal(pad.model.asked[-1].reshape(SIDE, SIDE), test_digits()["test digit 7"])
    assert pad.sentence == "Test digit 7: the network answers 3 (> 99 %)."
    svg = pad.picture.drawing.svg()
    for mark in ("ink", "digit", "nudge:left", "nudge:right", "nudge:up", "nudge:down"):
        assert f'data-mark="{mark}"' in svg
    assert ">3</text>" in svg
    assert "&gt; 99 %" in svg


def test_strokes_take_the_place_of_the_digit_and_reach_the_network_as_mnist_would(pad):
    points = [(8, 6), (9, 20), (14, 22)]
    stroke(pad, *points)
    stroke(pad, (20, 5))
    assert pad.settings["start"] == OWN
    np.testing.assert_allclose(pad.settings["strokes"][0], points)
    expected = digit_from_strokes([points, [(20, 5)]])
    np.testing.assert_allclose(pad.model.asked[-1].reshape(SIDE, SIDE), expected, atol=1e-6)
    pad.handle({"type": "set", "values": {"centred": False}})
    expected = digit_from_strokes([points, [(20, 5)]], centred=False)
    np.testing.assert_allclose(pad.model.asked[-1].reshape(SIDE, SIDE), expected, atol=1e-6)
    assert pad.picture.drawing.svg().count("<polyline") == 2


def test_undo_takes_strokes_away_one_by_one_and_clear_empties_the_pad(pad):
    stroke(pad, (8, 6), (9, 20))
    stroke(pad, (20, 5), (20, 9))
    pad.handle({"type": "press", "name": "undo"})
    assert len(pad.settings["strokes"]) == 1
    stroke(pad, (3, 5), (4, 9))
    assert len(pad.settings["strokes"]) == 2
    pad.handle({"type": "press", "name": "clear"})
    assert pad.sentence.startswith("The pad is empty")
    assert pad.picture.limits == {"undo": {"disabled": True}, "clear": {"disabled": True}}
    asked = len(pad.model.asked)
    pad.handle({"type": "press", "name": "undo"})
    assert len(pad.model.asked) == asked  # an empty pad is no question


def test_keys_and_arrows_move_the_digit_by_pixels_and_centring_brings_it_back(pad):
    at = (PAD.center[0] + PAD.width / SIDE, PAD.center[1])
    pad.handle({"type": "drag", "mark": "digit", "points": [at]})
    pad.handle({"type": "click", "mark": "nudge:down", "point": (0, 0)})
    assert pad.settings["move"] == (1, 1)
    assert "moved 1 pixel right and 1 pixel down and then brought back to the middle" in pad.sentence
    seven = test_digits()["test digit 7"]
    np.testing.assert_array_equal(pad.model.asked[-1].reshape(SIDE, SIDE), seven)
    pad.handle({"type": "set", "values": {"centred": False}})
    moved = np.pad(seven, ((1, 0), (1, 0)))[:SIDE, :SIDE]
    np.testing.assert_array_equal(pad.model.asked[-1].reshape(SIDE, SIDE), moved)
    np.testing.assert_array_equal(centre(moved), seven)
    for _ in range(FARTHEST + 5):
        pad.handle({"type": "click", "mark": "nudge:up", "point": (None, None)})
    assert pad.settings["move"] == (1, -FARTHEST)
    pad.handle({"type": "set", "values": {"start": "test digit 0"}})
    assert pad.sentence.startswith("Test digit 0: ")


def test_ink_on_a_moved_drawing_lies_under_the_pen(pad):
    stroke(pad, (8, 6), (9, 20))
    pad.handle({"type": "click", "mark": "nudge:right", "point": (0, 0)})
    stroke(pad, (20, 5))
    np.testing.assert_allclose(pad.settings["strokes"][1][0], (19, 5))
    stroke(pad, (40, -3))  # the pen has left the pad
    np.testing.assert_allclose(pad.settings["strokes"][2][0], (27, 0))


def test_the_answer_is_asked_once_for_each_picture(pad):
    asked = len(pad.model.asked)
    pad.handle({"type": "point", "mark": "nudge:up"})
    pad.change()
    assert len(pad.model.asked) == asked


def test_of_several_networks_the_chosen_one_reads_what_stays_on_the_pad():
    explorer = digit_pad_explorer({"a sure one": Recorder(3), "another": Recorder(5)})
    stroke(explorer, (8, 6), (9, 20))
    assert explorer.sentence == "Your drawing: the network answers 3 (> 99 %)."
    explorer.handle({"type": "set", "values": {"network": "another"}})
    assert explorer.sentence == "Your drawing: the network answers 5 (> 99 %)."
    assert len(explorer.settings["strokes"]) == 1
    explorer.handle({"type": "set", "values": {"network": "a sure one"}})
    assert explorer.sentence == "Your drawing: the network answers 3 (> 99 %)."
    with pytest.raises(ValueError, match="at least one network"):
        digit_pad_explorer({})


def test_the_sentence_names_a_second_choice_that_counts():
    explorer = digit_pad_explorer(lambda image: np.array([0.7, 0.3, *[0] * 8]))
    assert explorer.sentence == "Test digit 7: the network answers 0 (70 %); its second choice is 1 (30 %)."


PERCENTAGES = [(0, "< 1 %"), (0.0051, "1 %"), (0.5, "50 %"), (0.9949, "99 %"), (1, "> 99 %")]


@pytest.mark.parametrize(("part", "text"), PERCENTAGES)
def test_percentages_never_claim_to_be_certain(part, text):
    assert percent(part) == text


@pytest.mark.parametrize("shape", [(1, 784), (1, 28, 28), (1, 28, 28, 1)])
def test_a_function_gets_the_shape_it_takes(shape):
    def model(image):
        if image.shape != shape:
            raise ValueError(f"I take {shape}")
        return image.sum() * np.arange(10.0)

    image = np.full((SIDE, SIDE), 0.01, dtype=np.float32)
    scores = 7.84 * np.arange(10)
    expected = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    np.testing.assert_allclose(reader(model)(image), expected, rtol=1e-5)


@pytest.fixture(scope="module")
def keras():
    from helpers.quiet import silence_tensorflow

    silence_tensorflow()
    import keras

    return keras


@pytest.mark.parametrize("shape", [(784,), (28, 28), (28, 28, 1)])
def test_keras_models_of_each_shape_answer_as_they_do_when_called(keras, shape, capsys):
    layers = keras.layers
    model = keras.Sequential([keras.Input(shape), layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, "softmax")])
    image = test_digits()["test digit 2"]
    expected = np.asarray(model(image.reshape(1, *shape), training=False))[0]
    np.testing.assert_allclose(reader(model)(image), expected, rtol=1e-4)
    assert capsys.readouterr() == ("", "")


def test_two_heads_and_a_class_of_ones_own_are_taken(keras):
    inputs = keras.Input((784,))
    heads = {"odd": keras.layers.Dense(1)(inputs), "which": keras.layers.Dense(10, "softmax")(inputs)}
    image = test_digits()["test digit 2"]
    model = keras.Model(inputs, heads)
    np.testing.assert_allclose(reader(model)(image), model(image.reshape(1, 784))["which"][0], rtol=1e-4)

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.convolution, self.flat = keras.layers.Conv2D(2, 3), keras.layers.Flatten()
            self.answer = keras.layers.Dense(10, "softmax")

        def call(self, images):
            return self.answer(self.flat(self.convolution(images)))

    own = Own()
    own(keras.Input((28, 28, 1)))
    np.testing.assert_allclose(reader(own)(image), own(image[None, ..., None])[0], rtol=1e-4)


def test_many_networks_are_asked_without_a_warning(keras):
    warnings = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = warnings.append
    logging.getLogger("tensorflow").addHandler(handler)
    try:
        networks = {str(k): keras.Sequential([keras.Input((784,)), keras.layers.Dense(10)]) for k in range(8)}
        digit_pad_explorer(networks)
    finally:
        logging.getLogger("tensorflow").removeHandler(handler)
    assert not warnings, warnings[0].getMessage()


def test_a_model_that_does_not_fit_is_refused_with_a_sentence(keras):
    with pytest.raises(ValueError, match=r"takes inputs of shape \(None, 5\); the pad gives one digit"):
        digit_pad_explorer(keras.Sequential([keras.Input((5,)), keras.layers.Dense(10)]))
    with pytest.raises(ValueError, match="ten finite numbers are expected"):
        digit_pad_explorer(keras.Sequential([keras.Input((784,)), keras.layers.Dense(3)]))
    with pytest.raises(ValueError, match=r"no ten numbers.*\(1, 784\).*\(1, 28, 28\).*\(1, 28, 28, 1\)"):
        digit_pad_explorer(lambda image: image[0])
    with pytest.raises(ValueError, match="ten finite numbers"):
        digit_pad_explorer(lambda image: np.full(10, np.nan))
    with pytest.raises(TypeError, match="needs a trained network"):
        digit_pad_explorer("a network")
    with pytest.raises(KeyError):
        digit_pad_explorer(Recorder(), start="test digit 11")
