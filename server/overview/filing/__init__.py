"""The file of a session (*Hồ sơ phiên họp*): one ZIP with an index, and a command that checks it.

It holds the agenda, who took part, the papers as they were sent, the conclusions with their tasks,
the notices and the minutes; never notes, opinions, drafts or what was taken off the agenda.
"""
