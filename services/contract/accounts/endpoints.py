from services.contract.accounts.events import BookCode
from services.contract.accounts.queries import mappings
from services.contract.accounts.schemas import AccountsAnswer, AccountsList
from shared.web.routing import Query, allowed, router

routes = router()


@routes.get("/v1/books/{book}/accounts", dependencies=[allowed("contract.book.read")])
async def show(book: BookCode, work: Query) -> AccountsList:
    """The accounts of a book, with the periods from which they hold."""
    items = [AccountsAnswer(from_period=one.from_period, lines=list(one.lines)) for one in await mappings(work, book)]
    return AccountsList(book=book, items=items)
