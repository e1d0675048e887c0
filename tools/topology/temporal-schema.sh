#!/bin/sh
# Bring Temporal's two databases to the schema of its version. Safe to repeat; run it before every upgrade.
# SQL_HOST, SQL_PORT, SQL_USER and SQL_PASSWORD name the databases; SQL_TOOL and SCHEMA name the tool and its schemas.
set -eu

SQL_TOOL=${SQL_TOOL:-temporal-sql-tool}
SCHEMA=${SCHEMA:-/etc/temporal/schema/postgresql/v12}
export SQL_PLUGIN=postgres12

"$SQL_TOOL" --db temporal setup-schema --version 0.0
"$SQL_TOOL" --db temporal update-schema --schema-dir "$SCHEMA/temporal/versioned"
"$SQL_TOOL" --db temporal_visibility setup-schema --version 0.0
"$SQL_TOOL" --db temporal_visibility update-schema --schema-dir "$SCHEMA/visibility/versioned"
