"""The words of a duty, of which one part after another is taken; the rest is the work."""

from dataclasses import dataclass

from server.conclusions.reading import words
from server.conclusions.reading.text import Settled, Span, trimmed
from server.programmes.reading import BodyCatalogue
from server.programmes.reading.words import pattern
from server.tasks.phrases import Deadline

# What joined a part to the work, and joins nothing once the part is taken.
LEFT_OVER = pattern(
    r"^(?:(?:và|để|thì|phải|cần|có trách nhiệm|việc)(?:\s+|$))+|(?:\s+(?:và|hoặc|để|phải|xong"
    r"|cùng))+$"
)


@dataclass
class Clause:
    """`span` of a sentence, less `cuts`; `before` is what stands ahead of it."""

    settled: Settled
    span: Span
    catalogue: BodyCatalogue
    cuts: list[Span]
    before: Span

    def pieces(self, start: int, end: int) -> list[Span]:
        """What is left between two places, in order."""
        pieces = []
        for a, b in sorted(self.cuts):
            if a >= end or b <= start:
                continue
            pieces.append((start, max(start, a)))
            start = max(start, b)
        pieces.append((start, end))
        tidy = [trimmed(self.settled.text, piece, " ") for piece in pieces]
        return [(a, b) for a, b in tidy if self.settled.text[a:b].strip(" ,.;:-–()/")]

    def left(self, start: int, end: int) -> str:
        """The words between that belong to the work: none where only cuts and marks stand."""
        text = " ".join(self.settled.low[a:b] for a, b in self.pieces(start, end))
        return LEFT_OVER.sub("", text.strip(" ,.;:-–()/")).strip(" ,.;:-–()/")

    def is_cut(self, at: int) -> bool:
        """Whether a part has been taken there."""
        return any(a <= at < b for a, b in self.cuts)

    def quoted(self, at: int) -> bool:
        """Whether the words there are a quotation; brackets are none."""
        return self.settled.bare[at] == "\x00" and self.settled.low.rfind("(", 0, at) <= max(
            self.settled.low.rfind(mark, 0, at) for mark in ("“", '"', "«", ")")
        )

    def no_deadline(self, found: Deadline) -> bool:
        """Whether a phrase is quoted, or says how another acts: "kẻ thường xuyên gây rối"."""
        if self.quoted(found.start) or found.kind != "ongoing":
            return self.quoted(found.start)
        low = self.settled.low
        behind = low[found.end :].lstrip()
        ahead = low[self.span[0] : found.start].split()[-3:]
        told = any(words.DUTY.fullmatch(" ".join(ahead[n:])) for n in range(len(ahead)))
        inside = ahead and ahead[-1][-1].isalnum() and behind[:1].isalpha()
        return bool(inside) and not told and not words.DUTY.match(behind)

    def written(self, span: Span) -> str:
        """The words as written, without marks at their edges."""
        start, end = trimmed(self.settled.text, span)
        return self.settled.text[start:end]
