"""Chapter 4: purchases become orders and payments, and an Open Contracting file's contracts follow."""

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Final

from services.story import cdnow, ocds
from services.story.context import Story
from services.story.errors import expect
from services.story.importing import import_file, import_rows

DOLLARS: Final = "USD"


async def retail(story: Story) -> None:
    """6,919 purchases in bulk, each customer's orders on one standing contract of retail terms."""
    story.chapter(4, "Retail purchases in bulk")
    bought = cdnow.purchases()
    paid = [one for one in bought if Decimal(one.amount)]
    total = sum((Decimal(one.amount) for one in bought), Decimal(0))
    rows = [
        {
            "source_id": f"{one.customer}-{one.number}",
            "customer_source_id": one.customer,
            "date": f"{one.day}",
            "amount": one.amount,
            "quantity": one.discs,
            "description": "CDs",
        }
        for one in bought
    ]
    async with story.step(
        f"{len(bought):,} purchases become orders and payments of {cdnow.CUSTOMERS:,} customers, "
        "each on one standing contract of retail terms.",
        contract_imported=cdnow.CUSTOMERS,
        order_placed=len(bought),
        payment_received=len(paid),
    ):
        done = await import_rows(story, "contract", rows, kind="retail-orders", source=cdnow.SOURCE, currency=DOLLARS)
    brought = Decimal(done["amounts"][0]["amount"])
    expect(brought == total, f"The purchases come to {total}, but {brought} were imported.")
    story.figure(f"{brought:,} {DOLLARS} imported, the same as in the source")
    if story.ocds is not None:
        await _contracts(story, story.ocds)


async def _contracts(story: Story, file: Path) -> None:
    async with story.step(f"The contracts of {file.name} are taken over, with the payments made on them."):
        done = await import_file(
            story,
            "contract",
            await asyncio.to_thread(file.read_bytes),
            kind="ocds",
            source=ocds.SOURCE,
            currency=DOLLARS,
        )
        whole = done["imported"] + done["unchanged"] + done["rejected"]
        expect(whole == done["rows"], f"Every contract should be imported or rejected: {done.json}.")
        expect(bool(done["imported"]), f"No contract could be imported: {done.json}.")
    sums = ", ".join(f"{Decimal(one['amount']):,} {one['currency']}" for one in done["amounts"])
    words = f"{done['imported']:,} of {done['rows']:,} contracts, {sums}"
    story.figure(f"{words}; {done['rejected']} rejected and {done['warnings']} doubts, each with its reason")
