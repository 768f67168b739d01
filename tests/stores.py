"""Where papers lie in a test: on disk, or in a real S3 server that the run starts for itself.

A test that is marked `ON_BOTH_STORES` runs twice. A `Line` stands between Plenum and the server:
cut it, leave it silent or let it garble, and the store is as a network makes it.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from server.kernel.settings import Settings

ON_BOTH_STORES = pytest.mark.parametrize("store", ["disk", "s3"], indirect=True)
IN_S3 = pytest.mark.parametrize("store", ["s3"], indirect=True)


class Line:
    """A line to the server at `port`, on a port of its own."""

    def __init__(self, port: int) -> None:
        self.state = "open"  # or "cut", or "silent"
        self.garble = b"", b""  # these bytes of what is sent become those
        self.sent = b""  # heads of the requests so far
        self._server = port
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End every connection, and each new one at once."""
        self.state = "cut"
        self._hang_up()

    def close(self) -> None:
        """End for good."""
        self.cut()
        self._door.close()

    def _hang_up(self) -> None:
        while self._ends:
            end = self._ends.pop()
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self._server))
                self._ends += [near, far]
                if self.state == "cut":
                    self._hang_up()
                    continue
                for source, target in ((near, far), (far, near)):
                    threading.Thread(
                        target=self._pump, args=(source, target, source is near), daemon=True
                    ).start()

    def _pump(self, source: socket.socket, target: socket.socket, asks: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.state == "silent":
                    continue
                if asks:
                    self.sent += data[:2000]
                    data = data.replace(*self.garble) if self.garble[0] else data
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    """The port of this run's S3 server (moto's), started when the first test needs it."""
    from moto.server import ThreadedMotoServer  # here: it takes a second

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.fixture
def line(s3_port: int) -> Iterator[Line]:
    """The test's own line to the S3 server."""
    line = Line(s3_port)
    yield line
    line.close()


@pytest.fixture
def bucket(s3_port: int, line: Line) -> dict[str, Any]:
    """Settings of an empty bucket."""
    name = f"papers-{uuid4().hex[:12]}"
    urlopen(Request(f"http://127.0.0.1:{s3_port}/{name}", method="PUT")).close()
    return {
        "blobs_url": f"s3://{name}/of/plenum",
        "blobs_endpoint": line.address,
        "blobs_access_key": "key",
        "blobs_secret_key": "secret",
        "blobs_timeout_seconds": 3.0,
    }


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Any:
    """Settings of where papers lie: on disk, or as the test's mark says."""
    return {} if getattr(request, "param", "disk") == "disk" else request.getfixturevalue("bucket")


@contextmanager
def s3_over_tls(chain: Path) -> Iterator[str]:
    """Serve the run's S3 server over https as well; `chain` holds certificate and key."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=(chain, chain))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Return an authority's certificate, and certificate and key that it gave to localhost."""
    files = {name: folder / f"{name}.pem" for name in ("authority", "chain")}
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in files}
    for name, path in files.items():
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Office {name}")]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Office authority")]))
            .public_key(keys[name].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=1))
            .not_valid_after(datetime.now(UTC) + timedelta(days=1))
            .add_extension(x509.BasicConstraints(name == "authority", None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(keys["authority"], hashes.SHA256())
        )
        path.write_bytes(made.public_bytes(Encoding.PEM))
    private = keys["chain"].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with files["chain"].open("ab") as chain:
        chain.write(private)
    return files["authority"], files["chain"]


def aged(settings: Settings, key: str, hours: float) -> None:
    """Make what lies under `key` so many hours old."""
    then = time.time() - hours * 3600
    if settings.blobs_url:
        _objects(settings)[f"of/plenum/{key}"].last_modified = datetime.fromtimestamp(then, UTC)
    else:
        os.utime(settings.blob_dir / key, (then, then))


def left(settings: Settings) -> set[str]:
    """Return the key of everything that lies there, half files too."""
    if settings.blobs_url:
        return {key.removeprefix("of/plenum/") for key in _objects(settings)}
    files = (path for path in settings.blob_dir.rglob("*") if path.is_file())
    return {str(path.relative_to(settings.blob_dir)) for path in files}


def half(settings: Settings, key: str) -> None:
    """Leave what a crash in the middle of a put leaves."""
    if settings.blobs_url:
        bucket = str(settings.blobs_url).split("/")[2]
        address = f"{settings.blobs_endpoint}/{bucket}/of/plenum/{key}"
        urlopen(Request(address, b"half", method="PUT")).close()  # noqa: S310
    else:
        path = settings.blob_dir / key
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")


def environment(settings: Settings) -> dict[str, str]:
    """Return what tells another process the same instance."""
    told = {"DATA_DIR": str(settings.data_dir)}
    if settings.database_url:
        told["DATABASE_URL"] = settings.database_url.replace("+psycopg", "", 1)
    if settings.blobs_url:
        assert settings.blobs_endpoint
        assert settings.blobs_access_key
        assert settings.blobs_secret_key
        told |= {
            "BLOBS_URL": settings.blobs_url,
            "BLOBS_ENDPOINT": settings.blobs_endpoint,
            "BLOBS_ACCESS_KEY": settings.blobs_access_key,
            "BLOBS_SECRET_KEY": settings.blobs_secret_key.get_secret_value(),
            "BLOBS_TIMEOUT_SECONDS": str(settings.blobs_timeout_seconds),
        }
    return told


def _objects(settings: Settings) -> Any:
    from moto.s3.models import s3_backends

    bucket = str(settings.blobs_url).split("/")[2]
    return s3_backends["123456789012"]["aws"].buckets[bucket].keys
