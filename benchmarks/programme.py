"""A term of 20,000 items over twenty years beside the bare queries, and beside one of 50 items.

`./dev bench programme` fills an instance (SQLite) with both programmes. Then it reads the large one
as the product does and as plain SQL that fetches the same rows and sums over the same connection:
`open` and its filters, `pictures` and `review`; processor seconds, the best of several, the two in
turn. Then a real server serves both to 200 readers each; an item of the one and of the other is
changed through the HTTP route, round after round in turn, until the last reader has it: `edit` is
the median of the large over that of the small, `page` a whole answer's processor time over the bare
query's. The last line printed is JSON.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel import Session, col, select

from benchmarks.processes import CORES, cpu_seconds, free_port, running
from benchmarks.programme_filling import FIRST, YEARS, fill
from benchmarks.room import GREET_EVERY, office, percentile
from benchmarks.tablets import Hall as Tablets
from server.demo.hall import BODY, GUESTS_EVERY, Hall
from server.kernel.db import SYSTEM, seqs
from server.kernel.live import screen_named
from server.kernel.settings import Settings
from server.overview.pictures.queries import Choice, pictures
from server.people.access import Viewer, viewer_with_id
from server.people.models import Body
from server.programmes import fragments as _live  # noqa: F401  # registers the live page
from server.programmes import queries, review_queries
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.views import Wanted

YEAR = FIRST + YEARS // 2
WARM_UP = 3
_FIRST_LEAD = (
    "LEFT JOIN programme_item_body l ON l.id = (SELECT min(id) FROM programme_item_body"
    " WHERE item_id = i.id AND role = 'lead')"
)
_ITEMS = "FROM programme_item i WHERE i.programme_id = :programme"
_QUARTER = "substr({0}, 1, 4) || ((substr({0}, 6, 2) + 2) / 3)"
_LIVE = "('planned', 'on-agenda', 'deferred')"


def plain_open(condition: str = "") -> list[str]:
    """A page of rows with their bodies, the periods, the bodies to filter by, and the count."""
    page = f"{_ITEMS} {condition} ORDER BY i.position LIMIT 200"
    return [
        f"SELECT i.* {page}",
        f"SELECT * FROM programme_item_body WHERE item_id IN (SELECT i.id {page})",
        f"SELECT substr(time_from, 1, 7), substr(time_to, 1, 7), count(*) {_ITEMS} {condition}"
        " GROUP BY 1, 2",
        "SELECT DISTINCT b.body_id, b.name FROM programme_item_body b"
        " JOIN programme_item i ON i.id = b.item_id WHERE i.programme_id = :programme",
        f"SELECT count(*), sum(state IN ('presented', 'done')) {_ITEMS}",
    ]


def plain_pictures() -> list[str]:
    """Rows by quarter and state, a year by month, and the way of the items below each."""
    first, last = _QUARTER.format("time_from"), _QUARTER.format("time_to")
    state = f"CASE WHEN state IN {_LIVE} AND time_to < date() THEN 'late' ELSE state END"
    led = _ITEMS.replace(" WHERE", f" {_FIRST_LEAD} WHERE")
    return [
        f"SELECT l.body_id, l.name, {first}, {last}, {state}, count(*) {led}"
        " GROUP BY 1, 2, 3, 4, 5",
        f"SELECT l.body_id, l.name, substr(time_from, 1, 7), count(*) {led}"
        f" AND time_from >= '{YEAR}' AND time_to < '{YEAR + 1}' GROUP BY 1, 2, 3",
        "WITH RECURSIVE way(root, item) AS"
        " (SELECT id, id FROM programme_item WHERE programme_id = :programme UNION"
        "  SELECT way.root, i.id FROM way JOIN programme_item i ON i.parent_id = way.item)"
        " SELECT a, b, c, d, e, count(*) FROM (SELECT root, max(p.level = 'year') AS a,"
        "  max(g.id IS NOT NULL) AS b, max(i.state IN ('presented', 'done')) AS c,"
        "  max(k.id IS NOT NULL) AS d, max(t.state = 'done') AS e FROM way"
        "  JOIN programme_item i ON i.id = way.item JOIN programme p ON p.id = i.programme_id"
        "  LEFT JOIN agenda_item g ON g.programme_item_id = i.id"
        "  LEFT JOIN conclusion k ON k.item_id = g.id LEFT JOIN task t ON t.conclusion_id = k.id"
        "  GROUP BY root) GROUP BY 1, 2, 3, 4, 5",
    ]


def plain_review(first: str, after: str) -> list[str]:
    """The items of a period by kind, state, side of the period, who considers and who leads."""
    led = _ITEMS.replace(" WHERE", f" {_FIRST_LEAD} WHERE")
    here = f"time_to >= '{first}' AND time_to < '{after}'"
    return [
        f"SELECT kind IN ('submission', ''), state, {here}, settled_on < '{after}',"
        f" origin = 'unscheduled', considers_id, l.body_id, l.name, count(*) {led}"
        f" AND ({here} OR settled_on >= '{first}' AND settled_on < '{after}')"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
        "SELECT item_id, changes FROM programme_proposal"
        " WHERE programme_id = :programme AND kind = 'postpone' AND state = 'taken'",
    ]


class Office:
    """An instance with a term of many items and one of few, and everybody who reads them."""

    def __init__(self, settings: Settings, items: int, readers: int) -> None:
        office(settings)
        delegates = readers * GUESTS_EVERY // (GUESTS_EVERY - 1) + 1  # guests see no programme
        self.hall = Hall(settings, delegates=delegates, audiences=1, items=1, papers=0)
        self.readers = [one for n, one in enumerate(self.hall.delegates, 1) if n % GUESTS_EVERY][
            :readers
        ]
        self.large, self.small = (self._filled(count) for count in (items, 50))

    def _filled(self, items: int) -> str:
        def run(tx: Any) -> str:
            body = tx.session.exec(select(Body).where(Body.name == BODY)).one()
            return str(fill(tx, body_key=body.key, items=items, seed=items))

        return str(self.hall.writer.run(SYSTEM, uuid4().hex, run))

    def viewer(self) -> Viewer:
        """Return one of the readers."""
        return self.hall.reader.run(viewer_with_id, self.readers[0][0])

    def entrances(self, key: str) -> list[tuple[str, str]]:
        """Return (cookie, hello) of every reader of a programme, up to date."""

        def at(db: Session) -> list[dict[str, int]]:
            page, found = screen_named("programme"), []
            for account_id, _key, _token in self.readers:
                seat = page.seat(db, viewer_with_id(db, account_id), key)
                found.append(seqs(db, list(seat.streams)))
            return found

        found = []
        reached = self.hall.reader.run(at)
        for (_account_id, _key, token), since in zip(self.readers, reached, strict=True):
            hello = {"screen": "programme", "subject": key, "since": since}
            found.append((self.hall.cookie(token), json.dumps(hello)))
        return found


def _programme(db: Session, key: str) -> Programme:
    return db.exec(select(Programme).where(Programme.key == UUID(key))).one()


# --- reading -------------------------------------------------------------------------------------


def reading(office: Office, tries: int) -> dict[str, float]:
    """Return milliseconds of processor of each read, of the bare one, and how often as long."""
    viewer, key = office.viewer(), office.large

    def body(db: Session) -> tuple[str, int]:
        rows = select(Body.key, Body.id).join(ProgrammeItemBody).order_by(col(Body.id))
        found = db.exec(rows).first()
        assert found
        return str(found[0]), found[1]

    body_key, body_id = office.hall.reader.run(body)
    named = "AND EXISTS (SELECT 1 FROM programme_item_body WHERE item_id = i.id"
    named += f" AND body_id = {body_id})"
    within = f"AND time_from >= '{YEAR}-04-01' AND time_to < '{YEAR}-07-01'"

    def asked(**wishes: str) -> Callable[[Session], Any]:
        return lambda db: queries.programme(db, viewer, key, Wanted(**wishes))  # type: ignore[arg-type]

    def drawn(db: Session) -> Any:
        return pictures(db, _programme(db, key), Choice("lead", YEAR), everything=True)

    def reviewed(period: str) -> Callable[[Session], Any]:
        return lambda db: review_queries.review(db, viewer, key, period)

    compared = {
        "open": (asked(), plain_open()),
        "by_body": (asked(body=body_key), plain_open(named)),
        "by_state": (asked(state="planned"), plain_open("AND i.state = 'planned'")),
        "by_text": (asked(text="đề án"), plain_open("AND i.folded LIKE '%de an%'")),
        "by_period": (asked(period=f"{YEAR}-Q2"), plain_open(within)),
        "pictures": (drawn, plain_pictures()),
        "review_term": (reviewed("term"), plain_review("0001", "9999")),
        # A year is compared with the year before.
        "review_year": (
            reviewed(str(YEAR)),
            plain_review(str(YEAR), str(YEAR + 1)) + plain_review(str(YEAR - 1), str(YEAR)),
        ),
    }
    found: dict[str, float] = {}
    for name, (ours, plain) in compared.items():
        best, bare = office.hall.reader.run(_both, key, ours, plain, tries)
        found |= {f"{name}_ms": best * 1000, f"bare_{name}_ms": bare * 1000}
        found[f"ratio_{name}"] = best / bare
    return found


def _both(
    db: Session, key: str, ours: Callable[[Session], Any], plain: list[str], tries: int
) -> tuple[float, float]:
    """The best processor seconds of ours and of plain SQL, in turn on one connection."""
    programme = {"programme": _programme(db, key).id}

    def bare(db: Session) -> None:
        for statement in plain:
            db.execute(text(statement), programme).all()

    best = [float("inf"), float("inf")]
    for _ in range(tries + 1):
        for place, call in enumerate((ours, bare)):
            db.expunge_all()
            began = time.thread_time()
            call(db)
            best[place] = min(best[place], time.thread_time() - began)
    return best[0], best[1]


# --- editing -------------------------------------------------------------------------------------


class Form:
    """The form of a programme's item, sent over one kept-alive connection."""

    def __init__(self, office: Office, key: str, port: int) -> None:
        self._office, self._key, self._port = office, key, port
        self._headers = office.hall.described(f"http://localhost:{port}")["rename"]["headers"]

    async def send(self, method: str, path: str, fields: dict[str, Any] | None = None) -> bytes:
        """Ask the server; returns the body. Raises RuntimeError unless it answers 200."""
        reader, stream = await asyncio.open_connection("127.0.0.1", self._port)
        body = urllib.parse.urlencode(fields or {}, doseq=True)
        headers = self._headers | {
            "Host": f"localhost:{self._port}",
            "Connection": "close",
            "Content-Length": str(len(body)),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        stream.write(f"{method} {path} HTTP/1.1\r\n{head}\r\n{body}".encode())
        answer = await reader.read()
        stream.close()
        if b" 200 " not in answer.split(b"\r\n", 1)[0]:
            raise RuntimeError(answer[:400].decode(errors="replace"))
        return answer

    def next(self) -> tuple[str, dict[str, Any]]:
        """Return path and fields that change an item's kind, as it stands now."""

        def read(db: Session) -> tuple[ProgrammeItem, list[tuple[str, str]]]:
            own = col(ProgrammeItem.programme_id) == _programme(db, self._key).id
            item = db.exec(select(ProgrammeItem).where(own, ProgrammeItem.position == 20)).one()
            led = (
                select(Body.name, Body.key)
                .join(ProgrammeItemBody)
                .where(ProgrammeItemBody.item_id == item.id, ProgrammeItemBody.role == "lead")
                .order_by(col(ProgrammeItemBody.id))
            )
            return item, [(name, str(key)) for name, key in db.exec(led)]

        item, leads = self._office.hall.reader.run(read)
        return f"/programme-items/{item.key}", {
            "command_id": uuid4().hex,
            "version": str(item.version),
            "base_kind": item.kind,
            "kind": "submission" if item.kind != "submission" else "document",
            "base_state": item.state,
            "state": item.state,
            "base_leads": "; ".join(name for name, _key in leads),
            "leads": [key for _name, key in leads],
        }


async def editing(office: Office, settings: Settings, rounds: int) -> dict[str, float]:
    """Return how long an edit takes to the last reader of either, and a page's processor time."""
    port = free_port()
    environment = {"DATA_DIR": str(settings.data_dir), "PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "benchmarks.watched", str(settings.data_dir / "watched")]
    found: dict[str, list[float]] = {"large": [], "small": []}
    pages: dict[str, float] = {}
    with running(command, port, **environment, LOG_LEVEL="INFO") as process:
        programmes = {"large": office.large, "small": office.small}
        halls = {name: Tablets(("localhost", port)) for name in programmes}
        forms = {name: Form(office, key, port) for name, key in programmes.items()}
        for name, key in programmes.items():
            await halls[name].fill("/live", office.entrances(key))
        for n in range(-WARM_UP, rounds):
            for name, form in forms.items():
                if n % GREET_EVERY == 0:
                    halls[name].ping()
                path, fields = form.next()
                halls[name].expect(f"row-{path.rpartition('/')[2]}", len(office.readers))
                began = time.perf_counter()
                answered = asyncio.ensure_future(form.send("POST", path, fields))
                last = await halls[name].last()
                await answered
                if n >= 0:
                    found[name].append(last - began)
                await asyncio.sleep(0.05)
        for hall in halls.values():
            hall.close()
        for name, key in programmes.items():
            await forms[name].send("GET", f"/programmes/{key}")
            before = cpu_seconds(process.pid)
            for _ in range(rounds):
                await forms[name].send("GET", f"/programmes/{key}")
            pages[name] = (cpu_seconds(process.pid) - before) / rounds
    figures = {}
    for name, times in found.items():
        figures[f"edit_{name}_ms"] = statistics.median(times) * 1000
        figures[f"edit_{name}_p90_ms"] = percentile(times, 0.9) * 1000
        figures[f"page_{name}_ms"] = pages[name] * 1000
    figures["ratio_edit"] = figures["edit_large_ms"] / figures["edit_small_ms"]
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--tries", type=int, default=7)
    args = parser.parse_args()
    os.sched_setaffinity(0, {CORES[-1]})
    folder = Path(tempfile.mkdtemp(prefix="plenum-bench-"))
    try:
        settings = Settings(data_dir=folder, database_url=None)
        instance = Office(settings, args.items, args.readers)
        figures = reading(instance, args.tries)
        print({name: round(each, 2) for name, each in figures.items()}, flush=True)
        figures |= asyncio.run(editing(instance, settings, args.rounds))
        figures["ratio_page"] = figures["page_large_ms"] / figures["bare_open_ms"]
        instance.hall.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{args.items} items, {args.readers} readers, {args.rounds} rounds, {len(CORES)} cores")
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
