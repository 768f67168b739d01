"""Who may see and change work programmes.

The secretariat, the standing body and the chief of office (who chairs the office itself) see every
programme of the office. A chair, a delegate or a body's clerk sees the programmes of the bodies he
or she sits on, and those that name such a body as leading or coordinating an item; a programme is
one paper and is seen whole. Until it is adopted it is a draft: of these only its body's chair sees
it. Guests and administrators see none. Only the secretariat imports, drafts, moves a programme on
from state to state, and changes what may be changed of an item.

Two words make a draft a programme: the chief of office's, then the deciding body's, which its chair
gives, or for a committee's programme any member of the standing body (Thường trực). A word that
nobody on record could give is not waited for: an office of fifteen people may have no chief, and a
body that does not sign in decides on paper.

It is long: who sees and decides what of programmes is said in one place.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select, true

from server.kernel.db import Tx
from server.kernel.errors import NotFound
from server.kernel.i18n import today
from server.kernel.types import now
from server.people.access import Viewer, bodies_spoken_for, may, require, viewer_with_id
from server.people.models import Account, Body, Membership
from server.programmes.models import (
    DRAFTING,
    Programme,
    ProgrammeImport,
    ProgrammeItem,
    ProgrammeItemBody,
)

_SEATS = ("chair", "delegate", "clerk")
COMMITTEES = ("committee", "standing-committee")  # the standing body may speak for them


@dataclass(frozen=True)
class Readers:
    """Readers who see the same of a programme: all of it.

    `edition` is the content that a live page shows: with another one it is fetched again.
    `drafts`: they may write its words now. `word` is the one that is theirs to give now: chief,
    body or "".
    """

    may_edit: bool
    locale: str
    edition: str = ""
    drafts: bool = False
    word: str = ""

    @property
    def priority(self) -> int:
        """The secretariat is served first."""
        return 0 if self.may_edit else 1


def readers_of(viewer: Viewer) -> Readers:
    """Derive who the viewer is where programmes are concerned. Raises NotFound."""
    require(viewer, "programmes.read")
    return Readers(may(viewer, "programmes.edit"), viewer.locale)


def within_reach(viewer: Viewer) -> ColumnElement[bool]:
    """The rule above as a condition on Programme. Raises NotFound for who sees none at all."""
    require(viewer, "programmes.read")
    if viewer.is_("secretariat", "standing"):
        return true()
    bodies = [body_id for body_id in viewer.bodies if viewer.in_body(body_id, *_SEATS)]
    chaired = [body_id for body_id in viewer.bodies if viewer.in_body(body_id, "chair")]
    named = (
        select(ProgrammeItem.programme_id)
        .join(ProgrammeItemBody, col(ProgrammeItemBody.item_id) == col(ProgrammeItem.id))
        .where(col(ProgrammeItemBody.body_id).in_(bodies))
    )
    return or_(
        and_(
            col(Programme.state) == "adopted",
            or_(col(Programme.body_id).in_(bodies), col(Programme.id).in_(named)),
        ),
        col(Programme.body_id).in_(chaired),
        _office_among(chaired),
    )


def _office_among(bodies: list[int]) -> ColumnElement[bool]:
    """Whether one of these bodies is the office itself: its chair is the chief of office."""
    return select(Body.id).where(Body.kind == "office").where(col(Body.id).in_(bodies)).exists()


def programme_to_see(db: Session, viewer: Viewer, key: UUID | str) -> tuple[Programme, Readers]:
    """Return a programme and who the viewer is to it. Raises NotFound."""
    readers = readers_of(viewer)
    programme = db.exec(
        select(Programme).where(Programme.key == uuid_of(key)).where(within_reach(viewer))
    ).first()
    if programme is None:
        raise NotFound
    return programme, _readers(db, viewer, readers, programme)


def _readers(db: Session, viewer: Viewer, readers: Readers, programme: Programme) -> Readers:
    drafts = readers.may_edit and programme.state in DRAFTING
    return replace(readers, drafts=drafts, word=word_of(db, viewer, programme))


def item_to_see(
    db: Session, viewer: Viewer, key: UUID | str
) -> tuple[ProgrammeItem, Programme, Readers]:
    """Return an item, its programme and who the viewer is to it. Raises NotFound."""
    readers = readers_of(viewer)
    found = db.exec(
        select(ProgrammeItem, Programme)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(ProgrammeItem.key == uuid_of(key))
        .where(within_reach(viewer))
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1], _readers(db, viewer, readers, found[1])


def import_to_see(db: Session, viewer: Viewer, key: UUID | str) -> ProgrammeImport:
    """Return a staged import. Raises NotFound unless one may import, or registers by it oneself."""
    staged = _import(db, key)
    _reach_import(db, viewer, staged)
    return staged


def _reach_import(db: Session, viewer: Viewer, staged: ProgrammeImport) -> None:
    """Raise NotFound unless one may import, or it is one's own sheet to register a body's items."""
    if may(viewer, "programmes.edit"):
        return
    own = staged.registers_for_id is not None and staged.account_id == viewer.user_id
    if not own or staged.body_id not in bodies_spoken_for(db, viewer):
        raise NotFound


def programme_to_keep(db: Session, viewer: Viewer, key: UUID | str) -> Programme:
    """Return a programme. Raises NotFound unless one may import and change programmes."""
    require(viewer, "programmes.edit")
    return programme_to_see(db, viewer, key)[0]


def uuid_of(key: UUID | str) -> UUID:
    """Return a key from an address. Raises NotFound for what cannot be one."""
    try:
        return key if isinstance(key, UUID) else UUID(key)
    except ValueError:
        raise NotFound from None


# --- whose word is waited for ------------------------------------------------------------------


def word_awaited(db: Session, programme: Programme, after: str = "") -> str:
    """Return whose word comes next, for a caller: chief, body, or "" for nobody's.

    `after` is the word that was given ("": none yet). One that nobody could give is left out.
    """
    steps = ("chief", "body")[("chief", "body").index(after) + 1 if after else 0 :]
    return next((step for step in steps if _somebody(db, _speakers(db, programme, step))), "")


def word_of(db: Session, viewer: Viewer, programme: Programme) -> str:
    """Return the word on a programme that is the viewer's to give now: chief, body or ""."""
    step = {"submitted": "chief", "endorsed": "body"}.get(programme.state, "")
    if not step or not may(viewer, "programmes.approve"):
        return ""
    speakers = _speakers(db, programme, step)
    return step if _somebody(db, speakers, col(Account.id) == viewer.user_id) else ""


def _speakers(db: Session, programme: Programme, step: str) -> ColumnElement[bool]:
    """Whoever gives the word of a step, as a condition on Membership and Body."""
    chairs = col(Membership.role) == "chair"
    if step == "chief":
        return and_(chairs, col(Body.kind) == "office")
    own = and_(chairs, col(Body.id) == programme.body_id)
    if db.get_one(Body, programme.body_id).kind not in COMMITTEES:
        return own
    standing = col(Membership.role).in_(("chair", "delegate"))
    return or_(own, and_(standing, col(Body.kind) == "standing"))


def _somebody(db: Session, *where: ColumnElement[bool]) -> bool:
    day = today(now())
    found = (
        select(Membership.id)
        .join(Body, col(Body.id) == col(Membership.body_id))
        .join(Account, col(Account.id) == col(Membership.account_id))
        .where(col(Account.disabled_at).is_(None))
        .where(Membership.since <= day)
        .where(or_(col(Membership.until).is_(None), col(Membership.until) >= day))
        .where(*where)
    )
    return db.exec(found).first() is not None


# --- for commands ------------------------------------------------------------------------------


def keeps_programmes(tx: Tx) -> None:
    """Raise NotFound unless the actor may import and change programmes (the system may)."""
    if tx.actor.user_id:
        require(viewer_with_id(tx.session, tx.actor.user_id), "programmes.edit")


def import_to_change(tx: Tx, key: UUID | str) -> ProgrammeImport:
    """Load an import for its reading, a correction or its confirmation, one at a time.

    Raises NotFound.
    """
    tx.lock("programmes")
    staged = _import(tx.session, key)
    if tx.actor.user_id:
        _reach_import(tx.session, viewer_with_id(tx.session, tx.actor.user_id), staged)
    return staged


def body_with_key(tx: Tx, key: UUID | str) -> Body:
    """Load a body that a command names. Raises NotFound."""
    body = tx.session.exec(select(Body).where(Body.key == uuid_of(key))).first()
    if body is None:
        raise NotFound
    return body


def programme_to_change(tx: Tx, key: UUID | str) -> Programme:
    """Load a programme while none comes in and nobody changes its items. Raises NotFound."""
    keeps_programmes(tx)
    tx.lock("programmes")
    asked = select(Programme).where(Programme.key == uuid_of(key))
    if (found := tx.session.exec(asked).first()) is None:
        raise NotFound
    tx.lock(f"programme:{found.id}")
    return found


def programme_to_approve(tx: Tx, key: UUID | str) -> tuple[Programme, str]:
    """Load a programme for the word that the actor may give on it now: chief or body.

    Raises NotFound unless it is within reach; the word is "" where it is not theirs to give.
    """
    viewer = viewer_with_id(tx.session, tx.actor.user_id)
    require(viewer, "programmes.approve")
    found = programme_to_see(tx.session, viewer, key)[0]
    tx.lock(f"programme:{found.id}")
    tx.session.refresh(found)
    return found, word_of(tx.session, viewer, found)


def programme_to_draft(tx: Tx, key: UUID | str) -> Programme:
    """Load a programme for a change of its items; whoever changes another is not held up.

    Raises NotFound.
    """
    keeps_programmes(tx)
    asked = select(Programme).where(Programme.key == uuid_of(key))
    if (found := tx.session.exec(asked).first()) is None:
        raise NotFound
    tx.lock(f"programme:{found.id}")
    tx.session.refresh(found)
    return found


def item_to_edit(tx: Tx, key: UUID | str) -> ProgrammeItem:
    """Load an item for a change by hand, locked. Raises NotFound."""
    keeps_programmes(tx)
    found = tx.session.exec(
        select(ProgrammeItem.id).where(ProgrammeItem.key == uuid_of(key))
    ).first()
    return item_locked(tx, found)


def item_locked(tx: Tx, item_id: int | None) -> ProgrammeItem:
    """Load an item as it is once nobody else changes its programme. Raises NotFound.

    For features above, which have asked the actor's right to what they do.
    """
    programme_id = tx.session.exec(
        select(ProgrammeItem.programme_id).where(ProgrammeItem.id == item_id)
    ).first()
    if programme_id is None:
        raise NotFound
    tx.lock(f"programme:{programme_id}")
    item = tx.session.exec(
        select(ProgrammeItem)
        .where(ProgrammeItem.id == item_id)
        .execution_options(populate_existing=True)
    ).first()
    if item is None:  # its programme was withdrawn meanwhile
        raise NotFound
    return item


def _import(db: Session, key: UUID | str) -> ProgrammeImport:
    found = db.exec(select(ProgrammeImport).where(ProgrammeImport.key == uuid_of(key))).first()
    if found is None:
        raise NotFound
    return found
