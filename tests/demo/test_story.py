"""The demonstration's story holds together on every day it may be told."""

from datetime import date
from pathlib import Path

import pytest

from server.demo.content import paper_spec, read_cast, read_story
from server.materials.models import KINDS as PAPER_KINDS
from server.people.models import CHIEF, KINDS, OFFICE_ROLES, ROLES
from server.programmes.definition import read_definition

PROGRAMMES = Path(__file__).parents[2] / "programmes"
DAYS = [date(2026, month, day) for month, day in ((1, 1), (2, 28), (6, 30), (11, 22), (12, 31))]

CAST = read_cast()
BODIES = {body["key"] for body in CAST["body"]}
BODY_ROLES = set(ROLES) - {*OFFICE_ROLES}
LOGINS = {person["login"] for person in CAST["person"]}


def each(story, *path):
    """All tables at a path such as item, paper, in order."""
    if not path:
        yield from story
        return
    for table in story:
        found = table.get(path[0], [])
        yield from each(found if isinstance(found, list) else [found], *path[1:])


def test_every_member_sits_on_a_body_of_the_cast_in_a_known_role():
    assert len(BODIES) == len(CAST["body"])
    assert len(LOGINS) == len(CAST["person"])
    for person in CAST["person"]:
        for membership in person["memberships"]:
            assert membership["body"] in BODIES
            assert membership["role"] in ROLES
            own = (*OFFICE_ROLES, CHIEF) if membership["body"] == "van-phong" else BODY_ROLES
            assert membership["role"] in own
    assert {body["kind"] for body in CAST["body"]} <= set(KINDS)


def test_the_outsider_is_there_and_shares_no_body_with_the_meeting():
    (outsider,) = (p for p in CAST["person"] if p["login"] == "nguoingoai")
    assert {m["body"] for m in outsider["memberships"]} == {"ban-to-chuc"}
    assert {meeting["body"] for meeting in read_story(DAYS[0])} == {"ban-thuong-vu", "thuong-truc"}


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_everything_the_story_names_is_there(today):
    story = read_story(today)
    programmes = [
        read_definition(PROGRAMMES / "party-term.toml"),
        read_definition(PROGRAMMES / "party-year.toml", year=today.year),
    ]
    items = {f"{p.key}#{item.key}" for p in programmes for item in p.items if item.key}
    people, bodies = set(), {meeting["body"] for meeting in story}
    for meeting in story:
        people |= {meeting["chair"], *meeting["secretaries"]}
    for item in each(story, "item"):
        people |= {item["presenter"]} if "presenter" in item else set()
        people |= {*item.get("guests", []), *item.get("restricted_to", [])}
        assert item.get("programme_item") is None or item["programme_item"] in items
    for task in each(story, "item", "conclusion", "task"):
        bodies |= {*task["lead_bodies"], *task["coordinating"]}
    for report in each(story, "item", "conclusion", "task", "report"):
        people |= {report["by"]} | ({report["answered_by"]} if "answer" in report else set())
    assert people <= LOGINS
    assert bodies <= BODIES
    for paper in each(story, "item", "paper"):
        assert paper["kind"] in PAPER_KINDS
        paper_spec(paper, CAST, today)


def test_the_programmes_name_bodies_of_the_cast_or_groups_of_them():
    names = {name for body in CAST["body"] for name in (body["name"], *body["aliases"])}
    for file in ("party-term.toml", "party-year.toml"):
        programme = read_definition(PROGRAMMES / file)
        assert programme.body in BODIES
        for item in programme.items:
            for lead in (item.lead or "").split("; "):
                assert lead in names or lead.startswith("Các cơ quan tham mưu")


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_no_gap_is_left_in_any_text(today):
    assert "{" not in repr([*map(str, _texts(read_story(today)))])


def _texts(value):
    if isinstance(value, str):
        yield value
    for part in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from _texts(part)


def test_dates_are_written_as_offices_write_them():
    texts = " ".join(_texts(read_story(date(2026, 1, 30))))
    assert "trước ngày 04/02/2026" in texts
    assert "trước ngày 01/3/2026" in texts


def test_a_secret_paper_is_a_blank_line():
    secret = [item for item in each(read_story(DAYS[0]), "item") if item.get("secret")]
    assert len(secret) == 1
    assert not {"title", "paper", "presenter", "conclusion", "programme_item"} & set(secret[0])


def test_tasks_stand_in_every_state():
    tasks = list(each(read_story(DAYS[0]), "item", "conclusion", "task"))
    found = set()
    for task in tasks:
        due = task.get("deadline_day")
        found.add(task["state"])
        found.add(task["deadline_kind"])
        if task["state"] == "open" and due is not None:
            found.add("overdue" if due < 0 else "due soon" if due <= 3 else "in time")
        if task["state"] == "done" and "report" in task:  # others: follow.toml
            found.add("done late" if task["report"][-1]["day"] > due else "done in time")
    assert found >= {
        *("planned", "open", "reported", "returned", "done"),
        *("overdue", "due soon", "in time", "done late", "done in time"),
        *("date", "none", "ongoing", "conditional"),
    }


def test_a_result_names_its_evidence_and_a_returned_one_its_reason():
    for report in each(read_story(DAYS[0]), "item", "conclusion", "task", "report"):
        assert report["evidence_text"]
        assert report.get("answer") != "returned" or report["answer_text"]
