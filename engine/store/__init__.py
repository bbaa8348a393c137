"""Where cases, rule sets, people and drafts are kept: SQLite, PostgreSQL, or memory for trying things out.

`sql` puts the store in a database together from the files beside it, one for each subject; `tables` and `migrations`
hold its schema, `database` its door. `memory` is its twin. `auditing` tells whether what is kept is what was written,
`backups` makes copies and brings them back.
"""

from __future__ import annotations

from engine.casework.office_store import OfficeStore


def open_store(url: str) -> OfficeStore:
    """The store at an address: `sqlite:///var/bihuan.db`, `postgresql://user@host/name`, or `memory:`
    which forgets.

    A file and the tables are made when missing. Raises EngineError for any other kind of address,
    StoreBusy when the database cannot be opened or reached.
    """
    if url == "memory:":
        from engine.store.memory.store import MemoryStore

        return MemoryStore()
    from engine.store.sql import SqlStore  # only here: SQLAlchemy is slow to import

    return SqlStore(url)
