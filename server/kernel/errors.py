"""Refusals people can act on: one tree, each with a status and a stable code.

DomainError
├── NotFound          404  unknown and forbidden look the same
├── SignInNeeded      401  nobody is signed in
├── BadForm           422  a field does not have the right shape; nothing was saved
├── EditConflict      409  someone saved the same field first; both texts come along
├── CommandReused     409  the same command id came with other arguments
├── Busy              503  too many writes wait, or one takes too long
├── DatabaseDown      503  the database does not answer; nobody needs to do anything but wait
├── DiskFull          507  the server has no room for what was sent
└── DiskFailed        503  the server's disk reports an error; nothing was acknowledged

Features subclass DomainError beside the rule that raises it. The sentence for people stands in
the catalogues under the code.
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal. Only web.py knows how it becomes a response.

    `status` is the HTTP status, `code` the stable name under which the catalogues keep the
    sentence; `params` fill that sentence.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code, params)
        self.params = params


class NotFound(DomainError):
    """Not there, or not for this reader: the two are never told apart."""

    status, code = 404, "not-found"


class SignInNeeded(DomainError):
    """The page is for people who are signed in."""

    status, code = 401, "sign-in-needed"


class BadForm(DomainError):
    """A form whose fields do not have the right shape.

    `fields` maps a field's name to the code of what is wrong with it.
    """

    status, code = 422, "bad-form"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__()
        self.fields = dict(fields)


class EditConflict(DomainError):
    """Someone saved the same field first; `theirs` and `yours` go back to the editor.

    Both map a field's name to its text; `version` is the row's, for the form to build on.
    """

    status, code = 409, "edit-conflict"

    def __init__(self, theirs: Mapping[str, Any], yours: Mapping[str, Any], version: int) -> None:
        super().__init__()
        self.theirs, self.yours, self.version = dict(theirs), dict(yours), version


class CommandReused(DomainError):
    """A command id that already stands for another act; what was typed goes back."""

    status, code = 409, "command-reused"


class Busy(DomainError):
    """The server cannot take this write now; the same form may be sent again."""

    status, code = 503, "busy"


class DatabaseDown(DomainError):
    """The database is away or hangs. What was sent may be sent again: it counts once."""

    status, code = 503, "database-down"


class DiskFull(DomainError):
    """The server has no room for what was sent."""

    status, code = 507, "disk-full"


class DiskFailed(DomainError):
    """The server's disk reports an error. What was sent may or may not be there later on."""

    status, code = 503, "disk-failed"
