"""The tracking sheet that offices keep of their tasks, 16 columns, read and written.

Pure functions without database or network. names.py knows the columns by what offices call them,
cells.py reads days, deadlines, progress and evidence, sheet.py makes rows of a file's grids,
writing.py writes a sheet that reads back to the same. Every cell stays beside what was read of it,
and no day is made up.
"""

from server.tasks.tracking.sheet import Rest, Tracked, Tracking, read_tracking

__all__ = ["Rest", "Tracked", "Tracking", "read_tracking"]
