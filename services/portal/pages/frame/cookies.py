"""What the browser carries: the session, signed, a password shown a moment ago, and how its reader likes the pages."""

from typing import Final, Literal

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from shared.security.sealing import derive
from shared.settings import PlatformSettings

SESSION: Final = "pactline_session"
PROOF: Final = "pactline_proof"
LANGUAGE: Final = "pactline_language"
THEME: Final = "pactline_theme"
KEPT_SECONDS: Final = 12 * 3600
PROOF_SECONDS: Final = 600
"""As long as it takes to find a telephone and set it up."""
LIKED_SECONDS: Final = 365 * 24 * 3600

Theme = Literal["auto", "light", "dark"]


def _signer(settings: PlatformSettings) -> URLSafeSerializer:
    return URLSafeSerializer(derive(settings.secret.get_secret_value(), "page sessions"), salt=SESSION)


def session_in(request: Request, settings: PlatformSettings) -> str:
    """The session that the browser shows; empty where it has none, or one that was not signed here."""
    carried = request.cookies.get(SESSION, "")
    try:
        found = _signer(settings).loads(carried) if carried else ""
    except BadSignature:
        return ""
    return found if isinstance(found, str) else ""


def keep_session(response: Response, request: Request, settings: PlatformSettings, session: str) -> None:
    """Gives the browser its session: for this site only, unseen by scripts, over TLS where the page came so."""
    response.set_cookie(
        SESSION,
        str(_signer(settings).dumps(session)),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )


def forget_session(response: Response) -> None:
    """Takes the session from the browser."""
    response.delete_cookie(SESSION, path="/")


def _prover(settings: PlatformSettings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(derive(settings.secret.get_secret_value(), "page proofs"), salt=PROOF)


def keep_proof(response: Response, request: Request, settings: PlatformSettings, staff_id: str, mark: str) -> None:
    """Remembers that this browser has shown somebody's password, for as long as the second step may take."""
    response.set_cookie(
        PROOF,
        str(_prover(settings).dumps([staff_id, mark])),
        max_age=PROOF_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )


def proof_in(request: Request, settings: PlatformSettings) -> tuple[str, str]:
    """Whose password this browser has shown, and its mark; empty where it has shown none, or too long ago."""
    try:
        staff_id, mark = _prover(settings).loads(request.cookies.get(PROOF, ""), max_age=PROOF_SECONDS)
    except (BadSignature, ValueError):
        return "", ""
    return str(staff_id), str(mark)


def forget_proof(response: Response) -> None:
    """Takes the proof from the browser."""
    response.delete_cookie(PROOF, path="/")


def like(response: Response, request: Request, cookie: str, value: str) -> None:
    """Remembers a liking (language, theme) in this browser."""
    response.set_cookie(
        cookie, value, max_age=LIKED_SECONDS, samesite="lax", secure=request.url.scheme == "https", path="/"
    )
