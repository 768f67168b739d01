"""The tracking sheet as offices keep it, 16 columns, written as a workbook.

What it says reads back to the same tasks (sheet.py): lines below the work keep what the columns
have no place for. A cell that begins like a formula stays text.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from server.tasks.tracking.row import SheetRow
from server.tasks.tracking.sheet import LABELS

COLUMNS = (  # heading, width in letters
    ("STT", 6), ("Số hội nghị", 22), ("Số TB/KL", 16), ("Ngày ban hành", 13),
    ("Chủ trì theo dõi", 20), ("Ngành/lĩnh vực", 18), ("Cơ quan/đơn vị trình", 26),
    ("Lĩnh vực chi tiết", 18), ("Nội dung kết luận/Văn bản trình", 56), ("Loại thời hạn", 22),
    ("Hạn xử lý", 16), ("Tiến độ", 22), ("Kết quả/Minh chứng", 36), ("Văn bản triển khai", 26),
    ("Mã nhiệm vụ", 12), ("Ngày cập nhật", 13),
)  # fmt: skip
_TITLE = "BẢNG THEO DÕI THỰC HIỆN KẾT LUẬN, NHIỆM VỤ ĐƯỢC GIAO"
_FONT = "Times New Roman"
_MOST_LETTERS = 32_000  # what a cell takes, less a little
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EDGE = Side(style="thin", color="808080")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TOP = Alignment(vertical="top", wrap_text=True)
_NARROW = Alignment(horizontal="center", vertical="top", wrap_text=True)
_CENTRED = {0, 2, 3, 10, 14, 15}


def write_tracking(rows: Iterable[SheetRow], *, office: str, today: date) -> bytes:
    """Return the workbook. CPU-bound, about 0.5 ms a row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Theo dõi nhiệm vụ")
    sheet.freeze_panes = "A5"
    for n, (_, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    last = get_column_letter(len(COLUMNS))
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:4"
    for n in (1, 2):
        sheet.merged_cells.ranges.add(f"A{n}:{last}{n}")
    sheet.append([_styled(sheet, _TITLE, Font(name=_FONT, size=14, bold=True), _MIDDLE)])
    under = f"{office}, cập nhật đến ngày {today:%d/%m/%Y}"
    sheet.append([_styled(sheet, under, Font(name=_FONT, size=12, italic=True), _MIDDLE)])
    sheet.append([])
    head, fill = Font(name=_FONT, size=12, bold=True), PatternFill("solid", fgColor="EFEAE0")
    cells = [_styled(sheet, heading, head, _MIDDLE) for heading, _ in COLUMNS]
    for cell in cells:
        cell.fill, cell.border = fill, _BORDER
    sheet.append(cells)
    plain = Font(name=_FONT, size=12)
    for number, row in enumerate(rows, 1):
        cells = []
        for n, value in enumerate(_values(number, row, today)):
            cell = _styled(sheet, value, plain, _NARROW if n in _CENTRED else _TOP)
            cell.border = _BORDER
            cells.append(cell)
        sheet.append(cells)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _styled(sheet: Any, value: Any, font: Font, alignment: Alignment) -> Any:
    if isinstance(value, str):
        value = "".join(c for c in value[:_MOST_LETTERS] if c >= " " or c in "\n\t")
    cell = WriteOnlyCell(sheet, value=value or None)
    cell.font, cell.alignment = font, alignment
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, str) and value.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _values(number: int, row: SheetRow, today: date) -> Sequence[Any]:
    return (
        number, row.session, row.document, row.issued_on or row.issued_text, row.watcher,
        row.field, row.lead, row.field_detail, _work(row), row.kind_text,
        row.deadline or row.deadline_text, row.progress(today), row.result, row.documents,
        row.code, row.updated_on,
    )  # fmt: skip


def _work(row: SheetRow) -> str:
    more = [f"{label}: {said}" for name, label in LABELS.items() if (said := getattr(row, name))]
    return "\n".join([row.work, *(" ".join(line.split()) for line in more)])
