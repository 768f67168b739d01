"""What offices call the columns of a programme, in Vietnamese and in English."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from server.programmes.definition import FURTHER
from server.programmes.reading.words import plain

# field -> patterns over the marks-free heading, surest first. The first pattern that any column
# fits takes the field; a second such column keeps its own heading.
_PEOPLE = r"(?:lanh dao|dong chi|d/c|thanh vien|thuong truc)"
KNOWN: dict[str, tuple[str, ...]] = {
    "number": (
        r"(?:so )?(?:s ?tt|t ?t|so tt|s\.t\.t|t\.t)|(?:so )?thu tu|no|item no|nr|#|so|s/n"
        r"|s?tt ?/ ?no",
    ),
    "text": (
        r"noi dung(?! phoi hop).*"
        r"|(?:work )?(?:items?|contents?|subjects?|matters?|topics?)(?: of.*)?",
        r"(?:ten )?(?:nhiem vu|cong viec|dau viec|viec|de an|chuyen de|hoat dong|chuong trinh)\b.*"
        r"|(?:main |key )?(?:tasks?|activit(?:y|ies)|agenda|work|descriptions?)(?: .*)?",
        r"ten\b.*|danh muc\b.*|trich yeu\b.*|van de\b.*|chu de\b.*|muc tieu, nhiem vu\b.*"
        r"|cac (?:noi dung|nhiem vu|cong viec|hoat dong|de an)\b.*",
    ),
    "kind": (
        r"loai (?:viec|cong viec|hoat dong|noi dung|nhiem vu|hinh(?! van ban).*)"
        r"|tinh chat(?: noi dung)?"
        r"|(?:types?|kinds?|categor(?:y|ies))(?: of (?:work|item|activity))?",
        r"loai|phan loai|nhom(?: viec| noi dung)?",
    ),
    "lead": (
        r"(?!nguoi|dong chi|lanh dao|thanh vien)(?!.*(?:cuoc hop|hoi nghi|phien hop)).*chu tri.*"
        r"|lead(?:s|ing)?(?: .*)?|responsible(?! leader| person)(?: .*)?|owners?"
        r"|(?:body |unit |agency |department )?in charge|prepared by|preparing .*",
        r"(?:co quan|don vi|to chuc|bo phan|ban,? nganh)(?:,? (?:co quan|don vi|to chuc))*"
        r" (?:thuc hien|tham muu|chuan bi|trinh|phu trach|chiu trach nhiem|dau moi|xay dung"
        r"|soan thao|bao cao|to chuc|duoc giao|duoc phan cong).*|(?:co quan )?dau moi.*|phan cong.*"
        r"|trach nhiem(?: thuc hien| chinh)?",
        r"(?:co quan|don vi)(?:,? (?:co quan|don vi))*|agency|body|unit|department",
    ),
    "coordinating": (
        r".*phoi hop.*|(?:in )?co-?(?:ordinat|operat).*|support.*|contributors?|partners?",
    ),
    "participants": (
        r"thanh phan.*|(?:doi tuong|dai bieu|nguoi)? ?(?:tham du|tham gia|du hop).*"
        r"|participants?|attend(?:ees|ance)",
        r"(?:cac )?dai bieu.*|khach moi",
    ),
    "product": (
        r"(?:ten |loai )?san pham.*|products?|deliverables?|outputs?"
        r"|expected (?:results?|outputs?)",
        r"(?:ten )?(?:the )?loai (?:hinh )?van ban.*|the loai|hinh thuc van ban.*"
        r"|ket qua,? san pham.*|du kien san pham.*|van ban (?:ban hanh|trinh|du kien).*"
        r"|ket qua (?:dau ra|can dat|du kien)|documents?(?: (?:types?|forms?))?"
        r"|(?:types?|forms?) of documents?",
    ),
    "time_text": (
        r"thoi (?:gian|diem|han|ki|ky)\b.*|(?:time|timing|timeline|deadline)s?(?: .*)?"
        r"|due(?: .*)?|when|khi nao|dates?(?: .*)?",
        r"(?:han|ngay|thang|quy|nam|lich|gio|buoi|thu|tuan)"
        r"(?:[ ,/]+(?:ngay|thang|quy|nam|gio|buoi|hoan thanh|trinh|thuc hien|xu ly|to chuc"
        r"|bao cao))*"
        r"|tien do.*|moc thoi gian.*|months?|quarters?|schedule|period|(?:submission|target) date"
        r"|du kien (?:thoi gian|hoan thanh|trinh).*|trinh (?:thang|quy|ngay)"
        r"|(?:tu|den) (?:ngay|thang)|(?:ngay |thang )?(?:bat dau|ket thuc)"
        r"|(?:start|end|finish)(?: date)?",
        r"(?:ky hop|phien hop|hoi nghi)(?: trinh)?|ngay (?:hop|lam viec|dien ra)|to be submitted.*",
    ),
    "field": (
        r"(?:nhom )?(?:cac )?(?:linh vuc|mang (?:cong tac|cong viec))\b.*"
        r"|(?:field|sector|area)s?(?: of (?:work|activity))?",
    ),
    "leader": (
        rf"{_PEOPLE}(?: .*)? (?:phu trach|chi dao)(?: .*)?"
        r"|(?:responsible|supervising|overseeing) leaders?|leaders?(?: in charge| responsible)?",
        rf"{_PEOPLE} (?:chu tri|theo doi)|lanh dao|chi dao",
    ),
    "watcher": (
        r"(?:chuyen vien|cv|can bo|phong|to)(?:[ /,]+(?:don vi|phong|can bo|chuyen vien))*"
        r"(?: (?:van phong|vp))?(?: (?:theo doi|phu trach|tong hop|tham muu|phu trach theo doi))"
        r"|chuyen vien|(?:nguoi|don vi|bo phan) theo doi|theo doi"
        r"|(?:specialists?|officers?)(?: in charge)?|(?:followed|monitored|tracked) by",
    ),
    "considers": (
        r"(?:cap|noi)(?: co tham quyen)? (?:trinh|xem xet|quyet dinh|cho y kien|thong qua)\b.*"
        r"|trinh cap(?: .*)?|co quan (?:xem xet|quyet dinh|thong qua)\b.*"
        r"|(?:cap (?:co )?)?tham quyen(?: (?:xem xet|quyet dinh|thong qua))?"
        r"|(?:considered|decided|approved) by|(?:submitted|presented) to|deciding body",
    ),
    "issuer": (
        r"(?:cap|co quan|noi|tham quyen)(?: co tham quyen)? (?:ban hanh|ky ban hanh)\b.*"
        r"|issu(?:ed by|er|ing (?:body|authority))",
    ),
    "basis": (
        r"can cu\b.*|co so (?:phap ly|xay dung|de xuat)|van ban can cu"
        r"|(?:legal )?basis|source documents?",
    ),
    "note": (r"(?:cac )?(?:ghi chu|luu y|chu thich)\b.*|notes?|remarks?|comments?",),
}
_TAIL = re.compile(r"\s*\([^)]*\)\s*$|[\s:.*]+$")


class FieldNames:
    """The fields of a kind of table, in order, and the headings that name them."""

    def __init__(
        self, known: Mapping[str, Sequence[str]], *, further: Collection[str] = ()
    ) -> None:
        """`known`: field -> patterns over marks-free headings, surest first.

        Fields of `further` alone make no row of headings.
        """
        self.fields, self.further = tuple(known), frozenset(further)
        self._patterns = {
            field: [re.compile(pattern) for pattern in patterns]
            for field, patterns in known.items()
        }
        every = (pattern for patterns in known.values() for pattern in patterns)
        self._any = re.compile("|".join(f"(?:{pattern})" for pattern in every))
        self.of = lru_cache(maxsize=4096)(self._of)

    def _of(self, heading: str) -> tuple[str, int] | None:
        """The field a heading names and how sure it is (0 is surest), or None."""
        if heading.isdecimal():
            return None
        words = " ".join(plain(heading).split())
        while (cut := _TAIL.sub("", words)) != words:
            words = cut
        if not self._any.fullmatch(words):  # most cells are no heading: asked once, not 16 times
            return None
        ranks = [
            (rank, field)
            for field, patterns in self._patterns.items()
            for rank, pattern in enumerate(patterns)
            if pattern.fullmatch(words)
        ]
        first = min(ranks, key=lambda r: r[0], default=None)
        return (first[1], first[0]) if first else None


PROGRAMME = FieldNames(KNOWN, further=FURTHER)
FIELDS = PROGRAMME.fields
