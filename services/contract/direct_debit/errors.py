"""Why a direct debit can't be tried."""

from shared.values.errors import DomainError


class BeyondInvoiceError(DomainError):
    """More than is open of the invoice, less what banks are asked for already."""


class NoInvoiceOfOursError(DomainError):
    """A direct debit collects what an invoice of ours asks for."""
