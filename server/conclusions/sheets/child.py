"""The child process that reads a sheet that came back: `python -m … FILE`.

Prints {key, rows, rest}, or {refused, params} with the code of an error. Its parsers run only here,
under limits.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from server.conclusions.sheets.reading import read_sheet
from server.kernel.confine import limit
from server.kernel.i18n import nfc
from server.materials.marks import is_mark
from server.programmes.reading import UnreadableProgramme
from server.programmes.reading.source import read_source

MEMORY_BYTES = 768 * 1024**2
CPU_SECONDS = 20
MAX_FILE_BYTES = 20 * 1024**2


def answer(path: Path) -> dict[str, Any]:
    """Read the file; returns what the module's docstring says."""
    try:
        found = read_sheet(read_source(path))
    except UnreadableProgramme:
        return {"refused": "sheet-unreadable"}
    if found is None:
        return {"refused": "sheet-unknown"}
    cells = [text for row in found.rows for text in row.said.values()]
    if any(is_mark(text) for text in (*cells, *(text for *_where, text in found.rest))):
        return {"refused": "secret-mark"}
    rows = []
    for row in found.rows:
        said = asdict(row)
        said["evidence_on"] = row.evidence_on and row.evidence_on.isoformat()
        said["wanted_on"] = row.wanted_on and row.wanted_on.isoformat()
        said["said"] = {name: nfc(text) for name, text in row.said.items()}
        rows.append(said)
    rest = [{"sheet": sheet, "row": row, "text": text} for sheet, row, text in found.rest]
    return {"key": found.key, "rows": rows, "rest": rest}


if __name__ == "__main__":
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
    print(json.dumps(answer(Path(sys.argv[1]))))
