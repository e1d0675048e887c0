#!/bin/sh
# Make the namespace TEMPORAL_NAMESPACE on the server at TEMPORAL_ADDRESS, unless it is there; safe to repeat.
# How long it keeps closed calls is set by `caseline temporal prepare`.
set -eu

CLI=${CLI:-temporal}

until "$CLI" operator cluster health >/dev/null 2>&1; do sleep 1; done
"$CLI" operator namespace describe "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  "$CLI" operator namespace create --retention 90d "$TEMPORAL_NAMESPACE"
