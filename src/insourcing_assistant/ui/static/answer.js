
// The tools, terms and citations on the page of one answer. This follows clipboard.js; terms.js follows, with these names.
const element = document.querySelector("#page"), thread = element.querySelector(".turn");
{
  const status = element.querySelector("#told");
  let vanishing = 0;

  for (const tools of element.querySelectorAll(".tools")) tools.classList.add("live");

  // The same words twice are heard only if something stood between them.
  function tell(words) {
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 50);
    clearTimeout(vanishing);
    vanishing = setTimeout(() => { status.textContent = ""; }, 4000);
  }

  element.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-tool], button[data-copy]");
    if (!button) return;
    if (button.dataset.copy) tell(await copied(button.dataset.copy, "The citation was copied."));
    else if (button.dataset.tool === "link") tell(await copied(location.href.replace(/[?#].*/, ""), button.dataset.said));
    else tell(await copied(button.dataset.words, button.dataset.said));
  });
}
