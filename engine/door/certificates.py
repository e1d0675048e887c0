"""Authorities of our own, and the certificates they sign for Temporal's server and for who comes to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from engine.door import private_files

A_DAY = timedelta(days=1)
"""A certificate counts from a day before it is made: the clocks of two machines may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The PEM files of a certificate and its key."""

    cert: Path
    key: Path

    @classmethod
    def named(cls, folder: Path, name: str) -> Pair:
        """The two files of that name."""
        return cls(cert=folder / f"{name}.pem", key=folder / f"{name}.key")

    @property
    def is_there(self) -> bool:
        """Whether both are."""
        return self.cert.exists() and self.key.exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAuthority:
    """Signs certificates; its own pair is in files."""

    pair: Pair

    @classmethod
    def ready(cls, pair: Pair, *, called: str, now: datetime, valid_for: timedelta) -> SigningAuthority:
        """The one in these files, made if there is none."""
        if not pair.is_there:
            key = ec.generate_private_key(ec.SECP256R1())
            name = _name(called)
            usage = _usage(signs_certificates=True)
            made = _builder(name, name, key.public_key(), now, valid_for)
            made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            made = made.add_extension(usage, critical=True)
            made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            _write(pair, made.sign(key, hashes.SHA256()), key)
        return cls(pair=pair)

    def sign(self, pair: Pair, *, called: str, hosts: Sequence[str] = (), now: datetime, valid_for: timedelta) -> None:
        """Write a new key and its certificate: for a server at these host names and addresses, else for a client.

        A server's is also a client's: Temporal's services call each other. It never outlives the authority.
        """
        authority = x509.load_pem_x509_certificate(self.pair.cert.read_bytes())
        signing = load_pem_private_key(self.pair.key.read_bytes(), password=None)
        if not isinstance(signing, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{self.pair.key} is no key that we made")
        key = ec.generate_private_key(ec.SECP256R1())
        valid_for = min(valid_for, authority.not_valid_after_utc - now)
        purposes = [ExtendedKeyUsageOID.CLIENT_AUTH, *([ExtendedKeyUsageOID.SERVER_AUTH] if hosts else [])]
        made = _builder(_name(called), authority.subject, key.public_key(), now, valid_for)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        made = made.add_extension(_usage(signs_certificates=False), critical=True)
        made = made.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        names = [_host(each) for each in hosts or (called,)]
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
        signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key())
        made = made.add_extension(signed_by, critical=False)
        _write(pair, made.sign(signing, hashes.SHA256()), key)


def ends_at(cert: Path) -> datetime:
    """When the certificate in this PEM file ends, in UTC. Raises OSError, and ValueError if it holds none."""
    return x509.load_pem_x509_certificate(cert.read_bytes()).not_valid_after_utc


def hosts_of(cert: Path) -> set[str]:
    """The host names and addresses it is for."""
    found = x509.load_pem_x509_certificate(cert.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(each.value) for each in names}


def _write(pair: Pair, cert: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    private_files.write(pair.key, secret, mode=private_files.SECRET)
    private_files.write(pair.cert, cert.public_bytes(Encoding.PEM), mode=private_files.PUBLIC)


def _name(called: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, valid_for: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - A_DAY)
        .not_valid_after(now + valid_for)
    )
