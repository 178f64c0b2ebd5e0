from datetime import datetime
from typing import Literal

from shared.web.schemas import Answer

Verdict = Literal["intact", "earlier", "changed", "foreign"]


class SignatureFound(Answer):
    """`intact`: the bytes that were signed are unchanged; `sound`: nothing was added behind it that may not be;
    `trusted`: the certificate and the time lead to an authority of this installation.
    """

    field: str
    signer: str
    signatory_id: str
    signed_at: datetime | None
    intact: bool
    sound: bool
    trusted: bool


class VerificationAnswer(Answer):
    """`intact`: the file of the contract, to the byte, as it stands; `earlier`: as it stood before later signatures;
    `changed`: it says it is of the contract, but is not what was signed; `foreign`: of no contract that the caller may
    see. `readable` is false where it is so damaged that nothing can be read in it.
    """

    verdict: Verdict
    hash: str
    readable: bool
    contract_id: str | None
    signing_id: str | None
    number: str | None
    stage: str | None
    signatures: list[SignatureFound]
