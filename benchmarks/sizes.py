"""How the live path grows: 100, 400, 1,600 and 6,400 sockets, as a picture and a table.

`./dev bench sizes` measures `room`'s rounds at each size and writes docs/sockets.svg and the table
of docs/benchmarks.md. The last line printed is JSON.
"""

import argparse
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.processes import CORES
from benchmarks.room import measure

ROOT = Path(__file__).resolve().parents[1]
SIZES = (100, 400, 1600, 6400)
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 360, 70, 300, 30, 610
TABLE = re.compile(r"(?<=<!-- sizes -->\n).*?(?=<!-- /sizes -->)", re.DOTALL)


def picture(points: Sequence[tuple[int, float]]) -> str:
    """Return an SVG of milliseconds over sockets."""
    most_sockets = points[-1][0]
    most_ms = max(ms for _, ms in points) * 1.1

    def place(sockets: float, ms: float) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * sockets / most_sockets
        return round(x, 1), round(BOTTOM - (BOTTOM - TOP) * ms / most_ms, 1)

    def text(x: float, y: float, words: str, anchor: str) -> str:
        return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12" fill="#222">',
        "<title>Time from the commit to the last socket</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#888"/>',
    ]
    for sockets, ms in points:
        x, y = place(sockets, ms)
        parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="#7a1f1f"/>')
        parts.append(text(x, BOTTOM + 18, f"{sockets:,}", "middle"))
        parts.append(text(x + 6, y + 18, f"{ms:.0f} ms", "start" if x < 500 else "end"))
    line = " ".join(f"{x},{y}" for x, y in (place(s, ms) for s, ms in points))
    parts.append(f'<polyline points="{line}" fill="none" stroke="#7a1f1f"/>')
    parts.append(text((LEFT + RIGHT) / 2, BOTTOM + 40, "sockets", "middle"))
    parts.append(text(LEFT - 8, TOP - 10, "ms to the last socket, median", "start"))
    return "\n".join([*parts, "</svg>", ""])


def table(rows: Sequence[dict[str, float]]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| sockets | commit to last | p99 | a socket | processor a message | memory a socket |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        sockets = int(row["tablets"])
        lines.append(
            f"| {sockets:,} | {row['after_commit_ms']:.1f} ms | {row['after_commit_p99_ms']:.1f} ms"
            f" | {row['after_commit_ms'] / sockets * 1000:.1f} µs"
            f" | {row['cpu_us_per_message']:.0f} µs | {row['kib_per_connection']:.0f} KiB |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure, draw and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    args = parser.parse_args()
    os.sched_setaffinity(0, {CORES[-1]})
    rows = [
        measure(tablets=size, rounds=args.rounds, items=20, audiences=3, papers=0, peers=())
        for size in SIZES
    ]
    points = [(int(row["tablets"]), row["after_commit_ms"]) for row in rows]
    (ROOT / "docs" / "sockets.svg").write_text(picture(points))
    page = ROOT / "docs" / "benchmarks.md"
    page.write_text(TABLE.sub(lambda _: table(rows), page.read_text()))
    print(json.dumps([{name: round(value, 2) for name, value in row.items()} for row in rows]))


if __name__ == "__main__":
    main()
