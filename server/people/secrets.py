"""Passwords, tokens and codes.

argon2id at t=2, m=19 MiB, p=1 (OWASP's floor): 24 ms, so that a hall signs in within a minute.
"""

import base64
import hashlib
import hmac
import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import hash_secret

TIME, MEMORY_KIB, LANES, LENGTH = 2, 19 * 1024, 1, 32
_hasher = PasswordHasher(TIME, MEMORY_KIB, LANES, LENGTH)
# Verified when there is no such account, so that the answer takes as long.
_NOBODY = _hasher.hash("nobody has this password")

MIN_LENGTH, MAX_LENGTH = 12, 256


def hash_password(password: str, salt_from: str) -> str:
    """Return the argon2id hash of a password.

    The salt is derived from `salt_from` (a command id: unique and random), so that the same form
    sent again makes the same hash and is recognised.
    """
    salt = hashlib.sha256(b"salt:" + salt_from.encode()).digest()[:16]
    secret = hash_secret(password.encode(), salt, TIME, MEMORY_KIB, LANES, LENGTH, Type.ID)
    return secret.decode()


def password_fits(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; takes as long when there is none."""
    try:
        fits = _hasher.verify(password_hash or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return fits and password_hash is not None


def new_token() -> str:
    """Return a session token of 192 bits."""
    return secrets.token_urlsafe(24)


def one_time_code(secret: bytes, *, form: str) -> str:
    """Return a code of 130 bits to be read out or typed, as five groups of letters and digits.

    It is derived from the instance's secret and what tells the form apart (who sent it, about
    whom, its command id), so that the same form sent again shows the same code.
    """
    digest = hmac.new(secret, b"one-time-code:" + form.encode(), hashlib.sha256).digest()
    signs = base64.b32encode(digest).decode()[:26]
    return "-".join((signs[:5], signs[5:10], signs[10:15], signs[15:20], signs[20:]))


def code_hash(code: str) -> str:
    """Return what is stored of a one-time code, however it was typed."""
    letters = code.upper().translate(str.maketrans("018", "OIB"))
    return token_hash("".join(sign for sign in letters if sign.isalnum()))


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
