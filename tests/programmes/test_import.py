"""An office's own Excel file becomes its programme: upload, look, confirm."""

import io
import json
import re
import time
from calendar import monthrange
from datetime import date, timedelta
from uuid import UUID

import openpyxl
import pytest
from sqlmodel import col, select

from server.kernel.errors import BadForm, NotFound
from server.kernel.i18n import say, speaking
from server.people.models import Body
from server.programmes import commands, errors, staging
from server.programmes.lines import Line, as_json
from server.programmes.models import (
    ItemWords,
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
    StagedItem,
)
from tests import office_files
from tests.programmes.conftest import ANNUAL, DATA, TERM, looked_at, proposed, said, upload
from tests.uploads import read_uploads
from tests.world import new_id

WRITTEN = {  # sheet: heading -> column of the table
    TERM: {
        "STT": "number",
        "Nội dung": "text",
        "Cơ quan chủ trì tham mưu": "lead",
        "Cơ quan phối hợp": "coordinating",
        "Sản phẩm": "product",
        "Thời gian": "time_text",
    },
    ANNUAL: {
        "TT": "number",
        "Nội dung công việc": "text",
        "Loại việc": "kind_text",
        "Thành phần": "participants",
        "Thời gian": "time_text",
    },
}


def items_of(world, programme):
    def query(db):
        rows = select(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id)
        return list(db.exec(rows.order_by(col(ProgrammeItem.position))))

    return world.read(query)


def by_hand(name):
    """Read a sheet with openpyxl: the heading row is 5 or 4, a row with one cell is a section."""
    headings, section = None, ""
    for row in openpyxl.load_workbook(DATA / name).active.iter_rows():
        cells = {cell.column: str(cell.value).strip() for cell in row if cell.value is not None}
        if set(WRITTEN[name]) <= set(cells.values()):
            headings = {column: WRITTEN[name][text] for column, text in cells.items()}
        elif headings and len(cells) == 1:
            section = next(iter(cells.values()))
        elif headings and cells:
            yield {"section": section, "source_row": row[0].row} | {
                field: cells.get(column, "") for column, field in headings.items()
            }


@pytest.mark.parametrize(("name", "count", "sections"), [(TERM, 170, 22), (ANNUAL, 47, 12)])
def test_every_row_arrives_with_what_its_sheet_has(office, take_over, name, count, sections):
    programme = take_over(name)
    stored = items_of(office, programme)
    expected = list(by_hand(name))
    assert len(stored) == len(expected) == count
    assert len({item.section for item in stored}) == sections
    texts = {*WRITTEN[TERM].values(), *WRITTEN[ANNUAL].values(), "section", "source_row"}
    for item, row in zip(stored, expected, strict=True):
        got = {field: getattr(item, field) for field in texts}
        assert got == dict.fromkeys(texts, "") | row
        assert item.level == (2 if row["text"].startswith("–") and not row["number"] else 1)
        assert (item.kind, item.state, item.extra) == ("", "planned", {})
    assert [item.position for item in stored] == list(range(1, count + 1))


@pytest.mark.parametrize("name", [TERM, ANNUAL])
def test_times_are_understood_as_months_and_quarters(office, take_over, name):
    checked = 0
    for item in items_of(office, take_over(name)):
        month = re.fullmatch(r"(?:Tháng )?(\d{1,2})(?:/(\d{4}))?", item.time_text)
        quarter = re.fullmatch(r"Quý (I|II|III|IV)/(\d{4})", item.time_text)
        if month:
            first = last = int(month[1])
            year = int(month[2] or 2026)
        elif quarter:
            last = ("I", "II", "III", "IV").index(quarter[1]) * 3 + 3
            first, year = last - 2, int(quarter[2])
        else:
            continue
        checked += 1
        assert item.time_from == f"{year}-{first:02d}-01"
        assert item.time_to == f"{year}-{last:02d}-{monthrange(year, last)[1]}"
    assert checked >= 40


def test_bodies_are_found_in_the_register_and_others_stay_as_written(office, take_over):
    programme = take_over(TERM)
    legal = office.bodies["legal"]

    def query(db):
        rows = select(ProgrammeItemBody, ProgrammeItem).join(
            ProgrammeItem, col(ProgrammeItem.id) == col(ProgrammeItemBody.item_id)
        )
        return list(db.exec(rows.where(ProgrammeItem.programme_id == programme.id)))

    named = [(body, item) for body, item in office.read(query) if body.role == "lead"]
    assert {b.body_id for b, i in named if i.lead == "Ban Pháp chế HĐND tỉnh"} == {legal}
    assert all(body.name in item.lead for body, item in named)
    assert any(body.body_id is None for body, _item in named)


def test_the_preview_shows_every_row_every_column_and_what_was_not_sure(office):
    client = office.client("anna")
    preview = client.get(looked_at(office, client, TERM))
    words = said(preview)
    for row in by_hand(TERM):
        assert " ".join(row["text"].split()) in words
        assert " ".join(row["section"].split()) in words
    for heading in WRITTEN[TERM]:
        assert heading in words
    assert "C7" in words  # the cell of a body that is not in the register
    assert "Phụ lục Nghị quyết số 46/NQ-HĐND" in words  # a row above the table
    fields = proposed(preview.text)
    assert fields["level"] == "term"
    assert (fields["period_from"], fields["period_to"]) == ("2026-01-01", "2031-12-31")
    assert UUID(fields["body"]) == office.row(Body, id=office.bodies["council"]).key
    assert office.row(Programme) is None  # nothing before it is confirmed


def test_unknown_columns_are_kept_under_their_own_heading(office, take_over):
    body = office.row(Body, id=office.bodies["council"]).key
    programme = take_over("term-2026-2031-supervision.xlsx", body=str(body))
    items = items_of(office, programme)
    assert len(items) == 10
    assert all(set(item.extra) == {"Chủ thể giám sát"} for item in items)


def test_kinds_that_the_office_names_are_known_and_others_stay(office, take_over):
    sheet = openpyxl.Workbook()
    rows = [("STT", "Nội dung", "Loại việc", "Thời gian")]
    rows += [(1, "A", "Nội dung trình", "3/2026"), (2, "B", "Khác", "4/2026")]
    for row in [("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 Ban Tổ chức Tỉnh ủy",), *rows]:
        sheet.active.append(row)
    content = io.BytesIO()
    sheet.save(content)
    client = office.client("anna")
    preview = looked_at(office, client, "kinds.xlsx", content.getvalue())
    client.post(preview, data=proposed(client.get(preview).text))
    kinds = [(i.kind, i.kind_text) for i in items_of(office, office.row(Programme))]
    assert kinds == [("submission", "Nội dung trình"), ("", "Khác")]


# --- twice -------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing_and_leads_to_the_programme(office, take_over):
    programme = take_over(ANNUAL)
    client = office.client("bella")
    again = upload(client, ANNUAL)
    assert again.headers["plenum-go"] == f"/programmes/{programme.key}?known=1"
    page = client.get(again.headers["plenum-go"])
    assert "imported before" in said(page)
    assert len(items_of(office, programme)) == 47


def test_a_file_uploaded_twice_at_once_is_confirmed_once(office):
    client = office.client("anna")
    first, second = (looked_at(office, client, ANNUAL) for _ in range(2))
    assert first != second
    fields = proposed(client.get(first).text)
    answers = [client.post(first, data=fields) for _ in range(2)]
    answers.append(client.post(first, data=fields | {"command_id": new_id()}))
    answers.append(client.post(second, data=fields | {"command_id": new_id(), "title": "Other"}))
    assert {a.headers["plenum-go"] for a in answers} == {answers[0].headers["plenum-go"]}
    programme = office.row(Programme)
    assert len(items_of(office, programme)) == 47
    assert office.happened(f"programme:{programme.id}") == ["programme-adopted"]
    assert client.get(second).status_code == 303  # it leads to the programme


def test_a_form_sent_twice_is_one_import(office):
    client, command_id = office.client("anna"), new_id()
    answers = [upload(client, ANNUAL, command_id=command_id) for _ in range(2)]
    assert answers[0].headers["plenum-go"] == answers[1].headers["plenum-go"]
    read_uploads(office.app)
    staged = office.read(lambda db: len(db.exec(select(StagedItem.id)).all()))
    assert staged == 47


def test_another_file_of_the_same_level_and_time_is_asked_about(office, take_over):
    take_over(TERM)
    client = office.client("anna")
    preview = looked_at(office, client, "term-2026-2031-supervision.xlsx")
    fields = proposed(client.get(preview).text)
    fields["body"] = str(office.row(Body, id=office.bodies["council"]).key)
    refused = client.post(preview, data=fields)
    assert (refused.status_code, refused.headers["plenum-code"]) == (409, "programme-there")
    assert "CHƯƠNG TRÌNH CÔNG TÁC TOÀN KHÓA" in said(refused)
    taken = client.post(preview, data=fields | {"another": "1"})
    assert taken.status_code == 200
    slugs = office.read(lambda db: db.exec(select(Programme.slug)).all())
    assert len(set(slugs)) == 2


# --- who, and what else may come ---------------------------------------------------------------


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_imports(office, who):
    preview = looked_at(office, office.client("anna"), ANNUAL)
    client = office.client(who)
    assert client.get("/programmes/import").status_code == 404
    assert upload(client, ANNUAL).status_code == 404
    assert client.get(preview).status_code == 404
    fields = {"command_id": new_id(), "title": "x", "level": "year"}
    fields |= {"period_from": "2026-01-01", "period_to": "2026-12-31"}
    fields |= {"body": str(office.row(Body, id=office.bodies["council"]).key)}
    assert client.post(preview, data=fields).status_code == 404
    assert office.row(Programme) is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "programme-not-a-workbook"),
        (b"%PDF-1.7 not a workbook", "programme-not-a-workbook"),
        (b"PK\x03\x04 broken", "programme-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "programme-other-format"),
    ],
)
def test_what_is_no_programme_gets_its_sentence(office, content, code):
    client = office.client("anna")
    page = client.get(looked_at(office, client, "programme.xlsx", content))
    staged = office.row(ProgrammeImport)
    assert (staged.state, staged.refusal["code"]) == ("refused", code)
    assert staged.file_sha256 is None
    with speaking("en"):
        assert say(code, **staged.refusal["params"]) in said(page)
    assert list(office.app.state.settings.upload_dir.iterdir()) == []


@pytest.mark.parametrize("kind", office_files.FORMATS)
def test_a_programme_arrives_from_every_format(office, tmp_path, kind):
    rows = [
        ["CHƯƠNG TRÌNH CÔNG TÁC NĂM 2027", None, None, None],
        ["STT", "Nội dung", "Cơ quan chủ trì", "Thời gian"],
        ["1", "Đề án thử nghiệm", "Ban Pháp chế HĐND tỉnh", "Tháng 3"],
    ]
    content = office_files.draw(tmp_path / f"a.{kind}", rows).read_bytes()
    client = office.client("anna")
    preview = looked_at(office, client, f"a.{kind}", content)
    assert "Đề án thử nghiệm" in said(client.get(preview))


def test_a_file_that_ends_the_reader_is_a_file_that_cannot_be_read(office, monkeypatch):
    monkeypatch.setattr("server.programmes.import_job.WALL_SECONDS", 0.01)
    looked_at(office, office.client("anna"), TERM)
    staged = office.row(ProgrammeImport)
    assert staged.refusal["code"] == "programme-unreadable"


def test_too_large_a_file_is_refused_before_it_is_read(office):
    answer = upload(office.client("anna"), "big.xlsx", b"x" * (20 * 1024**2 + 1))
    assert (answer.status_code, answer.headers["plenum-code"]) == (422, "programme-too-large")


def test_no_file_is_a_form_that_is_not_filled(office):
    answer = office.client("anna").post("/programmes/import", data={"command_id": new_id()})
    assert (answer.status_code, answer.headers["plenum-code"]) == (422, "bad-form")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"level": "week"}, BadForm),
        ({"title": " "}, BadForm),
        ({"period_to": date(2025, 12, 31)}, BadForm),
        ({"body_key": UUID(int=1)}, NotFound),
        ({"key": UUID(int=1)}, NotFound),
    ],
)
def test_what_is_confirmed_must_make_sense(office, change, problem):
    looked_at(office, office.client("anna"), ANNUAL)
    arguments = {"key": office.row(ProgrammeImport).key} | confirmed(office) | change
    with pytest.raises(problem):
        office.run("anna", commands.adopt_import, **arguments)
    assert office.row(Programme) is None


def confirmed(office):
    """What a person says who confirms a year's programme."""
    return {
        "body_key": office.row(Body, id=office.bodies["council"]).key,
        "title": "2026",
        "level": "year",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 12, 31),
    }


def test_half_an_import_is_not_confirmed(office):
    key = UUID(int=7)
    office.run("anna", commands.receive_import, key=key, file_name="a.xlsx", sha256="d" * 64)
    with pytest.raises(errors.ImportIncomplete):
        office.run("anna", commands.adopt_import, key=key, **confirmed(office))


def test_what_nobody_confirms_is_forgotten_and_says_so(office):
    client = office.client("anna")
    preview = looked_at(office, client, ANNUAL)
    office.run(None, _received_long_ago)
    office.run("anna", commands.receive_import, key=UUID(int=7), file_name="a", sha256="d" * 64)
    page = client.get(preview)
    with speaking("en"):
        assert say("import-forgotten", days="7") in said(page)
    assert office.read(lambda db: db.exec(select(StagedItem.id)).all()) == []


def _received_long_ago(tx):
    tx.session.exec(select(ProgrammeImport)).one().created_at = tx.now - timedelta(days=8)


def test_what_was_staged_is_forgotten_once_confirmed(office, take_over):
    take_over(ANNUAL)
    looked_at(office, office.client("anna"), TERM)
    staged = office.read(lambda db: len(db.exec(select(StagedItem.id)).all()))
    assert staged == 170


def test_ten_thousand_rows_hold_the_writer_only_for_a_moment(office):
    """The aim is 0.2 s; a loaded machine is given more."""
    key, count = UUID(int=7), 10_000
    sheet = {"title": {"text": "", "kind": None}, "columns": [], "remarks": [], "count": count}
    texts = dict.fromkeys(ItemWords.model_fields, "") | {"level": 1, "source_row": 1}
    texts |= {"time_from": None, "time_to": None, "milestones": [], "extra": {}, "warnings": []}
    del texts["position"]
    line = as_json(Line(texts | {"text": "Báo cáo"}, (("lead", "Sở A", None),) * 3))
    line |= {"sheet": "", "how": {}}
    office.run("anna", commands.receive_import, key=key, file_name="a.xlsx", sha256="d" * 64)
    office.run(None, staging.begin_reading, key=key, lease_seconds=60)
    for first in range(1, count, 500):
        said = json.dumps(
            {"first": first, "rows": [], "items": dict.fromkeys(range(first, first + 500), line)}
        )
        assert office.run(None, staging.stage_lines, key=key, turn=1, lines=said)
    office.run(None, staging.finish_reading, key=key, turn=1, sheet=json.dumps(sheet))
    before = time.perf_counter()
    office.run("anna", commands.adopt_import, key=key, **confirmed(office))
    took = time.perf_counter() - before
    assert len(items_of(office, office.row(Programme))) == count
    assert took < 1.5
