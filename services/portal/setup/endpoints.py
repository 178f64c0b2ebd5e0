from services.portal.setup import handlers
from services.portal.setup.schemas import SetupAnswer, SetupBody
from shared.web.routing import Here, OwnCommand, public, router

routes = router()


@routes.post("/v1/setup", status_code=201, dependencies=[public()])
async def set_up(body: SetupBody, running: Here, work: OwnCommand) -> SetupAnswer:
    """The first start, once: headquarters and an administrator, for whoever has the secret that
    `pactline portal bootstrap` prints.
    """
    secret = running.settings.secret.get_secret_value()
    unit_id, staff_id = await handlers.set_up(work, body, secret)
    return SetupAnswer(unit_id=unit_id, staff_id=staff_id)
