"use strict";
(() => {
  const find = document.getElementById("find");
  const only = document.getElementById("only");
  const odd = document.getElementById("odd");
  const all = document.getElementById("all");
  const count = document.getElementById("count");
  const items = [...document.querySelectorAll("tbody.item")];
  const headings = [...document.querySelectorAll("tbody.section")];
  const texts = items.map((item) => item.textContent.toLowerCase());
  const shows = (item, n, words) =>
    (!only.checked || item.classList.contains("differs")) &&
    (!odd || !odd.checked || item.classList.contains("odd")) &&
    words.every((word) => texts[n].includes(word));
  const draw = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((item, n) => {
      item.hidden = !shows(item, n, words);
      item.classList.toggle("open", all.checked || item.dataset.open === "yes");
      shown += item.hidden ? 0 : 1;
    });
    headings.forEach((heading) => {
      heading.hidden = !items.some((item) => !item.hidden && item.dataset.section === heading.dataset.section);
    });
    count.textContent = count.dataset.words.replace("{shown}", shown).replace("{all}", items.length);
  };
  for (const control of [find, only, odd, all]) {
    if (control) control.addEventListener("input", draw);
  }
  document.querySelectorAll("button.fold").forEach((button) => {
    button.addEventListener("click", () => {
      const item = button.closest("tbody");
      const open = item.dataset.open === "yes" ? "no" : "yes";
      item.dataset.open = open;
      button.setAttribute("aria-expanded", String(open === "yes"));
      draw();
    });
  });
  window.addEventListener("beforeprint", () => items.forEach((item) => item.classList.add("open")));
  window.addEventListener("afterprint", draw);
  document.querySelector(".tools").hidden = false;
  draw();
})();
