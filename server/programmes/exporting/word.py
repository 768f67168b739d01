"""A table as a Word document in the layout offices use, across, with the body's own head."""

from server.kernel.documents.document import Document, Head
from server.kernel.documents.heads import national
from server.kernel.documents.word import write_docx
from server.programmes.printing.grid import grid_of
from server.programmes.reading.own_table import Table


def draw(table: Table, *, body: str, vocabulary: str, locale: str, note: str = "") -> bytes:
    """Return the document of a table of the body called `body`; its title may have two lines."""
    return write_docx(
        Document(
            locale=locale,
            head=Head(
                issuer=body.upper(),
                star=vocabulary == "party",
                national=national(vocabulary, locale),
            ),
            kind=table.title.upper(),
            note=note,
            body=(grid_of(table, locale),),
            landscape=True,
        )
    )
