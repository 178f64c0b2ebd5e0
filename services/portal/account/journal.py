"""The log of signing in: lines of the journal with ids and keyed digests. An address lies sealed with its person."""

import ipaddress

from services.portal.account.queries import token_of
from shared.eventstore.work import Work
from shared.journal.noting import note
from shared.journal.schema import Kind

SHOWN_DIGITS = 32
PREFIXES = {4: 24, 6: 48}
"""How much of an address says where somebody is, not who."""


async def note_sign_in(
    work: Work, outcome: str, *, staff_id: str = "", unit: str = "", login: str = "", address: str = ""
) -> None:
    """One line: whose account, or where there is none a digest of the login that was tried; from which network."""
    await note(
        work.conn,
        Kind.SIGN_IN,
        outcome,
        actor=staff_id,
        unit=unit,
        subject=login_digest(login) if login else "",
        correlation=work.context.correlation,
        detail=network_of(address),
        sealed=await work.seal(f"staff-{staff_id}", {"address": address}) if staff_id and address else None,
    )


def login_digest(login: str) -> str:
    """What a login is called in the journal: the same login is the same digest, and nobody reads it out of it."""
    return token_of(login).hex()[:SHOWN_DIGITS]


def network_of(address: str) -> str:
    """The network of an address; empty where it is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, PREFIXES[found.version]), strict=False))


async def note_done(work: Work, outcome: str, staff_id: str, unit: str) -> None:
    """One line about what somebody else did to an account."""
    await note(
        work.conn,
        Kind.SIGN_IN,
        outcome,
        actor=work.context.actor,
        unit=unit,
        subject=f"staff-{staff_id}",
        correlation=work.context.correlation,
    )
