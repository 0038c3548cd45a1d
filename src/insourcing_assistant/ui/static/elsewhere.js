// Runs after page.js, whose names it uses: a conversation may go on in another window. Whoever comes back to this one
// is told, and nothing that is being read moves until it is asked for.
{
  const told = part("elsewhere");
  let of = "", length = 0;

  async function compare() {
    if (document.visibilityState !== "visible" || busy || ["", "new"].includes(place)) return;
    const asked = place;
    const answer = await fetch(`conversations/length?conversation=${encodeURIComponent(asked)}`, { cache: "no-store" })
      .catch(() => null);
    const counted = answer?.ok ? Number(await answer.text()) : 0;
    if (asked !== place) return;
    of = asked;
    length = counted;
    offer();
  }

  function offer() {
    const isBehind = of === place && length > (props.value?.length ?? 0);
    if (isBehind === told.hasChildNodes()) return;
    told.replaceChildren();
    if (!isBehind) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = "Show it";
    button.addEventListener("click", showAll);
    told.append("This conversation went on in another window. ", button);
  }

  // The last of it comes into view as a new answer would, and takes the focus, which the button cannot keep.
  function showAll() {
    if (busy) return;
    startCounting();
    askedByButton = true;
    trigger("reopen", { place });
  }

  watch("value", offer);
  document.addEventListener("visibilitychange", compare);
  addEventListener("focus", compare);
}
