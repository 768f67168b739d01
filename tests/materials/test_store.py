"""Papers in an S3-compatible store, and what happens when it is slow, silent or gone."""

import http.client
import os
import re
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from server.app import build_app
from server.kernel.blobs import CHUNK, PART, Blobs, StoreDown
from server.kernel.errors import NotFound
from server.kernel.settings import Settings
from server.materials.models import PaperVersion
from tests.materials.conftest import Office, Papers, pdf
from tests.stores import ON_BOTH_STORES, Line, half, left, own_certificate, s3_over_tls

PATIENCE = 2 * 3.0 + 1.5  # twice the tests' BLOBS_TIMEOUT_SECONDS, and our own work


@pytest.fixture
def store(request: pytest.FixtureRequest, bucket: dict[str, Any]) -> dict[str, Any]:
    """In this file papers lie in the S3 server, unless a test's mark says otherwise."""
    return {} if getattr(request, "param", "s3") == "disk" else bucket


def _sent(papers: Papers, content: bytes) -> Any:
    """Return a sent paper of these bytes, whatever they are."""
    state = papers.world.app.state
    plan = papers.add("Plan", sha256=state.blobs.put(_file(state.settings.upload_dir, content)))
    papers.send(plan)
    return plan


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "arriving"
    path.write_bytes(content)
    return path


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    """An empty store."""
    return Blobs(settings)


def test_nothing_of_a_paper_stays_on_this_machine(papers: Papers, anna: Office) -> None:
    settings = papers.world.app.state.settings

    assert anna.upload(pdf(2)).status_code == 200

    sha256 = papers.world.row(PaperVersion).sha256
    assert left(settings) == {f"{sha256[:2]}/{sha256}"}
    assert not settings.blob_dir.exists()
    assert not list(settings.upload_dir.iterdir())


def test_a_large_file_goes_in_parts_and_comes_back_the_same(
    blobs: Blobs, line: Line, tmp_path: Path
) -> None:
    content = os.urandom(2 * PART + 12345)

    sha256 = blobs.put(_file(tmp_path, content))

    assert sorted(set(re.findall(rb"partNumber=(\d)", line.sent))) == [b"1", b"2", b"3"]
    assert list(blobs.all()) == [sha256]
    with blobs.local(sha256) as path:
        assert path.read_bytes() == content
    assert not path.exists()


@ON_BOTH_STORES
def test_the_same_file_is_kept_once(blobs: Blobs, settings: Settings, tmp_path: Path) -> None:
    names = {blobs.put(_file(tmp_path, b"the same")) for _ in range(3)}

    (name,) = names
    assert left(settings) == {f"{name[:2]}/{name}"}
    assert not (tmp_path / "arriving").exists()


@ON_BOTH_STORES
def test_what_is_not_there_is_not_found(blobs: Blobs, tmp_path: Path) -> None:
    sha256 = blobs.put(_file(tmp_path, b"soon gone"))
    blobs.remove(sha256)
    blobs.remove(sha256)

    for name in (sha256, "0" * 64, "../../secret", ""):
        with pytest.raises(NotFound):
            blobs.fetch(name, tmp_path / "copy")
        assert not (tmp_path / "copy").exists()
    assert not list(blobs.all())


def test_a_file_garbled_on_its_way_is_not_kept(
    blobs: Blobs, settings: Settings, line: Line, tmp_path: Path
) -> None:
    line.garble = b"one billion", b"two billion"

    with pytest.raises(StoreDown, match="did not arrive as it was sent"):
        blobs.put(_file(tmp_path, b"cost: one billion"))

    assert not left(settings)
    assert (tmp_path / "arriving").exists()


def test_readers_never_make_the_server_fetch_a_whole_file(papers: Papers, line: Line) -> None:
    plan = _sent(papers, os.urandom(3 * CHUNK + 5))
    line.sent = b""
    mia = papers.world.client("mia")

    part = mia.get(f"/papers/{plan.key}/file", headers={"range": "bytes=1000-1999"})
    assert len(part.content) == 1000
    assert re.findall(rb"range: bytes=(\S+)", line.sent) == [b"1000-1999"]
    line.sent = b""
    assert len(mia.get(f"/papers/{plan.key}/file").content) == 3 * CHUNK + 5
    asked = [[int(n) for n in r.split(b"-")] for r in re.findall(rb"range: bytes=(\S+)", line.sent)]
    assert len(asked) == 4
    assert max(last - first + 1 for first, last in asked) == CHUNK
    line.sent = b""
    head = mia.head(f"/papers/{plan.key}/file")
    assert (head.headers["content-length"], head.content) == (str(3 * CHUNK + 5), b"")
    assert b"range:" not in line.sent


@ON_BOTH_STORES
def test_a_sweep_leaves_what_is_not_ours(blobs: Blobs, settings: Settings, tmp_path: Path) -> None:
    name = blobs.put(_file(tmp_path, b"ours"))
    for key in ("ab/minutes.docx", f"ab/{name}.docx"):
        half(settings, key)

    assert blobs.sweep(set, older_seconds=-60) == 1

    assert left(settings) == {"ab/minutes.docx", f"ab/{name}.docx"}


def test_a_store_with_a_certificate_of_the_offices_own(bucket: Any, tmp_path: Path) -> None:
    authority, chain = own_certificate(tmp_path)
    with s3_over_tls(chain) as address:
        secured = bucket | {"blobs_endpoint": address, "data_dir": tmp_path}
        blobs = Blobs(Settings(**secured, blobs_ca=authority))
        name = blobs.put(_file(tmp_path, b"over tls"))
        assert list(blobs.all()) == [name]
        with pytest.raises(StoreDown):
            Blobs(Settings(**secured)).check()


# --- the store goes away ------------------------------------------------------------------------


def _lose(line: Line, how: str) -> None:
    if how == "silent":
        line.state = "silent"
    else:
        line.cut()


@pytest.mark.parametrize("how", ["cut", "silent"])
def test_an_outage_is_said_in_plain_words_and_soon(
    papers: Papers, anna: Office, line: Line, how: str
) -> None:
    plan = papers.add("Plan", pdf())
    papers.send(plan)
    mia = papers.world.client("mia", script=False)
    address = f"/papers/{plan.key}/file"
    _lose(line, how)

    for ask in (
        lambda: mia.get(address),
        lambda: mia.get(address, headers={"range": "bytes=0-99"}),
        lambda: anna.upload(pdf(2)),
    ):
        begun = time.monotonic()
        answer = ask()
        assert time.monotonic() - begun < PATIENCE
        assert answer.status_code == 503
        assert answer.headers["plenum-code"] == "store-down"
        assert answer.headers["retry-after"]
        assert "store of papers does not answer" in answer.text
        assert "Traceback" not in answer.text
    assert mia.get(f"/papers/{plan.key}").status_code == 200  # pages need no store
    ready = papers.world.client(None).get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "store of papers does not answer")
    assert len(papers.listed().papers) == 1
    assert not list(papers.world.app.state.settings.upload_dir.iterdir())

    line.state = "open"

    assert mia.get(address).content == pdf()
    assert anna.upload(pdf(2)).status_code == 200
    assert papers.world.client(None).get("/readyz").status_code == 200


def test_an_answer_that_cannot_be_finished_ends(papers: Papers, line: Line) -> None:
    """A reader is never left waiting, nor told that it has the whole file."""
    plan = _sent(papers, os.urandom(40 * CHUNK))
    with papers.world.served() as address:
        ask = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        with closing(ask):
            cookie = papers.world.cookie("mia")
            ask.request("GET", f"/papers/{plan.key}/file", headers={"cookie": cookie})
            answer = ask.getresponse()
            assert answer.status == 200
            answer.read(CHUNK)
            line.cut()
            with pytest.raises((http.client.IncompleteRead, ConnectionError)):
                answer.read()


@pytest.mark.parametrize("how", ["cut", "silent", "no such bucket"])
def test_a_server_that_starts_without_its_store_says_so_and_serves_the_rest(
    settings: Settings, line: Line, how: str, capfd: Any
) -> None:
    if how == "no such bucket":
        settings = settings.model_copy(update={"blobs_url": "s3://nobody-made-this"})
    else:
        _lose(line, how)
    with TestClient(build_app(settings), base_url="http://localhost") as client:
        said = "".join(capfd.readouterr())
        assert "the store of papers does not answer" in said
        assert line.address in said
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        assert client.get("/sign-in").status_code == 200


def test_an_upload_into_a_bucket_that_is_gone_is_no_unknown_page(
    settings: Settings, tmp_path: Path
) -> None:
    blobs = Blobs(settings.model_copy(update={"blobs_url": "s3://nobody-made-this"}))

    with pytest.raises(StoreDown, match="bucket"):
        blobs.put(_file(tmp_path, b"x"))


@pytest.mark.parametrize("url", ["https://s3.example.vn/bucket", "s3://", "bucket"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="s3://bucket"):
        Settings(blobs_url=url)
