"""The first line of a catalogue: whether this version can read it, and how it is told from a damaged one.

    {"kaiken": 1, "schema": 1, "generation": 7, "sha256": "..."}

The file is drawn in `catalogue`. It can be read without the manifest, so that an index whose manifest is lost
can be built again.
"""

from __future__ import annotations

import json
from typing import IO

from index_store.basics import KaikenError
from index_store.manifest import REBUILD
from index_store.schema import SCHEMA_VERSION

FORMAT = 1


def file_name(generation: int) -> str:
    """The name of a generation's catalogue in the index folder."""
    return f"documents-{generation}.json"


def read_header(file: IO[bytes], where: str, generation: int, any_schema: bool = False) -> str:
    """Read the first line and return the digest of the second.

    Raises KaikenError where it is not a catalogue of this version and generation; `where` names the index.
    `any_schema` allows another version of the schema.
    """
    try:
        header = json.loads(file.readline(4096))
        version, schema, number, digest = (header[k] for k in ("kaiken", "schema", "generation", "sha256"))
    except (ValueError, KeyError, TypeError):
        raise damaged(where, generation, "its first line cannot be read") from None
    if version != FORMAT or (schema != SCHEMA_VERSION and not any_schema):
        raise KaikenError(
            f"{where}: this index was made by another version of kaiken "
            f"(format {version}, schema {schema}; this one reads {FORMAT} and {SCHEMA_VERSION}): {REBUILD}"
        )
    if number != generation or not isinstance(digest, str):
        raise damaged(where, generation, f"it says that it is number {number}")
    return digest


def damaged(where: str, generation: int, what: str) -> KaikenError:
    """The error of an index whose catalogue cannot be used."""
    return KaikenError(f"{where}: the index is damaged: {file_name(generation)}: {what}; {REBUILD}")
