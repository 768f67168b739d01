"""Command of a session's file: print what is wrong with a ZIP."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from server.kernel.db import Reader
from server.kernel.settings import Settings
from server.overview.filing.checking import problems, sha256_of
from server.overview.filing.contents import made_here


def check_file(settings: Settings, path: Path) -> int:
    """Print what is wrong with the file of a session, and whether this instance made it.

    Returns 0 where the file is whole, 1 otherwise. Works without a database too: a file that is
    whole may have been made elsewhere.
    """
    found = problems(path)
    for problem in found:
        print(problem)
    if found:
        return 1
    sha256 = sha256_of(path)
    print(f"whole: {sha256}")
    made_at = _made_at(settings, sha256)
    print(f"made by this instance: {made_at}" if made_at else "not made by this instance")
    return 0


def _made_at(settings: Settings, sha256: str) -> str:
    if not settings.database_url and not (settings.data_dir / "plenum.db").exists():
        return ""
    reader = Reader(settings)
    try:
        made_at = reader.run(made_here, sha256)
    except SQLAlchemyError:  # an instance of another release, or none
        return ""
    finally:
        reader.close()
    return made_at.isoformat() if made_at else ""
