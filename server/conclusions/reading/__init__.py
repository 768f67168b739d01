"""The reader of conclusions and notices: official sentences -> tasks, as written and understood.

Pure functions, no database and no web. A source gives paragraphs (sources.py), headings hold for
what stands under them (notice.py), orders.py finds who is told, duty.py what, by when and for
whom. What the words do not settle is named, never guessed. docs/reading.md says it field by field.
"""

from server.conclusions.reading.command import command
from server.conclusions.reading.errors import UnreadableNotice
from server.conclusions.reading.notice import Notice, read_notice
from server.conclusions.reading.paragraph import Paragraph
from server.conclusions.reading.proposal import Carried, TaskProposal, json_lines
from server.conclusions.reading.sources import paragraphs_of, read_paragraphs
from server.conclusions.reading.task import read_task

__all__ = [
    "Carried",
    "Notice",
    "Paragraph",
    "TaskProposal",
    "UnreadableNotice",
    "command",
    "json_lines",
    "paragraphs_of",
    "read_notice",
    "read_paragraphs",
    "read_task",
]
