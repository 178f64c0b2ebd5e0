"""Why something can't be signed, or not by this person, or not now."""

from shared.values.errors import DomainError


class OtherFileError(DomainError):
    """What the signing platform gave back is not the file it was sent with signatures in it."""

    over_http = False


class SignaturesMissingError(DomainError):
    """The signing platform says that it is done, and names too few who signed, or others than were asked."""

    over_http = False


class NotASignatoryError(DomainError):
    """You are not among those who are asked to sign this."""

    status = 403


class NotYourTurnToSignError(DomainError):
    """Others sign before; the order is part of what was agreed."""


class AlreadyAnsweredError(DomainError):
    """This signatory has answered already, or is no longer needed."""


class OtherDocumentError(DomainError):
    """The hash named is not that of the PDF that is to be signed."""

    pointer = "/pdf_hash"


class DocumentChangedError(DomainError):
    """Somebody else signed meanwhile; the file has a signature more."""


class InvitationOverError(DomainError):
    """The invitation is unknown, used, replaced by a later one, or has run out."""

    status = 404


class SigningPlanError(DomainError):
    """The groups can't sign in this order."""

    status = 422


class NoAuthorityError(DomainError):
    """No letter of authority lets this person sign for us: for such a contract, up to its amount, on this day."""

    status = 403
