"""Papers of the demonstration committee: real PDFs of any length, the same bytes every time.

The words come from words.toml by a generator seeded with the paper's own facts, the layout from
typst/paper.typ. A scanned paper is such a PDF photographed: grey, a little crooked, no text.
"""

import io
import json
import random
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import typst
from PIL import Image, ImageChops

KINDS = {
    "submission": "Tờ trình",
    "report": "Báo cáo",
    "draft": "Dự thảo",
    "appendix": "Phụ lục",
    "reference": "Tài liệu tham khảo",
    "appraisal": "Báo cáo thẩm định",
}
NOTE = "BẢN TRÌNH DIỄN - tên gọi và số liệu đều là giả định"

_HERE = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_SCAN_DPI = 110  # what an office copier sends by default is about this once it is compressed
_CONTENTS_FROM = 20  # pages; shorter papers bear no table of contents
_TABLES = 0.15  # a paragraph is followed by one: about a table every other page
_CHAPTERS = 20  # of a long paper: with the surplus its table of contents still fits one page


@dataclass(frozen=True, kw_only=True)
class PaperSpec:
    """What a paper is. Equal specs give equal bytes.

    `kind` is one of KINDS, `topic` a topic of words.toml, `pages` 1 to 500. `issuer`, a body of
    `upper`, signs by `signatory`, whose post is `post`, where due `on_behalf` of others ("T/M BAN
    THƯỜNG VỤ"). `number` stands as printed ("Số 12-TTr/BTCTU"). `draft` is n of "Dự thảo lần n",
    `form` the type of document that a draft is to become ("Nghị quyết"). `points` are the
    paragraphs of a paper of one page; without them they are drawn up.
    """

    title: str
    subject: str
    kind: str
    topic: str
    pages: int
    day: date
    issuer: str
    number: str
    signatory: str
    post: str
    on_behalf: str | None = None
    upper: str | None = None
    form: str | None = None
    draft: int | None = None
    scanned: bool = False
    points: tuple[str, ...] = ()


def make_paper(spec: PaperSpec, fonts: Path) -> bytes:
    """The PDF of a paper, set in the TTFs of Be Vietnam Pro in the folder `fonts`.

    300 pages take about two seconds of processor time. Raises FileNotFoundError when `fonts`
    holds no TTF and ValueError when the spec's kind, topic or length is unknown.
    """
    if spec.kind not in KINDS or spec.topic not in _words()["topic"] or not 0 < spec.pages <= 500:
        raise ValueError(f"no such paper: {spec}")
    if not any(fonts.glob("*.ttf")):
        raise FileNotFoundError(f"no fonts in {fonts}; ./dev setup puts them there")
    pdf = typst.compile(
        _HERE / "typst" / "paper.typ",
        font_paths=[fonts],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(_data(spec), ensure_ascii=False)},
    )
    return scanned(pdf, random.Random(spec.title)) if spec.scanned else pdf


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))


def _data(spec: PaperSpec) -> dict[str, Any]:
    """All that paper.typ prints, as JSON."""
    day = f"{spec.day.day:02d} tháng {spec.day.month:0{2 if spec.day.month < 3 else 1}d}"
    return {
        "title": spec.title,
        "subject": spec.subject,
        "kind": spec.kind,
        "kind_name": spec.form or KINDS[spec.kind],
        "pages": spec.pages,
        "made": {"year": spec.day.year, "month": spec.day.month, "day": spec.day.day},
        "upper": spec.upper,
        "issuer": spec.issuer,
        "number": spec.number,
        "place_date": f"Minh Họa, ngày {day} năm {spec.day.year}",
        "draft": f"Dự thảo lần {spec.draft}" if spec.draft else None,
        "note": NOTE,
        "contents": spec.pages >= _CONTENTS_FROM,
        "blocks": _Author(spec).blocks(),
        "closing": "Kính trình Ban Thường vụ Tỉnh ủy xem xét, cho ý kiến."
        if spec.kind == "submission"
        else None,
        "recipients": ["- Thường trực Tỉnh ủy,", "- Các đồng chí dự hội nghị,", "- Lưu."],
        "on_behalf": spec.on_behalf,
        "post": spec.post.upper(),
        "signatory": spec.signatory,
    }


class _Author:
    """Writes official prose by drawing sentences and filling their slots."""

    def __init__(self, spec: PaperSpec) -> None:
        self.spec, self.words = spec, _words()
        self.topic = self.words["topic"][spec.topic]
        self.random = random.Random(f"{spec.kind} {spec.title} {spec.pages}")
        self.by_commune = spec.kind in ("appendix", "reference")
        self.here: str | None = None  # the commune a chapter is about
        self.seen: set[str] = set()  # communes that have their chapter
        self.recent: list[str] = []  # sentences not to be drawn again yet

    def blocks(self) -> list[dict[str, Any]]:
        """More than the pages can hold; the layout stops when they are full."""
        if self.spec.points:
            return [{"paragraphs": [point]} for point in self.spec.points]
        blocks: list[dict[str, Any]] = []
        if self.spec.kind in ("submission", "draft", "appraisal"):
            bases = self.random.sample(self.words["bases"], 3)
            blocks.append({"paragraphs": [f"- {base};" for base in bases]})
        enough = 12 + self.spec.pages * (8 if self.by_commune else 6)
        number = 0
        while len(blocks) < enough:
            number += 1
            blocks += self._chapter(number, long=enough // _CHAPTERS)
        return blocks

    def _chapter(self, number: int, *, long: int) -> list[dict[str, Any]]:
        """One chapter of about `long` blocks, at least three parts."""
        turns = self.words["behind"] + self.words["ahead"]
        if self.spec.kind == "draft":  # which orders and does not report
            turns = self.words["ahead"]
        title = turns[(number - 1) % len(turns)]
        forward = not self.by_commune and title in self.words["ahead"]
        if self.by_commune:
            while self.here is None or self.here in self.seen:
                self.here = self._new_place()
            self.seen.add(self.here)
            title = f"ĐẢNG ỦY {self.here.upper()}"
        elif number > len(turns):
            title = f"{title} VỀ {self._slot('area').upper()}"
        parts = self.random.sample(self.words["parts"], max(3, min(long // 4, 10)))
        blocks = []
        for index, part in enumerate(parts, 1):
            headings = [[2, f"{index}. {part}"]]
            if index == 1:
                headings.insert(0, [1, f"{_roman(number)}- {title}"])
            blocks.append({"headings": headings, "paragraphs": [self._paragraph(forward)]})
            for _ in range(max(2, long // len(parts) - 1)):
                blocks.append({"paragraphs": [self._paragraph(forward)]})
                if self.spec.pages > 1 and self.random.random() < _TABLES:
                    blocks.append(self._table())
        return blocks

    def _paragraph(self, forward: bool) -> str:
        kinds = ["proposal"] * 3 if forward else ["report", "report", "report", "weak"]
        return " ".join(self._sentence(kind) for kind in kinds[: self.random.randint(2, 4)])

    def _sentence(self, kind: str) -> str:
        fresh = [pattern for pattern in self.words[kind] if pattern not in self.recent]
        pattern = self.random.choice(fresh)
        self.recent = [*self.recent, pattern][-4:]
        return self._filled(pattern)

    def _filled(self, pattern: str) -> str:
        used: set[str] = set()

        def fill(match: re.Match[str]) -> str:
            word = self._slot(match[1])
            while word in used and not match[1].startswith("n"):
                word = self._slot(match[1])
            used.add(word)
            return word

        return _SLOT.sub(fill, pattern)

    def _slot(self, name: str) -> str:
        rng = self.random
        if name[0].isupper():
            word = self._slot(name.lower())
            return word[0].upper() + word[1:]
        if name in ("n", "n2", "n3"):
            first, last = {"n": (2, 9), "n2": (12, 96), "n3": (108, 940)}[name]
            return f"{rng.randint(first, last):02d}"
        if name in ("pct", "low"):
            first, last = {"pct": (805, 998), "low": (412, 794)}[name]
            return f"{rng.randint(first, last) / 10:.1f}%".replace(".", ",")
        if name == "money":
            return f"{_grouped(rng.randint(350, 48_000))} triệu đồng"
        if name == "place":
            return self._place()
        words: list[str] = self.topic.get(name) or self.words[name]
        return rng.choice(words)

    def _place(self) -> str:
        if self.here and self.random.random() < 0.5:
            return self.here
        return self._new_place()

    def _new_place(self) -> str:
        kind = self.random.choice(("xã", "xã", "xã", "phường"))
        first = self.random.choice(self.words["places"])
        return f"{kind} {first} {self.random.choice(self.words['place_ends'])}"

    def _table(self) -> dict[str, Any]:
        rows = []
        for name in self.random.sample(self.topic["rows"], self.random.randint(4, 7)):
            plan = self.random.randint(20, 4_000)
            done = round(plan * self.random.uniform(0.55, 1.08))
            share = f"{100 * done / plan:.1f}".replace(".", ",")
            rows.append([name, _grouped(plan), _grouped(done), share])
        caption = f"Biểu: Kết quả {self._slot('area')} {self._slot('time')}"
        return {"caption": caption, "head": self.words["units"], "rows": rows}


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _roman(number: int) -> str:
    signs = {100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}
    text = ""
    for value, sign in signs.items():
        text, number = text + sign * (number // value), number % value
    return text


def scanned(pdf: bytes, rng: random.Random) -> bytes:
    """The same pages as a copier would send them: grey pictures and no text."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [_photographed(page, rng) for page in document]
    finally:
        document.close()
    out = io.BytesIO()
    still = date(2000, 1, 1).timetuple()  # Pillow would put the present moment
    pages[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_SCAN_DPI,
        quality=55,
        creationDate=still,
        modDate=still,
    )
    return out.getvalue()


def _photographed(page: pypdfium2.PdfPage, rng: random.Random) -> Image.Image:
    sheet = page.render(scale=_SCAN_DPI / 72, grayscale=True).to_pil().convert("L")
    angle = rng.uniform(-0.9, 0.9)
    sheet = sheet.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    half = (sheet.width // 2, sheet.height // 2)
    grain = Image.frombytes("L", half, rng.randbytes(half[0] * half[1])).resize(sheet.size)
    toned = grain.point(lambda value: 226 + value // 14)  # the paper's tone, 226 to 244 of 255
    return ImageChops.multiply(sheet.point(lambda value: 40 + value * 215 // 255), toned)
