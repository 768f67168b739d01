"""What an item's page shows of how it was settled."""

from functools import partial
from typing import Any
from uuid import UUID

from server.kernel.live import Fragment
from server.kernel.templates import render
from server.programmes import settling
from server.programmes.access import Readers


def settled_fragment(item_id: int, key: UUID) -> Fragment:
    """Return what an item's page shows of how it was settled, and what may be done."""

    def html(item: settling.Settled, audience: Readers) -> str:
        return render("programmes/_settled.html", settled=item, audience=audience)

    def depends(audience: Readers) -> Any:
        return audience.locale, audience.may_edit

    return Fragment(f"settled-{key}", partial(settling.settled, item_id=item_id), html, depends)
