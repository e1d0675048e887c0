// Asks the browser for a passkey, or to make one. Without it there is the password with a code.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (listed) => (listed || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function asked(form) {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value });
  const answer = await fetch(form.dataset.challenge, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = withBytes(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = withBytes(options.allowCredentials);
  return options;
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} });
}

async function answer(form) {
  const button = form.querySelector("button");
  const failed = form.querySelector("[data-failed]");
  button.disabled = true;
  failed.hidden = true;
  try {
    const publicKey = await asked(form);
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.credential.value = answered(credential);
    HTMLFormElement.prototype.submit.call(form);
  } catch {
    failed.hidden = false;
    failed.focus();
    button.disabled = false;
  }
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form);
    });
  }
}
