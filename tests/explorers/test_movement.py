"""The movement of an explorer, when the page's messages arrive in a thread of their own, as JupyterLab sends them."""

import asyncio
import threading

import pytest

from helpers.explorers import frame
from helpers.explorers.drawing import Drawing
from helpers.explorers.frame import Explorer, Picture, Switch

LONG = 30  # seconds after which a movement that stands still is given up


class Page:
    """Takes the place of the view: it answers each picture of a movement from another thread."""

    def __init__(self, explorer):
        self.explorer, self.pictures = explorer, []

    def __setattr__(self, name, value):
        super().__setattr__(name, value)
        if name == "picture":
            self.pictures.append(value)
            if value["answered"] == "moved":
                # Later than the pause: by then the movement waits for it.
                threading.Timer(10 * frame.PAUSE, self.explorer._receive, (None, {"type": "shown"}, [])).start()


def send(explorer, event):
    thread = threading.Thread(target=explorer._receive, args=(None, event, []))
    thread.start()
    return thread


def draw(count, running):
    return Picture(Drawing(10, 10), f"{count} ticks")


def move(monkeypatch, tick):
    """Run a movement to its end, and return the explorer and its page."""
    monkeypatch.setattr(frame, "PATIENCE", 100 * LONG)
    explorer = Explorer("a", draw, [Switch("running", "run")], {"count": 0}, tick=tick, while_="running")
    page = explorer._view = Page(explorer)

    async def run():
        explorer._receive(None, {"type": "set", "values": {"running": True}, "id": "1"}, [])
        await asyncio.wait_for(explorer._movement, LONG)

    asyncio.run(run())
    return explorer, page


def test_a_picture_that_was_shown_lets_the_next_one_come(monkeypatch):
    explorer, page = move(monkeypatch, lambda s: {"count": s["count"] + 1, "running": s["count"] < 4})
    assert explorer.settings == {"count": 5, "running": False}
    assert [picture["sentence"] for picture in page.pictures] == [f"{n} ticks" for n in range(6)]


@pytest.mark.parametrize("answers", [1, 2])
def test_a_pause_in_the_middle_of_a_tick_is_not_lost(monkeypatch, answers):
    sent = []

    def tick(settings):
        if settings["count"] == answers:
            sent.append(send(explorers[0], {"type": "set", "values": {"running": False}, "id": "2"}))
            sent[0].join(0.2)  # as long as the tick lasts, the pause waits
        assert settings["count"] < answers + 50
        return {"count": settings["count"] + 1, "running": settings["running"]}

    explorers = []
    made = Explorer.__init__

    def remember(self, *arguments, **options):
        made(self, *arguments, **options)
        explorers.append(self)

    monkeypatch.setattr(Explorer, "__init__", remember)
    explorer, _ = move(monkeypatch, tick)
    assert not explorer.settings["running"]
    assert not explorer.problem
    assert explorer.settings["count"] < answers + 50


def test_a_movement_can_be_started_again(monkeypatch):
    explorer, _ = move(monkeypatch, lambda s: {"count": s["count"] + 1, "running": s["count"] % 3 < 2})

    async def again():
        explorer._receive(None, {"type": "set", "values": {"running": True}, "id": "3"}, [])
        await asyncio.wait_for(explorer._movement, LONG)

    asyncio.run(again())
    assert explorer.settings == {"count": 6, "running": False}
