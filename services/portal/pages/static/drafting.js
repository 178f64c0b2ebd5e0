// The forms of drafting: further rows, and what was typed is not left by accident.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-adds-row]");
  if (!button) return;
  const rows = document.querySelector(`[data-rows="${button.dataset.addsRow}"]`), made = rows.querySelector("template");
  const next = [...rows.querySelectorAll("[name]")].map((one) => Number(one.name.split("-")[1])).filter(Number.isFinite);
  made.insertAdjacentHTML("beforebegin", made.innerHTML.replaceAll("NEW", String(Math.max(-1, ...next) + 1)));
  const row = made.previousElementSibling;
  htmx.process(row);
  row.querySelector("input, textarea")?.focus();
});

let typed = false;
document.addEventListener("input", (event) => { if (event.target.closest("form[data-guards]")) typed = true; });
document.addEventListener("submit", (event) => { if (event.target.matches("form[data-guards]") && !event.defaultPrevented) typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
