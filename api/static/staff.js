// Keeps the counts in the menu and the title up to date. Pages work without it.
"use strict";
const from = document.currentScript.dataset.waiting;
const title = document.title;
const EVERY_MILLISECONDS = 15000;
let urgentBefore = null;

function show(name, count) {
  for (const place of document.querySelectorAll(`[data-count="${name}"]`)) {
    place.textContent = place.textContent.replace(/\d+/, String(count));
    place.hidden = count === 0;
  }
}

// A short tone, only where the browser lets pages that were clicked in make a sound.
function ring() {
  if (!navigator.userActivation || !navigator.userActivation.hasBeenActive) return;
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  tone.frequency.value = 880;
  tone.connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.3);
}

async function look() {
  try {
    const answer = await fetch(from, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) return;
    const waiting = await answer.json();
    show("tasks", waiting.tasks);
    show("urgent", waiting.urgent);
    document.title = waiting.urgent > 0 ? `(${waiting.urgent}) ${title}` : title;
    if (urgentBefore !== null && waiting.urgent > urgentBefore) ring();
    urgentBefore = waiting.urgent;
  } catch {
    // The next turn tries again; the page itself says when it was made.
  }
}

look();
setInterval(look, EVERY_MILLISECONDS);
