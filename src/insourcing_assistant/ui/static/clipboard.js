
// Puts words on the clipboard; false where that is not allowed.
async function copyWords(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copySelected(words);
  }
}

// Without a secure connection there is no clipboard for scripts, but what is selected can be copied.
function copySelected(words) {
  const holder = document.createElement("textarea"), active = document.activeElement;
  holder.value = words;
  holder.className = "vh";
  document.querySelector("#page").append(holder);
  holder.select();
  const done = document.execCommand("copy");
  holder.remove();
  active?.focus({ preventScroll: true });
  return done;
}
