
// The tools on the page of one answer; without this script they are not shown. This follows clipboard.js.
{
  const status = document.querySelector("#told");

  for (const tools of document.querySelectorAll(".tools")) tools.classList.add("live");

  document.addEventListener("click", async (event) => {
    const tool = event.target.closest("button[data-tool]");
    if (!tool) return;
    const words = tool.dataset.tool === "link" ? location.href.replace(/[?#].*/, "") : tool.dataset.words;
    const done = await copyWords(words);
    status.textContent = "";
    setTimeout(() => { status.textContent = done ? tool.dataset.said : "Copying is not allowed here."; }, 50);
  });
}
