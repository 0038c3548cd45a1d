// A page of a publication: zoom, marks in view, citations to copy. Without this script, the page works by reloading.
// clipboard.js comes before it, in the same module.
const WIDTHS = [1240, 1860, 2480, 3720];
const NARROW_PX = 520;

// Makes a viewer live: one that stands on its own page, or in the window over the conversation. What its address says
// of the zoom was chosen.
export function wire(viewer, address) {
  const hold = viewer.querySelector(".sheet-hold"), chosen = new URL(address, document.baseURI).searchParams.get("zoom");
  if (chosen) keepZoom(viewer, chosen);
  if (hold) wireSheet(viewer, hold, Boolean(chosen));
  for (const button of viewer.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => tell(viewer, await copyCitation(button)));
  }
  if (!hold) showQuote(viewer);
}

// The next page is as large.
function keepZoom(viewer, zoom) {
  for (const link of viewer.querySelectorAll("a[data-go]")) {
    const address = new URL(link.href);
    address.searchParams.set("zoom", zoom);
    link.href = address.href;
  }
}

// Says something in the live region, also when it was the last thing said.
function tell(viewer, words) {
  const told = viewer.querySelector("[data-told]");
  told.textContent = "";
  setTimeout(() => { told.textContent = words; }, 50);
}

function wireSheet(viewer, hold, isChosen) {
  const zooms = hold.dataset.zooms.split(" ").map(Number);
  const sheet = hold.querySelector(".sheet"), image = sheet.querySelector("img");

  async function sharpen() {
    const needed = sheet.clientWidth * devicePixelRatio;
    const width = WIDTHS.find((each) => each >= needed) ?? WIDTHS.at(-1);
    if (width <= Number(image.dataset.width ?? image.getAttribute("width"))) return;
    image.dataset.width = width;
    const sharper = new Image();
    sharper.src = `${image.dataset.address}&width=${width}`;
    // What is there stays until the sharper one is, and if that cannot be had.
    if (await sharper.decode().then(() => true, () => false)) image.src = sharper.src;
  }

  function zoomTo(zoom) {
    const middle = [hold.scrollLeft + hold.clientWidth / 2, hold.scrollTop + hold.clientHeight / 2];
    const before = sheet.clientWidth;
    hold.dataset.zoom = zoom;
    const grown = sheet.clientWidth / before;
    hold.scrollTo(middle[0] * grown - hold.clientWidth / 2, middle[1] * grown - hold.clientHeight / 2);
    viewer.querySelector("[data-zoomed]").textContent = `${zoom}%`;
    keepZoom(viewer, zoom);
    sharpen();
  }

  function zoomBy(by) {
    const at = zooms.indexOf(Number(hold.dataset.zoom));
    const zoom = by ? zooms[Math.min(Math.max(at + by, 0), zooms.length - 1)] : zooms[0];
    zoomTo(zoom);
    tell(viewer, `Zoom ${zoom}%`);
  }

  viewer.querySelector("#zoom-keys").hidden = false;
  viewer.querySelector(".zoom").addEventListener("submit", (event) => {
    event.preventDefault();
    zoomBy(Number(event.submitter.dataset.zoomBy));
  });
  hold.addEventListener("keydown", (event) => {
    const by = { "+": 1, "=": 1, "-": -1, "0": 0 }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    zoomBy(by);
  });
  // On a phone a whole page is too small to read, but may be wanted.
  if (!isChosen && hold.clientWidth < NARROW_PX && hold.dataset.zoom === String(zooms[0])) zoomTo(200);
  else sharpen();
  hold.scrollTo(0, 0);
  showMarks(hold);
}

// Brings the marks into the middle, inside the picture alone: the page itself stays where it is.
function showMarks(hold) {
  const marks = [...hold.querySelectorAll(".marks rect")].map((each) => each.getBoundingClientRect());
  if (!marks.length) return;
  const frame = hold.getBoundingClientRect();
  const left = Math.min(...marks.map((each) => each.left)), top = Math.min(...marks.map((each) => each.top));
  const height = Math.max(...marks.map((each) => each.bottom)) - top;
  hold.scrollTop += top - frame.top - Math.max((frame.height - height) / 2, frame.height / 8);
  hold.scrollLeft += left - frame.left - frame.width / 16;
}

// Brings the quote in the text into view; in the window, by scrolling what scrolls there and nothing else.
function showQuote(viewer) {
  const quote = viewer.querySelector("#quote"), held = viewer.closest(".viewer-hold");
  const scroller = held && getComputedStyle(held).overflowY === "visible" ? held.closest("dialog") : held;
  if (!quote) return;
  if (!scroller) {
    quote.scrollIntoView({ block: "nearest" });
    return;
  }
  const frame = scroller.getBoundingClientRect(), mark = quote.getBoundingClientRect();
  if (mark.bottom > frame.bottom) scroller.scrollTop += mark.top - frame.top - frame.height / 4;
}

// Whoever turns pages goes on turning them, also where each is loaded anew; at the last one there is nothing to press.
function keepFocus(viewer) {
  let held = "";
  try {
    held = sessionStorage.getItem("turned") ?? "";
    sessionStorage.removeItem("turned");
    viewer.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-go]");
      if (link) sessionStorage.setItem("turned", link.dataset.go);
    });
  } catch { /* it may be forbidden */ }
  if (!held) return;
  const there = viewer.querySelector(`[data-go="${CSS.escape(held)}"]`) ?? document.querySelector("#main");
  there.focus({ preventScroll: true });
}

const alone = document.querySelector("main > [data-viewer]");
if (alone) {
  wire(alone, location.href);
  keepFocus(alone);
}
