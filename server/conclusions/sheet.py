"""What the document of a notice says: frozen words in, a document of the common frame out.

`said` is what issuing.wording_of freezes; a draft's lacks number and day. The rules of layout are
those of its day (kernel.documents.layouts) unless the body or the draft names others.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server.kernel.documents.document import (
    Document,
    Head,
    Paragraph,
    Run,
    Signature,
    heading,
    lines,
    prose,
)
from server.kernel.documents.heads import dated, written
from server.kernel.documents.layouts import Layout, layout_on, toned
from server.kernel.i18n import fold, speaking
from server.kernel.i18n import gettext as _

WORDS = (
    *("upper", "head", "place", "subject", "opening", "closing"),
    *("on_behalf", "post", "signer", "recipients"),
)
MARKS = ("urgency", "circulation")
URGENCIES = ("", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
CIRCULATIONS = (
    "",
    "TÀI LIỆU HỘI NGHỊ",
    "TÀI LIỆU THU HỒI",
    "XONG HỘI NGHỊ TRẢ LẠI",
    "XEM XONG TRẢ LẠI",
    "LƯU HÀNH NỘI BỘ",
    "KHÔNG PHỔ BIẾN TRÊN CÁC PHƯƠNG TIỆN THÔNG TIN ĐẠI CHÚNG",
)
_GAP = "\u00a0" * 7
_STOPS = re.compile(r"[\s./;,]+$")


def drawn(said: Mapping[str, Any], day: date, draft: int = 0) -> Document:
    """Return the document that `said` makes under the rules of `day`.

    `draft` is its turn (*Dự thảo lần n*), 0 for what is issued.
    """
    layout = layout_on(day, said["vocabulary"], said["layout"])
    words = {name: toned(said["words"].get(name, ""), said["tone"]) for name in WORDS}
    words["post"] = words["post"].upper() if layout.locale == "vi" else words["post"]
    words["signer"] = said["words"].get("signer", "")  # a person's name is as its bearer writes it
    with speaking(layout.locale):
        turn = _("Draft no. %(turn)s") % {"turn": draft} if draft else ""
        kind = _("NOTICE OF CONCLUSION") if layout.locale == "en" else "THÔNG BÁO"
    issued_on = date.fromisoformat(said["issued_on"]) if said.get("issued_on") else None
    return Document(
        locale=layout.locale,
        layout=layout,
        head=Head(
            issuer=words["head"].upper(),
            upper=words["upper"].upper(),
            star=layout.star,
            number=_number(layout, said),
            national=layout.national,
            dated=dated(words["place"], issued_on, day.year, layout.locale),
            draft=turn,
            marks=tuple(
                filter(None, (said["marks"].get(n, "") for n in ("urgency", "circulation")))
            ),
        ),
        kind=kind,
        subject=words["subject"],
        body=tuple(_ended(_body(said, words, layout), said["final_mark"])),
        recipients_word=layout.recipients_word,
        recipients=lines(words["recipients"]),
        signatures=(
            Signature(on_behalf=words["on_behalf"], post=words["post"], signer=words["signer"]),
        ),
    )


def _number(layout: Layout, said: Mapping[str, Any]) -> str:
    number = said.get("number", "")
    if layout.locale == "en" and not number:
        return ""
    written_number = f"{int(number):02d}" if number.isdigit() else number
    line = layout.number.format(
        number=written_number or _GAP, kind="TB", symbol=said["body_symbol"]
    ).rstrip("/-")
    symbol = said.get("symbol", "")
    if number and symbol:  # as the clerk entered it
        start = layout.number.partition("{")[0]
        between = "" if symbol.startswith("/") else "-"
        line = f"{start}{written_number}{between}{symbol}"
    return line


def _body(said: Mapping[str, Any], words: Mapping[str, str], layout: Layout) -> Iterable[Paragraph]:
    for line in lines(words["opening"]):
        yield prose(line)
    item, count = None, 0
    for conclusion in said["conclusions"]:
        if conclusion["item"] != item:
            item = conclusion["item"]
            if item:  # what was concluded aside of the agenda has none
                count += 1
                yield heading(f"{count}. {toned(item, said['tone'])}")
        text, tasks = conclusion["text"], conclusion["tasks"]
        marked = {name for task in tasks for name in (task["lead"], task["deadline"]) if name}
        for line in lines(toned(text, said["tone"])):
            yield Paragraph(tuple(_bold(line, {toned(name, said["tone"]) for name in marked})))
        plain = fold(text)
        for task in tasks:
            # Tasks that the words themselves give are not said twice.
            if not (fold(task["lead"]) in plain and fold(task["work"])[:40] in plain):
                yield _task(task, said["tone"], layout.locale)
        for term in conclusion.get("terms", ()):
            if not all(fold(words) in plain for words in _changes(term).values()):
                yield _term(term, said["tone"], layout.locale)
    for line in lines(words["closing"]):
        yield prose(line)


def _bold(line: str, names: Iterable[str]) -> Iterable[Run]:
    """Bodies and deadlines stand out, as offices set them in notices that assign."""
    known = sorted(names, key=len, reverse=True)
    if not known:
        yield Run(line)
        return
    pattern = re.compile("(" + "|".join(map(re.escape, known)) + ")")
    for part in pattern.split(line):
        if part:
            yield Run(part, bold=part in known)


def _task(task: Mapping[str, str], tone: str, locale: str) -> Paragraph:
    """ "- Ban X chủ trì, phối hợp với Y: làm Z; sản phẩm: P; hoàn thành trước ngày D." """
    deadline = task["deadline"]
    if not deadline and task["date"]:
        deadline = written(date.fromisoformat(task["date"]))
    with speaking(locale):
        said = {
            "with": _(", coordinating with %(bodies)s") % {"bodies": task["coordinating"]}
            if task["coordinating"]
            else "",
            "product": _("; product: %(product)s") % {"product": task["product"]}
            if task["product"]
            else "",
            "receiver": _("; to be sent to %(level)s") % {"level": task["receiver"]}
            if task["receiver"]
            else "",
            "leads": _(" leads"),
            "by": _("; deadline: "),
        }
    work = _STOPS.sub("", task["work"])
    runs = [Run("- "), Run(task["lead"], bold=True), Run(f"{said['leads']}{said['with']}: {work}")]
    runs.append(Run(f"{said['product']}{said['receiver']}"))
    if task["condition"]:
        runs.append(Run(f" ({_STOPS.sub('', task['condition'])})"))
    if deadline:
        runs += [Run(said["by"]), Run(_STOPS.sub("", deadline), bold=True)]
    runs.append(Run("."))
    return Paragraph(tuple(Run(toned(run.text, tone), run.bold) for run in runs if run.text))


def _changes(term: Mapping[str, str]) -> dict[str, str]:
    """What a notice changes of a task given before, by name, and the day as documents write it."""
    deadline = term["deadline"]
    if not deadline and term["date"]:
        deadline = written(date.fromisoformat(term["date"]))
    said = {"deadline": deadline, "goal": term["goal"], "product": term["product"]}
    return {name: _STOPS.sub("", words) for name, words in said.items() if words}


def _term(term: Mapping[str, str], tone: str, locale: str) -> Paragraph:
    """ "- Nhiệm vụ “W” được điều chỉnh: thời hạn mới: D; chỉ tiêu mới: G; sản phẩm mới: P." """
    with speaking(locale):
        names = {
            "deadline": _("new deadline: "),
            "goal": _("new goal: "),
            "product": _("new product: "),
        }
        task = _("The task “%(work)s” is changed: ") % {"work": _STOPS.sub("", term["work"])}
    runs = [Run("- "), Run(task)]
    for count, (name, words) in enumerate(_changes(term).items()):
        runs += [Run(f"{'; ' if count else ''}{names[name]}"), Run(words, bold=name == "deadline")]
    runs.append(Run("."))
    return Paragraph(tuple(Run(toned(run.text, tone), run.bold) for run in runs))


def _ended(body: Iterable[Paragraph], mark: str) -> Iterable[Paragraph]:
    """The last words end with the body's final mark: "." or "./."."""
    paragraphs = list(body)
    if paragraphs:
        *before, last = paragraphs[-1].runs
        ended = Run(_STOPS.sub("", last.text) + mark, last.bold, last.italic)
        paragraphs[-1] = Paragraph((*before, ended), paragraphs[-1].heading)
    return paragraphs
