"""How long it takes to remind everybody of what is due, once, and to deliver the digests."""

import smtplib
import socket
import time
from email import message_from_bytes
from typing import Any
from uuid import uuid4

from aiosmtpd.controller import Controller

from server.kernel.blobs import Blobs
from server.kernel.db import SYSTEM, Reader, Writer
from server.kernel.i18n import today
from server.kernel.jobs import Workshop
from server.kernel.settings import Settings
from server.kernel.types import now
from server.tasks.followup import FollowUpRules
from server.urging.jobs import send_mails
from server.urging.mailing import write_mails
from server.urging.reminding import remind


class Box:
    """A mail server's memory: who got a message, and its Message-ID."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a message."""
        said = message_from_bytes(envelope.content)["Message-ID"]
        self.mails += [(address, said) for address in envelope.rcpt_tos]
        return "250 OK"


def reminding(settings: Settings, writer: Writer, reader: Reader) -> dict[str, float]:
    """Return seconds to make the reminders and to deliver the mails, how many there were, and how
    many were made or sent a second time (none).

    Raises smtplib.SMTPException where not every mail came once.
    """
    day = today(now())

    def with_mail(tx: Any) -> None:
        tx.add(FollowUpRules(mail=True))

    writer.run(SYSTEM, uuid4().hex, with_mail)
    began = time.perf_counter()
    made = remind(writer, day)
    reminded = time.perf_counter()
    again = remind(writer, day)
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    said = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": ""}
    settings = settings.model_copy(update=said | {"smtp_from": "bench@example.vn"})
    shop = Workshop(settings, writer, reader, Blobs(settings))
    try:
        mailing = time.perf_counter()
        promised = writer.run(SYSTEM, uuid4().hex, write_mails, day=day)
        sent = send_mails(shop)
        mailed = time.perf_counter()
        again += writer.run(SYSTEM, uuid4().hex, write_mails, day=day) + send_mails(shop)
    finally:
        controller.stop()
    if not promised == sent == len(set(box.mails)) == len(box.mails):
        raise smtplib.SMTPException(f"{promised} promised, {sent} sent, {len(box.mails)} came")
    return {
        "reminders": made,
        "reminders_s": reminded - began,
        "mails": sent,
        "mails_s": mailed - mailing,
        "told_twice": again,
    }
