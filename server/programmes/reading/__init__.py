"""The programme reader: an office's own table -> items, as written and as understood.

Pure functions, no database and no web. source.py turns a file (XLSX, XLS, ODS, DOCX, CSV) into
grids; headings.py finds tables and columns, rows.py tells headings from items from the rest,
items.py reads times and bodies, how.py says how each cell was read. What is not sure is named in a
warning of the row or a remark of the sheet. What we write ourselves says more: own.py.
"""

from server.programmes.reading.bodies import (
    BodyCatalogue,
    CatalogueBody,
    Resolved,
    read_catalogue,
)
from server.programmes.reading.columns import Column
from server.programmes.reading.command import command
from server.programmes.reading.corrections import ROW_KINDS, Corrections
from server.programmes.reading.errors import NoProgrammeTable, UnreadableProgramme
from server.programmes.reading.fields import FIELDS
from server.programmes.reading.grid import Grid
from server.programmes.reading.programme import read_grids, read_programme, uncollected
from server.programmes.reading.sheet import ItemRow, ProgrammeSheet, Remark, as_json_lines
from server.programmes.reading.source import read_source
from server.programmes.reading.title import Title
from server.programmes.reading.words import Note

__all__ = [
    "FIELDS",
    "ROW_KINDS",
    "BodyCatalogue",
    "CatalogueBody",
    "Column",
    "Corrections",
    "Grid",
    "ItemRow",
    "NoProgrammeTable",
    "Note",
    "ProgrammeSheet",
    "Remark",
    "Resolved",
    "Title",
    "UnreadableProgramme",
    "as_json_lines",
    "command",
    "read_catalogue",
    "read_grids",
    "read_programme",
    "read_source",
    "uncollected",
]
