"""Plenum: one real-time server for a committee's work, from programme to result.

The first thing the package does is to make pysqlite3 the only SQLite in the process: a second
copy of the library opening and closing the same file would drop this one's locks.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
