"""Two factors, groups and badges, in the claims that products send."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import Actor, ActorKind
from domain.staff.provider_addresses import check_issuer, discovery_address, is_asked
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.provider_rules import (
    TWO_FACTORS,
    ProviderKind,
    badge_of,
    badges_made_from,
    groups_of,
    language_of_claims,
    read_methods,
    roles_of,
    subject_hash_of,
    write_methods,
)
from domain.staff.roles import Role

ENTRA, OKTA, KEYCLOAK, OTHER = ProviderKind


@pytest.mark.parametrize(
    ("kind", "claims", "are_two"),
    [
        (ENTRA, {"acrs": ["c1"]}, True),
        (ENTRA, {"acrs": ["c2"], "acr": "0"}, False),
        (ENTRA, {"amr": ["pwd", "mfa"]}, True),
        (ENTRA, {"amr": ["pwd"], "acr": "1"}, False),
        (OKTA, {"acr": "urn:okta:loa:2fa:any"}, True),
        (OKTA, {"acr": "urn:okta:loa:1fa:any", "amr": ["pwd"]}, False),
        (OKTA, {"amr": ["mfa", "otp", "pwd"]}, True),
        (KEYCLOAK, {"acr": "2"}, True),
        (KEYCLOAK, {"acr": "1"}, False),
        (KEYCLOAK, {"acr": "0"}, False),
        (KEYCLOAK, {"acr": 2}, False),
        (OTHER, {"amr": "mfa"}, True),
        (OTHER, {"amr": {"mfa": True}}, False),
        (OTHER, {"amr": [["mfa"]]}, False),
        (OTHER, {}, False),
    ],
)
def test_two_factors_are_what_the_product_says_of_them(
    kind: ProviderKind, claims: dict[str, Any], are_two: bool
) -> None:
    assert TWO_FACTORS[kind].are_proved_by(claims) is are_two


def test_methods_that_must_occur_together_are_written_with_a_plus() -> None:
    assert read_methods("pwd + otp") == {"pwd", "otp"}
    assert write_methods(read_methods("pwd+otp")) == "otp+pwd"
    for wrong in ("", "pwd+", "+"):
        with pytest.raises(ValueError):
            read_methods(wrong)


@pytest.mark.parametrize(
    ("claims", "claim", "groups"),
    [
        ({"groups": ["a", "b"]}, "groups", {"a", "b"}),
        ({"groups": "a"}, "groups", {"a"}),
        ({"groups": ["a", 1, None]}, "groups", {"a"}),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", {"a"}),
        ({"https://x.example/groups": ["a"]}, "https://x.example/groups", {"a"}),
        ({"realm_access": "a"}, "realm_access.roles", set()),
        ({}, "groups", set()),
    ],
)
def test_groups_are_found_in_the_claim_that_has_them(claims: dict[str, Any], claim: str, groups: set[str]) -> None:
    assert groups_of(claims, claim) == groups


@pytest.mark.parametrize("left_out", [{"_claim_names": {"groups": "src1"}}, {"hasgroups": True}])
def test_groups_that_were_left_out_are_not_taken_for_none(left_out: dict[str, Any]) -> None:
    with pytest.raises(ProviderSignInRefused) as refused:
        groups_of(left_out, "groups")
    assert refused.value.why is Unfit.GROUPS_LEFT_OUT


def test_roles_are_those_of_all_groups() -> None:
    role_of = {"d": ["detective"], "w": ["supervisor", "records"]}
    assert roles_of({"d", "w", "x"}, role_of) == {Role.DETECTIVE, Role.SUPERVISOR, Role.RECORDS}
    assert roles_of({"D", "x"}, role_of) == frozenset()


@pytest.mark.parametrize(
    ("claims", "badge"),
    [
        ({"badge": "D-114"}, "D-114"),
        ({"badge": 114}, "114"),
        ({"badge": True}, None),
        ({"badge": "dana@springfield.example"}, None),
        ({"badge": "Dana Alvarez"}, None),
        ({"badge": "dalvarez", "name": "Dana Alvarez"}, None),
        ({"badge": "DANA7", "given_name": "Dana"}, None),
        ({"badge": "d7", "name": "D A"}, "d7"),
        ({"badge": "x" * 65}, None),
        ({"badge": "4711\n"}, None),
        ({"badge": ""}, None),
        ({}, None),
    ],
)
def test_a_badge_is_neither_a_name_nor_an_address(claims: dict[str, Any], badge: str | None) -> None:
    assert badge_of(claims, "badge") == badge


@given(st.text(), st.text())
def test_whatever_becomes_a_badge_can_be_an_actor(badge: str, name: str) -> None:
    found = badge_of({"badge": badge, "name": name}, "badge")
    if found is not None:
        assert Actor.read(str(Actor(ActorKind.STAFF, found))).id == found


def test_a_badge_made_here_says_nothing_of_the_person_and_differs_by_issuer() -> None:
    made = badges_made_from(subject_hash_of("https://a.example", "00u1"))
    assert re.fullmatch(r"O-[0-9a-f]{8}", made[0])
    assert made[0] != badges_made_from(subject_hash_of("https://b.example", "00u1"))[0]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("locale", "language"),
    [("es-MX", "es"), ("es", "es"), ("ES_us", "es"), ("en-US", "en"), ("fr", "en"), (None, "en"), (7, "en")],
)
def test_the_language_is_that_of_the_locale_if_the_pages_speak_it(locale: object, language: str) -> None:
    assert language_of_claims({"locale": locale}, ("en", "es")) == language


@pytest.mark.parametrize(
    ("address", "issuer", "asked"),
    [
        ("https://id.example/token", "https://id.example", True),
        ("https://elsewhere.example/keys", "https://id.example", True),
        ("http://id.example/token", "https://id.example", False),
        ("https://localhost/token", "https://id.example", False),
        ("https://127.0.0.1/token", "https://id.example", False),
        ("https://[::1]/token", "https://id.example", False),
        ("https://user:secret@id.example", "https://id.example", False),
        ("https://id.example:99999999/", "https://id.example", False),
        ("https://id.example/\nX: y", "https://id.example", False),
        ("https://id.example;script-src*/", "https://id.example", False),
        ("https://id.example,elsewhere.example/", "https://id.example", False),
        ("https://[2001:db8::1]:8443/token", "https://id.example", True),
        ("javascript:alert(1)", "https://id.example", False),
        ("file:///etc/passwd", "https://id.example", False),
        ("https://", "https://id.example", False),
        ("https://[", "https://id.example", False),
        ("http://127.0.0.1:8000/token", "http://127.0.0.1:8000", True),
        ("http://id.example/token", "http://127.0.0.1:8000", False),
        ("https://id.example/" + "x" * 500, "https://id.example", False),
    ],
)
def test_only_encrypted_addresses_are_asked_or_those_of_this_machine_by_its_own_provider(
    address: str, issuer: str, asked: bool
) -> None:
    assert is_asked(address, issuer=issuer) is asked


def test_an_issuer_is_an_address_without_parameters() -> None:
    assert check_issuer("https://id.example/t/1") == "https://id.example/t/1"
    assert discovery_address("https://id.example/t/1/") == "https://id.example/t/1/.well-known/openid-configuration"
    for wrong in ("id.example", "http://id.example", "https://id.example/?a=b", "https://id.example/#a"):
        with pytest.raises(ValueError):
            check_issuer(wrong)
