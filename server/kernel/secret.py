"""The instance's own secret, made at first start and kept in DATA_DIR (0600)."""

import os
import secrets

from server.kernel.settings import Settings


def instance_secret(settings: Settings) -> bytes:
    """Return 32 random bytes that only this instance knows.

    Replacing the file is safe at any time: forms in flight are then not recognised as repeated.
    """
    path = settings.data_dir / "secret"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        value = secrets.token_bytes(32)
        file.write(value)
        return value
