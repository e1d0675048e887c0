"""The database: tables, named queries, sessions, field encryption, migrations."""
