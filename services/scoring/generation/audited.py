"""What the audit asks of folding: the generation that serves, its versions and positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.scoring.generation.holes import LOST, lost_runs
from services.scoring.generation.landing import seen_of
from services.scoring.generation.layout import SEEN, schema_of
from services.scoring.generation.setting_aside import NAME
from shared.eventstore.store import Store
from shared.messaging.audit.reader import ASIDE, KEPT, PARKED, Gap, with_parked
from shared.messaging.audit.topic import Broker
from shared.messaging.topics import SERVICES

SERVING: Final = "SELECT generation FROM generations WHERE state = 'serving'"
NEWEST: Final = "SELECT coalesce(max(generation), 0) FROM generations WHERE state = 'serving'"
PASSED: Final = """
SELECT "partition", min(next_offset) AS next_offset FROM fold_positions JOIN generations USING (generation)
WHERE state = 'serving' AND topic = $1 GROUP BY 1
"""
"""Models rebuilt by themselves are served by a generation of their own: what every one of them has passed."""

SEEN_BEHIND: Final = """
(SELECT stream, version FROM {schema}.{seen} WHERE stream > $1 AND (split_part(stream, '-', 1) = ANY ($3)) = $4
 ORDER BY stream LIMIT $2)
"""
PAGE: Final = "SELECT stream, max(version) AS version FROM ({}) AS seen GROUP BY stream ORDER BY stream LIMIT $2"

STREAMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("contact", "customer", "customer_credit", "import", "service_plan"), "customer"),
    **dict.fromkeys(
        (
            "account_team",
            "accounts",
            "ageing",
            "approval",
            "arrears",
            "authority",
            "bill",
            "book",
            "clause",
            "collected",
            "collector",
            "collector_batch",
            "agreed_limits",
            "comment",
            "concession",
            "contract",
            "copies",
            "einvoice",
            "exchange_rate",
            "exposure",
            "file",
            "guarantee",
            "direct_debits",
            "interest_invoices",
            "invoice",
            "ledger",
            "limit_check",
            "master",
            "objection",
            "obligation",
            "order",
            "part",
            "party",
            "payment",
            "price",
            "port_message",
            "product",
            "tariff",
            "brand_month",
            "quality_plan",
            "questionnaire",
            "requirement",
            "scan",
            "seal_use",
            "service_level",
            "setting",
            "signatory",
            "signing",
            "stamp_duty",
            "standard",
            "statement",
            "template",
            "type",
            "waiver",
        ),
        "contract",
    ),
    **dict.fromkeys(("asset", "class", "depreciation", "depreciation_accounts", "project", "transfer"), "asset"),
    **dict.fromkeys(("credit", "credit_scheme", "lifetime", "readmodel"), "scoring"),
    **dict.fromkeys(("message", "rule", "task", "webhook", "webhook_delivery"), "notify"),
    **dict.fromkeys(
        (
            "access_request",
            "calendar",
            "company",
            "legal_entity",
            "personnel",
            "role_group",
            "separation",
            "staff",
            "unit",
        ),
        "portal",
    ),
}
"""Whose topic a stream lies in, by its prefix: of the versions that a stream passed over only its name is kept.
Approvals lie in the topics of contract and portal, and are told with the first.
"""


def source_of_stream(stream: str) -> str:
    """The service whose topic holds the stream; what nobody knows is told with the first."""
    return STREAMS.get(stream.partition("-")[0], SERVICES[0])


@dataclass(frozen=True, slots=True)
class FoldReader:
    """The read models as reader of one topic; a gap is told with the topic that its stream lies in."""

    store: Store
    source: str

    service: str = "scoring"
    consumer: str = NAME

    @property
    def _pool(self) -> Any:
        return self.store.database.pool("system")

    async def edition(self) -> int:
        """The generation that was swapped in last, of all models or of some: its effects are others than before."""
        return int(await self._pool.fetchval(NEWEST))

    async def passed(self, broker: Broker, name: str) -> dict[int, int]:  # noqa: ARG002 - positions lie in the database
        return {row["partition"]: row["next_offset"] for row in await self._pool.fetch(PASSED, name)}

    async def seen(self, streams: Sequence[str]) -> dict[str, int]:
        generations = [row["generation"] for row in await self._pool.fetch(SERVING)]
        if not generations:
            return {}
        each = [await seen_of(self._pool, generation, streams) for generation in generations]
        seen = {stream: min(one.get(stream, 0) for one in each) for stream in streams}
        return with_parked(seen, await self._pool.fetch(PARKED, NAME, list(streams)))

    @property
    def holders(self) -> Sequence[str]:
        """A stream is kept without its source: a name that several services use may be any one's."""
        return SERVICES

    async def page(self, after: str, most: int) -> Sequence[tuple[str, int]]:
        generations = [row["generation"] for row in await self._pool.fetch(SERVING)]
        if not generations:
            return []
        first = self.source == SERVICES[0]
        prefixes = [prefix for prefix, source in STREAMS.items() if (source == self.source) != first]
        each = [SEEN_BEHIND.format(schema=schema_of(one), seen=SEEN) for one in generations]
        rows = await self._pool.fetch(PAGE.format(" UNION ALL ".join(each)), after, most, prefixes, not first)
        return [(row["stream"], row["version"]) for row in rows]

    async def gaps(self, after: int) -> list[Gap]:
        rows = await self._pool.fetch(f"{LOST} AND f.number > $1 ORDER BY f.stream, f.got", after)
        lost = {
            Gap(row["number"], row["stream"], first, last)
            for row in rows
            if source_of_stream(row["stream"]) == self.source
            for first, last in lost_runs(row["seen"], row["got"], row["versions"])
        }
        return sorted(lost, key=lambda gap: (gap.stream, gap.first))

    async def aside(self, name: str) -> tuple[int, int]:
        row = await self._pool.fetchrow(ASIDE, NAME, name)
        return row["parked"], row["dropped"]

    async def kept(self, name: str, partition: int, offsets: Sequence[int]) -> set[int]:
        rows = await self._pool.fetch(KEPT, NAME, name, partition, list(offsets))
        return {row["offset"] for row in rows}


def fold_readers(store: Store) -> list[FoldReader]:
    """One reader a topic."""
    return [FoldReader(store, source) for source in SERVICES]
