"""The real programmes arrive exactly as their offices published them.

Every field is checked against the sheet read another way: openpyxl, by coordinates.
"""

import io
import json
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from server.kernel.i18n import speaking
from server.programmes.reading import (
    BodyCatalogue,
    ProgrammeSheet,
    command,
    read_catalogue,
    read_programme,
)

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def bodies() -> BodyCatalogue:
    return read_catalogue(ROOT / "programmes" / "bodies.toml")


def sheet_of(name: str, bodies: BodyCatalogue) -> tuple[ProgrammeSheet, list[list[object]]]:
    cells = openpyxl.load_workbook(DATA / f"{name}.xlsx").active
    drawn = [[None], *([None, *row] for row in cells.iter_rows(values_only=True))]
    return read_programme(DATA / f"{name}.xlsx", bodies, today=TODAY), drawn


def test_the_term_programme_has_all_170_items_in_22_sessions(bodies):
    sheet, drawn = sheet_of("term-2026-2031", bodies)
    session = None
    expected = []
    for row in range(6, 198):
        number, text, lead, coordinating, product, time = drawn[row][1:]
        if text is None:
            session = number
            continue
        month, _, year = time.partition("/")
        if month == "Quý I":
            span = (f"{year}-01-01", f"{year}-03-31")
        else:
            days = {"03": 31, "05": 31, "07": 31, "11": 30, "12": 31}[month]
            span = (f"{year}-{month}-01", f"{year}-{month}-{days}")
        expected.append(
            (row, (session,), number and str(number), 1 if number else 2, text, None, lead,
             coordinating, None, product, time, *span, (), {})
        )  # fmt: skip
    found = [
        (r.row, r.sections, r.number, r.level, r.text, r.kind, r.lead, r.coordinating,
         r.participants, r.product, r.time_text, r.time_from, r.time_to, r.milestones, r.extra)
        for r in sheet.rows
    ]  # fmt: skip
    assert found == expected
    assert len(found) == 170
    assert len({r.section for r in sheet.rows}) == 22
    assert [r.level for r in sheet.rows].count(2) == sum(str(e[4])[0] == "–" for e in expected)


def test_every_body_of_the_term_programme_is_known(bodies):
    sheet, _ = sheet_of("term-2026-2031", bodies)
    assert not [n for r in sheet.rows for n in r.warnings if n.code == "body-unknown"]
    by_row = {r.row: r for r in sheet.rows}
    council, boards = "Thường trực HĐND tỉnh", "Các Ban của HĐND tỉnh"
    courts = ["Tòa án nhân dân tỉnh", "Viện Kiểm sát nhân dân tỉnh", "Thi hành án dân sự tỉnh"]
    for row in (15, 32, 128):  # one owner spelled three ways
        assert [b.name for b in by_row[row].lead_bodies] == [council, boards, *courts]
    assert [b.name for b in by_row[11].coordinating_bodies] == [
        boards,
        "Văn phòng Đoàn ĐBQH và HĐND tỉnh",
    ]
    assert by_row[20].coordinating is None
    assert by_row[20].coordinating_bodies == ()


def test_what_looks_wrong_in_the_term_programme_is_named(bodies):
    sheet, _ = sheet_of("term-2026-2031", bodies)
    named = {r.row: [n.code for n in r.warnings] for r in sheet.rows if r.warnings}
    assert named == {92: ["doubt-half-years"], 177: ["doubt-review-year"]}
    assert [(r.row, r.note.code) for r in sheet.remarks] == [(3, "row-above-table")]
    assert (sheet.title.kind, sheet.title.first, sheet.title.last) == (
        "term",
        date(2026, 1, 1),
        date(2031, 12, 31),
    )
    assert sheet.title.rows == (1, 2)


def test_the_annual_programme_has_all_47_rows_by_month(bodies):
    sheet, drawn = sheet_of("annual-2026", bodies)
    month = None
    expected = []
    for row in range(5, 64):
        number, text, kind, participants, time = drawn[row][1:]
        if text is None:
            month = number
            continue
        n = int(re.findall(r"\d+", time)[0])
        last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][n - 1]
        expected.append(
            (row, month, str(number), 1, text, kind, None, None, participants, None, time,
             f"2026-{n:02}-01", f"2026-{n:02}-{last}")
        )  # fmt: skip
    found = [
        (r.row, r.section, r.number, r.level, r.text, r.kind, r.lead, r.coordinating,
         r.participants, r.product, r.time_text, r.time_from, r.time_to)
        for r in sheet.rows
    ]  # fmt: skip
    assert found == expected
    assert len(found) == 47
    assert (sheet.title.kind, sheet.title.year) == ("year", 2026)
    for row in sheet.rows:  # and each says where its year comes from
        assert [n.code for n in row.warnings] == ["year-from-title"]


def test_the_supervision_topics_keep_the_column_nobody_knows(bodies):
    sheet, drawn = sheet_of("term-2026-2031-supervision", bodies)
    assert [r.row for r in sheet.rows] == list(range(5, 15))
    for r in sheet.rows:
        number, text, subject, lead, coordinating, product, time = drawn[r.row][1:]
        found = (r.number, r.text, r.lead, r.coordinating, r.product, r.time_text)
        assert found == (str(number), text, lead, coordinating, product, time)
        assert r.extra == {"Chủ thể giám sát": subject}
        assert r.sections == ()
        half, year = re.match(r"6 tháng (đầu|cuối) năm (\d+)", time).groups()
        span = ("01-01", "06-30") if half == "đầu" else ("07-01", "12-31")
        assert (r.time_from, r.time_to) == tuple(f"{year}-{day}" for day in span)
        assert [b.name for b in r.lead_bodies] == [lead]
    assert [r.note.code for r in sheet.remarks] == ["column-unknown"]


def test_the_command_gives_a_json_line_an_item_and_remarks_apart():
    out, err = io.StringIO(), io.StringIO()
    with speaking("vi"):
        status = command(DATA / "term-2026-2031.xlsx", today=date(2026, 6, 1), out=out, err=err)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert status == 0
    assert len(lines) == 170
    assert list(lines[0]) == [
        "row", "section", "number", "level", "text", "kind", "lead", "coordinating",
        "participants", "product", "time_text", "lead_bodies", "coordinating_bodies",
        "time_from", "time_to", "milestones", "extra", "warnings",
    ]  # fmt: skip
    assert lines[3]["row"] == 11
    assert lines[3]["section"] == "II. Tổ chức kỳ họp chuyên đề (Tháng 5/2026)"
    assert lines[3]["lead_bodies"] == ["Ban Pháp chế HĐND tỉnh"]
    assert lines[3]["number"] is None
    assert "Phụ lục Nghị quyết" in err.getvalue()
    assert "đề nghị đồng chí kiểm tra" in next(x for x in lines if x["row"] == 92)["warnings"][0]


def test_the_command_says_in_a_sentence_what_it_cannot_read(tmp_path):
    wrong = tmp_path / "a.xlsx"
    wrong.write_text("no workbook")
    out, err = io.StringIO(), io.StringIO()
    with speaking("vi"):
        assert command(wrong, out=out, err=err) == 1
        assert command(tmp_path / "none.xlsx", out=out, err=err) == 1
    assert out.getvalue() == ""
    assert "không phải bảng tính Excel" in err.getvalue()
    assert "Traceback" not in err.getvalue()
