"""What cannot be exported. The sentence stands in locale/*/programmes.po."""

from server.kernel.errors import DomainError


class CellTooLong(DomainError):
    """A text is longer than a cell of Excel can be; `text` is how it begins."""

    status, code = 422, "programme-cell-too-long"
