"""What is kept: tables, named queries, sessions, field encryption, migrations."""
