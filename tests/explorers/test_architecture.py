"""The drawing of an architecture: the graph it reads from a model, and what is written in the picture."""

import re
from itertools import pairwise

import pytest

from helpers.explorers.architecture import (
    WIDTH,
    architecture,
    arrange,
    describe,
    layer_graph,
    layers_in_a_row,
    show_architecture,
)
from helpers.quiet import silence_tensorflow

silence_tensorflow()
import keras  # noqa: E402
from keras import layers  # noqa: E402


def lecture_cnn():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1), name="image"),
            layers.Conv2D(8, 5, padding="same", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Conv2D(16, 5, padding="same", name="conv2"),
            layers.MaxPooling2D(2, name="pool2"),
            layers.Flatten(name="flatten"),
            layers.Dense(100, name="hidden"),
            layers.Dropout(0.25, name="dropout"),
            layers.Dense(10, name="digit"),
        ]
    )


def added():
    model = keras.Sequential([keras.Input((784,))])
    model.add(layers.Dense(128))
    model.add(layers.Dense(10))
    return model


def two_heads():
    pixels = keras.Input((784,))
    shared = layers.Dense(64)(pixels)
    return keras.Model(
        pixels, {"which": layers.Dense(10, name="which")(shared), "odd": layers.Dense(1, name="odd")(shared)}
    )


def inception():
    x = keras.Input((28, 28, 192))
    branches = [
        layers.Conv2D(64, 1, padding="same", name="one")(x),
        layers.Conv2D(128, 3, padding="same", name="three")(layers.Conv2D(96, 1, name="thin3")(x)),
        layers.Conv2D(32, 5, padding="same", name="five")(layers.Conv2D(16, 1, name="thin5")(x)),
        layers.Conv2D(32, 1, name="pooled")(layers.MaxPool2D(3, 1, "same", name="pool")(x)),
    ]
    return keras.Model(x, layers.Concatenate(name="joined")(branches))


def residual():
    x = keras.Input((28, 28, 16))
    y = layers.Conv2D(16, 3, padding="same")(x)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.Conv2D(16, 3, padding="same")(y)
    return keras.Model(x, layers.Dense(10)(layers.GlobalAveragePooling2D()(layers.Add(name="sum")([x, y]))))


class Own(keras.Model):
    def __init__(self, broken=False):
        super().__init__()
        self.conv = keras.Sequential([layers.Conv2D(16, 3), layers.MaxPool2D(2), layers.Flatten()])
        self.fc = keras.Sequential([layers.Dense(32), layers.Dense(10)])
        self.again = keras.Sequential([layers.Dense(7)]) if broken else None

    def call(self, images):
        features = self.conv(images)
        return self.fc(features) if self.again is None else self.fc(features) + self.again(features)[:, :1]


def own(**options):
    model = Own(**options)
    model(keras.Input((28, 28, 1)))
    return model


MODELS = [lecture_cnn, added, two_heads, inception, residual, own]
by_model = pytest.mark.parametrize("build", MODELS, ids=[build.__name__ for build in MODELS])


def edges(model):
    """Return the connections as pairs of names, and what is left out of the drawing of a name is left out here."""
    return {(parent.name, node.name) for node in layer_graph(model) for parent in node.parents}


@by_model
def test_every_layer_is_there_with_its_shape_and_parameters(build):
    model = build()
    nodes = layer_graph(model)
    assert sum(node.parameters for node in nodes) == model.count_params()
    svg = architecture(model).svg()
    written = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    for node in nodes:
        assert node.name in written
        assert " × ".join(map(str, node.shape)) in written
        if node.parameters:
            assert f"{node.parameters:,}" in written
    assert f"{model.count_params():,} parameters" in describe(model)


@by_model
def test_a_layer_stands_to_the_right_of_what_feeds_it_and_no_two_in_one_place(build):
    columns, lines = arrange(layer_graph(build()))
    for parent, child in lines:
        assert child.depth == parent.depth + 1
    for depth, column in enumerate(columns):
        assert [node.depth for node in column] == [depth] * len(column)
        lanes = [node.lane for node in column]
        assert len(set(lanes)) == len(lanes)
        assert sum(lanes) == 0


@by_model
def test_everything_lies_inside_the_picture_and_texts_do_not_overlap(build):
    drawing = architecture(build())
    assert drawing.width == WIDTH
    places = re.findall(
        r'<text x="([-\d.]+)" y="([-\d.]+)" font-size="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]*)', drawing.svg()
    )
    rows = {}
    for x, y, size, anchor, text in places:
        assert float(size) >= 11
        width = 0.62 * float(size) * len(text)
        left = float(x) - (width / 2 if anchor == "middle" else 0)
        assert left >= -1
        assert left + width <= WIDTH + 1
        assert 0 < float(y) < drawing.height
        rows.setdefault(y, []).append((left, left + width, text))
    for texts in rows.values():
        for (_, right, one), (left, _, other) in pairwise(sorted(texts)):
            assert right <= left, f"{one!r} runs into {other!r}"


def test_branches_and_shortcuts_are_those_of_the_model():
    assert edges(two_heads()) == {("input", "dense"), ("dense", "which"), ("dense", "odd")}
    assert edges(inception()) == {
        ("input", "one"), ("input", "thin3"), ("input", "thin5"), ("input", "pool"), ("thin3", "three"),
        ("thin5", "five"), ("pool", "pooled"), ("one", "joined"), ("three", "joined"), ("five", "joined"),
        ("pooled", "joined"),
    }  # fmt: skip
    graph = layer_graph(residual())
    total = next(node for node in graph if node.name == "sum")
    assert [parent.name for parent in total.parents] == ["input", "conv 3 × 3"]
    assert total.depth == 0
    arrange(graph)
    assert total.depth == 5
    columns, _ = arrange(layer_graph(residual()))
    assert [len(column) for column in columns] == [1, 2, 2, 2, 2, 1, 1, 1]  # the shortcut has a lane of its own
    assert edges(added()) == {("input", "dense"), ("dense", "dense")}


def test_a_long_model_goes_on_in_another_row():
    row = [layers.Dense(10, name=f"layer{k}") for k in range(24)]
    drawing = architecture(keras.Sequential([keras.Input((784,)), *row]))
    one = architecture(added())
    assert drawing.height > 2.5 * one.height
    assert all(f">layer{k}<" in drawing.svg() for k in range(24))


def test_a_saved_model_is_drawn_like_the_one_that_was_saved(tmp_path):
    for model in (lecture_cnn(), added(), inception()):
        model.save(tmp_path / "model.keras")
        loaded = keras.models.load_model(tmp_path / "model.keras")
        assert architecture(loaded).svg() == architecture(model).svg()


def test_names_that_keras_made_up_say_what_the_layer_does():
    names = [node.name for node in layer_graph(residual())]
    assert names == ["input", "conv 3 × 3", "batch norm", "ReLU", "conv 3 × 3", "sum", "mean of all", "dense"]


def test_the_still_has_its_sentence(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.explorers.frame.display", lambda data, **options: shown.append((data, options)))
    show_architecture(lecture_cnn())
    ((data, options),) = shown
    sentence = (
        "A network of 8 layers, from 28 × 28 × 1 numbers to 10, with 82,934 parameters, most of them in hidden: 78,500."
    )
    assert data["text/plain"] == f"[Picture: {sentence}]"
    assert options["metadata"]["image/png"]["alt"] == sentence


def test_what_cannot_be_drawn_is_refused_with_a_sentence():
    with pytest.raises(TypeError, match="a Keras model is expected"):
        architecture("model")
    with pytest.raises(ValueError, match=r"give it a keras\.Input"):
        architecture(keras.Sequential([layers.Dense(3)]))
    with pytest.raises(ValueError, match="takes 2704, but the layer before gives 10"):
        architecture(own(broken=True))


def test_layers_in_a_row_are_drawn_like_the_model_that_has_them():
    model = lecture_cnn()
    row = layers_in_a_row(*[(node.name, node.kind, node.shape, node.parameters) for node in layer_graph(model)])
    assert [len(node.parents) for node in row] == [0] + [1] * (len(row) - 1)
    assert architecture(row).svg() == architecture(model).svg()
    assert describe(row) == describe(model)
    with pytest.raises(ValueError, match="at least one layer"):
        layers_in_a_row()


def test_a_shape_is_written_whole_also_in_a_full_row_and_a_long_name_is_cut():
    layers = [("convolution_of_the_stem", "Conv", (227, 227, 3), 0), *[("conv", "Conv", (13, 13, 384), 9)] * 8]
    written = re.findall(r"<text[^>]*>([^<]*)</text>", architecture(layers_in_a_row(*layers)).svg())
    assert written.count("13 × 13 × 384") == 8
    assert written.count("227 × 227 × 3") == 1
    (cut,) = [text for text in written if text.endswith("…")]
    assert "convolution_of_the_stem".startswith(cut[:-1])
    assert len(cut) > 8
