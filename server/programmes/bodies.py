"""The office's own register of bodies, as the reader of sheets and files asks it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sqlmodel import Session

from server.kernel.errors import DomainError
from server.kernel.i18n import fold
from server.people.queries import BodyView, body_catalogue
from server.programmes import remembering
from server.programmes.reading import BodyCatalogue, CatalogueBody
from server.programmes.reading.bodies import compared


class NoSuchBody(DomainError):
    """No body, or more than one, is called what a file calls its own body."""

    status, code = 422, "programme-body-unknown"


def catalogue(db: Session, known: Sequence[BodyView]) -> BodyCatalogue:
    """Return the catalogue of the register `known`; made once for as long as nothing changes."""
    return _made(tuple(catalogue_bodies(db, known)))


@lru_cache(maxsize=4)
def _made(bodies: tuple[CatalogueBody, ...]) -> BodyCatalogue:
    return BodyCatalogue(bodies)


def catalogue_bodies(db: Session, known: Sequence[BodyView] | None = None) -> list[CatalogueBody]:
    """Return every body with all its names; a body that ended stands for the one after it.

    `key` is the body's own, as text. `known` is the register, if it was read already.
    """
    views = {view.id: view for view in known or body_catalogue(db)}
    names: dict[int, list[str]] = {}
    also: dict[str, list[str]] = {}  # what the office has said a name as written means
    for name, key in remembering.bodies(db).items():
        also.setdefault(key, []).append(name)
    for view in views.values():
        own = names.setdefault(_today(views, view).id, [])
        own += [*_names(view), *also.get(str(view.key), ())]
    return [
        CatalogueBody(
            name=views[body_id].name,
            key=str(views[body_id].key),
            aliases=tuple(dict.fromkeys(others)),
            group=views[body_id].kind == "group",
        )
        for body_id, others in names.items()
    ]


def body_called(db: Session, name: str) -> BodyView:
    """Return the body that a file calls `name`: a name or alias of it, or one of these as a slug.

    Raises NoSuchBody.
    """
    views = {view.id: view for view in body_catalogue(db)}
    found = {
        _today(views, view).id
        for view in views.values()
        if slug(name) in {slug(other) for other in _names(view)}
    }
    if len(found) != 1:
        raise NoSuchBody(name=name)
    return views[found.pop()]


def body_in(db: Session, text: str) -> BodyView | None:
    """Return the body whose name stands in a title; the longest name wins, None for none."""
    words = "\n".join(("", *compared(text), ""))
    found = [
        (len(name), view)
        for view in body_catalogue(db)
        for name in ("\n".join(("", *compared(written), "")) for written in _names(view))
        if name.strip() and name in words
    ]
    return max(found, key=lambda pair: pair[0], default=(0, None))[1]


def slug(text: str) -> str:
    """Return `text` as it can stand in a file's name: small letters, figures and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def _names(view: BodyView) -> Iterator[str]:
    yield view.name
    if view.short_name:
        yield view.short_name
    yield from view.aliases


def _today(views: dict[int, BodyView], view: BodyView) -> BodyView:
    for _step in range(5):  # mergers of mergers; a circle ends too
        if view.successor_id not in views:
            break
        view = views[view.successor_id]
    return view
