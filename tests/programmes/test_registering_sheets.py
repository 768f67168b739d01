"""A body registers its items in a sheet, through the same reading as a programme's own file."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import col, select

from server.kernel.errors import NotFound
from server.programmes import appraising, import_corrections
from server.programmes.models import ProgrammeImport, ProgrammeProposal, RememberedReading
from tests.live.harness import opened
from tests.programmes.conftest import ANNUAL, DATA, said
from tests.programmes.registered import YESTERDAY, ask, drafted, items, stand
from tests.programmes.test_items import key_of
from tests.programmes.test_registering import others  # noqa: F401
from tests.uploads import read_uploads
from tests.world import new_id

ROWS = [
    ("1", "Đề án kinh tế số", "Nội dung trình", "Tháng 3", "Nghị quyết", "Sở Lạ", "Kinh tế",
     "Ban Thường vụ", "Kết luận số 12", "Kết luận", "Cần cho năm 2027"),
    ("2", "Kế hoạch kiểm tra", "", "Quý II", "", "", "", "", "", "", ""),
]  # fmt: skip


@pytest.fixture
def programme(world):
    return drafted(world)


def filled(world, who, programme, rows=ROWS):
    """Fetch the sheet to fill in, and fill it in; returns its bytes."""
    answer = world.client(who).get(f"/programmes/{programme.key}/registration/template")
    assert answer.status_code == 200, answer.text
    book = load_workbook(BytesIO(answer.content))
    for n, row in enumerate(rows, 4):
        for column, text in enumerate(row, 1):
            book.active.cell(n, column, text)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def send(world, who, programme, content, name="dang-ky.xlsx", body="commission", command_id=None):
    """Send a sheet; the answer says where it is looked at."""
    return world.client(who).post(
        f"/programmes/{programme.key}/registration/sheet",
        data={
            "command_id": command_id or new_id(),
            "body": key_of(world, body) if body else "-",
        },
        files={"file": (name, content)},
    )


def read(world, who, programme, content, **more):
    """Send a sheet and have it read; returns the import's key."""
    answer = send(world, who, programme, content, **more)
    assert answer.status_code == 200, answer.text
    read_uploads(world.app)
    return answer.headers["plenum-go"].rsplit("/", 1)[1]


def confirm(world, who, key, **form):
    url = f"/programmes/import/{key}/registration"
    return world.client(who).post(url, data={"command_id": new_id()} | form)


def asked(world, programme):
    rows = (
        select(ProgrammeProposal)
        .where(ProgrammeProposal.programme_id == programme.id)
        .order_by(col(ProgrammeProposal.id))
    )
    return world.read(lambda db: list(db.exec(rows)))


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_sheet_to_fill_in_is_read_back_with_every_column(world, programme, locale):
    from sqlalchemy import update

    from server.people.models import Account

    world.run(None, lambda tx: tx.session.execute(update(Account).values(locale=locale)))
    rows = ROWS if locale == "vi" else [(*ROWS[0][:2], "Submission", *ROWS[0][3:9], "Conclusion",
                                         ROWS[0][10]), ROWS[1]]  # fmt: skip
    key = read(world, "clara", programme, filled(world, "clara", programme, rows))
    answer = confirm(world, "clara", key, origin="year")
    assert answer.status_code == 200, said(answer)
    assert answer.headers["plenum-go"] == f"/programmes/{programme.key}/registration"
    first, second = asked(world, programme)
    assert first.body_id == world.bodies["commission"]
    assert {k: v for k, v in first.words.items() if k != "milestones"} == {
        "text": "Đề án kinh tế số",
        "kind": "submission",
        "lead": "Ban Tổ chức Tỉnh ủy",
        "time_text": "Tháng 3",
        "time_from": "2027-03-01",
        "time_to": "2027-03-31",
        "product": "Nghị quyết",
        "coordinating": "Sở Lạ",
        "field": "Kinh tế",
        "considers": "Ban Thường vụ",
        "basis": "Kết luận số 12",
        "origin": "conclusion",
    }
    assert (first.reason, second.reason) == ("Cần cho năm 2027", "")
    assert (second.words["text"], second.words["origin"]) == ("Kế hoạch kiểm tra", "year")
    world.run("anna", appraising.take_proposal, key=second.key, version=second.version)
    assert items(world, programme)[0].time_from == "2027-04-01"


def test_the_preview_shows_each_row_and_nothing_is_registered_before(world, programme):
    key = read(world, "clara", programme, filled(world, "clara", programme))
    preview = world.client("clara").get(f"/programmes/import/{key}")
    assert "Register these items" in said(preview)
    assert "Ban Tổ chức Tỉnh ủy → Chương trình công tác năm 2027" in said(preview)
    assert "Kế hoạch kiểm tra" in preview.text
    assert "Take it over as" not in preview.text
    assert asked(world, programme) == []
    assert world.client("anna").get(f"/programmes/import/{key}").status_code == 200
    assert key not in world.client("anna").get("/programmes/import").text
    sheet = world.client("clara").get(f"/programmes/{programme.key}/registration/sheet").text
    assert "dang-ky.xlsx" in sheet


def test_a_real_sheet_of_the_office_is_registered_row_by_row(world, programme):
    content = (DATA / ANNUAL).read_bytes()
    key = read(world, "anna", programme, content, name=ANNUAL)
    staged = world.row(ProgrammeImport)
    answer = confirm(
        world, "anna", key, origin="term", letter="45-CV/BTCTU", letter_on="2026-11-02"
    )
    assert answer.status_code == 200, said(answer)
    rows = asked(world, programme)
    assert len(rows) == staged.sheet["count"] > 20
    assert {row.letter for row in rows} == {"45-CV/BTCTU"}
    assert {row.letter_on for row in rows} == {date(2026, 11, 2)}


def test_a_row_under_another_keeps_that_ones_words(world, programme):
    book = Workbook()
    for row in (
        ("STT", "Nội dung", "Thời gian", "Ghi nhớ riêng"),
        ("1", "Nhóm việc lớn", "Tháng 3", ""),
        ("1.1", "Việc nhỏ", "Tháng 4", "Giữ lại"),
    ):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    key = read(world, "clara", programme, content.getvalue())
    assert confirm(world, "clara", key, origin="year").status_code == 200
    words = asked(world, programme)[-1].words
    assert words["text"] == "Việc nhỏ"
    assert words["extra"]["Ghi nhớ riêng"] == "Giữ lại"


def test_the_origin_of_rows_that_do_not_say_it_is_asked_for(world, programme):
    key = read(world, "clara", programme, filled(world, "clara", programme))
    for form in ({}, {"origin": "heaven"}):
        answer = confirm(world, "clara", key, **form)
        assert answer.status_code == 422
    assert asked(world, programme) == []
    assert confirm(world, "clara", key, origin="year").status_code == 200


def test_the_same_sheet_is_registered_once(world, programme):
    content = filled(world, "clara", programme)
    key = read(world, "clara", programme, content)
    form = {"command_id": new_id(), "origin": "year"}
    assert confirm(world, "clara", key, **form).status_code == 200
    assert confirm(world, "clara", key, **form).status_code == 200  # the same form, sent again
    assert confirm(world, "clara", key, origin="year").status_code == 409
    once_more = read(world, "clara", programme, content)
    answer = confirm(world, "clara", once_more, origin="year")
    assert answer.status_code == 409
    assert "dang-ky.xlsx" in said(answer)
    assert len(asked(world, programme)) == 2
    assert world.client("clara").get(f"/programmes/import/{key}").status_code == 303


def test_the_same_upload_twice_is_one(world, programme):
    content, command_id = filled(world, "clara", programme), new_id()
    first, second = (
        send(world, "clara", programme, content, command_id=command_id) for _ in range(2)
    )
    assert first.headers["plenum-go"] == second.headers["plenum-go"]


def test_a_file_that_is_no_sheet_is_refused_with_a_way_back(world, programme):
    key = read(world, "clara", programme, b"no workbook at all" * 40)
    text = world.client("clara").get(f"/programmes/import/{key}").text
    assert f"/programmes/{programme.key}/registration/sheet" in text
    assert '/programmes/import"' not in text
    assert confirm(world, "clara", key, origin="year").status_code == 409
    answer = world.client("clara").post(
        f"/programmes/{programme.key}/registration/sheet", data={"command_id": new_id()}
    )
    assert answer.status_code == 422


# --- corrections --------------------------------------------------------------------------------


def test_what_a_body_puts_right_holds_for_its_sheet_alone(world, programme):
    key = read(world, "clara", programme, filled(world, "clara", programme))
    columns = {c["heading"]: c["key"] for c in world.row(ProgrammeImport).sheet["columns"]}
    world.run("clara", import_corrections.correct_columns, key=key, columns={columns["No."]: ""})
    read_uploads(world.app)
    assert world.row(RememberedReading) is None
    assert world.row(ProgrammeImport).state == "read"
    world.run(
        "clara", import_corrections.correct_row, key=key, place=_place(world, key), kind="remark"
    )
    read_uploads(world.app)
    assert confirm(world, "clara", key, origin="year").status_code == 200
    assert [row.words["text"] for row in asked(world, programme)] == ["Kế hoạch kiểm tra"]


def _place(world, key):
    from server.programmes.models import StagedRow

    return world.row(StagedRow, kind="item").place


def test_kinds_as_written_are_said_for_the_sheet_alone(world, programme):
    rows = [("1", "Đề án", "Việc lạ", "Tháng 3", *("",) * 7)]
    key = read(world, "clara", programme, filled(world, "clara", programme, rows))
    world.run("clara", import_corrections.correct_kinds, key=key, kinds={"Việc lạ": "activity"})
    assert world.row(RememberedReading) is None
    assert confirm(world, "clara", key, origin="year").status_code == 200
    assert asked(world, programme)[0].words["kind"] == "activity"


def test_what_a_name_means_is_the_offices_to_say(world, programme):
    key = read(world, "clara", programme, filled(world, "clara", programme))
    said_ = {"key": key, "bodies": {"Sở Lạ": key_of(world, "office")}}
    with pytest.raises(NotFound):
        world.run("clara", import_corrections.correct_bodies, **said_)
    preview = world.client("clara").get(f"/programmes/import/{key}").text
    assert f"/programmes/import/{key}/bodies" not in preview
    assert f"/programmes/import/{key}/columns" in preview


# --- who may, and when --------------------------------------------------------------------------


def test_a_sheet_is_its_bodys_own(others, programme):  # noqa: F811
    world = others
    key = read(world, "clara", programme, filled(world, "clara", programme))
    for who in ("olga", "zoe", "mia", "carl", "greta", "stan", "adam"):
        client = world.client(who)
        assert client.get(f"/programmes/import/{key}").status_code == 404
        assert client.get(f"/programmes/import/{key}/rows/4").status_code == 404
        assert confirm(world, who, key, origin="year").status_code == 404
        with pytest.raises(NotFound):
            world.run(who, import_corrections.correct_row, key=key, place=4, kind="item")
        with pytest.raises(AssertionError):
            opened(world, who, f"/programmes/import/{key}")
    content = filled(world, "clara", programme)
    for who in ("zoe", "mia", "greta"):
        assert send(world, who, programme, content).status_code == 404
    assert send(world, "olga", programme, content).status_code == 404  # for another body
    assert asked(world, programme) == []


def test_a_sheet_never_becomes_a_programme_by_itself(world, programme):
    key = read(world, "clara", programme, filled(world, "clara", programme))
    form = {"body": key_of(world, "commission"), "title": "x", "level": "year"}
    form |= {"period_from": "2026-01-01", "period_to": "2026-12-31", "command_id": new_id()}
    for who in ("clara", "anna"):
        assert world.client(who).post(f"/programmes/import/{key}", data=form).status_code == 404


def test_an_import_of_the_office_is_not_for_bodies(world, programme):
    from tests.programmes.conftest import looked_at

    preview = looked_at(world, world.client("anna"), ANNUAL)
    assert world.client("clara").get(preview).status_code == 404
    key = preview.rsplit("/", 1)[1]
    assert confirm(world, "anna", key, origin="year").status_code == 404


def test_after_the_last_day_no_sheet_is_taken(world, programme):
    content = filled(world, "clara", programme)
    key = read(world, "clara", programme, content)
    stand(world, programme.key, "registering", YESTERDAY)
    assert confirm(world, "clara", key, origin="year").status_code == 409
    ask(world, "anna", programme, letter="1-CV")  # so that the body still sees the page
    assert send(world, "clara", programme, content).status_code == 409
    read(world, "anna", programme, content, body="elsewhere")
    assert len(asked(world, programme)) == 1


def test_the_office_says_by_which_letter_it_came(world, programme):
    key = read(world, "anna", programme, filled(world, "anna", programme), body="elsewhere")
    assert confirm(world, "anna", key, origin="year").status_code == 422
    assert confirm(world, "anna", key, origin="year", letter="7-CV/HĐND").status_code == 200
    own = read(world, "anna", programme, filled(world, "anna", programme), body=None)
    assert confirm(world, "anna", own, origin="year").status_code == 200
    assert [row.body_id for row in asked(world, programme)][-1] is None


def test_a_withdrawn_programme_takes_its_sheets_along(world, programme):
    from server.programmes import commands

    read(world, "clara", programme, filled(world, "clara", programme))
    world.run("anna", commands.withdraw_programme, key=programme.key)
    assert world.row(ProgrammeImport) is None
