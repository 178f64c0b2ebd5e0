"""Choosing the company type, in the transaction of whoever asks."""

from services.portal.company.aggregate import COMPANY, ChooseCompanyType, Company, decide
from services.portal.company.events import Customers, Offer
from services.portal.unit.queries import headquarters
from shared.eventstore.work import Work
from shared.values.errors import ForbiddenError, NotFoundError


async def chosen_type(work: Work) -> Company:
    """What was chosen; nothing where nothing was, or where the headquarters is out of sight."""
    top = await headquarters(work)
    if top is None or not work.context.covers(top):
        return Company()
    return (await work.load(COMPANY, top, unit=top)).state


async def choose_type(work: Work, customers: Customers, offer: Offer) -> int:
    """Chooses for the whole organisation; gives the version."""
    top = await headquarters(work)
    if top is None:
        raise NotFoundError
    if not work.context.covers(top):
        raise ForbiddenError("Who looks after everything alone may choose the company type.")
    company = await work.load(COMPANY, top, unit=top)
    work.record(company, decide(company.state, ChooseCompanyType(top, customers, offer)))
    return company.version
