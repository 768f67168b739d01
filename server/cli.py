"""One command a verb: `python -m server VERB`."""

import gc
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from server.kernel.blobs import StoreDown
from server.kernel.settings import Settings, settings_page

Verb = Callable[[Settings, Namespace], int]


def migrate(settings: Settings, args: Namespace) -> int:
    """Bring the database to this release's schema. Safe to repeat."""
    from server import migrations

    migrations.migrate(settings)
    return 0


def serve(settings: Settings, args: Namespace) -> int:
    """Serve over http, or https where TLS_CERT and TLS_KEY are given."""
    from server.app import build_app
    from server.kernel import log
    from server.kernel.serving import Server

    log.configure(settings.log_level)
    server = Server(build_app(settings), settings)
    gc.freeze()  # what is there now stays: no collection need look at it again
    server.run()
    return 0 if server.started else 3


def settings_doc(settings: Settings, args: Namespace) -> int:
    """Print docs/settings.md."""
    print(settings_page(), end="")
    return 0


def make_office(settings: Settings, args: Namespace) -> int:
    """Begin for real: an office, and an administrator who gets a one-time code."""
    from server.people import verbs

    migrate(settings, args)
    return verbs.make_office(settings, args.name, args.login)


def new_code(settings: Settings, args: Namespace) -> int:
    """Print a one-time code with which an account chooses a new password."""
    from server.people import verbs

    return verbs.new_code(settings, args.login)


def work(settings: Settings, args: Namespace) -> int:
    """Do the jobs that wait, until told to end: a process of its own beside `serve`."""
    from server import worker
    from server.kernel import jobs, log

    log.configure(settings.log_level)
    with worker.workshop(settings) as shop:
        with suppress(StoreDown):  # it has been logged; jobs that need a paper are asked for again
            shop.blobs.check()
        jobs.consume(shop)
    return 0


def sweep_blobs(settings: Settings, args: Namespace) -> int:
    """Remove the files that no row names and that are older than a day. Safe to repeat."""
    from server import worker

    with worker.workshop(settings) as shop:
        print(f"{worker.sweep_blobs(shop)} files removed")
    return 0


def import_programme(settings: Settings, args: Namespace) -> int:
    """Load a work programme from its file. The same file twice changes nothing."""
    from server.programmes import verbs

    return verbs.import_programme(settings, Path(args.file), args.year)


def export_programme(settings: Settings, args: Namespace) -> int:
    """Write a work programme as a file: --format toml (printed), csv, xlsx or docx, --out FILE."""
    from server.programmes import verbs

    return verbs.export_programme(settings, args.key, args.format, args.out)


def read_programme(settings: Settings, args: Namespace) -> int:
    """Print what the reader makes of a programme's file, one JSON line an item; stores nothing."""
    from server.programmes import reading

    return reading.command(Path(args.file))


def read_notice(settings: Settings, args: Namespace) -> int:
    """Print the tasks of a notice (.docx, .pdf, text; "-" is stdin), one JSON line a task."""
    from server.conclusions import reading

    return reading.command(args.file, issued_on=args.date, day_before=args.day_before)


def backup(settings: Settings, args: Namespace) -> int:
    """Write rows and papers into a new folder; the server may go on meanwhile."""
    from server.backup import BackupProblem, report
    from server.backup import backup as write_backup

    try:
        manifest = write_backup(settings, Path(args.folder))
    except BackupProblem as problem:
        return report(problem)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(f"{rows} rows, {len(manifest['blobs'])} files, state {manifest['state'][:16]}")
    return 0


def restore(settings: Settings, args: Namespace) -> int:
    """Load a backup into an empty database and DATA_DIR."""
    from server.backup import BackupProblem, report
    from server.backup import restore as load_backup

    try:
        manifest = load_backup(settings, Path(args.folder))
    except BackupProblem as problem:
        return report(problem)
    print(f"restored, state {manifest['state'][:16]}")
    return 0


def check_file(settings: Settings, args: Namespace) -> int:
    """Check the file of a session (a ZIP): every document, both lists, and who made it."""
    from server.overview.filing import verbs

    return verbs.check_file(settings, Path(args.file))


def demo(settings: Settings, args: Namespace) -> int:
    """Make the demonstration committee in an empty instance. Safe to repeat."""
    from server.demo import running

    return running.make(settings)


def demo_run(settings: Settings, args: Namespace) -> int:
    """Make the demonstration committee and serve it, with its worker, until told to end."""
    from server.demo import running

    return running.run(settings)


def load_room(settings: Settings, args: Namespace) -> int:
    """Fill a hall on a demonstration instance and print, as JSON, how to measure it."""
    from server.demo import running

    return running.load_room(settings, int(args.delegates))


# Each verb's arguments; an option in brackets may be left out.
VERBS: dict[str, tuple[Verb, tuple[str, ...]]] = {
    "migrate": (migrate, ()),
    "serve": (serve, ()),
    "work": (work, ()),
    "sweep-blobs": (sweep_blobs, ()),
    "settings-doc": (settings_doc, ()),
    "make-office": (make_office, ("--name", "--login")),
    "new-code": (new_code, ("--login",)),
    "read-programme": (read_programme, ("file",)),
    "read-notice": (read_notice, ("file", "[--date]", "[--day-before]")),
    "import-programme": (import_programme, ("file", "[--year]")),
    "export-programme": (export_programme, ("key", "[--format]", "[--out]")),
    "check-file": (check_file, ("file",)),
    "demo": (demo, ()),
    "demo-run": (demo_run, ()),
    "load-room": (load_room, ("--delegates",)),
    "backup": (backup, ("folder",)),
    "restore": (restore, ("folder",)),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    parser = ArgumentParser(prog="python -m server", description="Plenum")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, (verb, arguments) in VERBS.items():
        sub = verbs.add_parser(name, help=(verb.__doc__ or "").split("\n")[0])
        for argument in arguments:
            name = argument.strip("[]")
            if name == "--day-before":
                sub.add_argument(name, action="store_true", help="“trước ngày X” ends before X")
            elif name.startswith("--"):
                sub.add_argument(name, required=name == argument)
            else:
                sub.add_argument(name)
    args = parser.parse_args(argv)
    try:
        return VERBS[args.verb][0](Settings(), args)
    except StoreDown as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
