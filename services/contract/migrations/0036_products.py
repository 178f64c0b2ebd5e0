"""The archive of products with their prices."""

from services.contract.catalogue.tables import product_prices, products
from shared.migrations.steps import Migration

revision = "0036"
down_revision = "0035"


def upgrade(m: Migration) -> None:
    m.create(products, product_prices)
