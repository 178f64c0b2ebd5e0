"""Which files wait to be read, and which words are nobody's any more."""

from typing import Final

UNREAD: Final = """
SELECT f.file_id, f.kind FROM files f LEFT JOIN contracts c ON c.contract_id = f.contract_id
WHERE f.words = 'waiting' AND (c.state <> 'void' OR f.standard_id IS NOT NULL) AND NOT f.file_id = ANY ($1)
ORDER BY f.file_id FOR UPDATE OF f SKIP LOCKED LIMIT 1
"""

_KEPT: Final = """
SELECT FROM files f LEFT JOIN contracts c ON c.contract_id = f.contract_id
JOIN person_keys k ON k.stream_id = 'file-' || f.file_id
WHERE f.file_id = w.file_id AND (c.state <> 'void' OR f.standard_id IS NOT NULL)
"""
ORPHANS: Final = f"DELETE FROM file_words w WHERE NOT EXISTS ({_KEPT})"  # nosec B608  # constants of the code

WITHOUT_WORDS: Final = """
SELECT f.file_id, f.kind FROM files f LEFT JOIN contracts c ON c.contract_id = f.contract_id
JOIN person_keys k ON k.stream_id = 'file-' || f.file_id
WHERE f.words IN ('read', 'cut') AND (c.state <> 'void' OR f.standard_id IS NOT NULL)
  AND NOT EXISTS (SELECT FROM file_words w WHERE w.file_id = f.file_id)
ORDER BY f.file_id
"""
"""Said to be read, and lost: tables that were brought back without these."""
