"""From a template to an answer: language, formats, what every page carries, and what browsers may do with it."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.portal.pages.frame.facts import fact_of, kind_of
from services.portal.pages.frame.formats import Formats
from services.portal.pages.frame.navigation import groups_for
from services.portal.pages.frame.reasons import field_of, reason_of
from services.portal.pages.frame.refusals import problem_of, sentence_of
from services.portal.pages.frame.static import address_of
from services.portal.pages.frame.subjects import leads
from services.portal.pages.frame.terms import TERMS, TONES
from services.portal.pages.frame.titles import titled
from services.portal.pages.frame.words import LANGUAGES, locale_of, translations
from shared.values.errors import DomainError
from shared.values.ids import derived_id, new_id
from shared.web.correlation import Envelope

if TYPE_CHECKING:
    from services.portal.pages.frame.visit import Visit

ROOMS: Final = Path(__file__).parents[1]
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LATER: Final = "Retry-After"
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "HX-Request, Cookie, Accept-Language",
}


@cache
def environment(language: str, zone: str) -> Environment:
    """The templates in one language. A name that a template misspells fails."""
    made = Environment(
        loader=FileSystemLoader(ROOMS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= Formats(locale_of(language), ZoneInfo(zone)).filters()

    def term(code: str) -> str:
        return translations(language).gettext(TERMS.get(code, code)) if code else ""

    def deed(wire_name: str) -> str:
        return translations(language).gettext(fact_of(wire_name))

    def kind(stream: str) -> str:
        return term(kind_of(stream))

    def tone(code: str) -> str:
        return TONES.get(code, "")

    def reason(text: str) -> str:
        return reason_of(text, language)

    def field(pointer: str) -> str:
        return field_of(pointer, language)

    made.filters |= {"term": term, "tone": tone, "leads": leads, "reason": reason, "field": field}
    made.filters |= {"titled": lambda title: titled(title, translations(language).gettext), "deed": deed, "kind": kind}
    made.globals |= {"static": address_of, "languages": LANGUAGES, "new_key": new_id, "derived_id": derived_id}
    return made


def page(visit: "Visit", template: str, /, status: int = 200, **shown: Any) -> HTMLResponse:
    """The template (a path below the rooms) with what it shows, for this visitor."""
    found = environment(visit.language, str(visit.running.store.zone)).get_template(template)
    now = visit.running.store.clock.now()
    words = found.render(visit=visit, room_groups=groups_for(visit.may), here=visit.request.url.path, now=now, **shown)
    return HTMLResponse(words, status_code=status, headers=HEADERS)


def failure(visit: "Visit", status: int, error: DomainError | None = None) -> HTMLResponse:
    """What a refusal or a fault looks like: in a page's frame, or as a notice where a part was wanted."""
    template = "frame/notice.html" if visit.fragment else "frame/failure.html"
    words = sentence_of(problem_of(error), visit.language) if error else ""
    answer = page(
        visit, template, status, code=status, words=words, correlation=Envelope.of(visit.request.scope).correlation
    )
    if (later := getattr(error, "headers", {}).get(LATER)) is not None:
        answer.headers[LATER] = later
    if visit.fragment:
        answer.headers["HX-Retarget"] = "#notices"
        answer.headers["HX-Reswap"] = "beforeend"
    return answer
