// What goes wrong on the way to the server. This comes before page.js, whose names it uses once a question was asked.
const PATIENCE_MS = 4000;
let waiting = 0;

// Gradio tells of it in a box of its own, over what is being read. That is hidden, and is a sign to look.
const alarms = new MutationObserver((changes) => {
  if (changes.some((each) => each.addedNodes.length)) look(true);
});

function awaitAnswer() {
  const box = document.querySelector(".toast-wrap");
  if (box) alarms.observe(box, { childList: true });
  clearTimeout(waiting);
  waiting = setTimeout(look, PATIENCE_MS);
}

// Where the server does not answer at all, or fails, nobody is left waiting.
async function look(hasFailed = false) {
  if (!unheard && !hasFailed) return;
  const isThere = await fetch("healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (!unheard && !hasFailed) return;
  if (isThere && !hasFailed) waiting = setTimeout(look, PATIENCE_MS);
  else giveBack(isThere ? "The server could not take this just now." : "The server cannot be reached.");
}

// What was asked is in the box again, unless another question is.
function giveBack(reason) {
  if (busy && !question.value) setQuestion(asked);
  unheard = "";
  halting = false;
  setBusy(false);
  thread.querySelector(".pending")?.remove();
  const isHere = asked && question.value === asked;
  say("notice", `${reason} ${isHere ? "Your question is still here: ask it" : "Try"} again in a minute.`);
}
