//! What both stores stand on: SQLite with one writer and many readers, and the migrator.
