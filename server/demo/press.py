"""The demonstration's papers, set, looked into and stored before the story is played."""

import os
import re
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from server.demo.content import paper_spec, read_cast, read_story
from server.demo.papers import PaperSpec, make_paper
from server.kernel.blobs import Blobs
from server.kernel.confine import confined
from server.kernel.settings import Settings
from server.kernel.static import STATIC
from server.materials.intake import Arrived, clean_name

FONTS = STATIC / "vendor" / "fonts" / "ttf"
_PATIENCE_SECONDS = 300.0  # strangers' files get less; ours only wait for a busy machine


def paper_name(meeting: str, item: str, place: int, draft: int) -> str:
    """Return what a file of the story is known by: keys, place at its item, nth draft."""
    return f"{meeting}/{item}/{place}/{draft}"


def drafts_of(paper: dict[str, Any]) -> range:
    """Return the numbers of a paper's drafts: "Dự thảo lần 3" was preceded by two others."""
    return range(1, paper.get("draft", 1) + 1)


def file_name(title: str) -> str:
    """Return what a paper's file is called."""
    return clean_name(re.sub(r"[/\\]", "-", title) + ".pdf")


def specs(today: date) -> Iterator[tuple[str, PaperSpec]]:
    """Yield name and spec of every file of the story as of `today`."""
    cast = read_cast()
    for meeting in read_story(today):
        for item in meeting["item"]:
            for place, paper in enumerate(item.get("paper", [])):
                spec = paper_spec(paper, cast, today)
                for draft in drafts_of(paper):
                    name = paper_name(meeting["key"], item["key"], place, draft)
                    yield name, replace(spec, draft=draft) if spec.draft else spec


def print_papers(
    settings: Settings, today: date, *, longest_pages: int | None = None
) -> dict[str, Arrived]:
    """Make and store every file of the story; returns them by `paper_name`.

    `longest_pages` cuts longer papers down. Takes some 40 s of processor time, on all cores: the
    typesetter works outside the interpreter's lock and each file is looked into by a child
    process. Raises FileNotFoundError without fonts, RuntimeError where a file does not pass.
    """
    blobs = Blobs(settings)
    wanted = dict(specs(today))
    if longest_pages is not None:
        wanted = {n: replace(s, pages=min(s.pages, longest_pages)) for n, s in wanted.items()}

    def printed(spec: PaperSpec) -> Arrived:
        handle, path = tempfile.mkstemp(dir=settings.upload_dir, suffix=".pdf")
        with os.fdopen(handle, "wb") as file:
            size = file.write(make_paper(spec, FONTS))
        file_path = Path(path).resolve()
        facts = confined(
            "server.materials.inspection",
            str(file_path),
            str(settings.max_pages),
            seconds=_PATIENCE_SECONDS,
        )
        if facts is None or "refused" in facts:
            raise RuntimeError(f"{spec.title}: {facts or 'the inspection did not end well'}")
        return Arrived(blobs.put(file_path), size, facts["pages"], facts["scanned"])

    # The longest first, so that no core waits for it at the end.
    order = sorted(wanted, key=lambda name: wanted[name].pages, reverse=True)
    with ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="press") as press:
        made = dict(zip(order, press.map(lambda name: printed(wanted[name]), order), strict=True))
    return {name: made[name] for name in wanted}


def stored(settings: Settings, content: bytes) -> str:
    """Store a file that was made; returns its hash."""
    handle, path = tempfile.mkstemp(dir=settings.upload_dir, suffix=".pdf")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return Blobs(settings).put(Path(path).resolve())
