// Makes the Library page livelier. Without this script every form works too, and a reload shows what has changed.
const find = document.querySelector("#find");
const words = document.querySelector("#q"), order = document.querySelector("#sort");
let asking = 0, pause = 0;

// Shows what the server says now, without leaving the page.
async function refresh() {
  const mine = ++asking;
  const address = `library?${new URLSearchParams({ q: words.value, sort: order.value })}`;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok || mine !== asking) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  history.replaceState(null, "", address);
  settle(fresh, ".lead");
  settle(fresh, "#found");
  // Whoever reads inside an entry keeps it: the list is replaced entry by entry.
  const list = document.querySelector("#publications"), standing = new Map();
  for (const entry of list.querySelectorAll(".entry")) standing.set(entry.id, entry.parentElement);
  const arriving = fresh.querySelector("#publications ul");
  for (const entry of arriving?.querySelectorAll(".entry") ?? []) {
    const old = standing.get(entry.id);
    if (old && as(old) === as(entry.parentElement)) entry.parentElement.replaceWith(old);
  }
  const shown = list.querySelector("ul");
  if (shown && arriving) shown.replaceChildren(...arriving.children);
  else if (arriving) list.append(arriving);
  else shown?.remove();
}

// What was unfolded by the reader is no difference.
function as(item) {
  const copy = item.cloneNode(true);
  for (const fold of copy.querySelectorAll("details")) fold.removeAttribute("open");
  return copy.innerHTML;
}

function settle(fresh, selector) {
  const node = document.querySelector(selector), said = fresh.querySelector(selector);
  if (node && said && node.innerHTML !== said.innerHTML) node.innerHTML = said.innerHTML;
}

if (find) {
  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(refresh, 150);
  });
  order.addEventListener("change", refresh);
  find.addEventListener("submit", (event) => {
    event.preventDefault();
    refresh();
  });
}
