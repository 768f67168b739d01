"""Numbered corrections of an issued notice: the frozen words and their hash stay."""

import pytest

from server.conclusions import correcting
from server.conclusions.access import NotIssued
from server.conclusions.correcting import CorrectionTaken
from server.conclusions.models import Correction
from server.meetings.access import FileComplete
from server.room.commands import complete_file, end_session
from tests.sessions import MORNING, plain, rows
from tests.world import hidden_fields, new_id

READ_AS = "Adopt the budget of 2027"
REASON = "The year was left out"


@pytest.fixture
def task(session):
    """A task whose conclusion is issued."""
    return session.given("Publish it")


@pytest.fixture
def key(world, session, task):
    """The conclusion it follows from."""
    from server.conclusions.models import Conclusion

    return str(world.row(Conclusion, id=session.task(task).conclusion_id).key)


def correct(world, key, who="anna", **more):
    given = {"number": 1, "issued_on": MORNING.date(), "text": READ_AS, "reason": REASON} | more
    return world.run(who, correcting.correct, key=key, **given)


def form(world, key, who="anna"):
    """Open the editor; return how to send it."""
    client = world.client(who)
    fields = hidden_fields(client.get(f"/conclusions/{key}/correct").text)
    fields |= {"command_id": new_id(), "issued_on": "2026-03-09"}
    fields |= {"text": READ_AS, "reason": REASON}
    return lambda **more: client.post(f"/conclusions/{key}/correct", data=fields | more)


def notice_of(world, session, key):
    from server.conclusions.models import Notice

    return world.row(Notice, id=session.conclusion(key).notice_id)


def test_it_is_numbered_dated_and_reasoned_and_the_notice_stays(world, session, key):
    before = notice_of(world, session, key)
    assert form(world, key)().status_code == 200
    (row,) = rows(world, Correction)
    assert (row.number, row.text, row.reason) == (1, READ_AS, REASON)
    assert (row.issued_on.isoformat(), row.made_by_id) == ("2026-03-09", world.people["anna"])
    after = notice_of(world, session, key)
    assert (after.wording, after.sha256) == (before.wording, before.sha256)
    assert session.conclusion(key).text == "Publish it: so concluded"


def test_numbers_run_through_the_notice(world, session):
    keys = [session.note(title, f"About {title}") for title in ("Budget", "Staff")]
    for one in keys:
        session.verdict(one, "decides")
    session.agree(*keys)
    session.issue(*keys)
    correct(world, keys[1])
    assert (
        'name="number" value="2"'
        in world.client("anna").get(f"/conclusions/{keys[0]}/correct").text
    )
    correct(world, keys[0], number=2)
    assert [row.number for row in rows(world, Correction)] == [1, 2]


def test_a_form_sent_twice_corrects_once(world, key):
    send = form(world, key)
    assert [send().status_code for _ in range(2)] == [200, 200]
    assert len(rows(world, Correction)) == 1


def test_a_stale_form_is_refused(world, key):
    anna, bella = form(world, key), form(world, key, "bella")
    assert anna().status_code == 200
    answer = bella(text="Bellas words")
    assert (answer.status_code, answer.headers["plenum-code"]) == (409, CorrectionTaken.code)
    assert len(rows(world, Correction)) == 1


@pytest.mark.parametrize("field", ["text", "reason"])
def test_without_words_or_a_reason_it_is_none(world, key, field):
    assert form(world, key)(**{field: " "}).status_code == 422
    assert rows(world, Correction) == []


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "adam", "zoe", None])
def test_only_the_office_corrects(world, key, who):
    client, status = world.client(who), 404 if who else 401
    data = {"command_id": new_id(), "number": "1", "issued_on": "2026-03-09"}
    data |= {"text": READ_AS, "reason": REASON}
    assert client.post(f"/conclusions/{key}/correct", data=data).status_code == status
    assert client.get(f"/conclusions/{key}/correct").status_code == status
    assert rows(world, Correction) == []


def test_before_it_is_issued_words_are_edited_not_corrected(world, session):
    noted = session.note("Budget", "Noted")
    with pytest.raises(NotIssued):
        correct(world, noted)
    assert world.client("anna").get(f"/conclusions/{noted}/correct").status_code == 404


def test_once_the_file_is_complete_nothing_is_corrected(world, session, key):
    world.run("anna", end_session, key=session.key)
    from server.conclusions import commands

    for title in ("Staff", "Roads"):
        world.run("anna", commands.say_nothing_arises, item_key=session.item(title).key)
    world.run("anna", complete_file, key=session.key)
    with pytest.raises(FileComplete):
        correct(world, key)


def seen_by(world, who, url):
    answer = world.client(who).get(url)
    return answer.status_code == 200 and READ_AS in plain(answer.text)


def test_it_is_shown_with_the_notice_and_to_the_bodies_of_its_tasks(world, session, task, key):
    notice = f"/notices/{notice_of(world, session, key).key}"
    other = session.given("Other work", "Staff", lead_text="Văn phòng Tỉnh ủy")
    correct(world, key)
    for who in ("anna", "carl", "mia", "stan"):
        assert seen_by(world, who, notice)
    for who in ("anna", "stan", "clara"):
        assert seen_by(world, who, f"/tasks/{task}")
    assert not seen_by(world, "stan", f"/tasks/{other}")
    assert seen_by(world, "mia", f"/meetings/{session.key}/tablet")
    assert seen_by(world, "carl", f"/meetings/{session.key}/chair")
    for who in ("greta", "adam", "zoe"):
        assert world.client(who).get(notice).status_code == 404
    assert not seen_by(world, "greta", f"/meetings/{session.key}/tablet")
    page = plain(world.client("anna").get(notice).text)
    assert "Correction no. 1" in page
    assert REASON in page
    assert "Publish it: so concluded" in page
