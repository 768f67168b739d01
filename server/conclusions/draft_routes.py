"""HTTP of the draft notice as a document: its words, comments, and the chair's approval."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.conclusions import draft_queries, draft_screens, drafting, number_routes
from server.conclusions.forms import (
    AnswerForm,
    CommentForm,
    DigestForm,
    WordsForm,
)
from server.conclusions.sheet import CIRCULATIONS, URGENCIES
from server.kernel.documents.layouts import layouts
from server.kernel.errors import NotFound
from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    by_script,
    done,
    fragment,
    page,
    page_before,
    read,
    read_live,
    viewer_of,
    write,
)


def _key(request: Request) -> str:
    """Return the key in the address. Raises SignInNeeded: nobody acts here without a name."""
    viewer_of(request)
    return str(request.path_params["key"])


def _to(request: Request, route: str, say: str, *, go: bool = False) -> Response:
    back = str(request.app.url_path_for(route, key=request.path_params["key"]))
    return done(request, back=back if go else page_before(request, back), say=say, go=go)


def _editor(request: Request, part: str, **context: Any) -> Response:
    if by_script(request):
        return fragment(request, part, **context)
    return page(request, "people/editor.html", part=part, title="", **context)


# --- words and comments ------------------------------------------------------------------------


async def edit_words(request: Request) -> Response:
    """GET /meetings/{key}/notice/words: the editor of the notice's own words."""
    found = await read(request, draft_queries.draft_to_edit, viewer_of(request), _key(request))
    return _editor(
        request,
        "conclusions/_notice_words.html",
        draft=found,
        layouts=layouts().values(),
        urgencies=URGENCIES,
        circulations=CIRCULATIONS,
    )


async def save_words(request: Request) -> Response:
    """POST /meetings/{key}/notice/words"""
    form = await WordsForm.parse(request)
    await write(
        request,
        form.command_id,
        drafting.save_words,
        meeting_key=_key(request),
        version=form.version,
        base={name: getattr(form, f"base_{name}") for name in drafting.FIELDS},
        to={name: getattr(form, name) for name in drafting.FIELDS},
    )
    return _to(request, "draft_notice", _("Saved."))


async def comment_form(request: Request) -> Response:
    """GET /meetings/{key}/notice/comment: the editor of a comment."""
    viewer = viewer_of(request)
    draft, _chairs = await read(request, draft_queries.draft_to_comment, viewer, _key(request))
    return _editor(request, "conclusions/_comment.html", draft=draft)


async def save_comment(request: Request) -> Response:
    """POST /meetings/{key}/notice/comment"""
    form = await CommentForm.parse(request)
    await write(
        request,
        form.command_id,
        drafting.comment,
        meeting_key=_key(request),
        text=form.text,
        conclusion_key=form.conclusion or None,
    )
    return _to(request, "notice_approval", _("The comment stands beside the draft."))


async def settle_form(request: Request) -> Response:
    """GET /draft-comments/{key}: the editor of an answer."""
    found = await read(request, draft_queries.comment_to_settle, viewer_of(request), _key(request))
    return _editor(request, "conclusions/_settle_comment.html", comment=found)


async def settle_comment(request: Request) -> Response:
    """POST /draft-comments/{key}"""
    form = await AnswerForm.parse(request)
    command = drafting.settle_comment
    await write(request, form.command_id, command, key=_key(request), answer=form.answer)
    return done(request, back=page_before(request, "/"), say=_("Saved."))


# --- approval ------------------------------------------------------------------------


async def approval(request: Request) -> Response:
    """GET /meetings/{key}/notice/approval: the whole notice for the chair, also on a phone."""
    audience, found, live = await read_live(
        request, draft_screens.ApprovalScreen.name, _key(request), draft_queries.notice_draft
    )
    return page(request, "conclusions/approval.html", draft=found, audience=audience, live=live)


async def submit(request: Request) -> Response:
    """POST /meetings/{key}/notice/submit"""
    form = await DigestForm.parse(request)
    said = {"meeting_key": _key(request), "digest": form.digest}
    await write(request, form.command_id, drafting.submit, **said)
    return _to(request, "draft_notice", _("The notice waits for the chair."))


async def take_back(request: Request) -> Response:
    """POST /meetings/{key}/notice/take-back"""
    form = await CommandForm.parse(request)
    await write(request, form.command_id, drafting.take_back, meeting_key=_key(request))
    return _to(request, "draft_notice", _("The notice is a draft again."))


async def approve(request: Request) -> Response:
    """POST /meetings/{key}/notice/approve: the chair's own word."""
    form = await DigestForm.parse(request)
    said = {"meeting_key": _key(request), "digest": form.digest}
    await write(request, form.command_id, drafting.approve, **said)
    return _to(request, "notice_approval", _("The notice is approved."))


async def record_approved(request: Request) -> Response:
    """POST /meetings/{key}/notice/approved: the chair approved it on paper."""
    form = await DigestForm.parse(request)
    said = {"meeting_key": _key(request), "digest": form.digest}
    await write(request, form.command_id, drafting.record_approved, **said)
    return _to(request, "draft_notice", _("The notice is approved."))


async def return_form(request: Request) -> Response:
    """GET /meetings/{key}/notice/return: the editor of why it is returned."""
    viewer = viewer_of(request)
    draft, chairs = await read(request, draft_queries.draft_to_comment, viewer, _key(request))
    if not chairs:
        raise NotFound
    return _editor(request, "conclusions/_return_notice.html", draft=draft)


async def return_notice(request: Request) -> Response:
    """POST /meetings/{key}/notice/return"""
    form = await AnswerForm.parse(request)
    said = {"meeting_key": _key(request), "answer": form.answer}
    await write(request, form.command_id, drafting.return_draft, **said)
    return _to(request, "notice_approval", _("The notice is back with the office."))


_POST, _GET = ["POST"], ["GET"]
_NOTICE = "/meetings/{key:uuid}/notice"
_COMMENT = "/draft-comments/{key:uuid}"
routes: list[BaseRoute] = [
    *number_routes.routes,
    Route(f"{_NOTICE}/words", edit_words, methods=_GET, name="edit_notice_words"),
    Route(f"{_NOTICE}/words", save_words, methods=_POST, name="save_notice_words"),
    Route(f"{_NOTICE}/comment", comment_form, methods=_GET, name="comment_form"),
    Route(f"{_NOTICE}/comment", save_comment, methods=_POST, name="save_comment"),
    Route(_COMMENT, settle_form, methods=_GET, name="settle_comment_form"),
    Route(_COMMENT, settle_comment, methods=_POST, name="settle_comment"),
    Route(f"{_NOTICE}/approval", approval, methods=_GET, name="notice_approval"),
    Route(f"{_NOTICE}/submit", submit, methods=_POST, name="submit_notice"),
    Route(f"{_NOTICE}/take-back", take_back, methods=_POST, name="take_back_notice"),
    Route(f"{_NOTICE}/approve", approve, methods=_POST, name="approve_notice"),
    Route(f"{_NOTICE}/approved", record_approved, methods=_POST, name="record_notice_approved"),
    Route(f"{_NOTICE}/return", return_form, methods=_GET, name="return_notice_form"),
    Route(f"{_NOTICE}/return", return_notice, methods=_POST, name="return_notice"),
]
