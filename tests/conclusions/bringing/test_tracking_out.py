"""The follow-up list as the 16-column sheet that offices keep, and back."""

import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import col, select

from server.kernel.types import now
from server.tasks.models import Task
from server.tasks.tracking.row import SheetRow
from server.tasks.tracking.writing import COLUMNS, write_tracking
from tests.conclusions.bringing.conftest import said
from tests.sessions import Session


def rows_of(answer):
    """Return the sheet's headings and its rows, as values."""
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, *rows = list(sheet.iter_rows(min_row=4))
    return [cell.value for cell in head], rows


def exported(client, query=""):
    answer = client.get(f"/tasks/export{query}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    return answer


@pytest.mark.parametrize(
    "name",
    ["sixteen", "closed or not", "leads of every kind", "dates in every hand", "merged down"],
)
def test_the_exported_sheet_reads_back_to_the_same_tasks(bringing, name):
    bringing.look("s.xlsx", bringing.drawn(name))
    bringing.confirm()
    count = len(bringing.tasks())
    everything = [exported(bringing.client), exported(bringing.client, "?state=done")]
    for answer in everything:
        head, rows = rows_of(answer)
        assert head == [heading for heading, _ in COLUMNS]
        page = said(bringing.look("out.xlsx", answer.content))
        assert f"{len(rows)} task" in page
        if rows:
            assert f"In Plenum already, not doubled {len(rows)}" in page
            assert "Said otherwise" not in page
    assert sum(len(rows_of(answer)[1]) for answer in everything) == count


def test_tasks_born_here_stand_in_the_sheet_and_read_back(world, bringing):
    session = Session(world)
    words = {"lead_text": "Ban Tổ chức Tỉnh ủy", "deadline_text": "trước ngày 30/6/2027"}
    session.given("Lập đề án", product="Đề án", **words)
    head, rows = rows_of(exported(bringing.client))
    assert len(rows) == 1
    row = dict(zip(head, rows[0], strict=True))
    task = world.row(Task)
    assert row["Mã nhiệm vụ"].value == f"NV-P{task.id:03d}"
    assert row["Tiến độ"].value == "Đang thực hiện"
    assert row["Nội dung kết luận/Văn bản trình"].value == "Lập đề án\nSản phẩm: Đề án"
    assert row["Hạn xử lý"].value.date() == date(2027, 6, 30)
    assert row["Số TB/KL"].value
    assert row["Số hội nghị"].value == "March session"
    page = said(bringing.look("out.xlsx", exported(bringing.client).content))
    assert "In Plenum already, not doubled 1" in page
    assert "Said otherwise" not in page


def test_the_filters_of_the_page_are_those_of_the_sheet(bringing):
    bringing.look("s.xlsx", bringing.drawn("closed or not"))
    bringing.confirm()
    assert len(rows_of(exported(bringing.client, "?state=waiting"))[1]) == 2
    assert len(rows_of(exported(bringing.client, "?state=done"))[1]) == 3


def test_the_wall_between_bodies_stands_for_the_sheet_too(bringing):
    bringing.look("s.xlsx", bringing.drawn("sixteen"))
    bringing.confirm()
    assert bringing.world.client("clara").get("/tasks/export").status_code == 404
    assert bringing.world.client("zoe").get("/tasks/export").status_code == 404
    assert len(rows_of(exported(bringing.world.client("stan")))[1]) == 4


ROW = SheetRow(
    task_id=1, key="k", code="NV-1", session="", document="", issued_on=date(2026, 3, 2),
    issued_text="", watcher="", field="", lead="@lead", lead_id=None, field_detail="", work="=1+1",
    product="-đề án", coordinating="", receiver="", condition="", kind_text="+x", deadline_text="",
    deadline=date(2026, 6, 30), state="open", reported_on=None, note="", result="", documents="",
    updated_on=None,
)  # fmt: skip


def test_what_begins_like_a_formula_stays_text_and_days_are_days():
    content = write_tracking([ROW], office="Văn phòng", today=date(2026, 7, 3))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = {head.value: cell for head, cell in zip(sheet[4], sheet[5], strict=True)}
    work = cells["Nội dung kết luận/Văn bản trình"]
    assert (work.value, work.data_type) == ("=1+1\nSản phẩm: -đề án", "s")
    assert cells["Cơ quan/đơn vị trình"].data_type == cells["Loại thời hạn"].data_type == "s"
    assert cells["Hạn xử lý"].number_format == "dd/mm/yyyy"
    assert cells["Hạn xử lý"].is_date
    assert cells["Tiến độ"].value == "Đang thực hiện, quá hạn 3 ngày"
    assert sheet.freeze_panes == "A5"
    assert work.alignment.wrap_text
    assert cells["STT"].font.name == "Times New Roman"


def test_nothing_of_a_task_is_lost_on_its_way_out_and_in(world, bringing, tmp_path):
    world.add(
        Task(
            work="Lập phương án", product="Phương án", lead_text="Ban Tổ chức Tỉnh ủy",
            lead_body_id=world.bodies["commission"], coordinating_text="Văn phòng Tỉnh ủy",
            receiver="Ban Thường vụ", deadline_text="trước ngày 30/6/2027", deadline_kind="date",
            deadline=date(2027, 6, 30), state="open", created_at=now(),
        )
    )  # fmt: skip
    answer = exported(bringing.client)
    world.run(None, lambda tx: tx.session.delete(tx.session.exec(select(Task)).one()))
    bringing.look("out.xlsx", answer.content)
    bringing.confirm()
    task = world.read(lambda db: db.exec(select(Task).order_by(col(Task.id))).one())
    assert (task.work, task.product, task.receiver) == (
        "Lập phương án",
        "Phương án",
        "Ban Thường vụ",
    )
    assert (task.coordinating_text, task.deadline) == ("Văn phòng Tỉnh ủy", date(2027, 6, 30))
    assert (task.deadline_text, task.deadline_kind) == ("trước ngày 30/6/2027", "date")
    assert task.lead_body_id == world.bodies["commission"]
