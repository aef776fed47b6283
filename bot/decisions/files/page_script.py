"""What the page does: it filters as one types, and opens the record that a link leads to."""

SCRIPT = """
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const records = [...document.querySelectorAll("article")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    dot: document.querySelector(`.dot[href="#${element.querySelector("summary").id}"]`),
  }));
  const fields = ["status", "topic", "scope"];
  const words = byId("words");

  const show = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const { element, text, dot } of records) {
      const fits = wanted.every((word) => text.includes(word))
        && fields.every((name) => !byId(name).value || element.dataset[name] === byId(name).value);
      element.hidden = !fits;
      if (dot) dot.classList.toggle("off", !fits);
      if (fits) count += 1;
    }
    byId("count").textContent = `${count} of ${records.length} shown`;
    byId("nothing").hidden = count > 0;
  };

  const reset = () => {
    words.value = "";
    for (const name of fields) byId(name).value = "";
    show();
    words.focus();
  };

  const open = () => {
    const found = /^#adr-\\d+$/.test(location.hash) && byId(location.hash.slice(1));
    if (!found) return;
    if (found.closest("article").hidden) reset();
    found.parentElement.open = true;
    found.focus();
    found.scrollIntoView();
  };

  for (const name of ["words", ...fields]) byId(name).addEventListener("input", show);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("reset").addEventListener("click", reset);
  addEventListener("hashchange", open);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && link.hash && link.hash === location.hash) open();
  });
  addEventListener("keydown", (event) => {
    const typing = /^(?:input|select|textarea)$/i.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      words.focus();
    } else if (event.key === "Escape" && event.target === words) {
      reset();
    }
  });
  byId("filters").hidden = false;
  show();
  open();
  const timeline = byId("timeline");
  const showLatest = () => { timeline.scrollLeft = timeline.scrollWidth; };
  if (timeline) for (const name of ["load", "resize"]) addEventListener(name, showLatest);
})();
"""
