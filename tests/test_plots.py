"""The shared figures, checked by what their artists hold and by the pixels that they leave."""

import base64
import io
import os
import struct
import subprocess
import sys
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from PIL import Image

from helpers import (
    COLORS,
    chain_plot,
    confusion_matrix,
    confusion_matrix_plot,
    function_plot,
    image_grid,
    matrix_plot,
    pixel_windows_plot,
    plane_plot,
    show,
    training_curves,
    use_course_style,
)
from helpers.plots import answers_plot, describe, draw_matrix, few_colours, picture, reliability_plot, timeline_plot

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def course_style():
    """Draw as a lesson does, and leave matplotlib as it was."""
    with matplotlib.rc_context():
        use_course_style()
        yield
    assert plt.get_fignums() == [], "a figure was registered with pyplot: a notebook would draw it twice"


def pixels(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(int)


def pixel(figure, ax, x, y):
    """The colour, 0 … 255, that stands in a drawn figure at a point of the axes' data."""
    image = pixels(figure)
    column, row = ax.transData.transform((x, y))
    return image[len(image) - 1 - int(row), int(column)].tolist()


def contrast(color):
    """The contrast ratio of black text on a colour, as WCAG 2.2 defines it: 21 on white, 1 on black."""
    parts = np.asarray(to_rgb(color))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return (linear @ [0.2126, 0.7152, 0.0722] + 0.05) / 0.05


def texts(ax):
    return [text.get_text() for text in ax.texts]


# The course's style


def test_the_cycle_of_colours_is_okabe_and_itos():
    cycle = [to_hex(color).upper() for color in matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]]
    assert cycle == list(COLORS.values())
    # Okabe and Ito (2008), without their eighth colour, a yellow that is too pale for lines on white.
    assert set(cycle) == {"#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"}


def test_images_are_grey_and_not_smoothed():
    assert (matplotlib.rcParams["image.cmap"], matplotlib.rcParams["image.interpolation"]) == ("gray", "nearest")


# Settings that users have in a matplotlibrc of their own: each broke lessons.
USERS = {
    "dark": "figure.facecolor: black\naxes.facecolor: black\nsavefig.facecolor: black\ntext.color: white\n"
    "axes.labelcolor: white\naxes.titlecolor: white\nxtick.color: white\nytick.color: white\naxes.edgecolor: white\n"
    "savefig.bbox: tight\nsavefig.dpi: 300\nfont.size: 20",
    "LaTeX that is not installed": "text.usetex: True",
    "a font that is not installed": "font.family: SimHei\nfont.sans-serif: SimHei\naxes.unicode_minus: False",
    "a font without glyphs": "font.family: cmr10\nmathtext.fontset: cm\naxes.formatter.use_mathtext: False",
}
DRAW = """
import hashlib, io
import matplotlib.pyplot as plt
from helpers import COLORS, use_course_style
use_course_style()
from tests.test_plots import FIGURES
def own():
    figure, ax = plt.subplots()
    ax.plot([-1, 0, 1], color=COLORS["blue"], label="θ₀ − 1")
    ax.set(title="$\\\\hat y_i = \\\\sigma(z)$", xlabel="x₁ → −2 × ∂L", ylabel="y", ylim=(-2, 2))
    ax.legend()
    return figure
for name, draw in [*FIGURES.items(), ("own", own)]:
    png = io.BytesIO()
    draw().savefig(png, format="png")
    print(name, hashlib.sha256(png.getvalue()).hexdigest())
"""


def draw_with(settings, folder):
    """Draw every kind of figure in a new process that finds these settings; return its result."""
    (folder / "matplotlibrc").write_text(settings, encoding="utf-8")
    environment = os.environ | {"MPLCONFIGDIR": str(folder), "MPLBACKEND": "agg"}
    environment.pop("MATPLOTLIBRC", None)
    command = [sys.executable, "-c", DRAW]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def own_settings(tmp_path_factory):
    """A folder for settings, and what is drawn where there are none."""
    folder = tmp_path_factory.mktemp("settings")
    result = draw_with("", folder)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(set(result.stdout.split())) == 2 * (len(FIGURES) + 1)
    return folder, result.stdout


@pytest.mark.parametrize("user", USERS)
def test_figures_look_the_same_whatever_the_users_own_settings_say(user, own_settings):
    folder, expected = own_settings
    result = draw_with(USERS[user], folder)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == expected


# show and picture


@pytest.fixture
def displayed(monkeypatch):
    """What ``show`` displays: a list of (data, metadata)."""
    outputs = []

    def display(data, metadata, raw):
        assert raw
        outputs.append((data, metadata))

    monkeypatch.setattr("IPython.display.display", display)
    return outputs


@pytest.mark.parametrize("make", [Figure, plt.figure])
def test_show_displays_once_with_alternative_text_and_closes(displayed, make):
    figure = make(figsize=(3, 2))
    figure.subplots().plot([0, 1], color="black")
    assert show(figure, alt="a line that rises from 0 to 1") is None
    ((data, metadata),) = displayed
    assert metadata == {"image/png": {"alt": "a line that rises from 0 to 1"}}
    assert data["text/plain"] == "[Picture: a line that rises from 0 to 1]"
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert image.size == (3 * 96, 2 * 96)
    assert (np.asarray(image.convert("L")) < 50).any(), "the line is there"
    assert plt.get_fignums() == []


def test_a_figure_is_described_by_its_own_words(displayed):
    figure = function_plot({"tanh": np.tanh, "ReLU": lambda z: np.maximum(z, 0)}, title="two activations")
    show(figure)
    assert displayed[0][1]["image/png"]["alt"] == "two activations: f(z) against z: tanh, ReLU"


def test_panels_that_say_the_same_are_named_once_and_many_are_cut():
    images = np.zeros((15, 2, 2))
    assert describe(image_grid(images, labels=[7] * 15)) == "7"
    assert describe(image_grid(images, labels=list(range(15)), title="digits")).startswith("digits: 0; 1; 2;")
    assert describe(image_grid(images, labels=list(range(15)))).endswith("11; …")


@pytest.mark.parametrize("alt", ["", "  \n", None, 3])
def test_show_insists_on_alternative_text(displayed, alt):
    with pytest.raises(ValueError, match="alt must be a sentence that says what the picture shows"):
        show(Figure(), alt=alt)
    assert displayed == []


def test_show_says_what_it_got_instead_of_a_figure(displayed):
    with pytest.raises(TypeError, match="show expects a matplotlib Figure, not ndarray"):
        show(np.zeros((2, 2)), alt="zeros")


@given(st.binary(), st.text(min_size=1).filter(str.strip))
def test_a_picture_holds_its_bytes_and_its_words(png, alt):
    data, metadata = picture(png, alt)
    assert base64.b64decode(data["image/png"]) == png
    assert metadata["image/png"]["alt"] == alt
    assert alt in data["text/plain"]


def test_figures_need_no_pyplot():
    program = """
import sys
import numpy as np
from helpers import *
from helpers import plots
import IPython.display
IPython.display.display = lambda *_, **__: None
plots.show(plots.image_grid(np.eye(3)[None]), alt="a diagonal")
print("matplotlib.pyplot" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert (result.stdout, result.stderr) == ("False\n", "")


# image_grid


@settings(max_examples=15)
@given(
    hnp.arrays("uint8", hnp.array_shapes(min_dims=3, max_dims=3, max_side=7)),
    st.integers(1, 12),
    st.booleans(),
    st.booleans(),
)
def test_every_image_stands_once_in_its_place_with_its_label(images, columns, channel, shared_scale):
    before = images.copy()
    labels = [f"no. {index}" for index in range(len(images))]
    figure = image_grid(
        images[..., None] if channel else images, labels, columns=columns, shared_scale=shared_scale, size=0.3
    )
    used = [ax for ax in figure.axes if ax.images]
    assert len(used) == len(images)
    assert all(not ax.axison for ax in figure.axes), "empty places stay empty"
    for index, ax in enumerate(used):
        np.testing.assert_array_equal(ax.images[0].get_array(), images[index])
        assert ax.get_title() == labels[index]
        place = ax.get_subplotspec()
        assert (place.rowspan.start, place.colspan.start) == divmod(index, min(columns, len(images)))
        scale = images if shared_scale else images[index]
        assert ax.images[0].get_clim() == (scale.min(), scale.max())
    np.testing.assert_array_equal(images, before)


def test_grey_runs_from_the_smallest_value_to_the_largest():
    figure = image_grid(np.array([[[-1.0, 0.5, 2.0]]]), size=2)
    (ax,) = figure.axes
    assert [pixel(figure, ax, x, 0) for x in range(3)] == [[0] * 3, [128] * 3, [255] * 3]


@pytest.mark.parametrize("values", [[-4.0, 0.0, 1.0], [0.0, 3.0], [-2.0, 0.0]])
def test_signed_images_are_white_at_zero_purple_below_orange_above(values):
    figure = image_grid(np.array([[values]]), size=2, signed=True)
    (ax,) = figure.axes
    for x, value in enumerate(values):
        red, green, blue = pixel(figure, ax, x, 0)
        if value == 0:
            assert min(red, green, blue) >= 244
        else:
            assert (red > blue) == (value > 0)
    low, high = ax.images[0].get_clim()
    assert low == -high == -max(map(abs, values))


@pytest.mark.parametrize("signed", [False, True])
def test_an_empty_picture_and_bools_are_drawn(signed):
    image_grid(np.zeros((2, 3, 3)), signed=signed).draw_without_rendering()
    figure = image_grid(np.array([[[True, False]]]), signed=signed)
    assert pixel(figure, figure.axes[0], 0, 0) != pixel(figure, figure.axes[0], 1, 0)


def test_a_wrong_prediction_stands_in_orange_beside_the_label():
    figure = image_grid(np.zeros((3, 2, 2)), np.array([4, 7, 9]), np.array([4, 1, 9]), title="digits")
    assert [ax.get_title() for ax in figure.axes] == ["4", "7→1", "9"]
    orange = [to_hex(ax.title.get_color()).upper() == COLORS["orange"] for ax in figure.axes]
    assert orange == [False, True, False]
    assert figure.get_suptitle() == "digits"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"images": np.zeros((28, 28))}, r"shape \(N, height, width\), each at least 1, not \(28, 28\)"),
        ({"images": np.zeros((2, 28, 28, 3))}, r"not \(2, 28, 28, 3\)"),
        ({"images": np.zeros((0, 28, 28))}, r"not \(0, 28, 28\)"),
        ({"images": np.zeros((2, 0, 28))}, r"not \(2, 0, 28\)"),
        ({"columns": 0}, "columns must be a whole number, at least 1, not 0"),
        ({"columns": 2.5}, "columns must be a whole number, at least 1, not 2.5"),
        ({"labels": [1, 2]}, "3 images need 3 labels, but there are 2"),
        ({"labels": [1, 2, 3], "predictions": [1]}, "3 images need 3 predictions, but there are 1"),
        ({"labels": np.eye(3)}, r"labels must be one for each image, not the shape \(3, 3\): take the argmax"),
        ({"labels": [1, 2, 3], "predictions": np.eye(3)}, "predictions must be one for each image"),
        ({"predictions": [1, 2, 3]}, "predictions need labels to be compared with: give labels too"),
    ],
)
def test_image_grid_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        image_grid(**{"images": np.zeros((3, 4, 4))} | arguments)


# training_curves

RUN = {"loss": [3.0, 2.0, 1.0], "val_loss": [3.5, 2.5, 1.5], "accuracy": [0.5, 0.6, 0.7]}


def test_one_history_is_drawn_over_epochs_that_count_from_one():
    figure = training_curves(RUN, title="run")
    loss, accuracy = figure.axes
    assert [(line.get_label(), line.get_linestyle()) for line in loss.lines] == [
        ("training", "-"),
        ("validation", "--"),
    ]
    assert loss.lines[0].get_color() == loss.lines[1].get_color()
    for line, values in zip([*loss.lines, *accuracy.lines], RUN.values()):
        assert line.get_xdata().tolist() == [1, 2, 3]
        assert list(line.get_ydata()) == values
    assert [(ax.get_xlabel(), ax.get_ylabel()) for ax in figure.axes] == [("epoch", "loss"), ("epoch", "accuracy")]
    assert figure.get_suptitle() == "run"


def test_several_runs_have_a_colour_each_and_their_names():
    figure = training_curves({"small": RUN, "large": {"loss": [1.0]}}, metrics=["loss"])
    (ax,) = figure.axes
    assert [(line.get_label(), line.get_linestyle()) for line in ax.lines] == [
        ("small", "-"),
        ("validation", "--"),
        ("large", "-"),
    ]
    assert [line.get_color() for line in ax.lines] == ["C0", "C0", "C1"]
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["small", "large", "validation"]
    assert legend.get_lines()[-1].get_color() not in {"C0", "C1"}, "the dashes belong to both runs"
    assert len(ax.lines[2].get_xdata()) == 1
    assert ax.lines[2].get_marker() == "o", "a single epoch would be invisible without a marker"


@pytest.mark.parametrize(
    ("histories", "metrics", "words"),
    [
        ({}, ["loss"], "there is no history to draw"),
        (RUN, [], "there is no metric to draw"),
        (RUN, ["mae"], "no history has the metric 'mae'; there is 'accuracy', 'loss'"),
        ({"a": RUN, "b": {"mse": [1]}}, ["mae"], "there is 'accuracy', 'loss', 'mse'"),
        ({"a": {}}, ["loss"], "no history has the metric 'loss'; there is none"),
    ],
)
def test_training_curves_say_what_is_wrong(histories, metrics, words):
    with pytest.raises(ValueError, match=words):
        training_curves(histories, metrics=metrics)


# function_plot


@given(st.tuples(st.floats(-100, 100), st.floats(-100, 100)).filter(lambda ends: ends[1] - ends[0] > 1e-3))
@settings(max_examples=20)
def test_functions_are_drawn_over_the_whole_interval(interval):
    figure = function_plot({"tanh": np.tanh, "square": np.square}, interval, xlabel="x", ylabel="y", title="two")
    (ax,) = figure.axes
    for line, function in zip(ax.lines, (np.tanh, np.square)):
        z, values = line.get_data()
        assert (z[0], z[-1]) == interval == ax.get_xlim()
        np.testing.assert_array_equal(values, function(z))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["tanh", "square"]
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("x", "y", "two")


def test_a_function_that_lies_on_another_can_be_dashed():
    figure = function_plot({"a": np.tanh, "b": np.tanh}, dashed=["b"])
    assert [line.get_linestyle() for line in figure.axes[0].lines[:2]] == ["-", "--"]
    with pytest.raises(ValueError, match="labels of the functions, a, not 'b'"):
        function_plot({"a": np.tanh}, dashed=["b"])


def test_functions_are_drawn_into_given_axes():
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert function_plot({"f": np.sin}, ax=right) is figure
    assert not left.lines
    assert right.lines[0].get_label() == "f"


@pytest.mark.parametrize(
    ("functions", "interval", "words"),
    [
        ({}, (0, 1), "there is no function to draw"),
        ({"f": np.sin}, (1, 1), "from left to right, both finite, not from 1 to 1"),
        ({"f": np.sin}, (2, -2), "not from 2 to -2"),
        ({"f": np.sin}, (0, np.inf), "not from 0 to inf"),
        ({"f": np.sin}, (np.nan, 1), "not from nan to 1"),
        ({"f": np.sum}, (0, 1), r"'f' returned shape \(\) for an input of shape \(601,\)"),
        ({"g": lambda z: z[:, None]}, (0, 1), r"'g' returned shape \(601, 1\)"),
    ],
)
def test_function_plot_says_what_is_wrong(functions, interval, words):
    with pytest.raises(ValueError, match=words):
        function_plot(functions, interval)


# plane_plot

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def below(points):
    """A neuron that says yes below the diagonal."""
    return 1 / (1 + np.exp(-8 * (points[:, 0] - points[:, 1])))


def test_the_plane_is_orange_where_the_answer_is_1_and_purple_where_it_is_0():
    figure = plane_plot(below, CORNERS, [0, 0, 1, 0])
    ax = figure.axes[0]
    high, low = (pixel(figure, ax, *place) for place in ((1.5, -0.5), (-0.5, 1.5)))
    assert high[0] > high[2]
    assert low[2] > low[0]


def test_the_line_stands_where_the_answer_is_a_half():
    (line,) = plane_plot(below, CORNERS, [0, 0, 1, 0]).axes[0].collections
    (path,) = line.get_paths()
    np.testing.assert_allclose(path.vertices[:, 0], path.vertices[:, 1], atol=1e-6)
    assert not plane_plot(lambda points: np.zeros(len(points)), CORNERS, [0, 0, 1, 0]).axes[0].collections


def test_a_ring_stands_around_each_point_on_the_wrong_side():
    ax = plane_plot(below, CORNERS, [0, 1, 1, 0]).axes[0]
    rings = next(line for line in ax.lines if line.get_label() == "wrong")
    np.testing.assert_array_equal(rings.get_xydata(), [[0, 1]])
    classes = [line.get_xydata().tolist() for line in ax.lines[:2]]
    assert classes == [[[0, 0], [1, 1]], [[0, 1], [1, 0]]]
    assert "wrong" not in {line.get_label() for line in plane_plot(below, CORNERS, [0, 0, 1, 0]).axes[0].lines}


def test_a_plane_goes_into_given_axes_and_has_words():
    figure = Figure()
    axes = figure.subplots(1, 2)
    assert plane_plot(below, CORNERS, [0, 1, 1, 0], ax=axes[1], title="XOR", xlabel="h₁", ylabel="h₂") is figure
    assert describe(figure).startswith("XOR: h₂ against h₁: class 0, class 1, wrong")


@pytest.mark.parametrize(
    ("answer", "points", "classes", "interval", "words"),
    [
        (below, CORNERS, [0, 1, 1], (0, 1), "must have the shapes"),
        (below, CORNERS[:, :1], [0, 1, 1, 0], (0, 1), "must have the shapes"),
        (below, np.empty((0, 2)), [], (0, 1), "must have the shapes"),
        (below, CORNERS, [0, 1, 2, 0], (0, 1), "0 or 1, not 2"),
        (below, CORNERS, [0, 1, 1, 0], (1, 1), "from left to right"),
        (below, CORNERS, [0, 1, 1, 0], (0, np.inf), "from left to right"),
        (lambda points: points, CORNERS, [0, 1, 1, 0], (0, 1), "one number a point"),
    ],
)
def test_plane_plot_says_what_is_wrong(answer, points, classes, interval, words):
    with pytest.raises(ValueError, match=words):
        plane_plot(answer, points, classes, interval=interval)


# matrix_plot

small = hnp.array_shapes(min_dims=2, max_dims=2, max_side=4)
matrices = hnp.arrays("int64", small, elements=st.integers(-999, 999)) | hnp.arrays("int8", small)


@settings(max_examples=25)
@given(matrices, st.booleans())
def test_every_number_stands_in_its_cell_and_can_be_read(matrix, signed):
    figure = matrix_plot(matrix, signed=signed)
    (ax,) = figure.axes
    assert texts(ax) == [str(value).replace("-", "−") for value in matrix.ravel()]
    assert [text.get_position() for text in ax.texts] == [(c, r) for r, c in np.ndindex(matrix.shape)]
    (image,) = ax.images
    np.testing.assert_array_equal(image.get_array(), matrix)
    for value, color in zip(matrix.ravel(), image.to_rgba(image.get_array()).reshape(-1, 4)):
        assert contrast(color[:3]) >= 4.5, "black on this cell is hard to read"
        if signed and value:
            assert (color[0] > color[2]) == (value > 0), "orange above zero, purple below"


@pytest.mark.parametrize(
    ("value", "number_format", "written"),
    [
        (-0.0, "g", "0"),
        (-0.04, ".1f", "0.0"),
        (-0.06, ".1f", "−0.1"),
        (1e-7, "g", "1e−07"),
        (-10, "g", "−10"),
        (0, "d", "0"),
        (0.5, ".0%", "50%"),
    ],
)
def test_numbers_are_written_with_a_real_minus_sign_and_no_negative_zero(value, number_format, written):
    (text,) = draw_matrix(Figure().subplots(), np.array([[value]]), number_format=number_format)[1].ravel()
    assert text.get_text() == written


@pytest.mark.parametrize("signed", [True, False])
def test_equal_numbers_have_equal_colours_on_one_scale_only(signed):
    matrices = np.array([[1.0, -0.5]]), np.array([[1.0], [-4.0]])
    for one_scale in (True, False):
        images = [ax.images[0] for ax in matrix_plot(*matrices, signed=signed, one_scale=one_scale).axes]
        colours = [image.to_rgba(image.get_array())[0, 0] for image in images]
        assert np.array_equal(*colours) == one_scale


def test_matrices_stand_side_by_side_with_titles_and_symbols():
    figure = matrix_plot(np.eye(3), np.ones((2, 2)), np.ones((1, 1)), titles=["x", "w", "y"], symbols=["∗", "="])
    assert [ax.get_title() for ax in figure.axes] == ["x", "w", "y"]
    assert [ax.texts[-1].get_text() for ax in figure.axes] == ["1", "∗", "="]


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(1, 14), st.integers(1, 14)), min_size=1, max_size=4),
    st.booleans(),
    st.floats(0.3, 0.6),
    st.sampled_from(["", "a title", "a title that is wider than a matrix of one number alone can be"]),
)
def test_every_cell_has_the_size_that_was_asked_for(shapes, with_titles, size, title):
    titles = ["x"] * len(shapes) if with_titles else None
    figure = matrix_plot(*map(np.zeros, shapes), titles=titles, size=size, title=title)
    figure.draw_without_rendering()
    cell = size * figure.dpi
    for ax, (rows, columns) in zip(figure.axes, shapes):
        place = ax.get_window_extent()
        np.testing.assert_allclose((place.width, place.height), (columns * cell, rows * cell), atol=0.5)
        assert np.all(place.min > 0)
        assert np.all(ax.get_tightbbox().max < figure.bbox.max)
    gaps = [right.get_window_extent().x0 - left.get_window_extent().x1 for left, right in pairwise(figure.axes)]
    assert all(gap > cell for gap in gaps), "room for a symbol"
    for text in figure.texts:
        line = text.get_window_extent()
        assert text.get_text() == title
        assert line.x1 < figure.bbox.x1
        assert line.y1 <= figure.bbox.y1
        assert line.y0 > max(ax.get_tightbbox().y1 for ax in figure.axes)


@pytest.mark.parametrize(
    ("matrices", "options", "words"),
    [
        ([], {}, "give at least one matrix"),
        ([np.zeros(3)], {}, r"1 to 14 rows and columns, not the shape \(3,\)"),
        ([np.zeros((0, 2))], {}, r"not the shape \(0, 2\)"),
        ([np.zeros((15, 2))], {}, r"not the shape \(15, 2\)"),
        ([np.eye(2)], {"titles": ["a", "b"]}, "1 matrices need 1 titles, but there are 2"),
        ([np.eye(2), np.eye(2)], {"symbols": ["+", "="]}, "2 matrices have 1 gaps, but there are 2 symbols"),
    ],
)
def test_matrix_plot_says_what_is_wrong(matrices, options, words):
    with pytest.raises(ValueError, match=words):
        matrix_plot(*matrices, **options)


# confusion_matrix

integers = st.sampled_from(["int8", "uint8", "int32", "int64", "uint64"])


@st.composite
def marked(draw):
    """Labels and predictions of one length, in any two integer types, and the number of classes."""
    classes, count = draw(st.integers(1, 12)), draw(st.integers(0, 60))
    values = st.integers(0, classes - 1)
    return *(draw(hnp.arrays(draw(integers), count, elements=values)) for _ in range(2)), classes


@given(marked())
def test_a_confusion_matrix_counts_each_example_once(case):
    labels, predictions, classes = case
    counts = confusion_matrix(labels, predictions, classes)
    assert counts.shape == (classes, classes)
    assert counts.dtype == np.int64
    assert counts.sum() == len(labels)
    assert counts.trace() == np.sum(labels == predictions)
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(labels.astype(int), minlength=classes))
    np.testing.assert_array_equal(counts.sum(axis=0), np.bincount(predictions.astype(int), minlength=classes))
    np.testing.assert_array_equal(confusion_matrix(predictions, labels, classes), counts.T)


def test_rows_are_the_truth_and_columns_the_prediction():
    assert confusion_matrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2).tolist() == [[1, 1], [1, 2]]
    assert confusion_matrix(np.array([3]), np.array([9])).shape == (10, 10)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (([1, 2], [1]), ValueError, r"one shape \(N,\), not \(2,\) and \(1,\)"),
        ((np.eye(3, dtype=int), np.eye(3, dtype=int)), ValueError, r"not \(3, 3\) and \(3, 3\)"),
        (([1.0], [1]), TypeError, "labels must be class numbers .* not float64: take the argmax first"),
        (([1], [0.9]), TypeError, "predictions must be class numbers"),
        (([True], [False]), TypeError, "labels must be class numbers .* not bool"),
        (([10], [1]), ValueError, "labels must be 0 … 9, not 10 … 10"),
        (([1, 1], [-1, 5]), ValueError, "predictions must be 0 … 9, not -1 … 5"),
        (([1], [1], 1), ValueError, "labels must be 0 … 0, not 1 … 1"),
        (([0], [0], 0), ValueError, "classes must be a whole number, at least 1, not 0"),
        (([0], [0], 2.0), ValueError, "classes must be a whole number, at least 1, not 2.0"),
    ],
)
def test_confusion_matrix_says_what_is_wrong(arguments, error, words):
    with pytest.raises(error, match=words):
        confusion_matrix(*arguments)


@settings(max_examples=20)
@given(hnp.arrays("int64", st.integers(1, 6).map(lambda n: (n, n)), elements=st.integers(0, 99_999)))
def test_every_count_can_be_read_and_the_diagonal_is_white_and_bold(counts):
    figure = confusion_matrix_plot(counts)
    (ax,) = figure.axes
    (image,) = ax.images
    colors = image.to_rgba(image.get_array())[..., :3]
    written = {text.get_position()[::-1]: text for text in ax.texts}
    assert {place: text.get_text() for place, text in written.items()} == {
        place: f"{count:,}" for place, count in np.ndenumerate(counts) if count
    }
    for (row, column), text in written.items():
        assert contrast(colors[row, column]) >= 4.5
        assert (text.get_fontweight() == "bold") == (row == column)
    assert np.all(np.diagonal(colors) == 1)
    if np.any(counts - np.diag(np.diagonal(counts))):
        assert colors.min() < 0.8, "the most frequent mistake stands out"


def test_a_confusion_matrix_names_its_axes_and_classes():
    figure = confusion_matrix_plot(np.eye(2, dtype=int), names=["cat", "dog"], title="pets")
    (ax,) = figure.axes
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("predicted", "true", "pets")
    for labels in (ax.get_xticklabels(), ax.get_yticklabels()):
        assert [label.get_text() for label in labels] == ["cat", "dog"]


@pytest.mark.parametrize(
    ("counts", "names", "words"),
    [
        (np.zeros((2, 3)), None, r"square and not empty, but this one has the shape \(2, 3\)"),
        (np.zeros(4), None, r"has the shape \(4,\)"),
        (np.zeros((0, 0)), None, r"has the shape \(0, 0\)"),
        (np.eye(3), ["a", "b"], "3 classes need 3 names, but there are 2"),
    ],
)
def test_confusion_matrix_plot_says_what_is_wrong(counts, names, words):
    with pytest.raises(ValueError, match=words):
        confusion_matrix_plot(counts, names=names)


# chain_plot and pixel_windows_plot


def test_chain_plot_names_every_layer_every_value_and_every_gradient():
    ax = chain_plot(["Dense", "loss"], ["X\n(N, 2)", "Z\n(N, 1)", "L\none number"]).axes[0]
    texts = [text.get_text() for text in ax.texts]
    assert {"Dense", "loss", "X\n(N, 2)", "Z\n(N, 1)", "∂L/∂X\n(N, 2)", "∂L/∂Z\n(N, 1)"} <= set(texts)
    assert sum(isinstance(patch, FancyBboxPatch) for patch in ax.patches) == 2


@pytest.mark.parametrize(("layers", "values"), [([], ["X"]), (["Dense"], ["X"]), (["Dense"], ["X", "Z", "L"])])
def test_chain_plot_refuses_values_that_do_not_fit(layers, values):
    with pytest.raises(ValueError, match="layers need"):
        chain_plot(layers, values)


def test_pixel_windows_plot_shows_the_kernel_running_backwards():
    axes = pixel_windows_plot(3, 2, (1, 1)).axes
    assert [ax.get_title() for ax in axes] == ["y[0, 0]", "y[0, 1]", "y[1, 0]", "y[1, 1]"]
    on_pixel = [text.get_text() for ax in axes for text in ax.texts if text.get_fontweight() == "bold"]
    assert on_pixel == ["k[1,1]", "k[1,0]", "k[0,1]", "k[0,0]"]


@settings(max_examples=20)
@given(st.data())
def test_pixel_windows_plot_has_a_panel_for_each_window_that_contains_the_pixel(data):
    size = data.draw(st.integers(1, 4))
    kernel = data.draw(st.integers(1, size))
    pixel = data.draw(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)))

    def windows(place):
        return sum(start <= place < start + kernel for start in range(size - kernel + 1))

    assert len(pixel_windows_plot(size, kernel, pixel).axes) == windows(pixel[0]) * windows(pixel[1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((2, 3, (0, 0)), "kernel_size ≤ image_size"), ((3, 0, (0, 0)), "kernel_size"), ((3, 2, (3, 0)), "must lie in")],
)
def test_pixel_windows_plot_refuses_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        pixel_windows_plot(*arguments)


# few_colours and timeline_plot


@pytest.mark.parametrize("scale", [1, 255.0])
def test_few_colours_are_near_the_photographs_own(scale):
    ramp = np.broadcast_to(np.arange(256, dtype=np.uint8)[:, None, None], (256, 4, 3))
    coarse = few_colours(ramp[::-1] if scale == 1 else ramp[::-1] / scale, 8)
    assert coarse.shape == (256, 4, 3)
    assert coarse.dtype == np.uint8
    assert len(np.unique(coarse)) == 8
    assert np.abs(coarse.astype(int) - ramp[::-1]).max() <= 40


def test_each_event_stands_at_its_year_and_no_two_neighbours_overlap():
    events = [(1958, "perceptron"), (1969, "XOR"), (1986, "back-\npropagation"), (1989, "LeNet"), (1998, "LeNet-5")]
    figure = timeline_plot(events, title="History")
    (ax,) = figure.axes
    assert [(text.xy[0], text.get_text()) for text in ax.texts] == [(y, f"{y}\n{text}") for y, text in events]
    np.testing.assert_array_equal(ax.lines[1].get_xdata(), [year for year, _ in events])
    FigureCanvasAgg(figure).draw()
    boxes = [Text.get_window_extent(text) for text in ax.texts]  # of the words alone, without the line to the year
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    assert describe(figure) == "History: year"


@pytest.mark.parametrize("years", [[1958], [1986, 1969]])
def test_a_timeline_needs_two_events_in_their_order(years):
    with pytest.raises(ValueError, match="at least two events in the order of their years"):
        timeline_plot([(year, "event") for year in years], title="History")


# answers_plot and reliability_plot


def test_each_image_stands_above_its_probabilities_and_the_label_is_orange():
    images = np.arange(8.0).reshape(2, 2, 2)
    probabilities = [[0.2, 0.5, 0.3], [0.0, 0.1, 0.9]]
    axes = np.reshape(answers_plot(images, probabilities, [0, 2], captions=["first", "second"]).axes, (2, 2))
    for index, (top, bottom) in enumerate(axes.T):
        np.testing.assert_array_equal(top.images[0].get_array(), images[index])
        assert top.get_title() == ["first", "second"][index]
        np.testing.assert_allclose([bar.get_height() for bar in bottom.patches], probabilities[index])
        orange = [to_hex(bar.get_facecolor()).upper() == COLORS["orange"] for bar in bottom.patches]
        assert orange == [k == [0, 2][index] for k in range(3)]
    blue = answers_plot(images, probabilities).axes[2].patches
    assert {to_hex(bar.get_facecolor()).upper() for bar in blue} == {COLORS["blue"]}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((np.zeros((11, 2, 2)), np.zeros((11, 3))), "1 to 10"),
        ((np.zeros((2, 4)), np.zeros((2, 3))), "of shape \\(height, width\\)"),
        ((np.zeros((2, 2, 2)), np.zeros((3, 3))), "2 images need 2 rows of probabilities"),
        ((np.zeros((2, 2, 2)), np.zeros((2, 3)), [1]), "need 2 labels, but there are 1"),
    ],
)
def test_answers_plot_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        answers_plot(*arguments)


def test_a_dot_stands_for_the_answers_of_a_bin_and_an_edge_belongs_to_the_bin_below():
    confidence, right = np.array([0.55, 0.6, 0.9, 1.0, 1.0, 0.95]), np.array([True, False, True, True, False, True])
    left, right_hand = reliability_plot({"net": (confidence, right)}, edges=[0.4, 0.6, 0.8, 1.0]).axes
    (dots,) = [line for line in left.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(dots.get_xdata(), [0.575, 0.9625])  # the empty bin has no dot
    np.testing.assert_allclose(dots.get_ydata(), [0.5, 0.75])
    np.testing.assert_allclose(right_hand.patches[0].get_data().values, [2, 0, 4])
    several = reliability_plot({"net": (confidence, right)}, edges=[0.4, 0.6, 0.8, 1.0], fewest=3).axes[0]
    (dots_left,) = [line for line in several.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(dots_left.get_xdata(), [0.9625])
    ends = left.collections[0].get_segments()
    # By hand for 3 right of 4: (0.75 + 1.96² / 8 ± 1.96 √(0.75 · 0.25 / 4 + 1.96² / 64)) / (1 + 1.96² / 4)
    np.testing.assert_allclose(ends[1][:, 1], [0.300642, 0.954413], atol=1e-4)


@given(st.integers(1, 60), st.data())
def test_of_honest_answers_the_interval_holds_the_share(n, data):
    hits = data.draw(st.integers(0, n))
    right = np.arange(n) < hits
    (segment,) = reliability_plot({"net": (np.full(n, 0.7), right)}).axes[0].collections[0].get_segments()
    assert -1e-9 <= segment[0][1] <= hits / n + 1e-9
    assert hits / n - 1e-9 <= segment[1][1] <= 1 + 1e-9


@pytest.mark.parametrize(
    ("answers", "options", "words"),
    [
        ({}, {}, "no answers"),
        ({"net": (np.array([0.5, 0.6]), np.array([True]))}, {}, "net: confidence and right"),
        ({"net": (np.array([0.1]), np.array([True]))}, {"edges": [0.2, 1]}, "net: a confidence lies outside"),
        ({"net": (np.array([0.5]), np.array([True]))}, {"edges": [1, 0]}, "edges must be"),
    ],
)
def test_reliability_plot_says_what_is_wrong(answers, options, words):
    with pytest.raises(ValueError, match=words):
        reliability_plot(answers, **options)


# All figures

FIGURES = {
    "image_grid": lambda: image_grid(np.arange(48).reshape(3, 4, 4), [1, 2, 3], [1, 3, 2], title="some digits"),
    "training_curves": lambda: training_curves({"one": RUN, "two": RUN}, title="two runs"),
    "function_plot": lambda: function_plot({"tanh": np.tanh}, title="tanh"),
    "matrix_plot": lambda: matrix_plot(np.eye(3), np.eye(2), titles=["x", "w"], symbols=["∗"]),
    "confusion_matrix_plot": lambda: confusion_matrix_plot(np.arange(100).reshape(10, 10), title="mistakes"),
    "chain_plot": lambda: chain_plot(["Dense", "loss"], ["X\n(N, 2)", "Z\n(N, 1)", "L\none number"]),
    "pixel_windows_plot": lambda: pixel_windows_plot(3, 2, (1, 1)),
    "answers_plot": lambda: answers_plot(np.eye(4)[None], [[0.7, 0.3]], [0], captions=["a"], title="one answer"),
    "reliability_plot": lambda: reliability_plot({"one": (np.array([0.4, 0.9]), [True, False])}, title="two answers"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_in_a_figure_is_cut_off_and_the_same_call_draws_the_same(name):
    figure = FIGURES[name]()
    first = pixels(figure)
    np.testing.assert_array_equal(first, pixels(FIGURES[name]()))
    edge = np.concatenate([first[0], first[-1], first[:, 0], first[:, -1]])
    assert np.all(edge == 255), "something touches the edge of the picture"
    assert np.any(first < 128)
    png = io.BytesIO()
    figure.savefig(png, dpi=figure.dpi)
    width, height = struct.unpack(">II", png.getvalue()[16:24])
    assert (height, width) == first.shape[:2]
