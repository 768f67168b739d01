"""The real notice: every lead, coordinator and phrase as its office's own table has them.

Dates follow the rule; where the office's table does not, the difference is what is seen.
"""

import io
import json
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from server.conclusions.reading import command, read_notice, read_paragraphs
from server.programmes.reading import read_catalogue

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"


@pytest.fixture(scope="module")
def notice():
    bodies = read_catalogue(ROOT / "programmes" / "bodies.toml")
    return read_notice(read_paragraphs(DATA / "notice-326.docx"), bodies=bodies)


@pytest.fixture(scope="module")
def table():
    sheet = openpyxl.load_workbook(DATA / "notice-326-tasks.xlsx").active
    return list(sheet.iter_rows(min_row=4, values_only=True))


def test_the_notice_states_its_own_date(notice):
    assert notice.issued_on == date(2026, 7, 17)


def test_all_56_tasks_with_lead_coordinators_and_phrase(notice, table):
    expected = [
        (lead, tuple(re.split("[,;] ", beside)) if beside else (),
         None if phrase == "không ghi" else phrase)
        for _, _, lead, beside, _, phrase, _ in table
    ]  # fmt: skip
    found = [(t.lead, t.coordinating, t.deadline_text) for t in notice.tasks]
    assert found == expected
    assert len(found) == 56


def test_dates_follow_the_rule_and_four_rows_of_the_office_differ(notice, table):
    differing = {}
    for task, (row, *_, phrase, written) in zip(notice.tasks, table, strict=True):
        day = re.search(r"(\d+)/(\d+)/(\d+)", phrase)
        by_rule = date(int(day[3]), int(day[2]), int(day[1])) if day else None
        if month := re.fullmatch(r"trong tháng 7/2026", phrase):
            by_rule = date(2026, 7, 31)
        assert task.deadline_date == by_rule
        assert task.deadline_kind == ("period" if month else "date" if day else "none")
        shown = by_rule and f"{by_rule:%d}/{by_rule.month}/{by_rule.year}"
        if shown != written:
            differing[row] = (shown, written)
    assert differing == {
        3: ("18/7/2026", "17/7/2026"),
        4: ("30/7/2026", "29/7/2026"),
        41: ("31/7/2026", "30/7/2026"),
        46: ("15/8/2026", "30/7/2026"),
    }


def test_the_work_is_the_tables_less_condition_and_receiver(notice, table):
    for task, row in zip(notice.tasks, table, strict=True):
        whole = row[4]
        if task.condition:
            assert whole.startswith(f"({task.condition}) ")
            whole = whole.removeprefix(f"({task.condition}) ")
        if task.receiver:
            whole = whole.removesuffix(f", trình {task.receiver}")
        assert task.work == whole
    assert [n for n, t in enumerate(notice.tasks, 1) if t.condition] == [17, 20, 31, 52]
    assert {t.receiver for t in notice.tasks if t.receiver} == {
        "Phòng KT, HT và ĐT phường",
        "UBND phường",
    }


def test_nothing_is_asked_but_what_two_papers_leave_open(notice):
    asked = {n: t.unsure for n, t in enumerate(notice.tasks, 1) if t.unsure}
    assert asked == dict.fromkeys((17, 20, 42, 44), ("product",))


def test_the_deadline_before_the_notice_is_warned_of(notice):
    assert [n for n, t in enumerate(notice.tasks, 1) if t.notes] == [54]


def test_the_command_prints_one_line_a_task():
    out, err = io.StringIO(), io.StringIO()
    assert command(str(DATA / "notice-326.docx"), out=out, err=err) == 0
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(lines) == 56
    assert list(lines[0]) == [
        "kind", "lead", "lead_bodies", "coordinating", "work", "product", "receiver",
        "deadline_text", "deadline_kind", "deadline_date", "condition", "words", "unsure",
    ]  # fmt: skip
    assert lines[0]["deadline_date"] == "2026-07-31"
    assert len(err.getvalue().splitlines()) == 1
