// Fills the page of phones: asks every second what changed and draws only that. All text goes in as text, never as markup.

const only = document.body.dataset.only;
const threads = document.querySelector("#threads");
const live = document.querySelector("#live");
const wanted = { search: "", kind: "", limit: 60, epoch: "", version: -1 };
const cards = new Map();

// Directional isolates may stand right beside a link in Arabic and Farsi; they are not part of it.
const LINK = /https?:\/\/[^\s<>"\u200e\u200f\u202a-\u202e\u2066-\u2069]+/;
const PHONE = /\+?(?:\d{1,3}[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}/;
const LINK_OR_PHONE = new RegExp(`${LINK.source}|${PHONE.source}`, "g");
const TICKS = {
  accepted: ["○", "accepted"], queued: ["○", "queued"], sending: ["○", "sending"], processed: ["✓", "processed"],
  sent: ["✓", "sent"], delivered: ["✓✓", "delivered"], received: ["", ""], deferred: ["…", "deferred"],
  undelivered: ["!", "not delivered"], failed: ["!", "failed"], bounce: ["!", "bounced"], blocked: ["!", "blocked"],
  dropped: ["!", "dropped"], spamreport: ["!", "reported as spam"], unsubscribe: ["✓✓", "unsubscribed"],
  group_unsubscribe: ["✓✓", "unsubscribed"],
};

const make = (name) => document.querySelector(`#${name}`).content.firstElementChild.cloneNode(true);

const ARABIC_LETTER = /[\u0620-\u06ff]/;
const FARSI_LETTER = /[\u067e\u0686\u0698\u06a9\u06af\u06cc]/;

// A provider is not told the language of a text. Its letters tell it, or the mark that a text from the right begins with.
function showLanguage(element, text) {
  const letters = text.match(/\p{L}/gu) ?? [];
  const arabic = letters.filter((letter) => ARABIC_LETTER.test(letter));
  if (!text.startsWith("\u200f") && arabic.length * 2 <= letters.length) return;
  element.lang = FARSI_LETTER.test(text) ? "fa" : "ar";
  element.dir = "rtl";
}

function makeLink(text) {
  if (!text.startsWith("http")) return null;
  const url = text.replace(/[.,;:!?)\]]+$/, "");
  const link = document.createElement("a");
  return Object.assign(link, { href: url, textContent: url, target: "_blank", rel: "noopener noreferrer" });
}

// A telephone number over two lines reads wrong, above all from right to left.
function makePhone(text) {
  return Object.assign(document.createElement("span"), { className: "number", textContent: text });
}

function showText(element, text) {
  showLanguage(element, text);
  element.replaceChildren();
  let end = 0;
  for (const match of text.matchAll(LINK_OR_PHONE)) {
    const found = makeLink(match[0]) ?? makePhone(match[0]);
    element.append(text.slice(end, match.index), found);
    end = match.index + found.textContent.length;
  }
  element.append(text.slice(end));
}

function showTime(element, iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "short" };
  element.dateTime = iso;
  element.textContent = at.toLocaleString([], { hour: "2-digit", minute: "2-digit", ...day });
  element.title = at.toLocaleString();
}

function showStatus(item, message) {
  const [tick, word] = TICKS[message.status] ?? ["", message.status];
  const status = item.querySelector(".status");
  const code = message.error ? ` ${message.error}` : "";
  const failed = tick === "!";
  status.textContent = failed ? `${tick} ${word}${code}` : tick;
  status.title = [word + code, message.reason].filter(Boolean).join(": ");
  status.setAttribute("aria-label", status.title);
  status.setAttribute("role", "img");
  item.classList.toggle("failed", failed);
  item.classList.toggle("delivered", message.status === "delivered");
}

function makeText(message) {
  const item = make("text-bubble");
  item.classList.add(message.own ? "own" : "theirs");
  showText(item.querySelector(".body"), message.body);
  showTime(item.querySelector("time"), message.at);
  const parts = item.querySelector(".parts");
  parts.textContent = message.segments > 1 ? `${message.segments} segments` : "";
  return item;
}

function makeMail(message) {
  const item = make("mail-bubble");
  const details = item.querySelector("details");
  const frame = item.querySelector("iframe");
  const body = item.querySelector(".body");
  const views = item.querySelectorAll("[data-view]");
  item.querySelector(".subject").textContent = message.subject;
  showLanguage(item.querySelector(".subject"), message.subject);
  item.querySelector(".sender").textContent = `From ${message.peer}`;
  showText(body, message.body);
  showTime(item.querySelector("time"), message.at);
  const show = (view) => {
    frame.hidden = view !== "html";
    body.hidden = view === "html";
    views.forEach((button) => button.setAttribute("aria-pressed", button.dataset.view === view));
  };
  views.forEach((button) => button.addEventListener("click", () => show(button.dataset.view)));
  item.querySelector(".views").hidden = !(message.html && message.body);
  show(message.html ? "html" : "text");
  const unsubscribe = item.querySelector(".unsubscribe");
  unsubscribe.hidden = !message.unsubscribe;
  unsubscribe.querySelector("button").addEventListener("click", () => oneClick(message.sid, unsubscribe));
  details.addEventListener("toggle", () => {
    if (details.open && message.html && !frame.src) frame.src = `/_phones/mail/${encodeURIComponent(message.sid)}`;
  });
  return item;
}

function makeCard(thread) {
  const card = make(thread.kind);
  const link = card.querySelector("h2 a");
  link.textContent = thread.address;
  link.href = `/phones/${encodeURIComponent(thread.address)}`;
  const hue = [...thread.address].reduce((sum, c) => (sum * 31 + c.charCodeAt()) % 9973, 7) * 137 % 360;
  card.querySelector(".avatar").style.setProperty("--hue", hue);
  card.querySelector(".avatar").textContent = thread.kind === "phone" ? thread.address.slice(-2) : thread.address[0].toUpperCase();
  card.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    write({ from: thread.address, to: card.dataset.peer, body: form.body.value }, form.querySelector("button"))
      .then((sent) => { if (sent) form.reset(); });
  });
  card.items = new Map();
  cards.set(thread.id, card);
  return card;
}

function drawCard(thread) {
  const card = cards.get(thread.id) ?? makeCard(thread);
  const list = card.querySelector(".bubbles");
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  // Texts run downwards as on a phone; an inbox has the newest on top.
  const newestOnTop = thread.kind === "inbox";
  let arrived = null;
  for (const message of thread.messages) {
    if (!card.items.has(message.sid)) {
      const item = newestOnTop ? makeMail(message) : makeText(message);
      card.items.set(message.sid, item);
      if (newestOnTop) list.prepend(item); else list.append(item);
      arrived = item;
    }
    showStatus(card.items.get(message.sid), message);
  }
  const last = thread.messages.at(-1);
  card.dataset.peer = last.peer;
  const count = thread.hidden + thread.messages.length;
  const hidden = thread.hidden ? `, the latest ${thread.messages.length}` : "";
  card.querySelector(".sub").textContent = `${count} ${thread.kind === "phone" ? "text" : "email"}${count === 1 ? "" : "s"}${hidden}`;
  if (newestOnTop && arrived) {
    list.querySelectorAll("details[open]").forEach((open) => { if (!open.matches(":hover, :focus-within")) open.open = false; });
    arrived.querySelector("details").open = true;
  }
  return () => { if (!newestOnTop && arrived && (wasAtEnd || last.own)) list.scrollTop = list.scrollHeight; };
}

function arrange(order) {
  const focused = document.activeElement;
  for (const [id, card] of cards) {
    if (!order.includes(id)) { card.remove(); cards.delete(id); }
  }
  order.forEach((id, place) => {
    const card = cards.get(id);
    if (card && threads.children[place] !== card) threads.insertBefore(card, threads.children[place] ?? null);
  });
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

function draw(answer) {
  if (answer.epoch !== wanted.epoch) { cards.forEach((card) => card.remove()); cards.clear(); }
  Object.assign(wanted, { epoch: answer.epoch, version: answer.version });
  if (answer.unchanged) return;
  const settle = answer.threads.map(drawCard);
  arrange(answer.order);
  settle.forEach((scroll) => scroll());
  const sought = wanted.search || wanted.kind;
  document.querySelector("#empty").hidden = answer.order.length > 0;
  document.querySelector("#empty-title").textContent = sought ? "Nothing found" : "No messages yet";
  document.querySelector("#empty-text").hidden = Boolean(sought);
  document.querySelector("#more").hidden = !answer.more;
  const people = `${answer.total} ${answer.total === 1 ? "phone or inbox" : "phones and inboxes"}`;
  live.textContent = `${answer.messages} ${answer.messages === 1 ? "message" : "messages"} · ${people}`;
}

let timer = 0;
let turn = 0;
async function poll() {
  clearTimeout(timer);
  const mine = ++turn;
  let wait = 1000;
  try {
    const response = await fetch(`/_phones/threads?${new URLSearchParams({ ...wanted, only })}`, { cache: "no-store" });
    if (!response.ok) throw new Error(response.statusText);
    const answer = await response.json();
    // The search changed meanwhile: this answer is to an old question.
    if (mine !== turn) return;
    draw(answer);
    live.classList.remove("lost");
  } catch {
    if (mine !== turn) return;
    live.textContent = "The simulator does not answer; trying again…";
    live.classList.add("lost");
    wait = 2000;
  }
  if (!document.hidden) timer = setTimeout(poll, wait);
}

function look(changes) {
  Object.assign(wanted, changes, { version: -1 });
  poll();
}

async function write(text, button) {
  button.disabled = true;
  try {
    const response = await fetch("/_control/inbound", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(text),
    });
    poll();
    return response.ok;
  } catch {
    return false;
  } finally {
    button.disabled = false;
  }
}

// As mail programs do it by RFC 8058: they post to the link in the header, the person never sees a page.
async function oneClick(sid, place) {
  const button = place.querySelector("button");
  button.disabled = true;
  const response = await fetch(`/_phones/mail/${encodeURIComponent(sid)}/unsubscribe`, { method: "POST" }).catch(() => null);
  const { answered } = response?.ok ? await response.json() : {};
  place.querySelector("[role=status]").textContent = answered === 200 ? "Unsubscribed." : `Not unsubscribed (${answered ?? "no answer"}).`;
  button.disabled = answered === 200;
}

document.querySelectorAll("[data-kind]").forEach((button) => button.addEventListener("click", () => {
  document.querySelectorAll("[data-kind]").forEach((other) => other.setAttribute("aria-pressed", other === button));
  look({ kind: button.dataset.kind });
}));
document.querySelector("#search")?.addEventListener("input", (event) => look({ search: event.target.value.trim() }));
document.querySelector("#more").addEventListener("click", () => look({ limit: Math.min(wanted.limit + 120, 2000) }));
document.querySelector("#compose")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const text = Object.fromEntries(new FormData(form));
  const sent = await write(text, form.querySelector("button"));
  form.querySelector("[role=status]").textContent = sent ? "Sent." : "Not sent.";
  if (sent) form.body.value = "";
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
poll();
