#!/bin/sh
# Bring Temporal's two databases to the tables of its version; safe to repeat, and to be run before every upgrade.
# SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD say where; SQL_TOOL and SCHEMA where the tool and its schemas are.
set -eu

SQL_TOOL=${SQL_TOOL:-temporal-sql-tool}
SCHEMA=${SCHEMA:-/etc/temporal/schema/postgresql/v12}
export SQL_PLUGIN=postgres12

"$SQL_TOOL" --db temporal setup-schema --version 0.0
"$SQL_TOOL" --db temporal update-schema --schema-dir "$SCHEMA/temporal/versioned"
"$SQL_TOOL" --db temporal_visibility setup-schema --version 0.0
"$SQL_TOOL" --db temporal_visibility update-schema --schema-dir "$SCHEMA/visibility/versioned"
