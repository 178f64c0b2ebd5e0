"""The customer service, put together."""

from typing import Final

from fastapi import FastAPI

from services.customer.archive import endpoints as archive
from services.customer.archive.projections import projection as customers
from services.customer.consumers import consumer
from services.customer.contact import endpoints as contact
from services.customer.contact.projections import projection as contacts
from services.customer.credit import endpoints as credit
from services.customer.credit.projections import projection as credit_terms
from services.customer.finding import endpoints as finding
from services.customer.imports import endpoints as imports
from services.customer.imports.handlers import take_slice
from services.customer.imports.projections import SLICE
from services.customer.imports.projections import projection as import_runs
from services.customer.permissions import PERMISSIONS
from services.customer.privacy import endpoints as privacy
from services.customer.privacy.handlers import ERASERS
from services.customer.search.background import learn_spellings
from services.customer.service_plan import endpoints as service_plan
from services.customer.service_plan.projections import projection as service_plans
from services.customer.tables import metadata
from services.customer.upload import endpoints as upload
from services.customer.upload.handlers import EXPIRE, expire
from shared.web.app import build_app
from shared.web.service import Service
from shared.web.streams import Shown, published

STREAMS: Final = {
    "customer": Shown("customer.archive.read"),
    "contact": Shown("customer.contact.read", family="customer"),
    "import": Shown("customer.import.read"),
    "customer_credit": Shown("customer.credit.read", family="customer"),
    "service_plan": Shown("customer.credit.read", everywhere=True),
}
"""Which streams can be opened, and by whom: whoever may read the thing itself."""

SERVICE: Final = Service(
    name="customer",
    tables=metadata,
    projections=[customers, contacts, import_runs, credit_terms, service_plans],
    consumers=[consumer],
    deadlines={SLICE: take_slice, EXPIRE: expire},
    routers=[
        finding.routes,
        archive.routes,
        contact.routes,
        credit.routes,
        service_plan.routes,
        privacy.routes,
        imports.routes,
        upload.routes,
        published(STREAMS),
    ],
    background=[learn_spellings],
    permissions=PERMISSIONS,
    erasers=ERASERS,
)


def create_app() -> FastAPI:
    """The application, with the settings of the environment."""
    return build_app(SERVICE)
