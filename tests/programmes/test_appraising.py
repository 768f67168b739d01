"""The office answers what bodies registered: takes, merges, returns, declines, several at once."""

from datetime import date

import pytest

from server.kernel.errors import BadForm, NotFound
from server.programmes import alike, appraising, proposals, registering
from server.programmes.errors import NotInDraft, ProposalMoved, ProposalSettled
from server.programmes.models import ProgrammeItem, ProgrammeItemBody, ProgrammeProposal
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.conftest import said
from tests.programmes.registered import ASKED, again, ask, drafted, items, stand
from tests.programmes.test_browse import put
from tests.programmes.test_registering import change, others  # noqa: F401
from tests.world import new_id

TWIN = "Đề án về phát triển kinh tế số giai đoạn 2027-2030"


@pytest.fixture
def programme(world):
    return drafted(world)


@pytest.fixture
def asked(world, programme):
    return ask(world, "clara", programme, reason="Cần")


def answer(world, who, act, proposal, **more):
    """Answer a proposal as somebody would who looks at it as `proposal` is."""
    return world.run(who, act, key=proposal.key, version=proposal.version, **more)


def page(world, who, programme, query=""):
    return world.client(who).get(f"/programmes/{programme.key}/registration{query}").text


def test_it_is_taken_as_it_is_and_the_item_keeps_who_asked(world, programme, asked):
    key = answer(world, "anna", appraising.take_proposal, asked)
    [item] = items(world, programme)
    now = again(world, asked)
    assert (str(item.key), item.text, item.lead) == (key, ASKED["text"], "Ban Tổ chức Tỉnh ủy")
    assert (item.time_from, item.time_to) == ("2027-03-01", "2027-03-31")
    assert (item.field, item.basis, item.origin) == ("Kinh tế", "Kết luận số 12", "conclusion")
    assert (now.state, now.decision, now.item_id, now.changes) == ("taken", "as-asked", item.id, {})
    assert now.appraised_by_id == world.people["anna"]
    [line] = world.read(proposals.asked_for, world.viewer("anna"), key)
    assert line.body == "Ban Tổ chức Tỉnh ủy"
    text = world.client("anna").get(f"/programme-items/{key}/proposals").text
    assert "Who asked for it" in text
    assert world.row(ProgrammeItemBody, item_id=item.id, role="lead").body_id is not None


def test_it_is_taken_in_other_words_and_both_sides_see_them(world, programme, asked):
    texts = {"text": "Đề án kinh tế số", "section": "I. Kinh tế", "time_text": "Quý II"}
    answer(world, "anna", appraising.take_proposal, asked, texts=texts)
    [item] = items(world, programme)
    now = again(world, asked)
    assert (item.text, item.section, item.time_from) == (
        "Đề án kinh tế số",
        "I. Kinh tế",
        "2027-04-01",
    )
    assert now.words["text"] == ASKED["text"]  # what was asked stays
    assert now.decision == "changed"
    assert now.changes["time_text"] == ["Tháng 3", "Quý II"]
    for who in ("clara", "anna"):
        assert "What the office wrote differently" in page(world, who, programme, "?show=taken")


def test_it_stands_at_the_end_of_its_section(world, programme, asked):
    for place, (text, section) in enumerate((("Một", "I"), ("Hai", "I"), ("Ba", "II")), 1):
        put(world, programme, place, text, section=section)
    answer(world, "anna", appraising.take_proposal, asked, texts={"section": "I"})
    assert [item.text for item in items(world, programme)] == ["Một", "Hai", ASKED["text"], "Ba"]


def test_it_may_break_down_an_item_of_the_programme_above(world, programme, asked):
    above = drafted(world, level="term", period_to=date(2031, 12, 31))
    parent = world.row(ProgrammeItem, id=put(world, above, 1, TWIN))
    with pytest.raises(NotFound):  # it is not above yet
        answer(world, "anna", appraising.take_proposal, asked, parent_key=parent.key)

    def link(tx):
        tx.session.merge(programme).parent_id = above.id

    world.run(None, link)
    drawer = world.client("anna").get(f"/programme-proposals/{asked.key}/appraise").text
    assert str(parent.key) in drawer
    answer(world, "anna", appraising.take_proposal, asked, parent_key=parent.key)
    assert items(world, programme)[0].parent_id == parent.id


def test_it_is_merged_into_an_item_and_the_body_joins_it(world, programme, asked):
    item_id = put(world, programme, 1, TWIN, lead="Sở Tài chính", coordinating="Công an tỉnh")
    item = world.row(ProgrammeItem, id=item_id)
    answer(world, "anna", appraising.merge_proposal, asked, into=item.key)
    [now] = items(world, programme)
    assert now.coordinating == "Công an tỉnh; Ban Tổ chức Tỉnh ủy"
    assert now.text == TWIN
    assert world.row(ProgrammeItemBody, item_id=item_id).body_id == world.bodies["commission"]
    assert (again(world, asked).state, again(world, asked).decision) == ("taken", "merged")
    assert again(world, asked).item_id == item_id
    assert "Merged into an item of the draft" in page(world, "clara", programme)
    assert TWIN not in page(world, "clara", programme)  # the draft stays the office's


def test_two_proposals_are_merged_and_both_are_kept(others, programme, asked):  # noqa: F811
    world = others
    other = ask(world, "olga", programme, body="inspection", text=TWIN)
    answer(world, "anna", appraising.merge_proposal, other, into=asked.key)
    [item] = items(world, programme)
    assert (item.text, item.lead) == (ASKED["text"], "Ban Tổ chức Tỉnh ủy")
    assert item.coordinating == f"{ASKED['coordinating']}; Ủy ban Kiểm tra"
    assert {again(world, row).item_id for row in (asked, other)} == {item.id}
    lines = world.read(proposals.asked_for, world.viewer("anna"), item.key)
    assert [line.body for line in lines] == ["Ban Tổ chức Tỉnh ủy", "Ủy ban Kiểm tra"]


def test_it_is_merged_with_itself_or_with_something_elsewhere_never(world, programme, asked):
    with pytest.raises(BadForm):
        answer(world, "anna", appraising.merge_proposal, asked, into=asked.key)
    elsewhere = drafted(world, level="term")
    item = world.row(ProgrammeItem, id=put(world, elsewhere, 1, TWIN))
    with pytest.raises(NotFound):
        answer(world, "anna", appraising.merge_proposal, asked, into=item.key)


def test_it_is_returned_mended_and_with_the_office_again(world, programme, asked):
    with pytest.raises(BadForm):
        answer(world, "anna", appraising.return_proposal, asked, lacking=" ")
    answer(world, "anna", appraising.return_proposal, asked, lacking="Nêu rõ sản phẩm")
    assert again(world, asked).state == "returned"
    assert "Nêu rõ sản phẩm" in page(world, "clara", programme)
    change(world, "clara", again(world, asked), product="Kế hoạch")
    now = again(world, asked)
    assert (now.state, now.appraisal) == ("proposed", "Nêu rõ sản phẩm")
    change(world, "clara", now)  # nothing is another: nothing happens
    assert again(world, asked).version == now.version


def test_it_is_declined_with_the_reason(world, programme, asked):
    with pytest.raises(BadForm):
        answer(world, "anna", appraising.decline_proposal, asked, reason="")
    answer(world, "anna", appraising.decline_proposal, asked, reason="Đã có ở quý trước")
    assert "Đã có ở quý trước" in page(world, "clara", programme)
    with pytest.raises(ProposalSettled):
        change(world, "clara", again(world, asked), text="Khác")


# --- stale, twice, others -----------------------------------------------------------------------


def test_what_has_changed_meanwhile_is_looked_at_again(world, programme, asked):
    change(world, "clara", asked, text="Khác hẳn")
    for act, more in (
        (appraising.take_proposal, {}),
        (appraising.return_proposal, {"lacking": "x"}),
        (appraising.decline_proposal, {"reason": "x"}),
    ):
        with pytest.raises(ProposalMoved):
            answer(world, "anna", act, asked, **more)
    assert items(world, programme) == []


def test_it_is_answered_once(world, programme, asked):
    answer(world, "anna", appraising.take_proposal, asked)
    for act, more in (
        (appraising.take_proposal, {}),
        (appraising.decline_proposal, {"reason": "x"}),
    ):
        with pytest.raises(ProposalSettled):
            answer(world, "bella", act, again(world, asked), **more)
    assert len(items(world, programme)) == 1


def test_the_same_form_twice_takes_it_once(world, programme, asked):
    form = {"command_id": new_id(), "version": str(asked.version)}
    client = world.client("anna")
    for _ in range(2):
        assert client.post(f"/programme-proposals/{asked.key}/take", data=form).status_code == 200
    assert len(items(world, programme)) == 1


@pytest.mark.parametrize("who", ["clara", "zoe", "carl", "mia", "stan", "adam", "greta"])
def test_only_the_secretariat_answers(world, programme, asked, who):
    for act, more in (
        (appraising.take_proposal, {}),
        (appraising.merge_proposal, {"into": asked.key}),
        (appraising.return_proposal, {"lacking": "x"}),
        (appraising.decline_proposal, {"reason": "x"}),
    ):
        with pytest.raises(NotFound):
            answer(world, who, act, asked, **more)
    with pytest.raises(NotFound):
        world.run(who, appraising.keep_apart, key=asked.key, other=asked.key)
    with pytest.raises(NotFound):
        several(world, who, programme, "take", asked)
    assert again(world, asked).version == asked.version


def test_nothing_is_taken_into_what_is_no_draft(world, programme, asked):
    stand(world, programme.key, "submitted")
    with pytest.raises(NotInDraft):
        answer(world, "anna", appraising.take_proposal, asked)
    answer(world, "anna", appraising.decline_proposal, asked, reason="Muộn")  # an answer is due
    assert again(world, asked).state == "declined"


# --- several ------------------------------------------------------------------------------------


def several(world, who, programme, act, *rows, said=""):
    named = [f"{row.key}:{row.version}" for row in rows]
    return world.run(
        who, appraising.answer_several, key=programme.key, act=act, proposals=named, said=said
    )


def test_several_are_answered_alike(world, programme):
    rows = [ask(world, "clara", programme, text=f"Nội dung {n}") for n in range(5)]
    assert several(world, "anna", programme, "take", *rows[:3]) == 3
    assert [item.text for item in items(world, programme)] == [f"Nội dung {n}" for n in range(3)]
    several(world, "anna", programme, "return", rows[3], said="Thiếu căn cứ")
    several(world, "anna", programme, "decline", rows[4], said="Trùng")
    assert [again(world, row).state for row in rows[3:]] == ["returned", "declined"]
    with pytest.raises(BadForm):
        several(world, "anna", programme, "decline", again(world, rows[3]))


def test_of_several_none_is_answered_where_one_has_changed(world, programme):
    rows = [ask(world, "clara", programme, text=f"Nội dung {n}") for n in range(3)]
    change(world, "clara", rows[1], text="Khác")
    with pytest.raises(ProposalMoved) as refused:
        several(world, "anna", programme, "take", *rows)
    assert refused.value.params["items"] == "Khác"
    assert items(world, programme) == []


def test_two_hundred_are_shown_and_taken_at_once(world, programme):
    from time import perf_counter

    def enter(tx):
        from server.people.models import Body
        from server.programmes.models import Programme

        body = tx.session.get(Body, world.bodies["commission"])
        own = tx.session.get(Programme, programme.id)
        for n in range(200):
            words = ASKED | {"text": f"Kế hoạch số {n} về lĩnh vực {n % 17}", "lead": body.name}
            registering.add_proposal(tx, own, body, words)

    world.run("clara", enter)
    client = world.client("anna")
    begun = perf_counter()
    text = client.get(f"/programmes/{programme.key}/registration").text
    shown = perf_counter() - begun
    assert text.count('name="proposals"') >= 200
    rows = world.read(lambda db: list(db.exec(_all())))
    begun = perf_counter()
    several(world, "anna", programme, "take", *rows)
    print(f"shown in {shown:.2f} s, taken in {perf_counter() - begun:.2f} s")
    assert len(items(world, programme)) == 200


def _all():
    from sqlmodel import select

    return select(ProgrammeProposal)


def test_what_is_ticked_is_asked_about_first(world, programme, asked):
    client, url = world.client("anna"), f"/programmes/{programme.key}/registration/several"
    named = f"{asked.key}:{asked.version}"
    text = client.get(url, params={"act": "take", "proposals": named}).text
    assert ASKED["text"] in text
    assert "Nothing is ticked yet" in client.get(url, params={"act": "decline"}).text
    assert client.get(url, params={"act": "dance"}).status_code == 404
    form = {"command_id": new_id(), "act": "take", "proposals": named}
    assert client.post(url, data=form).status_code == 200
    assert client.post(url, data=form | {"command_id": new_id()}).status_code == 409


# --- what may be twice --------------------------------------------------------------------------


def twins(world, programme, who="anna"):
    from server.programmes.proposing import registration_to_see

    def read(db):
        _found, readers = registration_to_see(db, world.viewer(who), programme.key)
        pairs, _more = proposals.twice(db, programme.id, readers)
        return [(pair.proposal.text, pair.other.side.text) for pair in pairs]

    return world.read(read)


def test_the_office_is_shown_what_may_be_twice_and_a_body_its_own_alone(others, programme, asked):  # noqa: F811
    world = others
    ask(world, "olga", programme, body="inspection", text=TWIN)
    assert len(twins(world, programme)) == 1
    assert twins(world, programme, "clara") == []
    ask(world, "clara", programme, text=TWIN)
    assert len(twins(world, programme, "clara")) == 1
    text = page(world, "anna", programme)
    assert "May be twice: 3 pairs" in text
    assert "<del>" in text or "<ins>" in text


def test_what_is_kept_apart_stays_apart_when_it_becomes_an_item(others, programme, asked):  # noqa: F811
    world = others
    other = ask(world, "olga", programme, body="inspection", text=TWIN)
    world.run("anna", appraising.keep_apart, key=other.key, other=asked.key)
    assert twins(world, programme) == []
    answer(world, "anna", appraising.take_proposal, asked)
    assert twins(world, programme) == []
    third = ask(world, "olga", programme, body="inspection", text=TWIN)
    assert len(twins(world, programme)) == 2  # with the item, and with its own twin
    item = items(world, programme)[0]
    client = world.client("anna")
    form = {"command_id": new_id(), "other": str(item.key)}
    assert client.post(f"/programme-proposals/{third.key}/apart", data=form).status_code == 200
    assert twins(world, programme) == [(TWIN, TWIN)]


def test_what_was_read_is_kept_until_the_programme_changes(world, programme, asked):
    def pool(db):
        return alike.pool_of(db, world.row(type(programme), id=programme.id))

    first = world.read(pool)
    assert world.read(pool) is first
    ask(world, "clara", programme, text=TWIN)
    assert world.read(pool) is not first


def test_the_drawer_names_what_is_like_it(world, programme, asked):
    put(world, programme, 1, TWIN, lead="Sở Tài chính")
    answer_ = world.client("anna").get(f"/programme-proposals/{asked.key}/appraise")
    assert "May be the same as:" in said(answer_)
    assert "Merge into this item" in said(answer_)


# --- live ---------------------------------------------------------------------------------------


def test_both_sides_see_each_answer_without_reloading(others, programme):  # noqa: F811
    world = others
    rows = [ask(world, "clara", programme, text=f"Nội dung {n}") for n in range(4)]
    rows += [ask(world, "olga", programme, body="inspection", text=TWIN)]
    rows += [ask(world, "clara", programme)]
    item = world.row(ProgrammeItem, id=put(world, programme, 1, "Nội dung khác hẳn"))
    url = f"/programmes/{programme.key}/registration"
    asked_ = [("clara", url), ("olga", url), ("anna", url), ("bella", f"{url}?show=all&by=section")]
    asked_ += [("bella", f"{url}?show=taken"), ("bella", f"{url}?show=returned")]

    def acts():
        yield lambda: answer(world, "anna", appraising.take_proposal, rows[0])
        yield lambda: answer(
            world, "anna", appraising.take_proposal, rows[1], texts={"text": "Khác"}
        )
        yield lambda: answer(world, "anna", appraising.merge_proposal, rows[2], into=item.key)
        yield lambda: answer(world, "anna", appraising.return_proposal, rows[3], lacking="Thiếu")
        yield lambda: change(world, "clara", again(world, rows[3]), text="Đã bổ sung")
        yield lambda: world.run("anna", appraising.keep_apart, key=rows[4].key, other=rows[5].key)
        yield lambda: answer(
            world, "anna", appraising.decline_proposal, again(world, rows[4]), reason="Không"
        )
        yield lambda: several(
            world, "anna", programme, "take", again(world, rows[3]), again(world, rows[5])
        )

    for act in acts():
        pages = [opened(world, who, at) for who, at in asked_]
        assert live_equals_reload(world, pages, act) == [SAME] * len(pages)
