
// --- The tools under an answer. This follows page.js, whose names it uses. ----------------------------------------

async function copy(words, said) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    if (!copyBySelection(words)) said = "Copying is not allowed here.";
  }
  tell(said);
}

// Without a secure connection there is no clipboard for scripts, but what is selected can be copied.
function copyBySelection(words) {
  const holder = document.createElement("textarea"), active = document.activeElement;
  holder.value = words;
  holder.className = "vh";
  element.append(holder);
  holder.select();
  const done = document.execCommand("copy");
  holder.remove();
  active?.focus({ preventScroll: true });
  return done;
}

// The same words twice are heard only if something stood between them.
function tell(words) {
  say("status", "");
  say("told", words);
  setTimeout(() => { say("status", words); }, 50);
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { say("told", ""); }, 4000);
}

function answerAddress(record) {
  return new URL(`answer/${record}`, document.baseURI).href;
}

function editQuestion(words) {
  setQuestion(words);
  question.focus();
  question.setSelectionRange(words.length, words.length);
}

element.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]");
  if (!tool) return;
  const record = tool.closest("[data-record]")?.dataset.record;
  if (tool.dataset.tool === "copy") copy(tool.dataset.copy, tool.dataset.said);
  else if (tool.dataset.tool === "link") copy(answerAddress(record), tool.dataset.said);
  else if (tool.dataset.tool === "edit") editQuestion(tool.dataset.question);
});
