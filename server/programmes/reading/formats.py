"""Numbers and dates of a workbook as its reader sees them.

A workbook stores 46082 and a format; people see 01/3/2026, or 03/2026, and mean just that much.
Covered are the formats offices use; an odd one falls back to the plain number.
"""

import re
from datetime import datetime, timedelta
from functools import cache, lru_cache

from server.programmes.reading.grid import Typed
from server.programmes.reading.words import MONTH_NAMES

# Built-in formats (ECMA-376 part 1, 18.8.30). 14 and 22 follow the reader's country: Việt Nam.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
}
_LAST_DAY = 2958465  # 31/12/9999: beyond it a number is no date
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_.|\*.'
    r"|(?P<noon>AM/PM|A/P)|(?P<code>y+|m+|d+|h+|s+)|(?P<digits>[0#?][0#?,.]*)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=8192)
def shown(number: float, code: str, *, from_1904: bool = False) -> tuple[str, Typed | None]:
    """Return what a cell with this number and format shows and, for a date, what was typed.

    `from_1904` is the workbook's calendar (old Macintosh files count from 1904).
    """
    section = _sections(code)[1 if number < 0 and len(_sections(code)) > 1 else 0]
    tokens = _tokens(section)
    if any(token["code"] for token in tokens):
        if 0 <= number <= _LAST_DAY:
            return _date(_moment(number, from_1904), tokens)
        return _general(number), None
    if section.strip().lower() in {"general", "@", ""}:
        return _general(number), None
    return _number(number, tokens), None


@cache
def _sections(code: str) -> list[str]:
    return re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', code) or [""]


@cache
def _tokens(section: str) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(section))


def _moment(number: float, from_1904: bool) -> datetime:
    if from_1904:
        start = datetime(1904, 1, 1)
    else:  # the workbook's calendar has a 29 February 1900 that never was
        start = datetime(1899, 12, 30) if number >= 60 else datetime(1899, 12, 31)
    return start + timedelta(seconds=round(number * 86400))


def _date(moment: datetime, tokens: list[re.Match[str]]) -> tuple[str, Typed]:
    codes = [(n, token["code"].lower()) for n, token in enumerate(tokens) if token["code"]]
    minutes = {
        n
        for place, (n, code) in enumerate(codes)
        if code in {"m", "mm"}
        and (
            (place and codes[place - 1][1][0] == "h")
            or (place + 1 < len(codes) and codes[place + 1][1][0] == "s")
        )
    }
    noon = any(token["noon"] for token in tokens)
    text, shows = "", set()
    for n, token in enumerate(tokens):
        if code := (token["code"] or "").lower():
            text += _part(moment, code, minute=n in minutes, noon=noon)
            if n not in minutes and code[0] in "ymdh" and code not in {"ddd", "dddd"}:
                shows.add(code[0])
        elif token["noon"]:
            text += "AM" if moment.hour < 12 else "PM"
        else:
            text += token["quoted"] or token["escaped"] or token["other"] or token["digits"] or ""
    return text.strip(), Typed(moment, "".join(sorted(shows)))


def _part(moment: datetime, code: str, *, minute: bool, noon: bool) -> str:
    if code[0] == "y":
        return f"{moment.year:04}" if len(code) > 2 else f"{moment.year % 100:02}"
    if code[0] == "m" and not minute and len(code) > 2:
        name = MONTH_NAMES[moment.month - 1]
        return name if len(code) == 4 else name[:3]
    if code[0] == "d" and len(code) > 2:
        return f"{moment:%A}" if len(code) == 4 else f"{moment:%a}"
    value = {
        "m": moment.minute if minute else moment.month,
        "d": moment.day,
        "h": (moment.hour % 12 or 12) if noon else moment.hour,
        "s": moment.second,
    }[code[0]]
    return f"{value:0{min(len(code), 2)}}"


def _number(number: float, tokens: list[re.Match[str]]) -> str:
    if any(token["other"] == "%" for token in tokens):
        number *= 100
    text, placed = "-" if number < 0 else "", False
    for token in tokens:
        if (digits := token["digits"]) and not placed:
            whole, _, fraction = digits.partition(".")
            decimals = sum(char in "0#?" for char in fraction)
            shape = f"{abs(number):{',' if ',' in whole else ''}.{decimals}f}"
            wide = whole.count("0")
            text += shape if "," in whole else shape.zfill(wide + bool(decimals) + decimals)
            placed = True
        else:
            text += token["quoted"] or token["escaped"] or token["other"] or ""
    return text.strip() if placed else _general(number)


def _general(number: float) -> str:
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.10g}"
