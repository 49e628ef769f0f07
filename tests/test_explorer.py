"""The explorers' frame, driven without a browser: a control's value is set as the browser would set it."""

import asyncio
import base64
import html
import io

import ipywidgets as widgets
import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from ipywidgets.widgets.widget import _instances
from ipywidgets.widgets.widget_link import Link
from matplotlib.axis import XAxis
from matplotlib.figure import Figure
from PIL import Image

from helpers import explorer as explorer_module
from helpers.convolution_1d import convolution_1d_explorer
from helpers.convolution_2d import convolution_2d_explorer
from helpers.explorer import Explorer, stepper

from helpers.polynomial import polynomial_explorer
from helpers.plots import use_course_style
from helpers.pooling import pooling_explorer


class Handle:
    """Takes the place of a notebook's display handle and keeps what it was given."""

    def __init__(self):
        self.pictures = []

    def update(self, data, metadata, raw):
        assert raw
        self.pictures.append((data, metadata))


@pytest.fixture
def shown(monkeypatch):
    """What an explorer displays: a list of (object, options), and the handle of its picture."""
    displayed, handle = [], Handle()

    def display(what, **options):
        displayed.append((what, options))
        return handle if options.get("display_id") else None

    monkeypatch.setattr(explorer_module, "display", display)
    return displayed, handle


def bar_explorer(layout=None, update=None):
    """A bar of a chosen height: 13 is impossible, and 99 finds a bug."""
    figure = Figure(figsize=(2, 1.5), dpi=50, layout="constrained")
    ax = figure.subplots()
    (bar,) = ax.bar([0], [0], color="black")
    ax.set_ylim(0, 10)

    def draw_bar(height, wide):
        if height == 13:
            raise ValueError("13 is <unlucky>")
        if height == 99:
            raise ZeroDivisionError("no & zero")
        bar.set_height(height)
        bar.set_width(0.8 if wide else 0.2)
        ax.set_yticks([0, height or 1])  # wide tick labels would move the axes if the layout were worked out again
        return f"the bar is {height} < 10 high"

    controls = {"height": widgets.IntText(value=4), "wide": widgets.Checkbox(value=True)}
    return Explorer(figure, controls, update or draw_bar, layout(controls) if layout else None)


def sentence(explorer):
    role, text = explorer.message.value.removesuffix("</div>").split(">", 1)
    return ("alert" if "role='alert'" in role else "status" if "role='status'" in role else role), html.unescape(text)


def pixels(data):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data["image/png"]))))


def test_the_first_sentence_stands_there_before_anything_is_shown():
    explorer = bar_explorer()
    assert explorer.values == {"height": 4, "wide": True}
    assert sentence(explorer) == ("status", "the bar is 4 < 10 high")
    assert "4 &lt; 10" in explorer.message.value
    assert "aria-live='polite'" in explorer.message.value, "a screen reader speaks the sentence when it changes"


def test_show_displays_the_panel_and_one_picture_with_alternative_text(shown):
    displayed, _ = shown
    explorer = bar_explorer()
    explorer.show()
    (panel, options), (data, picture_options) = displayed
    assert panel is explorer.panel
    assert options == {}
    assert picture_options["metadata"] == {"image/png": {"alt": "the bar is 4 < 10 high"}}
    assert data["text/plain"] == "[Picture: the bar is 4 < 10 high]"
    image = pixels(data)
    assert image.shape == (75, 100, 4)  # RGBA; 1.5 × 2 inches at 50 dots per inch
    explorer.figure.canvas.draw()
    np.testing.assert_array_equal(image, np.asarray(explorer.figure.canvas.buffer_rgba()))


def test_a_control_moves_picture_sentence_and_alternative_text(shown):
    displayed, handle = shown
    explorer = bar_explorer()
    explorer.show()
    explorer.controls["height"].value = 8
    ((data, metadata),) = handle.pictures
    dark = [(pixels(picture)[..., :3].sum(axis=-1) < 100).sum() for picture in (displayed[1][0], data)]
    assert dark[1] > 1.5 * dark[0], "a bar of 8 has about twice the black pixels of a bar of 4"
    assert sentence(explorer) == ("status", "the bar is 8 < 10 high")
    assert metadata == {"image/png": {"alt": "the bar is 8 < 10 high"}}


def test_each_change_draws_once_and_publishes_once(shown, monkeypatch):
    _, handle = shown
    explorer = bar_explorer()
    explorer.show()
    drawn = []
    draw = explorer._draw
    monkeypatch.setattr(explorer, "_draw", lambda: (drawn.append(1), draw()))
    for count, (name, value) in enumerate([("height", 5), ("wide", False), ("height", 6)], start=1):
        explorer.controls[name].value = value
        assert len(drawn) == len(handle.pictures) == count
    explorer.controls["height"].value = 6
    assert len(drawn) == len(handle.pictures) == 3, "the same value changes nothing"


def limited_explorer():
    """A stepper whose update moves its own limit: the picture is that of 3 when the limit falls from 9 to 3."""
    figure = Figure(figsize=(2, 1.5), dpi=50)
    (bar,) = figure.subplots().bar([0], [0])

    def update(position, last):
        controls["position"].max = last
        bar.set_height(min(position, last))
        return f"{min(position, last)} of {last}"

    controls = {"position": widgets.IntSlider(9, 0, 9), "last": widgets.IntText(9)}
    return Explorer(figure, controls, update)


def test_a_limit_that_the_update_moves_does_not_draw_a_second_time(shown):
    _, handle = shown
    explorer = limited_explorer()
    explorer.show()
    explorer.controls["last"].value = 3
    assert explorer.values == {"position": 3, "last": 3}
    assert sentence(explorer) == ("status", "3 of 3")
    assert len(handle.pictures) == 1
    explorer.controls["position"].value = 2
    assert sentence(explorer) == ("status", "2 of 3")
    assert len(handle.pictures) == 2


@pytest.fixture
def told(shown, monkeypatch):
    """A shown explorer with a limit, and what its page is told of the widgets: (kind, pictures so far, names)."""
    _, handle = shown
    explorer = limited_explorer()
    explorer.show()
    messages, send_state = [], widgets.Widget.send_state

    def note(widget, key=None):
        names = {key} if isinstance(key, str) else set(key)
        if names and widget is not explorer.controls["last"]:  # its value comes from the page
            messages.append((type(widget).__name__, len(handle.pictures), names))
        send_state(widget, key)

    monkeypatch.setattr(widgets.Widget, "send_state", note)
    return explorer, messages


AFTER_THE_PICTURE = [("IntSlider", 1, {"max", "value"}), ("HTML", 1, {"value"})]


def test_in_a_script_the_page_is_told_of_the_picture_first(told):
    explorer, messages = told
    explorer.controls["last"].value = 3
    assert sorted(messages) == sorted(AFTER_THE_PICTURE)


def test_in_a_kernel_the_page_is_left_alone_until_the_picture_is_on_it(told):
    explorer, messages = told

    async def change():
        explorer.controls["last"].value = 3
        at_once = list(messages)
        await asyncio.sleep(3 * explorer_module.PICTURE_SECONDS)
        return at_once, list(messages)  # at the end of the loop even what was never told would be

    at_once, later = asyncio.run(change())
    assert at_once == []
    assert sorted(later) == sorted(AFTER_THE_PICTURE)


@given(hnp.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(4))))
def test_any_picture_comes_back_from_its_png(image):
    with Image.open(io.BytesIO(explorer_module.png(image))) as read:
        assert read.mode == "RGBA"
        np.testing.assert_array_equal(np.asarray(read), image)


def test_words_are_written_where_they_are_told_to():
    figure = Figure(figsize=(1, 1), dpi=144)
    words = figure.add_artist(explorer_module.Words(figure, figure.transFigure))
    words.write([("one 1", 0.25, 0.5, 10, "black", 0), ("two", 0.5, 0.75, 20, "orange", 0.5)])
    words.write([("HH", 0.25, 0.5, 10, "black", 0), ("HHHH", 0.5, 0.75, 20, "orange", 0.5)])
    assert words.texts == ("HH", "HHHH")
    left, middle = (path.get_extents(words.get_transform()) for path in words.get_paths())  # pixels from (x, y)
    assert 0 < left.x0 < 5
    assert middle.x0 == pytest.approx(-middle.x1, abs=1)
    assert middle.width == pytest.approx(4 * left.width, rel=0.1)  # twice as many, twice as large
    assert left.y0 == pytest.approx(-left.y1, abs=1)
    assert left.height == pytest.approx(0.73 * 10 * 144 / 72, abs=1)  # a capital letter of 10 points
    np.testing.assert_array_equal(words.get_offsets(), [(0.25, 0.5), (0.5, 0.75)])


def test_pixels_are_painted_cell_by_cell():
    figure = Figure(figsize=(0.5, 0.4), dpi=10)
    pixels = figure.add_axes((0, 0, 1, 1)).add_artist(explorer_module.Pixels(figure))
    pixels.stale = False
    pixels.paint(np.array([[[1.0, 0, 0], [0, 1.0, 0]]]), left=1, top=2, right=5, bottom=4)
    assert pixels.stale
    red, green, none = (255, 0, 0, 255), (0, 255, 0, 255), (0, 0, 0, 0)
    np.testing.assert_array_equal(pixels.pixels, [[none] * 5] * 2 + [[none, red, red, green, green]] * 2)
    pixels.clear()
    assert not pixels.pixels.any()


def assert_drawn_as_a_whole(explorer):
    """Draw as the explorer does, then the whole figure at once, and compare every pixel."""
    explorer._draw()
    quick = np.asarray(explorer._canvas.buffer_rgba()).copy()
    explorer._canvas.draw()
    np.testing.assert_array_equal(quick, np.asarray(explorer._canvas.buffer_rgba()))
    explorer._settle([explorer.figure])


@pytest.mark.parametrize(
    "make",
    [
        polynomial_explorer,
        convolution_1d_explorer,
        convolution_2d_explorer,
        pooling_explorer,
    ],
)
def test_drawing_in_layers_gives_the_pixels_of_drawing_the_whole(make):
    with matplotlib.rc_context():
        use_course_style()
        explorer = make()
    rng = np.random.default_rng(0)
    names = [
        name for name, control in explorer.controls.items() if hasattr(control, "options") or hasattr(control, "max")
    ]
    for _ in range(25):
        control = explorer.controls[rng.choice(names)]
        if hasattr(control, "options"):
            control.index = int(rng.integers(len(control.options)))
        else:
            steps = round((control.max - control.min) / control.step)
            control.value = type(control.value)(control.min + control.step * rng.integers(steps + 1))
        assert_drawn_as_a_whole(explorer)


def test_layers_follow_limits_legends_pictures_and_artists_that_come_and_go():
    figure = Figure(figsize=(4, 2), dpi=50)
    behind = figure.figimage(np.zeros((20, 30)), zorder=-1, cmap="gray", vmin=0, vmax=1)
    left, right = figure.subplots(1, 2)
    (line,) = left.plot([0, 1], [0, 1], label="line")
    legend = left.legend()
    right.set_axis_off()
    image = right.imshow(np.zeros((2, 2)), vmin=0, vmax=1)
    title = figure.suptitle("")
    added = []

    def update(step):
        if step == 1:
            line.set_ydata([1, 0])
        elif step == 2:
            left.set_xlim(0, 5)
        elif step == 3:
            added.append(right.text(0, 0, "new", color="red"))
        elif step == 4:
            added.pop().remove()
        elif step == 5:
            image.set_data(np.eye(2))
        elif step == 6:
            legend.get_texts()[0].set_text("another line")
        elif step == 7:
            line.set_ydata([0, 9])
            left.relim()
            left.autoscale()
        elif step == 8:
            title.set_text("a title")
        elif step == 9:
            behind.set_data(np.ones((20, 30)))
        return f"step {step}"

    explorer = Explorer(figure, {"step": widgets.IntText(value=0)}, update)
    before = None
    for step in range(10):
        explorer.controls["step"].value = step
        assert_drawn_as_a_whole(explorer)
        now = np.asarray(explorer._canvas.buffer_rgba()).copy()
        assert step in (0, 4) or not np.array_equal(now, before), f"step {step} changes the picture"
        before = now


def test_what_stands_still_is_not_drawn_again(monkeypatch):
    explorer = polynomial_explorer()
    explorer._picture()
    drawn = []
    monkeypatch.setattr(XAxis, "draw", lambda *_: drawn.append("axis"))
    explorer.controls["degree"].value = 2
    explorer._picture()
    assert drawn == []


def test_an_explorer_that_is_not_shown_follows_without_drawing(shown):
    displayed, handle = shown
    explorer = bar_explorer()
    explorer.controls["height"].value = 7
    assert sentence(explorer) == ("status", "the bar is 7 < 10 high")
    assert displayed == handle.pictures == []


@pytest.mark.parametrize(
    ("height", "words"),
    [
        (13, "This setting is not possible: 13 is <unlucky>"),
        (99, "The explorer has a bug, please report it: ZeroDivisionError: no & zero\n"),
    ],
)
def test_what_cannot_be_shown_is_said_and_the_picture_stays(shown, height, words):
    _, handle = shown
    explorer = bar_explorer()
    explorer.show()
    explorer.controls["height"].value = height
    assert sentence(explorer) == ("alert", words)
    assert handle.pictures == []
    assert "<unlucky>" not in explorer.message.value
    explorer.controls["height"].value = 5
    assert sentence(explorer) == ("status", "the bar is 5 < 10 high")
    assert len(handle.pictures) == 1


@pytest.mark.parametrize("error", [ValueError("impossible"), TypeError("a bug")])
def test_an_explorer_must_start_with_a_possible_setting(error):
    def update(**values):
        raise error

    with pytest.raises(type(error), match=str(error)):
        bar_explorer(update=update)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.just("height"), st.sampled_from([0, 3, 9, 13, 99])) | st.tuples(st.just("wide"), st.booleans())
    )
)
def test_the_sentence_is_always_that_of_the_present_setting(changes):
    explorer = bar_explorer()
    for name, value in changes:
        explorer.controls[name].value = value
        height = explorer.controls["height"].value
        assert sentence(explorer)[0] == ("alert" if height in (13, 99) else "status")
        assert str({99: "ZeroDivisionError"}.get(height, height)) in sentence(explorer)[1]


def test_the_axes_do_not_jump_when_their_labels_grow():
    explorer = bar_explorer()
    (ax,) = explorer.figure.axes
    place = ax.get_position().bounds
    explorer.controls["height"].value = 1_000_000
    explorer._picture()
    assert ax.get_position().bounds == place


def test_a_layout_of_ones_own_takes_the_place_of_the_column():
    column = bar_explorer()
    assert column.panel.children == (column.panel.children[0], column.message)
    assert list(column.panel.children[0].children) == list(column.controls.values())
    row = bar_explorer(layout=lambda controls: widgets.HBox(list(controls.values())))
    assert isinstance(row.panel.children[0], widgets.HBox)


def test_a_stepper_follows_its_slider_in_the_browser():
    slider = widgets.IntSlider(value=3, min=1, max=9, step=2)
    box = stepper(slider, interval=250)
    play, back, forward, same = box.children
    assert same is slider
    for button, values in ((forward, (5, 7, 9, 9)), (back, (7, 5, 3, 1, 1)), (forward, (3,))):
        assert button.tooltip.startswith("one step ")
        for value in values:  # it stops at both ends
            button.click()
            assert slider.value == value
    assert (play.value, play.min, play.max, play.step, play.interval) == (3, 1, 9, 2, 250)
    links = [
        (link.source, link.target)
        for link in _instances.values()
        if isinstance(link, Link) and play in (link.source[0], link.target[0])
    ]
    assert links == [
        ((play, "value"), (slider, "value")),
        *(((slider, name), (play, name)) for name in ("min", "max", "step")),
    ]
