"""Every act on an agenda, on every kind of page that shows it: live equals reload."""

from datetime import timedelta

import pytest

from server.meetings import commands
from tests.live.harness import GONE, RELOADED, SAME, live_equals_reload, opened
from tests.meetings.conftest import MORNING

EDIT = {
    **{"version": 1, "base_title": "Budget", "title": "Budget 2027 <b>&"},
    **{"base_presenter": "", "presenter": "Đ/c Hà", "base_time_label": "", "time_label": "08:30"},
}
HEAD = {
    **{"version": 1, "base_title": "March meeting", "title": "Meeting of March"},
    **{"base_place": "", "place": "Hall 2", "base_starts_at": MORNING},
    "starts_at": MORNING + timedelta(hours=1),
}

ACTS = {
    "add": lambda m: m.add("New", after=m.item("Budget").key),
    "add secret": lambda m: m.add("", secret=True),
    "add and show": lambda m: (m.add("New"), m.do(commands.show_item, "New")),
    "edit": lambda m: m.do(commands.edit_item, "Budget", **EDIT),
    "edit twice": lambda m: (
        m.do(commands.edit_item, "Budget", **EDIT),
        m.do(commands.move_item, EDIT["title"], after=m.item("Roads").key),
    ),
    "move up": lambda m: m.do(commands.move_item, "Roads", after=None),
    "move down": lambda m: m.do(commands.move_item, "Budget", after=m.item("Hidden").key),
    "move restricted": lambda m: m.do(commands.move_item, "Staff", after=m.item("Roads").key),
    "hide": lambda m: m.do(commands.hide_item, "Budget"),
    "hide current": lambda m: m.do(commands.hide_item, "Roads"),
    "show": lambda m: m.do(commands.show_item, "Hidden"),
    "restrict": lambda m: m.do(commands.restrict_item, "Budget", names=m.people("mia")),
    "restrict more": lambda m: m.do(
        commands.restrict_item, "Staff", names=m.people("mia", "noah"), base=m.people("noah")
    ),
    "unrestrict": lambda m: m.do(commands.unrestrict_item, "Staff"),
    "guests": lambda m: m.do(commands.set_guests, "Budget", names=m.people("greta", "clara")),
    "no guests": lambda m: m.do(commands.set_guests, "Roads", names=[], base=m.people("greta")),
    "take off who is named": lambda m: m.attend(["noah"], []),
    "make who is named the chair": lambda m: m.attend([], [], chair="noah"),
    "defer": lambda m: m.do(commands.defer_item, "Roads", reason="Not ready"),
    "restore": lambda m: m.do(commands.restore_item, "Later"),
    "head": lambda m: m.do(commands.edit_meeting, **HEAD),
    "send adjusted": lambda m: (m.add("New"), m.do(commands.send_adjusted)),
}
IN_SESSION = {
    "move on": lambda m: m.do(commands.move_to_item, "Roads"),
    "move on to restricted": lambda m: m.do(commands.move_to_item, "Staff"),
    "move back": lambda m: (
        m.do(commands.move_to_item, "Roads"),
        m.do(commands.move_to_item, "Budget"),
    ),
    "defer current": lambda m: m.do(commands.defer_item, "Budget"),
    "chair moves on": lambda m: m.do(commands.move_to_item, "Roads", who="carl"),
}


def pages(world, march):
    """Open every kind of page about this meeting."""
    meeting = f"/meetings/{march.key}"
    asked = [
        *(("anna", f"{meeting}/console?item={march.item(t).key}") for t in ("Budget", "Later")),
        ("carl", f"{meeting}/chair"),
        *((who, f"{meeting}/tablet") for who in ("anna", "carl", "mia", "noah", "greta")),
    ]
    return [opened(world, who, url) for who, url in asked]


BEFORE = ("add", "edit", "move up", "hide", "restrict", "defer", "head")  # the rest: in session


@pytest.mark.parametrize("act", [ACTS[name] for name in BEFORE], ids=BEFORE)
def test_before_the_session(world, sent, act):
    live_equals_reload(world, pages(world, sent), lambda: act(sent))


@pytest.mark.parametrize("act", [*ACTS.values(), *IN_SESSION.values()], ids=[*ACTS, *IN_SESSION])
def test_in_session(world, session, act):
    live_equals_reload(world, pages(world, session), lambda: act(session))


def test_opening(world, sent):
    live_equals_reload(world, pages(world, sent), lambda: sent.do(commands.open_session))


def test_draft_and_approval_are_the_offices_own(world, march):
    console = opened(world, "anna", f"/meetings/{march.key}/console?item={march.item('Staff').key}")
    assert live_equals_reload(world, [console], lambda: march.do(commands.approve_agenda)) == [SAME]


def test_the_first_sending_reaches_the_chair_without_a_reload(world, march):
    march.do(commands.approve_agenda)
    meeting = f"/meetings/{march.key}"
    watched = [
        opened(world, "anna", f"{meeting}/console?item={march.item('Staff').key}"),
        opened(world, "carl", f"{meeting}/tablet"),
    ]
    assert live_equals_reload(world, watched, lambda: march.do(commands.send_agenda)) == [
        SAME,
        SAME,
    ]


def test_who_loses_a_line_or_the_meeting_is_told_at_once(world, sent):
    meeting = f"/meetings/{sent.key}/tablet"
    watched = [opened(world, who, meeting) for who in ("noah", "mia", "greta")]
    assert live_equals_reload(
        world,
        watched,
        lambda: (
            sent.do(
                commands.restrict_item,
                "Staff",
                names=sent.people("mia"),
                base=sent.people("noah"),
            ),
            sent.do(commands.set_guests, "Roads", names=[], base=sent.people("greta")),
        ),
    ) == [RELOADED, RELOADED, GONE]
