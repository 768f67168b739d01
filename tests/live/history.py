"""What every client saw and sent, and the proof that nothing was lost, repeated, old or leaked.

Clients (tests/live/tablet.py, tests/live/storm.py) only write records; the functions here are
pure and return plain sentences about what is broken, none where all is well:

I1, I2  `commands_kept`: acknowledged is once, unanswered is 0 or 1 times, a retry is answered alike
I3      `in_order`, `told_alike`: seqs only rise, nothing old comes again, one number says one thing
I3      `at_rest`: the page with what was pushed into it is the page as it is fetched now
I4      `caught_up`: everybody knows what was committed within the bound
I5      `kept_to_themselves`: no text reached a client that may not see it
        `steady`: no answer of 5xx, nobody asked to sign in
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace

from lxml import html

from server.kernel.live import Order
from tests.live.harness import applied, shape

SIGN_IN = 4401


@dataclass(frozen=True, slots=True)
class Loaded:
    """The page was fetched: all that was known before is forgotten."""

    at: float
    page: str
    since: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """An element's state arrived on connection no. `connection`."""

    at: float
    connection: int
    stream: str
    seq: int
    target: str
    state: "str | Order"


@dataclass(frozen=True, slots=True)
class Told:
    """A hello or heartbeat: how far the page is."""

    at: float
    connection: int
    seqs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Answered:
    """The HTTP status, or the code a connection ended with (None: nobody said why)."""

    at: float
    what: str
    code: int | None
    where: str = ""


Record = Loaded | Seen | Told | Answered


@dataclass
class Log:
    """One client's records, in order; clients of one `audience` may see the same."""

    name: str
    audience: Hashable
    records: list[Record] = field(default_factory=list)


@dataclass
class Command:
    """A command as its sender knows it.

    `effect` is what it leaves in the log, `tries` the (status, answer) of each time it was sent,
    None where no answer came.
    """

    id: str
    effect: Hashable
    tries: list[tuple[int, str] | None] = field(default_factory=list)

    @property
    def answers(self) -> list[tuple[int, str]]:
        """What was answered, whenever it was."""
        return [answer for answer in self.tries if answer is not None]

    @property
    def acknowledged(self) -> bool:
        """Whether its sender was told that it is done."""
        return any(status < 400 for status, _ in self.answers)


def commands_kept(commands: Iterable[Command], effects: Mapping[Hashable, int]) -> list[str]:
    """I1 and I2; `effects` counts what the log holds, under the commands' own `effect`."""
    broken = []
    least: Counter[Hashable] = Counter()
    most: Counter[Hashable] = Counter()
    for command in commands:
        least[command.effect] += command.acknowledged
        most[command.effect] += command.acknowledged or not command.answers
        if command.acknowledged and len(set(command.answers)) > 1:
            broken.append(f"{command.id} was answered in two ways: {command.answers}")
    for effect in most:
        there = effects.get(effect, 0)
        if there < least[effect]:
            broken.append(f"{effect}: acknowledged {least[effect]} times, there {there} times")
        if there > most[effect]:
            broken.append(f"{effect}: sent {most[effect]} times, there {there} times")
    return broken


def in_order(log: Log) -> list[str]:
    """I3: on a connection a stream's seqs rise, and an element's never fall below what is shown."""
    broken = []
    reached: dict[tuple[int, str], int] = {}
    shown: dict[tuple[str, str], int] = {}
    page: Mapping[str, int] = {}
    for record in log.records:
        if isinstance(record, Loaded):
            shown, page = {}, record.since
            continue
        if not isinstance(record, Seen):
            continue
        where, element = (record.connection, record.stream), (record.stream, record.target)
        came = f"{log.name}: {record.target} came with {record.stream} {record.seq}"
        if record.seq < reached.get(where, 0):
            broken.append(f"{came} behind {reached[where]} on one connection")
        elif record.seq < shown.get(element, page.get(record.stream, 0)):
            broken.append(f"{came}, older than what was shown")
        reached[where] = max(reached.get(where, 0), record.seq)
        shown[element] = max(shown.get(element, 0), record.seq)
    return broken


def told_alike(logs: Iterable[Log]) -> list[str]:
    """I3: clients of one audience are told the same of an element at the same number.

    Of a list it is the order; the markup that travels with it is that of its elements.
    """
    broken = []
    said: dict[Hashable, tuple[str, object]] = {}
    for log in logs:
        for record in log.records:
            if not isinstance(record, Seen):
                continue
            for target, state in _states(record):
                key = (log.audience, record.stream, record.seq, target)
                who, before = said.setdefault(key, (log.name, state))
                if before != state:
                    at = f"{record.stream} {record.seq}"
                    broken.append(f"{who} and {log.name} were told different {target} at {at}")
    return broken


def _states(record: Seen) -> Iterable[tuple[str, object]]:
    if isinstance(record.state, Order):
        yield record.target, record.state.ids
        yield from record.state.html.items()
    else:
        yield record.target, record.state


def shown(log: Log) -> html.HtmlElement:
    """Return what a client shows at the end, as live.js applies it. Raises AssertionError."""
    start = max(n for n, record in enumerate(log.records) if isinstance(record, Loaded))
    loaded, *later = log.records[start:]
    assert isinstance(loaded, Loaded)
    newest: dict[tuple[str, str], int] = {}
    applying = []
    for record in later:
        if not isinstance(record, Seen) or _older(newest, record, record.target):
            continue
        state = record.state
        if isinstance(state, Order):
            html_of = {i: text for i, text in state.html.items() if not _older(newest, record, i)}
            state = Order(state.ids, html_of)
        applying.append(SimpleNamespace(target=record.target, state=state))
    return applied(html.document_fromstring(loaded.page), applying)


def _older(newest: dict[tuple[str, str], int], record: Seen, target: str) -> bool:
    """Whether something newer is shown of `target`; else note that this is."""
    key = (record.stream, target)
    if record.seq < newest.get(key, 0):
        return True
    newest[key] = record.seq
    return False


def at_rest(log: Log, fresh: str) -> list[str]:
    """I3: what the client shows is the page as it is fetched now."""
    try:
        found = list(shape(shown(log).body))
    except AssertionError as problem:
        return [f"{log.name}: {problem}"]
    expected = list(shape(html.document_fromstring(fresh).body))
    for mine, right in zip(found, expected, strict=False):
        if mine != right:
            return [f"{log.name} shows {mine!r} where the page has {right!r}"]
    if len(found) != len(expected):
        return [f"{log.name} shows {len(found)} parts where the page has {len(expected)}"]
    return []


def caught_up(log: Log, stream: str, seq: int, *, by: float, after: float = 0.0) -> list[str]:
    """I4: between `after` and `by` the client was told `stream` up to `seq` or further."""
    told = [r.at for r in log.records if r.at >= after and _knows(r, stream) >= seq]
    if told and told[0] <= by:
        return []
    late = f"{told[0] - by:.1f} s too late" if told else "never"
    return [f"{log.name} knew {stream} {seq} {late}"]


def _knows(record: Record, stream: str) -> int:
    if isinstance(record, Told):
        return record.seqs.get(stream, -1)
    return record.since.get(stream, -1) if isinstance(record, Loaded) else -1


def kept_to_themselves(
    logs: Iterable[Log], canaries: Mapping[str, Callable[[Log], bool]]
) -> list[str]:
    """I5: `canaries` says of each text which clients it may reach."""
    broken = set()
    found: dict[str, list[str]] = {}
    for log in logs:
        barred = {text for text, may in canaries.items() if not may(log)}
        for record in log.records:
            for said in _texts(record):
                if said not in found:
                    found[said] = [text for text in canaries if text in said]
                broken |= {
                    f"{log.name} was sent {text!r}" for text in found[said] if text in barred
                }
    return sorted(broken)


def _texts(record: Record) -> Collection[str]:
    if isinstance(record, Loaded):
        return [record.page]
    if isinstance(record, Seen):
        return (
            list(record.state.html.values()) if isinstance(record.state, Order) else [record.state]
        )
    return []


def steady(logs: Iterable[Log], commands: Iterable[Command] = ()) -> list[str]:
    """No answer of 5xx for anybody, and nobody asked to sign in again."""
    answered = [
        (log.name, record.what, record.code or 0, record.where)
        for log in logs
        for record in log.records
        if isinstance(record, Answered)
    ]
    answered += [
        (command.id, "the form", status, where)
        for command in commands
        for status, where in command.answers
    ]
    return [
        f"{who}: {what} was answered with {code} {where}"
        for who, what, code, where in answered
        if 500 <= code < 600 or code in (401, SIGN_IN) or "/sign-in" in where
    ]
