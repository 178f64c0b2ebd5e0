"""The first start from a terminal: the organisation and its administrator, made through the portal's own door."""

from typing import Any, Final

import httpx

from services.portal.setup.handlers import bootstrap_secret
from services.signing_in import words_of
from shared.values.errors import DomainError
from shared.values.ids import new_id

SECONDS: Final = 30.0


class SetupError(DomainError):
    """The portal did not make the organisation."""

    over_http = False


def set_up_over_http(
    portal: str, secret: str, organisation: str, login: str, name: str, company_type: dict[str, str] | None = None
) -> dict[str, Any]:
    """The portal's answer: ids, and the administrator's one-time password. Raises `SetupError` with the reason."""
    body = {
        "bootstrap": bootstrap_secret(secret),
        "organisation": organisation,
        "administrator": {"login": login, "name": name},
        "company_type": company_type,
    }
    try:
        with httpx.Client(base_url=portal, timeout=SECONDS, trust_env=False) as client:
            answer = client.post("/v1/setup", json=body, headers={"Idempotency-Key": new_id()})
            if answer.is_error:
                raise SetupError(words_of(answer))
            made: dict[str, Any] = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SetupError(f"No portal answers at {portal}.") from error
    return made
