#!/bin/sh
# Create two roles and three databases on a new PostgreSQL: Temporal cannot read people's data, Caseline cannot touch
# Temporal's. Runs once, as the administrator, with DB_PASSWORD_CASELINE and DB_PASSWORD_TEMPORAL in the environment.
set -eu

psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" <<'SQL'
\getenv caseline_password DB_PASSWORD_CASELINE
\getenv temporal_password DB_PASSWORD_TEMPORAL
CREATE ROLE caseline LOGIN PASSWORD :'caseline_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE caseline OWNER caseline ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE temporal OWNER temporal ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE temporal_visibility OWNER temporal ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE caseline, temporal, temporal_visibility FROM PUBLIC;
SQL
