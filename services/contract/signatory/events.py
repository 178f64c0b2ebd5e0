"""Who signs: the person behind a signature, on a stream of their own."""

from shared.eventstore.event import Event, Personal


class SignatoryNamed(Event, name="signatory.named.v1"):
    """Somebody is asked to sign, under this name; `organisation` is the party they sign for."""

    signatory_id: str
    signing_id: str
    contract_id: str
    organisation: str
    name: Personal[str]
    email: Personal[str]
