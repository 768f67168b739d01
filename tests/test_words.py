"""Every word on screen goes through the catalogues, and both languages are whole."""

import importlib
import pkgutil
import re
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import server
from server.kernel.errors import DomainError
from server.kernel.events import Event
from server.kernel.i18n import LOCALES, catalogue

ROOT = Path(__file__).parents[1]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = {
    "Plenum",
    "Tiếng Việt",
    "English",
    "PDF",
    "XLSX",
    "SHA-256",
    "MB kB",
    "is-room",
}  # the same in every language
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.I
)


def messages():
    """Return every message that templates and code ask for -> where."""
    found = {}
    methods = [("templates/**.html", "jinja2"), ("server/**.py", "python")]
    options = {"templates/**.html": {"trimmed": "true"}}
    for file, line, message, _comments, _context in extract_from_dir(
        str(ROOT), methods, options, comment_tags=()
    ):
        texts = message if isinstance(message, tuple) else (message,)
        found.setdefault(texts[0], f"{file}:{line}")
    return found


def below(kind):
    """Return the kinds of our own below one, once every module has been read."""
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = set()
    for sub in kind.__subclasses__():
        found |= below(sub) | ({sub} if sub.__module__.startswith("server.") else set())
    return found


def refusals():
    """Return every code that a DomainError bears."""
    return {kind.code for kind in below(DomainError)}


def happenings():
    """Return the codes under which the audit log names every event and what it is about."""
    kinds = {kind for kind in below(Event) if "name" in vars(kind)}
    about = {field.name for kind in kinds for field in fields(kind)}
    noted = set()
    for path in (ROOT / "server").rglob("*.py"):
        noted |= set(re.findall(r'audit\.note\(\s*"([a-z-]+)"', path.read_text("utf-8")))
    assert "paper-viewed" in noted
    return about | {f"event.{name}" for name in noted | {kind.name for kind in kinds}}


def test_every_message_has_its_vietnamese():
    lacking = {m: at for m, at in messages().items() if m and m not in catalogue("vi")}
    assert not lacking, "\n".join(f"{at}  {m}" for m, at in sorted(lacking.items()))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_message_stands_once_in_a_language(locale):
    told = {}
    for file in sorted((ROOT / "locale" / locale).glob("*.po")):
        with file.open("rb") as source:
            entries = [entry for entry in read_po(source) if entry.id]
        for entry in entries:
            name = entry.id if isinstance(entry.id, str) else entry.id[0]
            told.setdefault(name, []).append(file.name)
        written = re.findall(r"^msgid (?!\"\"$)", file.read_text("utf-8"), re.MULTILINE)
        assert len(written) == len(entries), f"{file.name} says a message twice"
    assert not {name: files for name, files in told.items() if len(files) > 1}


def test_messages_are_written_in_english():
    odd = {m: at for m, at in messages().items() if m not in NAMES and VIETNAMESE.search(m)}
    assert not odd


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_and_every_entry_of_the_audit_log_has_its_words(locale):
    lacking = {code for code in refusals() | happenings() if code not in catalogue(locale)}
    assert not lacking


def test_codes_say_the_same_parts_in_both_languages():
    def coded(locale):
        return {m for m in catalogue(locale) if re.fullmatch(r"[a-z0-9-]+(\.[a-z]+)?", m)}

    english, vietnamese = coded("en"), coded("vi")
    assert english <= vietnamese
    assert {m for m in vietnamese - english if "." in m} == set()


def test_what_a_message_is_filled_with_is_the_same_in_both_languages():
    holes = re.compile(r"%\(\w+\)s|\{\w+\}")
    for message, text in catalogue("vi").items():
        texts = (text,) if isinstance(text, str) else text
        english = catalogue("en").get(message, message)
        english = english if isinstance(english, str) else english[-1]
        for each in texts:
            assert set(holes.findall(each)) <= set(holes.findall(english)), message


class Loose(HTMLParser):
    """Collects visible text that is written straight into a template."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_data(self, data):
        if re.search(r"[^\W\d_]{2,}", data):
            self.found.append(data.strip())

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            shown = name in ("title", "placeholder", "alt", "aria-label")
            if shown and value and re.search(r"[^\W\d_]{2,}", value):
                self.found.append(value)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_word_stands_in_a_template_itself(path):
    source = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "", path.read_text("utf-8"), flags=re.S)
    loose = Loose()
    loose.feed(source)
    words = {w for w in loose.found if w not in NAMES}
    assert not words
