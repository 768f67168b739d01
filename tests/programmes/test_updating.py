"""A corrected file is compared with the programme; what is ticked is taken over."""

import asyncio
import io
import json
import re
from uuid import UUID

import openpyxl
import pytest
from lxml import html
from sqlmodel import col, select

from server.kernel.errors import NotFound
from server.kernel.events import EventRow
from server.people.models import Body
from server.programmes import commands, comparing, errors
from server.programmes.models import (
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    StagedItem,
)
from server.programmes.updating import update_from_import
from tests.live.harness import RELOADED, live_equals_reload, opened
from tests.programmes.conftest import looked_at, said, upload
from tests.programmes.test_browse import put
from tests.programmes.test_withdrawing import child, tabled
from tests.world import new_id

HEADINGS = ("STT", "Nội dung", "Cơ quan chủ trì", "Ghi chú", "Thời gian")
TITLE = "CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026 BAN THƯỜNG VỤ TỈNH ỦY"
ROWS = [
    ("I. QUÝ I",),
    (1, "Đề án sắp xếp bộ máy", "Ban Tổ chức Tỉnh ủy", "a", "Tháng 1"),
    (2, "Báo cáo thu ngân sách", "Sở Lạ", "b", "Tháng 2"),
    (3, "Kế hoạch kiểm tra, giám sát", "Ban Tổ chức Tỉnh ủy", "c", "Tháng 3"),
    ("II. QUÝ II",),
    (4, "Tổng kết phong trào thi đua", "Văn phòng Tỉnh ủy", "d", "Tháng 4"),
    (5, "Quy hoạch sử dụng đất", "Văn phòng Tỉnh ủy", "e", "Tháng 5"),
]
CORRECTED = [
    ("I. QUÝ I",),
    (1, "Chuyển đổi số trong cơ quan đảng", "Văn phòng Tỉnh ủy", "n", "Tháng 1"),  # added
    (2, "Đề án sắp xếp, tinh gọn bộ máy", "Ban Tổ chức Tỉnh ủy", "a", "Tháng 1"),  # reworded
    (3, "Báo cáo thu ngân sách", "Văn phòng Tỉnh ủy", "b", "Tháng 3"),  # lead, time
    ("II. QUÝ II",),
    (4, "Kế hoạch kiểm tra, giám sát", "Ban Tổ chức Tỉnh ủy", "c", "Tháng 5"),  # moved
    (5, "Tổng kết phong trào thi đua", "Văn phòng Tỉnh ủy", "d", "Tháng 4"),  # same
]  # gone: Quy hoạch sử dụng đất


def sheet(rows):
    book = openpyxl.Workbook()
    for row in [(TITLE,), (), HEADINGS, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def programme(world):
    """The programme of ROWS, taken over from its file."""
    anna = world.client("anna")
    preview = looked_at(world, anna, "first.xlsx", sheet(ROWS))
    form = {"command_id": new_id(), "title": TITLE, "level": "year", "body": body_key(world)}
    form |= {"period_from": "2026-01-01", "period_to": "2026-12-31"}
    answer = anna.post(preview, data=form)
    assert answer.status_code == 200, answer.text
    return world.row(Programme)


def body_key(world):
    return str(world.row(Body, id=world.bodies["committee"]).key)


@pytest.fixture
def compared(world, programme):
    """Where the corrected file is compared with the programme."""
    return compare_with(world, programme)


def compare_with(world, programme, rows=CORRECTED, name="corrected.xlsx"):
    preview = looked_at(world, world.client("anna"), name, sheet(rows))
    return f"{preview}/compare/{programme.key}"


def form_of(page, **changes):
    """Return the fields of a comparison's form as a browser would send them."""
    form = next(f for f in html.fromstring(page.text).forms if "/compare/" in f.action)
    fields = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return fields | changes


def rows_of(page):
    return html.fromstring(page.text).xpath("//article")


def words(element):
    return " ".join(element.text_content().split())


def lines(page):
    """Return {text: (what is said of it, whether it is ticked)} of a comparison's lines."""
    found = {}
    for row in rows_of(page):
        text = words(row.xpath(".//*[@class='differ__text']")[0])
        kind = words(row.xpath(".//*[contains(@class, 'state')]")[0])
        ticked = bool(row.xpath(".//input[@checked]"))
        found[re.sub(r"^\d+\. ", "", text)] = (kind, ticked)
    return found


def token(page, text):
    [row] = [row for row in rows_of(page) if text in row.text_content()]
    return row.xpath(".//input")[0].get("value")


def items(world, programme, withdrawn=False):
    """Return what stands in the programme; or what was withdrawn, which keeps its row."""
    rows = select(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id)
    rows = rows.where((col(ProgrammeItem.state) == "withdrawn") == withdrawn)
    return world.read(lambda db: list(db.exec(rows.order_by(col(ProgrammeItem.position)))))


def texts(world, programme):
    return [item.text for item in items(world, programme)]


def called(world, programme, words):
    [found] = [item for item in items(world, programme) if words in item.text]
    return found


def leads(world, item):
    rows = select(ProgrammeItemBody).where(ProgrammeItemBody.item_id == item.id)
    found = world.read(lambda db: list(db.exec(rows.order_by(col(ProgrammeItemBody.id)))))
    return [(row.name, row.body_id) for row in found]


# --- the comparison ----------------------------------------------------------------------------


def test_each_line_is_shown_as_changed_added_or_gone_and_only_the_gone_are_not_ticked(
    world, compared
):
    page = world.client("anna").get(compared)
    assert page.status_code == 200
    assert lines(page) == {
        "Chuyển đổi số trong cơ quan đảng": ("New in the file", True),
        "Đề án sắp xếp, tinh gọn bộ máy": ("Changed", True),
        "Báo cáo thu ngân sách": ("Changed", True),
        "Kế hoạch kiểm tra, giám sát": ("Changed", True),
        "Quy hoạch sử dụng đất": ("Gone", False),
    }
    tree = html.fromstring(page.text)
    tabs = [words(tab) for tab in tree.xpath("//button[@name='show']")]
    assert tabs == ["All differences 5", "Changed 3", "New in the file 1", "Gone 1", "Same 1"]
    put_in = [words(new) for new in tree.xpath("//ins")]
    assert "[put in:] , tinh gọn [end]" in put_in
    assert "[put in:] Văn phòng Tỉnh ủy[end]" in put_in
    assert "[put in:] 5[end]" in put_in


def test_each_kind_of_line_can_be_seen_alone(world, compared):
    anna = world.client("anna")
    assert list(lines(anna.get(f"{compared}?kind=gone"))) == ["Quy hoạch sử dụng đất"]
    assert list(lines(anna.get(f"{compared}?kind=same"))) == ["Tổng kết phong trào thi đua"]
    assert len(lines(anna.get(f"{compared}?kind=x&page=99"))) == 5


def test_the_preview_and_the_refusal_of_a_second_programme_lead_to_it(world, programme):
    anna = world.client("anna")
    preview = looked_at(world, anna, "corrected.xlsx", sheet(CORRECTED))
    address = f"{preview}/compare/{programme.key}"
    assert address in anna.get(preview).text
    form = {"command_id": new_id(), "title": TITLE, "level": "year", "body": body_key(world)}
    form |= {"period_from": "2026-03-01", "period_to": "2026-12-31"}
    refused = anna.post(preview, data=form)
    assert (refused.status_code, refused.headers["plenum-code"]) == (409, "programme-there")
    assert address in refused.text
    assert world.client("anna", script=False).post(preview, data=form).status_code == 409


def test_a_file_that_is_not_read_yet_is_not_compared(world, programme):
    anna = world.client("anna")
    preview = upload(anna, "x.xlsx", sheet(CORRECTED)).headers["plenum-go"]
    answer = anna.get(f"{preview}/compare/{programme.key}")
    assert answer.headers["plenum-code"] == "programme-import-incomplete"


# --- taking over -------------------------------------------------------------------------------


def test_what_is_ticked_is_taken_over_and_the_rest_stays(world, programme, compared):
    before = {item.text: item for item in items(world, programme)}
    anna = world.client("anna", script=False)
    page = anna.get(compared)
    answer = anna.post(compared, data=form_of(page))
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/programmes/{programme.key}?updated=1",
    )
    now = items(world, programme)
    assert [(i.position, i.section, i.number, i.text, i.time_text) for i in now] == [
        (1, "I. QUÝ I", "1", "Chuyển đổi số trong cơ quan đảng", "Tháng 1"),
        (2, "I. QUÝ I", "2", "Đề án sắp xếp, tinh gọn bộ máy", "Tháng 1"),
        (3, "I. QUÝ I", "3", "Báo cáo thu ngân sách", "Tháng 3"),
        (4, "II. QUÝ II", "4", "Kế hoạch kiểm tra, giám sát", "Tháng 5"),
        (5, "II. QUÝ II", "5", "Tổng kết phong trào thi đua", "Tháng 4"),
        (6, "II. QUÝ II", "5", "Quy hoạch sử dụng đất", "Tháng 5"),
    ]
    same = {old: next(i for i in now if i.key == item.key).text for old, item in before.items()}
    assert same.pop("Đề án sắp xếp bộ máy") == "Đề án sắp xếp, tinh gọn bộ máy"
    assert all(old == new for old, new in same.items())
    assert now[2].time_from == "2026-03-01"
    assert now[1].folded == "de an sap xep, tinh gon bo may"
    assert (
        leads(world, now[2])
        == leads(world, now[0])
        == [("Văn phòng Tỉnh ủy", world.bodies["office"])]
    )
    assert [(i.source_row, i.note) for i in now][-2:] == [(10, "d"), (None, "e")]
    row = world.row(Programme, id=programme.id)
    assert row.source_name == "corrected.xlsx"
    assert row.source_digest == programme.source_digest  # something of the file was left out
    assert world.read(lambda db: db.exec(select(StagedItem)).all()) == []
    assert "The programme was updated." in said(anna.get(answer.headers["location"]))


def test_what_is_unticked_stays_and_what_is_gone_goes_when_ticked(world, programme, compared):
    anna = world.client("anna")
    page = anna.get(compared)
    keep = {token(page, words) for words in ("Chuyển đổi số", "tinh gọn", "Kế hoạch kiểm tra")}
    form = form_of(page)
    ticks = [t for t in form["tick"] if t not in keep] + [token(page, "Quy hoạch sử dụng đất")]
    assert anna.post(compared, data=form | {"tick": ticks}).status_code == 200
    assert [(i.section, i.number, i.text, i.time_text) for i in items(world, programme)] == [
        ("I. QUÝ I", "1", "Đề án sắp xếp bộ máy", "Tháng 1"),
        ("I. QUÝ I", "3", "Báo cáo thu ngân sách", "Tháng 3"),
        ("I. QUÝ I", "3", "Kế hoạch kiểm tra, giám sát", "Tháng 3"),
        ("II. QUÝ II", "5", "Tổng kết phong trào thi đua", "Tháng 4"),
    ]
    told = world.row(EventRow, name="programme-updated")
    assert told.detail["removed"] == ["Quy hoạch sử dụng đất"]
    assert (told.detail["changed"], told.detail["added"]) == (1, [])
    [kept] = items(world, programme, withdrawn=True)
    assert (kept.text, kept.position) == ("Quy hoạch sử dụng đất", 5)


def test_what_was_put_right_by_hand_stays_where_the_words_are_the_same(world, programme, compared):
    office, elsewhere = world.bodies["office"], world.bodies["elsewhere"]
    plan_ = called(world, programme, "Đề án")
    budget = called(world, programme, "thu ngân sách")
    by_hand(world, plan_, kind="activity", state="done")
    for item, body in ((plan_, elsewhere), (budget, elsewhere)):
        world.add(ProgrammeItemBody(item_id=item.id, body_id=body, name="Thêm", role="lead"))
    anna = world.client("anna")
    anna.post(compared, data=form_of(anna.get(compared)))
    plan_, budget = (world.row(ProgrammeItem, id=item.id) for item in (plan_, budget))
    assert (plan_.kind, plan_.state) == ("activity", "done")
    assert leads(world, plan_) == [
        ("Ban Tổ chức Tỉnh ủy", world.bodies["commission"]),
        ("Thêm", elsewhere),
    ]
    assert leads(world, budget) == [("Văn phòng Tỉnh ủy", office)]  # its lead is another now
    assert plan_.changed_by_id == world.people["anna"]


def by_hand(world, item, **to):
    bodies = {None: ("", "")}
    for _name, body_id in leads(world, item):
        if body_id:
            body = world.row(Body, id=body_id)
            bodies[body_id] = body.name, str(body.key)
    now = leads(world, item)
    shown = commands.leads_shown([(name, bodies[body_id][0]) for name, body_id in now])
    keys = [bodies[body_id][1] for _name, body_id in now]
    form = {"base_kind": item.kind, "kind": item.kind, "base_state": item.state}
    form |= {"state": item.state, "base_leads": shown, "leads": [*keys, ""]}
    world.run("anna", commands.edit_item, key=item.key, version=item.version, **form | to)


def test_a_name_that_was_found_stays_found_where_another_comes_beside_it(world, programme):
    item = called(world, programme, "thu ngân sách")
    by_hand(world, item, leads=[str(body_of(world, "elsewhere")), ""])
    rows = [list(row) for row in ROWS]
    rows[2][2] = "Sở Lạ; Văn phòng Tỉnh ủy"
    anna = world.client("anna")
    where = compare_with(world, programme, rows)
    anna.post(where, data=form_of(anna.get(where)))
    assert leads(world, item) == [
        ("Sở Lạ", world.bodies["elsewhere"]),
        ("Văn phòng Tỉnh ủy", world.bodies["office"]),
    ]


def body_of(world, name):
    return world.row(Body, id=world.bodies[name]).key


def test_the_history_says_what_was_and_is_and_from_which_file(world, programme, compared):
    anna = world.client("anna")
    anna.post(compared, data=form_of(anna.get(compared)))
    budget = said(anna.get(f"/programme-items/{called(world, programme, 'thu ngân sách').key}"))
    assert "Lead body: Sở Lạ → Văn phòng Tỉnh ủy" in budget
    assert "Time of submission: Tháng 2 → Tháng 3" in budget
    assert "Source: corrected.xlsx" in budget
    moved = said(anna.get(f"/programme-items/{called(world, programme, 'Kế hoạch').key}"))
    assert "Section: I. QUÝ I → II. QUÝ II" in moved
    added = said(anna.get(f"/programme-items/{called(world, programme, 'Chuyển đổi').key}"))
    assert "Added by a corrected file" in added
    assert "Taken over into the programme" not in added
    same = said(anna.get(f"/programme-items/{called(world, programme, 'Tổng kết').key}"))
    assert "Taken over into the programme" in same
    assert "corrected.xlsx, row 10" in same


def test_a_new_item_begins_a_history_of_its_own_where_another_was_withdrawn(world, programme):
    by_hand(world, items(world, programme)[-1], state="done")
    anna = world.client("anna")
    for rows in (ROWS[:-1], [*ROWS[:-1], (5, "Chuyển đổi số", "", "", "Tháng 6")]):
        where = compare_with(world, programme, rows, f"{len(rows)}.xlsx")
        page = anna.get(where)
        anna.post(where, data=form_of(page, tick=form_of(page)["shown"][0].split()))
    page = said(anna.get(f"/programme-items/{items(world, programme)[-1].key}"))
    assert "Chuyển đổi số" in page
    assert "Completed" not in page.partition("Added by")[0].rpartition("History")[2]


# --- twice, meanwhile, and what cannot go ------------------------------------------------------


def test_the_same_form_twice_changes_once(world, programme, compared):
    anna = world.client("anna")
    form = form_of(anna.get(compared))
    answers = [anna.post(compared, data=form) for _ in range(2)]
    answers.append(anna.post(compared, data=form | {"command_id": new_id()}))
    assert {a.headers["plenum-go"] for a in answers} == {f"/programmes/{programme.key}?updated=1"}
    happened = world.happened(f"programme:{programme.id}")
    assert happened.count("programme-updated") == 1
    assert happened.count("programme-item-changed") == 3
    assert anna.get(compared).status_code == 303 or "plenum-go" in anna.get(compared).headers


def test_the_command_twice_with_another_form_changes_once(world, programme, compared):
    arguments = prepared(world, compared)
    keys = {world.run("anna", update_from_import, **arguments) for _ in range(2)}
    assert keys == {str(programme.key)}
    assert world.happened(f"programme:{programme.id}").count("programme-updated") == 1


def test_what_was_left_out_of_a_file_can_be_taken_over_when_it_comes_again(world, programme):
    anna, content = world.client("anna"), sheet(CORRECTED)
    first = f"{looked_at(world, anna, 'new.xlsx', content)}/compare/{programme.key}"
    page = anna.get(first)
    ticks = [t for t in form_of(page)["tick"] if t != token(page, "tinh gọn")]
    assert anna.post(first, data=form_of(page, tick=ticks)).status_code == 200
    again = f"{looked_at(world, anna, 'new.xlsx', content)}/compare/{programme.key}"
    page = anna.get(again)
    assert lines(page) == {
        "Đề án sắp xếp, tinh gọn bộ máy": ("Changed", True),
        "Quy hoạch sử dụng đất": ("Gone", False),
    }
    gone = token(page, "Quy hoạch")
    whole = form_of(page, tick=[*form_of(page)["tick"], gone])
    assert anna.post(again, data=whole).status_code == 200
    known = upload(anna, "new.xlsx", content).headers["plenum-go"]
    assert known == f"/programmes/{programme.key}?known=1"


def prepared(world, compared, who="anna", ticks=()):
    """Return the command's arguments with the ticks as proposed, and some more."""
    key, programme = compared.split("/")[3], compared.split("/")[5]
    sides, both = world.read(comparing.look, world.viewer("anna"), key, programme)
    matched = asyncio.run(comparing.matched(sides, both))
    chosen = comparing.Ticks(frozenset(ticks))
    planned, remove = matched.planned(chosen)
    fixed = {"key": UUID(key), "programme_key": UUID(programme), "seen": sides.seen}
    return fixed | {"lines": planned, "remove": remove, "whole": matched.whole(chosen)}


def test_where_the_programme_changed_meanwhile_the_comparison_is_shown_again_with_the_ticks(
    world, programme, compared
):
    anna = world.client("anna")
    page = anna.get(compared)
    gone, plan_ = token(page, "Quy hoạch"), token(page, "tinh gọn")
    ticks = [t for t in form_of(page)["tick"] if t != plan_] + [gone]
    by_hand(world, called(world, programme, "Tổng kết"), state="done")
    refused = anna.post(compared, data=form_of(page, tick=ticks))
    assert refused.status_code == 409
    assert "has changed since they were compared" in said(refused)
    assert lines(refused)["Quy hoạch sử dụng đất"] == ("Gone", True)
    assert lines(refused)["Đề án sắp xếp, tinh gọn bộ máy"] == ("Changed", False)
    assert texts(world, programme) == [row[1] for row in ROWS if len(row) > 1]
    assert anna.post(compared, data=form_of(refused)).status_code == 200
    assert "Quy hoạch sử dụng đất" not in texts(world, programme)
    assert called(world, programme, "Tổng kết").state == "done"


def test_a_plan_that_does_not_name_every_item_is_refused(world, programme, compared):
    arguments = prepared(world, compared)
    short = json.dumps(json.loads(arguments["lines"])[1:-1])
    with pytest.raises(errors.ProgrammeMoved):
        world.run("anna", update_from_import, **arguments | {"lines": short})


@pytest.mark.parametrize("use", ["on an agenda", "continued", "continued within"])
def test_what_is_in_use_cannot_be_removed_and_is_named(world, programme, compared, use):
    held = called(world, programme, "Quy hoạch")
    if use == "on an agenda":
        tabled(world, held)
    elif use == "continued":
        child(world, held)
    else:
        put(world, programme, 9, "Quy hoạch, chi tiết", parent_id=held.id, section="II. QUÝ II")
    anna = world.client("anna")
    page = anna.get(compared)
    boxes = html.fromstring(page.text).xpath("//input[@disabled]")
    ticked = f"o{held.key.hex}"
    if use != "continued within":  # what hangs from it is gone from the file, too
        assert [box.get("value") for box in boxes] == [ticked]
        assert "It cannot be removed" in said(page)
    refused = anna.post(compared, data=form_of(page, tick=[ticked]))
    assert refused.status_code == 409
    assert "5. Quy hoạch sử dụng đất" in said(refused)
    assert world.row(ProgrammeItem, id=held.id) is not None


def test_an_item_and_what_hangs_from_it_within_go_together(world, programme, compared):
    held = called(world, programme, "Quy hoạch")
    put(world, programme, 9, "Quy hoạch, chi tiết", parent_id=held.id, section="II. QUÝ II")
    anna = world.client("anna")
    page = anna.get(compared)
    anna.post(compared, data=form_of(page, tick=form_of(page)["shown"][0].split()))
    assert not [text for text in texts(world, programme) if text.startswith("Quy hoạch")]


def test_ticks_of_other_pages_are_kept(world, programme, compared, monkeypatch):
    monkeypatch.setattr("server.programmes.comparison_queries.ROWS_A_PAGE", 2)
    anna = world.client("anna")
    first = anna.get(compared)
    assert len(lines(first)) == 2
    third = anna.post(compared, data=form_of(first, tick=[], show="all:3"))
    assert list(lines(third)) == ["Quy hoạch sử dụng đất"]
    gone = form_of(third)["shown"]
    again = anna.post(compared, data=form_of(third, tick=gone, show="all:1"))
    assert [ticked for _kind, ticked in lines(again).values()] == [False, False]
    assert anna.post(compared, data=form_of(again)).status_code == 200
    assert texts(world, programme) == [
        *("Đề án sắp xếp bộ máy", "Báo cáo thu ngân sách"),
        *("Kế hoạch kiểm tra, giám sát", "Tổng kết phong trào thi đua"),
    ]


# --- who, and who looks on ---------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_compares_and_updates(world, programme, compared, who):
    client = world.client(who)
    assert client.get(compared).status_code == 404
    form = {"command_id": new_id(), "seen": "x"}
    assert client.post(compared, data=form).status_code == 404
    with pytest.raises(NotFound):
        world.run(who, update_from_import, **prepared(world, compared))
    assert texts(world, programme) == [row[1] for row in ROWS if len(row) > 1]


def test_open_pages_follow(world, programme, compared):
    removed = called(world, programme, "Quy hoạch")
    pages = [
        opened(world, who, address)
        for who in ("anna", "mia")
        for address in (
            f"/programmes/{programme.key}",
            f"/programme-items/{called(world, programme, 'Đề án').key}",
            f"/programme-items/{removed.key}",
        )
    ]

    def act():
        ticks = [f"o{removed.key.hex}"]
        world.run("anna", update_from_import, **prepared(world, compared, ticks=ticks))

    assert live_equals_reload(world, pages, act) == [RELOADED] * 6  # its page stays, and says so
