"""The browser's libraries: what is taken out of the npm packages, and where it goes.

`./dev setup` installs the packages of package-lock.json in a scratch folder and runs
`python -m server.kernel.assets SCRATCH/node_modules`. Nothing of it is committed: the few files a
page needs go to `static/vendor/`, the accessibility checker of the tests to `.tools/`.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"

# From node_modules -> to static/vendor; a folder is copied whole. pdf.js is the legacy build: the
# modern one needs built-ins that a tablet a year or two old does not have.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "sortablejs/modular/sortable.esm.js": "sortable.esm.js",
    "pdfjs-dist/legacy/build/pdf.min.mjs": "pdfjs/pdf.min.mjs",
    "pdfjs-dist/legacy/build/pdf.worker.min.mjs": "pdfjs/pdf.worker.min.mjs",
    "pdfjs-dist/legacy/web/pdf_viewer.mjs": "pdfjs/pdf_viewer.mjs",
    "pdfjs-dist/legacy/web/images": "pdfjs/images",
    "pdfjs-dist/cmaps": "pdfjs/cmaps",
    "pdfjs-dist/standard_fonts": "pdfjs/standard_fonts",
    "pdfjs-dist/wasm": "pdfjs/wasm",
    "pdfjs-dist/LICENSE": "pdfjs/LICENSE",
    "@fontsource/be-vietnam-pro/LICENSE": "fonts/LICENSE",
    "@expo-google-fonts/tinos/LICENSE": "fonts/ttf/LICENSE.Tinos",
}

# Complete fonts, for the PDFs that typst makes (the woff2 files are split by alphabet): package,
# family and styles. Tinos has the widths of Times New Roman, in which offices issue documents.
FULL_FONTS = (
    ("be-vietnam-pro", "BeVietnamPro", ("400Regular", "400Regular_Italic", "500Medium")),
    ("be-vietnam-pro", "BeVietnamPro", ("600SemiBold", "700Bold")),
    ("tinos", "Tinos", ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")),
)

# Styles of the interface: weight, and `-italic` where it is slanted.
STYLES = ("400", "400-italic", "500", "600", "700")

# Symbols of `icons.svg`, by their lucide names; an unknown one stops the set-up.
ICONS = (
    *("arrow-left", "arrow-right", "bell", "book-open", "calendar", "calendar-days", "check"),
    *("check-check", "chevron-down", "chevron-left", "chevron-right", "chevron-up", "circle"),
    *("circle-alert", "circle-check", "clock", "corner-down-left", "download", "ellipsis", "eye"),
    *("eye-off", "file-text", "file-up", "files", "flag", "folder-tree", "gavel", "grip-vertical"),
    *("hand", "house", "info", "key", "link", "list", "list-checks", "list-ordered", "list-tree"),
    *("lock", "log-out", "menu", "message-square", "minus", "moon", "panel-left", "pause"),
    *("pencil", "pin", "play", "plus", "printer", "refresh-cw", "rotate-ccw", "search", "send"),
    *("send-horizontal", "settings", "shield", "square", "sun", "tablet", "trash-2"),
    *("triangle-alert", "undo-2", "upload", "user", "users", "wifi", "wifi-off", "x"),
    *("zoom-in", "zoom-out"),
)


def sprite(icons: Path, names: tuple[str, ...] = ICONS) -> str:
    """Return one SVG of `<symbol id=NAME>` from the files NAME.svg of the folder `icons`.

    Symbols carry no stroke width: the style sheet gives it. Raises FileNotFoundError for a name
    the folder does not have.
    """
    symbols = []
    for name in names:
        drawing = (icons / f"{name}.svg").read_text(encoding="utf-8")
        inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
            f' stroke-linecap="round" stroke-linejoin="round">{" ".join(inner.split())}</symbol>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide, ISC licence -->\n'
        + "\n".join(symbols)
        + "\n</svg>\n"
    )


def font_faces(sheets: Path, styles: tuple[str, ...] = STYLES) -> tuple[str, list[str]]:
    """Return the @font-face rules of `styles` and the woff2 files they name.

    `sheets` is the @fontsource package: a style sheet a style (`400-italic.css`), one rule an
    alphabet, each with the older format as its second choice, which is left out here.
    """
    rules = "\n\n".join((sheets / f"{style}.css").read_text(encoding="utf-8") for style in styles)
    rules = re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", rules)
    rules = rules.replace("url(./files/", "url(./")
    return rules + "\n", re.findall(r"url\(\./([^)]+)\)", rules)


def fill(modules: Path, vendor: Path) -> None:
    """Make the folder `vendor` from the npm packages in `modules`, replacing what is there.

    Raises FileNotFoundError where a package no longer has what the tables name; then the old
    folder stays as it was.
    """
    fresh = vendor.with_name(vendor.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "fonts" / "ttf").mkdir(parents=True)
    for source, target in FILES.items():
        (fresh / target).parent.mkdir(parents=True, exist_ok=True)
        if (modules / source).is_dir():
            shutil.copytree(modules / source, fresh / target)
        else:
            shutil.copyfile(modules / source, fresh / target)
    for package, family, styles in FULL_FONTS:
        for style in styles:
            font = modules / "@expo-google-fonts" / package / style / f"{family}_{style}.ttf"
            shutil.copyfile(font, fresh / "fonts" / "ttf" / font.name)
    sheets = modules / "@fontsource" / "be-vietnam-pro"
    rules, names = font_faces(sheets)
    (fresh / "fonts" / "fonts.css").write_text(rules, encoding="utf-8")
    for name in names:
        shutil.copyfile(sheets / "files" / name, fresh / "fonts" / name)
    symbols = sprite(modules / "lucide-static" / "icons")
    (fresh / "icons.svg").write_text(symbols, encoding="utf-8")
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


def main(arguments: list[str]) -> int:
    """Fill `static/vendor/` and `.tools/` from the node_modules folder given."""
    if len(arguments) != 1:
        print("python -m server.kernel.assets NODE_MODULES", file=sys.stderr)
        return 2
    modules = Path(arguments[0])
    fill(modules, VENDOR)
    shutil.copyfile(modules / "axe-core" / "axe.min.js", ROOT / ".tools" / "axe.min.js")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
