"""Who leads and who only coordinates, where one cell names both."""

import re

from server.programmes.reading.bodies import BodyCatalogue, Resolved
from server.programmes.reading.words import plain

_LABEL = re.compile(
    r"(?<![a-z])(?:co quan |don vi )?(chu tri|phoi hop)(?: (?:chuan bi|thuc hien|voi))*\s*:"
)
_WITH = re.compile(r"[\s,;]*(?<![a-z])phoi hop(?: (?:chat che|cung|voi))*\s+(?=[^\s)])")
_LEADS = re.compile(r"[\s,;]*(?:lam (?:co quan )?)?chu tri[\s,;]*$")
_IN_BRACKETS = re.compile(r"\((?:co quan |don vi )?phoi hop")
_TOGETHER = re.compile(r"(?:thuc hien|chuan bi|tham muu|to chuc|xay dung)\b")


def by_role(
    text: str, bodies: BodyCatalogue
) -> tuple[tuple[Resolved, ...], tuple[Resolved, ...], bool]:
    """The bodies of a lead's cell: those that lead, those that coordinate, and whether the cell's
    own words ("phối hợp") told them apart."""
    lead, coordinating = _parts(text)
    found = bodies.resolve(lead)
    those = [body for body in found if _IN_BRACKETS.search(plain(body.as_written))]
    leading = tuple(body for body in found if body not in those)
    if not coordinating and not (those and leading):
        return tuple(found), (), False
    return leading, (*those, *bodies.resolve(coordinating)), True


def _parts(text: str) -> tuple[str, str]:
    """The words on who leads and on who coordinates; the second "" where a cell has one role."""
    words = plain(text)
    if "phoi hop" not in words:
        return text, ""
    parts = {"chu tri": "", "phoi hop": ""}
    if labels := list(_LABEL.finditer(words)):
        parts["chu tri"] = text[: labels[0].start()].strip(" \n-–+•*;,.")
        ends = [label.start() for label in labels[1:]] + [len(text)]
        for label, end in zip(labels, ends, strict=True):
            parts[label[1]] += "\n" + text[label.end() : end].strip(" \n-–+•*;,.")
        return parts["chu tri"].strip(), parts["phoi hop"].strip()
    said = _WITH.search(words)
    if said is None or not words[: said.start()].strip() or _TOGETHER.match(words, said.end()):
        return text, ""
    lead = text[: said.start()]
    if ends_so := _LEADS.search(words[: said.start()]):
        lead = lead[: ends_so.start()]
    return lead, text[said.end() :]
