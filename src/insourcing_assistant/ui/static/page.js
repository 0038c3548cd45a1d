// Runs once, when Gradio has put the shell on the page. `element`, `props`, `trigger` and `watch` are Gradio's.
document.documentElement.lang = "en-GB";

// Gradio puts everything into its main part, in which no masthead is a banner; beside it, ours is one.
const skip = element.querySelector(".skip"), masthead = element.querySelector(".masthead");
element.closest("main")?.before(skip, masthead);

const find = (selector) => element.querySelector(selector) ?? masthead.querySelector(selector);
const part = (name) => find(`[data-part="${name}"]`), act = (name) => find(`[data-act="${name}"]`);
const thread = part("thread"), sources = part("sources");
const form = element.querySelector("form"), question = element.querySelector("#question");
const askButton = form.querySelector("[type=submit]"), stopButton = act("stop");
const dialog = element.querySelector("dialog");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const touch = matchMedia("(pointer: coarse)");
let asked = "", unheard = "", before = 0, halting = false, stopped = false, early = null, place = "", busy = false, turns = 0, openTurn = 0, cameFrom = null, askedByButton = false;

// What comes into view keeps clear of the question box, which is higher where the filters are unfolded, and of the
// masthead, which has two lines where the reader spaces the letters.
for (const [name, part] of Object.entries({ composer: element.querySelector(".composer"), masthead })) {
  new ResizeObserver(() => element.style.setProperty(`--${name}`, `${part.offsetHeight}px`)).observe(part);
}

// --- What the server says -----------------------------------------------------------------------------------------

// Only what changed is replaced, so that nothing that is being read, or has focus, or was unfolded, moves.
const delivered = new WeakMap();

function settle(parent, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  merge(parent, template.content);
}

function merge(parent, fresh) {
  const arriving = [...fresh.children];
  arriving.forEach((node, index) => {
    const standing = parent.children[index];
    const html = node.outerHTML;
    if (standing && delivered.get(standing) === html) return;
    if (standing && node.id && standing.id === node.id && "grow" in node.dataset) {
      merge(standing, node);
      delivered.set(standing, html);
      return;
    }
    for (const each of [node, ...node.querySelectorAll("[data-grow], [data-grow] > *")]) {
      delivered.set(each, each.outerHTML);
    }
    if (standing) standing.replaceWith(node);
    else parent.append(node);
  });
  while (parent.children.length > arriving.length) parent.lastElementChild.remove();
}

function say(name, words) {
  const node = part(name);
  if (node.textContent !== words) node.textContent = words;
}

function show() {
  const view = props.value;
  if (!view) return;
  if (view.opened === false) {
    unready(view);
    return;
  }
  if (stopped && view.busy) return;
  settle(thread, view.thread);
  settle(sources, view.sources);
  offerChoices(view.choices);
  say("shelf", view.shelf);
  say("notice", view.notice);
  say("status", view.status);
  const wasUnheard = unheard !== "";
  unheard = "";
  act("fresh").hidden = view.turns === 0;
  setBusy(view.busy);
  if (view.busy) before = view.turns - 1;
  if (view.notice && asked && !question.value) setQuestion(asked);
  if (halting) settleHalt(view, wasUnheard);
  if (isElsewhere(view.place)) startCounting();
  if (view.turns > turns) arrive(view.turns);
  if (view.turns < openTurn) openTurn = view.turns;
  turns = view.turns;
  openSources(openTurn);
  standAt(view.place ?? "");
  askEarly();
  askNext(view);
}

// A conversation that was deleted in another window goes on as a new one, whose first turn is turn 1 again.
function isElsewhere(now) {
  return Boolean(now) && !["", "new", now].includes(place);
}

function startCounting() {
  turns = 0;
  before = 0;
  openTurn = 0;
}

// What was stopped before it was answered is back in the box. A stop that came before the server had heard of the
// question would find nothing to stop, so it waits. What was under way to the page meanwhile comes too late.
function settleHalt(view, wasUnheard) {
  if (view.busy) {
    if (wasUnheard) trigger("halt");
    return;
  }
  halting = false;
  stopped = true;
  if (view.turns === before && !question.value) setQuestion(asked);
}

// Until the server knows whose page this is, a question waits: what comes then would take its place.
function unready(view) {
  say("shelf", view.shelf);
  offerChoices(view.choices);
  settle(thread, view.thread);
  settle(sources, view.sources);
  early ??= () => {};
  setTimeout(askEarly, 15000);
}

function askEarly() {
  const waited = early;
  early = null;
  waited?.();
}

// The address names the conversation, so that the page can be loaded anew, and kept among the bookmarks.
function standAt(now) {
  place = now;
  const address = new URL(location.href);
  if (now) address.searchParams.set("conversation", now);
  else address.searchParams.delete("conversation");
  if (address.href !== location.href) history.replaceState(history.state, "", address.href);
}

addEventListener("popstate", () => {
  if ((new URL(location.href).searchParams.get("conversation") ?? "") !== place) location.reload();
});

function arrive(turn) {
  openTurn = turn;
  const article = thread.querySelector(`#turn-${turn}`);
  if (!article) return;
  const first = article.previousElementSibling?.id === "before" ? article.previousElementSibling : article;
  first.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  if (askedByButton || touch.matches) article.querySelector("h2").focus({ preventScroll: true });
}

function setBusy(now) {
  if (busy && !now && document.activeElement === stopButton) question.focus({ preventScroll: true });
  busy = now;
  askButton.hidden = now;
  stopButton.hidden = !now;
}

// --- What the reader does -----------------------------------------------------------------------------------------

function ask(words, byButton) {
  if (busy) return;
  if (early) {
    early = () => ask(words, byButton);
    return;
  }
  asked = words;
  askedByButton = byButton;
  if (!byButton) question.focus({ preventScroll: true });
  setQuestion("");
  say("told", "");
  if (words.trim()) setBusy(true);
  unheard = words;
  before = turns;
  halting = false;
  stopped = false;
  trigger("ask", { question: words, filters: chosen(), place });
  awaitAnswer();
}

function halt() {
  halting = true;
  if (!unheard) trigger("halt");
}

// The second click of a double click on Ask falls on Stop, which has taken its place.
function haltBy(event) {
  if (event.detail < 2) halt();
}

function setQuestion(words) {
  question.value = words;
  fit();
}

function fit() {
  question.style.height = "auto";
  question.style.height = `${question.scrollHeight}px`;
}

function openSources(turn) {
  for (const section of sources.querySelectorAll("[data-turn]")) {
    section.hidden = Number(section.dataset.turn) !== turn;
  }
}

function goToSource(link) {
  const card = sources.querySelector(link.getAttribute("href"));
  if (!card) return;
  cameFrom = link;
  openTurn = Number(card.closest("[data-turn]").dataset.turn);
  openSources(openTurn);
  for (const other of sources.querySelectorAll(".card.on")) other.classList.remove("on");
  card.classList.add("on");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

function goBack(link) {
  const home = cameFrom?.isConnected && cameFrom.getAttribute("href") === link.dataset.card
    ? cameFrom : thread.querySelector(link.getAttribute("href"));
  if (!home) return;
  home.focus({ preventScroll: true });
  home.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(question.value, false);
});

part("choices").addEventListener("input", noteFilters);
question.addEventListener("input", fit);
question.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  ask(question.value, false);
});

function press(event) {
  const target = event.target.closest("a[href^='#'], button");
  if (!target) return;
  if (target.matches("a")) event.preventDefault();
  if (target.matches(".skip")) question.focus();
  else if (target.matches(".cite")) goToSource(target);
  else if (target.matches(".back")) goBack(target);
  else if (target.dataset.ask) ask(target.dataset.ask, true);
  else if (target.dataset.act === "close") dialog.close();
  else if (target.dataset.act === "stop") haltBy(event);
  else if (target.dataset.act === "fresh") startAfresh();
  else if (target.dataset.act === "unfilter") clearFilters();
}

for (const each of [skip, masthead, element]) each.addEventListener("click", press);

dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

// The conversation that is left stays one step back.
function startAfresh() {
  if (place) history.pushState(history.state, "", location.href);
  trigger("fresh");
  startCounting();
  setQuestion("");
  question.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

// --- What the address asks: /?question=…&report=…; several questions are asked one after the other ------------------

const address = new URLSearchParams(location.search);
const toAsk = address.getAll("question").map((words) => words.trim()).filter(Boolean).slice(0, 6);
const limits = ["report", "publisher", "from", "to"].filter((name) => address.get(name));
let isTaken = false;

function askNext(view) {
  if (view.opened === false || view.busy || busy || !toAsk.length) return;
  if (!isTaken) takeAddress();
  if (toAsk.length) ask(toAsk.shift(), true);
}

// Sets the filters to what the address limits the question to, and takes the question out of the address, or a reload would ask again.
function takeAddress() {
  isTaken = true;
  chooseAgain({});
  for (const name of limits) {
    const control = element.querySelector(`[data-filter="${name}"]`);
    control.value = address.get(name);
    if (control.value === address.get(name)) continue;
    say("notice", "What the link limits the question to is not in the library. Set the filters, and ask.");
    setQuestion(toAsk.at(-1));
    toAsk.length = 0;
  }
  noteFilters();
  const without = new URL(location.href);
  for (const name of ["question", ...limits]) without.searchParams.delete(name);
  history.replaceState(history.state, "", without.href);
}

// --- What was typed and never reached the server is in the box again when the page is loaded anew -------------------

addEventListener("pagehide", () => {
  try { sessionStorage.setItem("unsent", unheard || question.value); } catch { /* it may be forbidden */ }
});

function takeUpUnsent() {
  let words = "";
  try { words = sessionStorage.getItem("unsent") ?? ""; } catch { /* as above */ }
  setQuestion(words);
}

takeUpUnsent();
watch("value", show);
show();
