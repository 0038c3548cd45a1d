
// --- The tools under an answer. This follows page.js and clipboard.js, whose names it uses. -------------------
(() => {
  async function copy(words, said) {
    tell(await copied(words, said));
  }

  // The same words twice are heard only if something stood between them.
  let vanishing = 0;
  function tell(words) {
    say("status", "");
    say("told", words);
    setTimeout(() => say("status", words), 50);
    clearTimeout(vanishing);
    vanishing = setTimeout(() => say("told", ""), 4000);
  }

  function recordOf(tool) {
    return tool.closest("[data-record]")?.dataset.record;
  }

  function answerAddress(record) {
    return new URL(`answer/${record}`, document.baseURI).href;
  }

  function editQuestion(words) {
    setQuestion(words);
    question.focus();
    question.setSelectionRange(words.length, words.length);
  }

  // A thumb that is pressed again is taken back. What is shown as pressed is what the server has noted.
  async function judge(tool) {
    const tools = tool.closest(".tools"), form = tools.querySelector("form.reason");
    const verdict = tool.getAttribute("aria-pressed") === "true" ? "" : tool.dataset.verdict;
    if (!verdict) form.elements.reason.value = "";
    if (!(await send(tool, verdict, form.elements.reason.value))) return;
    for (const thumb of tools.querySelectorAll("[data-verdict]")) {
      thumb.setAttribute("aria-pressed", String(thumb.dataset.verdict === verdict));
    }
    form.hidden = !verdict;
    if (verdict) reveal(form, form.querySelector("label"));
  }

  // It would open behind the question box. The whole of it is shown, or else its beginning.
  function reveal(whole, beginning) {
    for (const each of [whole, beginning]) each.scrollIntoView({ block: "nearest" });
  }

  thread.addEventListener("toggle", ({ target }) => {
    const summary = target.querySelector("summary");
    if (target.open && document.activeElement === summary) reveal(target, summary);
  }, true);

  // Who may make test queries is given the address of the form, which has the answer in it already.
  function offerForm(tools, answer) {
    const make = tools.querySelector(".make"), link = answer.headers.get("link");
    const address = link?.match(/<([^>]+)>; rel="create-form"/)?.[1];
    make.hidden = !address;
    if (address) make.querySelector("a").href = new URL(address, answer.url).href;
    return address ? " A test query can be made of it." : "";
  }

  async function giveReason(form) {
    const pressed = form.closest(".tools").querySelector("[data-verdict][aria-pressed=true]");
    await send(form, pressed.dataset.verdict, form.elements.reason.value);
  }

  async function send(tool, verdict, reason) {
    const answer = await fetch(`answer/${recordOf(tool)}/feedback`, {
      method: "POST",
      body: new URLSearchParams({ verdict, reason }),
    }).catch(() => null);
    if (!answer) tell("The server cannot be reached. Try again.");
    else tell(`${await answer.text()}${answer.ok ? offerForm(tool.closest(".tools"), answer) : ""}`);
    return Boolean(answer?.ok);
  }

  element.addEventListener("click", (event) => {
    const tool = event.target.closest("button[data-tool]");
    if (!tool) return;
    if (tool.dataset.tool === "copy") copy(tool.dataset.words, tool.dataset.said);
    else if (tool.dataset.tool === "link") copy(answerAddress(recordOf(tool)), tool.dataset.said);
    else if (tool.dataset.tool === "edit") editQuestion(tool.dataset.question);
    else if (tool.dataset.tool === "judge") judge(tool);
  });

  element.addEventListener("submit", (event) => {
    if (!event.target.matches("form.reason")) return;
    event.preventDefault();
    giveReason(event.target);
  });
})();
