"""The notice: number, date, hash; frozen words; tasks that reach their bodies."""

import hashlib
import json
from datetime import date, timedelta

import pytest

from server.conclusions import assigning, commands, issuing
from server.conclusions.access import ConclusionIssued
from server.conclusions.commands import ConclusionMoved
from server.conclusions.issuing import NothingToIssue, NoticeMisdated, NotReady
from server.conclusions.models import Notice
from server.kernel.errors import NotFound
from server.meetings import commands as meetings
from server.people.numbering import NumberTaken
from tests.sessions import MORNING, plain
from tests.world import new_id, today


@pytest.fixture
def ready(session):
    """A conclusion that is agreed, assigns one task and stands in the draft notice."""
    key = session.note("Budget", "Adopt the budget")
    session.assign(key, "Publish it")
    session.agree(key)
    session.draft()
    return key


def test_it_freezes_wording_number_and_date_under_a_hash(world, session, ready):
    notice = session.notice(session.issue(ready))
    said = json.loads(notice.wording)
    assert (said["number"], said["symbol"], said["issued_on"]) == ("12", "TB/TU", "2026-03-05")
    assert said["conclusions"][0]["text"] == "Adopt the budget"
    assert said["conclusions"][0]["tasks"][0]["work"] == "Publish it"
    assert notice.sha256 == hashlib.sha256(notice.wording.encode()).hexdigest()
    assert session.happened()[-1] == "notice-issued"


def test_the_same_words_have_the_same_canonical_text(world, session, ready):
    notice = session.notice(session.issue(ready))
    again = json.dumps(
        json.loads(notice.wording), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert again == notice.wording


def test_its_tasks_are_given(world, session):
    key = session.note("Budget", "Adopt")
    task = session.assign(key)
    session.agree(key)
    assert session.task(task).state == "planned"
    session.issue(key)
    row = session.task(task)
    assert (row.state, row.opened_as, row.lead_body_id) == (
        "open",
        "notice",
        world.bodies["commission"],
    )
    assert world.client("clara").get(f"/tasks/{task}").status_code == 200


def test_afterwards_nothing_of_it_changes(world, session, ready):
    task = session.assign(ready, "Second")
    session.agree(ready)
    session.issue(ready)
    anna = world.client("anna")
    conclusion, second = f"/conclusions/{ready}", f"/tasks/{task}"
    for address, fields in (
        (f"{conclusion}/edit", {"version": 9, "base_text": "x", "text": "y"}),
        (f"{conclusion}/remove", {}),
        (f"{conclusion}/verdict", {"version": 9, "verdict": "decides"}),
        (f"{conclusion}/tasks", {"work": "w", "lead_text": "l"}),
        (f"{second}/edit", {"version": 9, "work": "w", "lead_text": "l"}),
        (f"{second}/remove", {}),
        (f"{second}/at-once", {}),
    ):
        answer = anna.post(address, data=fields | {"command_id": new_id()})
        assert (answer.status_code, answer.headers["plenum-code"]) == (409, "conclusion-issued")
    with pytest.raises(ConclusionIssued):
        world.run("anna", commands.restore_conclusion, key=ready)


def test_only_what_is_agreed_and_has_a_verdict_is_issued(world, session, ready):
    noted, agreed = session.note("Staff", "Noted"), session.note("Staff", "Agreed")
    session.agree(agreed)
    bare = session.note("Roads", "Assigns nothing")
    session.verdict(bare, "assigns")
    session.agree(bare)
    for key in (noted, agreed, bare):
        with pytest.raises(NotReady):
            session.issue(ready, key)
    with pytest.raises(NothingToIssue):
        session.issue()
    page = plain(world.client("anna").get(f"/meetings/{session.key}/notice").text)
    for words in ("The chair has not agreed", "Not said what follows", "has no task"):
        assert words in page


def test_what_changed_since_it_was_shown_is_not_issued(world, session, ready):
    seen = session.seen(ready)
    session.assign(ready, "Later")
    said = {"number": "1", "symbol": "", "issued_on": MORNING.date()}
    with pytest.raises(ConclusionMoved):
        world.run("anna", issuing.issue, meeting_key=session.key, seen=seen, **said)
    assert session.conclusion(ready).notice_id is None


def test_a_number_is_used_once_a_year(world, session, ready):
    session.issue(ready)
    other = session.note("Staff", "Other")
    session.verdict(other, "decides")
    session.agree(other)
    with pytest.raises(NumberTaken):
        session.issue(other)
    session.issue(other, number="13")


def test_its_date_lies_between_the_meeting_and_today(world, session, ready):
    held = session.row.starts_at.date()
    latest = max(held, today())
    for day in (min(held, today()) - timedelta(days=2), latest + timedelta(days=2)):
        with pytest.raises(NoticeMisdated):
            session.issue(ready, issued_on=day)
    assert session.conclusion(ready).notice_id is None
    session.issue(ready, issued_on=held)


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_office_issues(world, session, ready, who):
    with pytest.raises(NotFound):
        session.issue(ready, who=who)
    assert world.client(who).get(f"/meetings/{session.key}/notice").status_code == 404


READERS = [
    ("anna", 200),
    ("carl", 200),
    ("mia", 200),
    ("rita", 200),  # who gives numbers
    ("stan", 200),  # the standing body follows what was issued everywhere
    ("clara", 404),
    ("greta", 404),
    ("adam", 404),
    ("zoe", 404),
]


@pytest.mark.parametrize(("who", "status"), READERS)
def test_the_notice_is_read_by_those_who_see_all_it_speaks_of(world, session, ready, who, status):
    key = session.issue(ready)
    answer = world.client(who).get(f"/notices/{key}")
    assert answer.status_code == status
    assert ("Adopt the budget" in answer.text) == (status == 200)


def test_a_notice_about_a_hidden_item_is_not_for_delegates(world, session, ready):
    staff = session.note("Staff", "Canary")
    session.verdict(staff, "decides")
    session.agree(staff)
    world.run("anna", meetings.hide_item, key=session.item("Staff").key)
    key = session.issue(ready, staff)
    mia = world.client("mia")
    assert mia.get(f"/notices/{key}").status_code == 404
    tablet = mia.get(f"/meetings/{session.key}/tablet").text
    assert "Canary" not in tablet


def test_the_page_shows_the_frozen_words_not_todays(world, session, ready):
    key = session.issue(ready)
    world.run(
        "anna",
        meetings.edit_item,
        key=session.item("Budget").key,
        version=1,
        base_title="Budget",
        title="Renamed later",
        base_presenter="",
        presenter="",
        base_time_label="",
        time_label="",
    )
    page = plain(world.client("anna").get(f"/notices/{key}").text)
    assert "Budget" in page
    assert "Renamed later" not in page
    assert session.notice(key).sha256 in page


def test_the_number_reads_as_the_office_writes_it():
    from server.conclusions.notices import full_number

    assert full_number("12", "TB/TU") == "12-TB/TU"
    assert full_number("12", "/TB-UBND") == "12/TB-UBND"
    assert full_number("12", "") == "12"


# --- days that follow from the notice's own date ------------------------------------------------

FROM_NOTICE = [  # phrase, lies on: of a notice of Thursday 05/3/2026
    ("trong 10 ngày làm việc kể từ ngày ký Thông báo", date(2026, 3, 19)),
    ("10 ngày kể từ ngày ban hành", date(2026, 3, 15)),
    ("trước ngày 30/6", date(2026, 6, 30)),
]


@pytest.mark.parametrize(("phrase", "day"), FROM_NOTICE)
@pytest.mark.parametrize("at_once", [False, True])
def test_a_day_that_counts_from_the_notice_is_known_when_it_is_issued(
    world, session, phrase, day, at_once
):
    key = session.note("Budget", "Adopt")
    task = session.assign(key, deadline_text=phrase, receiver="Ban Thường vụ Tỉnh ủy")
    if at_once:
        world.run("anna", assigning.act_at_once, task_key=task)
    session.agree(key)
    assert session.task(task).deadline is None
    console = f"/meetings/{session.key}/console?item={session.item('Budget').key}"
    waits = "counts from the day the notice is signed" in world.client("anna").get(console).text
    assert waits == ("kể từ" in phrase)
    notice = session.notice(session.issue(key))
    assert session.task(task).deadline == day
    (said,) = json.loads(notice.wording)["conclusions"][0]["tasks"]
    assert (said["deadline"], said["date"]) == (phrase, day.isoformat())
    assert said["receiver"] == "Ban Thường vụ Tỉnh ủy"
    page = plain(world.client("anna").get(f"/notices/{notice.key}").text)
    assert "Goes to: Ban Thường vụ Tỉnh ủy" in page


@pytest.mark.parametrize(
    "phrase", ["kỳ họp thứ 11", "30 ngày kể từ ngày bàn giao mặt bằng", "trước ngày 30/01", ""]
)
def test_what_the_notice_does_not_settle_stays_open(session, phrase):
    key = session.note("Budget", "Adopt")
    task = session.assign(key, deadline_text=phrase)
    session.agree(key)
    session.issue(key)
    assert session.task(task).deadline is None


def test_a_day_that_the_office_left_open_is_not_filled_in(session):
    key = session.note("Budget", "Adopt")
    task = session.assign(key, deadline_text="trước ngày 30/6/2026", dated=False)
    session.agree(key)
    session.issue(key)
    assert session.task(task).deadline is None


def test_a_notice_issued_before_tasks_had_a_level_is_read_as_it_was_frozen(world, session, ready):
    key = session.issue(ready)
    row = session.notice(key)
    old = json.loads(row.wording)
    for task in old["conclusions"][0]["tasks"]:
        del task["receiver"]
    wording = json.dumps(old, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(wording.encode()).hexdigest()

    def freeze(tx):
        notice = tx.session.get_one(Notice, row.id)
        notice.wording, notice.sha256 = wording, sha256

    world.run(None, freeze)
    page = world.client("anna").get(f"/notices/{key}")
    assert page.status_code == 200
    assert sha256 in page.text
    assert "Goes to" not in page.text
