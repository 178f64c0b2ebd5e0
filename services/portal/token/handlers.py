"""Access tokens: for a session, or for a service that shows its secret."""

import hmac
from typing import Final

from services.portal.account.queries import staff_of_session
from services.portal.session.errors import SessionOverError
from shared.eventstore.work import Work
from shared.security.jws import SigningKey
from shared.security.principal import SERVICE_PREFIX
from shared.security.sealing import derive
from shared.security.tokens import LIFETIME, TokenIssuer
from shared.settings import PORTS, PlatformSettings
from shared.values.errors import DomainError
from shared.web.client import client_secret

AUDIENCES: Final = frozenset(PORTS)


class ClientRefusedError(DomainError):
    """The client's name and secret do not fit."""

    status = 401


def issuer_of(settings: PlatformSettings) -> TokenIssuer:
    """The installation's issuer. Its key follows from the installation's secret, so it outlives restarts."""
    key = SigningKey(derive(settings.secret.get_secret_value(), "token signing"))
    return TokenIssuer(key, settings.issuer_url)


async def token_for_session(work: Work, issuer: TokenIssuer, session: str, audience: str) -> str:
    """A token of whoever has the session; raises `SessionOverError`."""
    known = await staff_of_session(work, session)
    if known is None:
        raise SessionOverError
    session_id, staff_id = known
    return issuer.token(staff_id, audience, session=session_id, lifetime=LIFETIME)


def token_for_client(settings: PlatformSettings, issuer: TokenIssuer, client: str, secret: str, audience: str) -> str:
    """A token of a service; raises `ClientRefusedError`."""
    name = client.removeprefix(SERVICE_PREFIX)
    expected = client_secret(settings.secret.get_secret_value(), name)
    known = client.startswith(SERVICE_PREFIX) and name in AUDIENCES
    if not hmac.compare_digest(expected.encode(), secret.encode()) or not known:
        raise ClientRefusedError
    return issuer.token(client, audience, lifetime=LIFETIME)
