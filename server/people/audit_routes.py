"""Administration: the audit trail."""

from datetime import date
from typing import Any

from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel import i18n
from server.kernel.web import Form, OptionalLine, page, read, read_live, viewer_of
from server.people import admin_queries as admin
from server.people.access import require


class AuditForm(Form):
    before: int | None = None
    day: date | None = None
    name: OptionalLine = ""
    who: int | None = None


def event_name(name: str) -> str:
    """Return what the audit log calls a kind of event."""
    code = f"event.{name}"
    return i18n.say(code) if i18n.known(code) else name


async def audit(request: Request) -> Response:
    """GET /admin/audit?day=&name=&who=&before=: who did what, when, from where."""
    viewer = viewer_of(request)
    require(viewer, "audit.read")
    form = AuditForm.of(FormData(request.query_params))

    def trail(db: Session, own: Any) -> admin.AuditPage:
        return admin.audit_page(
            db, viewer, before=form.before, day=form.day, name=form.name, actor_id=form.who
        )

    _own, found, live = await read_live(request, "own", "me", trail)
    return page(
        request,
        "people/audit.html",
        found=found,
        live=live,
        form=form,
        event_name=event_name,
        names=await read(request, admin.audit_names, viewer),
        people=await read(request, admin.accounts, viewer),
    )


routes: list[BaseRoute] = [Route("/admin/audit", audit, name="audit")]
