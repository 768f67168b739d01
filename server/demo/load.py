"""The demonstration loaded: its people, its programmes, and its story played in order of time.

The story goes through the real commands, each as the person and at the moment it tells of, so that
the rules are kept and the log reads like a real history. Only the office itself, passwords and
languages are written as rows.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial, wraps
from pathlib import Path
from typing import Any

from server.demo.coming import Coming
from server.demo.content import read_cast, read_follow, read_life, read_story, read_week
from server.demo.follow import Following
from server.demo.holding import Session
from server.demo.life import KEEPER, Life
from server.demo.months import plan_months
from server.demo.notices import Papers
from server.demo.preparing import Preparation
from server.demo.press import print_papers, stored
from server.demo.stage import Stage
from server.demo.week import plan_week
from server.kernel import i18n
from server.kernel.db import SYSTEM, Tx
from server.kernel.settings import Settings
from server.kernel.types import now
from server.materials.intake import Arrived
from server.materials.renditions import ask_again
from server.people.account_commands import OfficeExists, add_account, add_membership
from server.people.body_commands import add_body, edit_body
from server.people.models import VOCABULARIES, Account, Body, Instance
from server.people.secrets import hash_password
from server.programmes.commands import import_definition
from server.programmes.definition import ProgrammeDefinition, read_definition
from server.programmes.keeping import LEADS, add_lead_time, add_watch
from server.worker import workshop

PROGRAMMES = Path(__file__).parents[2] / "programmes"
_FIRST_DAY = -400  # before anything of the story
_LEADS = {"ban-chap-hanh": (15, 10, 7, 5), "ban-thuong-vu": (13, 8, 5, 3)}  # working days
_FOLLOWING = {
    "thuky": ("ban-to-chuc", "uy-ban-kiem-tra", "van-phong"),
    "thuky2": ("tuyen-giao-dan-van", "ban-noi-chinh", "dang-uy-ubnd"),
}


def make_demonstration(settings: Settings, *, longest_pages: int | None = None) -> None:
    """Print the papers, play the story as of today, and ask the worker for the renditions.

    `longest_pages` cuts longer papers down. The instance is empty, with a current schema. Done
    twice at once, it is still made once.
    """
    today = i18n.today(now())
    papers = print_papers(settings, today, longest_pages=longest_pages)
    keep = partial(stored, settings)
    with workshop(settings) as shop:
        played: Callable[..., list[str]] = wraps(load)(partial(load, keep=keep))
        shop.writer.run(SYSTEM, command_id(today), played, today=today, papers=papers)
        ask_again(shop)


def _only_hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def load(
    tx: Tx,
    *,
    today: date,
    papers: Mapping[str, Arrived],
    keep: Callable[[bytes], str] = _only_hashed,
) -> list[str]:
    """Make the demonstration as of `today`; returns the keys of its meetings.

    `papers` are the stored files of press.print_papers, `keep` stores what is made on
    the way. Run by the system on an empty instance: raises OfficeExists on any other.
    """
    if tx.session.get(Instance, 1) is not None:
        raise OfficeExists
    stage = Stage(tx, today)
    cast = read_cast()
    with stage.acting(stage.moment(_FIRST_DAY, "08:00")):
        _open_office(stage, cast)
        _appoint(stage, cast)
    story, life = read_story(today), Life(stage, read_life(today))
    following = Following(stage, read_follow(today) | {"password": cast["password"]})
    with stage.acting(stage.moment(life.days(life.issued), "08:00"), KEEPER):
        for definition in programmes(today):
            import_definition(tx, definition=definition)
        _keep_rules(stage, today)
        following.keep_documents()
        life.begin()
    life.plan()
    taken = _on_agendas(story)
    plan_months(stage, life, taken, {*life.amended, *life.told["not_tabled"]})
    Coming(stage, life, taken).plan()
    for meeting in story:
        preparation = Preparation(stage, meeting)
        preparation.plan(papers)
        Session(stage, cast, meeting, preparation.add).plan()
        Papers(stage, meeting, keep).plan()
    following.plan()
    plan_week(stage, read_week())
    stage.play()
    following.end()
    return [str(key) for (kind, *_), key in stage.keys.items() if kind == "meeting"]


def _on_agendas(story: list[dict[str, Any]]) -> set[str]:
    """The slugs of the year's items that the story's meetings deal with."""
    named = (item.get("programme_item", "") for meeting in story for item in meeting["item"])
    return {name.partition("#")[2] for name in named if name}


def _keep_rules(stage: Stage, today: date) -> None:
    """How long before its session each body wants each step (made up), and who follows whom."""
    for body, counts in _LEADS.items():
        add_lead_time(
            stage.tx,
            body_key=stage.bodies[body],
            kind="",
            since=date(today.year, 1, 1),
            counts=dict(zip(LEADS, counts, strict=True)),
        )
    for login, bodies in _FOLLOWING.items():
        for body in bodies:
            add_watch(stage.tx, account_key=stage.people[login].key, body_key=stage.bodies[body])


def programmes(today: date) -> list[ProgrammeDefinition]:
    """Return the programmes, above before below: the term's, then the year's of `today`."""
    yearly = (f"{kind}-year.toml" for kind in ("party", "council", "board"))
    return [
        read_definition(PROGRAMMES / "party-term.toml"),
        *(read_definition(PROGRAMMES / name, year=today.year) for name in yearly),
    ]


def command_id(today: date) -> str:
    """Return the id under which the demonstration of `today` is loaded: twice is one command."""
    told = hashlib.sha256(
        repr(
            (read_cast(), read_story(today), read_week(), read_life(today), read_follow(today))
        ).encode()
    )
    for definition in programmes(today):
        told.update(definition.digest.encode())
    return f"demonstration-{told.hexdigest()[:40]}"


def _open_office(stage: Stage, cast: dict[str, Any]) -> None:
    """The instance, and every body of the cast; the first of kind "office" is the server's own."""
    tx = stage.tx
    tx.add(
        Instance(
            name=cast["office"],
            demonstration=True,
            demonstration_password=cast["password"],
            created_at=tx.now,
        )
    )
    for body in cast["body"]:
        kind = body["kind"]
        if kind == "office":  # no command makes one beside that of a real office
            row = tx.add(Body(name=body["name"], kind="office", symbol=body["symbol"]))
            stage.bodies[body["key"]] = row.key
            aliases = body["aliases"]
            edit_body(tx, key=row.key, version=1, base={}, to={}, base_aliases=[], aliases=aliases)
            continue
        body_id = add_body(
            tx,
            name=body["name"],
            kind=kind,
            symbol=body["symbol"],
            vocabulary=kind if kind in VOCABULARIES else "party",
            aliases=body["aliases"],
        )
        stage.bodies[body["key"]] = tx.session.get_one(Body, body_id).key


def _appoint(stage: Stage, cast: dict[str, Any]) -> None:
    """The people, what they are in their bodies, and the one password of all of them."""
    tx = stage.tx
    for person in cast["person"]:
        login = person["login"]
        account_id = add_account(tx, login=login, name=person["name"], title=person["position"])
        account = tx.session.get_one(Account, account_id)
        account.locale = "vi"
        account.password_hash = hash_password(cast["password"], f"demonstration {login}")
        stage.people[login] = account
        for held in person["memberships"]:
            add_membership(
                tx,
                account_key=account.key,
                body_key=stage.bodies[held["body"]],
                role=held["role"],
                since=stage.day(_FIRST_DAY),
            )
