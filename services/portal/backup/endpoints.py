"""Back-ups of the whole installation, made beside the running services, and brought back in their place."""

from fastapi import Request, Response

from services.portal.backup.errors import RestoreRunsError
from services.portal.backup.handlers import check_reach, want_backup
from services.portal.backup.queries import backup_page
from services.portal.backup.restoring import Asker, is_told_of, restoration, want_restore
from services.portal.backup.schemas import Backups, BackupWanted, RestoreBody, RestoreWanted
from shared.runtime.requests import is_supervised, leave
from shared.security.schema import EVERYTHING
from shared.values.errors import DomainError, NotFoundError
from shared.values.ids import Id, derived_id
from shared.web.routing import Command, Here, Page, Query, RequestKey, Transactions, allowed, refusal, router

routes = router()


@routes.post("/v1/backups", status_code=202, dependencies=[allowed("portal.backup.make")])
async def make(work: Command, running: Here) -> BackupWanted:
    """Asks for a back-up of all databases and stored files at one moment; it is made on the portal's machine, without
    the installation's secret.
    """
    return BackupWanted(backup_id=await want_backup(work, running.settings.backup_folder))


@routes.get("/v1/backups", dependencies=[allowed("portal.backup.read")])
async def index(work: Query, page: Page, running: Here) -> Backups:
    """The back-ups that were asked for here or lie in the folder, the latest first, each with how far it is; and the
    latest that was brought back.
    """
    check_reach(work.context)
    root = running.settings.data_dir.absolute()
    return Backups(
        folder=str(running.settings.backup_folder),
        backups=await backup_page(work, page),
        supervised=is_supervised(root),
        restoration=restoration(root),
    )


@routes.post(
    "/v1/backups/{backup_id}/restoration",
    status_code=202,
    response_model=RestoreWanted,
    dependencies=[allowed("portal.backup.restore")],
)
async def restore(
    backup_id: Id, body: RestoreBody, request: Request, caller: Transactions, key: RequestKey
) -> RestoreWanted | Response:
    """Asks for the installation to be as it was at the back-up's moment; what happened since is gone then. Only where
    `pactline up` runs the services: they end meanwhile. Whoever asks shows the password once more, and a code where
    there is a second factor. The key is known as long as no other restore was asked for.
    """
    if EVERYTHING not in caller.context.scopes:
        raise NotFoundError
    root = caller.running.settings.data_dir.absolute()
    address = request.client.host if request.client else ""
    restore_id = derived_id("restore", caller.context.actor, key)
    async with caller.begin_own() as work:
        asker = Asker(caller.context.actor, body.password, body.code, address)
        wanted = await want_restore(work, root, backup_id, restore_id, asker)
    if isinstance(wanted, DomainError):
        return refusal(wanted)
    if not is_told_of(root, restore_id) and not leave(root, wanted):
        raise RestoreRunsError
    return RestoreWanted(restore_id=wanted.restore_id)
