"""What each person finds in the bar on top."""

from typing import Any

from server.kernel.i18n import gettext as _


def nav(viewer: Any, path: str) -> list[tuple[str, str, bool]]:
    """Return (label, address, whether one is there) for this person."""
    entries = [(_("Meetings"), "/", True)]
    return [(label, url, path == url) for label, url, _shown in entries]
