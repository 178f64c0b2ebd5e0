"""Words that events name by their hash: put beside them, and found again."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.contract.text.canonical import Text, canonical
from services.contract.text.tables import clause_texts
from shared.eventstore.work import Work


async def keep_words(work: Work, words: Iterable[str]) -> list[Text]:
    """The canonical form of each, kept by its hash."""
    texts = [canonical(one) for one in words]
    rows = [{"hash": text.hash, "words": text.words} for text in {text.hash: text for text in texts}.values()]
    if rows:
        await work.execute(insert(clause_texts).values(rows).on_conflict_do_nothing())
    return texts


async def words_by_hash(work: Work, hashes: Iterable[str]) -> Mapping[str, str]:
    """The words of those hashes that are kept."""
    wanted = sorted(set(hashes))
    if not wanted:
        return {}
    found = await work.rows(select(clause_texts).where(clause_texts.c.hash.in_(wanted)))
    return {row["hash"]: row["words"] for row in found}
