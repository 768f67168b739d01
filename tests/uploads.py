"""What the worker would do with the programmes that were uploaded."""

from sqlmodel import col, select

from server.kernel.jobs import Workshop
from server.programmes.import_job import read_import
from server.programmes.models import ProgrammeImport


def read_uploads(app):
    """Read every uploaded file that waits for it, in this process."""
    state = app.state
    shop = Workshop(state.settings, state.writer, state.reader, state.blobs)
    waiting = select(ProgrammeImport.key).where(col(ProgrammeImport.state) == "waiting")
    for key in state.reader.run(lambda db: list(db.exec(waiting))):
        read_import(shop, str(key))
