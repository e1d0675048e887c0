"""TLS to Temporal: read the certificates that the settings name, and say in words why a connection cannot be made."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from pathlib import Path

from temporalio.service import TLSConfig

from engine.temporal_target import API_KEY, API_KEY_FILE, CA_FILE, CERT_FILE, KEY_FILE, SERVER_NAME, TLS, TemporalTarget

_SECONDS = 3
_HOSTNAME_MISMATCH, _IP_MISMATCH, _EXPIRED = 62, 64, 10
"""Numbers of OpenSSL's verification errors (X509_V_ERR_...)."""
_UNKNOWN_ISSUERS = frozenset({18, 19, 20, 21})


class BadTemporalSettings(Exception):
    """The settings for the connection to Temporal cannot be used; says which one, and never a key."""


def tls_of(target: TemporalTarget) -> TLSConfig | bool:
    """What the client is given; False for none. Raises BadTemporalSettings."""
    if target.tls is False and target.needs_tls:
        raise BadTemporalSettings(f"{TLS} is false, but {target.needs_tls} is set, which needs it: set {TLS}=true.")
    if not target.encrypted:
        return False
    if target.started_by_us:
        name = target.needs_tls or TLS
        raise BadTemporalSettings(
            f"{name} is set, but TEMPORAL_ADDRESS is not: the development server that Caseline starts speaks no TLS."
        )
    if bool(target.cert_file) != bool(target.key_file):
        there, missing = (CERT_FILE, KEY_FILE) if target.cert_file else (KEY_FILE, CERT_FILE)
        raise BadTemporalSettings(f"{there} is set, but {missing} is not: a client certificate needs both.")
    _context(target)
    return TLSConfig(
        server_root_ca_cert=target.ca_file.read_bytes() if target.ca_file else None,
        domain=target.server_name or None,
        client_cert=target.cert_file.read_bytes() if target.cert_file else None,
        client_private_key=target.key_file.read_bytes() if target.key_file else None,
    )


def why_not(target: TemporalTarget) -> str:
    """A sentence on what is wrong with TLS at this address; empty if nothing is, or nothing listens there."""
    try:
        with socket.create_connection((target.host, target.port), timeout=_SECONDS) as connection:
            return _tls_trouble(target, connection) if target.encrypted else _plain_trouble(connection)
    except OSError:
        return ""


def refused(target: TemporalTarget) -> str:
    """A sentence for a server that answers and lets no one in like this."""
    if target.api_key or target.api_key_file:
        name = API_KEY_FILE if target.api_key_file else API_KEY
        return f"It does not accept {name}: is the key right, still valid, and of this namespace?"
    return f"It lets in only who it knows: set {API_KEY} or {API_KEY_FILE}, or {CERT_FILE} and {KEY_FILE}."


def _tls_trouble(target: TemporalTarget, connection: socket.socket) -> str:
    name = target.server_name or target.host
    try:
        with _context(target).wrap_socket(connection, server_hostname=name) as encrypted:
            # A server that wants a client certificate says so, or just ends, only after the handshake (TLS 1.3).
            with suppress(TimeoutError):
                return "" if encrypted.recv(1) else _unwelcome(target)
            return ""
    except ssl.SSLCertVerificationError as error:
        return _untrusted(error.verify_code, name)
    except ssl.SSLError as error:
        if "ALERT" in (error.reason or ""):
            return _unwelcome(target)
        return f"It does not speak TLS: unset {TLS} and what goes with it, or take another port."
    except ConnectionError:
        return _unwelcome(target)


def _unwelcome(target: TemporalTarget) -> str:
    if target.cert_file is None:
        return f"It wants a client certificate: set {CERT_FILE} and {KEY_FILE}."
    return f"It does not accept the client certificate of {CERT_FILE}: is it valid, and signed by a CA it knows?"


def _untrusted(code: int, name: str) -> str:
    if code in (_HOSTNAME_MISMATCH, _IP_MISMATCH):
        return f"Its certificate is not for {name}: set {SERVER_NAME} to a name that is in it."
    if code == _EXPIRED:
        return "Its certificate has expired."
    if code in _UNKNOWN_ISSUERS:
        return f"Its certificate is signed by a CA we do not know: set {CA_FILE} to that CA's certificate."
    return "Its certificate cannot be trusted."


def _plain_trouble(connection: socket.socket) -> str:
    """Whether it speaks TLS: who it is does not matter for that, and nothing is sent to it."""
    anything = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    anything.set_alpn_protocols(["h2"])
    try:
        with anything.wrap_socket(connection):
            return f"It speaks TLS: set {TLS}=true, and {CA_FILE} if its certificate is of a CA of your own."
    except OSError:
        return ""


def _context(target: TemporalTarget) -> ssl.SSLContext:
    """The same trust as the client has. Raises BadTemporalSettings for files that cannot be used."""
    _readable(CA_FILE, target.ca_file)
    _readable(CERT_FILE, target.cert_file)
    _readable(KEY_FILE, target.key_file)
    try:
        context = ssl.create_default_context(cafile=str(target.ca_file) if target.ca_file else None)
    except ssl.SSLError:
        raise BadTemporalSettings(f"{CA_FILE}: {target.ca_file} holds no certificate (PEM).") from None
    context.set_alpn_protocols(["h2"])
    if target.cert_file and target.key_file:
        try:
            context.load_cert_chain(target.cert_file, target.key_file, password="")
        except ssl.SSLError as error:
            raise BadTemporalSettings(_bad_pair(target, error)) from None
    return context


def _bad_pair(target: TemporalTarget, error: ssl.SSLError) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return f"The key of {KEY_FILE} does not belong to the certificate of {CERT_FILE}."
    return (
        f"{CERT_FILE} ({target.cert_file}) and {KEY_FILE} ({target.key_file}) must be a certificate and its key, "
        "both PEM and the key without a password."
    )


def _readable(setting: str, path: Path | None) -> None:
    try:
        if path is not None:
            path.read_bytes()
    except OSError as error:
        raise BadTemporalSettings(f"{setting}: {path} cannot be read ({error.strerror}).") from None
