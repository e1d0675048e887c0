"""An identity provider on loopback: `python -m tests.engine.door.provider PORT`.

It is `oidc-provider-mock`, which signs correctly but does not say by which key. Every provider of note says it (RFC
7515, section 4.1.4), and Temporal's server takes no token that does not.
"""

from __future__ import annotations

import sys
from typing import Any

from oidc_provider_mock import _app, app
from werkzeug.serving import run_simple

_config_without_key = _app.OpenIDCode.get_jwt_config


def _with_key_id(self: Any, grant: Any, client: object = None) -> dict[str, Any]:
    config = dict(_config_without_key(self, grant, client))
    return {**config, "kid": config["key"]["kid"]}


def main(port: int) -> None:
    """Until it is told to stop."""
    _app.OpenIDCode.get_jwt_config = _with_key_id
    run_simple("127.0.0.1", port, app(), threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
