"""Search in the words of attached files, in SQL: as in contracts' words, by pairs of characters that an index holds."""

from typing import Final

from shared.security.schema import EVERYTHING, rule

_FILES: Final = f"""(
    '{EVERYTHING}' = ANY (files_of)
    OR c.unit_id IN (SELECT descendant FROM unit_closure WHERE ancestor = ANY (files_of))
    OR 'contract-' || c.contract_id IN (SELECT visible_resources()))
"""  # nosec B608  # assembled from constants of the code only


def _reached(scopes: str, unit: str) -> str:
    """The condition under which a unit lies in an array of scopes."""
    below = f"{unit} IN (SELECT descendant FROM unit_closure WHERE ancestor = ANY ({scopes}))"  # nosec B608  # constants
    return f"('{EVERYTHING}' = ANY ({scopes}) OR {below})"


FIND: Final = f"""
CREATE OR REPLACE FUNCTION find_attachments(terms text[], most integer, files_of text[])
RETURNS TABLE (contract text, file text, name text, around text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    plain text[] := ARRAY(SELECT normalize(term, NFKC) FROM unnest(terms) AS term);
    wanted text[] := ARRAY(SELECT DISTINCT pair FROM unnest(plain) AS term, unnest(text_pairs(term)) AS pair);
BEGIN
    RETURN QUERY
        SELECT w.contract_id, w.file_id, n.name,
               substr(w.words, greatest(1, position(plain[1] IN lower(w.words)) - 60), 160)
        FROM file_words w
        JOIN contracts c ON c.contract_id = w.contract_id AND c.state <> 'void'
        JOIN person_keys k ON k.stream_id = 'file-' || w.file_id
        JOIN file_names n ON n.file_id = w.file_id
        WHERE text_pairs(w.words) @> wanted
          AND NOT EXISTS (SELECT FROM unnest(plain) AS term WHERE position(term IN lower(w.words)) = 0)
          AND {rule("c.unit_id", "'contract-' || c.contract_id")}
          AND cardinality(files_of) > 0 AND {_FILES}
        ORDER BY w.contract_id DESC, w.file_id
        LIMIT least(most, 500);
END
$$
"""  # nosec B608  # assembled from constants of the code only

FIND_ATTACHMENTS: Final = (
    "CREATE INDEX IF NOT EXISTS file_words_pairs ON file_words USING gin (text_pairs(words))",
    FIND,
    "REVOKE ALL ON FUNCTION find_attachments(text[], integer, text[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION find_attachments(text[], integer, text[]) TO {app}, {system}",
)
"""`terms` are in small letters; `files_of` are the units on which the caller may see files: who sees a contract but not
its files learns nothing of what stands in them. Words whose key is gone, or whose contract is void, are found no more.
"""


_STANDARDS: Final = f"""
CREATE OR REPLACE FUNCTION find_standards(terms text[], most integer, files_of text[], standards_of text[])
RETURNS TABLE (standard text, code text, edition integer, file text, name text, around text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    plain text[] := ARRAY(SELECT normalize(term, NFKC) FROM unnest(terms) AS term);
    wanted text[] := ARRAY(SELECT DISTINCT pair FROM unnest(plain) AS term, unnest(text_pairs(term)) AS pair);
BEGIN
    RETURN QUERY
        SELECT e.standard_id, e.code, e.edition, w.file_id, n.name,
               substr(w.words, greatest(1, position(plain[1] IN lower(w.words)) - 60), 160)
        FROM file_words w
        JOIN standard_editions e ON e.standard_id = w.standard_id AND e.file_id = w.file_id
        JOIN person_keys k ON k.stream_id = 'file-' || w.file_id
        JOIN file_names n ON n.file_id = w.file_id
        WHERE text_pairs(w.words) @> wanted
          AND NOT EXISTS (SELECT FROM unnest(plain) AS term WHERE position(term IN lower(w.words)) = 0)
          AND {rule("e.unit_id", "'standard-' || e.standard_id")}
          AND {_reached("files_of", "e.unit_id")} AND {_reached("standards_of", "e.unit_id")}
        ORDER BY e.code, e.standard_id, e.edition DESC
        LIMIT least(most, 500);
END
$$
"""  # nosec B608  # assembled from constants of the code only

FIND_STANDARDS: Final = (
    _STANDARDS,
    "REVOKE ALL ON FUNCTION find_standards(text[], integer, text[], text[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION find_standards(text[], integer, text[], text[]) TO {app}, {system}",
)
"""Documents of customers' standards, for who may see both standards and files of their unit (`standards_of`,
`files_of`).
"""
