"""What is asked about API tokens; their secrets are asked of by the service alone."""

from typing import Final

from asyncpg import Record
from sqlalchemy import select

from services.portal.api_token.schemas import ApiTokenAnswer
from services.portal.api_token.tables import api_tokens
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.web.routing import PageWanted, page_of

COLUMNS: Final = [api_tokens.c[name] for name in ApiTokenAnswer.model_fields]
SHOWN: Final = select(*COLUMNS).where(visible(api_tokens.c.unit_id))


async def token_page(work: Work, page: PageWanted) -> list[ApiTokenAnswer]:
    """The tokens for units that the caller sees, the newest first."""
    rows = await page_of(work, SHOWN, [api_tokens.c.token_id.desc()], page)
    return [ApiTokenAnswer(**dict(row)) for row in rows]


async def visible_token(work: Work, token_id: str) -> Record | None:
    """The token, if the caller sees it."""
    return await work.row(SHOWN.where(api_tokens.c.token_id == token_id))
