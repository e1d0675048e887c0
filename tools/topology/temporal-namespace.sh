#!/bin/sh
# Create the namespace TEMPORAL_NAMESPACE on the server at TEMPORAL_ADDRESS, unless it exists. Safe to repeat.
# `caseline temporal prepare` sets how long the namespace keeps closed calls.
set -eu

CLI=${CLI:-temporal}

until "$CLI" operator cluster health >/dev/null 2>&1; do sleep 1; done
"$CLI" operator namespace describe "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  "$CLI" operator namespace create --retention 90d "$TEMPORAL_NAMESPACE"
