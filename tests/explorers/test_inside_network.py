"""The inside of a network: its arithmetic against Keras, its frames against the network's gradients."""

import re

import numpy as np
import pytest

from helpers.explorers.digit_pad import OWN
from helpers.explorers.inside_network import MOST_MAPS, PAD, field_of, inside_network_explorer, read_model, window_of
from helpers.mnist import load_mnist
from helpers.quiet import silence_tensorflow
from tests.explorers.drawings import every_number_is_finite

silence_tensorflow()
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402


@pytest.fixture(scope="module")
def cnn():
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(8, 5, padding="same", activation="relu", bias_initializer="normal", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(16, 5, padding="same", activation="relu", bias_initializer="normal", name="conv2"),
            layers.AveragePooling2D(2, name="pool2"),
            layers.Flatten(name="flatten"),
            layers.Dense(100, activation="tanh", bias_initializer="normal", name="hidden"),
            layers.Dropout(0.25, name="dropout"),
            layers.Dense(10, name="scores"),
            layers.Softmax(name="digit"),
        ]
    )
    return model


@pytest.fixture(scope="module")
def strided():
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(3, 4, strides=3, padding="same"),
        ]
    )


IMAGE = load_mnist(scaled=True).test_images[5]


def numbers(text):
    """Return the numbers of a sentence."""
    text = re.sub(
        r" × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "e" + m[1].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")), text
    )
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text.replace("−", "-"))]


def test_all_values_are_those_of_keras(cnn):
    stages, values = read_model(cnn)
    assert [stage.name for stage in stages] == [
        "input",
        "conv1",
        "pool1",
        "conv2",
        "pool2",
        "hidden",
        "scores",
        "digit",
    ]
    x, found = IMAGE[None, ..., None], {}
    for layer in cnn.layers:
        x = layer(x, training=False)
        found[layer.name] = np.asarray(x)[0]
    for stage, value in zip(stages[1:], values(IMAGE)[1:]):
        np.testing.assert_allclose(value, found[stage.name].reshape(stage.shape), atol=1e-5)


@pytest.mark.parametrize("name", ["conv1", "conv2", "hidden", "scores"])
@pytest.mark.parametrize("cell", [(0, 0), (7, 5), (13, 13)])
def test_the_sum_of_a_window_times_the_kernel_is_what_keras_computes(cnn, name, cell):
    stages, values = read_model(cnn)
    index = [stage.name for stage in stages].index(name)
    stage = stages[index]
    cell = (0, 0) if stage.flat else cell
    window = np.nan_to_num(window_of(stages, values(IMAGE), index, cell))
    sums = np.einsum("hwc,hwcf->f", window, stage.kernel) + stage.bias
    function = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "linear": lambda z: z}[stage.activation]
    np.testing.assert_allclose(function(sums), values(IMAGE)[index][cell], atol=1e-5)


@pytest.mark.parametrize("name", ["conv1", "pool1", "conv2", "pool2", "hidden"])
def test_the_field_on_the_digit_is_where_the_gradient_is_not_zero(cnn, name):
    stages, _ = read_model(cnn)
    index = [stage.name for stage in stages].index(name)
    cell = (0, 0) if stages[index].flat else (3, stages[index].shape[1] - 1)
    # The same windows with mean pooling and weights of one: then no gradient is lost on the way.
    x = tf.Variable(tf.ones((1, 28, 28, 1)))
    with tf.GradientTape() as tape:
        y = tf.identity(x)
        for stage in stages[1 : index + 1]:
            kernel = tf.ones((*stage.size, y.shape[-1], 1))
            y = tf.nn.conv2d(y, kernel, stage.stride, "SAME" if stage.same else "VALID")
        total = y[0, cell[0], cell[1], 0]
    reached = tape.gradient(total, x)[0, ..., 0].numpy() != 0
    (top, bottom), (left, right) = field_of(stages, index, cell)
    expected = np.zeros((28, 28), dtype=bool)
    expected[top:bottom, left:right] = True
    np.testing.assert_array_equal(reached, expected)


def test_the_sentence_tells_the_arithmetic_of_the_chosen_cell(cnn):
    explorer = inside_network_explorer(cnn, IMAGE)
    explorer.handle({"type": "set", "values": {"layer": "conv2"}})
    explorer.handle({"type": "set", "values": {"chosen": 6}})
    explorer.handle({"type": "point", "mark": "big:5:8"})
    stages, values = read_model(cnn)
    window = np.nan_to_num(window_of(stages, values(IMAGE), 3, (5, 8)))
    total = float((window * stages[3].kernel[..., 6]).sum())
    bias, result = float(stages[3].bias[6]), float(values(IMAGE)[3][5, 8, 6])
    assert explorer.sentence.startswith("conv2, map 6, row 5, column 8: it sees 14 × 14 pixels of the digit. ")
    assert "The products of 8 maps sum to" in explorer.sentence
    told = numbers(explorer.sentence.split("sum to")[1])
    np.testing.assert_allclose(told, [total, bias, total + bias, result], rtol=0.006, atol=1e-9)


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("input", "The digit as the network gets it: row 3, column 4 is"),
        ("pool1", "it sees 6 × 6 pixels of the digit. The largest of its 4 values: max("),
        ("pool2", "it sees 16 × 16 pixels of the digit. The mean of its 4 values: mean("),
        ("hidden", "hidden, unit 2: it sees 28 × 28 pixels of the digit. The products of 16 maps sum to"),
        ("scores", "scores, unit 2: it sees 28 × 28 pixels of the digit. The 100 products sum to"),
        ("digit", "digit, unit 2: it sees 28 × 28 pixels of the digit. softmax makes"),
    ],
)
def test_every_kind_of_layer_has_its_picture_and_its_sentence(cnn, layer, words):
    explorer = inside_network_explorer(cnn, IMAGE)
    explorer.change(layer=layer, chosen=2, cell=(3, 4))
    assert words in explorer.sentence
    svg = explorer.picture.drawing.svg()
    for mark in (*(f"layer{k}" for k in range(8)), "big"):
        assert f'data-mark="{mark}"' in svg
    assert every_number_is_finite(explorer.picture.drawing)


def test_a_click_on_a_map_chooses_layer_map_and_cell(cnn):
    explorer = inside_network_explorer(cnn)
    explorer.handle({"type": "click", "mark": "layer3:20:45", "point": (0, 0)})  # 4 × 4 maps of 14 × 14
    assert (explorer.settings["layer"], explorer.settings["chosen"], explorer.settings["cell"]) == ("conv2", 7, (6, 3))
    assert explorer.picture.selected == "big:6:3"
    explorer.handle({"type": "click", "mark": "layer5:42:0", "point": (0, 0)})
    assert (explorer.settings["layer"], explorer.settings["chosen"]) == ("hidden", 42)
    explorer.handle({"type": "point", "mark": "big:1:3"})  # squares, 10 in a row
    assert explorer.settings["chosen"] == 13
    explorer.handle({"type": "click", "mark": "layer7:3:0", "point": (0, 0)})
    explorer.handle({"type": "point", "mark": "big:9:0"})  # ten bars
    assert explorer.sentence.startswith("digit, unit 9")
    explorer.handle({"type": "point", "mark": "layer1:0:0"})  # pointing at the small maps changes nothing
    assert explorer.sentence.startswith("digit, unit 9")


def test_another_layer_keeps_the_place_on_the_digit_and_the_limits(cnn):
    explorer = inside_network_explorer(cnn)
    explorer.change(cell=(20, 10), chosen=7)
    explorer.handle({"type": "set", "values": {"layer": "conv2"}})
    assert explorer.settings["cell"] == (10, 5)
    assert explorer.picture.limits["chosen"]["maximum"] == 15
    explorer.handle({"type": "set", "values": {"chosen": 15}})
    explorer.handle({"type": "set", "values": {"layer": "pool1"}})
    assert explorer.settings["chosen"] == 7


def test_a_drawing_goes_through_all_layers(cnn):
    explorer = inside_network_explorer(cnn)
    explorer.handle({"type": "set", "values": {"digit": OWN}})
    assert explorer.settings["pad"]
    for y in (0.2, 0.5, 0.8):
        place = (PAD.center[0], PAD.y + y * PAD.height)
        explorer.handle({"type": "drag", "mark": "ink", "points": [place]})
    explorer.handle({"type": "drop", "mark": "ink"})
    assert explorer.sentence == "Your drawing goes through all 8 layers."
    drawn = explorer.picture.drawing.svg()
    explorer.handle({"type": "press", "name": "clear"})
    assert explorer.picture.drawing.svg() != drawn
    assert explorer.settings["strokes"] == ()


def test_of_many_maps_the_hidden_ones_are_counted():
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Conv2D(70, 3, name="wide"), layers.Conv2D(2, 3, name="next")]
    )
    explorer = inside_network_explorer(model)
    assert f"70, {MOST_MAPS} shown" in explorer.picture.drawing.svg()
    explorer.handle({"type": "set", "values": {"layer": "next"}})
    assert "16 of 70 maps, those that add most" in explorer.picture.drawing.svg()


def test_a_dense_network_and_a_saved_one_are_taken(cnn, tmp_path):
    dense = keras.Sequential([keras.Input((784,)), layers.Dense(12, "relu", name="hidden"), layers.Dense(10)])
    assert "hidden, unit 0: it sees 28 × 28 pixels" in inside_network_explorer(dense, IMAGE).sentence
    cnn.save(tmp_path / "cnn.keras")
    loaded = keras.models.load_model(tmp_path / "cnn.keras")
    assert inside_network_explorer(loaded, IMAGE).sentence == inside_network_explorer(cnn, IMAGE).sentence


def test_what_cannot_be_shown_is_refused_with_a_sentence(strided, cnn):
    with pytest.raises(ValueError, match=r"cannot show the layer .*, a Reshape; it knows Conv2D"):
        inside_network_explorer(strided)
    with pytest.raises(TypeError, match="a Keras model that knows its shapes"):
        inside_network_explorer(lambda image: image)
    with pytest.raises(ValueError, match=r"28 × 28 pixels is expected, not for inputs \(None, 5\)"):
        inside_network_explorer(keras.Sequential([keras.Input((5,)), layers.Dense(10)]))
    with pytest.raises(ValueError, match="has groups or a dilation"):
        inside_network_explorer(keras.Sequential([keras.Input((28, 28, 1)), layers.Conv2D(2, 3, dilation_rate=2)]))
    x = keras.Input((28, 28, 1))
    y = layers.Conv2D(1, 3, padding="same")(x)
    fork = keras.Model(x, [layers.Conv2D(1, 3)(y), layers.Conv2D(1, 3)(x)])
    with pytest.raises(ValueError, match="must stand in a row"):
        inside_network_explorer(fork)
    with pytest.raises(ValueError, match="image must be one digit, 28 × 28 numbers from 0 to 1"):
        inside_network_explorer(cnn, np.zeros((27, 28)))
    with pytest.raises(ValueError, match="image must be one digit"):
        inside_network_explorer(cnn, IMAGE * 255)
