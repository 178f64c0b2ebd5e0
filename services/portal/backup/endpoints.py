"""Back-ups of the whole installation, made beside the running services."""

from services.portal.backup.handlers import check_reach, want_backup
from services.portal.backup.queries import backup_page
from services.portal.backup.schemas import Backups, BackupWanted
from shared.web.routing import Command, Here, Page, Query, allowed, router

routes = router()


@routes.post("/v1/backups", status_code=202, dependencies=[allowed("portal.backup.make")])
async def make(work: Command, running: Here) -> BackupWanted:
    """Asks for a back-up of all databases and stored files at one moment; it is made on the portal's machine, without
    the installation's secret.
    """
    return BackupWanted(backup_id=await want_backup(work, running.settings.backup_folder))


@routes.get("/v1/backups", dependencies=[allowed("portal.backup.read")])
async def index(work: Query, page: Page, running: Here) -> Backups:
    """The back-ups that were asked for here, the latest first, each with how far it is."""
    check_reach(work)
    return Backups(folder=str(running.settings.backup_folder), backups=await backup_page(work, page))
