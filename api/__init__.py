"""The HTTP interface: routes, access, webhooks and pages. What they take in goes to `intake` and `portal`."""
