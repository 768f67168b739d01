"""Whoever sees a programme takes it away as a file, and the file comes in by the office's door."""

import json
import unicodedata
from urllib.parse import unquote

import openpyxl
import pytest
from lxml import html
from sqlmodel import col, select

from server import cli
from server.people.models import Body
from server.programmes.definition import read_definition
from server.programmes.exporting.formats import FORMATS
from server.programmes.models import Programme, ProgrammeItem
from tests.programmes.conftest import ANNUAL, TERM, looked_at, proposed

HEAD = """\
key = "nam-2027"
title = "Chương trình công tác năm 2027"
level = "year"
body = "Ban Pháp chế"
period_from = "2027-01-01"
period_to = "2027-12-31"
"""


def items_of(world, programme):
    words = ("section", "number", "level", "text", "kind", "kind_text", "lead", "coordinating")
    words += ("participants", "product", "time_text", "time_from", "time_to", "milestones")
    words += ("extra", "slug", "parent_ref", "origin")

    def query(db):
        rows = select(ProgrammeItem).where(ProgrammeItem.programme_id == programme.id)
        found = db.exec(rows.order_by(col(ProgrammeItem.position)))
        return [tuple(getattr(item, name) for name in words) for item in found]

    return world.read(query)


@pytest.mark.parametrize("name", [ANNUAL, TERM])
@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_exported_comes_in_again_the_same(office, take_over, name, kind):
    first = take_over(name)
    client = office.client("anna")
    answer = client.get(f"/programmes/{first.key}/export/{kind}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[kind].media_type
    preview = looked_at(office, client, f"lai.{kind}", answer.content)
    page = client.get(preview)
    sent = proposed(page.text) | {"title": "Lần hai", "another": "1"}
    assert client.post(preview, data=sent).status_code == 200
    second = office.row(Programme, title="Lần hai")
    assert items_of(office, second) == items_of(office, first)


def test_the_file_is_named_by_the_title_in_any_language(office, take_over):
    programme = take_over(ANNUAL)
    answer = office.client("anna").get(f"/programmes/{programme.key}/export/docx")
    plain, _, named = answer.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="{programme.slug}.docx"'
    title = unquote(named).removesuffix(".docx")
    assert programme.title.startswith(title)
    assert unicodedata.is_normalized("NFC", title)
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_offers_every_format_and_another_is_not_there(office, take_over):
    programme = take_over(ANNUAL)
    client = office.client("anna")
    links = html.fromstring(client.get(f"/programmes/{programme.key}").text).iterlinks()
    base = f"/programmes/{programme.key}/export/"
    offered = {link.removeprefix(base) for _, _, link, _ in links if link.startswith(base)}
    assert offered == set(FORMATS)
    assert client.get(f"{base}pdf").status_code == 404


def test_items_of_a_file_continue_those_they_name(office, take_over):
    client = office.client("anna")
    above = HEAD.replace("nam-2027", "khoa") + '[[item]]\nkey = "a"\ntext = "Việc lớn"\n'
    below = HEAD + '[[item]]\ntext = "Việc nhỏ"\nparent = "%s#a"\norigin = "term"\n'
    for text, title in ((above, "Trên"), (below, "Dưới")):
        slug = office.row(Programme, title="Trên")
        content = (text % slug.slug if slug else text).encode()
        preview = looked_at(office, client, "a.toml", content)
        sent = proposed(client.get(preview).text)
        sent |= {
            "title": title,
            "another": "1",
            "body": str(office.row(Body, id=office.bodies["legal"]).key),
        }
        sent |= {"level": "year", "period_from": "2027-01-01", "period_to": "2027-12-31"}
        assert client.post(preview, data=sent).status_code == 200
    [big, small] = office.read(lambda db: list(db.exec(select(ProgrammeItem))))
    assert (small.parent_id, small.origin) == (big.id, "term")


def test_the_command_line_writes_every_format(
    office, take_over, tmp_path, monkeypatch, capsysbinary
):
    programme = take_over(ANNUAL)
    monkeypatch.setattr(cli, "Settings", lambda: office.app.state.settings)
    command = ["export-programme", programme.slug]
    capsysbinary.readouterr()  # the server's log
    assert cli.main([*command, "--format", "csv"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"\xef\xbb\xbf")
    assert cli.main(command) == 0
    assert read_definition(capsysbinary.readouterr().out).title == programme.title
    for kind in FORMATS:
        assert cli.main([*command, "--format", kind, "--out", str(tmp_path / f"a.{kind}")]) == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A1"].value == programme.title
    capsysbinary.readouterr()
    assert cli.main([*command, "--format", "xlsx"]) == 2
    assert cli.main([*command, "--format", "pdf"]) == 2
    assert cli.main([*command, "--out", str(tmp_path / "none" / "a")]) == 1
    assert capsysbinary.readouterr().err.count(b"\n") == 3


def test_a_file_of_ours_that_is_wrong_gets_its_sentence(office, tmp_path, capsys):
    file = tmp_path / "a.toml"
    file.write_text(HEAD + '[[item]]\nlead = "A"\n', encoding="utf-8")
    assert cli.main(["read-programme", str(file)]) == 1
    assert "line 7, item 1: text is missing" in capsys.readouterr().err
    file.write_text(HEAD + '[[item]]\ntext = "Một"\nkey = "a"\n', encoding="utf-8")
    assert cli.main(["read-programme", str(file)]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert (json.loads(line)["text"], json.loads(line)["key"]) == ("Một", "a")
