"""Any PDF: of which contract it is, whether it is what was signed, and who signed it."""

from typing import Annotated, Final

from fastapi import File, Response, UploadFile
from pydantic import ValidationError

from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.words import N_
from services.portal.pages.imports.sending import name_of, send_file
from services.portal.pages.signing.seen import Verdict
from shared.values.ids import new_id
from shared.web.routing import allowed, upload

routes = page_router()

READS: Final = "contract.contract.read"
LARGEST: Final = 21 * 2**20
VERDICTS: Final[dict[str, tuple[str, str, str]]] = {
    "intact": ("good", N_("This is the contract as it stands, to the byte"), N_("Nothing was changed in it.")),
    "earlier": (
        "news",
        N_("This is the contract as it stood earlier"),
        N_("Nothing was changed in it; others have signed since."),
    ),
    "changed": (
        "bad",
        N_("This is not what was signed"),
        N_("The file says it is of this contract, but something in it was changed."),
    ),
    "foreign": (
        "warn",
        N_("This is no contract of yours"),
        N_("It is of no contract here, or of none that you may see. What its signatures say stands below."),
    ),
}
"""How loud a verdict is, what it is called, and what it means."""


@routes.get("/signings/verify", dependencies=[allowed(READS)])
async def form(visit: Visiting) -> Response:
    return page(visit, "signing/verify.html", found=None, name="", why="", verdicts=VERDICTS)


@routes.post("/signings/verify", dependencies=[allowed(READS), upload(LARGEST)])
async def verify(visit: Visiting, file: Annotated[UploadFile, File()]) -> Response:
    told = await send_file(visit, "contract", "/v1/verify", file, {}, key=new_id())
    found, why = None, "" if told.done else told.why
    if told.done:
        try:
            found = Verdict.model_validate(told.body)
        except ValidationError:
            why = visit.say(N_("Something went wrong; nothing was changed."))
    return page(
        visit,
        "signing/verify.html",
        told.status if why else 200,
        found=found,
        name=name_of(file),
        why=why,
        verdicts=VERDICTS,
    )
