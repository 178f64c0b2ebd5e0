from services.contract.brand.aggregate import BRAND_MONTH, LayDownBrands, decide
from services.contract.brand.events import BrandsLaidDown
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(BRAND_MONTH, decide)
SAID = BrandsLaidDown(brand_month_id="b", month="2026-03", key=("东方",), tracked=("北辰",))


def test_the_brands_of_a_month_are_said_as_a_whole_and_a_last_time():
    given().when(LayDownBrands(SAID)).then(SAID)
    given(SAID).when(LayDownBrands(SAID)).then()
    none = SAID.model_copy(update={"key": (), "tracked": ()})
    given(SAID).when(LayDownBrands(none)).then(none)


def test_a_brand_is_key_or_tracked_and_named_once():
    for said, pointer in (({"tracked": ("北辰", "东方")}, "/tracked/1"), ({"key": ("东方", "东方")}, "/key/1")):
        refused = given().when(LayDownBrands(SAID.model_copy(update=said)))
        refused.fails(InvalidFieldError)
        assert refused.error.details["errors"][0]["pointer"] == pointer
