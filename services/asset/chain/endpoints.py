"""The chain of a card."""

from services.asset.chain.queries import chain
from services.asset.chain.schemas import ChainAnswer, ChainLink
from services.asset.project.queries import descriptions
from services.asset.schemas import AssetKey
from shared.values.money import Money
from shared.web.routing import Query, allowed, router

routes = router()


@routes.get("/v1/assets/{asset_id}/chain", dependencies=[allowed("asset.card.read")])
async def show_chain(asset_id: AssetKey, work: Query) -> ChainAnswer:
    """From the card back to project, acceptance, order, contract and supplier."""
    rows = await chain(work, asset_id)
    first = rows[0]
    costs = [row for row in rows if row["amount"] is not None]
    links = [
        ChainLink(
            **{name: row[name] for name in ChainLink.model_fields if name not in ("amount", "description")},
            amount=Money(row["amount"], row["currency"]),
            description=words,
        )
        for row, words in zip(costs, await descriptions(work, costs), strict=True)
    ]
    return ChainAnswer(
        **{name: first[name] for name in ("asset_id", "number", "project_id", "project_name", "contract_id")},
        cost=Money(first["cost"], first["currency"]),
        links=links,
    )
