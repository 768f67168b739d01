"""Keeping accounts and memberships: administrators, and nobody else."""

from datetime import timedelta

import pytest

from server.people.models import Account, Body, Membership
from tests.world import today

TODAY = today()


@pytest.fixture
def body_key(world):
    """The key of a body of the world, as text."""
    return lambda name: str(world.row(Body, id=world.bodies[name]).key)


def join(send, key_of, body_key, who, body, role, since=TODAY, until="", by="adam", **more):
    fields = {"body": body_key(body), "role": role, "since": str(since), "until": str(until)}
    return send(by, f"/admin/accounts/{key_of(who)}/memberships", **fields, **more)


def test_an_account_is_added_once_and_has_no_password(send, world):
    form = {"login": "Otto", "name": "Otto Observer", "title": "Phó phòng"}
    first, again = (send("adam", "/admin/accounts", "add-otto-account", **form) for _ in range(2))
    assert first.headers["plenum-go"] == again.headers["plenum-go"]
    account = world.row(Account, login="otto")
    assert (account.name, account.title, account.password_hash) == (
        "Otto Observer",
        "Phó phòng",
        None,
    )
    assert "Otto Observer" in world.client("adam").get("/admin/accounts?q=otto").text


def test_a_form_brings_nothing_but_its_fields(send, world):
    extra = {"password_hash": "x", "id": "999", "disabled_at": "2020-01-01", "roles": "secretariat"}
    send("adam", "/admin/accounts", login="otto", name="Otto", **extra)
    account = world.row(Account, login="otto")
    assert account.id != 999
    assert (account.password_hash, account.disabled_at) == (None, None)
    assert world.row(Membership, account_id=account.id) is None


@pytest.mark.parametrize(
    ("login", "status"), [("mia", 409), ("Mia", 409), ("ông", 422), ("a b", 422), ("a", 422)]
)
def test_a_sign_in_name_is_one_persons_and_plain(send, login, status):
    assert send("adam", "/admin/accounts", login=login, name="Somebody").status_code == status


def edit(send, key, version=1, base="Mia Member", name="Mia Minister", by="adam", **more):
    fields = {"version": version, "base_name": base, "name": name, "base_title": ""} | more
    return send(by, f"/admin/accounts/{key}", **fields)


def test_a_name_is_changed_and_a_stale_form_shows_both_names(send, key_of, world):
    key = key_of("mia")
    assert edit(send, key).status_code == 200
    stale = edit(send, key, name="Mia Mayor")
    assert stale.status_code == 409
    assert "Mia Minister" in stale.text
    assert "Mia Mayor" in stale.text
    assert world.row(Account, login="mia").name == "Mia Minister"
    assert edit(send, key, name="Mia Minister", title="Chair of all").status_code == 200  # merges
    assert world.row(Account, login="mia").title == "Chair of all"


def test_nobody_but_an_administrator_keeps_accounts(world, send, key_of, body_key):
    key = key_of("mia")
    for who in ("anna", "carl", "mia", "clara", "greta", "stan", "zoe"):
        client = world.client(who)
        for path in ("", f"/{key}", f"/{key}/edit", "/new", f"/{key}/memberships/new"):
            assert client.get(f"/admin/accounts{path}").status_code == 404
        assert client.get("/admin/audit").status_code == 404
        assert send(who, "/admin/accounts", login="otto", name="Otto").status_code == 404
        assert edit(send, key, by=who).status_code == 404
        for act in ("disable", "enable", "code"):
            assert send(who, f"/admin/accounts/{key}/{act}").status_code == 404
        made = join(send, key_of, body_key, who, "office", "administrator", by=who)
        assert made.status_code == 404
    assert world.row(Account, login="mia").version == 1


def test_a_disabled_person_is_out_at_once_and_may_come_back_without_old_sessions(
    world, send, key_of
):
    mia = world.client("mia")
    send("adam", f"/admin/accounts/{key_of('mia')}/disable")
    assert mia.get("/account").status_code == 401
    send("adam", f"/admin/accounts/{key_of('mia')}/enable")
    assert mia.get("/account").status_code == 401
    assert world.client("mia").get("/account").status_code == 200
    assert world.happened(f"user:{world.people['mia']}").count("rights-changed") == 2


def test_the_last_administrator_stays(world, send, key_of, body_key):
    assert send("adam", f"/admin/accounts/{key_of('adam')}/disable").status_code == 409
    held = world.row(Membership, account_id=world.people["adam"])
    ending = {"version": held.version, "base_since": str(held.since), "base_until": ""}
    path = f"/admin/memberships/{held.key}"
    last_day = {"since": str(held.since), "until": str(TODAY)}
    assert send("adam", path, **ending, **last_day).status_code == 409
    assert world.viewer("adam").roles == {"administrator"}

    join(send, key_of, body_key, "bella", "office", "administrator")
    assert send("adam", path, **ending, **last_day).status_code == 200
    assert send("bella", f"/admin/accounts/{key_of('adam')}/disable").status_code == 200


def test_a_membership_gives_rights_from_its_first_day_to_its_last(world, send, key_of, body_key):
    def roles():
        return world.viewer("zoe").bodies.get(world.bodies["committee"], frozenset())

    join(send, key_of, body_key, "zoe", "committee", "guest", since=TODAY + timedelta(days=2))
    assert roles() == set()
    join(send, key_of, body_key, "zoe", "committee", "delegate", TODAY - timedelta(days=2), TODAY)
    assert roles() == {"delegate"}
    held = world.row(Membership, account_id=world.people["zoe"], until=TODAY)
    form = {"version": held.version, "base_since": str(held.since), "base_until": str(TODAY)}
    yesterday = str(TODAY - timedelta(days=1))
    ended = send(
        "adam",
        f"/admin/memberships/{held.key}",
        since=str(held.since),
        until=yesterday,
        **form,
    )
    assert ended.status_code == 200
    assert roles() == set()
    assert world.happened(f"user:{world.people['zoe']}").count("rights-changed") == 3


@pytest.mark.parametrize(
    ("body", "role"),
    [
        *(("committee", "administrator"), ("committee", "secretariat"), ("office", "delegate")),
        *(("office", "guest"), ("committee", "standing"), ("committee", "king")),
    ],
)
def test_the_offices_roles_are_held_in_the_office_alone(send, key_of, body_key, body, role, world):
    assert join(send, key_of, body_key, "zoe", body, role).status_code == 422
    assert world.viewer("zoe").roles == {"delegate"}


def test_a_membership_does_not_end_before_it_begins(send, key_of, body_key):
    answer = join(
        send, key_of, body_key, "zoe", "committee", "guest", until=TODAY - timedelta(days=1)
    )
    assert answer.status_code == 422
    assert "ends before it begins" in answer.text


def test_the_same_membership_form_twice_makes_one(world, send, key_of, body_key):
    for _ in range(2):
        join(
            *(send, key_of, body_key, "zoe", "committee", "guest"), command_id="zoe-is-a-guest-now"
        )
    assert world.happened(f"user:{world.people['zoe']}").count("rights-changed") == 1


def test_people_are_listed_as_a_vietnamese_dictionary_does(world, send):
    for number, name in enumerate(["Đỗ Ân", "Dương An", "Ái Vân", "Âu An", "An Vy", "Ăn Vy"]):
        send("adam", "/admin/accounts", login=f"person{number}", name=name)
    page = world.client("adam").get("/admin/accounts?q=person").text
    places = [page.index(f">{name}<") for name in ("Ái Vân", "An Vy", "Ăn Vy", "Âu An")]
    assert places == sorted(places)
    assert page.index(">Dương An<") < page.index(">Đỗ Ân<")


@pytest.mark.parametrize("key", ["not-a-key", "01930000-0000-7000-8000-000000000000"])
def test_an_unknown_account_is_not_there(world, send, key):
    adam = world.client("adam")
    assert adam.get(f"/admin/accounts/{key}").status_code == 404
    assert send("adam", f"/admin/accounts/{key}/disable").status_code == 404


def test_every_form_also_opens_as_a_page_without_script(world, key_of):
    adam = world.client("adam", script=False)
    held = world.row(Membership, account_id=world.people["mia"])
    for path in (
        "/admin/accounts/new",
        f"/admin/accounts/{key_of('mia')}",
        f"/admin/accounts/{key_of('mia')}/edit",
        f"/admin/accounts/{key_of('mia')}/memberships/new",
        f"/admin/memberships/{held.key}/edit",
        "/admin/bodies/new",
        "/admin/bodies",
        "/admin/audit",
    ):
        page = adam.get(path)
        assert page.status_code == 200
        assert "<!doctype html>" in page.text
        assert 'name="command_id"' in page.text or path.endswith(("bodies", "audit"))
