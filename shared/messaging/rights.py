"""What services may do on Kafka: one user each, with the rights that `deploy/kafka/acls.yml` declares and no others."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.messaging.administration import SECONDS, every_right, settled
from shared.values.errors import StartError

ITERATIONS: Final = 8192


class RightsError(StartError):
    """Rights can't be laid down as declared."""


class Right(BaseModel):
    """What a user may do with a resource; a `name` that ends in `*` stands for all that begin so, `*` for all."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    resource: Literal["cluster", "topic", "group"]
    name: str = Field(pattern=r"^[\w.*-]+$")
    operations: list[str] = Field(min_length=1)


class _Declaration(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    users: dict[str, list[Right]] = Field(min_length=1)


def declared(text: str) -> dict[str, list[Right]]:
    """Users with their rights, of a file in the form of deploy/kafka/acls.yml; raises `RightsError` for any other."""
    import yaml

    try:
        return _Declaration.model_validate(yaml.safe_load(text)).users
    except (yaml.YAMLError, ValidationError) as error:
        raise RightsError(
            f"The file declares no users with their rights: {_first_of(error)}.",
            "Name deploy/kafka/acls.yml, or one of its form.",
        ) from None


def _first_of(error: Exception) -> str:
    """What is wrong first, with its place; what YAML cannot read it says with line and column itself."""
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())
    first = error.errors()[0]
    return " ".join(str(part) for part in (*first["loc"], first["msg"]))


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
    held = {one for one in every_right(admin, RightsError) if one.principal in ours}
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
