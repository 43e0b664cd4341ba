(() => {
  const tools = document.getElementById("tools");
  const field = document.getElementById("filter");
  const found = document.getElementById("found");
  const items = [...document.querySelectorAll("[data-item]")];
  const pages = [...document.querySelectorAll("article.page")];
  const words = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));
  if (!tools || !field || !found) { return; }
  tools.hidden = false;

  const filter = () => {
    const wanted = field.value.trim().toLowerCase();
    let count = 0;
    for (const item of items) {
      item.hidden = wanted !== "" && !words.get(item).includes(wanted);
      count += item.hidden ? 0 : 1;
    }
    for (const proof of document.querySelectorAll("section.proof")) {
      const rows = [...proof.querySelectorAll("[data-item]")];
      proof.hidden = rows.length > 0 && rows.every((row) => row.hidden);
    }
    found.textContent = wanted === "" ? "" : `${count} of ${items.length} shown`;
  };

  const move = (step) => {
    const open = pages.filter((page) => !page.hidden);
    const at = open.indexOf(document.activeElement);
    const next = open[at < 0 ? (step > 0 ? 0 : open.length - 1) : Math.min(Math.max(at + step, 0), open.length - 1)];
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: "start" });
    }
  };

  field.addEventListener("input", filter);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape" && event.target === field) { field.value = ""; filter(); field.blur(); return; }
    if (event.target instanceof HTMLInputElement) { return; }
    const moves = { j: 1, k: -1 };
    if (event.key in moves) { event.preventDefault(); move(moves[event.key]); }
    if (event.key === "/") { event.preventDefault(); field.focus(); }
  });
})();
