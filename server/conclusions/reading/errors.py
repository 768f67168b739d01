"""Why a file is no notice that can be read. The sentences stand in the catalogues by code."""

from server.kernel.errors import DomainError


class UnreadableNotice(DomainError):
    """The file as a whole cannot be read; nothing of it was taken."""

    status, code = 422, "notice-unreadable"


class OtherNoticeFormat(UnreadableNotice):
    """It is no text, no DOCX and no PDF; `format` names it where that is known."""

    code = "notice-other-format"


class LockedNotice(UnreadableNotice):
    """It is protected by a password."""

    code = "notice-locked"


class BrokenNotice(UnreadableNotice):
    """It is damaged."""

    code = "notice-broken"


class NoticeTooLarge(UnreadableNotice):
    """More than a notice can hold; `limit` says in words how much is taken."""

    code = "notice-too-large"


class NoticeWithoutText(UnreadableNotice):
    """There are no words in it: it is empty, or only pictures of pages."""

    code = "notice-without-text"
