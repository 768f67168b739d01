"""A body registers items for a programme that is open; the office enters what came by letter."""

from datetime import date

import pytest

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.people.models import Account, Membership
from server.programmes import opened, proposals, registering
from server.programmes.errors import NotInDraft, ProposalSettled, RegistrationClosed
from server.programmes.models import ProgrammeProposal
from tests.live.harness import RELOADED, SAME, live_equals_reload
from tests.live.harness import opened as looking
from tests.programmes.registered import (
    ASKED,
    TOMORROW,
    YESTERDAY,
    again,
    ask,
    drafted,
    items,
    stand,
)
from tests.programmes.test_items import key_of
from tests.world import new_id, today


@pytest.fixture
def programme(world):
    return drafted(world)


@pytest.fixture
def others(world):
    """A clerk of another body: Olga, of the Inspection Commission."""
    from server.kernel.types import now
    from server.people.models import Body

    body = world.bodies["inspection"] = world.add(Body(name="Ủy ban Kiểm tra", kind="agency"))
    olga = world.add(Account(login="olga", name="Olga Other", created_at=now(), locale="en"))
    world.people["olga"] = olga
    since = date(2020, 1, 1)
    world.add(Membership(account_id=olga, body_id=body, role="clerk", since=since))
    return world


def seen(world, who, programme):
    """Return the texts of the proposals on somebody's page."""
    from server.programmes.proposing import registration_to_see

    def read(db):
        found, readers = registration_to_see(db, world.viewer(who), programme.key)
        view = proposals.registration(db, found.id)
        return [line.text for line in proposals.seen_by(view, readers)]

    return world.read(read)


def change(world, who, proposal, **changes):
    """Change a proposal as a form would that was rendered with it as `proposal` is."""
    shown = {name: proposal.words.get(name, "") for name in registering.ASKED}
    shown |= {"reason": proposal.reason, "letter": proposal.letter, "letter_on": proposal.letter_on}
    return world.run(
        who,
        registering.change_proposal,
        key=proposal.key,
        version=proposal.version,
        base=shown,
        to=shown | changes,
    )


def test_a_clerk_registers_an_item_and_it_stands_as_it_was_written(world, programme):
    row = ask(world, "clara", programme, reason="Cần cho năm 2027", time_text="  Tháng 3 ")
    assert (row.kind, row.state, row.letter) == ("register", "proposed", "")
    assert row.words["text"] == ASKED["text"]
    assert row.words["time_text"] == "Tháng 3"
    assert row.words["lead"] == "Ban Tổ chức Tỉnh ủy"
    assert (row.body_id, row.reason) == (world.bodies["commission"], "Cần cho năm 2027")
    assert world.happened(f"programme:{programme.id}")[-1] == "programme-proposal-changed"
    assert items(world, programme) == []


def test_the_page_shows_what_the_time_was_read_as(world, programme):
    ask(world, "clara", programme)
    text = world.client("clara").get(f"/programmes/{programme.key}/registration").text
    assert "01/03/2027 – 31/03/2027" in text
    assert "Đề án phát triển kinh tế số" in text


def test_what_is_typed_is_read_at_once_and_what_is_like_it_is_named(world, programme):
    ask(world, "clara", programme)
    form = {"text": "Đề án về phát triển kinh tế số giai đoạn 2027-2030", "time_text": "Quý I"}
    form |= {"coordinating": "Văn phòng Tỉnh ủy; Sở Lạ"}
    text = (
        world.client("clara")
        .post(f"/programmes/{programme.key}/registration/understood", data=form)
        .text
    )
    assert "01/01/2027 – 31/03/2027" in text
    assert "Sở Lạ" in text
    assert "Văn phòng Tỉnh ủy” is not" not in text
    assert "kinh tế số" in text


def test_a_body_is_told_of_nothing_but_its_own_while_it_types(others, programme):
    ask(others, "clara", programme)
    text = (
        others.client("olga")
        .post(f"/programmes/{programme.key}/registration/understood", data={"text": ASKED["text"]})
        .text
    )
    assert "kinh tế" not in text


@pytest.mark.parametrize("lacking", ["text", "origin"])
def test_the_subject_and_the_origin_are_needed(world, programme, lacking):
    with pytest.raises(BadForm) as refused:
        ask(world, "clara", programme, **{lacking: ""})
    assert lacking in refused.value.fields


def test_an_unknown_kind_or_origin_is_refused(world, programme):
    with pytest.raises(BadForm) as refused:
        ask(world, "clara", programme, kind="dinner", origin="heaven")
    assert refused.value.fields == {"kind": "field-bad", "origin": "field-bad"}


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["zoe", "mia", "carl", "greta", "stan", "adam"])
def test_nobody_else_registers_or_sees_that_there_is_anything(world, programme, who):
    ask(world, "clara", programme)
    assert world.viewer(who).name  # somebody there is
    with pytest.raises(NotFound):
        ask(world, who, programme)
    assert world.client(who).get(f"/programmes/{programme.key}/registration").status_code == 404
    assert world.read(opened.opened, world.viewer(who)) == []


def test_a_clerk_asks_for_no_other_body(world, programme):
    for body in ("committee", None):
        with pytest.raises(NotFound):
            ask(world, "clara", programme, body=body)


def test_another_bodys_clerk_sees_and_changes_nothing_of_it(others, programme):
    row = ask(others, "clara", programme)
    assert seen(others, "olga", programme) == []
    with pytest.raises(NotFound):
        change(others, "olga", row, text="Khác")
    with pytest.raises(NotFound):
        others.run("olga", registering.take_back, key=row.key)
    for part in ("edit", "appraise"):
        answer = others.client("olga").get(f"/programme-proposals/{row.key}/{part}")
        assert answer.status_code == 404
    assert again(others, row).state == "proposed"


def test_where_a_body_has_a_clerk_its_chair_and_delegates_register_too(world, programme):
    since = date(2020, 1, 1)
    commission, noah = world.bodies["commission"], world.people["noah"]
    world.add(Membership(account_id=noah, body_id=commission, role="delegate", since=since))
    ask(world, "clara", programme)
    assert seen(world, "noah", programme) == [ASKED["text"]]
    ask(world, "noah", programme, text="Kế hoạch")
    assert seen(world, "clara", programme) == [ASKED["text"], "Kế hoạch"]


def test_a_body_sees_nothing_of_the_draft(world, programme):
    from tests.programmes.test_browse import put

    put(world, programme, 1, "Nội dung của dự thảo", section="Mục kín")
    ask(world, "clara", programme)
    page = world.client("clara").get(f"/programmes/{programme.key}/registration").text
    form = world.client("clara").get(f"/programmes/{programme.key}/registration/new").text
    assert "Nội dung của dự thảo" not in page + form
    assert "Mục kín" not in page + form


# --- when ---------------------------------------------------------------------------------------


def test_after_the_last_day_the_page_says_so_and_the_office_still_enters(world, programme):
    row = ask(world, "clara", programme)
    stand(world, programme.key, "registering", YESTERDAY)
    for act in (
        lambda: ask(world, "clara", programme),
        lambda: change(world, "clara", row, text="Khác"),
        lambda: world.run("clara", registering.take_back, key=row.key),
    ):
        with pytest.raises(RegistrationClosed) as refused:
            act()
        assert refused.value.params["until"] == f"{YESTERDAY:%d/%m/%Y}"
    page = world.client("clara").get(f"/programmes/{programme.key}/registration").text
    assert f"The last day to register was {YESTERDAY:%d/%m/%Y}" in page
    assert "Register an item" not in page
    assert ask(world, "anna", programme, letter="45-CV/BTCTU").state == "proposed"


def test_the_last_day_itself_counts(world, programme):
    stand(world, programme.key, "registering", today())
    assert ask(world, "clara", programme).state == "proposed"


def test_later_a_body_still_sees_what_it_registered_and_who_did_not_sees_nothing(others, programme):
    ask(others, "clara", programme)
    for state in ("appraising", "adopted"):
        stand(others, programme.key, state)
        assert seen(others, "clara", programme) == [ASKED["text"]]
        with pytest.raises(NotFound):
            seen(others, "olga", programme)


def test_nobody_registers_for_what_is_no_draft_any_more(world, programme):
    stand(world, programme.key, "adopted")
    with pytest.raises(NotFound):
        ask(world, "clara", programme)
    with pytest.raises(NotInDraft):
        ask(world, "anna", programme, letter="1")


# --- changing -----------------------------------------------------------------------------------


def test_a_body_changes_what_it_asked_and_takes_it_back(world, programme):
    row = ask(world, "clara", programme)
    change(world, "clara", row, text="Đề án kinh tế số", product="")
    now = again(world, row)
    assert (now.words["text"], now.words["product"], now.version) == ("Đề án kinh tế số", "", 2)
    assert now.words["basis"] == ASKED["basis"]
    world.run("clara", registering.take_back, key=row.key)
    assert again(world, row).state == "taken-back"
    for act in (
        lambda: world.run("clara", registering.take_back, key=row.key),
        lambda: change(world, "clara", again(world, row), text="Khác"),
    ):
        with pytest.raises(ProposalSettled):
            act()


def test_two_people_change_different_words_and_the_same_ones_meet(world, programme):
    row = ask(world, "clara", programme)
    change(world, "clara", row, text="Của người thứ nhất")
    change(world, "clara", row, basis="Của người thứ hai")  # its form is a version behind
    now = again(world, row)
    assert (now.words["text"], now.words["basis"]) == ("Của người thứ nhất", "Của người thứ hai")
    with pytest.raises(EditConflict) as met:
        change(world, "clara", row, text="Của người thứ ba")
    assert met.value.theirs == {"text": "Của người thứ nhất"}
    assert met.value.yours == {"text": "Của người thứ ba"}


def test_the_same_form_sent_twice_registers_once(world, programme):
    client = world.client("clara")
    form = ASKED | {"command_id": new_id(), "body": key_of(world, "commission")}
    for _ in range(2):
        answer = client.post(f"/programmes/{programme.key}/registration", data=form)
        assert answer.status_code == 200, answer.text
    assert len(seen(world, "clara", programme)) == 1


def test_a_form_that_is_changed_comes_back_as_it_was_shown(world, programme):
    from lxml import html

    row = ask(world, "clara", programme)
    client = world.client("clara")
    page = client.get(f"/programme-proposals/{row.key}/edit").text
    form = dict(html.fromstring(page).forms[0].form_values()) | {"command_id": new_id()}
    assert form["text"] == ASKED["text"]
    form["product"] = "Chỉ thị"
    assert client.post(f"/programme-proposals/{row.key}", data=form).status_code == 200
    assert again(world, row).words["product"] == "Chỉ thị"
    back = client.post(f"/programme-proposals/{row.key}/back", data={"command_id": new_id()})
    assert back.status_code == 200
    assert again(world, row).state == "taken-back"


# --- by letter ----------------------------------------------------------------------------------


def test_the_office_enters_a_letter_of_a_body_that_has_no_account(world, programme):
    day = date(2026, 11, 2)
    row = ask(world, "anna", programme, body="elsewhere", letter="45-CV/HĐND", letter_on=day)
    assert (row.letter, row.letter_on, row.words["lead"]) == (
        "45-CV/HĐND",
        day,
        "Hội đồng nhân dân tỉnh",
    )
    with pytest.raises(BadForm) as refused:
        ask(world, "anna", programme, body="elsewhere")
    assert refused.value.fields == {"letter": "field-required"}
    own = ask(world, "anna", programme, body=None)  # what the office itself wants needs none
    assert (own.body_id, "lead" in own.words) == (None, False)


def test_what_came_by_letter_the_office_alone_changes_and_the_body_sees_it(world, programme):
    row = ask(world, "anna", programme, letter="45-CV/BTCTU")
    mine = ask(world, "clara", programme, text="Kế hoạch")
    assert seen(world, "clara", programme) == [ASKED["text"], "Kế hoạch"]
    with pytest.raises(NotFound):
        change(world, "clara", row, text="Khác")
    with pytest.raises(NotFound):
        change(world, "anna", mine, text="Khác")
    change(world, "anna", row, letter="46-CV/BTCTU")
    assert again(world, row).letter == "46-CV/BTCTU"


def test_a_body_claims_no_letter(world, programme):
    row = ask(world, "clara", programme, letter="45-CV/BTCTU")
    assert row.letter == ""


# --- live ---------------------------------------------------------------------------------------


def text_of(watched):
    return " ".join(watched.page.text_content().split())


def test_the_pages_of_office_and_bodies_keep_up(others, programme):
    world = others
    ask(world, "olga", programme, body="inspection", text="Kế hoạch kiểm tra")
    url = f"/programmes/{programme.key}/registration"
    addresses = [("clara", url), ("olga", url), ("anna", url)]
    addresses += [("bella", f"{url}?by=section&show=all"), ("bella", f"{url}?show=taken-back")]
    pages = [looking(world, who, at) for who, at in addresses]
    rows = []

    def acts():
        yield lambda: rows.append(ask(world, "clara", programme))
        yield lambda: rows.append(ask(world, "clara", programme))  # the very same once more
        yield lambda: change(world, "clara", rows[0], text="Chương trình khác", origin="year")
        yield lambda: world.run("clara", registering.take_back, key=rows[0].key)
        yield lambda: ask(world, "anna", programme, body="elsewhere", letter="1-CV")

    for act in acts():
        assert live_equals_reload(world, pages, act) == [SAME] * 5
        pages = [looking(world, who, at) for who, at in addresses]
    plan = [looking(world, "anna", f"/programmes/{programme.key}")]
    assert "3 proposals to appraise" in text_of(plan[0])
    act = lambda: ask(world, "clara", programme, text="Sau cùng")  # noqa: E731
    assert live_equals_reload(world, plan, act) == [SAME]
    pages = [looking(world, who, at) for who, at in addresses]
    done = live_equals_reload(world, pages, lambda: stand(world, programme.key, "appraising"))
    assert done == [RELOADED] * 5


def test_what_is_open_stands_on_the_list_of_programmes(world, programme):
    text = world.client("clara").get("/programmes").text
    assert f"open until the end of {TOMORROW:%d/%m/%Y}" in text
    assert world.client("zoe").get("/programmes").text.count(programme.title) == 0
    ask(world, "clara", programme)
    [one] = world.read(opened.opened, world.viewer("anna"))
    assert (one.waiting, one.open) == (1, True)
    assert "1 proposal to appraise" in world.client("anna").get("/programmes").text
    assert world.row(ProgrammeProposal).state == "proposed"
