"""Why a file is not taken."""

from shared.values.errors import DomainError


class FileKindError(DomainError):
    """The content is none of the kinds that are taken (PDF, DOCX, XLSX, OFD, PNG, JPEG, TIFF, text in UTF-8), whatever
    its name says.
    """

    status = 415


class FileTooLargeInsideError(DomainError):
    """The file is small but unpacks to more than is taken, or to more parts than such a document has."""

    status = 413


class EmptyFileError(DomainError):
    """The file is empty."""

    status = 422
    pointer = "/file"
