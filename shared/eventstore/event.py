"""Events: frozen facts with a wire name, and the split of personal fields and people's words from public ones."""

import hashlib
import hmac
import types
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic_core import from_json, to_json

ERASED: Final = "[erased]"
"""What a personal field folds to once the person's key is destroyed."""

T = TypeVar("T")


class PersonalMarker:
    """Marks a field as personal data."""


Personal = Annotated[T, PersonalMarker()]
"""`Personal[str]` or `Personal[str] | None`: encrypted at rest with the person's key, absent from Kafka."""


class WordsMarker(PersonalMarker):
    """Marks a field as something that somebody wrote in words of their own."""


Words = Annotated[T, WordsMarker()]
"""`Words[str]` or `Words[str | None]`: kept like a personal field, since words may name anybody; on the wire stand the
salted hash of their UTF-8 bytes (`hash_of`) and the number of these, as `<field>_hash` and `<field>_size` (null and 0
where there are none).
"""

Salt = Callable[[str], bytes]
"""What the words of a field are hashed with, by the field's name."""


class Event(BaseModel):
    """A fact, past tense. `class OrderPlaced(Event, name="order.placed.v1")` registers it under its wire name.

    Public fields go on the wire as JSON exactly as stored; fields marked `Personal` or `Words` are stored apart as
    ciphertext.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    wire_name: ClassVar[str] = ""
    personal_fields: ClassVar[frozenset[str]] = frozenset()
    """All that is stored apart, words among them."""
    word_fields: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, *, name: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)

    @classmethod
    def __pydantic_init_subclass__(cls, *, name: str = "", **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not name:
            return
        known = event_types.get(name)
        if known is not None and known.__module__ != cls.__module__:
            raise TypeError(f"{name} is the name of {known.__module__}.{known.__qualname__} already")
        cls.wire_name = name
        cls.personal_fields = _marked(cls, PersonalMarker)
        cls.word_fields = _marked(cls, WordsMarker)
        event_types[name] = cls

    def public_json(self, salt: Salt | None = None) -> bytes:
        """The bytes that are stored and go on the wire; the store gives the salt for words (`keys.salt_of`)."""
        if not self.word_fields:
            return self.__pydantic_serializer__.to_json(self, exclude=set(self.personal_fields) or None)
        data = self.model_dump(mode="json", exclude=set(self.personal_fields))
        for field in sorted(self.word_fields):
            words = getattr(self, field)
            plain = words.encode() if words is not None else b""
            data[f"{field}_hash"] = None if words is None else hash_of(plain, salt(field) if salt else None)
            data[f"{field}_size"] = len(plain)
        return to_json(data)

    @property
    def says_words(self) -> bool:
        """Whether words were said in it."""
        return any(getattr(self, field) is not None for field in self.word_fields)

    @property
    def keeps_apart(self) -> bool:
        """Whether something of it has to be sealed: a personal field, or words that were said."""
        if self.personal_fields != self.word_fields:
            return True
        return self.says_words

    def personal_json(self) -> bytes | None:
        """The personal fields as JSON, or None when there is nothing to seal."""
        if not self.keeps_apart:
            return None
        return self.__pydantic_serializer__.to_json(self, include=set(self.personal_fields))

    @classmethod
    def from_stored(cls, data: bytes, personal: bytes | None) -> "Event":
        """The event from its stored parts; without `personal` the personal fields fold to `ERASED`, words that never
        were said to None.
        """
        if not cls.personal_fields:
            return cls.model_validate_json(data)
        private = from_json(personal) if personal is not None else dict.fromkeys(cls.personal_fields, ERASED)
        public = from_json(data)
        for field in cls.word_fields:
            told = public.pop(f"{field}_hash", ERASED), public.pop(f"{field}_size", ERASED)
            if personal is None and told == (None, 0):
                private[field] = None
        # Words that an early build wrote into the public data are read where they stand.
        return cls.model_validate({**private, **public})


event_types: dict[str, type[Event]] = {}
"""Every event class by its wire name."""


def hash_of(words: bytes, salt: bytes | None) -> str:
    """What the public data says of words: HMAC-SHA256 (RFC 2104, hexadecimal) of them under the salt, so that who has
    both can prove them and nobody can try guesses; without a salt, as builds before told it, their SHA-256.
    """
    return hmac.digest(salt, words, "sha256").hex() if salt else hashlib.sha256(words).hexdigest()


def _marked(cls: type[BaseModel], marker: type[PersonalMarker]) -> frozenset[str]:
    hints = cls.__annotations__
    return frozenset(
        key
        for key, field in cls.model_fields.items()
        if _bears(hints.get(key), marker) or any(isinstance(extra, marker) for extra in field.metadata)
    )


def _bears(hint: object, marker: type[PersonalMarker]) -> bool:
    if get_origin(hint) is Annotated:
        return any(isinstance(extra, marker) for extra in get_args(hint)[1:])
    if get_origin(hint) in (Union, types.UnionType):
        return any(_bears(part, marker) for part in get_args(hint))
    return False


E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Recorded(Generic[E_co]):
    """An event with what the store knows of it: where it stands and who caused it.

    `key` is the partition key, `unit` the organisation unit, `recorded_at` aware UTC. `sealed` are the stored bytes of
    the personal fields (ciphertext) for projections that keep them, None when there are none or the key is gone.
    """

    event: E_co
    stream: str
    version: int
    position: int
    recorded_at: datetime
    key: str
    unit: str
    actor: str
    correlation: str
    causation: str
    sealed: bytes | None = None

    @property
    def id(self) -> str:
        """The subject's id: the stream without its prefix."""
        return self.stream.partition("-")[2]

    @property
    def at(self) -> str:
        """The position as callers know it: `stream@version`."""
        return f"{self.stream}@{self.version}"


class NotPlacedError(Exception):
    """Where an event stands, and when it was recorded, is known once it is appended."""


class Unplaced(Recorded[E_co]):
    """An event about to be appended. Asking for its `position` or `recorded_at` raises `NotPlacedError`."""

    __slots__ = ()

    def _ask(self) -> Any:
        raise NotPlacedError

    def _ignore(self, _: object) -> None:
        """What the constructor was given means nothing yet."""

    position = property(_ask, _ignore)
    recorded_at = property(_ask, _ignore)


Upcast = Callable[[dict[str, Any]], dict[str, Any]]
upcasts: dict[str, tuple[str, Upcast]] = {}
"""Old wire name to (next wire name, function of the public data)."""


def upcaster(old: str, new: str) -> Callable[[Upcast], Upcast]:
    """Declares beside the events how data stored as `old` reads as `new`; steps chain (v1 to v2 to v3)."""

    def keep(function: Upcast) -> Upcast:
        upcasts[old] = (new, function)
        return function

    return keep


def current(name: str, data: bytes) -> tuple[str, bytes]:
    """The name and data after every up-caster that applies; untouched bytes when none does."""
    if name not in upcasts:
        return name, data
    body: dict[str, Any] = from_json(data)
    while name in upcasts:
        name, function = upcasts[name]
        body = function(body)
    return name, to_json(body)
