"""The oldest releases that are safe; the locks pin newer ones, and this fails if one slips back."""

import importlib.metadata
import json
import sqlite3
import sys
from pathlib import Path

import pysqlite3
import pytest
from packaging.version import Version

FLOORS = {
    "starlette": "1.3.1",
    "python-multipart": "0.0.27",
    "pypdf": "7.1",
}
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("package", "floor"), FLOORS.items())
def test_a_package_is_not_older_than_its_last_known_hole(package, floor):
    assert Version(importlib.metadata.version(package)) >= Version(floor)


def test_pdfjs_is_not_older_than_its_last_known_hole():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert Version(lock["packages"]["node_modules/pdfjs-dist"]["version"]) >= Version("4.2.67")


def test_the_only_sqlite_in_the_process_is_one_with_a_safe_wal():
    assert sys.modules["sqlite3"] is sqlite3 is pysqlite3
    assert pysqlite3.sqlite_version_info >= (3, 51, 3)
    assert "_sqlite3" not in sys.modules, "the standard library's copy was loaded as well"


@pytest.mark.parametrize("name", ["run", "dev", "uv", "node"])
def test_a_lock_names_hashes_and_no_registry(name):
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert lock.count("--hash=sha256:") >= lock.count("==") > 0
    assert "://" not in lock


def test_the_browsers_lock_names_hashes_and_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not [package for package in packages if "resolved" in package]
