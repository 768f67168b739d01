"""Minutes as a document: who was there, what was on, what was said and concluded, how it ended.

Signed at the left by who wrote them (NGƯỜI GHI BIÊN BẢN), at the right by the chair (CHỦ TRÌ).
"""

from datetime import date
from typing import Any

from server.conclusions.minutes_source import ITEM, KIND, Spoken
from server.kernel.documents.document import (
    Annex,
    Block,
    Document,
    Run,
    Signature,
    heading,
    lines,
    prose,
)
from server.kernel.documents.heads import head_of, language_of, written
from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking
from server.people.documents import DocumentSettings


def document_of(
    said: dict[str, Any],
    spoken: Spoken,
    settings: DocumentSettings,
    *,
    number: str,
    issued_on: date | None,
    draft: bool,
    supplements: tuple[str, ...],
    locale: str,
) -> Document:
    """Return the document of what minutes say (minutes_source.said_by), with these opinions.

    `number` is the whole number, "" while none is given; `issued_on` its date.
    """
    words, held = said["words"], date.fromisoformat(said["held_on"])
    language = language_of(settings.vocabulary, locale)
    with speaking(language):
        body: list[Block] = [prose(words["opening"] or _opening(said, held, language))]
        body += _present(said, words)
        body.append(heading(_("II- PROCEEDINGS")))
        for place, item in enumerate(said["items"], start=1):
            body += _item(place, item, words, spoken.get(item["key"], []))
        body.append(heading(_("III- CLOSE")))
        body += [prose(line) for line in _closing(said, words, settings.final_mark, language)]
        return Document(
            locale=language,
            head=head_of(
                vocabulary=settings.vocabulary,
                locale=locale,
                issuer=words["head"] or said["body"],
                kind=KIND,
                symbol=settings.symbol,
                year=held.year,
                upper=words["upper"],
                number=number,
                place=words["place"],
                day=issued_on or held,
                draft=_("DRAFT") if draft else "",
            ),
            kind=_("MINUTES"),
            subject=said["meeting"],
            body=tuple(body),
            recipients_word=_("Recipients:"),
            recipients=lines(words["recipients"]),
            signatures=(
                Signature(on_behalf=_("MINUTES WRITTEN BY"), signer=words["secretary"]),
                Signature(on_behalf=_("IN THE CHAIR"), signer=_names(said["chair"][:1])),
            ),
            annexes=tuple(
                Annex(
                    word=_("SUPPLEMENT NO. %(number)s") % {"number": place},
                    title=said["meeting"],
                    body=tuple(prose(line) for line in lines(text)),
                    landscape=False,
                )
                for place, text in enumerate(supplements, start=1)
            ),
        )


def _opening(said: dict[str, Any], held: date, language: str) -> str:
    day = written(held) if language == "vi" else f"{held.day} {held:%B %Y}"
    asked = {
        "day": day,
        "hour": _hour(said["opened"], language),
        "place": said["place"],
        "body": said["body"],
    }
    if said["place"]:
        return _("At %(hour)s on %(day)s, at %(place)s, %(body)s met.") % asked
    return _("At %(hour)s on %(day)s, %(body)s met.") % asked


def _hour(time: str, language: str) -> str:
    """Return "08:00" as documents write it: "08 giờ 00"."""
    return time.replace(":", " giờ ") if language == "vi" else time


def _present(said: dict[str, Any], words: dict[str, str]) -> list[Block]:
    found: list[Block] = [heading(_("I- PRESENT"))]
    told = [
        (_("In the chair:"), _titled(said["chair"])),
        (_("Present:"), words["present"]),
        ("" if words["present"] else _("Invited to take part:"), _titled(said["people"])),
        (_("Absent:"), words["absent"]),
        (_("Minutes:"), words["secretary"]),
    ]
    for word, text in told:
        if word and text:
            first, *more = lines(text)
            found.append(prose(Run(f"{word} ", bold=True), first))
            found += [prose(line) for line in more]
    return found


def _item(
    place: int, item: dict[str, Any], words: dict[str, str], spoken: list[dict[str, str]]
) -> list[Block]:
    title = item["title"] or _("Presented in person")
    found: list[Block] = [heading(f"{place}. {title}")]
    if item["presenter"]:
        found.append(prose(_("Presented by: %(name)s.") % {"name": item["presenter"]}))
    found += [prose(line) for line in lines(words.get(f"{ITEM}{item['key']}", ""))]
    if spoken:
        found.append(prose(Run(_("Opinions given:"), italic=True)))
    topics = dict.fromkeys(line["topic"] for line in spoken)
    for topic in sorted(topics, key=lambda topic: not topic):  # those without a topic last
        if topic:
            found.append(prose(Run(f"* {topic}", italic=True)))
        for line in spoken:
            if line["topic"] == topic:
                first, *more = lines(line["text"])
                found.append(prose("- ", Run(line["speaker"], bold=True), f": {first}"))
                found += [prose(text) for text in more]
    if item["conclusions"]:
        found.append(prose(Run(_("The chair concluded:"), italic=True)))
    for conclusion in item["conclusions"]:
        first, *more = lines(conclusion["text"])
        found.append(prose(f"({conclusion['number']}) {first}"))
        found += [prose(text) for text in more]
    return found


def _closing(
    said: dict[str, Any], words: dict[str, str], mark: str, language: str
) -> tuple[str, ...]:
    own = lines(words["closing"])
    if not own:
        if said["ended"]:
            hour = _hour(said["ended"], language)
            ended = _("The session ended at %(hour)s on the same day.") % {"hour": hour}
        else:
            ended = _("The session ended at … on the same day.")
        own = (ended,)
    last = own[-1].rstrip().removesuffix("./.").removesuffix(".")
    return (*own[:-1], f"{last}{mark}")


def _names(people: list[list[str]]) -> str:
    return ", ".join(name for name, _title in people)


def _titled(people: list[list[str]]) -> str:
    return "; ".join(", ".join(filter(None, person)) for person in people)
