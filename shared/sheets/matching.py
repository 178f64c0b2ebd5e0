"""Which column of a sheet means what, proposed from its headings."""

from collections.abc import Collection, Mapping, Sequence


def columns_meant(
    headings: Sequence[str], fields: Collection[str], synonyms: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """A field's column by its heading: the field's own name, or one of its `synonyms` (lower case, single blanks).

    No column means two fields, no field has two columns.
    """
    meant = {plain: field for field, words in synonyms.items() for plain in words}
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        plain = " ".join(heading.lower().replace("_", " ").split())
        own = plain.replace(" ", "_")
        field = own if own in fields else meant.get(plain)
        if field is not None and field not in found:
            found[field] = place
    return found
