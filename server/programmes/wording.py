"""What a programme's line says, apart from how it says it: for telling one matter from two.

Pure. Abbreviations are spelt out, the verb an office begins with is dropped, and what tells two
matters apart (years, parts of a year, documents, ordinals, "sơ kết" or "tổng kết") is taken out of
the words, so that it can decide before likeness does.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from server.kernel.i18n import fold
from server.programmes.reading.bodies import ABBREVIATIONS as BODIES

# As offices write them in programmes. Two letters count only in capitals.
_SPELT = BODIES | {
    "nq": "nghị quyết", "ct": "chỉ thị", "kl": "kết luận", "qđ": "quyết định", "nđ": "nghị định",
    "kh": "kế hoạch", "bc": "báo cáo", "qh": "quy hoạch", "ns": "ngân sách", "ql": "quản lý",
    "kt": "kinh tế", "xh": "xã hội", "qp": "quốc phòng", "an": "an ninh", "cp": "chính phủ",
    "qpan": "quốc phòng an ninh", "ktxh": "kinh tế xã hội", "antt": "an ninh trật tự",
    "nsnn": "ngân sách nhà nước", "nsđp": "ngân sách địa phương", "nstw": "ngân sách trung ương",
    "đtc": "đầu tư công", "gpmb": "giải phóng mặt bằng", "tđc": "tái định cư",
    "đvhc": "đơn vị hành chính", "cchc": "cải cách hành chính", "tthc": "thủ tục hành chính",
    "cđs": "chuyển đổi số", "khcn": "khoa học công nghệ", "đmst": "đổi mới sáng tạo",
    "pctn": "phòng chống tham nhũng", "pccc": "phòng cháy chữa cháy",
    "pctt": "phòng chống thiên tai",
    "tkcn": "tìm kiếm cứu nạn", "ntm": "nông thôn mới", "mtqg": "mục tiêu quốc gia",
    "dtts": "dân tộc thiểu số", "bhyt": "bảo hiểm y tế", "bhxh": "bảo hiểm xã hội",
    "atgt": "an toàn giao thông", "attp": "an toàn thực phẩm", "txct": "tiếp xúc cử tri",
    "kcn": "khu công nghiệp", "kkt": "khu kinh tế", "ccn": "cụm công nghiệp", "kđt": "khu đô thị",
    "kdc": "khu dân cư", "sxkd": "sản xuất kinh doanh", "hđqt": "hội đồng quản trị",
    "đhđcđ": "đại hội đồng cổ đông", "bks": "ban kiểm soát", "cbcc": "cán bộ công chức",
    "qppl": "quy phạm pháp luật", "vbqppl": "văn bản quy phạm pháp luật",
    "nvqs": "nghĩa vụ quân sự",
    "kntc": "khiếu nại tố cáo", "ubnd": "ủy ban nhân dân", "tdp": "tổ dân phố",
}  # fmt: skip
_PLAIN = {fold(short): full for short, full in _SPELT.items() if len(short) > 2}
_MILITARY = re.compile(r"\bBCH(?=\s+(?:QS\b|Quân sự))")
_TOKEN = re.compile(r"[^\W_]+")
_SAME_SOUND = re.compile(r"\b(qu|k|l|m|s|t|h)i\b")  # quí, kĩ: quý, kỹ

# What tells apart, in folded text; each match is taken out of the words.
_KINDS = {
    "nghi quyet": "nq", "chi thi": "ct", "ket luan": "kl", "quyet dinh": "qd", "nghi dinh": "nd",
    "quy dinh": "qd", "thong tu": "tt", "luat": "qh", "ke hoach": "kh", "thong bao": "tb",
}  # fmt: skip
_DOCUMENT = re.compile(
    r"\b(?:so )?0*(\d{1,5}) ?[-/] ?(?:(?:19|20)\d\d ?/ ?)?(nq|ct|kl|qd|nd|tt|qh|kh|tb)\d*"
    r"(?: ?[-/] ?[a-z]+)*\b"
    rf"|\b({'|'.join(_KINDS)}) (?:so )?0*(\d{{1,5}})\b(?! ?[-/] ?\d| nam\b| thang\b)"
)
_DATE = re.compile(
    r"\b(?:ngay )?(0?[1-9]|[12]\d|3[01])[/.-](0?[1-9]|1[0-2])(?:[/.-]((?:19|20)\d\d))?\b"
)
_HORIZON = re.compile(r"\b(?:tam nhin(?: den)?|den)(?: nam)? ((?:19|20)\d\d)\b")
_YEARS = re.compile(r"\b((?:19|20)\d\d) ?[-–—] ?((?:19|20)\d\d)\b")
_MONTH_YEAR = re.compile(r"\b(?:thang )?(0?[1-9]|1[0-2])/(?=(?:19|20)\d\d\b)")
_MONTH = re.compile(r"\bthang (0?[1-9]|1[0-2])\b")
_QUARTER = re.compile(r"\bquy ?(i{1,3}|iv|[1-4])\b/?")
_SEVERAL = re.compile(r"\b0?([1-9]|1[0-2]) thang(?: (dau|cuoi)(?: nam)?)?\b|\bban nien\b")
_HALF = re.compile(r"\b(giua|cuoi) nam\b")
_YEAR = re.compile(r"\b(?:nam )?((?:19|20)\d\d)\b")
_LASTING = re.compile(r"\b0*(\d{1,3}) nam\b")
_IN_WORDS = "nhat hai ba tu nam sau bay tam chin muoi"
_COUNTED = {word: str(n) for n, word in enumerate(_IN_WORDS.split(), 1)}
_ORDINAL = re.compile(
    rf"\b((?:lan|hop|phien|nghi) )thu 0*(\d+|{'|'.join(_COUNTED)})\b(?! (?:19|20)\d)"
)
_NUMBERED = re.compile(
    r"\b(dot|giai doan|nhom|goi thau so|khoa|lan|khu|to|tap|so) 0*(\d+|[ivx]+)\b"
)
_NUMBER = re.compile(r"\b0*(\d+)\b")
_ROMAN = {"i": 1, "v": 5, "x": 10}

# Of each line only one can be said of a matter.
_EITHER = [
    line.split(", ")
    for line in (
        "so ket, tong ket", "thuong le, chuyen de", "thuong nien, bat thuong, thuong ky",
        "du toan, quyet toan", "truoc ky hop, sau ky hop", "ke hoach, ket qua",
        "chuong trinh, ket qua", "kiem tra, giam sat", "hoc ky, nam hoc",
        "giua ky, cuoi ky, dau ky",
    )
]  # fmt: skip
_SAYING = re.compile(rf"\b(?:{'|'.join(s for line in _EITHER for s in line)})\b")
# Said of one of two, they are two: an amendment is not the document, a deputy not the head.
_ONLY = re.compile(
    r"\b(?:(sua doi|dieu chinh bo sung|bai bo|huy bo)"
    r"|(pho)(?: truong| chu tich| tong| giam doc| bi thu)"
    r"|(ket qua thuc hien)(?= chuong trinh| ke hoach| nghi quyet)|(so ket))\b"
)
# What an office begins with, or ends on, whatever the matter is.
_OPENING = re.compile(
    r"(?:(?:xay dung|ban hanh|trinh|thong qua|to chuc|bao cao|tham tra|xem xet|cho y kien|hoi nghi"
    r"|phe duyet|phe chuan|trien khai|chi dao|danh gia|de xuat|chuan bi|hoan thien|tham dinh"
    r"|du thao|to trinh|quan triet|hop|tiep tuc|lanh dao|tham muu|soan thao|lay y kien|chu truong"
    r"|thanh lap|cong tac|tinh hinh|ket qua|viec|ve|va|cac|ho so|thuc hien|tien do|mot so"
    r"|ra soat|quy dinh|nghi quyet|phuong an|bo sung|hoat dong|ban thuong vu|hoi dong quan tri"
    r"|tinh uy|dang uy|cua|de an|hoi dong nhan dan|uy ban nhan dan|tinh|xa|phuong"
    r")\b\W*)+"
)  # fmt: skip
# Words that say nothing, wherever they stand, and phrases that say little.
_SILENT = {
    word
    for line in (
        "va ve cua viec cac cho tai tren theo trong mot nhung nham o duoc da so nam thang ngay",
        "tinh lan de",
    )
    for word in line.split()
}
_LITTLE = re.compile(
    r"\b(?:thuc hien|cong tac|tinh hinh|noi dung|dia ban|doi voi|thoi gian|thoi ky|nhiem ky"
    r"|giai doan|to chuc|ban hanh|xay dung|ke hoach|de cuong|thanh lap|trien khai|van hanh"
    r"|hoat dong|bao cao|phuong an|ket luan|quyet dinh|nghi quyet|chi dao|danh gia)\b"
)
SAYS_LITTLE = 0.3  # beside a word's 1


@dataclass(frozen=True, slots=True)
class Wording:
    """A line as it is compared.

    `plain`: folded, all of it; `words`: what it is about, folded, with its place and as written;
    `little`: those that say little; `opening`: words of the verb left out; `names`: parts of names
    of bodies and places; `span`, `year`, `part`: the time it is about; `documents`: numbers of
    documents; `marks`: other figures by what they count; `sayings`, `only`: words that tell apart;
    `due`: years of its time.
    """

    plain: str
    words: dict[str, tuple[int, str]]
    little: frozenset[str]
    opening: frozenset[str]
    names: frozenset[str]
    span: str
    year: str
    part: str
    documents: frozenset[str]
    marks: dict[str, frozenset[str]]
    sayings: frozenset[str]
    only: frozenset[str]
    due: frozenset[str]


@lru_cache(maxsize=65_536)
def wording(text: str, time: str = "") -> Wording:
    """Return what a line says; `time` is its cell for the time as written."""
    tokens = _spelt(_MILITARY.sub("Ban chỉ huy", unicodedata.normalize("NFC", text)))
    marks: dict[str, list[str]] = {}

    def take(kind: str, value: str) -> str:
        marks.setdefault(kind, []).append(value)
        return " # "

    rest = fold(text)
    rest = _SAME_SOUND.sub(r"\1y", rest)
    rest = _DOCUMENT.sub(lambda m: take("document", (m[2] or _KINDS[m[3]]) + (m[1] or m[4])), rest)
    rest = _YEARS.sub(lambda m: take("span", f"{m[1]}-{m[2]}"), rest)
    dated = "document" in marks  # then a date is the document's own
    rest = _DATE.sub(
        lambda m: take("date", f"{int(m[1])}/{int(m[2])}") + ("" if dated else f" {m[3] or ''} "),
        rest,
    )
    rest = _MONTH_YEAR.sub(lambda m: take("part", f"m{int(m[1])}") + " ", rest)
    rest = _HORIZON.sub(lambda m: take("until", m[1]), rest)
    rest = _SEVERAL.sub(lambda m: take("part", "h2" if m[2] == "cuoi" else f"h{m[1] or 6}"), rest)
    rest = _HALF.sub(lambda m: take("part", m[1]), rest)
    rest = _MONTH.sub(lambda m: take("part", f"m{int(m[1])}"), rest)
    rest = _QUARTER.sub(lambda m: take("part", f"q{_figure(m[1])}") + " ", rest)
    rest = _YEAR.sub(lambda m: take("year", m[1]), rest)
    rest = _LASTING.sub(lambda m: take("lasting", m[1]), rest)
    rest = _ORDINAL.sub(lambda m: m[1] + take("thu", _COUNTED.get(m[2], m[2])), rest)
    rest = _NUMBERED.sub(lambda m: take(m[1], str(_figure(m[2]))), rest)
    rest = _NUMBER.sub(lambda m: take("figure", m[1]), rest)
    spelt = " ".join(token.word for token in tokens)
    left = set(_TOKEN.findall(_SAME_SOUND.sub(r"\1y", rest)))
    begun = _words_in(_OPENING.match(spelt))
    if all(token.word in _SILENT for token in tokens[begun:]):
        begun = 0  # nothing but such words: they are the matter
    weak = {
        n
        for match in _LITTLE.finditer(spelt)
        for n in range(spelt.count(" ", 0, match.start()), spelt.count(" ", 0, match.end()) + 1)
    }
    words: dict[str, tuple[int, str]] = {}
    names: set[str] = set()
    little: set[str] = set()
    strong: set[str] = set()
    shouted = text.isupper()
    for place, token in enumerate(tokens):
        word = token.word
        if word in _SILENT or word.isdigit() or _folded(token.written) not in left:
            continue
        if place < begun:
            continue
        words.setdefault(word, (place, token.written))
        capital = token.written[:1].isupper()
        (little if place in weak and not capital else strong).add(word)
        if token.short in BODIES or (
            place and not shouted and not token.short and (capital or tokens[place - 1].capital)
        ):
            names.add(word)
    return Wording(
        plain=_SAME_SOUND.sub(r"\1y", spelt),
        words=words,
        little=frozenset(little - strong),
        opening=frozenset(token.word for token in tokens[:begun]),
        names=frozenset(names),
        span=marks.pop("span", [""])[0],
        year=min(marks.pop("year", [""])),
        part=marks.pop("part", [""])[0],
        documents=frozenset(marks.pop("document", ())),
        marks={kind: frozenset(values) for kind, values in marks.items()},
        sayings=frozenset(_SAYING.findall(spelt)),
        only=frozenset(next(g for g in m.groups() if g) for m in _ONLY.finditer(spelt)),
        due=frozenset(re.findall(r"\b(?:19|20)\d\d\b", time)),
    )


def apart(a: Wording, b: Wording) -> bool:
    """Whether two lines name what makes them two matters, however alike they are."""
    if periods_apart(a, b):
        return True
    if a.documents and b.documents and not a.documents & b.documents:
        return True
    if any(a.marks[kind].isdisjoint(b.marks[kind]) for kind in a.marks.keys() & b.marks.keys()):
        return True
    if a.only != b.only:
        return True
    for line in _EITHER:
        mine, theirs = a.sayings.intersection(line), b.sayings.intersection(line)
        if mine and theirs and not mine & theirs:
            return True
    return False


def periods_apart(a: Wording, b: Wording) -> bool:
    """Whether two lines are about other times: where both say which, or one of a year's part."""
    if (a.year and b.year and a.year != b.year) or (a.span and b.span and a.span != b.span):
        return True
    if (
        bool(a.year) != bool(b.year)
        and bool(a.span) != bool(b.span)
        and bool(a.year) != bool(a.span)
    ):
        return True
    if a.part != b.part and ((a.part or a.year) and (b.part or b.year)):
        return True
    undated = not (a.year or a.span or b.year or b.span)
    return undated and bool(a.due and b.due) and a.due.isdisjoint(b.due)


def _figure(text: str) -> int:
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _words_in(match: re.Match[str] | None) -> int:
    return len(_TOKEN.findall(match[0])) if match else 0


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    return _SAME_SOUND.sub(r"\1y", fold(word))


@dataclass(frozen=True, slots=True)
class _Token:
    """A word folded, as written, and what it is short for, if it is."""

    word: str
    written: str
    short: str = ""

    @property
    def capital(self) -> bool:
        """Whether a name may begin with it: no figure, no abbreviation."""
        return not self.short and self.written[:1].isupper()


def _spelt(text: str) -> list[_Token]:
    """Every word of a text, abbreviations spelt out."""
    found: list[_Token] = []
    shouted = text.isupper()
    for match in _TOKEN.finditer(text):
        written = match[0]
        short = written.lower() if written.isupper() and not shouted else ""
        full = _SPELT.get(short) or (_PLAIN.get(_folded(written)) if len(written) > 2 else None)
        if full is None:
            found.append(_Token(_folded(written), written))
        else:
            found += [_Token(_folded(word), written, written.lower()) for word in full.split()]
    return found
