"""Why a PDF can't be signed or read."""

from shared.values.errors import DomainError


class UnreadablePdfError(DomainError):
    """The file is no PDF that can be read."""

    status = 422
    pointer = "/file"
