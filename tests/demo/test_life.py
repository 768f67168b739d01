"""The programmes of the demonstration live, on whichever day it is loaded."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine

from server.demo.load import command_id, load
from server.kernel import i18n
from server.kernel.db import SYSTEM, Writer
from server.kernel.secret import instance_secret
from server.meetings.models import Meeting
from server.people.models import Body
from server.programmes.models import (
    LIVE,
    Programme,
    ProgrammeApproval,
    ProgrammeDocument,
    ProgrammeItem,
    ProgrammeProposal,
)
from server.programmes.rule_queries import flagged_ids
from server.programmes.rulebook import AuthorityRule, ItemSource, SourceDocument
from tests.demo.test_load import facts, reading
from tests.engines import fresh_settings

DAYS = [
    date(2027, 1, 1),
    date(2026, 2, 28),
    date(2028, 2, 29),
    date(2026, 11, 22),
    date(2026, 12, 31),
]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def told(request, migrated, tmp_path_factory):
    """The rows of a demonstration that was loaded on a day."""
    today = request.param
    folder = tmp_path_factory.mktemp("life") / "var"
    with fresh_settings(folder, migrated) as settings:
        i18n.set_zone(settings.timezone)
        noon = datetime(today.year, today.month, today.day, 5, tzinfo=UTC)
        with time_machine.travel(noon):
            writer = Writer(settings, instance_secret(settings))
            try:
                writer.run(SYSTEM, command_id(today), load, today=today, papers=facts(today))
            finally:
                writer.close()
            with reading(settings) as db:
                programmes = {p.slug: p for p in db.rows(Programme)}
                yield SimpleNamespace(
                    today=today,
                    rows=db.rows,
                    run=db.run,
                    year=programmes[f"party-year-{today.year}"],
                    term=programmes["party-term-2025"],
                    next=next(p for p in programmes.values() if p.state == "registering"),
                    month=next(p for p in programmes.values() if p.level == "month"),
                )


def items_of(told, programme):
    return [i for i in told.rows(ProgrammeItem) if i.programme_id == programme.id]


def test_the_story_is_played(told):
    *_, ended, planned, meeting = told.rows(Meeting)
    states = [row.session_state for row in (ended, planned, meeting)]
    assert states == ["ended", "planned", "open"]
    assert told.year.period_from == date(told.today.year, 1, 1)


def test_adopted_programmes_have_number_and_date(told):
    for programme in (told.term, told.year, told.month):
        assert programme.state == "adopted"
        assert programme.number
        assert programme.adopted_on <= told.today
    assert told.year.adopted_on <= told.today - timedelta(days=30)
    assert told.month.adopted_on > told.year.adopted_on


def test_what_is_past_is_settled_with_its_evidence(told):
    for item in items_of(told, told.year):
        if item.state == "done":
            assert item.evidence
            assert item.settled_on <= told.today
    late = [
        i
        for i in items_of(told, told.year)
        if i.state in LIVE and i.time_to and i.time_to[:10] < told.today.isoformat()
    ]
    assert len(late) < 6
    open_still = [
        i
        for i in items_of(told, told.year)
        if i.kind in ("activity", "meeting", "document")
        and i.state in LIVE
        and i.time_to
        and i.time_to[:10] < (told.today - timedelta(days=7)).isoformat()
    ]
    assert {i.slug for i in open_still} <= {"dang-ky-nam-sau"}  # not every body has registered


def test_two_amendments_are_taken_and_one_waits_for_the_chair(told):
    asked = [p for p in told.rows(ProgrammeProposal) if p.programme_id == told.year.id]
    assert {(p.kind, p.state) for p in asked} == {
        ("postpone", "taken"),
        ("change-lead", "taken"),
        ("add", "forwarded"),
    }
    assert all(p.reason and p.appraisal for p in asked)
    (moved,) = (i for i in items_of(told, told.year) if i.moves)
    assert moved.state == "planned"
    assert moved.time_to >= told.today.isoformat()


def test_next_years_programme_is_open_for_registration(told):
    assert told.next.period_from == date(told.today.year + 1, 1, 1)
    assert told.next.register_until > told.today
    drafted = items_of(told, told.next)
    assert len(drafted) > 30
    assert sum(i.parent_id is not None for i in drafted) > 10
    asked = [p for p in told.rows(ProgrammeProposal) if p.programme_id == told.next.id]
    assert len(asked) == 5
    assert len({p.body_id for p in asked}) == 2
    assert sorted(p.state for p in asked) == ["proposed"] * 4 + ["returned"]
    assert [bool(p.letter) for p in asked].count(True) == 1


def test_the_month_was_approved_and_follows_from_the_year(told):
    assert told.month.period_from == told.today.replace(day=1)
    assert told.month.parent_id == told.year.id
    given = [a.step for a in told.rows(ProgrammeApproval) if a.programme_id == told.month.id]
    assert given == ["office", "chief", "body"]
    bodies = {body.id: body.kind for body in told.rows(Body)}
    assert bodies[told.month.body_id] == "standing"


def test_rules_and_sources_are_there(told):
    assert len(told.rows(AuthorityRule)) >= 5
    flagged = set(told.run(lambda db: flagged_ids(db, told.next.id)))
    (item,) = (i for i in items_of(told, told.next) if i.id in flagged)
    assert item.text.startswith("Dự thảo Nghị quyết chuyên đề")  # the committee decides on it
    sources = told.rows(SourceDocument)
    assert len(sources) == 2
    linked = {link.source_id for link in told.rows(ItemSource)}
    assert linked == {source.id for source in sources}
    due = [s.interim_on for s in sources if s.interim_on <= told.today + timedelta(days=60)]
    assert len(due) == 1


def test_what_is_issued_has_the_words_around_its_items(told):
    written = {row.programme_id: row for row in told.rows(ProgrammeDocument)}
    for programme in (told.term, told.year, told.month):
        assert written[programme.id].place == "Minh Họa"
        assert written[programme.id].opening.startswith("Căn cứ ")
        assert written[programme.id].recipients.endswith("- Lưu Văn phòng Tỉnh ủy.")
