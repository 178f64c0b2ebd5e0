"""Who looks at a page: the person of the browser's session, what they may do, and how they like pages."""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from fastapi import Request

from services.portal.account.queries import staff_of_session
from services.portal.pages.frame.asking import Asking, Others
from services.portal.pages.frame.cookies import THEME, session_in
from services.portal.pages.frame.navigation import permission_for
from services.portal.pages.frame.streams import READ_WITH
from services.portal.pages.frame.words import language_of, translations
from services.portal.staff.queries import person_of
from shared.security.grants import Subject, scopes_for
from shared.security.principal import Principal
from shared.security.sealing import derive
from shared.web.correlation import Envelope
from shared.web.running import Running

OTHERS: Final = "pages.others"
NOBODY: Final = Subject(active=False)
THEMES: Final = ("auto", "light", "dark")


@dataclass(frozen=True)
class Visit:
    """One request of one browser. Without a session `staff_id` is empty and nothing is allowed."""

    running: Running
    request: Request
    language: str
    theme: str
    session: str = ""
    session_id: str = ""
    staff_id: str = ""
    name: str = ""
    unit_id: str = ""
    subject: Subject = NOBODY

    @property
    def signed_in(self) -> bool:
        return bool(self.staff_id)

    @property
    def fragment(self) -> bool:
        """Whether only a part of a page is wanted."""
        return "hx-request" in self.request.headers and "hx-boosted" not in self.request.headers

    def say(self, message: str) -> str:
        """The message in the visitor's language."""
        return translations(self.language).gettext(message)

    def may(self, permission: str) -> bool:
        """Whether the person has the permission on any unit today."""
        store = self.running.store
        return bool(scopes_for(self.subject, permission, store.clock.today(store.zone), self.running.grants.tree))

    def may_enter(self, address: str) -> bool:
        """Whether a link to the address leads anywhere."""
        needed = permission_for(address)
        return needed is None or self.may(needed)

    def opens(self, service: str, stream: str) -> bool:
        """Whether the events of a stream can be shown to the person."""
        needed = READ_WITH.get(service, {}).get(stream.partition("-")[0])
        return needed is not None and self.may(needed)

    @cached_property
    def form_token(self) -> str:
        """What every form of this session carries, so that no other site can send one."""
        key = derive(self.running.settings.secret.get_secret_value(), "page forms")
        return hmac.digest(key, self.session_id.encode(), hashlib.sha256).hex()

    @cached_property
    def asking(self) -> Asking:
        """The other services, asked in this person's name."""
        return Asking(
            others_of(self.running),
            self.staff_id,
            self.session_id,
            Envelope.of(self.request.scope).correlation,
            self.language,
            self.request.client.host if self.request.client else "",
        )


def others_of(running: Running) -> Others:
    """The client of all pages of this process."""
    if OTHERS not in running.parts:
        running.parts[OTHERS] = Others(running.settings)
    found: Others = running.parts[OTHERS]
    return found


async def close_others(running: Running) -> None:
    """Runs beside the service and ends its connections to the others with it."""
    others = others_of(running)
    try:
        await asyncio.Event().wait()
    finally:
        await others.close()


async def visit_of(request: Request, running: Running) -> Visit:
    """The visit that a request is; a session that is over, or somebody's who left, is none."""
    theme = request.cookies.get(THEME, "auto")
    theme = theme if theme in THEMES else "auto"
    session = session_in(request, running.settings)
    if session:
        async with running.begin() as work:
            known = await staff_of_session(work, session)
            person = await person_of(work, known[1]) if known else None
        if known is not None and person is not None:
            session_id, staff_id = known
            subject = await running.grants.of(Principal(staff_id, session_id))
            if subject.active and not running.grants.ended(Principal(staff_id, session_id)):
                language = language_of(request, person.locale)
                return Visit(
                    running,
                    request,
                    language,
                    theme,
                    session,
                    session_id,
                    staff_id,
                    person.name or "",
                    person.unit_id,
                    subject,
                )
    return Visit(running, request, language_of(request), theme)
