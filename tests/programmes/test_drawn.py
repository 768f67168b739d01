"""Programmes as offices draw them, in every format: each field is read right or asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.programmes.reading import read_catalogue, read_programme
from server.programmes.reading.errors import UnreadableProgramme
from tests.programmes.drawing import Drawing, render
from tests.programmes.drawn import all_drawings
from tests.programmes.measuring import Finding, differences, figures, measure

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
FILES = [(drawing, format) for drawing in all_drawings() for format in drawing.formats]


@pytest.fixture(scope="module")
def all_findings() -> Iterator[list[Finding]]:
    """Everything measured, shown at the end (`-s`)."""
    findings: list[Finding] = []
    yield findings
    print(f"\n{figures(findings)}")


@pytest.mark.parametrize(("drawing", "format"), FILES, ids=[f"{d.name}-{f}" for d, f in FILES])
def test_every_field_is_read_right_or_asked(
    drawing: Drawing, format: str, tmp_path: Path, all_findings: list[Finding]
) -> None:
    file = render(drawing, format, tmp_path)
    try:
        sheet = read_programme(file, BODIES, today=drawing.today)
    except UnreadableProgramme as problem:
        pytest.fail(f"not read at all: {problem.code} {problem.params}")
    found = list(measure(drawing, format, sheet))
    all_findings += found
    table = differences(found)
    print(table)
    silent = [f for f in found if f.verdict == "silent"]
    assert not silent, f"{len(silent)} silently wrong\n{table}"


def test_the_set_has_every_format_and_enough_tables() -> None:
    drawings = all_drawings()
    assert len({d.name for d in drawings}) == len(drawings) >= 36
    for format in ("xlsx", "docx", "ods", "xls"):
        assert sum(format in d.formats for d in drawings) >= 12
