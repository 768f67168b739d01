"""What somebody may not see is in no byte that reaches them: no page, no answer, no frame."""

import re
from uuid import UUID

import pytest
from starlette.routing import Route

from server.features import ROUTES
from server.meetings import commands
from tests.live.harness import opened, pushed
from tests.meetings.conftest import March

CANARIES = {title: f"CANARY-{title.upper()}" for title in ("Budget", "Staff", "Roads", "Hidden")}
SEEN = {  # who -> the titles they may see
    "mia": ["Budget", "Roads"],
    "noah": ["Budget", "Staff", "Roads"],
    "greta": ["Roads"],
    "stan": [],
    "clara": [],
    "adam": [],
    "zoe": [],
}


@pytest.fixture
def meeting(world):
    march = March(world, *CANARIES.values())
    march.do(commands.restrict_item, CANARIES["Staff"], names=march.people("noah"))
    march.do(commands.set_guests, CANARIES["Roads"], names=march.people("greta"))
    march.do(commands.hide_item, CANARIES["Hidden"])
    march.open()
    march.do(commands.move_to_item, CANARIES["Staff"])
    return march


def forbidden(who):
    return [text for title, text in CANARIES.items() if title not in SEEN[who]]


def addresses(march):
    """Every address that is asked by GET, about the meeting and about each of its items."""
    keys = [march.key, *(str(march.item(title).key) for title in CANARIES.values())]
    for route in ROUTES:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            filled = {re.sub(r"\{[^}]*\}", key, route.path) for key in keys}
            yield from sorted(filled)


@pytest.mark.parametrize("who", SEEN)
def test_no_route_tells(world, meeting, who):
    client = world.client(who)
    assert client.get("/account").status_code == 200  # they exist, and are signed in
    told = []
    for address in addresses(meeting):
        answer = client.get(address)
        assert answer.status_code < 500, address
        told += [f"{address}: {text}" for text in forbidden(who) if text in answer.text]
        if not SEEN[who] and "March meeting" in answer.text:
            told.append(f"{address}: the meeting itself")
    assert told == []


def test_the_secretariat_is_told_by_the_same_addresses(world, meeting):
    """The test above can fail: whoever may see is shown every canary."""
    client = world.client("anna")
    pages = "".join(client.get(address).text for address in addresses(meeting))
    assert [text for text in CANARIES.values() if text not in pages] == []


@pytest.mark.parametrize("who", ["mia", "noah", "greta"])
def test_no_frame_tells(world, meeting, who):
    page = opened(world, who, f"/meetings/{meeting.key}/tablet")
    for title in CANARIES.values():
        key, row = meeting.item(title).key, meeting.item(title)
        edit = {f"{b}{f}": "" for b in ("base_", "") for f in ("presenter", "time_label")}
        meeting.world.run(
            "anna",
            commands.edit_item,
            key=key,
            **edit | {"version": row.version, "base_title": title, "title": f"{title} again"},
        )
        meeting.world.run("anna", commands.move_item, key=key, after=None)
        meeting.world.run("anna", commands.move_to_item, key=key)
    meeting.do(commands.show_item, f"{CANARIES['Hidden']} again")
    meeting.do(commands.hide_item, f"{CANARIES['Hidden']} again")
    frames = b"".join(entry.message.frame for entry in pushed(world, page)).decode(errors="replace")
    assert [text for text in forbidden(who) if text in frames] == []
    seen = CANARIES[SEEN[who][0]]
    assert f"{seen} again" in frames  # something was pushed


def test_a_guest_sees_neither_number_nor_neighbour(world, meeting):
    page = opened(world, "greta", f"/meetings/{meeting.key}/tablet").page
    lines = page.xpath("//li[starts-with(@id, 'item-')]")
    assert [UUID(line.get("id")[5:]) for line in lines] == [meeting.item(CANARIES["Roads"]).key]
    numbers = page.xpath("//*[contains(@class, 'item__no')]")
    assert "".join(n.text_content() for n in numbers).strip() == ""
