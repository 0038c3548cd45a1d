// Makes the Library page livelier. Without this script every form works too, and a reload shows what has changed.
const find = document.querySelector("#find");
const words = document.querySelector("#q"), order = document.querySelector("#sort");
let asking = 0, pause = 0;

// Shows what the server says now, without leaving the page.
async function refresh() {
  const mine = ++asking;
  const address = `library?${new URLSearchParams({ q: words.value, sort: order.value })}`;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || mine !== asking) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  history.replaceState(null, "", address);
  settle(fresh, ".lead");
  settleChoice(fresh, "#of");
  settle(fresh, "#found");
  keepFocus(() => {
    // Whoever reads or types inside an entry keeps it: only what differs is replaced.
    const list = document.querySelector("#publications"), shown = list.querySelector("ul");
    const arriving = fresh.querySelector("#publications ul");
    keepStanding(list, arriving, ".entries > li");
    if (shown && arriving) shown.replaceChildren(...arriving.children);
    else if (arriving) list.append(arriving);
    else shown?.remove();
  });
}

// Puts what stands there already in the place of what arrives and is the same.
function keepStanding(parent, arriving, items) {
  const name = (item) => item.id || item.firstElementChild.id;
  const standing = new Map([...parent.querySelectorAll(items)].map((item) => [name(item), item]));
  for (const item of arriving?.children.length ? [...arriving.children] : []) {
    const old = standing.get(name(item));
    if (old && as(old) === as(item)) item.replaceWith(old);
  }
}

// What has the focus keeps it when it is moved; when it is replaced, what stands in its place has it; else the changes.
function keepFocus(change) {
  const active = document.activeElement, place = active?.closest(".entry, .job")?.id;
  change();
  if (active?.isConnected) active.focus({ preventScroll: true });
  else if (place) (document.getElementById(place) ?? document.querySelector("#changes"))?.focus({ preventScroll: true });
}

// The forms of a publication are text, which costs next to nothing, until they are unfolded.
function makeForms(within) {
  for (const held of within.querySelectorAll("noscript")) {
    held.outerHTML = held.firstElementChild ? held.innerHTML : held.textContent;
  }
}

for (const event of ["click", "toggle"]) {
  document.addEventListener(event, ({ target }) => {
    const fold = target.closest?.(".fold");
    if (fold && (target === fold || target.closest("summary"))) makeForms(fold);
  }, true);
}

// What was unfolded by the reader is no difference.
function as(item) {
  const copy = item.cloneNode(true);
  makeForms(copy);
  for (const fold of copy.querySelectorAll("details")) fold.removeAttribute("open");
  return copy.innerHTML;
}

function settle(fresh, selector) {
  const node = document.querySelector(selector), said = fresh.querySelector(selector);
  if (node && said && node.innerHTML !== said.innerHTML) node.innerHTML = said.innerHTML;
}

// What was chosen stays chosen while it is on offer.
function settleChoice(fresh, selector) {
  const choice = document.querySelector(selector), chosen = choice?.value;
  settle(fresh, selector);
  if (choice && [...choice.options].some((option) => option.value === chosen)) choice.value = chosen;
}

if (find) {
  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(refresh, 150);
  });
  order.addEventListener("change", refresh);
  // Whoever presses Enter wants to see what was found: low in the window there would be little of it.
  find.addEventListener("submit", async (event) => {
    event.preventDefault();
    await refresh();
    if (find.getBoundingClientRect().bottom > innerHeight / 2) find.scrollIntoView();
  });
}

// --- Changes ---------------------------------------------------------------------------------------------------------

const changes = document.querySelector("#changes"), told = document.querySelector("#told");
const files = document.querySelector("#add-files"), leaf = document.querySelector(".leaf");
const states = new Map();
let timer = 0;

function note(job) {
  const before = states.get(job.id), now = job.dataset.state;
  states.set(job.id, now);
  return before !== undefined && before === now ? "" : now;
}

// Asks for the changes once a second while any goes on; tells of those that have ended, and shows their publications.
async function follow() {
  clearTimeout(timer);
  const answer = await fetch("library/changes").catch(() => null);
  if (answer?.ok) {
    const markup = await answer.text();
    const template = document.createElement("template");
    template.innerHTML = markup;
    keepFocus(() => {
      keepStanding(changes, template.content.querySelector(".jobs"), ".job");
      changes.replaceChildren(template.content);
    });
    const ended = [...changes.querySelectorAll(".job")].filter((job) => ["done", "failed"].includes(note(job)));
    if (ended.length) {
      say(ended.map((job) => job.innerText).join(" "));
      await refresh();
    }
  }
  const active = changes.querySelector("[data-state=waiting], [data-state=working]");
  if (active || !answer?.ok) timer = setTimeout(follow, answer?.ok ? 1000 : 5000);
}

function say(sentence) {
  told.textContent = sentence.replace(/\s+/g, " ");
}

// A refusal is a sentence, which stands beside the form that was sent until it is sent again.
function refuse(form, sentence) {
  form.querySelector(".notice")?.remove();
  if (!sentence) return;
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  notice.textContent = sentence;
  form.append(notice);
}

// Returns the status of the answer; 0 where there is none.
async function send(form, body) {
  refuse(form, "");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body }).catch(() => null);
  if (!answer?.ok) refuse(form, await reasonOf(answer));
  return answer?.status ?? 0;
}

// A refusal of ours is a sentence; what a proxy in between says is a page of its own, which nobody wants to read here.
async function reasonOf(answer) {
  if (!answer) return "The server cannot be reached. Try again.";
  const said = answer.headers.get("content-type")?.startsWith("text/plain") ? (await answer.text()).trim() : "";
  if (said) return said;
  if (answer.status === 413) return "That is larger than may be sent to this address.";
  return "The server could not take it. Try again in a minute.";
}

// One file a request: a bad one is told of by itself. Where no more may wait, the others need not be tried.
const FULL = 429, UNREACHED = 0, isTaken = (status) => status >= 200 && status < 300;

async function sendFiles(list) {
  const of = files.querySelector("#of").value, refused = [], left = new DataTransfer();
  const button = files.querySelector("button");
  // A button that is switched off would lose the focus.
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  for (const [index, file] of [...list].entries()) {
    say(`Sending file ${index + 1} of ${list.length}.`);
    if (file.size > Number(files.dataset.max)) {
      refused.push(`${file.name}: it is larger than ${Math.round(Number(files.dataset.max) / 1e6)} MB.`);
      left.items.add(file);
      continue;
    }
    const body = new FormData();
    body.append("of", of);
    body.append("file", file);
    const status = await send(files, body);
    if (isTaken(status)) {
      follow();
      continue;
    }
    const reason = files.querySelector(".notice").textContent;
    if (status === FULL || status === UNREACHED) {
      const unsent = [...list].slice(index);
      for (const each of unsent) left.items.add(each);
      refused.push(`${reason} Not sent: ${unsent.map((each) => each.name).join(", ")}.`);
      break;
    }
    refused.push(reason.includes(file.name) ? reason : `${file.name}: ${reason}`);
    left.items.add(file);
  }
  button.removeAttribute("aria-disabled");
  if (told.textContent.startsWith("Sending")) say("");
  refuse(files, refused.join(" "));
  // What was not taken stays chosen; what was would be sent twice.
  if (refused.length) {
    files.querySelector("#files").files = left.files;
    return;
  }
  files.reset();
  await follow();
  showLatest();
}

// Below the forms, on a phone, nothing would seem to happen.
function showLatest() {
  changes.querySelector(".job")?.scrollIntoView({ block: "nearest" });
}

function takeDrop(event) {
  event.preventDefault();
  leaf.classList.remove("dropping");
  if (!event.dataTransfer.files.length) return;
  document.querySelector("#add").open = true;
  sendFiles(event.dataTransfer.files);
}

if (changes) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || form.getAttribute("action") === "library/leave") return;
    event.preventDefault();
    if (form === files) {
      await sendFiles(form.querySelector("#files").files);
      return;
    }
    if (isTaken(await send(form, new URLSearchParams(new FormData(form))))) {
      if (form.id === "add-address") form.reset();
      say("It is under way.");
      await follow();
      showLatest();
    }
  });
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    leaf.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) leaf.classList.remove("dropping"); });
  document.addEventListener("drop", takeDrop);
  for (const job of changes.querySelectorAll(".job")) note(job);
  follow();
}
