"""The catalogue of bodies: names, dates, aliases, successors."""

from datetime import date

import pytest

from server.people.models import Body, BodyAlias
from server.people.queries import bodies, body_catalogue, people_of_body

FORM = {"kind": "agency", "vocabulary": "party"}


def add(send, name="Ban Nội chính Tỉnh ủy", by="anna", **more):
    return send(by, "/admin/bodies", **{"name": name} | FORM | more)


def body(world, name):
    return next((b for b in world.read(body_catalogue) if b.name == name), None)


def change(send, found, by="anna", version=None, aliases=None, **to):
    """Send the edit form of `found` as it was rendered, with the fields of `to` changed."""
    names = ("name", "short_name", "kind", "symbol", "vocabulary", "valid_from", "valid_to")
    shown = {name: str(getattr(found, name) or "") for name in names}
    form = shown | {f"base_{name}": value for name, value in shown.items()}
    form |= {
        "version": version or found.version,
        "base_aliases": list(found.aliases),
        "aliases": "\n".join(found.aliases if aliases is None else aliases),
        "base_successor": str(found.successor_key or ""),
    }
    return send(by, f"/admin/bodies/{found.key}", **form | to)


@pytest.mark.parametrize("who", ["anna", "adam"])
def test_a_body_is_added_with_its_names(world, send, who):
    answer = add(send, by=who, symbol="BNCTU", aliases="Ban Nội chính\n BNC \n\nban nội chính")
    assert answer.status_code == 200
    found = body(world, "Ban Nội chính Tỉnh ủy")
    assert (found.symbol, found.kind) == ("BNCTU", "agency")
    assert found.aliases == ("Ban Nội chính", "BNC")
    assert world.happened("bodies") == ["body-changed"]


def test_the_same_form_twice_adds_one(world, send):
    for _ in range(2):
        add(send, command_id="one-body-form-sent-twice")
    assert world.happened("bodies") == ["body-changed"]


def test_nobody_else_keeps_the_catalogue(world, send):
    committee = body(world, "Ban Thường vụ Tỉnh ủy")
    pages = ("/admin", "/admin/bodies", "/admin/bodies/new", f"/admin/bodies/{committee.key}/edit")
    for who in ("carl", "mia", "clara", "greta", "stan", "zoe"):
        client = world.client(who)
        assert [client.get(path).status_code for path in pages] == [404] * 4
        assert add(send, by=who).status_code == 404
        assert change(send, committee, by=who, name="Mine").status_code == 404
    assert world.happened("bodies") == []


def test_a_renamed_body_is_still_found_by_its_old_name(world, send):
    add(send, "Ban Tuyên giáo Tỉnh ủy")
    change(send, body(world, "Ban Tuyên giáo Tỉnh ủy"), name="Ban Tuyên giáo và Dân vận Tỉnh ủy")
    found = body(world, "Ban Tuyên giáo và Dân vận Tỉnh ủy")
    assert found.aliases == ("Ban Tuyên giáo Tỉnh ủy",)
    assert world.row(BodyAlias, folded="ban tuyen giao tinh uy").body_id == found.id


def test_two_people_editing_lose_nothing(world, send):
    add(send, aliases="BNC")
    rendered = body(world, "Ban Nội chính Tỉnh ủy")
    assert change(send, rendered, symbol="BNCTU", aliases=["BNC", "Nội chính"]).status_code == 200
    assert change(send, rendered, by="bella", short_name="BNC", aliases=[]).status_code == 200
    found = body(world, "Ban Nội chính Tỉnh ủy")
    assert (found.symbol, found.short_name, found.aliases) == ("BNCTU", "BNC", ("Nội chính",))

    conflict = change(send, rendered, by="bella", symbol="NC")
    assert conflict.status_code == 409
    assert "BNCTU" in conflict.text


def test_a_merged_body_names_its_successor_and_never_itself(world, send):
    add(send, "Ban Dân vận Tỉnh ủy")
    add(send, "Ban Tuyên giáo và Dân vận Tỉnh ủy")
    old, new = body(world, "Ban Dân vận Tỉnh ủy"), body(world, "Ban Tuyên giáo và Dân vận Tỉnh ủy")
    answer = change(send, old, successor=str(new.key), valid_to="2025-06-30")
    assert answer.status_code == 200
    old = body(world, "Ban Dân vận Tỉnh ủy")
    assert (old.successor, old.valid_to) == (new.name, date(2025, 6, 30))
    assert change(send, new, successor=str(new.key)).status_code == 409
    assert change(send, new, successor=str(old.key)).status_code == 409
    assert body(world, new.name).successor == ""
    today = world.read(bodies, world.viewer("anna"))
    assert old.name not in [b.name for b in today]
    then = world.read(bodies, world.viewer("anna"), date(2025, 1, 1))
    assert old.name in [b.name for b in then]


def test_there_is_one_office(world, send):
    office = body(world, "Văn phòng Tỉnh ủy")
    assert add(send, "Another office", kind="office").status_code == 409
    assert change(send, office, kind="agency").status_code == 409
    committee = body(world, "Ban Thường vụ Tỉnh ủy")
    assert change(send, committee, kind="office").status_code == 409
    assert world.row(Body, id=office.id).kind == "office"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "kingdom"},
        {"vocabulary": "pirates"},
        {"valid_from": "2026-02-02", "valid_to": "2026-01-01"},
        {"valid_from": "31/31/2026"},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_refused(world, send, wrong):
    assert add(send, **wrong).status_code == 422
    assert world.happened("bodies") == []


def test_who_becomes_the_standing_body_is_told_at_once(world, send):
    committee = body(world, "Ban Thường vụ Tỉnh ủy")
    change(send, committee, kind="standing")
    assert "standing" in world.viewer("mia").roles
    assert "rights-changed" in world.happened(f"user:{world.people['mia']}")


def test_the_people_of_a_body_are_its_chair_and_then_by_name(world):
    found = world.read(people_of_body, world.viewer("anna"), world.bodies["committee"])
    assert [(p.name, p.roles) for p in found] == [
        ("Carl Chair", ("chair",)),
        ("Greta Guest", ("guest",)),
        ("Mia Member", ("delegate",)),
        ("Noah Member", ("delegate",)),
    ]
