"""*Gỡ khẩn cấp* over HTTP: the drawer that asks twice, the act, and the register of such acts."""

import asyncio
from typing import Any

import structlog
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.kernel.i18n import gettext as _
from server.kernel.web import (
    CommandForm,
    Line,
    OptionalLine,
    done,
    fragment,
    page,
    read,
    read_live,
    viewer_of,
    write,
)
from server.materials import register, stored, urgent
from server.materials.uploads import Ticked

log = structlog.get_logger("urgent")


class WithdrawForm(CommandForm):
    reason: OptionalLine = ""
    sure: Ticked = False


class SettleForm(CommandForm):
    backup: Line
    settled: Ticked = False


async def withdraw_form(request: Request) -> Response:
    """GET /papers/{key}/withdraw: what it does, that it cannot be undone, and why it is done."""
    key, viewer = request.path_params["key"], viewer_of(request)
    paper = await read(request, register.paper_to_withdraw, viewer, key)
    return fragment(request, "materials/_withdraw.html", paper=paper)


async def withdraw_paper(request: Request) -> Response:
    """POST /papers/{key}/withdraw: rows in one transaction, then the files; leads to the register.

    Whatever happens after the commit, the paper has gone: the worker removes files left behind.
    """
    form = await WithdrawForm.parse(request)
    state = request.app.state
    await state.audit.flush()  # so that the register knows who fetched it a moment ago
    await write(
        request,
        form.command_id,
        urgent.withdraw_urgently,
        key=request.path_params["key"],
        reason=form.reason,
        sure=form.sure,
    )
    try:
        parts = (state.settings, state.writer, state.reader, state.blobs)
        await asyncio.to_thread(stored.clear, *parts)
    except Exception:
        log.exception("files of a withdrawn paper are still to be removed")
    where = request.url_for("withdrawals").path
    return done(request, back=where, go=True, say=_("The paper was withdrawn"))


async def withdrawals(request: Request) -> Response:
    """GET /admin/withdrawals: who withdrew when, which devices had it, which backups hold it."""
    viewer = viewer_of(request)

    def rows(db: Session, audience: Any) -> tuple[register.WithdrawalLine, ...]:
        return register.withdrawals(db, viewer)

    _audience, found, live = await read_live(request, "withdrawals", "", rows)
    return page(request, "materials/withdrawals.html", withdrawals=found, live=live)


async def settle_backup(request: Request) -> Response:
    """POST /admin/withdrawals/{key}/backups: one of them was dealt with, or not after all."""
    form = await SettleForm.parse(request)
    await write(
        request,
        form.command_id,
        urgent.settle_backup,
        key=request.path_params["key"],
        backup_key=form.backup,
        settled=form.settled,
    )
    return done(request, back=request.url_for("withdrawals").path)


routes: list[BaseRoute] = [
    Route("/papers/{key}/withdraw", withdraw_form, name="withdraw_form"),
    Route("/papers/{key}/withdraw", withdraw_paper, methods=["POST"], name="withdraw_paper"),
    Route("/admin/withdrawals", withdrawals, name="withdrawals"),
    Route(
        "/admin/withdrawals/{key}/backups", settle_backup, methods=["POST"], name="settle_backup"
    ),
]
