"""Whatever is posted to a survey's page is answered, kept as words, and shows nothing to anybody else."""

from __future__ import annotations

from urllib.parse import quote

import httpx

from db.connection.session import Database
from db.encryption.vault import Vault
from intake.surveys.answers import comments_of, tidy
from tests.api.conftest import NewKey
from tests.api.surveys import PAGE, TOKEN, invitation, invite
from tests.own_logs import own_logs
from tests.shared_material import naughty_strings


async def test_whatever_is_posted_is_answered(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    for body in (b"", b"%", b"item-overall=%00", b"comment-officers=%ED%A0%80", b"&" * 5000, b"a=b&" * 30, b"\xff\xfe"):
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
            page = await anonymous.post(PAGE, content=body, headers={"Content-Type": kind})
            assert page.status_code < 500


async def test_naughty_words_are_kept_as_words_or_refused(
    anonymous: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    await invite(database, vault)
    naughty = naughty_strings()
    for words, more in zip(naughty[::2], naughty[1::2], strict=False):
        fields = {"comment-officers": words, "comment-call_taker": more, words: more}
        assert (await anonymous.post(PAGE, data=fields)).status_code == 200
        kept = comments_of(vault, await invitation(database))
        assert kept.get("officers") == (tidy(words) or kept.get("officers"))
        assert kept.get("call_taker") == (tidy(more) or kept.get("call_taker"))
    for words in naughty[::5]:
        assert (await anonymous.post(PAGE, data={"item-overall": f"{words}?"})).status_code == 422
        assert (await anonymous.get(f"/s/{quote(words, safe='')}")).status_code in {404, 405, 422}
    assert (await invitation(database)).answers == {}


async def test_a_link_nobody_has_says_so_in_the_language_of_the_browser(
    anonymous: httpx.AsyncClient, new_key: NewKey
) -> None:
    await new_key()
    page = await anonymous.get("/s/wrong", headers={"Accept-Language": "xx, ar;q=0.8"})
    assert page.status_code == 404
    assert '<html lang="ar" dir="rtl">' in page.text
    assert (await anonymous.post("/s/wrong", data={"item-overall": "1"})).status_code == 404


async def test_the_token_is_in_no_log(anonymous: httpx.AsyncClient, database: Database, vault: Vault) -> None:
    await invite(database, vault)
    with own_logs() as logged:
        await anonymous.get(PAGE)
        await anonymous.post(PAGE, data={"comment-officers": "secret words"})
    assert [line["route"] for line in logged] == ["/s/{token}"] * 2
    assert TOKEN not in str(logged)
    assert "secret" not in str(logged)


def test_control_characters_are_left_out_and_joiners_kept() -> None:
    assert tidy(" a\x00b\x1b[31m\r\nc\t\u200c\u202ed ") == "ab[31m\nc \u200cd"
