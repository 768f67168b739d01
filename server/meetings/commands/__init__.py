"""Writes: the rules of meetings and their agendas.

making.py    a meeting comes about; its head; who takes part
from_item.py a programme's item becomes the meeting that it is
states.py    approve, send, open, move on
agenda.py    the agenda's lines: add, edit, move, hide, defer
readers.py   who may see a line
programme.py from the programme and back to it
"""

from server.meetings.commands.agenda import (
    add_item,
    add_programme_items,
    defer_item,
    edit_item,
    hide_item,
    move_item,
    restore_item,
    show_item,
)
from server.meetings.commands.from_item import make_meeting_of_item
from server.meetings.commands.making import edit_meeting, make_meeting, set_attendees
from server.meetings.commands.readers import restrict_item, set_guests, unrestrict_item
from server.meetings.commands.states import (
    approve_agenda,
    move_to_item,
    open_session,
    send_adjusted,
    send_agenda,
)

__all__ = [
    "add_item",
    "add_programme_items",
    "approve_agenda",
    "defer_item",
    "edit_item",
    "edit_meeting",
    "hide_item",
    "make_meeting",
    "make_meeting_of_item",
    "move_item",
    "move_to_item",
    "open_session",
    "restore_item",
    "restrict_item",
    "send_adjusted",
    "send_agenda",
    "set_attendees",
    "set_guests",
    "show_item",
    "unrestrict_item",
]
