"""Why a file is not taken."""

from shared.values.errors import DomainError


class UnknownFileError(DomainError):
    """The file is neither CSV in UTF-8 or GB 18030 nor an XLSX workbook, whatever its name says."""

    status = 415


class OldWorkbookError(UnknownFileError):
    """The file is a workbook of the old format (XLS): save it as XLSX or CSV."""


class EmptyFileError(DomainError):
    """The file has no row below its headings."""

    status = 422
    pointer = "/file"


class TooManyRowsError(DomainError):
    """The file has more rows or columns than are taken by a page: send it in parts, or over HTTP as /v1/imports."""

    status = 413
