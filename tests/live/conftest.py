"""A sent agenda in every condition, and everybody who may look at it."""

import pytest

from server.meetings import commands
from tests.meetings.conftest import March


@pytest.fixture
def march(world):
    """Three lines, a draft."""
    return March(world, "Budget", "Staff", "Roads")


@pytest.fixture
def sent(world):
    """Budget; Staff for Noah alone; Roads with Greta as a guest; Hidden; Later, deferred."""
    march = March(world, "Budget", "Staff", "Roads", "Hidden", "Later")
    march.do(commands.restrict_item, "Staff", names=march.people("noah"))
    march.do(commands.set_guests, "Roads", names=march.people("greta"))
    march.do(commands.hide_item, "Hidden")
    march.do(commands.defer_item, "Later")
    march.send()
    return march


@pytest.fixture
def session(sent):
    """The same, opened and at its first line."""
    sent.do(commands.open_session)
    sent.do(commands.move_to_item, "Budget")
    return sent


def rename(march, line, title):
    """Give a line another title."""
    fields = {f"{b}{f}": "" for b in ("base_", "") for f in ("presenter", "time_label")}
    fields |= {"version": march.item(line).version, "base_title": line, "title": title}
    march.do(commands.edit_item, line, **fields)
