#!/bin/sh
# Create the namespace TEMPORAL_NAMESPACE on the server at TEMPORAL_ADDRESS, unless it exists. Safe to repeat.
# TEMPORAL_TLS_* and TEMPORAL_API_KEY_FILE say what is shown at its door: the operator's keys.
# `caseline temporal prepare` sets how long the namespace keeps closed calls.
set -eu

CLI=${CLI:-temporal}
# The command itself knows the token in a variable only.
if [ -n "${TEMPORAL_API_KEY_FILE:-}" ]; then
  TEMPORAL_API_KEY=$(cat "$TEMPORAL_API_KEY_FILE")
  export TEMPORAL_API_KEY
fi

until "$CLI" operator cluster health >/dev/null 2>&1; do sleep 1; done
"$CLI" operator namespace describe "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  "$CLI" operator namespace create --retention 90d "$TEMPORAL_NAMESPACE"
