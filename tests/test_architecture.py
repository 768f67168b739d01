"""The house keeps its shape: which way imports run, and what every module must have."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVER = ROOT / "server"
FEATURES = (
    *("kernel", "people", "programmes", "meetings", "materials"),
    *("tasks", "conclusions", "urging", "schedule", "room", "overview", "demo"),
)
# Inside a feature, what each kind of module may import of its own feature.
INSIDE = {
    "models": set(),
    "events": set(),
    "access": {"models", "events", "secrets"},
    "queries": {"models", "events", "access", "commands"},
    "commands": {"models", "events", "access", "queries"},
}
# How a query says that it reads for everybody, and who then decides what each one sees.
UNFILTERED = ("`visible", "for a caller", "for a fragment", "whoever asks", "within_sight")
MODULES = sorted(
    path for path in SERVER.rglob("*.py") if "versions" not in path.parts and path.stat().st_size
)


def imports(path):
    """Yield (line, module) of each import of our own code in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield node.lineno, f"{node.module}.{name.name}"
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name


def ident(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=ident)
def test_imports_run_one_way(path):
    parts = path.relative_to(SERVER).parts
    if len(parts) == 1 or parts[0] not in FEATURES:
        return  # what joins the features may know them all
    own = FEATURES.index(parts[0])
    for line, module in imports(path):
        names = module.split(".")
        if names[0] != "server" or len(names) < 2 or names[1] not in FEATURES:
            allowed = names[0] != "server" or parts[0] == "demo" or names[1] == "migrations"
            assert allowed, f"{ident(path)}:{line} imports {module}"
            continue
        assert FEATURES.index(names[1]) <= own, f"{ident(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=ident)
def test_layers_inside_a_feature_run_one_way(path):
    parts = path.relative_to(SERVER).parts
    if len(parts) != 2 or parts[0] == "kernel":
        return
    kind = path.stem
    for line, module in imports(path):
        names = module.split(".")
        if kind in INSIDE and names[:2] == ["server", parts[0]] and len(names) > 2:
            known = {p.stem for p in path.parent.glob("*.py")}
            mine = names[2]
            if mine in known and mine in {*INSIDE, "routes", "fragments"}:
                assert mine in INSIDE[kind], f"{ident(path)}:{line} imports {module}"
        if kind == "commands":
            assert names[0] not in ("starlette", "jinja2"), f"{ident(path)}:{line}: {module}"
        if kind == "routes":
            assert "models" not in names[1:], f"{ident(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=ident)
def test_modules_say_what_they_are_and_long_ones_why(path):
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, f"{ident(path)} has no docstring"
    lines = text.count("\n")
    if lines > 300:
        assert "long" in docstring.lower(), f"{ident(path)}: {lines} lines and no reason given"


@pytest.mark.parametrize("path", sorted(SERVER.glob("*/queries.py")), ids=ident)
def test_every_public_query_is_told_who_asks(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            names = [a.arg for a in node.args.args + node.args.kwonlyargs]
            if names[:1] != ["db"]:
                continue  # a pure function over what was read
            said = ast.get_docstring(node) or ""
            told = {"viewer", "audience", "readers"} & set(names) or any(
                phrase in said for phrase in UNFILTERED
            )
            assert told, f"{ident(path)}:{node.lineno} {node.name} reads for nobody in particular"


def test_one_sqlite_in_the_process():
    code = (
        "import server, sqlite3, pysqlite3, sqlalchemy.dialects.sqlite.pysqlite as d;"
        "assert sqlite3 is pysqlite3;"
        "assert d.SQLiteDialect_pysqlite.import_dbapi() is pysqlite3.dbapi2"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    first = ast.parse((SERVER / "__init__.py").read_text()).body
    assert [type(n).__name__ for n in first[:3]] == ["Expr", "Import", "Import"]
