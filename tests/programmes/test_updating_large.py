"""A programme of ten thousand lines is compared and brought up to its corrected file."""

import json
import time
from uuid import UUID

import pytest

from server.kernel.db import SYSTEM
from server.programmes import import_commands, staging
from server.programmes.bulk import insert_rows
from server.programmes.models import ItemWords, ProgrammeItem, ProgrammeItemBody
from server.programmes.updating import update_from_import
from tests.programmes.test_browse import plan
from tests.programmes.test_updating import items, lines, prepared
from tests.world import new_id

COUNT, STEP = 10_000, 500


def words(n, more=""):
    text = f"Nội dung số {n} về lĩnh vực {n % 97}{more}"
    texts = dict.fromkeys(ItemWords.model_fields, "") | {"level": 1, "source_row": n}
    texts |= {"time_from": None, "time_to": None, "milestones": [], "extra": {}, "warnings": []}
    return texts | {
        "position": n,
        "section": f"Mục {n // 250}",
        "number": str(n),
        "text": text,
        "folded": text.lower(),
        "lead": "Sở A",
    }


@pytest.fixture
def programme(world):
    row = plan(world)

    def store(tx):
        fixed = {"programme_id": row.id, "version": 1, "state": "planned"}
        rows = [words(n) | fixed | {"key": UUID(int=n)} for n in range(1, COUNT + 1)]
        insert_rows(tx.session, ProgrammeItem, rows)
        tx.session.flush()
        bodies = [
            {"item_id": n, "body_id": None, "name": "Sở A", "role": "lead"}
            for n in range(1, COUNT + 1)
        ]
        insert_rows(tx.session, ProgrammeItemBody, bodies)

    world.writer.run(SYSTEM, new_id(), store)
    return row


def stage(world, rows):
    """Stage lines as the worker would."""
    key = UUID(int=7)
    world.run("anna", import_commands.receive_import, key=key, file_name="b.xlsx", sha256="d" * 64)
    world.run(None, staging.begin_reading, key=key, lease_seconds=60)
    for first in range(0, len(rows), STEP):
        some = [
            {
                "words": {n: v for n, v in row.items() if n != "position"},
                "bodies": [["lead", "Sở A", None]],
                "sheet": "",
                "how": {},
            }
            for row in rows[first : first + STEP]
        ]
        numbered = dict(enumerate(some, first + 1))
        said = json.dumps({"first": first + 1, "rows": [], "items": numbered})
        assert world.run(None, staging.stage_lines, key=key, turn=1, lines=said)
    sheet = {"title": {"text": "", "kind": None, "first": None, "last": None}, "columns": []}
    sheet |= {"remarks": [], "count": len(rows)}
    world.run(None, staging.finish_reading, key=key, turn=1, sheet=json.dumps(sheet))
    return key


@pytest.mark.parametrize("changed", [12, COUNT])
def test_ten_thousand_lines_open_and_are_updated(world, programme, changed):
    """One line put in renumbers all; `changed` of them have other words."""
    rows = [words(n, " (điều chỉnh)" if n <= changed else "") for n in range(1, COUNT + 1)]
    new = words(0) | {"text": "Một nội dung hoàn toàn mới", "section": "Mục 0"}
    key = stage(world, [new, *[row | {"source_row": row["source_row"] + 1} for row in rows]])
    compared = f"/programmes/import/{key}/compare/{programme.key}"
    anna = world.client("anna")
    took = []
    for query in ("", "?page=2", "?kind=same"):
        before = time.perf_counter()
        page = anna.get(compared + query)
        took.append(time.perf_counter() - before)
        assert page.status_code == 200
    page = anna.get(compared)
    assert len(lines(page)) == min(changed + 1, 200)
    assert len(page.content) < 1_000_000
    arguments = prepared(world, compared)
    before = time.thread_time()
    world.run("anna", update_from_import, **arguments)
    held = time.thread_time() - before
    print(f"{changed} changed: pages {[round(t, 2) for t in took]} s, Writer {held:.2f} s")
    now = items(world, programme)
    assert [item.position for item in now] == list(range(1, COUNT + 2))
    assert sum(item.text.endswith("(điều chỉnh)") for item in now) == changed
    assert held < 10  # of the processor; every line with other words takes the longest
