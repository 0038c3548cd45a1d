
// Puts words on the clipboard; returns `said`, or the sentence that this is not allowed.
async function copied(words, said) {
  const done = await navigator.clipboard?.writeText(words).then(() => true, () => false) || copySelected(words);
  return done ? said : "The browser does not allow copying here. Select the words, and copy them yourself.";
}

// Without a secure connection there is no clipboard for scripts, but what is selected can be copied.
function copySelected(words) {
  const holder = document.createElement("textarea"), active = document.activeElement;
  holder.value = words;
  holder.className = "vh";
  holder.setAttribute("aria-hidden", "true");
  // Outside of an open dialog nothing can be selected.
  (active?.closest("dialog") ?? document.querySelector("#page")).append(holder);
  holder.select();
  const done = document.execCommand("copy");
  holder.remove();
  active?.focus({ preventScroll: true });
  return done;
}

// Copies the citation that a button offers, and says so beside it; returns the sentence, for those who hear.
async function copyCitation(button) {
  const said = await copied(button.dataset.copy, "The citation was copied.");
  const beside = button.closest(".acts")?.querySelector("[data-shown]");
  if (beside) beside.textContent = said;
  return said;
}
