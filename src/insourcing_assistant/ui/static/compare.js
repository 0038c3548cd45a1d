// Makes the Compare page livelier. Without this script every form works too.
const find = document.querySelector("#find"), told = document.querySelector("#told");
const boxes = [...document.querySelectorAll("#publications input")];
const counts = document.querySelector("#chosen"), full = document.querySelector("#full");
const most = Number(document.querySelector("#publications")?.dataset.most);

const words = new Map(boxes.map((box) => [box, box.closest(".group").innerText.split("\n")[0].toLowerCase()
  + box.closest("label").textContent.toLowerCase()]));

// What is chosen is always shown.
function narrow() {
  const wanted = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const box of boxes) {
    const matches = wanted.every((word) => words.get(box).includes(word));
    box.closest("li").hidden = !matches && !box.checked;
    if (matches) shown += 1;
  }
  for (const group of document.querySelectorAll("#publications .group")) {
    group.hidden = !group.querySelector("li:not([hidden])");
  }
  count(wanted.length ? ` · ${shown} found` : "");
}

function count(found = "") {
  const chosen = boxes.filter((box) => box.checked).length;
  counts.textContent = `${chosen} of ${boxes.length} publication${boxes.length === 1 ? "" : "s"} chosen${found}`;
  limit(chosen);
}

// No more can be ticked than make a table; why not is said at the foot of the list, in sight of whoever ticks.
function limit(chosen) {
  for (const box of boxes) box.disabled = chosen >= most && !box.checked;
  full.textContent = chosen > most ? `At most ${most} can be compared: untick ${chosen - most}.`
    : chosen === most && boxes.length > most ? `${most} are chosen, the most that can be compared. To choose another, untick one.` : "";
  if (boxes.includes(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
}

if (find) {
  addEventListener("pageshow", narrow); // a browser may have ticked again what was ticked before
  find.addEventListener("input", narrow);
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  document.querySelector("#publications").addEventListener("change", () => narrow());
  for (const form of document.querySelectorAll(".choose")) {
    form.addEventListener("submit", () => { told.textContent = "Comparing. This can take some seconds."; });
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const said = await copyCitation(button);
  // The same words twice are heard only if something stood between them.
  told.textContent = "";
  setTimeout(() => { told.textContent = said; }, 50);
});
