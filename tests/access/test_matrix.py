"""The permission matrix against the running server: every address, every person, both ways.

tests/access_routes.toml says what is asked; server/people/permissions.toml says who may.
"""

import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

from server.kernel.errors import NotFound
from server.kernel.live.screens import _screens, screen_named
from server.people.access import may
from tests.world import PEOPLE, new_id

TABLE = Path(__file__).parents[1] / "access_routes.toml"
ASKS: list[dict[str, Any]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["ask"]
REFUSED = (401, 403, 404)
# Parts of an address; a place is a number and a format a word within the key's object.
PARTS = {"key", "kind", "session", "place", "programme", "format", "task", "notice", "report"}
PARTS |= {"minutes", "letter", "item"}


def name_of(ask: dict[str, Any]) -> str:
    return f"{ask.get('route') or 'live ' + ask['screen']} {ask.get('key', '')}".strip()


def allowed(office: Any, ask: dict[str, Any]) -> set[str]:
    """Return whom the two tables let ask this."""
    acts = ask["act"] if isinstance(ask["act"], list) else [ask["act"]]
    within = set(ask.get("who", PEOPLE))
    if acts[0] in ("everybody", "anyone"):
        return within
    return {w for w in within if any(may(office.viewers[w], act) for act in acts)}


def method_of(app: Any, route: str) -> str:
    [found] = [r for r in app.routes if getattr(r, "name", "") == route]
    return "GET" if "GET" in found.methods else next(iter(found.methods))


def send(office: Any, who: str | None, ask: dict[str, Any], unknown: bool = False) -> Any:
    """Ask as `who`; with `unknown`, for an object that does not exist."""
    client = office.clients[who] if who else office.world.client(None)
    parts = {name: office.fill(ask[name]) for name in PARTS & ask.keys()}
    if unknown:
        parts |= {name: str(uuid4()) for name in parts if name != "place"}
    path = office.world.app.url_path_for(ask["route"], **parts)
    method = method_of(office.world.app, ask["route"])
    if method == "GET":
        return client.get(path)
    form = {"command_id": new_id(), "version": "1"} | office.fill(ask.get("form", {}))
    return client.request(method, path, data=form)


def test_whoever_may_not_is_told_that_there_is_nothing(office):
    """Every address as everybody whom the tables refuse: the same 404 as for what is not there.

    And after all of it every row of the office is as it was.
    """
    before = office.digest()
    wrong = []
    for ask in ASKS:
        if "screen" in ask:
            continue
        strangers = set(PEOPLE) - allowed(office, ask)
        for who in sorted(strangers):
            answer = send(office, who, ask)
            if answer.status_code not in (403, 404):
                wrong.append(f"{name_of(ask)}: {who} got {answer.status_code}")
            elif PARTS & ask.keys() and answer.text != send(office, who, ask, True).text:
                wrong.append(f"{name_of(ask)}: {who} learns that it exists")
        if ask["act"] != "anyone" and send(office, None, ask).status_code != 401:
            wrong.append(f"{name_of(ask)}: nobody signed in, and not 401")
    if office.digest() != before:
        wrong.append("a refused form changed something")
    assert not wrong, "\n".join(wrong)


def test_whoever_may_is_not_refused(office):
    """Every page as everybody whom the tables allow; each form by the first of them."""
    wrong = []
    for ask in ASKS:
        if "screen" in ask:
            continue
        people = [who for who in PEOPLE if who in allowed(office, ask)]
        assert people, f"{name_of(ask)}: nobody may"
        if method_of(office.world.app, ask["route"]) != "GET":
            people = people[:1] if ask["route"] != "sign_out" else ["zoe"]
        for who in people:
            status = send(office, who, ask).status_code
            if (status in REFUSED and status != ask.get("status")) or status >= 500:
                wrong.append(f"{name_of(ask)}: {who} got {status}")
    assert not wrong, "\n".join(wrong)


def test_live_pages_seat_the_same_people(office):
    wrong = []
    for ask in ASKS:
        if "screen" not in ask:
            continue
        screen, subject = screen_named(ask["screen"]), office.fill(ask["key"])
        seated = set()
        for who in PEOPLE:
            try:
                seat = office.world.read(screen.seat, office.viewers[who], subject)
            except NotFound:
                continue
            seated.add(who)
            if f"user:{office.world.people[who]}" not in seat.streams:
                wrong.append(f"{name_of(ask)}: {who} would not hear of being signed out")
        if seated != allowed(office, ask):
            wrong.append(f"{name_of(ask)}: {sorted(seated)}")
    assert not wrong, "\n".join(wrong)


def test_every_address_and_live_page_is_in_the_table(world):
    asked = {ask.get("route") for ask in ASKS}
    there = {r.name for r in world.app.routes if hasattr(r, "methods")}
    assert there - asked == set(), "add them to tests/access_routes.toml"
    assert asked - there - {None} == set(), "these are no longer there"
    known = {name for name in _screens if not name.startswith("test-")}
    assert known == {ask["screen"] for ask in ASKS if "screen" in ask}


def test_the_table_is_written_as_it_says():
    for ask in ASKS:
        known = {"route", "screen", "act", "who", "form", "status"} | PARTS
        assert ask.keys() <= known, name_of(ask)
        assert set(ask.get("who", ())) <= set(PEOPLE), name_of(ask)
