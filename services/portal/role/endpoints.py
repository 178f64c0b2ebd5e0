from services.portal.role.schemas import RoleAnswer, RoleAnswers
from services.portal.role.shipped import SHIPPED
from shared.web.routing import allowed, router

routes = router()


@routes.get("/v1/roles", dependencies=[allowed("portal.role.read")])
async def index() -> RoleAnswers:
    """The roles there are, and what each allows."""
    return RoleAnswers(
        roles=[
            RoleAnswer(role=name, meaning=role.meaning, permissions=list(role.permissions))
            for name, role in SHIPPED.items()
        ]
    )
