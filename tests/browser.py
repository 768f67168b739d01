"""A real Chromium for tests: finding it, watching what it complains about, asking axe.

`python -m tests.browser` prints the browser that would be used, or fails; `./dev test` asks it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

AXE = Path(__file__).parents[1] / ".tools" / "axe.min.js"
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")

# --no-sandbox: containers and root have no user namespaces. The rest keeps the browser quiet, so
# that a request which leaves the origin is ours.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the Chromium to use: `CHROMIUM`, then a system one, then playwright's own."""
    named = os.environ.get("CHROMIUM")
    for candidate in [named] if named else map(shutil.which, _SYSTEM):
        if candidate and _runs(candidate):
            return candidate
    if named:
        return None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if _runs(own) else None


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium. Raises RuntimeError where the machine has none."""
    path = find_chromium()
    if path is None:
        raise RuntimeError("The tests need Chromium: install one, or name it in CHROMIUM.")
    return playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@contextmanager
def console_guard(
    context: BrowserContext, origin: str, *, expected: Sequence[str] = ()
) -> Iterator[list[str]]:
    """Fail at the end if a page of `context` logged an error or asked another host than `origin`.

    `origin` is like `http://localhost:8000`; its sockets count as the same. `expected` are parts
    of messages that the story means to cause, such as `status of 409`. Gives the list of what was
    found so far. Wrap it round everything from the first page on.
    """
    found: list[str] = []
    host = urlsplit(origin).netloc

    def complain(message: str) -> None:
        if not any(part in message for part in expected):
            found.append(message)

    def address(url: str) -> None:
        asked = urlsplit(url)
        if asked.scheme in ("http", "https", "ws", "wss") and asked.netloc != host:
            complain(f"left the origin: {url}")

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: address(socket.url))

    context.on("request", lambda request: address(request.url))
    context.on("page", watch)
    context.on("weberror", lambda problem: complain(f"uncaught: {problem.error}"))
    context.on(
        "console",
        lambda message: (
            complain(f"{message.location.get('url', '')}: {message.text}")
            if message.type == "error"
            else None
        ),
    )
    for page in context.pages:
        watch(page)
    yield found
    assert not found, "\n".join(found)


def axe(page: Page) -> list[str]:
    """Return what axe finds serious or critical on `page` as it is now, one line an element.

    Nothing is added to the document, so the page's Content-Security-Policy stays as it is.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags},"
        " resultTypes: ['violations']})",
        list(AXE_TAGS),
    )
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for rule in result["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]


def _runs(path: str) -> bool:
    """Whether `path` is a browser that starts; distributions also install empty shells."""
    try:
        subprocess.run([path, "--version"], check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


if __name__ == "__main__":
    browser = find_chromium()
    print(browser or "no Chromium", file=sys.stdout if browser else sys.stderr)
    sys.exit(0 if browser else 1)
