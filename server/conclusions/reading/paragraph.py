"""A paragraph of a notice as its source shows it."""

from dataclasses import dataclass

from server.conclusions.reading.text import Span


@dataclass(frozen=True)
class Paragraph:
    """`text` with its list mark, as written; `bold` are the spans drawn bold."""

    text: str
    bold: tuple[Span, ...] = ()
    in_table: bool = False

    @property
    def all_bold(self) -> bool:
        """Whether every word is bold."""
        drawn = {at for a, b in self.bold for at in range(a, b)}
        first = next((a for a, _ in self.bold), 0)
        return (
            bool(self.bold)
            and all(
                at in drawn for at, char in enumerate(self.text) if char.isalnum() and at >= first
            )
            and not any(char.isalpha() for char in self.text[:first][2:])
        )
