"""Shapes of the forms of urging."""

from datetime import date

from server.kernel.web import CommandForm, EditForm, Line, LongText, OptionalLine


class ReadForm(CommandForm):
    until: int
    task: OptionalLine = ""


class DraftForm(CommandForm):
    body: OptionalLine = ""


class WordsForm(EditForm):
    subject: Line
    addressed: LongText = ""
    opening: LongText = ""
    closing: LongText = ""
    recipients: LongText = ""
    place: OptionalLine = ""
    on_behalf: OptionalLine = ""
    post: OptionalLine = ""
    signer: OptionalLine = ""
    base_subject: OptionalLine = ""
    base_addressed: LongText = ""
    base_opening: LongText = ""
    base_closing: LongText = ""
    base_recipients: LongText = ""
    base_place: OptionalLine = ""
    base_on_behalf: OptionalLine = ""
    base_post: OptionalLine = ""
    base_signer: OptionalLine = ""


class IssueForm(EditForm):
    number: int
    symbol: OptionalLine = ""
    issued_on: date
