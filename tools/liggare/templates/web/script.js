"use strict";
// Comfort only: every page works without this script.

const answerRow = (link) => {
  const row = link.closest("tr");
  const next = row && row.nextElementSibling;
  return next && next.classList.contains("answer") && next.dataset.of === link.href ? next : null;
};

const close = (link, answer) => {
  answer.remove();
  link.setAttribute("aria-expanded", "false");
  link.focus();
};

// "Varför?" opens its answer under the row, or after the sentence, that it stands in.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.why");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const open = link.answer && link.answer.isConnected ? link.answer : answerRow(link);
  event.preventDefault();
  if (open) return close(link, open);
  let text;
  try {
    const response = await fetch(link.href, { headers: { "x-liggare-del": "1", accept: "text/html" } });
    if (!response.ok || response.redirected) throw new Error(response.status);
    text = await response.text();
  } catch {
    location.assign(link.href);
    return;
  }
  const row = link.closest("tr");
  let answer;
  let room;
  if (row) {
    answer = document.createElement("tr");
    answer.className = "answer";
    room = document.createElement("td");
    room.colSpan = row.cells.length;
    answer.append(room);
    row.after(answer);
  } else {
    answer = room = document.createElement("div");
    answer.className = "notice";
    (link.closest("p, li, dd, h1, h2, h3") || link).after(answer);
  }
  answer.dataset.of = link.href;
  room.innerHTML = text;
  room.tabIndex = -1;
  const shut = document.createElement("button");
  shut.className = "quiet";
  shut.type = "button";
  shut.textContent = "Stäng";
  shut.addEventListener("click", () => close(link, answer));
  room.append(shut);
  link.answer = answer;
  link.setAttribute("aria-expanded", "true");
  room.focus({ preventScroll: true });
  answer.scrollIntoView({ block: "nearest" });
});

// Keys of one letter can be shut off, for one who speaks to the computer or misses keys.
const OFF = "kortkommandon-av";
const areOff = () => {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
};
const choice = document.querySelector("[data-shortcuts]");
if (choice) {
  const button = document.createElement("button");
  button.type = "button";
  const say = () => {
    button.textContent = areOff() ? "Slå på kortkommandona" : "Stäng av kortkommandona";
    choice.firstElementChild.textContent = areOff() ? "De är avstängda i den här webbläsaren." : "";
  };
  button.addEventListener("click", () => {
    if (areOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "ja");
    say();
  });
  choice.append(button);
  say();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const answer = event.target.closest && event.target.closest("tr.answer, div.notice[data-of]");
    const link = answer && [...document.querySelectorAll("a.why")].find((one) => one.answer === answer);
    if (link) close(link, answer);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || areOff()) return;
  if (event.target.closest && event.target.closest("input, select, textarea")) return;
  const go = (element) => {
    if (!element) return;
    event.preventDefault();
    if (element.matches("a")) element.click();
    else element.focus();
  };
  if (event.key === "/") go(document.getElementById("sok"));
  else if (event.key === "t") go(document.getElementById("times-known"));
  else if (event.key.length === 1) go(document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`));
});

// Once is enough: the server would record it once all the same.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  const button = event.target.querySelector("button:not([type=button])");
  if (button) setTimeout(() => { button.disabled = true; }, 0);
});
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});

// Where the rooms do not all fit beside each other, the one that is shown is among those seen.
const here = document.querySelector(".rooms [aria-current]");
if (here) {
  const rooms = here.closest(".rooms");
  const beside = rooms.getBoundingClientRect();
  const place = here.getBoundingClientRect();
  rooms.scrollLeft += place.left - beside.left - (beside.width - place.width) / 2;
}

// The two sides of a reallocation are summed as they are typed.
for (const table of document.querySelectorAll("table.postings")) {
  const read = (input) => {
    const text = input.value.replace(/[\s\u00a0]|kr$/g, "").replace(/[−–]/g, "-").replace(",", ".");
    return /^[+-]?\d+(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : 0;
  };
  const kronor = (ore) => (ore / 100).toLocaleString("sv-SE", { minimumFractionDigits: ore % 100 ? 2 : 0 });
  table.addEventListener("input", () => {
    const sums = { gives: 0, gets: 0 };
    for (const row of table.tBodies[0].rows) {
      const side = (name) => read(row.querySelector(`[data-side="${name}"]`));
      const [gives, gets] = [side("gives"), side("gets")];
      sums.gives += gives;
      sums.gets += gets;
      row.querySelector("[data-after]").textContent = kronor(Number(row.dataset.left) - gives + gets);
    }
    for (const name in sums) table.querySelector(`[data-sum="${name}"]`).textContent = kronor(sums[name]);
    const difference = sums.gives - sums.gets;
    document.querySelector("[data-difference]").textContent = difference
      ? `✗ Skillnad mellan det som lämnas och det som fås: ${kronor(difference)} kr.`
      : "✓ Lika mycket lämnas som fås.";
  });
}
