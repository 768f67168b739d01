"""Opinions by speaker and topic: noted at the desk, for the chair and the office alone."""

from uuid import UUID

import pytest

from server.conclusions import opinions
from server.conclusions.access import SecretItem
from server.conclusions.models import Opinion
from server.conclusions.opinion_queries import load_opinions
from server.kernel.errors import BadForm, EditConflict
from server.kernel.events import EventRow
from server.meetings.models import AgendaItem
from tests.conclusions.test_noting import OTHERS, post
from tests.live.harness import SAME, live_equals_reload, opened
from tests.sessions import rows
from tests.world import hidden_fields, new_id

CANARY = "Canary opinion"


def note(world, session, speaker="Mia Member", text=CANARY, topic="", who="anna", title="Budget"):
    item = session.item(title).key
    said = {"speaker": speaker, "topic": topic, "text": text}
    return world.run(who, opinions.note_opinion, item_key=item, **said)


def opinion(world, key):
    return world.row(Opinion, key=UUID(key))


def edit(world, key, who="anna", version=None, base=None, **to):
    row = opinion(world, key)
    was = base or {name: getattr(row, name) for name in opinions.FIELDS}
    asked = {"version": version or row.version, "base": was, "to": was | to}
    return world.run(who, opinions.edit_opinion, key=key, **asked)


def test_whoever_takes_part_is_known_and_anybody_else_is_written(world, session):
    mia = opinion(world, note(world, session, "  Mia   Member "))
    guest = opinion(world, note(world, session, "Ông Khách Mời"))
    assert (mia.speaker, mia.speaker_id) == ("Mia Member", world.people["mia"])
    assert (guest.speaker, guest.speaker_id) == ("Ông Khách Mời", None)
    edit(world, str(guest.key), speaker="Noah Member")
    assert opinion(world, str(guest.key)).speaker_id == world.people["noah"]


def test_they_are_grouped_by_topic_as_the_topics_came_up(world, session):
    for speaker, topic in (("Mia Member", ""), ("A", "Vốn"), ("B", "Tiến độ"), ("C", "Vốn")):
        note(world, session, speaker, topic=topic)
    found = world.read(load_opinions, session.item("Budget").id)
    shown = [(topic.title, [line.speaker for line in topic.lines]) for topic in found.topics]
    assert shown == [("Vốn", ["A", "C"]), ("Tiến độ", ["B"]), ("", ["Mia Member"])]


@pytest.mark.parametrize("who", OTHERS)
def test_only_the_office_notes_and_changes(world, session, who):
    key = note(world, session)
    refused = 404 if who else 401
    form = {"speaker": "Me", "text": "Mine", "version": "1"}
    item = f"/agenda-items/{session.item('Budget').key}"
    assert post(world, who, f"{item}/opinions", **form).status_code == refused
    for act in ("edit", "remove", "restore"):
        assert post(world, who, f"/opinions/{key}/{act}", **form).status_code == refused
    assert [row.text for row in rows(world, Opinion)] == [CANARY]


def test_a_form_sent_twice_is_noted_once(world, session):
    anna = world.client("anna")
    form = {"command_id": new_id(), "speaker": "Mia Member", "text": "Said"}
    address = f"/agenda-items/{session.item('Budget').key}/opinions"
    assert [anna.post(address, data=form).status_code for _ in "12"] == [200, 200]
    assert len(rows(world, Opinion)) == 1


def test_stale_it_conflicts_with_both_texts_and_other_fields_merge(world, session):
    key = note(world, session)
    was = {"speaker": "Mia Member", "topic": "", "text": CANARY}
    edit(world, key, text="Hers")
    with pytest.raises(EditConflict) as conflict:
        edit(world, key, "bella", version=1, base=was, text="Mine")
    assert conflict.value.theirs == {"text": "Hers"}
    edit(world, key, "bella", version=1, base=was, topic="Vốn")
    assert (opinion(world, key).topic, opinion(world, key).text) == ("Vốn", "Hers")


def test_struck_out_it_can_be_put_back(world, session):
    key = note(world, session)
    for _ in "12":
        world.run("anna", opinions.remove_opinion, key=key)
    assert opinion(world, key).removed
    assert CANARY not in world.client("carl").get(f"/meetings/{session.key}/chair").text
    world.run("anna", opinions.restore_opinion, key=key)
    assert CANARY in world.client("carl").get(f"/meetings/{session.key}/chair").text


def test_what_is_not_taken(world, session):
    with pytest.raises(BadForm):
        note(world, session, " ")
    with pytest.raises(BadForm):
        note(world, session, text=" ")
    secret = world.row(AgendaItem, meeting_id=session.row.id, secret=True)
    with pytest.raises(SecretItem):
        world.run("anna", opinions.note_opinion, item_key=secret.key, speaker="A", text="B")


def test_the_form_at_the_desk_offers_who_takes_part_and_the_topics(world, session):
    note(world, session, "Ông Khách Mời", topic="Vốn")
    shown = world.client("anna").get(f"/meetings/{session.key}/speakers").text
    assert all(name in shown for name in ("Mia Member", "Ông Khách Mời", "Vốn"))
    form = hidden_fields(
        world.client("anna").get(f"/opinions/{rows(world, Opinion)[0].key}/edit").text
    )
    assert form["base_topic"] == "Vốn"


def test_no_word_of_them_reaches_anybody_else_nor_the_log(world, session):
    key = note(world, session, topic=CANARY)
    edit(world, key, text=f"{CANARY} twice")
    world.run("anna", opinions.remove_opinion, key=key)
    world.run("anna", opinions.restore_opinion, key=key)
    chair = world.client("carl").get(f"/meetings/{session.key}/chair").text
    assert CANARY in chair  # there is something to leak
    budget = session.item("Budget").key
    asked = ["", "/tablet", "/chair", f"/console?item={budget}", "/after", "/notice", "/speakers"]
    pages = [f"/meetings/{session.key}{page}" for page in asked]
    pages += ["/?stay=1", "/work", "/tasks", "/admin/audit", f"/opinions/{key}/edit"]
    people = ("mia", "noah", "greta", "stan", "clara", "adam", "rita", "ivan", "zoe")
    for who in people:
        client = world.client(who)
        for page in pages:
            assert CANARY not in client.get(page, follow_redirects=True).text, f"{who} {page}"
    assert not [row for row in rows(world, EventRow) if CANARY in repr(row)]


ACTS = {
    "note": lambda w, s: note(w, s, "Noah Member", "More", "Vốn"),
    "edit": lambda w, s: edit(w, s.said, text="Else"),
    "remove": lambda w, s: w.run("anna", opinions.remove_opinion, key=s.said),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_pages_follow(world, session, act):
    session.said = note(world, session)
    where = f"/meetings/{session.key}"
    asked = [
        ("anna", f"{where}/console?item={session.item('Budget').key}"),
        ("anna", f"{where}/console?item={session.item('Roads').key}"),
        ("carl", f"{where}/chair"),
        ("anna", f"{where}/chair"),
        ("mia", f"{where}/tablet"),
    ]
    pages = [opened(world, who, url) for who, url in asked]
    assert set(live_equals_reload(world, pages, lambda: act(world, session))) == {SAME}
