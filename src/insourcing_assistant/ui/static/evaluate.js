// Follows a run. Without this script the page shows how far it is whenever it is loaded.
const run = document.querySelector("#run"), told = document.querySelector("#told");
let quarter = 0;

function say(words) {
  if (told) told.textContent = words;
}

// Only what moves is changed, so that the focus stays on the button.
function show(fresh) {
  const bar = run.querySelector("progress"), now = fresh.querySelector("progress");
  if (bar && now) {
    bar.max = now.max;
    bar.value = now.value;
    run.querySelector(".stage").replaceChildren(...fresh.querySelector(".stage").childNodes);
    const passed = Math.floor((4 * now.value) / (now.max || 1));
    if (passed > quarter && passed < 4) say(`${now.value} of ${now.max} questions asked.`);
    quarter = passed;
    return;
  }
  const hadFocus = run.contains(document.activeElement);
  run.dataset.state = fresh.dataset.state;
  run.replaceChildren(...fresh.childNodes);
  if (hadFocus) run.focus({ preventScroll: true });
}

async function parsed(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

async function follow() {
  const fresh = await parsed("evaluate/progress");
  if (fresh) show(fresh.querySelector("#run"));
  if (run.dataset.state === "working") {
    setTimeout(follow, fresh ? 700 : 5000);
    return;
  }
  const page = await parsed(location.href);
  if (page) document.querySelector("#outcome").replaceChildren(...page.querySelector("#outcome").childNodes);
  say(run.querySelector(".ended")?.textContent
    ?? `The run is complete. ${document.querySelector(".verdict")?.textContent ?? ""}`);
}

if (run?.dataset.state === "working") {
  run.querySelector(".again").hidden = true;
  say("The test questions are being asked.");
  setTimeout(follow, 300);
}
