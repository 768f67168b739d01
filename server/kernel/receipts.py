"""Receipts of forms: what makes the same form the same, and the statements that keep them."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from server.kernel.events import Receipt

# Every command runs these, so they are built once.
ANSWERED = (
    update(Receipt)
    .where(col(Receipt.actor_id) == bindparam("actor"))
    .where(col(Receipt.command_id) == bindparam("command"))
    .values(result=bindparam("answer"))
)


@cache
def claiming(dialect: str) -> Any:
    """Claim a form's receipt; answers a row only to the first who does."""
    insert_ = (postgresql if dialect == "postgresql" else sqlite).insert(Receipt)
    values: dict[str, Any] = {
        "actor_id": bindparam("actor"),
        "command_id": bindparam("command"),
        "digest": bindparam("digest"),
        "at": bindparam("at"),
    }
    return insert_.values(values).on_conflict_do_nothing().returning(col(Receipt.command_id))


def digest_of(secret: bytes, command: Callable[..., Any], args: Any, kwargs: Any) -> str:
    """Return the HMAC of a command's name and arguments, in hexadecimal."""
    name = f"{command.__module__}.{command.__qualname__}"
    what = json.dumps([name, _canonical(args), _canonical(kwargs)], sort_keys=True)
    return hmac.new(secret, what.encode(), hashlib.sha256).hexdigest()


def _canonical(value: Any) -> Any:
    """Turn a command's argument into what JSON can hold, the same for the same form."""
    if isinstance(value, UUID | datetime | date):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): _canonical(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted(_canonical(v) for v in value)
    if hasattr(value, "__dataclass_fields__"):
        return {f: _canonical(getattr(value, f)) for f in value.__dataclass_fields__}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a command's argument cannot be {type(value).__name__}")
