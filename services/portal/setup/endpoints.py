from services.portal.account.passwords import one_time_password
from services.portal.setup import handlers
from services.portal.setup.schemas import SetupAnswer, SetupBody, SetupState
from services.portal.unit.queries import any_unit
from shared.web.routing import Here, OwnCommand, public, router

routes = router()


@routes.post("/v1/setup", status_code=201, dependencies=[public()])
async def set_up(body: SetupBody, running: Here, work: OwnCommand) -> SetupAnswer:
    """The first start, once: headquarters and an administrator, for whoever has the secret that
    `pactline portal bootstrap` prints.
    """
    secret = running.settings.secret.get_secret_value()
    made = None if body.administrator.password is not None else one_time_password()
    unit_id, staff_id = await handlers.set_up(work, body, secret, made)
    return SetupAnswer(unit_id=unit_id, staff_id=staff_id, one_time_password=made)


@routes.get("/v1/setup", dependencies=[public()])
async def is_set_up(running: Here) -> SetupState:
    """Whether the first start is done: there is an organisation."""
    async with running.store.begin(read_only=True) as work:
        return SetupState(done=await any_unit(work))
