"""Minutes as a document: who was there, what was on, what was said and concluded, how it ended.

Laid out by the rules of their day or those the body chose, in its tone style, as its notices are.
Signed at the left by who wrote them (NGƯỜI GHI BIÊN BẢN), at the right by the chair (CHỦ TRÌ).
"""

from dataclasses import replace
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
    leading,
    lines,
    prose,
)
from server.kernel.documents.heads import head_of, written
from server.kernel.documents.layouts import layout_on, toned
from server.kernel.i18n import gettext as _
from server.kernel.i18n import speaking
from server.people.documents import DocumentSettings

_AS_TYPED = ("present", "absent", "secretary")  # people's names are as their bearers write them


def document_of(
    said: dict[str, Any],
    spoken: Spoken,
    settings: DocumentSettings,
    *,
    number: str,
    issued_on: date | None,
    draft: bool,
    supplements: tuple[str, ...],
) -> Document:
    """Return the document of what minutes say (minutes_source.said_by), with these opinions.

    `number` is the whole number, "" while none is given; `issued_on` its date.
    """
    held = date.fromisoformat(said["held_on"])
    # What was approved before these were frozen follows the body's settings.
    chosen, tone = said.get("layout", settings.layout), said.get("tone", settings.tone)
    layout = layout_on(issued_on or held, settings.vocabulary, chosen)
    said, spoken, language = _toned(said, tone), _toned_opinions(spoken, tone), layout.locale
    words, mark = said["words"], said.get("final_mark", settings.final_mark)
    with speaking(language):
        body: list[Block] = [prose(words["opening"] or _opening(said, held, language))]
        body += _present(said, words)
        body.append(heading(_("II- PROCEEDINGS")))
        for place, item in enumerate(said["items"], start=1):
            body += _item(place, item, words, spoken.get(item["key"], []))
        body.append(heading(_("III- CLOSE")))
        body += [prose(line) for line in _closing(said, words, mark, language)]
        return Document(
            locale=language,
            layout=layout,
            head=replace(
                head_of(
                    vocabulary=settings.vocabulary,
                    locale=language,
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
                star=layout.star,
                national=layout.national,
            ),
            kind=_("MINUTES"),
            subject=said["meeting"],
            body=tuple(body),
            recipients_word=layout.recipients_word,
            recipients=lines(words["recipients"]),
            signatures=(
                Signature(on_behalf=_("MINUTES WRITTEN BY"), signer=words["secretary"]),
                Signature(on_behalf=_("IN THE CHAIR"), signer=_names(said["chair"][:1])),
            ),
            annexes=tuple(
                Annex(
                    word=_("SUPPLEMENT NO. %(number)s") % {"number": place},
                    title=said["meeting"],
                    body=tuple(prose(line) for line in lines(toned(text, tone))),
                    landscape=False,
                )
                for place, text in enumerate(supplements, start=1)
            ),
        )


def _toned(said: dict[str, Any], tone: str) -> dict[str, Any]:
    """Return what minutes say in a tone style, but for the names of people."""
    words = {
        name: text if name in _AS_TYPED else toned(text, tone)
        for name, text in said["words"].items()
    }
    items = [
        item
        | {
            "title": toned(item["title"], tone),
            "conclusions": [
                line | {"text": toned(line["text"], tone)} for line in item["conclusions"]
            ],
        }
        for item in said["items"]
    ]
    own = {name: toned(said[name], tone) for name in ("body", "meeting", "place")}
    return said | own | {"words": words, "items": items}


def _toned_opinions(spoken: Spoken, tone: str) -> Spoken:
    return {
        key: [line | {name: toned(line[name], tone) for name in ("topic", "text")} for line in its]
        for key, its in spoken.items()
    }


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
        found.append(leading(_("Opinions given:")))
    topics = dict.fromkeys(line["topic"] for line in spoken)
    for topic in sorted(topics, key=lambda topic: not topic):  # those without a topic last
        if topic:
            found.append(leading(f"* {topic}"))
        for line in spoken:
            if line["topic"] == topic:
                first, *more = lines(line["text"])
                found.append(prose("- ", Run(line["speaker"], bold=True), f": {first}"))
                found += [prose(text) for text in more]
    if item["conclusions"]:
        found.append(leading(_("The chair concluded:")))
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
