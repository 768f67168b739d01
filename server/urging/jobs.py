"""What the worker does so that everybody is reminded in time, and once."""

from uuid import uuid4

import structlog
from sqlmodel import Session, select

from server.kernel.db import SYSTEM
from server.kernel.i18n import local, today
from server.kernel.jobs import Workshop, periodic
from server.kernel.mail import NotSent, Unsure, mail_server, send
from server.kernel.types import now
from server.people.models import Instance
from server.urging.mailing import (
    Leased,
    lease_mail,
    message_of,
    settle_mail,
    to_write,
    waiting,
    write_mails,
)
from server.urging.reminding import moved, remind

log = structlog.get_logger("urging")

MAIL_HOUR = 7  # on the office's clock: before its day begins


@periodic(minute="*")
def remind_of_changes(shop: Workshop) -> None:
    """Make what reminders a new day or a change asks for."""
    day = today(now())
    if shop.reader.run(moved, day):
        _remind(shop)


@periodic(minute="17")
def remind_all(shop: Workshop) -> None:
    """Make them also where somebody else came to answer for a body."""
    _remind(shop)


def _remind(shop: Workshop) -> None:
    if made := remind(shop.writer, today(now())):
        log.info("reminded", count=made)


@periodic(minute="*")
def mail_reminders(shop: Workshop) -> None:
    """Promise the day's mails, and send what waits."""
    if not shop.settings.sends_mail:
        return
    day = today(now())
    if local(now()).hour >= MAIL_HOUR and shop.reader.run(to_write, day):
        shop.writer.run(SYSTEM, uuid4().hex, write_mails, day=day)
    if shop.reader.run(waiting):
        send_mails(shop)


def send_mails(shop: Workshop) -> int:
    """Send the mails that wait, each once; returns how many the server took.

    Blocks for the mail server. A server that is lost is asked again at the next round.
    """
    sent, office = 0, shop.reader.run(_office)
    try:
        with mail_server(shop.settings) as server:
            while found := shop.writer.run(SYSTEM, uuid4().hex, lease_mail):
                leased = Leased(**found)
                state, said, lost = "sent", "", False
                try:
                    send(server, message_of(leased, shop.settings, office))
                    sent += 1
                except NotSent as problem:
                    state = "failed" if problem.refused else "waiting"
                    said, lost = problem.said, problem.lost
                except Unsure as problem:
                    state, said, lost = "unsure", str(problem), True
                shop.writer.run(
                    SYSTEM,
                    uuid4().hex,
                    settle_mail,
                    mail=leased.id,
                    turn=leased.turn,
                    state=state,
                    said=said,
                )
                if lost:
                    log.warning("mail server lost", state=state, said=said)
                    break
    except NotSent as problem:
        log.warning("no mail server", said=problem.said)
    return sent


def _office(db: Session) -> str:
    found = db.exec(select(Instance.name)).first()
    return found or ""
