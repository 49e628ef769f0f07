"""The frame of the explorers: settings become a picture, events change the settings. No kernel, no page."""

import asyncio
import importlib
import pkgutil
import re

import numpy as np
import pytest

from helpers import explorers
from helpers.explorers import frame
from helpers.explorers.drawing import Box, Drawing
from helpers.explorers.frame import TOUCH, Button, Choice, Explorer, Field, Picture, Slider, Switch


def draw(count, name, bold, words, selected, running, clicks):
    if count == 7:
        raise ValueError("7 is not to be had")
    if name == "broken":
        raise KeyError("oops")
    drawing = Drawing(100, 50)
    drawing.rect(Box(0, 0, count, 10), mark="bar:0")
    return Picture(
        drawing, f"{count} {name} {bold} {words} {selected} {clicks}", limits={"count": {"maximum": len(words)}}
    )


def make(**handlers):
    controls = [
        Slider("count", "count", 0, 10, 3),
        Choice("name", "name", ["a", "b", "broken"], "a"),
        Switch("bold", "bold"),
        Field("words", "words", "0123456789"),
        Button("again", "again"),
    ]
    return Explorer("bars", draw, controls, {"selected": "", "running": False, "clicks": 0}, **handlers)


def test_settings_are_those_of_the_controls_and_the_others():
    explorer = make()
    assert explorer.settings["count"] == 3
    assert explorer.sentence == "3 a False 0123456789  0"
    assert "again" not in explorer.settings, "a button has no value"


def test_an_event_of_a_control_redraws():
    explorer = make()
    explorer.handle({"type": "set", "values": {"count": 5, "bold": True}})
    assert explorer.sentence.startswith("5 a True")
    assert 'width="5"' in explorer.picture.drawing.svg()


def test_an_impossible_setting_is_explained_and_leaves_all_as_it_was():
    explorer = make()
    explorer.change(count=7)
    assert explorer.sentence == "This setting is not possible: 7 is not to be had"
    assert explorer.settings["count"] == 3
    assert explorer.picture.sentence.startswith("3 a")
    explorer.change(count=4)
    assert explorer.sentence.startswith("4 a")


def test_an_option_that_does_not_exist_is_named():
    explorer = make()
    explorer.change(name="c")
    assert explorer.sentence == "This setting is not possible: name must be one of a, b, broken, not 'c'"


@pytest.mark.parametrize("changes", [{"name": "broken"}, {"unknown": 1}])
def test_a_bug_is_shown_and_not_swallowed(changes):
    explorer = make()
    explorer.change(**changes)
    assert explorer.sentence.startswith("The explorer has a bug, please report it: ")
    assert explorer.settings["name"] == "a"


def test_a_value_stays_within_limits_that_move():
    explorer = make()
    explorer.change(count=10)
    explorer.change(words="01234")
    assert explorer.settings["count"] == 5
    explorer.change(count=9)
    assert explorer.settings["count"] == 5
    explorer.change(words="0123456789")
    explorer.change(count=9)
    assert explorer.settings["count"] == 9


def test_numbers_keep_the_kind_of_their_slider():
    whole, part = Slider("n", "n", 0, 10, 3), Slider("r", "r", 0, 1, 0.5, 0.1)
    assert repr(whole.read(4.0, {})) == "4"
    assert repr(part.read(1, {})) == "1.0"
    assert whole.read(-3, {"minimum": 2}) == 2


def test_pointing_selects_or_does_what_the_explorer_says():
    explorer = make()
    explorer.handle({"type": "point", "mark": "bar:0"})
    assert explorer.settings["selected"] == "bar:0"
    explorer = make(point=lambda settings, mark: {"clicks": settings["clicks"] + 10})
    explorer.handle({"type": "point", "mark": "bar:0"})
    assert (explorer.settings["selected"], explorer.settings["clicks"]) == ("", 10)


def test_clicks_drags_and_buttons_reach_their_functions():
    seen = []

    def note(settings, *arguments):
        seen.append(arguments)
        return {"clicks": settings["clicks"] + 1}

    explorer = make(click=note, drag=note, drop=note, press=note)
    explorer.handle({"type": "click", "mark": "bar:0", "point": [1, 2]})
    explorer.handle({"type": "drag", "mark": "bar:0", "points": [[1, 2], [3, 4]]})
    explorer.handle({"type": "drop", "mark": "bar:0"})
    explorer.handle({"type": "press", "name": "again"})
    assert seen == [("bar:0", (1, 2)), ("bar:0", [(1, 2), (3, 4)]), ("bar:0",), ("again",)]
    assert explorer.settings["clicks"] == 4


def test_an_event_that_nobody_wants_changes_nothing():
    explorer = make()
    before = dict(explorer.settings)
    for event in ({"type": "click", "mark": "", "point": [1, 1]}, {"type": "press", "name": "again"}):
        explorer.handle(event)
    assert explorer.settings == before


def test_a_function_may_refuse_with_a_sentence():
    def refuse(settings, mark, point):
        raise ValueError("not here: click on the bar")

    explorer = make(click=refuse)
    explorer.handle({"type": "click", "mark": "", "point": [1, 1]})
    assert explorer.sentence == "not here: click on the bar"


def test_what_follows_from_a_setting_is_set_with_it():
    explorer = make(adapt=lambda settings, changes: {"words": changes["name"]} if "name" in changes else {})
    explorer.handle({"type": "set", "values": {"name": "b"}})
    assert explorer.settings["words"] == "b"


def test_the_first_setting_must_be_possible():
    with pytest.raises(ValueError, match="7 is not to be had"):
        Explorer(
            "bars",
            draw,
            [Slider("count", "", 0, 10, 7)],
            dict.fromkeys(("name", "bold", "words", "selected", "running", "clicks")),
        )


@pytest.fixture
def shown(monkeypatch):
    """What an explorer displays, output by output: (data, metadata)."""
    outputs = []

    def keep(data, metadata=None, raw=False):
        assert raw
        outputs.append((data, metadata or {}))

    monkeypatch.setattr(frame, "display", keep)
    return outputs


def test_show_displays_a_still_and_then_the_living_picture(shown):
    explorer = make()
    explorer.show()
    (still, metadata), (alive, _) = shown
    assert set(still) == {"image/png", "text/plain"}
    assert metadata["image/png"] == {"alt": explorer.sentence, "width": 100, "height": 50}
    assert explorer.sentence in still["text/plain"]
    assert set(alive) == {"application/vnd.jupyter.widget-view+json", "text/plain"}
    assert alive["text/plain"] == TOUCH
    assert "VBox" not in str(shown)


def test_each_event_is_answered_by_one_picture(shown):
    explorer = make()
    explorer.show()
    explorer._receive(None, {"type": "set", "values": {"count": 6}, "id": "x-1"}, [])
    picture = explorer._view.picture
    assert picture["answered"] == "x-1"
    assert picture["sentence"].startswith("6 a")
    assert picture["values"]["count"] == 6
    assert not picture["problem"]
    explorer._receive(None, {"type": "set", "values": {"count": 7}, "id": "x-2"}, [])
    assert explorer._view.picture["problem"]
    assert explorer._view.picture["answered"] == "x-2", "also a refused event lets the next one go"
    assert explorer._view.picture["svg"] == picture["svg"]


EVENT = {"type": "set", "values": {"count": 6}}


def test_what_comes_next_is_foreseen_and_changes_nothing():
    explorer = make(drag=lambda settings, mark, points: {"clicks": points[-1][0]})
    before = explorer._message()
    pictures = [
        explorer.foresee(event)
        for event in (
            EVENT,
            {"type": "point", "mark": "bar:0"},
            {"type": "drag", "mark": "bar:0", "points": [[4, 1]]},
            {"type": "set", "values": {"count": 7}},
        )
    ]
    assert explorer._message() == before
    assert [picture["sentence"][:3] for picture in pictures] == ["6 a", "3 a", "3 a", "Thi"]
    assert pictures[0]["values"]["count"] == 6
    assert pictures[1]["selected"] == "bar:0"
    assert pictures[2]["sentence"].endswith(" 4")


@pytest.fixture
def told(shown):
    """An explorer that is shown, and what its page is told; foresight of three events was asked for."""
    explorer, messages = make(), []
    explorer.show()
    explorer._view.send = messages.append
    return explorer, messages


ASK = {"type": "foresee", "id": "x-1", "events": [EVENT, EVENT | {"values": {"count": 5}}, EVENT]}


def after(explorer, *events, rounds=200):
    """Receive events, with a moment between them in which one picture can be drawn ahead."""

    async def main():
        for event in events:
            explorer._receive(None, event, [])
            await asyncio.sleep(0)
        for _ in range(rounds):
            await asyncio.sleep(0)

    asyncio.run(main())


def test_the_page_is_told_what_comes_next_and_its_picture_stays(told, quick):
    explorer, messages = told
    before = explorer._view.picture
    after(explorer, ASK)
    assert explorer._view.picture is before
    assert [message["asked"] for message in messages] == ["x-1"] * 3
    assert [message["event"] for message in messages] == ASK["events"]
    after(explorer, EVENT | {"id": "x-2"})
    assert messages[0]["picture"] | {"answered": "x-2"} == explorer._view.picture


def test_foresight_ends_where_something_happens(told, quick):
    explorer, messages = told
    after(explorer, ASK, {"type": "set", "values": {"count": 4}, "id": "x-2"})
    assert len(messages) == 1
    assert explorer._view.picture["sentence"].startswith("4 a")


def test_a_slow_picture_is_not_drawn_ahead(told, quick, monkeypatch):
    explorer, messages = told
    monkeypatch.setattr(frame, "FORESIGHT", -1.0)
    after(explorer, ASK)
    assert messages == []


EXPLORERS = {
    name: function
    for module in pkgutil.iter_modules(explorers.__path__, "helpers.explorers.")
    for name, function in vars(importlib.import_module(module.name)).items()
    if name.endswith("_explorer")
}


def small_network():
    import keras

    layers = [keras.layers.Conv2D(3, 3, name="conv"), keras.layers.Flatten(), keras.layers.Dense(10)]
    return keras.Sequential([keras.Input((28, 28, 1)), *layers])


GIVEN = {"digit_pad_explorer": lambda: lambda image: np.full(10, 0.1), "inside_network_explorer": small_network}


def next_events(explorer):
    """Return all that the page may ask for: a step of each slider, each mark, a step of each handle."""
    for control in explorer.controls.values():
        if isinstance(control, Slider):
            for step in (control.step, -control.step):
                yield {"type": "set", "values": {control.name: explorer.settings[control.name] + step}}
    svg = explorer.picture.drawing.svg()
    for mark, rest in re.findall(r'data-mark="([^"]+)"([^>]*)', svg):
        if "data-handle" not in rest:
            yield {"type": "point", "mark": f"{mark}:1:1" if "data-grid" in rest else mark}
        elif "tabindex" in rest:
            yield from ({"type": "nudge", "mark": mark, "by": way} for way in ([1, 0], [0, -1]))


@pytest.mark.parametrize("name", EXPLORERS)
def test_what_is_foreseen_is_what_comes(name):
    """Of every explorer: an event that was foreseen changed nothing, and later shows the very same picture."""
    explorer = EXPLORERS[name](GIVEN[name]()) if name in GIVEN else EXPLORERS[name]()
    events = list(next_events(explorer))
    assert events
    for event in events[:: max(1, len(events) // 12)]:
        before = explorer._message()
        foreseen = explorer.foresee(event)
        assert explorer._message() == before
        explorer.handle(event)
        assert explorer._message() == foreseen
        assert "bug" not in explorer.sentence


@pytest.mark.parametrize("way", [[1, 0], [-1, 0], [0, 1], [0, -1]], ids=["right", "left", "down", "up"])
@pytest.mark.parametrize("name", EXPLORERS)
def test_a_handle_goes_as_far_as_keys_were_pressed(name, way):
    """The page adds up the keys that come before an answer: three steps at once are three, one after the other."""

    def after(*nudges):
        explorer = EXPLORERS[name](GIVEN[name]()) if name in GIVEN else EXPLORERS[name]()
        shown = re.findall(r'data-mark="([^"]+)" data-handle=""', explorer.picture.drawing.svg())
        assert shown == list(explorer.picture.drawing.handles), (
            "a handle that the kernel does not know stays where it is"
        )
        for mark in list(explorer.picture.drawing.handles):
            for by in nudges:
                explorer.handle({"type": "nudge", "mark": mark, "by": by})
                assert not explorer.problem
        return explorer.sentence, explorer.picture.drawing.handles

    (said, places), (said_of_one, places_of_one) = after(way, way, way), after([3 * part for part in way])
    assert said == said_of_one
    assert places.keys() == places_of_one.keys()
    for mark, place in places.items():
        np.testing.assert_allclose(place, places_of_one[mark], atol=1e-6)


def test_a_nudge_is_a_drag_that_is_let_go():
    seen = []
    explorer = make(
        drag=lambda settings, mark, points: seen.append((mark, points)),
        drop=lambda settings, mark: seen.append(mark),
    )
    explorer.picture.drawing.rect(Box(0, 0, 9, 9), mark="top", handle=(10, 20, 2))
    explorer.handle({"type": "nudge", "mark": "top", "by": [5, 0]})
    explorer.handle({"type": "nudge", "mark": "gone", "by": [1, 0]})  # the picture has changed meanwhile
    assert seen == [("top", [(20, 20)]), "top"]


def test_what_a_nudge_may_not_is_said():
    def refuse(settings, mark, points):
        raise ValueError("no further")

    explorer = make(drag=refuse, drop=lambda settings, mark: {})
    explorer.picture.drawing.rect(Box(0, 0, 9, 9), mark="top", handle=(10, 20, 2))
    explorer.handle({"type": "nudge", "mark": "top", "by": [5, 0]})
    assert explorer.sentence == "no further"


def running_explorer(tick):
    explorer = make(tick=tick, while_="running")
    explorer.show()
    return explorer


def run(explorer, pictures=5, shows=True):
    """Start the movement; a page that shows each picture; stop after some."""
    seen = []

    async def main():
        explorer._view.observe(lambda change: seen.append(change["new"]), "picture")
        explorer._view.observe(lambda _: shows and explorer._receive(None, {"type": "shown"}, []), "picture")
        explorer._receive(None, {"type": "set", "values": {"running": True}, "id": "x-1"}, [])
        while explorer._movement and not explorer._movement.done():
            if len(seen) > pictures:
                explorer.settings["running"] = False
            await asyncio.sleep(0)

    asyncio.run(main())
    return seen


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(frame, "PAUSE", 0)
    monkeypatch.setattr(frame, "PATIENCE", 0.05)


def test_a_movement_ticks_until_it_is_stopped(shown, quick):
    explorer = running_explorer(lambda settings: {"clicks": settings["clicks"] + 1})
    seen = run(explorer, 5)
    assert [int(picture["sentence"][-1]) for picture in seen[1:6]] == [1, 2, 3, 4, 5]


def test_a_movement_ends_when_no_page_shows_it(shown, quick):
    explorer = running_explorer(lambda settings: {"clicks": settings["clicks"] + 1})
    run(explorer, 1000, shows=False)
    assert explorer.settings["clicks"] == frame.AHEAD
    assert not explorer.settings["running"]


def test_a_tick_may_end_the_movement_with_a_sentence(shown, quick):
    def tick(settings):
        raise ValueError("the rate is too large")

    explorer = running_explorer(tick)
    seen = run(explorer)
    assert seen[-1]["sentence"] == "the rate is too large"
    assert not explorer.settings["running"]
