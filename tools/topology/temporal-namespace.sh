#!/bin/sh
# Make the namespace TEMPORAL_NAMESPACE on the server at TEMPORAL_ADDRESS, unless it is there; safe to repeat.
# How long it keeps closed calls is set by `caseline temporal prepare`.
set -eu

until temporal operator cluster health >/dev/null 2>&1; do sleep 1; done
temporal operator namespace describe "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --retention 90d "$TEMPORAL_NAMESPACE"
