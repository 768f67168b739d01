"""*Biểu nhiệm vụ của cơ quan*: a body's open tasks go out as XLSX, come back filled, and are read.

reading.py and writing.py are pure; child.py reads in a confined child, arriving.py starts it,
plans.py says what each row would do, commands.py keeps and does it, queries.py and routes.py are
the pages.
"""
