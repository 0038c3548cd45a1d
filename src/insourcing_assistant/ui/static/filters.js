// The filters. What was chosen stays so when the page is loaded anew, and when the library offers other choices. This
// comes before page.js, whose names it uses once the page is shown.
let filters = storedFilters();

function controls() {
  return element.querySelectorAll("[data-filter]");
}

function chosen() {
  const set = {};
  for (const control of controls()) {
    if (control.value) set[control.dataset.filter] = control.value;
  }
  return set;
}

// Shows the choices that there are, with what was chosen among them.
function offerChoices(html) {
  settle(part("choices"), html);
  chooseAgain(filters);
}

function chooseAgain(set) {
  for (const control of controls()) {
    const wanted = set[control.dataset.filter] ?? "";
    if (control.value !== wanted) control.value = wanted;
  }
  tellFilters();
}

function noteFilters() {
  filters = chosen();
  try { sessionStorage.setItem("filters", JSON.stringify(filters)); } catch { /* it may be forbidden */ }
  tellFilters();
}

function clearFilters() {
  chooseAgain({});
  noteFilters();
}

function tellFilters() {
  const count = Object.keys(chosen()).length;
  say("filtering", count ? `Filters (${count} set)` : "Filters");
}

function storedFilters() {
  try { return JSON.parse(sessionStorage.getItem("filters")) ?? {}; } catch { return {}; }
}
