"""Rows 17a to 17d: search, ageing, figures and what is behind them at 1 M contracts, beside the bare queries.

The tables are filled in SQL, as the projections would have left them: each contract with its words, two clauses with
limits and balances, two obligations and an invoice, under 31 units. A tenth is imported, a fifth in arrears.
"""

from __future__ import annotations

import time
from statistics import median
from typing import Any, Final
from urllib.parse import quote

import asyncpg

from bench.http_client import client
from bench.measure import Given, Outcome, Taken
from bench.served import services
from shared.eventstore.database import database_name, url_with

CONTRACTS: Final = 1_000_000
UNIT: Final = "0197a4b1-1506-7000-8006-"
UNITS: Final = tuple(f"{UNIT}{number:012}" for number in range(31))
PERMISSIONS: Final = ("contract.contract.read", "contract.arrears.read")
DAY: Final = "2026-11-22"
TOLD_OF: Final = "抽查词{number}"
"""What stands in the words of one contract alone."""
INDEXES_OF_WORDS: Final = ("contract_texts_pairs", "contracts_title_pairs")
"""Made anew once the tables are full, which is quicker than row by row."""

MADE: Final = f"""
SELECT n, 'c' || lpad(n::text, 11, '0') AS id, 'p' || n % 200000 AS party,
       '{UNIT}' || lpad((n % 31)::text, 12, '0') AS unit,
       CASE n % 3 WHEN 0 THEN 'purchase' ELSE 'sales' END AS direction,
       (ARRAY['effective', 'effective', 'effective', 'completed', 'signed'])[1 + n % 5] AS state,
       date '2023-01-02' + (n::bigint * 7919 % 1400)::integer AS day, 10000 + n::bigint * 104729 % 990000 AS amount
FROM generate_series(1, {{contracts}}) AS n
"""  # nosec B608  # assembled from constants of the code only
FILLS: Final[dict[str, str]] = {
    "contracts": """
        INSERT INTO contracts (contract_id, unit_id, type_code, direction, title, owner_id, counterparty_id, number,
            state, round, amount_kind, amount, currency, lines, plan, term_from, term_to, signed_on, effective_on,
            signing_order, signed_by, text_hash, source, source_id, version)
        SELECT id, unit, (ARRAY['sales', 'lease', 'service'])[1 + n % 3], direction, '光缆与机房设备 ' || n, 'owner',
            party, 'HT-' || n, state, 1, 'fixed', amount, 'CNY', '[]', '[]', day, day + 1100, day, day, '{}', '{}',
            CASE n % 10 WHEN 0 THEN NULL ELSE 'h' END, CASE n % 10 WHEN 0 THEN 'old' ELSE '' END, n::text, 9
        FROM made""",
    "contract_texts": """
        INSERT INTO contract_texts (contract_id, hash, unit_id, words)
        SELECT id, 'h', unit, '第一条 标的 ' || (ARRAY['光缆敷设', '机房租赁', '设备采购', '代维服务'])[1 + n % 4]
            || '，数量' || n % 997 || '，交货地点' || (ARRAY['南京', '苏州', '无锡', '徐州', '南通'])[1 + n % 5]
            || '。第二条 付款 验收后' || 15 + n % 60 || '日内支付。第三条 抽查词' || n
        FROM made WHERE n % 10 <> 0""",
    "ledgers": """
        INSERT INTO ledgers (contract_id, unit_id, direction, payment_control, total, currency, open_ended)
        SELECT id, unit, direction, 'strict', amount, 'CNY', false FROM made""",
    "ledger_limits": """
        INSERT INTO ledger_limits (contract_id, clause, phase, unit_id, "limit", currency)
        SELECT id, clause, 'delivery', unit, amount / 2, 'CNY' FROM made, unnest(ARRAY['4.1', '4.2']) AS clause""",
    "ledger_balances": """
        INSERT INTO ledger_balances (contract_id, kind, clause, phase, unit_id, amount, currency)
        SELECT id, kind, '4.1', 'delivery', unit, amount / 4, 'CNY'
        FROM made, unnest(ARRAY['ordered', 'invoiced', 'received']) AS kind""",
    "obligations": """
        INSERT INTO obligations (obligation_id, contract_id, unit_id, counterparty_id, owner_id, direction, clause,
            phase, debtor, due_on, amount, currency, state, met_on, version)
        SELECT id || '-' || clause, id, unit, party, 'owner', direction, clause, 'delivery',
            CASE direction WHEN 'sales' THEN 'counterparty' ELSE 'us' END, day + 60, amount / 2, 'CNY',
            CASE WHEN clause = '4.1' OR n % 5 > 0 THEN 'met' ELSE 'overdue' END,
            CASE WHEN clause = '4.1' OR n % 5 > 0 THEN day + 50 END, 3
        FROM made, unnest(ARRAY['4.1', '4.2']) AS clause""",
    "invoices": """
        INSERT INTO invoices (invoice_id, contract_id, unit_id, counterparty_id, direction, number, net, tax, gross,
            settled, currency, clause, phase, due_on, effective_on, moved_on, version)
        SELECT id || '-i', id, unit, party, direction, 'F' || n, amount / 4, 0, amount / 4,
            CASE n % 5 WHEN 0 THEN amount / 8 ELSE amount / 4 END, 'CNY', '4.1', 'delivery', day + 45, day + 15,
            day + 45, 2
        FROM made""",
}
"""What fills each table; `made` has one row a contract."""

BARE: Final[dict[str, tuple[str, str]]] = {
    "17a": (
        "/v1/contract-search?q={word}",
        """SELECT contract_id, words FROM contract_texts WHERE text_pairs(words) @> text_pairs('{word}')
           AND position('{word}' IN lower(words)) > 0 LIMIT 100""",
    ),
    "17b": (
        f"/v1/ageing?as_of={DAY}&by=unit",
        f"""SELECT unit_id, currency, count(*), sum(amount),
                   width_bucket(date '{DAY}' - due_on, ARRAY[1, 31, 61, 91, 181, 366, 731, 1096, 1826]) AS place FROM (
                SELECT unit_id, currency, due_on, gross - credited - retained - settled AS amount FROM invoices
                WHERE direction = 'sales' AND effective_on <= '{DAY}' AND open_item IS NOT NULL
                UNION ALL
                SELECT unit_id, currency, due_on, amount FROM obligations
                WHERE direction = 'sales' AND debtor = 'counterparty' AND due_on <= '{DAY}' AND met_on IS NULL
            ) items GROUP BY unit_id, currency, place""",  # nosec B608  # constants of this file
    ),
    "17c": (
        "/v1/contract-figures?by=unit&by=month",
        """SELECT unit_id, to_char(coalesce(signed_on, effective_on), 'YYYY-MM'), currency, count(*), sum(amount)
           FROM contracts WHERE amends IS NULL GROUP BY 1, 2, 3""",
    ),
    "17d": (
        f"/v1/contract-figures/contracts?unit_id={UNITS[7]}&first_month=2024-03&last_month=2024-03",
        f"""SELECT * FROM contracts WHERE amends IS NULL AND unit_id = '{UNITS[7]}'
           AND CASE WHEN signed_on IS NULL THEN effective_on ELSE signed_on END >= date '2024-03-01'
           AND CASE WHEN signed_on IS NULL THEN effective_on ELSE signed_on END < date '2024-04-01'
           ORDER BY contract_id DESC LIMIT 50""",  # nosec B608  # the same
    ),
}
"""What is asked, and the query that it rests on, written by hand for somebody who may see everything."""


async def of_contracts(given: Given) -> Outcome:
    """Each question over HTTP by a caller with rights on a unit above all, in turn with its bare query."""
    contracts = 600 if given.short else CONTRACTS
    async with services(given, ["contract"]) as served:
        owner = await asyncpg.connect(url_with(given.postgres_url, database=database_name("contract")))
        try:
            await _fill(owner, contracts)
            headers = await served.caller("contract", PERMISSIONS)
            await served.units_below("contract", UNITS)
            found = {}
            async with client(served.ports["contract"]) as asking:
                for row, (path, query) in BARE.items():
                    taken: list[float] = []
                    bare: list[float] = []
                    for number in range(given.rounds + 1):
                        word = TOLD_OF.format(number=contracts // 2 + 1 + number)
                        taken.append(await _milliseconds(asking.get(path.format(word=quote(word)), headers)))
                        bare.append(await _milliseconds(owner.fetch(query.format(word=word))))
                    # The first round plans statements and fills caches.
                    rounds, reference = taken[1:], bare[1:]
                    told = {"rounds": rounds, "reference_rounds": reference, "contracts": contracts}
                    found[row] = Taken(median(rounds), median(reference), told)
        finally:
            await owner.close()
    return Outcome(found)


async def _fill(owner: asyncpg.Connection[Any], contracts: int) -> None:
    kept = [
        (name, definition)
        for name in INDEXES_OF_WORDS
        if (definition := await owner.fetchval("SELECT pg_get_indexdef($1::regclass)", name))
    ]
    for name, _ in kept:
        await owner.execute(f"DROP INDEX {name}")
    await owner.execute(f"CREATE TEMP TABLE made AS {MADE.format(contracts=contracts)}")
    for statement in FILLS.values():
        await owner.execute(statement, timeout=None)
    await owner.execute("SET maintenance_work_mem = '512MB'")
    for _, definition in kept:
        await owner.execute(definition, timeout=None)
    await owner.execute("DROP TABLE made")
    await owner.execute("VACUUM ANALYZE", timeout=None)


async def _milliseconds(answer: Any) -> float:
    started = time.perf_counter()
    await answer
    return round((time.perf_counter() - started) * 1000, 3)
