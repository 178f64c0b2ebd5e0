from services.contract.rows import with_money
from services.contract.small_supplier.queries import owed_to_small_suppliers
from services.contract.small_supplier.schemas import SmallSupplierDue, SmallSupplierDues
from shared.values.clock import BusinessDate
from shared.web.routing import Page, Query, allowed, page_of, router

routes = router()


@routes.get("/v1/small-supplier-dues", dependencies=[allowed("contract.payment.read")])
async def list_dues(work: Query, page: Page, until: BusinessDate) -> SmallSupplierDues:
    """What is owed to small suppliers still and due until a day, the earliest first."""
    chosen = owed_to_small_suppliers(until, work.context.today)
    keys = [chosen.selected_columns.due_on, chosen.selected_columns.obligation_id]
    rows = await page_of(work, chosen, keys, page)
    return SmallSupplierDues(items=[SmallSupplierDue(**with_money(row, SmallSupplierDue)) for row in rows])
