"""The pages of amendments: forms, one proposal, adopted beside current; live and as who."""

import io
from datetime import timedelta

import pytest
from docx import Document
from lxml import html

from server.kernel.i18n import today
from server.kernel.types import now
from server.programmes import amending
from server.programmes.models import ProgrammeItem, ProgrammeProposal
from tests.live.harness import RELOADED, SAME, live_equals_reload, opened
from tests.programmes.amended import (
    REASON,
    TEXTS,
    adopted,
    asked,
    decided,
    forwarded,
    items,
    taken,
)
from tests.programmes.conftest import said
from tests.world import new_id

KINDS = [*amending.ASKED]


@pytest.fixture
def programme(world):
    return adopted(world)


@pytest.fixture
def first(world, programme):
    return items(world, programme)[0]


def beside(programme, more=""):
    return f"/programmes/{programme.key}/compare-adopted{more}"


def form_at(client, url):
    """Return a form's address and fields as a browser would send them."""
    forms = html.fromstring(client.get(url).text).forms
    form = next(f for f in forms if f.method == "POST" and "amend" in f.action)
    fields = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return form.action, fields | {"command_id": new_id()}


# --- the forms ---------------------------------------------------------------------------------


def test_from_an_items_page_to_the_decision_by_forms(world, programme, first):
    clara, anna, carl = (world.client(who) for who in ("clara", "anna", "carl"))
    assert "Propose a change" in said(clara.get(f"/programme-items/{first.key}"))
    kinds = clara.get(f"/programme-items/{first.key}/amend")
    assert "kind=postpone" in kinds.text
    action, fields = form_at(clara, f"/programme-items/{first.key}/amend?kind=postpone")
    fields |= {"time_text": "Quý III", "reason": REASON}
    for _ in range(2):
        answer = clara.post(action, data=fields)
        assert answer.status_code == 200, answer.text
    proposal = world.row(ProgrammeProposal)
    assert proposal.body_id == world.bodies["commission"]
    one = f"/amendments/{proposal.key}"
    action, fields = form_at(anna, f"{one}/words?verdict=forward")
    assert anna.post(action, data=fields).status_code == 200
    waits = html.fromstring(carl.get("/?stay=1").text)
    assert waits.xpath(f"//a[@href='{one}']/text()") == [TEXTS[0]]
    action, fields = form_at(carl, one)  # the second tap
    assert carl.post(action, data=fields).status_code == 200
    assert world.row(ProgrammeItem, id=first.id).moves == 1
    assert "Put off 1 time" in said(carl.get(f"/programmes/{programme.key}"))
    assert REASON in said(carl.get(f"/programme-items/{first.key}"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "add"])
def test_each_kind_has_a_form_that_says_what_it_lacks(world, programme, first, kind):
    anna = world.client("anna")
    action, fields = form_at(anna, f"/programme-items/{first.key}/amend?kind={kind}")
    refused = anna.post(action, data=fields)
    assert refused.status_code == 422
    assert "Reason" in said(refused)


def test_what_is_returned_is_edited_in_the_same_form(world, programme, first):
    clara = world.client("clara")
    parts = {"part1_text": "Một", "part2_text": "Hai"}
    proposal = asked(world, programme, "clara", "split", first, "commission", **parts)
    forwarded(world, proposal, verdict="return", opinion="Thiếu căn cứ")
    page = said(clara.get(f"/amendments/{proposal.key}"))
    assert "Thiếu căn cứ" in page
    assert proposal.reason in page
    action, fields = form_at(clara, f"/amendments/{proposal.key}/edit")
    assert fields["part2_text"] == ["Hai"]
    answer = clara.post(action, data=fields | {"part3_text": "Ba"})
    assert answer.status_code == 200, answer.text
    after = world.row(ProgrammeProposal, id=proposal.id)
    assert ([part["text"] for part in after.parts], after.state) == (
        ["Một", "Hai", "Ba"], "proposed",
    )  # fmt: skip


def test_items_to_merge_are_found_by_words_and_what_is_ticked_stays(world, programme, first):
    second, third = items(world, programme)[1:3]
    address = f"/programme-items/{first.key}/amend/others?words=quy hoach&others={second.key}"
    found = html.fromstring(world.client("anna").get(address).text)
    assert found.xpath("//input/@value") == [
        str(second.key), str(items(world, programme)[3].key),
    ]  # fmt: skip
    assert found.xpath("//input[@checked]/@value") == [str(second.key)]
    assert third.text not in found.text_content()


def test_who_does_not_lead_an_item_is_told_who_can_ask(world, programme):
    second = items(world, programme)[1]
    answer = world.client("clara").get(f"/programme-items/{second.key}/amend")
    assert "Your body does not lead this item" in said(answer)


# --- adopted beside current --------------------------------------------------------------------


def test_as_adopted_and_as_of_a_day_stand_beside_each_other(world, programme, first):
    taken(world, programme, "postpone", first, time_text="Tháng 6", letter="7-CV/BTC")
    taken(world, programme, "withdraw", items(world, programme)[2])
    taken(world, programme, "add", text="Việc đột xuất", origin="unscheduled")
    anna = world.client("anna")
    page = html.fromstring(anna.get(beside(programme)).text)
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.xpath("//tbody/tr[@id]")
    ]
    assert len(rows) == 3
    assert "Tháng [struck out:] 3" in rows[0][0]
    assert "Tháng [put in:] 6" in rows[0][1]
    assert all(word in rows[0][2] for word in (REASON, "7-CV/BTC", "Carl Chair"))
    assert "Withdrawn from the programme" in rows[1][1]
    assert rows[2][0] == "It was not there."
    everything = html.fromstring(anna.get(beside(programme, "?show=all")).text)
    assert len(everything.xpath("//tbody/tr[@id]")) == 5
    listed = said(anna.get(beside(programme, "?show=list")))
    assert listed.index("Item added") < listed.index("Put off")
    yesterday = today(now()) - timedelta(days=1)
    before = anna.get(beside(programme, f"?on={yesterday}"))
    assert "The programme stands as it was adopted." in said(before)
    all_before = html.fromstring(anna.get(beside(programme, f"?on={yesterday}&show=all")).text)
    assert len(all_before.xpath("//tbody/tr[@id]")) == 4
    assert "Tháng 6" not in all_before.text_content()


@pytest.mark.parametrize("asked_", ["?on=x", "?page=99", "?show=x", "?on=2026-02-31&page=-1"])
def test_what_is_no_answer_is_taken_for_today_and_the_first_page(world, programme, asked_):
    assert world.client("anna").get(beside(programme, asked_)).status_code == 200


def test_the_table_of_amendments_is_a_word_document(world, programme, first):
    taken(world, programme, "postpone", first, time_text="Tháng 6")
    taken(world, programme, "split", items(world, programme)[1], part1_text="A", part2_text="B")
    answer = world.client("mia").get(beside(programme, ".docx"))
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    cells = [[cell.text for cell in row.cells] for row in document.tables[1].rows]
    # A party committee's document is Vietnamese, also for who reads the screens in English.
    assert cells[0][1:3] == ["Theo chương trình đã ban hành", "Sau điều chỉnh"]
    words = "\n".join("|".join(row) for row in cells)
    for expected in (TEXTS[0], "Tháng 3", "Tháng 6", REASON, "Carl Chair", "2a. A", "Tách"):
        assert expected in words
    nothing = world.client("mia").get(beside(programme, ".docx?on=2026-01-06"))
    said = Document(io.BytesIO(nothing.content)).tables[1].cell(1, 0).text
    assert said == "Đến ngày này chưa có điều chỉnh nào."


def test_items_put_off_are_counted_marked_and_filtered(world, programme, first):
    third = items(world, programme)[2]
    for item, times in ((first, 1), (third, 2)):
        for n in range(times):
            taken(world, programme, "postpone", item, time_text=f"Tháng {6 + n}")
    anna = world.client("anna")
    assert "2 put off" in said(anna.get(f"/programmes/{programme.key}"))
    page = html.fromstring(anna.get(f"/programmes/{programme.key}?moved=1").text)
    found = page.xpath("//tr[starts-with(@id, 'row-')]")
    assert [row.get("id") for row in found] == [f"row-{third.key}", f"row-{first.key}"]
    assert "Put off 2 times" in found[0].text_content()


# --- live, and who sees what -------------------------------------------------------------------


def pages_of(world, programme, first, proposal=None):
    addresses = [beside(programme), f"/programme-items/{first.key}", "/?stay=1"]
    if proposal:
        addresses.append(f"/amendments/{proposal.key}")
    return [
        opened(world, who, address) for who in ("anna", "clara", "carl") for address in addresses
    ]


def test_open_pages_follow_each_step(world, programme, first):
    pages = pages_of(world, programme, first)

    def ask():
        asked(world, programme, "clara", "postpone", first, "commission", time_text="Tháng 6")

    assert live_equals_reload(world, pages, ask) == [SAME] * 9
    proposal = world.row(ProgrammeProposal)
    for act in (
        lambda: forwarded(world, proposal, verdict="return", opinion="Thiếu"),
        lambda: world.run(
            "clara",
            amending.edit_proposal,
            key=proposal.key,
            version=1,
            base=world.read(amending.texts_of, proposal),
            texts=world.read(amending.texts_of, proposal) | {"reason": "Khác"},
        ),
        lambda: forwarded(world, world.row(ProgrammeProposal)),
    ):
        pages = pages_of(world, programme, first, proposal)
        assert live_equals_reload(world, pages, act) == [SAME] * 12
    pages = pages_of(world, programme, first, proposal)
    outcome = live_equals_reload(
        world, pages, lambda: decided(world, world.row(ProgrammeProposal), "stan")
    )
    assert outcome == [RELOADED, RELOADED, SAME, RELOADED] * 3


@pytest.mark.parametrize("kind", ["split", "merge", "withdraw", "change-lead", "add"])
def test_the_programmes_page_follows_what_is_taken(world, programme, first, kind):
    second = items(world, programme)[1]
    words = {
        "split": {"part1_text": "Một", "part2_text": "Hai"},
        "merge": {"others": str(second.key)},
        "change-lead": {"lead": "Văn phòng Tỉnh ủy"},
        "add": {"text": "Mới", "origin": "superior"},
    }.get(kind, {})
    item = None if kind == "add" else first
    proposal = forwarded(world, asked(world, programme, "anna", kind, item, **words))
    pages = [
        opened(world, who, address)
        for who in ("anna", "mia")
        for address in (f"/programmes/{programme.key}", f"/programme-items/{second.key}")
    ]
    outcome = live_equals_reload(world, pages, lambda: decided(world, proposal))
    assert outcome == [RELOADED] * 4


def test_taking_back_follows_too(world, programme, first):
    proposal = asked(world, programme, "clara", "withdraw", first, "commission")
    pages = pages_of(world, programme, first, proposal)

    def act():
        world.run("clara", amending.take_back, key=proposal.key)

    assert live_equals_reload(world, pages, act) == [SAME] * 12


@pytest.mark.parametrize("who", ["mia", "zoe", "greta", "adam"])
def test_what_is_open_is_seen_by_the_office_who_decides_and_who_asks(world, programme, first, who):
    secret = "Lý do chưa công bố"
    proposal = asked(world, programme, "clara", "withdraw", first, "commission", reason=secret)
    client = world.client(who)
    assert client.get(f"/amendments/{proposal.key}").status_code == 404
    for address in (beside(programme), beside(programme, "?show=list"), "/?stay=1"):
        assert secret not in client.get(address).text
    decided(world, forwarded(world, proposal))
    seen = client.get(f"/amendments/{proposal.key}")
    assert seen.status_code == (200 if who == "mia" else 404)
