"""Who may see a thing besides its unit is kept by projections and made again by a rebuild, so they name the table."""

import importlib
import sys

import pytest

from services.catalogue import CATALOGUE
from shared.eventstore.projection import Projection
from shared.security import visibility
from shared.security.tables import participants

WORDS = {name: getattr(visibility, name) for name in ("admit", "dismiss")} | {"participants": participants}


def writes_participants(projection: Projection) -> bool:
    modules = {function.__module__ for function in projection.functions.values()}
    return any(getattr(sys.modules[module], name, None) is word for module in modules for name, word in WORDS.items())


@pytest.mark.parametrize("name", [spec.name for spec in CATALOGUE])
def test_a_projection_that_says_who_may_see_a_thing_names_the_table_of_it(name: str):
    projections = importlib.import_module(f"services.{name}.app").SERVICE.projections
    unnamed = [one.name for one in projections if writes_participants(one) and participants not in one.tables]
    assert unnamed == []
