"""How far somebody is in the tour is remembered of the person: what they did last counts, and nobody else's."""

from services.portal.tour.queries import Progress, keep_progress, progress_of

from .conftest import Portal


async def test_progress_is_kept_by_person_and_the_last_word_counts(portal: Portal):
    begin = portal.serving.running.begin
    async with begin() as work:
        assert await progress_of(work, "anna") is None
        await keep_progress(work, "anna", 2, over=False)
        await keep_progress(work, "boris", 0, over=True)
    async with begin() as work:
        assert await progress_of(work, "anna") == Progress(2, over=False)
        await keep_progress(work, "anna", 3, over=True)
    async with begin(read_only=True) as work:
        assert await progress_of(work, "anna") == Progress(3, over=True)
        assert await progress_of(work, "boris") == Progress(0, over=True)


async def test_nobody_reads_it_under_their_own_rights(portal: Portal):
    pool = portal.serving.running.store.database.pool("app")
    allowed = await pool.fetchval("SELECT has_table_privilege(current_user, 'tours', 'SELECT')")
    assert allowed is False
