// Runs after page.js or answer.js, whose `element` and `thread` it uses: terms explain themselves when they are pointed at, focused or pressed, and go
// on doing so while the pointer is on the explanation. Escape closes it, whatever has the focus.
{
  const LEAVES_MS = 250, GAP_PX = 4;
  let shown = null, leaving = 0;

  const meaningOf = (term) => element.querySelector(`#${term.getAttribute("aria-describedby")}`);

  function explain(term) {
    clearTimeout(leaving);
    if (shown?.term === term && shown.meaning.isConnected) return;
    hide();
    const meaning = meaningOf(term);
    if (!meaning) return;
    shown = { term, meaning };
    meaning.hidden = false;
    place(term, meaning);
  }

  // Below the term, or above it where there is more room; never wider than the answer.
  function place(term, meaning) {
    const body = term.closest(".body").getBoundingClientRect(), lines = term.getClientRects();
    const first = lines[0], last = lines[lines.length - 1];
    const floor = element.querySelector(".composer")?.getBoundingClientRect().top ?? innerHeight;
    const below = last.bottom + GAP_PX, above = first.top - GAP_PX - meaning.offsetHeight;
    const top = below + meaning.offsetHeight > floor && above > 0 ? above : below;
    meaning.style.top = `${top - body.top}px`;
    meaning.style.left = `${Math.max(0, Math.min(first.left - body.left, body.width - meaning.offsetWidth))}px`;
  }

  function hide() {
    if (shown) shown.meaning.hidden = true;
    shown = null;
  }

  function leave() {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (shown && !shown.term.matches(":hover, :focus") && !shown.meaning.matches(":hover")) hide();
    }, LEAVES_MS);
  }

  const termAt = (event) => event.target.closest?.(".term");

  thread.addEventListener("focusin", (event) => { if (termAt(event)) explain(termAt(event)); });
  // At once, or the explanation would lie over what has the focus next.
  thread.addEventListener("focusout", (event) => {
    if (termAt(event) && !shown?.term.matches(":hover") && !shown?.meaning.matches(":hover")) hide();
  });
  thread.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch" && termAt(event)) explain(termAt(event));
  });
  thread.addEventListener("pointerout", (event) => { if (event.target.closest(".term, .meaning")) leave(); });
  thread.addEventListener("click", (event) => { if (termAt(event)) explain(termAt(event)); });
  thread.addEventListener("keydown", (event) => {
    if (!event.target.matches(".term") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    if (shown) hide();
    else explain(event.target);
  });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !event.target.closest?.(".term, .meaning")) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    event.preventDefault();
    hide();
  });
}
