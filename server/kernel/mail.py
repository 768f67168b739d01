"""Mail: one message handed to the office's mail server, and what is known afterwards.

Three things can come of it: the server took it, the server did not (`NotSent`: it may be tried
again), or nobody knows (`Unsure`: the connection ended once the message was on its way). What is
unsure must not be sent again by anybody who promised to send once.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP

from server.kernel.settings import Settings

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SEEN = 500  # characters of a server's answer that are kept


class NotSent(Exception):
    """The server did not take the message. `refused`: it will not, however often it is asked;
    `lost`: the connection is gone."""

    def __init__(self, said: str, *, refused: bool = False, lost: bool = False) -> None:
        self.said, self.refused, self.lost = said[:_SEEN], refused, lost
        super().__init__(self.said)


class Unsure(Exception):
    """The connection ended while the server took the message."""


@contextmanager
def mail_server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """Connect and sign in as the settings say. Raises NotSent where that fails."""
    server: smtplib.SMTP | None = None
    host, port, wait = settings.smtp_host, settings.smtp_port, settings.smtp_timeout_seconds
    try:
        context = ssl.create_default_context(cafile=settings.smtp_ca) if settings.smtp_tls else None
        if settings.smtp_tls == "tls":
            server = smtplib.SMTP_SSL(host, port, timeout=wait, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=wait)
            if settings.smtp_tls == "starttls":
                server.starttls(context=context)
        server.ehlo_or_helo_if_needed()
        if settings.smtp_user:
            secret = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
            server.login(settings.smtp_user, secret)
    except (smtplib.SMTPException, OSError) as problem:
        if server is not None:
            server.close()
        raise NotSent(_words(problem), lost=True) from problem
    try:
        yield server
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def send(server: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand over a message with one recipient. Raises NotSent or Unsure."""
    content = re.sub(rb"(?m)^\.", b"..", message.as_bytes(policy=SMTP)).removesuffix(b"\r\n")
    try:
        _expect(server, server.mail(_address(message["from"])))
        _expect(server, server.rcpt(_address(message["to"])))
        _expect(server, server.docmd("DATA"), wanted=354)
    except (smtplib.SMTPException, OSError) as problem:
        raise NotSent(_words(problem), lost=True) from problem
    try:
        server.send(content + b"\r\n.\r\n")
        answer = server.getreply()
    except (smtplib.SMTPException, OSError) as problem:
        raise Unsure(_words(problem)) from problem
    _expect(server, answer)


def _expect(server: smtplib.SMTP, answer: tuple[int, bytes], wanted: int = 250) -> None:
    code, said = answer
    if code == wanted or (wanted == 250 and code == 251):
        return
    if code == 421:
        raise NotSent(_said(code, said), lost=True)
    with suppress(smtplib.SMTPException, OSError):
        server.rset()
    raise NotSent(_said(code, said), refused=500 <= code < 600)


def _said(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}"


def _address(header: object) -> str:
    found = ADDRESS.search(str(header))
    return found[0] if found else ""


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"
