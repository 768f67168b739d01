"""What was adopted is amended: asked for, appraised, decided, carried out."""

import pytest
from sqlmodel import select

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.kernel.types import now
from server.programmes import amending, ledger
from server.programmes.amendment_errors import (
    ItemOnAgenda,
    ItemSettled,
    NotAdopted,
    NothingChanges,
    ProposalMoved,
    ProposalSettled,
)
from server.programmes.models import ProgrammeItem, ProgrammeItemBody
from tests.programmes.amended import (
    REASON,
    TEXTS,
    adopted,
    asked,
    decided,
    forwarded,
    item_of,
    items,
    proposal_of,
    taken,
)


@pytest.fixture
def programme(world):
    return adopted(world)


@pytest.fixture
def first(world, programme):
    return items(world, programme)[0]


def edit(world, who, proposal, version=None, base=None, **texts):
    shown = world.read(amending.texts_of, proposal)
    arguments = {"version": version or proposal.version, "base": base or shown}
    arguments["texts"] = (base or shown) | texts
    world.run(who, amending.edit_proposal, key=proposal.key, **arguments)
    return proposal_of(world, proposal.key)


def named(world, item):
    rows = select(ProgrammeItemBody).where(ProgrammeItemBody.item_id == item.id)
    rows = rows.order_by(ProgrammeItemBody.id)
    return world.read(lambda db: [(r.role, r.name, r.body_id) for r in db.exec(rows)])


# --- what each kind does -----------------------------------------------------------------------


def test_a_bodys_clerk_asks_the_office_forwards_and_the_chair_takes_it(world, programme, first):
    proposal = asked(
        world, programme, "clara", "postpone", first, "commission", time_text="Tháng 6"
    )
    assert (proposal.state, proposal.body_id) == ("proposed", world.bodies["commission"])
    assert items(world, programme)[0].time_text == "Tháng 3"  # nothing has changed yet
    proposal = decided(world, forwarded(world, proposal))
    assert (proposal.state, proposal.appraisal) == ("taken", "Nhất trí")
    assert proposal.decided_by_id == world.people["carl"]
    item = items(world, programme)[0]
    assert (item.time_text, item.time_from, item.time_to, item.moves) == (
        "Tháng 6", "2026-06-01", "2026-06-30", 1,
    )  # fmt: skip
    assert proposal.changes[str(item.key)]["time_to"] == ["2026-03-31", "2026-06-30"]
    assert world.happened(f"programme:{programme.id}") == [
        *["programme-proposal-changed"] * 2,
        "programme-item-changed",
        "programme-list-changed",
        "programme-proposal-changed",
    ]


def test_a_time_brought_forward_counts_as_no_move(world, programme, first):
    taken(world, programme, "bring-forward", first, time_text="Tháng 2")
    item = items(world, programme)[0]
    assert (item.time_to, item.moves) == ("2026-02-28", 0)


def test_an_item_is_split_and_its_parts_stand_behind_it(world, programme, first):
    above = items(world, programme)[3].id
    world.run(None, lambda tx: setattr(tx.session.get(ProgrammeItem, first.id), "parent_id", above))
    proposal = taken(
        world,
        programme,
        "split",
        first,
        part1_text="Đề án, phần đảng",
        part2_text="Đề án, phần chính quyền",
        part2_lead="Văn phòng Tỉnh ủy",
        part2_time_text="Tháng 9",
    )
    now_ = items(world, programme)
    assert [(i.position, i.number, i.text, i.state) for i in now_[:4]] == [
        (1, "1", TEXTS[0], "split"),
        (2, "1a", "Đề án, phần đảng", "planned"),
        (3, "1b", "Đề án, phần chính quyền", "planned"),
        (4, "2", TEXTS[1], "planned"),
    ]
    assert [i.parent_id for i in now_[1:3]] == [above, above]
    assert (now_[1].time_to, now_[2].time_to) == ("2026-03-31", "2026-09-30")
    assert now_[1].section == now_[0].section
    assert named(world, now_[1]) == named(world, now_[0])
    assert [row[2] for row in named(world, now_[2])] == [world.bodies["office"]]
    assert proposal.changes[str(now_[1].key)] == ""


def test_items_are_merged_into_one(world, programme, first):
    second, third = items(world, programme)[1:3]
    others = f"{second.key} {third.key}"
    taken(world, programme, "merge", first, others=others, text="Đề án và báo cáo")
    assert [(i.text, i.state) for i in items(world, programme)[:3]] == [
        ("Đề án và báo cáo", "planned"), (TEXTS[1], "merged"), (TEXTS[2], "merged"),
    ]  # fmt: skip


def test_withdrawn_keeps_its_row(world, programme, first):
    taken(world, programme, "withdraw", first)
    assert [i.state for i in items(world, programme)] == ["withdrawn", *["planned"] * 3]


def test_another_lead_is_looked_up_again(world, programme, first):
    lead = "Văn phòng Tỉnh ủy; Sở Lạ"
    proposal = taken(world, programme, "change-lead", first, lead=lead)
    item = items(world, programme)[0]
    assert item.lead == lead
    assert named(world, item) == [
        ("lead", "Văn phòng Tỉnh ủy", world.bodies["office"]), ("lead", "Sở Lạ", None),
    ]  # fmt: skip
    assert proposal.changes[str(item.key)]["bodies"][0] == [
        ["lead", "Ban Tổ chức Tỉnh ủy", world.bodies["commission"]]
    ]


def test_product_and_words_are_changed(world, programme, first):
    taken(world, programme, "change-product", first, product="Kết luận")
    taken(world, programme, "change-words", first, text="Đề án tinh gọn bộ máy")
    item = items(world, programme)[0]
    assert (item.product, item.text, item.folded) == (
        "Kết luận", "Đề án tinh gọn bộ máy", "de an tinh gon bo may",
    )  # fmt: skip


def test_an_item_is_added_at_the_end_of_its_section_with_its_origin(world, programme):
    new = {"text": "Việc đột xuất", "section": "I. QUÝ I", "time_text": "Quý III"}
    with pytest.raises(BadForm) as problem:
        asked(world, programme, "anna", "add", **new)
    assert problem.value.fields == {"origin": "field-required"}
    proposal = taken(world, programme, "add", **new, origin="unscheduled")
    item = item_of(world, programme, "Việc đột xuất")
    assert (item.position, item.origin, item.time_to) == (3, "unscheduled", "2026-09-30")
    assert (proposal.item_id, proposal.changes) == (item.id, {str(item.key): ""})
    assert [i.position for i in items(world, programme)] == [1, 2, 3, 4, 5]


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wrong", "field"),
    [
        ("postpone", {"time_text": "Tháng 6", "reason": ""}, "reason"),
        ("postpone", {"time_text": ""}, "time_text"),
        ("postpone", {"time_text": "Tháng 2"}, "time_text"),
        ("bring-forward", {"time_text": "Tháng 4"}, "time_text"),
        ("split", {"part1_text": "Một"}, "part1_text"),
        ("split", {"part1_text": "Một", "part2_lead": "Sở"}, "part1_text"),
        ("merge", {"others": ""}, "others"),
        ("merge", {"others": "x"}, "others"),
        ("withdraw", {"letter_on": "31/31"}, "letter_on"),
        ("add", {"text": "Mới", "origin": "moon"}, "kind"),
    ],
)
def test_what_cannot_be_asked_says_which_field(world, programme, first, kind, wrong, field):
    with pytest.raises(BadForm) as problem:
        asked(world, programme, "anna", kind, first, **wrong)
    assert [*problem.value.fields] == [field]


def test_what_is_there_already_changes_nothing(world, programme, first):
    with pytest.raises(NothingChanges):
        asked(world, programme, "anna", "change-product", first, product="Nghị quyết")


def test_a_draft_is_not_amended(world):
    programme = adopted(world, state="draft")
    with pytest.raises(NotAdopted):
        asked(world, programme, "anna", "withdraw", items(world, programme)[0])


@pytest.mark.parametrize("state", ["presented", "done", "withdrawn", "carried", "split", "merged"])
def test_what_is_done_with_is_not_amended(world, programme, first, state):
    proposal = forwarded(world, asked(world, programme, "anna", "withdraw", first))
    world.run(None, lambda tx: setattr(tx.session.get(ProgrammeItem, first.id), "state", state))
    with pytest.raises(ItemSettled):
        asked(world, programme, "anna", "change-words", first, text="Khác")
    with pytest.raises(ItemSettled):
        decided(world, proposal)
    assert proposal_of(world, proposal.key).state == "forwarded"


def test_on_an_agenda_words_change_but_not_times(world, programme, first):
    def table(tx):
        tx.session.get(ProgrammeItem, first.id).state = "on-agenda"

    world.run(None, table)
    with pytest.raises(ItemOnAgenda):
        asked(world, programme, "anna", "postpone", first, time_text="Tháng 6")
    taken(world, programme, "change-words", first, text="Đề án khác")
    assert items(world, programme)[0].state == "on-agenda"


# --- who ---------------------------------------------------------------------------------------


def test_a_clerk_asks_for_what_his_body_leads_and_to_add(world, programme, first):
    second = items(world, programme)[1]
    with pytest.raises(NotFound):
        asked(world, programme, "clara", "withdraw", second, "commission")
    with pytest.raises(NotFound):
        asked(world, programme, "clara", "withdraw", first)  # in the office's name
    with pytest.raises(NotFound):
        asked(world, programme, "clara", "withdraw", first, "office")
    asked(world, programme, "clara", "add", None, "commission", text="Mới", origin="year")


def test_members_ask_in_the_name_of_the_programmes_body(world, programme):
    second = items(world, programme)[1]
    assert asked(world, programme, "mia", "withdraw", second, "committee").state == "proposed"
    assert asked(world, programme, "carl", "withdraw", second, "committee").state == "proposed"


@pytest.mark.parametrize("who", ["zoe", "greta", "adam"])
def test_an_outsider_asks_for_nothing_and_settles_nothing(world, programme, first, who):
    for body in (None, "elsewhere", "commission"):
        with pytest.raises(NotFound):
            asked(world, programme, who, "withdraw", first, body)
    proposal = asked(world, programme, "anna", "withdraw", first)
    for act in (forwarded, decided):
        with pytest.raises(NotFound):
            act(world, proposal, who)
    with pytest.raises(NotFound):
        world.run(who, amending.take_back, key=proposal.key)


@pytest.mark.parametrize("who", ["clara", "mia", "carl", "stan"])
def test_only_the_office_appraises(world, programme, first, who):
    proposal = asked(world, programme, "clara", "withdraw", first, "commission")
    with pytest.raises(NotFound):
        forwarded(world, proposal, who)


@pytest.mark.parametrize("who", ["anna", "clara", "mia"])
def test_only_the_chair_or_the_standing_body_decides(world, programme, first, who):
    proposal = forwarded(world, asked(world, programme, "clara", "withdraw", first, "commission"))
    with pytest.raises(NotFound):
        decided(world, proposal, who)
    assert decided(world, proposal, "stan").state == "taken"


def test_the_letter_of_a_body_without_an_account_is_entered_by_the_office(world, programme, first):
    letter = {"letter": "15-CV/HĐND", "letter_on": "2026-02-03"}
    proposal = asked(world, programme, "anna", "withdraw", first, "elsewhere", **letter)
    assert (proposal.body_id, proposal.letter) == (world.bodies["elsewhere"], "15-CV/HĐND")
    assert edit(world, "bella", proposal, reason="Lý do khác").reason == "Lý do khác"


# --- changed, returned, taken back, stale, twice -----------------------------------------------


def test_a_returned_proposal_is_put_right_and_comes_again(world, programme, first):
    proposal = asked(world, programme, "clara", "withdraw", first, "commission")
    with pytest.raises(BadForm):
        forwarded(world, proposal, verdict="return", opinion="")
    proposal = forwarded(world, proposal, verdict="return", opinion="Thiếu căn cứ")
    assert proposal.state == "returned"
    proposal = edit(world, "clara", proposal, reason="Theo Kết luận số 12")
    assert (proposal.state, proposal.reason) == ("proposed", "Theo Kết luận số 12")
    with pytest.raises(NotFound):
        edit(world, "bella", proposal, reason="x")  # it is the body's
    world.run("clara", amending.take_back, key=proposal.key)
    with pytest.raises(ProposalSettled):
        forwarded(world, proposal)
    with pytest.raises(ProposalSettled):
        world.run("clara", amending.take_back, key=proposal.key)


def test_two_who_change_one_proposal_merge_or_hear_of_each_other(world, programme, first):
    proposal = asked(world, programme, "anna", "postpone", first, time_text="Tháng 6")
    shown = world.read(amending.texts_of, proposal)
    edit(world, "anna", proposal, base=shown, time_text="Tháng 7")
    edit(world, "bella", proposal, base=shown, reason="Khác")
    after = proposal_of(world, proposal.key)
    assert (after.words["time_text"], after.reason) == ("Tháng 7", "Khác")
    with pytest.raises(EditConflict) as problem:
        edit(world, "bella", proposal, base=shown, time_text="Tháng 8")
    assert problem.value.theirs == {"time_text": "Tháng 7"}


def test_what_was_changed_since_it_was_read_is_not_decided(world, programme, first):
    proposal = asked(world, programme, "clara", "withdraw", first, "commission")
    edit(world, "clara", proposal, reason="Khác")
    with pytest.raises(ProposalMoved):
        forwarded(world, proposal)


def test_a_decision_is_made_once(world, programme, first):
    proposal = forwarded(world, asked(world, programme, "anna", "withdraw", first))
    decided(world, proposal)
    with pytest.raises(ProposalSettled):
        decided(world, proposal, "stan", "decline", "Không")
    with pytest.raises(ProposalSettled):
        edit(world, "anna", proposal_of(world, proposal.key), reason="x")


def test_declined_changes_nothing_and_says_why(world, programme, first):
    proposal = forwarded(world, asked(world, programme, "anna", "withdraw", first))
    with pytest.raises(BadForm):
        decided(world, proposal, verdict="decline")
    proposal = decided(world, proposal, verdict="decline", note="Chưa cần")
    assert (proposal.state, proposal.decision, proposal.changes) == ("declined", "Chưa cần", {})
    assert items(world, programme)[0].state == "planned"


def test_undone_it_is_as_adopted(world, programme, first):
    before = world.read(ledger.at_moment, programme.id)
    taken(world, programme, "postpone", first, time_text="Tháng 6")
    between = now()
    taken(world, programme, "split", first, part1_text="Một", part2_text="Hai")
    taken(world, programme, "add", text="Mới", section="I. QUÝ I", origin="superior")
    assert len(world.read(ledger.at_moment, programme.id, now())) == 7
    assert world.read(ledger.at_moment, programme.id) == before
    middle = world.read(ledger.at_moment, programme.id, between)
    assert [row["time_text"] for row in middle] == ["Tháng 6", *["Tháng 3"] * 3]
    assert REASON
