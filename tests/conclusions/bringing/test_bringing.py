"""Tasks come in from a pasted notice, a notice's file, a tracking sheet: read, shown, confirmed."""

import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import select

from server.tasks.models import Task, TaskBody, TaskImport, TaskImportRow
from server.tasks.queries import missing
from tests.conclusions.bringing.conftest import DATA, form_of, said, send
from tests.world import new_id

NOTICE = """VĂN PHÒNG TỈNH ỦY
Số: 45-TB/TU
ngày 02 tháng 3 năm 2026
THÔNG BÁO
Kết luận của Thường trực Tỉnh ủy
Giao Ban Tổ chức Tỉnh ủy chủ trì, phối hợp với Văn phòng Tỉnh ủy tham mưu kế hoạch thử nghiệm, \
trình Ban Thường vụ trước ngày 30/6/2026.
Giao Văn phòng Tỉnh ủy theo dõi việc thực hiện thường xuyên.
Giao Hội Người Mẫu tỉnh báo cáo kết quả trước ngày 15/4/2026.
Hội nghị đánh giá cao kết quả đạt được.
"""


def test_a_pasted_notice_becomes_tasks_with_the_words_they_came_from(bringing):
    page = bringing.look(text=NOTICE)
    assert "3 tasks read" in said(page)
    assert "1 task whose lead body is not found" in said(page)
    assert "Hội nghị đánh giá cao kết quả đạt được." in said(page)  # no task, and not lost
    assert bringing.confirm().status_code == 200
    (first, source, report), (always, *_), (unknown, *_) = bringing.tasks()
    world = bringing.world
    assert (first.lead_body_id, first.deadline) == (world.bodies["commission"], date(2026, 6, 30))
    assert (first.state, first.opened_as, report) == ("open", "brought", None)
    assert (first.receiver, first.deadline_kind) == ("Ban Thường vụ", "date")
    assert (source.document, source.issued_on) == ("45-TB/TU", date(2026, 3, 2))
    assert source.words.startswith("Giao Ban Tổ chức Tỉnh ủy chủ trì")
    assert world.row(TaskBody, task_id=first.id).body_id == world.bodies["office"]
    assert (always.deadline, always.deadline_kind) == (None, "ongoing")
    assert (unknown.lead_body_id, unknown.lead_text) == (None, "Hội Người Mẫu tỉnh")
    assert world.happened("tasks") == ["tasks-brought-in"]


def test_the_real_notice_goes_through_the_screen(bringing):
    page = bringing.look("tb326.docx", (DATA / "notice-326.docx").read_bytes())
    assert "56 tasks read" in said(page)
    assert "326/TB-UBND" in said(page)
    bringing.confirm()
    tasks = bringing.tasks()
    assert len(tasks) == 56
    assert tasks[0][0].deadline == date(2026, 7, 31)
    assert {source.issued_on for _, source, _ in tasks} == {date(2026, 7, 17)}
    follow = bringing.client.get("/tasks")
    assert "326/TB-UBND, 17/07/2026" in said(follow)


def test_what_is_asked_is_settled_in_place_or_left_open(bringing):
    bringing.look("s.xlsx", bringing.drawn("two-row heading"))
    fields = {"lead-1": ["Văn phòng Tỉnh ủy"], "day-1": ["2026-02-27"]}
    assert bringing.confirm(**fields).status_code == 200
    (first, source, _), (second, *_), _third = bringing.tasks()
    assert first.lead_body_id == bringing.world.bodies["office"]
    assert (first.deadline, first.deadline_text) == (date(2026, 2, 27), "31/02/2026")
    assert source.deadline_cell == "31/02/2026"
    assert second.lead_body_id is None


def test_a_name_that_is_no_body_is_refused_and_nothing_comes_in(bringing):
    bringing.look("s.xlsx", bringing.drawn("two-row heading"))
    answer = bringing.confirm(**{"lead-1": ["Ban Không Có"]})
    assert (answer.status_code, answer.headers["plenum-code"]) == (422, "bring-no-body")
    assert "Ban Không Có" in said(answer)
    assert bringing.tasks() == []
    assert bringing.confirm(**{"day-1": ["ngày mai"]}).headers["plenum-code"] == "bad-form"


def test_only_what_is_ticked_comes_in(bringing):
    bringing.look("s.xlsx", bringing.drawn("sixteen"))
    bringing.confirm(take=["2", "4"])
    assert [source.code for _, source, _ in bringing.tasks()] == ["NV-002", "NV-004"]


def test_done_with_evidence_is_done_and_without_it_waits(bringing):
    page = bringing.look("s.xlsx", bringing.drawn("closed or not"))
    assert "2 tasks are called done and have no evidence" in said(page)
    bringing.confirm()
    found = {task.work: (task, report) for task, _, report in bringing.tasks()}
    done, report = found["Việc A"]
    assert (done.state, report.answer, report.evidence_kind) == ("done", "confirmed", "document")
    assert report.evidence_text == "Tờ trình số 15-TTr/SNV ngày 28/6/2026"
    waits, report = found["Việc B"]
    assert (waits.state, report.answer, report.evidence_kind) == ("reported", "", "")
    assert waits.reported_at is None  # nobody knows the day
    assert found["Việc C"][0].state == found["Việc D"][0].state == "open"
    page = bringing.client.get(f"/tasks/{waits.key}")
    assert "No evidence is named" in said(page)
    assert "overdue" not in said(page)


def test_a_register_with_an_offices_real_gaps(bringing):
    page = said(bringing.look("s.xlsx", bringing.drawn("a whole register")))
    assert "185 tasks read" in page
    assert "65 tasks without a deadline" in page
    assert "78 tasks are called done and have no evidence" in page
    bringing.confirm()
    tasks = bringing.tasks()
    assert len(tasks) == 185
    assert sum(task.deadline is None for task, *_ in tasks) == 65
    states = [task.state for task, *_ in tasks]
    assert [states.count(s) for s in ("open", "reported", "done")] == [39, 78, 68]
    follow = bringing.client.get("/tasks?state=waiting")
    assert said(follow).count("Nhiệm vụ số") == 78


def test_the_same_file_again_is_recognised_and_changes_nothing(bringing):
    content = bringing.drawn("sixteen")
    bringing.look("s.xlsx", content)
    first = bringing.address
    bringing.confirm()
    again = send(bringing.world.client("bella"), "other name.xlsx", content)
    assert again.headers["plenum-go"] == first
    assert "This was brought in on" in said(bringing.client.get(first))
    assert len(bringing.tasks()) == 5


def test_what_was_left_out_of_a_file_comes_in_when_it_is_sent_again(bringing):
    content = bringing.drawn("sixteen")
    bringing.look("s.xlsx", content)
    fields = form_of(bringing.client.get(bringing.address).text)
    fields["take"] = fields["take"][:2]
    assert bringing.client.post(bringing.address, data=fields).status_code == 200
    assert len(bringing.tasks()) == 2
    bringing.look("s.xlsx", content)
    bringing.confirm()
    assert len(bringing.tasks()) == 5


def test_a_form_sent_three_times_brings_tasks_in_once(bringing):
    bringing.look("s.xlsx", bringing.drawn("sixteen"))
    fields = form_of(bringing.client.get(bringing.address).text)
    for _ in range(3):
        assert bringing.client.post(bringing.address, data=fields).status_code == 200
    fields["command_id"] = [new_id()]
    bringing.client.post(bringing.address, data=fields)
    assert len(bringing.tasks()) == 5


def test_two_uploads_of_one_file_are_confirmed_once(bringing):
    content = bringing.drawn("sixteen")
    for _ in range(2):
        bringing.look("s.xlsx", content)
    other = bringing.world.row(TaskImport, id=1)
    bringing.confirm()
    fields = {"command_id": new_id(), "take": ["1", "2"]}
    assert bringing.client.post(f"/tasks/bring/{other.key}", data=fields).status_code == 200
    assert len(bringing.tasks()) == 5


def test_a_later_state_of_a_sheet_shows_what_is_there_and_doubles_nothing(bringing, tmp_path):
    bringing.look("s.xlsx", bringing.drawn("sixteen"))
    bringing.confirm()
    book = openpyxl.load_workbook(io.BytesIO(bringing.drawn("sixteen")))
    book.active["L6"] = "Hoàn thành"
    book.active["K7"] = date(2026, 5, 1)
    book.active["K7"].number_format = "dd/mm/yyyy"
    book.active.append([6, 13, "51-TB/TU", "06/4/2026"] + [None] * 4 + ["Việc mới thêm"])
    book.save(tmp_path / "later.xlsx")
    page = said(bringing.look("later.xlsx", (tmp_path / "later.xlsx").read_bytes()))
    assert "In Plenum already, not doubled 5" in page
    assert "the file says 01/05/2026, Plenum keeps 16/04/2026" in page
    assert "the file says Hoàn thành, Plenum keeps Đang thực hiện" in page
    bringing.confirm()
    assert len(bringing.tasks()) == 6
    assert bringing.tasks()[2][0].deadline == date(2026, 4, 16)


def test_rows_said_twice_are_not_ticked_and_codes_of_others_are_named(bringing):
    page = bringing.look("s.xlsx", bringing.drawn("codes twice"))
    assert "1 row that says the same as one before it" in said(page)
    assert "1 code that another task has already" in said(page)
    assert form_of(page.text)["take"] == ["1", "2"]


def test_a_notice_again_as_text_after_its_file_is_the_same_tasks(bringing):
    bringing.look(text=NOTICE)
    bringing.confirm()
    page = said(bringing.look(text=NOTICE + "\nNơi nhận: như trên"))
    assert "In Plenum already, not doubled 3" in page


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bring-nothing"),
        (b"PK\x03\x04 broken", "programme-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "programme-other-format"),
        (b"%PDF-1.7 broken", "notice-broken"),
        (b"\x00\x01\x02 nothing known", "notice-other-format"),
        (b"{\\rtf1 hello}", "programme-other-format"),
        (b"x" * (20 * 1024**2 + 1), "bring-too-large"),
        (b"x" * (50 * 1024**2), "bring-too-large"),
    ],
)
def test_what_cannot_be_read_gets_its_sentence(bringing, content, code):
    answer = send(bringing.client, "bang.xlsx", content)
    assert (answer.status_code, answer.headers["plenum-code"]) == (422, code)
    assert said(answer)
    assert bringing.world.row(TaskImport) is None
    assert list(bringing.world.app.state.settings.upload_dir.iterdir()) == []


def test_a_workbook_without_a_table_of_tasks_says_where_was_looked(bringing, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Danh bạ"
    book.active.append(["Họ tên", "Điện thoại"])
    book.save(tmp_path / "a.xlsx")
    answer = send(bringing.client, "a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert answer.headers["plenum-code"] == "bring-no-table"
    assert "Danh bạ" in said(answer)


def test_a_file_that_ends_the_reader_is_a_file_that_cannot_be_read(bringing, monkeypatch):
    monkeypatch.setattr("server.conclusions.bringing.arriving.WALL_SECONDS", 0.01)
    answer = send(bringing.client, "s.xlsx", bringing.drawn("sixteen"))
    assert answer.headers["plenum-code"] == "bring-unreadable"


def test_a_secret_paper_and_one_that_nobody_declared_do_not_come_in(bringing):
    answer = send(bringing.client, text="MẬT\n" + NOTICE)
    assert answer.headers["plenum-code"] == "secret-mark"
    answer = send(bringing.client, text=NOTICE, declared="")
    assert answer.headers["plenum-code"] == "not-declared"
    assert bringing.world.row(TaskImport) is None


def test_a_text_without_a_task_is_shown_and_brings_nothing(bringing):
    page = bringing.look(text="Hội nghị đánh giá cao kết quả đạt được trong quý.")
    assert "No task was found here." in said(page)
    assert "Hội nghị đánh giá cao" in said(page)


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_brings_tasks_in(bringing, who):
    bringing.look(text=NOTICE)
    client = bringing.world.client(who)
    assert client.get("/tasks/bring").status_code == 404
    assert send(client, text=NOTICE).status_code == 404
    assert client.get(bringing.address).status_code == 404
    fields = {"command_id": new_id(), "take": ["1"]}
    assert client.post(bringing.address, data=fields).status_code == 404
    assert bringing.world.row(Task) is None


def test_a_body_sees_of_what_came_in_what_it_leads_and_no_more(bringing):
    bringing.look(text=NOTICE)
    bringing.confirm()
    clara = bringing.world.client("clara")
    assert "kế hoạch thử nghiệm" in said(clara.get("/tasks/mine"))
    assert "Hội Người Mẫu" not in said(clara.get("/tasks/mine"))
    (own, *_), (other, *_), _third = bringing.tasks()
    assert clara.get(f"/tasks/{own.key}").status_code == 200
    assert clara.get(f"/tasks/{other.key}").status_code == 404
    assert bringing.world.client("stan").get(f"/tasks/{other.key}").status_code == 200


def test_what_was_staged_is_forgotten_once_something_else_is_read(bringing):
    bringing.look("s.xlsx", bringing.drawn("sixteen"))
    bringing.confirm()
    bringing.look(text=NOTICE)
    left = bringing.world.read(lambda db: len(db.exec(select(TaskImportRow.id)).all()))
    assert left == 3


def test_a_broken_file_is_refused_under_the_name_its_clerk_knows(bringing):
    answer = send(bringing.client, "theo dõi.xlsx", b"PK\x03\x04" + bytes(500))
    assert answer.status_code == 422
    assert "theo dõi.xlsx" in said(answer)
    assert ".bring" not in said(answer)


@pytest.mark.parametrize(
    ("kind", "asked"), [("date", ["deadline"]), ("period", ["deadline"]), ("meeting", []), ("", [])]
)
def test_words_that_name_no_day_where_a_day_is_meant_are_asked(kind, asked):
    assert missing(1, None, "hôm qua", "", kind) == asked
