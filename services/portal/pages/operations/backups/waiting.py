"""What is seen of the portal while a back-up is brought back: how far that is, made without database or session."""

import base64
import hashlib
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Final

from services.portal.pages.frame.cookies import LANGUAGE, THEME
from services.portal.pages.frame.rendering import environment
from services.portal.pages.frame.static import FOLDER
from services.portal.pages.frame.words import DEFAULT, LANGUAGES, N_
from shared.runtime.requests import read_told
from shared.settings import PORTS
from shared.values.clock import INSTALLATION_ZONE

STATES: Final[dict[str, str]] = {
    "wanted": N_("About to begin"),
    "checking": N_("Every byte is held against its checksum; everybody goes on working meanwhile."),
    "stopping": N_("The services end what they have begun."),
    "restoring": N_("The back-up is loaded beside what is there."),
    "placing": N_("Everything is put in its place."),
    "done": N_("It is back. The services are started."),
    "failed": N_("It failed: everything is as it was. The services are started."),
}
STEPS: Final[dict[str, str]] = {
    "Making the topics anew": N_("Topics are made anew from the stores"),
    "Waiting until no service reads any more": N_("Waiting until no service reads any more"),
    "Putting everything in its place": N_("Everything is put in its place."),
}


def waiting_page(root: Path, accepted: str, cookies: str) -> tuple[bytes, str]:
    """The page, and the policy that lets it use its own style and script and nothing else."""
    jar = _jar(cookies)
    language, theme = _language(jar.get(LANGUAGE, ""), accepted), jar.get(THEME, "")
    told = read_told(root)
    style = (FOLDER / "pactline.css").read_text(encoding="utf-8")
    script = (FOLDER / "waiting.js").read_text(encoding="utf-8")
    words = environment(language, str(INSTALLATION_ZONE)).get_template("operations/backups/waiting.html")
    shown = words.render(
        language=language,
        theme=theme if theme in ("light", "dark") else "",
        told=told,
        states=STATES,
        steps=STEPS,
        services=PORTS,
        style=style,
        script=script,
    )
    policy = f"default-src 'none'; connect-src 'self'; style-src {_hash(style)}; script-src {_hash(script)}"
    return shown.encode(), policy


def _language(chosen: str, accepted: str) -> str:
    if chosen in LANGUAGES:
        return chosen
    return "en" if accepted.strip().lower().startswith("en") else DEFAULT


def _jar(cookies: str) -> dict[str, str]:
    try:
        return {name: one.value for name, one in SimpleCookie(cookies).items()}
    except CookieError:
        return {}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
