from sqlalchemy import Column, Date, Index, Integer, Numeric, Table, Text

from services.contract.tables import metadata

tariffs = Table(
    "tariffs",
    metadata,
    Column("tariff_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("customer_id", Text),
    Column("grade", Text),
    Column("product_code", Text),
    Column("brand", Text),
    Column("list_price", Text, nullable=False),
    Column("discount", Numeric),
    Column("effective_on", Date, nullable=False),
    Index("tariffs_of_customer", "customer_id", "effective_on"),
    Index("tariffs_of_grade", "grade", "effective_on"),
)
"""Everything that was ever said of tariffs, in the order in which it was: reference data of the whole installation."""
