"""The child process that looks into an uploaded PDF: `python -m … FILE MAX_PAGES`.

Prints {"pages": n, "scanned": n} or {"refused": CODE}, the code of an error of intake.py. Every
other end of this process means a file that cannot be read. Never imported by the server: its
parsers run only here, under limits.
"""

import json
import sys
from pathlib import Path
from typing import Any

from server.kernel.confine import limit

MEMORY_BYTES = 512 * 1024**2
CPU_SECONDS = 10
_HEADER = b"%PDF-"
_TAIL_BYTES = 2048  # where every complete file says that it ends
_UNPACKED_BYTES = 20_000_000  # of one stream of the file's own structure
_HEAD = 0.36  # of a page's height: where letterhead, number and stamps stand
_FEW_LETTERS = 100  # fewer on a page that is mostly a picture: the picture is what one reads


def inspect(path: Path, max_pages: int) -> dict[str, Any]:
    """Return what the upload needs to know of a file. Raises anything for an unreadable one."""
    with path.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            return {"refused": "not-pdf"}
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL_BYTES))
        if b"%%EOF" not in file.read():
            return {"refused": "unreadable-paper"}  # cut off on its way

    import pypdf

    with pypdf.apply_configuration(
        zlib_maximum_output_length=_UNPACKED_BYTES, page_tree_maximum_entries=4 * max_pages
    ):
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted:
            return {"refused": "locked-paper"}
        declared = int(reader.root_object["/Pages"]["/Count"])  # type: ignore[index]
        if declared > max_pages:
            return {"refused": "too-many-pages"}
        pages = len(reader.pages)
        if _has_marked_note(reader):
            return {"refused": "secret-mark"}
    if not declared == pages == _pikepdf_pages(path) or pages == 0:
        return {"refused": "unreadable-paper"}  # damaged: each reader would show another paper
    return _look(path, pages)


def _has_marked_note(reader: Any) -> bool:
    """Whether a stamp or a text note laid over a page is a secrecy mark."""
    from server.materials.marks import is_mark

    for page in reader.pages:
        for note in page.get("/Annots") or ():
            note = note.get_object()
            if note.get("/Subtype") in ("/FreeText", "/Stamp") and is_mark(
                str(note.get("/Contents", ""))
            ):
                return True
    return False


def _pikepdf_pages(path: Path) -> int:
    import pikepdf

    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _look(path: Path, pages: int) -> dict[str, Any]:
    """Open every page as a reader would: its text, and whether it is a scan."""
    import pypdfium2

    from server.materials.marks import has_mark, may_bear_mark

    scanned = 0
    document = pypdfium2.PdfDocument(path)
    if len(document) != pages:
        return {"refused": "unreadable-paper"}
    for page in document:
        words = page.get_textpage()
        text = words.get_text_range()
        if may_bear_mark(text):
            _, bottom, _, top = page.get_cropbox()
            turned = page.get_rotation() != 0  # its head is a side of the sheet: look everywhere
            head = float("-inf") if turned else top - _HEAD * (top - bottom)
            if has_mark(_pieces(words), head):
                return {"refused": "secret-mark"}
        letters = sum(c.isalnum() for c in text)
        scanned += letters < _FEW_LETTERS and _is_picture(page, letters)
        words.close()
        page.close()
    return {"pages": pages, "scanned": scanned}


def _is_picture(page: Any, letters: int) -> bool:
    """Whether one reads a picture here: it covers half the page, or nothing else says a word."""
    from pypdfium2 import raw

    half = page.get_width() * page.get_height() / 2
    for thing in page.get_objects(max_depth=3):
        if letters == 0:
            return True
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            if (right - left) * (top - bottom) >= half:
                return True
    return False


def _pieces(words: Any) -> list[Any]:
    """Return a page's text in pieces: broken where the line ends and at wide gaps."""
    from pypdfium2 import raw

    from server.materials.marks import Piece

    pieces: list[Piece] = []
    text, box = "", (0.0, 0.0, 0.0, 0.0)
    for index in range(words.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(words, index) or 0x20)
        if char.isspace():
            continue
        left, bottom, right, top = words.get_charbox(index, loose=True)
        height = box[3] - box[1]
        together = (
            text
            and box[1] - height / 2 < (bottom + top) / 2 < box[3] + height / 2
            and box[0] - height < left < box[2] + 2 * height
        )
        if together:
            text += char
            box = (box[0], min(box[1], bottom), max(box[2], right), max(box[3], top))
        else:
            pieces.append(Piece(text, box[0], box[2], box[1], box[3]))
            text, box = char, (left, bottom, right, top)
    pieces.append(Piece(text, box[0], box[2], box[1], box[3]))
    return [piece for piece in pieces if piece.text]


if __name__ == "__main__":
    limit(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS)
    print(json.dumps(inspect(Path(sys.argv[1]), int(sys.argv[2]))))
