"""Who looks at a page: the person of the browser's session, what they may do, and how they like pages."""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from fastapi import Request

from services.portal.pages.frame.asking import Asking, Others
from services.portal.pages.frame.cookies import THEME, session_in
from services.portal.pages.frame.navigation import permission_for
from services.portal.pages.frame.streams import EXPLAINED_WITH, READ_WITH
from services.portal.pages.frame.words import language_of, translations
from services.portal.second_factor.policy import asks
from services.portal.session.queries import Visitor, note_seen, visitor_of
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
    owes_factor: bool = False
    """A second factor is asked of them now, though it was not when they signed in: until then they may do nothing."""

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
        if self.owes_factor:
            return False
        store, tree = self.running.store, self.running.grants.tree
        return bool(scopes_for(self.subject, permission, store.clock.today(store.zone), tree))

    def may_on(self, permission: str, unit_id: str) -> bool:
        """Whether the person has the permission on that unit today."""
        if self.owes_factor:
            return False
        store, tree = self.running.store, self.running.grants.tree
        return tree.covers(scopes_for(self.subject, permission, store.clock.today(store.zone), tree), unit_id)

    def may_enter(self, address: str) -> bool:
        """Whether a link to the address leads anywhere."""
        needed = permission_for(address.partition("#")[0].partition("?")[0])
        return needed is None or self.may(needed)

    def opens(self, service: str, stream: str) -> bool:
        """Whether the events of a stream can be shown to the person."""
        kind = stream.partition("-")[0]
        return self._known((service, kind), READ_WITH.get(service, {}).get(kind))

    def explains(self, of: str) -> bool:
        """Whether the events behind the figures of a kind of thing can be shown to the person."""
        return EXPLAINED_WITH[of] is None or self._known((of, ""), EXPLAINED_WITH[of])

    def _known(self, what: tuple[str, str], needed: str | None) -> bool:
        """A list asks the same for each of its figures."""
        if what not in self._openings:
            self._openings[what] = needed is not None and self.may(needed)
        return self._openings[what]

    @cached_property
    def _openings(self) -> dict[tuple[str, str], bool]:
        return {}

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


async def _visitor(running: Running, session: str) -> Visitor | None:
    async with running.begin(lookups=True) as work:
        found = await visitor_of(work, session)
    if found is not None and found.is_to_be_noted(running.store.clock.now()):
        async with running.begin() as work:
            await note_seen(work, found.session_id)
    return found


async def visit_of(request: Request, running: Running) -> Visit:
    """The visit that a request is; a session that is over, or somebody's who left, is none."""
    nobody = visit_of_nobody(request, running)
    session = session_in(request, running.settings)
    if session:
        visitor = await _visitor(running, session)
        if visitor is not None:
            who = Principal(visitor.staff_id, visitor.session_id)
            subject = await running.grants.of(who)
            if subject.active and not running.grants.ended(who):
                policy = running.settings.second_factor_policy
                return Visit(
                    running,
                    request,
                    language_of(request, visitor.locale),
                    nobody.theme,
                    session,
                    visitor.session_id,
                    visitor.staff_id,
                    visitor.name,
                    visitor.unit_id,
                    subject,
                    owes_factor=not visitor.second_factor and asks(policy, visitor.roles),
                )
    return nobody


def visit_of_nobody(request: Request, running: Running) -> Visit:
    """The visit of who has not signed in; also what a page says when nothing can be looked up."""
    theme = request.cookies.get(THEME, "auto")
    return Visit(running, request, language_of(request), theme if theme in THEMES else "auto")
