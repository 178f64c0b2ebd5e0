"""What services may do on Kafka: one user each, with the rights that `deploy/kafka/acls.yml` declares and no others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.messaging.administration import SECONDS, rights_of, settled
from shared.values.errors import StartError

RESOURCES: Final = ("cluster", "topic", "group")
ITERATIONS: Final = 8192
_NOTHING: Final = re.compile(r"\s*(#.*)?|users:")
_USER: Final = re.compile(r"  ([a-z][a-z0-9-]*):\s*(#.*)?")
_RIGHT: Final = re.compile(r'    - \{resource: (\w+), name: ("?)([\w.*-]+)\2, operations: \[(\w+(?:, \w+)*)\]\}')


class RightsError(StartError):
    """Rights can't be laid down as declared."""


@dataclass(frozen=True, slots=True)
class Right:
    """What a user may do with a resource; a `name` that ends in `*` stands for all that begin so, `*` for all."""

    resource: str
    name: str
    operations: tuple[str, ...]


def declared(text: str) -> dict[str, tuple[Right, ...]]:
    """Users with their rights, of a file in the form of deploy/kafka/acls.yml; raises `RightsError` for any other."""
    found: dict[str, tuple[Right, ...]] = {}
    user = None
    for number, line in enumerate(text.splitlines(), 1):
        if _NOTHING.fullmatch(line):
            continue
        if named := _USER.fullmatch(line):
            user = named[1]
            found[user] = ()
        elif user is not None and (told := _RIGHT.fullmatch(line)) and told[1] in RESOURCES:
            found[user] += (Right(told[1], told[3], tuple(told[4].split(", "))),)
        else:
            raise RightsError(f"Line {number} is no user and no right.", "Write it as deploy/kafka/acls.yml does.")
    if not found:
        raise RightsError("The file declares no user.", "Name deploy/kafka/acls.yml, or one of its form.")
    return found


def lay_down(admin: Any, users: Mapping[str, Sequence[Right]], passwords: Mapping[str, str]) -> None:
    """Each of the users has its rights and no others from now on, and its password if one is given; users that are not
    named keep what they have. A second run changes nothing. Raises `RightsError`.
    """
    from confluent_kafka.admin import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

    mechanism = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
    changes = [UserScramCredentialUpsertion(user, mechanism, passwords[user].encode()) for user in sorted(passwords)]
    if changes:
        settled(admin.alter_user_scram_credentials(changes, request_timeout=SECONDS), RightsError)
    wanted = {binding for user, rights in users.items() for right in rights for binding in _bindings(user, right)}
    ours = {f"User:{user}" for user in users}
    held = {one for one in rights_of(admin, None, RightsError) if one.principal in ours}
    if wanted - held:
        settled(admin.create_acls(list(wanted - held), request_timeout=SECONDS), RightsError)
    if surplus := held - wanted:
        settled(admin.delete_acls([_exactly(one) for one in surplus], request_timeout=SECONDS), RightsError)


def _bindings(user: str, right: Right) -> list[Any]:
    from confluent_kafka.admin import AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

    resource = {"cluster": ResourceType.BROKER, "topic": ResourceType.TOPIC, "group": ResourceType.GROUP}
    name, pattern = right.name, ResourcePatternType.LITERAL
    if name.endswith("*") and name != "*":
        name, pattern = name.removesuffix("*"), ResourcePatternType.PREFIXED
    operations = {word.replace("_", ""): operation for word, operation in AclOperation.__members__.items()}
    if unknown := [one for one in right.operations if one.upper() not in operations]:
        raise RightsError(f"Kafka knows no {', '.join(unknown)}.", "Operations are Read, Write, Describe and so on.")
    of, allow = resource[right.resource], AclPermissionType.ALLOW
    return [
        AclBinding(of, name, pattern, f"User:{user}", "*", operations[one.upper()], allow) for one in right.operations
    ]


def _exactly(one: Any) -> Any:
    from confluent_kafka.admin import AclBindingFilter

    return AclBindingFilter(
        one.restype, one.name, one.resource_pattern_type, one.principal, one.host, one.operation, one.permission_type
    )
