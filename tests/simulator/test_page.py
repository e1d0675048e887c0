"""The page of phones in a real browser: it fills by itself, reads both ways, and believes nothing it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import Header, Mail
from twilio.rest import Client

from simulator.client import SimulatorControl
from simulator.phones import links_in_new_tab
from tests.simulator.receiver import Receiver
from tests.simulator_process import SimulatorProcess

AGENCY, PERSON = "+15005550006", "+12065550101"
NAUGHTY = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> & '\""
ARABIC = "شرطة سياتل: بلاغك رقم \u206826-004512\u2069. تابع الحالة: https://example.org/s/AbC\u2069."
HTML = (
    "<!doctype html><html lang='ar' dir='rtl'><head><title>x</title></head><body>"
    f"<h1>استلمنا بلاغك</h1><p><a href='https://example.org/s/x'>تابع</a></p>{NAUGHTY}</body></html>"
)


def send(twilio: Client, body: str, to: str = PERSON) -> None:
    twilio.messages.create(to=to, from_=AGENCY, body=body)


@pytest.fixture
async def page(chromium: Browser, simulator: SimulatorControl, process: SimulatorProcess) -> AsyncIterator[Page]:
    page = await chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    strangers: list[str] = []
    page.on("request", lambda r: strangers.append(r.url) if not r.url.startswith(process.url) else None)
    await page.goto(process.url)
    yield page
    assert strangers == []
    assert "taken" not in await page.title()
    await page.close()


@pytest.mark.browser
async def test_the_empty_page_explains_itself_and_fills_without_a_reload(
    page: Page, twilio: Client, simulator: SimulatorControl
) -> None:
    await expect(page.get_by_text("No messages yet")).to_be_visible()
    send(twilio, "We received your call.")
    await expect(page.locator(".phone .bubble")).to_have_count(1)
    await expect(page.get_by_text("No messages yet")).to_be_hidden()
    await expect(page.locator(".bubble.delivered .status")).to_have_text("✓✓")
    send(twilio, "Hello", to="+15005553003")
    await expect(page.locator(".bubble.failed .status")).to_have_text("! not delivered 30003")
    await expect(page.locator(".card h2").first).to_have_text("+15005553003")
    send(twilio, "x" * 200)
    await expect(page.locator(".card h2").first).to_have_text(PERSON)
    await expect(page.get_by_text("2 segments")).to_be_visible()
    simulator.reset()
    await expect(page.get_by_text("No messages yet")).to_be_visible()


@pytest.mark.browser
async def test_right_to_left_text_and_its_link_are_shown_properly(page: Page, twilio: Client) -> None:
    send(twilio, ARABIC)
    send(twilio, "Left to right")
    arabic, english = page.locator(".bubble .body").first, page.locator(".bubble .body").nth(1)
    await expect(english).to_be_visible()
    assert await arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert await english.evaluate("e => getComputedStyle(e).direction") == "ltr"
    link = arabic.locator("a")
    await expect(link).to_have_attribute("href", "https://example.org/s/AbC")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.browser
async def test_a_text_that_begins_with_a_latin_name_runs_as_its_language_does(
    page: Page, twilio: Client, sendgrid: SendGridAPIClient
) -> None:
    send(twilio, "\u200f\u2068Springfield Police\u2069: قضيتكم \u206826-88112\u2069")
    send(twilio, "\u200f\u2068Springfield Police\u2069: پروندهٔ شما")
    sendgrid.send(Mail("police@agency.example", "amira@example.org", "26-88112: قضيتكم", "Springfield Police: قضيتكم"))
    bodies = page.locator(".bubble .body")
    await expect(bodies).to_have_count(2)
    for body, language in ((bodies.nth(0), "ar"), (bodies.nth(1), "fa"), (page.locator(".mail .subject"), "ar")):
        await expect(body).to_have_attribute("lang", language)
        assert await body.evaluate("e => getComputedStyle(e).direction") == "rtl"


@pytest.mark.browser
async def test_a_telephone_number_is_not_torn_apart(page: Page, twilio: Client) -> None:
    send(twilio, "Springfield Police: " + "If anything changes, call (206) 555-0100 or 206-555-0100. " * 4)
    await expect(page.locator(".bubble .number")).to_have_count(8)
    torn = "() => [...document.querySelectorAll('.number')].map((number) => number.getClientRects().length)"
    assert await page.evaluate(torn) == [1] * 8


@pytest.mark.browser
async def test_markup_in_messages_stays_text(page: Page, twilio: Client, sendgrid: SendGridAPIClient) -> None:
    send(twilio, NAUGHTY)
    sendgrid.send(Mail("police@agency.example", "sam@example.org", NAUGHTY, NAUGHTY))
    await expect(page.locator(".bubble .body")).to_have_text(NAUGHTY)
    await expect(page.locator(".mail .subject")).to_have_text(NAUGHTY)
    await expect(page.locator(".mail .body")).to_have_text(NAUGHTY)
    assert await page.locator("#threads img, #threads script").count() == 0


@pytest.mark.browser
async def test_an_email_can_be_unsubscribed_from_as_mail_programs_do_it(
    page: Page, sendgrid: SendGridAPIClient, receiver: Receiver
) -> None:
    mail = Mail("police@agency.example", "amira@example.org", "Your case", "Only text")
    mail.add_header(Header("List-Unsubscribe", f"<{receiver.url}/u/opaque>"))
    mail.add_header(Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    sendgrid.send(mail)
    await page.get_by_role("button", name="Unsubscribe").click()
    await expect(page.get_by_text("Unsubscribed.")).to_be_visible()
    (post,) = receiver.posts
    assert (post.path, post.form) == ("/u/opaque", {"List-Unsubscribe": "One-Click"})


@pytest.mark.browser
async def test_an_email_without_the_header_offers_no_button(page: Page, sendgrid: SendGridAPIClient) -> None:
    sendgrid.send(Mail("police@agency.example", "amira@example.org", "Your code", "Only text"))
    await expect(page.get_by_text("Only text")).to_be_visible()
    await expect(page.get_by_role("button", name="Unsubscribe")).to_be_hidden()


@pytest.mark.browser
async def test_an_email_is_shown_in_a_sandbox_and_as_text(
    page: Page, process: SimulatorProcess, sendgrid: SendGridAPIClient
) -> None:
    sendgrid.send(Mail("police@agency.example", "amira@example.org", "استلمنا بلاغك", "Only text", HTML))
    frame = page.locator("iframe")
    await expect(frame).to_have_attribute("sandbox", "allow-popups allow-popups-to-escape-sandbox")
    inside = page.frame_locator("iframe")
    await expect(inside.get_by_role("heading")).to_have_text("استلمنا بلاغك")
    assert await inside.locator("html").evaluate("e => e.ownerDocument.title") == "x"
    assert await inside.locator("base").get_attribute("target") == "_blank"
    await page.get_by_role("button", name="Text").click()
    await expect(page.get_by_text("Only text")).to_be_visible()
    await expect(frame).to_be_hidden()


@pytest.mark.browser
async def test_a_reply_is_written_on_the_phone_and_survives_new_messages(
    page: Page, twilio: Client, simulator: SimulatorControl
) -> None:
    send(twilio, "We received your call.")
    box = page.get_by_placeholder("Write back")
    await box.fill("He is still he")
    send(twilio, "Somebody else's", to="+12065550102")
    await expect(page.locator(".card")).to_have_count(2)
    await expect(page.locator(".card h2").first).to_have_text("+12065550102")
    await page.keyboard.type("re")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.own .body")).to_have_text("He is still here")
    [reply] = simulator.messages(direction="inbound")
    assert (reply["sender"], reply["to"], reply["body"]) == (PERSON, AGENCY, "He is still here")


@pytest.mark.browser
async def test_phones_are_filtered_searched_and_opened_alone(
    page: Page, process: SimulatorProcess, twilio: Client, sendgrid: SendGridAPIClient
) -> None:
    send(twilio, "One")
    send(twilio, "Two", to="+12065550102")
    sendgrid.send(Mail("police@agency.example", "sam@example.org", "Three", "Text"))
    await expect(page.locator(".card")).to_have_count(3)
    await page.get_by_role("button", name="Inboxes").click()
    await expect(page.locator(".card")).to_have_count(1)
    await page.get_by_role("button", name="All", exact=True).click()
    await page.get_by_role("searchbox").fill("(206) 555-0102")
    await expect(page.locator(".card h2")).to_have_text(["+12065550102"])
    await page.get_by_role("searchbox").fill("nothing like it")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await page.goto(f"{process.url}/phones/{PERSON}")
    await expect(page.locator(".card h2")).to_have_text([PERSON])
    await page.get_by_role("link", name="All phones").click()
    await expect(page.locator(".card")).to_have_count(3)


@pytest.mark.browser
async def test_somebody_unknown_writes_first(page: Page, simulator: SimulatorControl) -> None:
    await page.get_by_text("Write from another phone").click()
    form = page.locator("#compose")
    await form.get_by_label("From").fill("+12065550123")
    await form.get_by_label("Text").fill("Is anybody there?")
    await form.get_by_role("button", name="Send").click()
    await expect(page.locator(".card h2")).to_have_text(["+12065550123"])
    await expect(form.get_by_role("status")).to_have_text("Sent.")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_at_320_pixels_nothing_sticks_out(
    page: Page, twilio: Client, sendgrid: SendGridAPIClient, scheme: str
) -> None:
    send(twilio, "Averylongwordwithoutanyspace" * 12)
    sendgrid.send(Mail("police@agency.example", "a" * 50 + "@example.org", "Word" * 30, "Text", HTML))
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await expect(page.locator(".card")).to_have_count(2)
    await page.get_by_text("Numbers and addresses that fail").click()
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
    bright = await page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (sum(bright) > 3 * 128) is (scheme == "light")


def test_pages_and_mails_forbid_everything_they_do_not_need(
    simulator: SimulatorControl, process: SimulatorProcess, sendgrid: SendGridAPIClient
) -> None:
    answer = sendgrid.send(Mail("police@agency.example", "sam@example.org", "Subject", "Text", HTML))
    sid = answer.headers["X-Message-Id"]
    for path, policy in (("/", "script-src 'self'"), (f"/_phones/mail/{sid}", "sandbox allow-popups ")):
        headers = httpx.get(process.url + path, trust_env=False).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert policy in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
    assert httpx.get(f"{process.url}/_phones/mail/unknown", trust_env=False).status_code == 404
    escaped = httpx.get(f"{process.url}/phones/%22%3E%3Cscript%3E", trust_env=False).text
    assert "<script>" not in escaped


def test_every_link_of_a_mail_opens_in_a_new_tab() -> None:
    assert links_in_new_tab("<p>x</p>") == '<base target="_blank"><p>x</p>'
    assert links_in_new_tab("<html><HEAD class=a><p>") == '<html><HEAD class=a><base target="_blank"><p>'
    assert links_in_new_tab("<header>") == '<base target="_blank"><header>'
