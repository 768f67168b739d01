"""What each person finds in the bar on top."""

from server.kernel.i18n import gettext as _
from server.people.access import Viewer, may


def nav(viewer: Viewer, path: str) -> list[tuple[str, str, bool]]:
    """Return (label, address, whether one is there) for this person.

    Each entry is shown to whoever may do at least one of its acts; a clerk's tasks are a page of
    their own.
    """
    tasks = "/tasks" if may(viewer, "tasks.follow") else "/tasks/mine"
    if viewer.is_("standing") and not viewer.is_("secretariat"):
        tasks = "/tasks/board"
    entries = [
        (_("Meetings"), "/", ("meetings.read",)),
        (_("Work programmes"), "/programmes", ("programmes.read",)),
        (_("Week"), "/schedule", ("schedule.read",)),
        (_("Tasks"), tasks, ("tasks.follow", "tasks.report")),
        (_("Administration"), "/admin", ("accounts.keep", "bodies.keep")),
    ]
    if viewer.is_("records") and not viewer.is_("secretariat"):
        entries.append((_("Document numbers"), "/office/numbers", ("documents.number",)))
    if may(viewer, "inspections.read"):
        entries.append((_("What is inspected"), "/inspection", ("inspections.read",)))
    return [
        (label, url, _here(url, path))
        for label, url, acts in entries
        if any(may(viewer, act) for act in acts)
    ]


# Pages that belong under an entry without standing below its address.
_BELOW = {"/": ("/meetings", "/agenda-items"), "/programmes": ("/programme-items",)}
_BELOW |= {"/admin": ("/office",)}
_TASKS = ("/tasks", "/bodies", "/task-sheets", "/chain")
_BELOW |= dict.fromkeys(("/tasks", "/tasks/mine", "/tasks/board"), _TASKS)


def _here(url: str, path: str) -> bool:
    starts = (*(() if url == "/" else (url,)), *_BELOW.get(url, ()))
    return path == url or any(path == start or path.startswith(start + "/") for start in starts)
