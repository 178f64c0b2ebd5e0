"""A file decided and folded."""

from dataclasses import dataclass, replace

from services.contract.file.events import (
    FileAttached,
    FileDiscarded,
    FileFiled,
    FilePictured,
    FileStored,
    FileWordsRead,
    WordsOutcome,
    WordsReason,
)
from shared.eventstore.aggregate import Aggregate
from shared.eventstore.event import Event
from shared.values.errors import DomainError, NotPossibleNowError


@dataclass(frozen=True, slots=True)
class File:
    stored: FileStored | None = None
    contract_id: str = ""
    standard_id: str = ""
    product_id: str = ""
    discarded: bool = False
    words: FileWordsRead | None = None

    @property
    def taken(self) -> bool:
        """Whether it belongs to something, and so stays."""
        return bool(self.contract_id or self.standard_id or self.product_id)

    @property
    def read(self) -> bool:
        """Whether it is found by its words."""
        return bool(self.contract_id or self.standard_id)


@dataclass(frozen=True, slots=True)
class StoreFile:
    fact: FileStored


@dataclass(frozen=True, slots=True)
class AttachFile:
    contract_id: str


@dataclass(frozen=True, slots=True)
class FileWithStandard:
    """The document of a customer's standard, which belongs to a unit."""

    standard_id: str
    customer_id: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class PictureProduct:
    """A picture of a product, named at `pointer`."""

    product_id: str
    pointer: str


@dataclass(frozen=True, slots=True)
class DiscardFile:
    """Its time is over."""


@dataclass(frozen=True, slots=True)
class NoteWords:
    """Its words were looked for."""

    outcome: WordsOutcome
    reason: WordsReason | None
    characters: int


Command = StoreFile | AttachFile | FileWithStandard | PictureProduct | DiscardFile | NoteWords


class FileTakenError(DomainError):
    """The file belongs to another contract, standard or product: send it once more for this one."""

    status = 422
    pointer = "/attachments"


def decide(file: File, command: Command) -> list[Event]:
    """What follows from a command on a file that is there; what is so already gives no event."""
    match file, command:
        case File(stored=None), StoreFile(fact):
            return [fact]
        case File(discarded=True), DiscardFile():
            return []
        case File(stored=FileStored() as stored, discarded=False), AttachFile() | FileWithStandard() | PictureProduct():
            return _taken(file, stored, command)
        case File(stored=FileStored() as stored, discarded=False), DiscardFile():
            return [] if file.taken else [FileDiscarded(file_id=stored.file_id)]
        case File(stored=FileStored() as stored, discarded=False), NoteWords() if file.read:
            read = FileWordsRead(
                file_id=stored.file_id,
                contract_id=file.contract_id,
                outcome=command.outcome,
                reason=command.reason,
                characters=command.characters,
                standard_id=file.standard_id or None,
            )
            return [] if read == file.words else [read]
        case _:
            raise NotPossibleNowError("discarded" if file.discarded else "new", command)


def _taken(file: File, stored: FileStored, command: AttachFile | FileWithStandard | PictureProduct) -> list[Event]:
    """A file belongs to one thing, and is told so once."""
    match command:
        case AttachFile(contract_id):
            _check_free(file, file.contract_id == contract_id, FileTakenError.pointer)
            return [] if file.taken else [FileAttached(file_id=stored.file_id, contract_id=contract_id)]
        case FileWithStandard(standard_id, customer_id, unit_id):
            _check_free(file, file.standard_id == standard_id, "/file_id")
            filed = {"standard_id": standard_id, "customer_id": customer_id, "unit_id": unit_id}
            return [] if file.taken else [FileFiled(file_id=stored.file_id, **filed)]
        case PictureProduct(product_id, pointer):
            _check_free(file, file.product_id == product_id, pointer)
            return [] if file.taken else [FilePictured(file_id=stored.file_id, product_id=product_id)]


def _check_free(file: File, own: bool, pointer: str) -> None:  # noqa: FBT001 - whose it is
    if file.taken and not own:
        raise FileTakenError(pointer=pointer)


def evolve(file: File, event: Event) -> File:
    match event:
        case FileStored():
            return replace(file, stored=event)
        case FileAttached(contract_id=contract_id):
            return replace(file, contract_id=contract_id)
        case FileFiled(standard_id=standard_id):
            return replace(file, standard_id=standard_id)
        case FilePictured(product_id=product_id):
            return replace(file, product_id=product_id)
        case FileDiscarded():
            return replace(file, discarded=True)
        case FileWordsRead():
            return replace(file, words=event)
        case _:
            return file


FILE = Aggregate("file", File(), evolve, shape=3)
