"""Tracking sheets in the shapes that offices draw: read right, or asked; nothing lost."""

import pytest

from server.programmes.reading.source import read_source
from server.tasks.tracking import read_tracking
from tests.tasks.tracking.drawn import DRAWN


def seen(row):
    """Return a read row by the names that the drawings use."""
    deadline, evidence = row.deadline, row.evidence
    state = {"done": "done" if evidence else "reported", "waiting": "reported"}
    iso = {
        "issued": row.issued_on,
        "deadline": deadline.day,
        "updated": row.updated_on,
        "evidence_date": evidence and evidence.day,
    }
    return {
        **row.written,
        "row": row.row,
        "work": row.work,
        "issued_text": row.issued_text,
        "deadline_text": deadline.text,
        "deadline_kind": deadline.kind,
        "updated_text": row.updated_text,
        "state": state.get(row.closed, "open"),
        "evidence": evidence.text if evidence else "",
        "evidence_kind": evidence.kind if evidence else "",
        "extra": row.extra,
        **{name: day and day.isoformat() for name, day in iso.items()},
    }


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawn_sheet_is_read_as_its_clerk_reads_it(name, tmp_path):
    drawing = DRAWN[name]
    found = read_tracking(read_source(drawing.draw(tmp_path / "sheet.xlsx")))
    rows = [seen(row) for row in found.rows]
    assert len(rows) == len(drawing.tasks)
    assert all(row["work"] for row in rows)
    wrong = [
        (n, field, row[field], wanted)
        for n, (row, task) in enumerate(zip(rows, drawing.tasks, strict=True), 1)
        for field, wanted in task.items()
        if row[field] != wanted and not (field == "field" and wanted in row[field])
    ]
    assert wrong == []


@pytest.mark.parametrize("name", DRAWN)
def test_every_row_is_a_task_or_is_shown(name, tmp_path):
    drawing = DRAWN[name]
    grids = read_source(drawing.draw(tmp_path / "sheet.xlsx"))
    found = read_tracking(grids)
    tasks = {(row.sheet, row.row) for row in found.rows}
    headings = {(c.sheet, part) for c in found.columns for part in c.heading.split(" / ")}
    shown = {(rest.sheet, rest.row) for rest in found.rest}
    for grid in grids:
        for row, cells in grid.rows.items():
            if (grid.name, row) in tasks | shown:
                continue
            assert {(grid.name, cell.text) for cell in cells.values()} <= headings
    words = " ".join(f"{rest.sheet} {rest.text}" for rest in found.rest)
    assert [text for text in drawing.rest if text not in words] == []
