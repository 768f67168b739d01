"""What is done with people from the command line: beginning an office, helping out with a code."""

import sys
from uuid import uuid4

from sqlmodel import select

from server.kernel import i18n
from server.kernel.db import SYSTEM, Tx, Writer
from server.kernel.errors import DomainError, NotFound
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.people import account_commands as commands
from server.people.models import Account
from server.people.secrets import code_hash, one_time_code
from server.people.signing import LOGIN, login_of


def make_office(settings: Settings, name: str, login: str) -> int:
    """Make the office and its administrator, and print the code to choose a password with.

    Returns the exit code: 1 where this server has its office already, 2 for a login that is none.
    """
    i18n.set_locale(settings.locale)
    login = login_of(login)
    if not LOGIN.fullmatch(login):
        print(i18n.say("login-bad"), file=sys.stderr)
        return 2
    secret = instance_secret(settings)
    command_id = uuid4().hex
    code = one_time_code(secret, form=f"0 {login} {command_id}")
    writer = Writer(settings, secret)
    try:
        writer.run(
            SYSTEM,
            command_id,
            commands.make_office,
            name=i18n.nfc(name),
            login=login,
            administrator=i18n.gettext("System administrator"),
            code_hash=code_hash(code),
        )
    except DomainError as problem:
        print(i18n.say(problem.code), file=sys.stderr)
        return 1
    finally:
        writer.close()
    _show(login, code)
    return 0


def new_code(settings: Settings, login: str) -> int:
    """Print a new one-time code for an account, for whoever has no administrator to ask.

    Returns the exit code: 1 where there is no such account.
    """
    i18n.set_locale(settings.locale)
    login = login_of(login)
    secret = instance_secret(settings)
    command_id = uuid4().hex
    code = one_time_code(secret, form=f"0 {login} {command_id}")

    def issue(tx: Tx, *, code_hash: str) -> int:
        account = tx.session.exec(select(Account).where(Account.login == login)).first()
        if account is None:
            raise NotFound
        return commands.issue_code(tx, key=account.key, code_hash=code_hash)

    writer = Writer(settings, secret)
    try:
        writer.run(SYSTEM, command_id, issue, code_hash=code_hash(code))
    except NotFound:
        print(i18n.gettext("No such account."), file=sys.stderr)
        return 1
    finally:
        writer.close()
    _show(login, code)
    return 0


def _show(login: str, code: str) -> None:
    """The code alone on stdout; what to do with it on stderr."""
    print(code)
    say = i18n.gettext(
        "Open /code within %(hours)s hours and choose a password as %(login)s with the code above."
        " It works once and is shown only here."
    )
    print(say % {"hours": commands.CODE_HOURS, "login": login}, file=sys.stderr)
