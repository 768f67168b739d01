"""How long a programme of 10,000 rows takes to be read, beside its bare cells by python-calamine.

`python -m benchmarks.office_tables` draws the same rows as XLSX, XLS and ODS (and DOCX, which
python-calamine does not read: it is put beside the XLSX's cells) and prints one JSON line:
processor seconds of each (both sides keep one core busy, and neighbours are not counted), the best
of ROUNDS, and the largest ratio. The aim is 10 or less.

How much the file says again: every item has words and a number of its own; four leads, three
coordinating bodies, one product and 182 times come again and again.
"""

import json
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from server.programmes.reading import read_catalogue, read_programme
from tests import office_files

ROWS = 10_000
ROUNDS = 5
_BODIES = Path(__file__).parents[1] / "programmes" / "bodies.toml"
_LEADS = ("Ban Tổ chức", "Sở Y tế", "Công an tỉnh", "Thường trực HĐND tỉnh; Sở Tài chính")
_TIMES = ("03/2026", "Tháng {m} năm 2026", "Quý II/2026", "trước ngày {d}/{m}/2026", "{d}/{m}")
_WORKS = ("Đề án phát triển lĩnh vực số {n}", "Báo cáo kết quả thực hiện nghị quyết về việc số {n}")


def rows() -> list[list[str | None]]:
    """The programme: a section over every fifty items, each with its own words and time."""
    drawn: list[list[str | None]] = [
        ["CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026", None, None, None, None, None],
        ["STT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian trình"],
    ]
    for n in range(ROWS):
        if n % 50 == 0:
            drawn.append([None, f"LĨNH VỰC {n // 50 + 1}", None, None, None, None])
        when = _TIMES[n % 5].format(d=n % 28 + 1, m=n % 12 + 1)
        what = _WORKS[n % 2].format(n=n)
        drawn.append([str(n + 1), what, _LEADS[n % 4], _LEADS[(n + 1) % 3], "Tờ trình", when])
    return drawn


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of ROUNDS."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def bare_cells(file: Path) -> object:
    """All cells as python-calamine gives them."""
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()


def measured() -> dict[str, Any]:
    """Seconds of each format, and the largest ratio."""
    bodies = read_catalogue(_BODIES)
    drawn = rows()
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in office_files.FORMATS:
            file = office_files.draw(Path(folder) / f"programme.{kind}", drawn)
            read = best(partial(read_programme, file, bodies, today=date(2026, 1, 1)))
            bare = partial(bare_cells, file)
            cells = figures["xlsx"]["cells"] if kind == "docx" else best(bare)
            figures[kind] = {"cells": cells, "read": read, "ratio": read / cells}
    worst = max(figure["ratio"] for figure in figures.values())
    return {"rows": ROWS, "worst_ratio": round(worst, 2), "formats": figures}


if __name__ == "__main__":
    print(json.dumps(measured()))
