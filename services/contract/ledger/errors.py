"""Why a sum can't be booked on a contract."""

from shared.values.errors import DomainError


class PaymentRefusedError(DomainError):
    """Payment control refuses the payment."""

    @classmethod
    def sentence(cls) -> str:
        """What the refusal says before its figures."""
        return " ".join((cls.__doc__ or "").split())


class PaymentOverLimitError(PaymentRefusedError):
    """The payment exceeds what is allowed."""


class PaymentConditionUnmetError(PaymentRefusedError):
    """What must happen before this payment has not happened to that extent."""


class ThreeWayMatchError(PaymentRefusedError):
    """Order, acceptance and invoice do not match."""


class OrderOverContractError(DomainError):
    """The orders would exceed the contract's total."""


class InvoiceOverLimitError(DomainError):
    """The invoices would exceed what the clause and phase allow."""


class AllocationOverReceiptError(DomainError):
    """More would be allocated than is left of the receipt."""


class AllocationOverInvoiceError(DomainError):
    """More would be allocated than is open on the invoice."""
