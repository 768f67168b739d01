"""Tasks come in from what an office has: a pasted notice, a notice's file, a tracking sheet.

child.py reads in a confined child, arriving.py starts it, commands.py stages what was read and
makes it tasks, matching.py finds what is there already, queries.py and routes.py are the pages.
"""
