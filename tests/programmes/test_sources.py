"""Sources lead to the items that follow from them, within reach, and to their reviews."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import select

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.programmes import source_commands as commands
from server.programmes.arriving import settle_words
from server.programmes.errors import NotInDraft
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.rulebook import ItemSource, SourceDocument
from server.programmes.source_commands import ReviewThere, SourceInUse, SourceThere
from tests.live.harness import RELOADED, live_equals_reload, opened
from tests.programmes.conftest import said
from tests.programmes.test_browse import plan, put
from tests.programmes.test_items import key_of
from tests.world import new_id

CONCLUSION = "12-KL/TU"


def entered(world, reference=CONCLUSION, who="anna", **more):
    """Enter a source; returns its key."""
    return UUID(world.run(who, commands.add_source, reference=reference, **more))


def item_of(world, programme, text, position=1, **more):
    return world.row(ProgrammeItem, id=put(world, programme, position, text, **more))


def link(world, item, source, who="anna", command=commands.link_source):
    world.run(who, command, item_key=item.key, source_key=source)


def links(world):
    rows = world.read(lambda db: list(db.exec(select(ItemSource).order_by(ItemSource.id))))
    return [(row.item_id, row.linked_by_id) for row in rows]


def source_page(world, who, key):
    return said(world.client(who).get(f"/programmes/sources/{key}"))


# --- the register ------------------------------------------------------------------------------


def test_a_source_is_entered_with_its_day_and_changed(world):
    key = entered(world, "Kết luận số 1492, 25/12/2022", kind="conclusion", subject="Nhiệm vụ")
    row = world.row(SourceDocument)
    assert (row.folded, row.dated) == ("1492 kl", date(2022, 12, 25))
    names = (*commands.TEXTS, *commands.DAYS)
    base = {name: getattr(row, name) for name in names}

    def edit(who, **changes):
        form = {"key": key, "version": row.version, "base": base, "to": base | changes}
        world.run(who, commands.edit_source, **form)

    edit("anna", subject="Nhiệm vụ năm 2023")
    edit("bella", final_on=date(2027, 5, 1))  # another field: both stand
    with pytest.raises(EditConflict):
        edit("bella", subject="Khác")
    now_ = world.row(SourceDocument)
    assert (now_.subject, now_.final_on) == ("Nhiệm vụ năm 2023", date(2027, 5, 1))


def test_one_document_is_entered_once_and_the_same_number_of_another_day_is_another(world):
    entered(world, dated=date(2026, 3, 1))
    for again in ("12 - KL/TU", "số 12-KL/TU ngày 01/3/2026"):
        with pytest.raises(SourceThere):
            entered(world, again)
    entered(world, dated=date(2021, 3, 1))  # of an earlier term


@pytest.mark.parametrize("wrong", [{"reference": " "}, {"kind": "rumour"}])
def test_a_source_needs_its_reference_and_a_kind_that_is_known(world, wrong):
    with pytest.raises(BadForm):
        entered(world, **wrong)


@pytest.mark.parametrize("who", ["carl", "mia", "clara", "stan", "adam", "zoe"])
def test_only_the_office_keeps_them(world, who):
    key, item = entered(world), item_of(world, plan(world), "Việc")
    with pytest.raises(NotFound):
        entered(world, "13-KL/TU", who)
    with pytest.raises(NotFound):
        link(world, item, key, who)
    with pytest.raises(NotFound):
        world.run(who, commands.remove_source, key=key)


def test_a_source_goes_while_nothing_follows_from_it(world):
    key, item = entered(world), item_of(world, plan(world), "Việc")
    link(world, item, key)
    with pytest.raises(SourceInUse):
        world.run("anna", commands.remove_source, key=key)
    link(world, item, key, command=commands.unlink_source)
    world.run("anna", commands.remove_source, key=key)
    assert world.row(SourceDocument) is None


# --- what follows from it ----------------------------------------------------------------------


def test_a_source_shows_what_follows_from_it_in_every_programme_within_reach(world):
    key = entered(world)
    link(world, item_of(world, plan(world), "Việc của Ban Thường vụ"), key)
    link(world, item_of(world, plan(world, "elsewhere", "elsewhere"), "Việc nơi khác"), key)
    anna, mia, zoe, clara = (source_page(world, w, key) for w in ("anna", "mia", "zoe", "clara"))
    assert "Việc của Ban Thường vụ" in anna
    assert "Việc nơi khác" in anna
    assert "Việc của Ban Thường vụ" in mia
    assert "Việc nơi khác" not in mia
    assert "elsewhere" not in mia
    assert "Việc nơi khác" in zoe
    assert "Ban Thường vụ" not in zoe
    assert "Việc" not in clara.partition("What follows from it")[2].partition("They are found")[0]
    listed = {who: said(world.client(who).get("/programmes/sources")) for who in ("anna", "mia")}
    assert "2 items" in listed["anna"]
    assert "1 item" in listed["mia"]


def test_a_body_that_an_item_names_sees_that_programme_there(world):
    key, programme = entered(world), plan(world)
    item = item_of(world, programme, "Việc chung")
    link(world, item, key)
    assert "Việc chung" not in source_page(world, "clara", key)
    commission = world.bodies["commission"]
    world.add(ProgrammeItemBody(item_id=item.id, body_id=commission, role="lead", name="Ban"))
    assert "Việc chung" in source_page(world, "clara", key)


@pytest.mark.parametrize("who", ["adam", "greta"])
def test_who_reads_no_programmes_reads_no_sources(world, who):
    key = entered(world)
    for page in ("", f"/{key}"):
        assert world.client(who).get(f"/programmes/sources{page}").status_code == 404


def test_what_came_with_a_file_is_linked_by_its_very_reference_and_says_so(world):
    key = entered(world)
    entered(world, "1492-KL/TU")
    programme = plan(world)
    sure = item_of(world, programme, "Việc a", 1, basis="Theo Kết luận số 12-KL/TU")
    likely = item_of(world, programme, "Thực hiện Kết luận số 1492", 2)
    assert world.run(None, settle_words, programme_id=programme.id) == 1
    assert world.run(None, settle_words, programme_id=programme.id) == 0  # twice
    assert links(world) == [(sure.id, None)]
    seen = {
        who: [
            said(world.client(who).get(f"/programme-items/{item.key}")) for item in (sure, likely)
        ]
        for who in ("anna", "mia")
    }
    assert "linked by its reference when the file came in" in seen["anna"][0]
    assert "linked by its reference when the file came in" in seen["mia"][0]
    assert "named in its words; not linked yet" in seen["anna"][1]
    assert "1492-KL/TU" not in seen["mia"][1]
    link(world, sure, key, command=commands.unlink_source)
    assert links(world) == []


def test_two_documents_of_one_number_are_only_proposed(world):
    for year in (2021, 2026):
        entered(world, dated=date(year, 3, 1))
    programme = plan(world)
    item = item_of(world, programme, "Việc", basis=CONCLUSION)
    dated = item_of(world, programme, "Việc", 2, basis="12-KL/TU ngày 01/3/2026")
    world.run(None, settle_words, programme_id=programme.id)
    assert links(world) == [(dated.id, None)]
    page = said(world.client("anna").get(f"/programme-items/{item.key}"))
    assert page.count("named in its words; not linked yet") == 2


def test_a_tap_links_once_and_says_who(world):
    key, item = entered(world), item_of(world, plan(world), "Việc")
    client, form = world.client("anna"), {"command_id": new_id(), "source": str(key)}
    for _ in range(2):
        assert client.post(f"/programme-items/{item.key}/sources", data=form).status_code == 200
    link(world, item, key, "bella")
    assert links(world) == [(item.id, world.people["anna"])]
    assert "linked by Anna Office" in said(world.client("mia").get(f"/programme-items/{item.key}"))


# --- reviews -----------------------------------------------------------------------------------


def reviewed(world):
    """A source whose interim review is due in half a year, prepared by the commission."""
    year = today(now()).year + 1
    return entered(
        world,
        subject="về chuyển đổi số",
        interim_on=date(year, 5, 20),
        lead_key=UUID(key_of(world, "commission")),
    )


def draft(world, **more):
    year = today(now()).year + 1
    span = {"period_from": date(year, 1, 1), "period_to": date(year, 12, 31)}
    return plan(world, "next", **span, **({"state": "draft"} | more))


def review(world, key, programme, who="anna", **more):
    asked = {"review": "interim", "words": "Sơ kết 12-KL/TU", "programme_key": programme.key}
    return world.run(who, commands.draft_review, key=key, **asked | more)


def test_what_is_due_becomes_an_item_of_a_draft_by_a_tap(world):
    key, programme = reviewed(world), draft(world)
    listed = said(world.client("anna").get("/programmes/sources"))
    assert "Interim review" in listed
    assert "Ban Tổ chức Tỉnh ủy" in listed
    assert "in no programme yet" in listed
    form = {"command_id": new_id(), "review": "interim", "programme": str(programme.key)}
    client = world.client("anna")
    for _ in range(2):
        answer = client.post(f"/programmes/sources/{key}/review", data=form)
        assert answer.status_code == 200, answer.text
    item = world.row(ProgrammeItem)
    day = f"{programme.period_from.year}-05-20"
    assert (item.origin, item.basis, item.time_to) == ("superior", CONCLUSION, day)
    assert "12-KL/TU về chuyển đổi số" in item.text
    assert (item.lead, len(links(world))) == ("Ban Tổ chức Tỉnh ủy", 1)
    assert "in a programme" in said(client.get("/programmes/sources"))


def test_a_review_is_made_once_and_only_in_a_draft(world):
    key, programme = reviewed(world), draft(world)
    review(world, key, programme)
    with pytest.raises(ReviewThere):
        review(world, key, programme)
    adopted = plan(world, "adopted", state="adopted")
    with pytest.raises(NotInDraft):
        review(world, key, adopted)
    with pytest.raises(NotFound):
        review(world, key, programme, review="final")
    with pytest.raises(NotFound):
        review(world, key, programme, "stan")


def test_open_pages_follow_the_sources(world):
    key, item = entered(world), item_of(world, plan(world), "Việc")
    pages = [
        opened(world, "mia", "/programmes/sources"),
        opened(world, "mia", f"/programmes/sources/{key}"),
        opened(world, "anna", f"/programme-items/{item.key}"),
    ]
    assert live_equals_reload(world, pages, lambda: link(world, item, key)) == [RELOADED] * 3


def test_a_page_of_a_source_goes_with_it(world):
    key = entered(world)
    page = opened(world, "mia", f"/programmes/sources/{key}")

    def gone():
        world.run("anna", commands.remove_source, key=key)

    assert live_equals_reload(world, [page], gone) == ["gone"]


def test_an_open_source_follows_the_states_of_its_items(world):
    key, programme = entered(world), plan(world)
    item = item_of(world, programme, "Việc")
    link(world, item, key)
    page = opened(world, "mia", f"/programmes/sources/{key}")

    def settle():
        from tests.programmes.test_items import edit

        edit(world, "anna", world.row(ProgrammeItem, id=item.id), state="done", base_leads="",
             leads=[])  # fmt: skip

    assert live_equals_reload(world, [page], settle) == [RELOADED]
    assert world.row(Programme, id=programme.id)
