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


class LimitBelowUsedError(DomainError):
    """A limit would lie below what is used of it already."""


class AllocationOverReceiptError(DomainError):
    """More would be allocated than is left of the receipt."""


class AllocationOverInvoiceError(DomainError):
    """More would be allocated than is open on the invoice."""


class CreditOverInvoiceError(DomainError):
    """The credit notes would exceed what the invoice asks for."""


class RefundOverPaymentError(DomainError):
    """More would be given back than is left of the payment."""


class RefundOverOverpaidError(DomainError):
    """More would be given back than was paid on the invoice beyond what it asks for."""


class OffsetOverAdvanceError(DomainError):
    """More would be set off than is left of the advance."""


class RetentionOverCapError(DomainError):
    """The retention money would exceed its share of the price."""


class RetentionOverInvoiceError(DomainError):
    """More would be kept back than is open on the invoice."""


class ReleaseOverRetentionError(DomainError):
    """More would be released than is kept back of the invoice."""


class DepositOverCapError(DomainError):
    """The earnest money would exceed its share of the price."""


class BillsExceededError(DomainError):
    """More would be booked of the contract's bills than there is of them."""
