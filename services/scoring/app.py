"""The scoring service, put together."""

from fastapi import FastAPI

from services.scoring.credit import endpoints as credit
from services.scoring.credit import projections as credits_given
from services.scoring.credit.handlers import review
from services.scoring.customer_view import endpoints as customer_view
from services.scoring.generation import endpoints as generation
from services.scoring.generation.audited import fold_readers
from services.scoring.generation.background import fold_models, resume_rebuild, stop_rebuild
from services.scoring.generation.replaying import ParkedFacts
from services.scoring.generation.reread import reread
from services.scoring.lifetime import endpoints as lifetime
from services.scoring.lifetime import projections as lifetime_models
from services.scoring.permissions import PERMISSIONS
from services.scoring.readmodel import events as _events  # noqa: F401 - what is published
from services.scoring.tables import metadata
from shared.web.app import build_app
from shared.web.service import Service
from shared.web.streams import Shown, published

STREAMS = {
    "lifetime": Shown("scoring.lifetime.read"),
    "readmodel": Shown("scoring.model.read", everywhere=True),
    "credit": Shown("scoring.credit.read", family="customer"),
    "credit_scheme": Shown("scoring.credit.read", everywhere=True),
}
"""Which streams can be opened, and by whom: whoever may read the thing itself."""

SERVICE = Service(
    name="scoring",
    tables=metadata,
    projections=[lifetime_models.projection, credits_given.projection],
    deadlines={credits_given.REVIEW: review},
    routers=[customer_view.routes, generation.routes, lifetime.routes, credit.routes, published(STREAMS)],
    background=[fold_models, resume_rebuild, stop_rebuild],
    permissions=PERMISSIONS,
    readers=fold_readers,
    reread=reread,
    replayers=[ParkedFacts()],
    # A view is one large statement: planning it for the values of each call takes a third of its time.
    app_settings={"plan_cache_mode": "force_generic_plan"},
)


def create_app() -> FastAPI:
    return build_app(SERVICE)
