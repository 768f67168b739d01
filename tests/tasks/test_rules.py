"""The office's rules of following up: kept on a screen, and followed at once."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.tasks.deadlines import proposed_date
from server.tasks.rule_commands import keep_rules
from server.tasks.rules import COUNTS, SWITCHES, Rules, alert_days, alert_of, follow_up_rules
from tests.live.harness import RELOADED, live_equals_reload, opened
from tests.tasks.follow import refused
from tests.world import hidden_fields, new_id

DAY = date(2026, 6, 10)


def said(rules):
    return {name: getattr(rules, name) for name in (*COUNTS, *SWITCHES)}


def keep(world, who="anna", base=None, version=None, **changes):
    rules = world.read(follow_up_rules)
    base = base or said(rules)
    version = rules.version if version is None else version
    return world.run(who, keep_rules, version=version, base=base, to=base | changes)


def test_without_a_word_the_usual_rules_hold(world):
    assert world.read(follow_up_rules) == Rules()


def test_they_hold_at_once_and_day_before_reaches_every_reading(world):
    keep(world, yellow=7, answer=5, day_before=True)
    rules = world.read(follow_up_rules)
    assert (rules.yellow, rules.answer, rules.special) == (7, 5, 3)
    assert world.read(lambda db: proposed_date("trước ngày 30/6/2026")) == date(2026, 6, 29)
    keep(world, day_before=False)
    assert world.read(lambda db: proposed_date("trước ngày 30/6/2026")) == date(2026, 6, 30)


def test_two_who_keep_them_merge_or_are_shown_both(world):
    keep(world)
    base = said(world.read(follow_up_rules))
    version = world.read(follow_up_rules).version
    keep(world, yellow=5)
    keep(world, "bella", base=base, version=version, silent=20)
    with pytest.raises(EditConflict):
        keep(world, "bella", base=base, version=version, yellow=9)
    rules = world.read(follow_up_rules)
    assert (rules.yellow, rules.silent) == (5, 20)


@pytest.mark.parametrize("wrong", [{"red": 0}, {"yellow": 400}, {"special": 1}, {"answer": -1}])
def test_what_makes_no_sense_is_not_kept(world, wrong):
    with pytest.raises(BadForm):
        keep(world, **wrong)


@pytest.mark.parametrize("who", ["stan", "carl", "clara", "mia", "adam", "zoe"])
def test_nobody_else_keeps_or_sees_them(world, who):
    base = said(Rules())
    refused(world, keep_rules, NotFound, who, version=0, base=base, to=base | {"red": 2})
    assert world.client(who).get("/office/follow-up").status_code == 404


def test_by_its_form_twice_and_the_page_follows(world):
    anna = world.client("anna")
    form = hidden_fields(anna.get("/office/follow-up/edit").text)
    form |= {n.removeprefix("base_"): v for n, v in form.items() if n.startswith("base_")}
    form |= {"command_id": new_id(), "special": "5", "second_person": "true"}
    watched = [opened(world, "bella", "/office/follow-up")]

    def act():
        for _ in range(2):
            assert anna.post("/office/follow-up", data=form).status_code == 200

    assert live_equals_reload(world, watched, act) == [RELOADED]
    rules = world.read(follow_up_rules)
    assert (rules.special, rules.second_person) == (5, True)


@dataclass(frozen=True)
class Line:
    state: str
    deadline: date | None


@given(
    st.sampled_from(["open", "returned"]),
    st.integers(-40, 40),
    st.integers(0, 10),
    st.integers(1, 5),
    st.integers(6, 12),
)
def test_an_alert_is_as_loud_as_its_days(state, days, yellow, red, special):
    rules = Rules(yellow=yellow, red=red, special=special)
    found = alert_of(Line(state, DAY - timedelta(days=days)), rules, DAY)
    expected = "special" if days >= special else "red" if days >= red else ""
    if not expected and -days <= yellow:
        expected = "yellow"
    assert found == expected
    first = next(
        (a for a, last in alert_days(rules, DAY).items() if DAY - timedelta(days=days) <= last), ""
    )
    assert first == expected


@pytest.mark.parametrize("state", ["planned", "reported", "done"])
def test_what_waits_for_the_office_or_is_done_calls_on_nobody(state):
    assert alert_of(Line(state, DAY - timedelta(days=50)), Rules(), DAY) == ""
    assert alert_of(Line("open", None), Rules(), DAY) == ""
