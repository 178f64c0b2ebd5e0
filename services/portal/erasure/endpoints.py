from services.portal.erasure.handlers import erase_staff
from services.portal.erasure.schemas import ErasureBody
from services.portal.staff.schemas import StaffChanged
from shared.values.ids import Id
from shared.web.routing import Command, allowed, router

routes = router()


@routes.post("/v1/staff/{staff_id}/erasure", status_code=201, dependencies=[allowed("portal.staff.change")])
async def erase(staff_id: Id, body: ErasureBody, work: Command) -> StaffChanged:
    """Makes a leaver's name and addresses unreadable."""
    return StaffChanged(staff_id=staff_id, version=await erase_staff(work, staff_id, body.reason))
