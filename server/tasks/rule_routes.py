"""HTTP of the office's rules of following up."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.live.screens import register
from server.kernel.web import done, fragment, page, read, read_live, viewer_of, write
from server.people.access import require
from server.people.rules_screen import RulesScreen
from server.tasks.events import FollowUpRulesChanged
from server.tasks.forms import RulesForm
from server.tasks.rule_commands import MOST_DAYS, keep_rules, least
from server.tasks.rules import COUNTS, SWITCHES, follow_up_rules

register(RulesScreen("follow-up-rules", "rules.keep"), rights=(FollowUpRulesChanged.name,))


async def rules(request: Request) -> Response:
    """GET /office/follow-up"""
    _keepers, found, live = await read_live(
        request, "follow-up-rules", "office", lambda db, _k: follow_up_rules(db)
    )
    return page(request, "tasks/rules.html", rules=found, live=live)


async def edit(request: Request) -> Response:
    """GET /office/follow-up/edit: the editor."""
    require(viewer_of(request), "rules.keep")
    return fragment(
        request,
        "tasks/_rules_form.html",
        rules=await read(request, follow_up_rules),
        counts=[(name, least(name)) for name in COUNTS],
        switches=SWITCHES,
        most=MOST_DAYS,
    )


async def keep(request: Request) -> Response:
    """POST /office/follow-up"""
    form = await RulesForm.parse(request)
    names = (*COUNTS, *SWITCHES)
    await write(
        request,
        form.command_id,
        keep_rules,
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in names},
        to={name: getattr(form, name) for name in names},
    )
    return done(request, back=request.url_for("follow_up_rules").path, say=_("Saved."), go=True)


routes: list[BaseRoute] = [
    Route("/office/follow-up", rules, methods=["GET"], name="follow_up_rules"),
    Route("/office/follow-up", keep, methods=["POST"], name="keep_follow_up_rules"),
    Route("/office/follow-up/edit", edit, methods=["GET"], name="edit_follow_up_rules"),
]
