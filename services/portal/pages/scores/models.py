"""Lifetime models: those that were trained, with what they were fitted to, and training one more."""

from typing import Final

from fastapi import Response

from services.portal.pages.doing.answering import Place, asked, carried_out
from services.portal.pages.doing.doing import Begun, Doing, Field
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.scores.seen import Models
from shared.web.paging import MOST
from shared.web.routing import allowed

routes = page_router()

AT: Final = "/customers/lifetime"
ROOM: Final = (AT, N_("Lifetime models"))
MODELS: Final = {"bg-nbd": N_("BG/NBD, the usual one"), "pareto-nbd": N_("Pareto/NBD, to compare")}
TRAIN: Final = Doing(
    N_("Train a model"),
    "scoring.lifetime.train",
    "scoring",
    "/v1/lifetime",
    (
        Field("model", N_("Model"), "pick", options=MODELS, required=True),
        Field("until", N_("On purchases until"), "day", required=True),
        Field("currency", N_("Currency"), most=3, hint=N_("May be left out while all purchases have the same one.")),
    ),
    N_("Trained: customers' pages go by it from now on."),
    hint=N_(
        "It is fitted on the purchases that you may see. A fit that finds no solution is refused, and none is kept."
    ),
)
PLACE: Final = Place(f"{AT}/new", AT, "", ROOM, "lifetime-changed")


@routes.get(AT, dependencies=[allowed("scoring.lifetime.read")])
async def index(visit: Visiting) -> Response:
    """The latest first."""
    found = await visit.asking.ask("scoring", "/v1/lifetime", Models, {"limit": MOST})
    return page(visit, "scores/models.html", found=found, called=MODELS)


@routes.get(f"{AT}/new", dependencies=[allowed(TRAIN.permission)])
async def ask(visit: Visiting) -> Response:
    return asked(visit, TRAIN, _begun(visit), PLACE)


@routes.post(f"{AT}/new", dependencies=[allowed(TRAIN.permission)])
async def train(visit: Visiting) -> Response:
    return await carried_out(visit, TRAIN, _begun(visit), PLACE, TRAIN.path)


def _begun(visit: Visit) -> Begun:
    """Up to today."""
    store = visit.running.store
    return Begun({"until": store.clock.today(store.zone).isoformat()})
