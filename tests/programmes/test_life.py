"""A programme's way from draft to document: who moves it, whose word it needs, who sees it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.overview.waiting import waiting_for
from server.people.models import Membership
from server.programmes import life, life_queries, queries
from server.programmes.errors import (
    ChangedSinceSubmitted,
    NothingToSubmit,
    NotInDraft,
    WrongStep,
)
from server.programmes.models import Programme, ProgrammeApproval, ProgrammeItem
from server.programmes.views import Wanted
from tests.live.harness import GONE, RELOADED, live_equals_reload, opened
from tests.programmes.conftest import ANNUAL, said
from tests.programmes.test_browse import plan, put
from tests.world import new_id, today


@pytest.fixture
def draft(world):
    """The committee's draft of two items."""
    row = plan(world, "year-2027", title="Programme of 2027", state="draft")
    put(world, row, 1, "Report on roads", kind="submission", origin="year")
    put(world, row, 2, "Visit", kind="activity", origin="year")
    return row


@pytest.fixture
def chief(world):
    """Noah is the chief of office, too."""
    since = today() - timedelta(days=1)
    made = {"account_id": world.people["noah"], "body_id": world.bodies["office"]}
    world.add(Membership(role="chair", since=since, **made))
    return "noah"


def now_of(world, programme):
    return world.row(Programme, id=programme.id)


def state(world, programme):
    return now_of(world, programme).state


def go(world, who, command, programme, **more):
    return world.run(who, command, key=programme.key, **more)


def waits(world, who):
    return [row.kind for row in world.read(waiting_for, world.viewer(who))]


def sees(world, who, programme):
    try:
        world.read(queries.programme, world.viewer(who), programme.key, Wanted())
    except NotFound:
        return False
    return True


# --- the way -----------------------------------------------------------------------------------


def test_from_draft_to_document_with_both_words(world, draft, chief):
    until = today() + timedelta(days=20)
    go(world, "anna", life.open_registration, draft, until=until)
    assert (state(world, draft), now_of(world, draft).register_until) == ("registering", until)
    go(world, "anna", life.close_registration, draft)
    assert state(world, draft) == "appraising"
    go(world, "anna", life.submit, draft)
    assert (state(world, draft), waits(world, "noah")) == ("submitted", ["approve-programme"])
    assert waits(world, "carl") == []
    go(world, "noah", life.approve, draft, note="Đồng ý trình")
    assert (state(world, draft), waits(world, "noah")) == ("endorsed", [])
    assert waits(world, "carl") == waits(world, "stan") == ["approve-programme"]
    go(world, "carl", life.approve, draft)
    assert (state(world, draft), waits(world, "anna")) == ("approved", ["adopt-programme"])
    day = date(2027, 1, 12)
    go(world, "anna", life.adopt, draft, number=" 05-CTr/TU ", adopted_on=day)
    row = now_of(world, draft)
    assert (row.state, row.number, row.adopted_on) == ("adopted", "05-CTr/TU", day)
    assert waits(world, "anna") == []
    words = world.read(life_queries.words_on, None, draft.id)
    assert [(w.step, w.verdict, w.by) for w in reversed(words)] == [
        ("office", "submitted", "Anna Office"),
        ("chief", "approved", "Noah Member"),
        ("body", "approved", "Carl Chair"),
    ]
    assert words[1].note == "Đồng ý trình"
    assert set(world.happened("programme-steps")) == {"programmes-stepped"}


def test_without_a_chief_on_record_it_goes_straight_to_the_deciding_body(world, draft):
    go(world, "anna", life.submit, draft)
    assert state(world, draft) == "endorsed"
    go(world, "stan", life.approve, draft)  # the standing body speaks for a committee
    assert state(world, draft) == "approved"


def test_a_body_that_does_not_sign_in_decides_on_paper(world):
    council = plan(world, "council", "elsewhere", state="draft")
    put(world, council, 1, "Session")
    go(world, "anna", life.submit, council)
    assert state(world, council) == "approved"


def test_the_standing_body_does_not_speak_for_a_council(world):
    council = plan(world, "council", "elsewhere", state="draft")
    put(world, council, 1, "Session")
    since = today()
    made = {"account_id": world.people["zoe"], "body_id": world.bodies["elsewhere"]}
    world.add(Membership(role="chair", since=since, **made))
    go(world, "anna", life.submit, council)
    assert state(world, council) == "endorsed"
    with pytest.raises(WrongStep):
        go(world, "stan", life.approve, council)
    go(world, "zoe", life.approve, council)
    assert state(world, council) == "approved"


def test_returned_with_a_reason_it_is_a_draft_again_and_waits_for_the_office(world, draft):
    go(world, "anna", life.submit, draft)
    with pytest.raises(BadForm):
        go(world, "carl", life.return_programme, draft, note=" ")
    go(world, "carl", life.return_programme, draft, note="Thiếu nội dung quý IV")
    assert (state(world, draft), waits(world, "anna")) == ("draft", ["returned-programme"])
    page = world.client("anna").get(f"/programmes/{draft.key}/approval")
    assert "Thiếu nội dung quý IV" in said(page)
    go(world, "anna", life.submit, draft)
    assert waits(world, "anna") == []


def test_what_changed_since_it_was_submitted_is_not_approved(world, draft):
    go(world, "anna", life.submit, draft)

    def slip(tx):
        row = tx.session.get_one(ProgrammeItem, world.row(ProgrammeItem, position=1).id)
        row.text = "Something else"

    world.run(None, slip)
    with pytest.raises(ChangedSinceSubmitted):
        go(world, "carl", life.approve, draft)
    go(world, "anna", life.take_back, draft)
    go(world, "anna", life.submit, draft)
    go(world, "carl", life.approve, draft)
    assert state(world, draft) == "approved"


def test_steps_are_taken_from_where_they_can_be(world, draft):
    with pytest.raises(WrongStep):
        go(world, "anna", life.adopt, draft, number="1", adopted_on=date(2027, 1, 1))
    for command in (life.close_registration, life.take_back):
        with pytest.raises(WrongStep):
            go(world, "anna", command, draft)
    with pytest.raises(WrongStep):
        go(world, "carl", life.approve, draft)
    with pytest.raises(BadForm):
        go(world, "anna", life.open_registration, draft, until=date(2020, 1, 1))
    go(world, "anna", life.submit, draft)
    with pytest.raises(NotInDraft):
        go(world, "anna", life.submit, draft)
    with pytest.raises(NotInDraft):
        go(world, "anna", life.open_registration, draft, until=date(2090, 1, 1))
    go(world, "carl", life.approve, draft)
    with pytest.raises(WrongStep):  # the second of two who decide
        go(world, "stan", life.approve, draft)
    with pytest.raises(BadForm):
        go(world, "anna", life.adopt, draft, number=" ", adopted_on=None)


def test_an_empty_draft_is_not_submitted(world):
    with pytest.raises(NothingToSubmit):
        go(world, "anna", life.submit, plan(world, state="draft"))


def test_number_and_date_of_what_came_in_as_a_file(world):
    issued = plan(world)
    blank = {"version": 1, "base_number": "", "base_adopted_on": None}
    day = date(2026, 1, 12)
    go(world, "anna", life.set_document, issued, number="05-CTr/TU", adopted_on=None, **blank)
    go(world, "bella", life.set_document, issued, number="", adopted_on=day, **blank)
    row = now_of(world, issued)
    assert (row.number, row.adopted_on) == ("05-CTr/TU", day)
    with pytest.raises(EditConflict):
        go(world, "bella", life.set_document, issued, number="06", adopted_on=None, **blank)
    assert "no. 05-CTr/TU of 12/01/2026" in said(world.client("mia").get("/programmes"))


# --- who ---------------------------------------------------------------------------------------

MOVES = [
    (life.open_registration, {"until": date(2090, 1, 1)}),
    (life.close_registration, {}),
    (life.submit, {}),
    (life.take_back, {}),
    (life.adopt, {"number": "1", "adopted_on": date(2027, 1, 1)}),
]


@pytest.mark.parametrize(("command", "more"), MOVES)
@pytest.mark.parametrize("who", ["carl", "stan", "mia", "clara", "adam", "greta", "zoe"])
def test_only_the_office_moves_it(world, draft, who, command, more):
    with pytest.raises(NotFound):
        go(world, who, command, draft, **more)


@pytest.mark.parametrize("who", ["anna", "mia", "noah", "clara", "adam", "greta", "zoe"])
def test_only_who_decides_gives_a_word(world, draft, who):
    go(world, "anna", life.submit, draft)
    for command, more in ((life.approve, {}), (life.return_programme, {"note": "No"})):
        with pytest.raises(NotFound):
            go(world, who, command, draft, **more)
    assert state(world, draft) == "endorsed"


def test_a_draft_is_seen_by_the_office_its_chair_and_the_standing_body(world, draft, chief):
    assert world.viewer("zoe").name == "Zoe Elsewhere"  # the outsider exists
    assert world.viewer("mia").bodies  # and so does who sits on the body
    seen = {who for who in world.people if sees(world, who, draft)}
    assert seen == {"anna", "bella", "carl", "stan", "noah"}  # noah as chief of office
    for who in ("mia", "clara", "zoe"):
        client = world.client(who)
        for address in ("", "/approval", "/export/docx"):
            assert client.get(f"/programmes/{draft.key}{address}").status_code == 404
        assert "Programme of 2027" not in client.get("/programmes").text
        item = world.row(ProgrammeItem, programme_id=draft.id, position=1)
        assert client.get(f"/programme-items/{item.key}").status_code == 404
    go(world, "anna", life.submit, draft)
    go(world, "noah", life.approve, draft)
    go(world, "carl", life.approve, draft)
    assert not sees(world, "mia", draft)
    go(world, "anna", life.adopt, draft, number="1", adopted_on=date(2027, 1, 1))
    assert sees(world, "mia", draft)
    assert not sees(world, "zoe", draft)


def test_open_pages_become_what_their_readers_see_now(world, draft):
    address = f"/programmes/{draft.key}"
    item = world.row(ProgrammeItem, programme_id=draft.id, position=1)
    pages = [
        *(opened(world, who, address) for who in ("anna", "carl", "stan")),
        *(opened(world, who, f"{address}/approval") for who in ("anna", "carl")),
        opened(world, "carl", f"/programme-items/{item.key}"),
    ]
    outcome = live_equals_reload(world, pages, lambda: go(world, "anna", life.submit, draft))
    assert set(outcome) == {RELOADED}
    pages = [opened(world, who, f"{address}/approval") for who in ("anna", "carl", "stan")]
    approve = lambda: go(world, "stan", life.approve, draft)  # noqa: E731
    assert set(live_equals_reload(world, pages, approve)) == {RELOADED}


def test_who_no_longer_sees_it_is_put_out(world, draft):
    page = opened(world, "carl", f"/programmes/{draft.key}")

    def leave(tx):
        held = select(Membership).where(Membership.account_id == world.people["carl"])
        for row in tx.session.exec(held):
            row.until = today() - timedelta(days=1)

    assert live_equals_reload(world, [page], lambda: world.run(None, leave)) == [GONE]


# --- over HTTP ---------------------------------------------------------------------------------


def test_two_taps_on_a_phone(world, draft):
    go(world, "anna", life.submit, draft)
    carl = world.client("carl")
    home = carl.get("/").text
    assert f"/programmes/{draft.key}/approval" in home
    page = carl.get(f"/programmes/{draft.key}/approval")
    assert "1 Item to be tabled" in said(page)
    assert "Report on roads" in page.text
    fields = {"command_id": new_id()}
    for _ in range(3):
        answer = carl.post(f"/programmes/{draft.key}/approve", data=fields)
        assert answer.status_code == 200
    assert state(world, draft) == "approved"
    assert "approve" not in carl.get("/").text
    verdicts = world.read(life_queries.words_on, None, draft.id)
    assert [word.verdict for word in verdicts] == ["approved", "submitted"]


def test_home_follows_programmes_live(world, draft):
    pages = [opened(world, who, "/?stay") for who in ("carl", "anna", "zoe")]
    live_equals_reload(world, pages, lambda: go(world, "anna", life.submit, draft))
    pages = [opened(world, who, "/?stay") for who in ("carl", "anna")]
    live_equals_reload(world, pages, lambda: go(world, "carl", life.approve, draft))


def test_each_state_offers_its_next_step(world, draft):
    def offered(who):
        text = world.client(who).get(f"/programmes/{draft.key}").text
        acts = ("registering", "registered", "submit", "take-back", "adopting", "numbering")
        return {act for act in acts if f"/{act}&#34;" in text or f'/{act}"' in text}

    assert offered("anna") == {"registering", "submit"}
    assert offered("carl") == set()
    go(world, "anna", life.open_registration, draft, until=date(2090, 1, 1))
    assert offered("anna") == {"registering", "registered"}
    assert "until 01/01/2090" in said(world.client("anna").get(f"/programmes/{draft.key}"))
    go(world, "anna", life.submit, draft)
    assert offered("anna") == {"take-back"}
    go(world, "carl", life.approve, draft)
    assert offered("anna") == {"take-back", "adopting"}
    anna = world.client("anna")
    for act in ("registering", "adopting", "numbering"):
        assert anna.get(f"/programmes/{draft.key}/{act}").status_code == 200
    fields = {"command_id": new_id(), "number": "7-CTr/TU", "adopted_on": "2027-01-05"}
    assert anna.post(f"/programmes/{draft.key}/adopting", data=fields).status_code == 200
    assert "Programme no. 7-CTr/TU of 05/01/2027" in said(anna.get(f"/programmes/{draft.key}"))
    assert world.row(ProgrammeApproval, verdict="submitted").digest


# --- what comes in as a file -------------------------------------------------------------------


def test_a_file_is_a_programme_that_was_issued_with_its_number_if_it_is_known(office, take_over):
    row = take_over(ANNUAL, number="05-CTr/TU", adopted_on="2026-01-12")
    assert (row.state, row.number, row.adopted_on) == ("adopted", "05-CTr/TU", date(2026, 1, 12))


def test_a_file_is_a_draft_to_work_on(office, take_over):
    row = take_over(ANNUAL, stage="draft", number="05-CTr/TU")
    assert (row.state, row.number, row.adopted_on) == ("draft", "", None)
    assert "Draft" in said(office.client("anna").get(f"/programmes/{row.key}"))
