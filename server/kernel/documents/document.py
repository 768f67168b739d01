"""What an issued document consists of, before anybody draws it.

From top to bottom: the head, the title (a letter has none), to whom it is addressed, the body, who
gets it and who signs, then annexes on pages of their own. Texts are what people wrote: nothing in
them is markup.
"""

from dataclasses import dataclass

from server.kernel.documents.layouts import Layout, layouts

_BESIDE, _WIDE = 14, 36  # lines of recipients beside a signature, and characters of one
LOOSE = 1400  # characters of a cell that may not find room on one page: such a row may be split


@dataclass(frozen=True)
class Run:
    """Words of one look within a paragraph."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `heading` stays with what follows it."""

    runs: tuple[Run, ...]
    heading: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a grid; `share` is its width beside the others'.

    Neighbours with the same `over` have that heading over both of theirs.
    """

    heading: str
    share: float = 1
    centred: bool = False
    over: str = ""


@dataclass(frozen=True)
class Row:
    """A text a column, "" for none; lines are parted by a line feed.

    `across`: over how many columns the first text goes, 0 for its own alone; such a row is a
    heading and stays with the one below it.
    """

    cells: tuple[str, ...]
    across: int = 0
    bold: bool = False
    italic: bool = False

    @property
    def splits(self) -> bool:
        """Whether a page may end within the row."""
        return any(len(cell) > LOOSE for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """A ruled table as wide as the page, its headings on every page; sizes in points."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    size: int = 12
    heading_size: int = 12


Block = Paragraph | Grid


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands above the title, the office's side first.

    `upper` is the body over the one that issues, `star` the party's mark below it; `national` are
    the lines at the right, the last one ruled. `dated` is place and day. `draft` is the mark of
    what is not issued yet ("DỰ THẢO", "Dự thảo lần 2"), or ""; `marks` are those of urgency and of
    circulation.
    """

    issuer: str
    upper: str = ""
    star: bool = False
    number: str = ""
    national: tuple[str, ...] = ()
    dated: str = ""
    draft: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signs: on whose behalf ("T/M BAN THƯỜNG VỤ"), as what, and the name."""

    on_behalf: str = ""
    post: str = ""
    signer: str = ""


@dataclass(frozen=True, kw_only=True)
class Annex:
    """What follows on pages of its own; `note` stands in brackets below the title."""

    word: str
    title: str
    note: str = ""
    body: tuple[Block, ...] = ()
    landscape: bool = True


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document, ready to be drawn.

    `locale` is the language it is written in. `kind` is its type ("THÔNG BÁO"), `subject` what it
    is about, `note` what stands in brackets below; several lines are parted by a line feed. Without
    a kind it is a letter (công văn), whose subject stands under the number.
    `addressed` are the lines of *Kính gửi*. One signature stands at the right, beside the
    recipients; of two (minutes) the first stands at the left and the recipients below.
    """

    locale: str
    head: Head
    kind: str = ""
    subject: str = ""
    note: str = ""
    addressed: tuple[str, ...] = ()
    body: tuple[Block, ...] = ()
    recipients_word: str = ""
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    annexes: tuple[Annex, ...] = ()
    landscape: bool = False
    layout: Layout | None = None

    @property
    def rules(self) -> Layout:
        """The rules it is drawn by: those it names, else the ones in force where it is from."""
        usual = "nd-30-2020" if self.locale == "vi" else "board"
        return self.layout or layouts()["05-hd-vptw" if self.head.star else usual]

    @property
    def beside(self) -> int:
        """How many recipients stand beside the signature; a longer list goes on below, over pages.

        Beside two there are none.
        """
        if len(self.signatures) > 1:
            return 0
        room = _BESIDE
        for place, recipient in enumerate(self.recipients):
            room -= -(-len(recipient) // _WIDE)
            if room < 0:
                return place
        return len(self.recipients)

    @property
    def title(self) -> str:
        """What a file calls itself."""
        return " ".join(f"{self.kind.capitalize()} {self.subject}".split())


def prose(*parts: str | Run) -> Paragraph:
    """Return a paragraph of running text."""
    return Paragraph(tuple(Run(part) if isinstance(part, str) else part for part in parts))


def heading(text: str) -> Paragraph:
    """Return a heading within the text ("I- KẾT QUẢ")."""
    return Paragraph((Run(text, bold=True),), heading=True)


def leading(text: str) -> Paragraph:
    """Return the words that lead what follows ("Chủ trì kết luận:")."""
    return Paragraph((Run(text, italic=True),), heading=True)


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of what was typed in a box, without the empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def heading_rows(columns: tuple[Column, ...]) -> list[list[tuple[str, int, int]]]:
    """Return a grid's rows of headings: (text, columns it goes over, rows it goes over)."""
    if not any(column.over for column in columns):
        return [[(column.heading, 1, 1) for column in columns]]
    above: list[tuple[str, int, int]] = []
    before = ""
    for column in columns:
        if not column.over:
            above.append((column.heading, 1, 2))
        elif column.over == before:
            text, across, down = above[-1]
            above[-1] = text, across + 1, down
        else:
            above.append((column.over, 1, 1))
        before = column.over
    return [above, [(column.heading, 1, 1) for column in columns if column.over]]
