"""What a person puts right of how a file was read, and what is remembered of it."""

import io
from datetime import date, timedelta
from uuid import UUID, uuid4

import openpyxl
import pytest
from sqlmodel import col, select

from server.kernel.errors import BadForm, NotFound
from server.people.models import Body
from server.programmes import errors, import_corrections, staging
from server.programmes.access import import_to_change
from server.programmes.import_commands import receive_import
from server.programmes.import_job import stale
from server.programmes.models import (
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
    RememberedReading,
    StagedItem,
    StagedRow,
)
from tests.programmes.conftest import looked_at, proposed, said
from tests.uploads import read_uploads
from tests.world import new_id

HEAD = ["STT", "Nội dung", "Ai lo", "Kiểu", "Thời gian"]
ROWS = [
    ["1", "Đề án phát triển du lịch", "Ban Du lịch", "Trình", "Tháng 3"],
    ["2", "Báo cáo thu ngân sách", "Ban Pháp chế HĐND tỉnh", "Làm", "Quý II"],
    ["3", "Tổng kết năm", "Ban Du lịch", "Trình", "khi thuận lợi"],
    [None, "Những việc khác", None, None, None],
    ["4", "Kế hoạch năm sau", "Ban Du lịch", "Trình", "Tháng 12"],
]


def sheet(rows=ROWS, head=HEAD, year=2026):
    """A sheet of this office, with headings that nobody knows."""
    book = openpyxl.Workbook()
    for row in [[f"CHƯƠNG TRÌNH CÔNG TÁC NĂM {year}"], head, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def staged(office):
    rows = select(StagedItem).order_by(col(StagedItem.import_id), col(StagedItem.position))
    return office.read(lambda db: list(db.exec(rows)))


def place_of(office, row):
    return office.row(StagedRow, row=row).place


@pytest.fixture
def put_right(office):
    """Upload the sheet; returns a function that sends a correction, and has it read again."""
    client = office.client("anna")
    preview = looked_at(office, client, "viec.xlsx", sheet())

    def go(what="", **fields):
        if what:
            answer = client.post(f"{preview}/{what}", data={"command_id": new_id()} | fields)
            assert answer.status_code == 200, answer.text
            read_uploads(office.app)
        return client.get(preview)

    return go


def test_a_heading_nobody_knows_is_said_by_hand_and_remembered(office, put_right):
    assert {item.lead for item in staged(office)} == {""}
    assert "not known" in said(put_right())
    page = put_right("columns", columns=["ai lo", "kieu"], fields=["lead", "kind"])
    leads = [row[2] or "" for row in ROWS]
    assert [item.lead for item in staged(office)] == leads
    assert "as it was put right" in said(page)
    assert staged(office)[0].how["lead"]["code"] == "how-hand"
    looked_at(office, office.client("bella"), "viec-2027.xlsx", sheet(year=2027))
    assert [item.lead for item in staged(office)] == leads * 2
    assert [item.kind_text for item in staged(office)][5:] == [row[3] or "" for row in ROWS]


def test_a_heading_on_two_lines_is_said_by_hand(office):
    """A browser sends a line break as two letters; a heading is the same on one line."""
    client = office.client("anna")
    head = ["STT", "Nội dung", "Ai\nlo", "Kiểu", "Thời gian"]
    preview = looked_at(office, client, "viec.xlsx", sheet(head=head))
    keys = [c["key"] for c in office.row(ProgrammeImport).sheet["columns"]]
    assert "ai lo" in keys
    fields = {"columns": keys, "fields": ["number", "text", "lead", "-", "time_text"]}
    answer = client.post(f"{preview}/columns", data={"command_id": new_id()} | fields)
    assert answer.status_code == 200, answer.text
    read_uploads(office.app)
    assert [item.lead for item in staged(office)] == [row[2] or "" for row in ROWS]
    looked_at(office, client, "viec-2027.xlsx", sheet(year=2027))  # there on one line
    assert [item.lead for item in staged(office)][5:] == [row[2] or "" for row in ROWS]


def test_a_column_can_go_back_under_its_own_heading(office, put_right):
    put_right("columns", columns=["ai lo"], fields=["lead"])
    put_right("columns", columns=["ai lo"], fields=["-"])
    assert {item.lead for item in staged(office)} == {""}
    assert staged(office)[0].extra["Ai lo"] == "Ban Du lịch"


def test_a_name_is_said_to_be_a_body_everywhere_and_in_the_next_file(office, put_right):
    put_right("columns", columns=["ai lo"], fields=["lead"])
    assert len(said_of_names(office)) == 3
    legal = str(office.row(Body, id=office.bodies["legal"]).key)
    page = put_right("bodies", names=["Ban Du lịch"], bodies=[legal])
    assert "Names that are not in the register" not in said(page)
    assert said_of_names(office) == []
    client = office.client("anna")
    preview = looked_at(office, client, "next.xlsx", sheet(year=2027))
    assert "Names that are not in the register" not in said(client.get(preview))
    answer = client.post(preview, data=proposed(client.get(preview).text) | chosen(office))
    assert answer.status_code == 200, answer.text
    programme = office.row(Programme)
    named = office.read(
        lambda db: db.exec(
            select(ProgrammeItemBody.body_id)
            .join(ProgrammeItem, col(ProgrammeItem.id) == col(ProgrammeItemBody.item_id))
            .where(ProgrammeItem.programme_id == programme.id)
        ).all()
    )
    assert named == [office.bodies["legal"]] * 4


def said_of_names(office):
    """The items of which a remark says that a body is not known."""
    return [i for i in staged(office) if "body-unknown" in {w["code"] for w in i.warnings}]


def chosen(office):
    return {"body": str(office.row(Body, id=office.bodies["council"]).key)}


def test_a_kind_of_work_is_said_once_for_all(office, put_right):
    put_right("columns", columns=["kieu"], fields=["kind"])
    put_right("kinds", words=["Trình", "Làm"], kinds=["submission", "-"])
    kinds = ["submission", "", "submission", "", "submission"]
    assert [item.kind for item in staged(office)] == kinds
    looked_at(office, office.client("anna"), "next.xlsx", sheet(year=2027))
    assert [item.kind for item in staged(office)] == kinds * 2


def test_a_kind_on_two_lines_is_said_and_one_that_nobody_said_is_not_remembered(office):
    client = office.client("anna")
    rows = [["1", "a", "x", "Trình\nký", "Tháng 3"], ["2", "b", "x", "Làm", "Tháng 4"]]
    head = [*HEAD[:3], "Loại việc", "Thời gian"]
    preview = looked_at(office, client, "viec.xlsx", sheet(rows, head))
    fields = {"words": ["Trình\r\nký", "Làm"], "kinds": ["submission", "-"]}
    answer = client.post(f"{preview}/kinds", data={"command_id": new_id()} | fields)
    assert answer.status_code == 200, answer.text
    assert [item.kind for item in staged(office)] == ["submission", ""]
    remembered = office.read(lambda db: db.exec(select(RememberedReading)).all())
    assert [(row.words, row.value) for row in remembered] == [("trinh ky", "submission")]


def test_a_row_is_said_to_be_a_heading_or_no_item(office, put_right):
    assert [item.text for item in staged(office)] == [row[1] for row in ROWS]
    put_right(f"rows/{place_of(office, 6)}", kind="section")
    assert [(item.text, item.section) for item in staged(office)][2:] == [
        ("Tổng kết năm", ""),
        ("Kế hoạch năm sau", "Những việc khác"),
    ]
    page = put_right(f"rows/{place_of(office, 3)}", kind="remark")
    assert [item.number for item in staged(office)] == ["2", "3", "4"]
    assert ROWS[0][1] in said(page)  # its words are still there, among the remarks


def test_days_said_by_hand_survive_another_reading(office, put_right):
    assert staged(office)[2].warnings  # its words say no day
    put_right(f"rows/{place_of(office, 5)}/time", time_from="2026-12-01", time_to="2026-12-20")
    assert staged(office)[2].warnings == []
    put_right(f"rows/{place_of(office, 3)}", kind="remark")
    last = staged(office)[1]
    assert (last.time_from, last.time_to) == ("2026-12-01", "2026-12-20")
    assert last.warnings == []
    assert (last.time_text, last.how["time_from"]["code"]) == ("khi thuận lợi", "how-time-by-hand")


def test_the_drawer_says_how_each_cell_was_read(office, put_right):
    put_right("columns", columns=["ai lo"], fields=["lead"])
    client = office.client("anna")
    key = office.row(ProgrammeImport).key
    drawer = client.get(f"/programmes/import/{key}/rows/{place_of(office, 3)}")
    words = said(drawer)
    for cell in ("Đề án phát triển du lịch", "Ban Du lịch", "Tháng 3", "01/03/2026 – 31/03/2026"):
        assert cell in words
    assert "not in the register" in words


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("columns", {"columns": ["no such heading"], "fields": ["lead"]}),
        ("columns", {"columns": ["ai lo"], "fields": ["password"]}),
        ("columns", {"columns": ["ai lo", "kieu"], "fields": ["lead"]}),
        ("kinds", {"words": ["Trình"], "kinds": ["party"]}),
        ("rows/3", {"kind": "title"}),
        ("rows/3/time", {"time_from": "2026-12-20", "time_to": "2026-12-01"}),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(office, put_right, what, fields):
    before = [item.model_dump() for item in staged(office)]
    key = office.row(ProgrammeImport).key
    client = office.client("anna")
    answer = client.post(f"/programmes/import/{key}/{what}", data={"command_id": new_id()} | fields)
    assert (answer.status_code, answer.headers["plenum-code"]) == (422, "bad-form")
    read_uploads(office.app)
    assert [item.model_dump() for item in staged(office)] == before


def test_nothing_is_put_right_while_a_file_is_read_or_after_it_was_confirmed(office, put_right):
    key = office.row(ProgrammeImport).key
    arguments = {"key": key, "place": 3, "first": date(2026, 1, 1), "last": None}
    with pytest.raises(NotFound):
        office.run("anna", import_corrections.correct_time, **arguments | {"key": uuid4()})
    with pytest.raises(NotFound):
        office.run("mia", import_corrections.correct_time, **arguments)
    with pytest.raises(NotFound):
        office.run("anna", import_corrections.correct_time, **arguments | {"place": 99})
    office.run("anna", import_corrections.correct_row, key=key, place=3, kind="remark")
    with pytest.raises(errors.ImportIncomplete):
        office.run("anna", import_corrections.correct_time, **arguments)
    read_uploads(office.app)
    with pytest.raises(BadForm):
        office.run("anna", import_corrections.correct_row, key=key, place=3, kind="")


def test_what_an_earlier_reading_still_brings_is_dropped(office):
    key = UUID(int=7)
    office.run("anna", receive_import, key=key, file_name="a.xlsx", sha256="d" * 64)
    claim = office.run(None, staging.begin_reading, key=key, lease_seconds=60)
    assert office.run(None, staging.begin_reading, key=key, lease_seconds=60) is None  # at it
    office.run(None, _again, key=key)
    line = '{"expected": 3}'
    assert not office.run(None, staging.stage_lines, key=key, turn=claim["turn"], lines=line)
    office.run(None, staging.finish_reading, key=key, turn=claim["turn"], sheet='{"count": 1}')
    assert office.row(ProgrammeImport).state == "waiting"


def _again(tx, *, key):
    staging.read_again(tx, import_to_change(tx, key))


def test_a_file_that_nobody_is_at_is_asked_for_again(office):
    """A worker that was killed lets go of a file once its lease has ended."""
    key = UUID(int=7)
    office.run("anna", receive_import, key=key, file_name="a.xlsx", sha256="d" * 64)
    assert office.read(stale) == []  # a worker may be about to take it
    office.run(None, _made_earlier, key=key)
    assert office.read(stale) == [str(key)]
    assert office.run(None, staging.begin_reading, key=key, lease_seconds=60)
    assert office.read(stale) == []
    office.run(None, _lease_over, key=key)
    assert office.read(stale) == [str(key)]
    assert office.run(None, staging.begin_reading, key=key, lease_seconds=60)


def _made_earlier(tx, *, key):
    import_to_change(tx, key).created_at = tx.now - timedelta(minutes=5)


def _lease_over(tx, *, key):
    import_to_change(tx, key).lease_until = tx.now - timedelta(seconds=1)


def test_a_table_without_any_headings_is_mapped_by_hand(office):
    book = openpyxl.Workbook()
    book.active.title = "Bảng"
    for row in [["A1", "Đề án du lịch", "Ban Pháp chế HĐND tỉnh", "Tháng 3/2026"]] * 2:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    client = office.client("anna")
    preview = looked_at(office, client, "bang.xlsx", content.getvalue())
    page = client.get(preview)
    assert "No item could be read from this file." in said(page)
    assert "Đề án du lịch" in said(page)  # it is shown as it is drawn
    body = office.row(Body, id=office.bodies["council"]).key
    fields = {"body": str(body), "title": "x", "level": "year", "command_id": new_id()}
    fields |= {"period_from": "2026-01-01", "period_to": "2026-12-31"}
    refused = client.post(preview, data=fields)
    assert (refused.status_code, refused.headers["plenum-code"]) == (409, "programme-nothing-read")
    columns = {"Bảng!B": "text", "Bảng!C": "lead", "Bảng!D": "time_text"}
    answer = client.post(
        f"{preview}/columns",
        data={"command_id": new_id(), "columns": [*columns], "fields": [*columns.values()]},
    )
    assert answer.status_code == 200, answer.text
    read_uploads(office.app)
    assert [(i.text, i.lead, i.time_from) for i in staged(office)] == [
        ("Đề án du lịch", "Ban Pháp chế HĐND tỉnh", "2026-03-01")
    ] * 2
    assert office.read(lambda db: db.exec(select(RememberedReading.id)).all()) == []
