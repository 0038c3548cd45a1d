// Runs after page.js and clipboard.js, in the same function: opens pages of publications over the conversation, and copies citations.
{
  const sheet = element.querySelector(".sheet-dialog"), outside = sheet.querySelector("[data-part=alone]");
  const hold = sheet.querySelector("[data-part=viewer]"), title = sheet.querySelector("#sheet-title");
  let script = null, asking = 0;

  const viewerScript = () => (script ??= import(new URL("source/viewer.js", document.baseURI).href));

  async function open(address, name) {
    const mine = ++asking;
    outside.href = address;
    if (!sheet.open) {
      title.textContent = name;
      hold.replaceChildren(sentence("Opening…"));
      sheet.showModal();
      title.focus();
    }
    const fresh = await fetched(address);
    if (mine !== asking || !sheet.open) return;
    const held = document.activeElement?.dataset.go;
    hold.replaceChildren(fresh ?? sentence("The page cannot be opened. Try “Open by itself”, or again in a minute."));
    if (!fresh) return;
    title.textContent = fresh.dataset.title;
    for (const each of [hold, sheet]) each.scrollTop = 0;
    const { wire } = await viewerScript();
    wire(fresh, address);
    if (!held) return;
    // Whoever turns pages goes on turning them; at the last one there is nothing to press.
    (fresh.querySelector(`[data-go="${CSS.escape(held)}"]`) ?? title).focus({ preventScroll: true });
    setTimeout(() => { fresh.querySelector("[data-told]").textContent = fresh.dataset.title; }, 50);
  }

  async function fetched(address) {
    const answer = await fetch(address).catch(() => null);
    if (!answer) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-viewer]");
  }

  function sentence(words) {
    const paragraph = document.createElement("p");
    paragraph.className = "quiet";
    paragraph.textContent = words;
    return paragraph;
  }

  element.addEventListener("click", async (event) => {
    const pressed = event.target.closest("a[data-open], a[data-go], button[data-copy]");
    // The picture on a card opens what its link opens; by keyboard the link does.
    const target = pressed ?? event.target.closest(".picture .window")?.closest(".card").querySelector("a[data-open]");
    if (!target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (target.matches("a")) {
      event.preventDefault();
      open(target.href, target.dataset.open ?? "");
    } else if (!hold.contains(target)) {
      const words = await copyCitation(target);
      say("status", "");
      setTimeout(() => say("status", words), 50);
    }
  });
  sheet.addEventListener("close", () => { asking++; hold.replaceChildren(); });
}
