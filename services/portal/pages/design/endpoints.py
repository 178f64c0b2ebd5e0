"""The design: every element that pages are made of, in all its states, by the same parts that the rooms use."""

import re
from functools import cache
from typing import Annotated, Final

from fastapi import Form, Response

from services.portal.pages.design import samples
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.static import FOLDER
from services.portal.pages.frame.words import N_

routes = page_router()

RECEIVED, PAID = N_("Received"), N_("Paid")
PICTURE: Final = re.compile(r'<symbol id="([a-z-]+)"')


@cache
def pictures() -> list[str]:
    """The names of all pictures there are."""
    return PICTURE.findall((FOLDER / "icons.svg").read_text(encoding="utf-8"))


@routes.get("/design")
async def design(visit: Visiting) -> Response:
    return page(
        visit,
        "design/page.html",
        samples=samples,
        pictures=pictures(),
        bars=samples.bars(visit.say(RECEIVED), visit.say(PAID)),
        line=samples.line(visit.say(RECEIVED)),
    )


@routes.post("/design/form")
async def form(visit: Visiting, words: Annotated[str, Form(max_length=100)] = "") -> Response:
    """The form that shows how a refusal and a success look; it changes nothing."""
    return page(visit, "design/form.html", words=words.strip(), sent=True)
