"""Who vouches for signatories here: the installation's own authority, or the one that the settings name."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select

from services.contract.pades.certificates import Credentials, Issuer, make_authority, make_clock
from services.contract.pades.tables import issuers
from services.contract.settings import contract_settings
from shared.eventstore import keys
from shared.eventstore.work import Work
from shared.values.errors import StartError

OWN: Final = "own"
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('pactline signing issuers'))"


@dataclass(frozen=True, slots=True)
class Named:
    """An authority from outside: its credentials and the certificates above it."""

    authority: Credentials
    above: tuple[bytes, ...]

    @property
    def name(self) -> str:
        return hashlib.sha256(self.authority.certificate).hexdigest()


async def issuer_of(work: Work, sealer: keys.Sealer) -> Issuer:
    """The issuer of signatures made now; keys that are missing are made, once, and kept sealed."""
    settings = contract_settings()
    named = _named(settings.authority_certificate, settings.authority_key)
    name = named.name if named else OWN
    row = await work.row(select(issuers).where(issuers.c.issuer == name))
    if row is None:
        row = await _made(work, sealer, name, named)
    key = await keys.key_of(work.conn, sealer, _stream(name))
    if key is None:
        raise StartError("The keys of the signing authority are gone.", "Restore them from a backup.")
    authority = named.authority if named else Credentials(row["authority"], _opened(sealer, key, row, "authority"))
    clock = Credentials(row["clock"], _opened(sealer, key, row, "clock"))
    level = settings.authority_level if named else "own"
    return Issuer(authority, clock, level, named.above if named else ())


async def roots_of(work: Work) -> list[bytes]:
    """Every root that a signature of this installation leads to, those of former authorities too."""
    settings = contract_settings()
    named = _named(settings.authority_certificate, settings.authority_key)
    rows = await work.rows(select(issuers.c.authority).order_by(issuers.c.issuer))
    above = list(named.above[-1:]) if named else []
    return [*(row["authority"] for row in rows), *above]


async def _made(work: Work, sealer: keys.Sealer, name: str, named: Named | None) -> Any:
    await work.conn.execute(LOCK)
    chosen = select(issuers).where(issuers.c.issuer == name)
    if (known := await work.row(chosen)) is not None:
        return known
    title = contract_settings().authority_name
    authority = named.authority if named else make_authority(title, work.context.now)
    clock = make_clock(title, authority, work.context.now)
    key = (await keys.make_keys(work.conn, sealer, [_stream(name)]))[_stream(name)]
    values = {
        "issuer": name,
        "authority": authority.certificate,
        "authority_key": None if named else sealer.seal(key, authority.key, _place(name, "authority")),
        "clock": clock.certificate,
        "clock_key": sealer.seal(key, clock.key, _place(name, "clock")),
    }
    await work.execute(insert(issuers).values(values))
    return await work.row(chosen)


def _opened(sealer: keys.Sealer, key: bytes, row: Any, part: str) -> bytes:
    return sealer.unseal(key, row[f"{part}_key"], _place(row["issuer"], part))


def _stream(name: str) -> str:
    return f"issuer-{name}"


def _place(name: str, part: str) -> bytes:
    return f"{_stream(name)}/{part}".encode()


def _named(certificate: Path | None, key: Path | None) -> Named | None:
    """The authority of the settings; raises `StartError` for files that hold none."""
    if certificate is None or key is None:
        return None
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
    )
    from cryptography.x509 import load_pem_x509_certificates

    try:
        chain = [one.public_bytes(Encoding.DER) for one in load_pem_x509_certificates(certificate.read_bytes())]
        private = load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise StartError(
            "The certificate or the key of the signing authority can't be read.",
            "Name PEM files in PACTLINE_CONTRACT_AUTHORITY_CERTIFICATE and PACTLINE_CONTRACT_AUTHORITY_KEY.",
        ) from error
    data = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Named(Credentials(chain[0], data), tuple(chain[1:]))
