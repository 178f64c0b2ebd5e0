// What pages do in the browser beside htmx: keys, dialogs, notices, charts, a lost connection. No state of its own.
"use strict";

const all = (what, where = document) => where.querySelectorAll(what);

// Every request of htmx carries the token of the session's forms, which the page shows in its head.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="form-token"]');
  if (token) event.detail.headers["X-Form-Token"] = token.content;
});

// A refusal is an answer to be shown like any other.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) { event.detail.shouldSwap = true; event.detail.isError = false; }
});

// A connection that is lost is said once, at the top, until something gets through again.
const lost = (is) => document.body.classList.toggle("lost", is);
document.addEventListener("htmx:sendError", () => lost(true));
document.addEventListener("htmx:afterOnLoad", () => lost(false));
window.addEventListener("offline", () => lost(true));
window.addEventListener("online", () => lost(false));

// A form is sent once: its buttons wait for the answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (!form.hasAttribute("hx-post")) form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

// `data-opens="id"` opens a dialog, `data-closes` closes the one around it; `data-gone` takes a notice away.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) { document.getElementById(opener.dataset.opens)?.showModal(); return; }
  if (event.target.closest("[data-closes]")) { event.target.closest("dialog")?.close(); return; }
  event.target.closest("[data-gone]")?.closest(".notice")?.remove();
});
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target.closest?.("dialog");
  if (dialog && !dialog.open) dialog.showModal();
});

// `data-sends`: a choice sends its form at once.
document.addEventListener("change", (event) => { if (event.target.matches("[data-sends]")) event.target.form.requestSubmit(); });

// News: one stream a page; what arrives is counted beside the inbox, said at the bottom, and told to whoever listens.
function listen() {
  const place = document.querySelector("[data-live]");
  if (!place) return;
  let count = 0;
  const source = new EventSource(place.dataset.live);
  source.addEventListener("message", (event) => {
    const told = JSON.parse(event.data);
    count += 1;
    all("[data-news]").forEach((one) => { one.textContent = String(count); });
    const notice = document.createElement("div");
    notice.className = "notice";
    const words = document.createElement("div");
    words.textContent = told.title;
    notice.append(words);
    document.getElementById("notices").append(notice);
    setTimeout(() => notice.remove(), 8000);
    document.body.dispatchEvent(new CustomEvent("news"));
    document.body.dispatchEvent(new CustomEvent("approvals-changed"));
  });
  window.addEventListener("pagehide", () => source.close());
}
document.addEventListener("DOMContentLoaded", listen);

// Keys: `/` searches, `g` and a letter goes to a room, `?` shows them all.
let going = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (event.key === "g") {
    going = true; setTimeout(() => { going = false; }, 1200);
  } else if (going) {
    going = false;
    document.querySelector(`.side a[data-key="${CSS.escape(event.key)}"]`)?.click();
  }
});

// Charts: `<div class="chart" data-chart="id of a JSON script">`, drawn in the colours of the page.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
function draw(place) {
  const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = echarts.getInstanceByDom(place) || echarts.init(place, null, { renderer: "svg" });
  const axis = { axisLine: { lineStyle: { color: colour("--line-strong") } }, axisLabel: { color: colour("--ink-soft") }, splitLine: { lineStyle: { color: colour("--line") } } };
  chart.setOption({
    animation: false, textStyle: { fontFamily: colour("--type") }, color: ["--accent", "--news", "--warn", "--bad"].map(colour),
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true }, tooltip: { trigger: "axis", renderMode: "richText" },
    legend: { top: 0, right: 0, textStyle: { color: colour("--ink-soft") }, icon: "roundRect", itemWidth: 12, itemHeight: 8 }, aria: { enabled: true, label: { description: place.getAttribute("aria-label") } },
    xAxis: { type: "category", data: told.labels, ...axis }, yAxis: { type: "value", ...axis },
    series: told.series.map((one) => ({ name: one.name, type: one.type || "bar", data: one.data, stack: one.stack, barMaxWidth: 26, symbolSize: 5, itemStyle: { borderRadius: one.stack ? 0 : [3, 3, 0, 0] } })),
  });
}
const drawAll = (where = document) => { if (window.echarts) all("[data-chart]", where).forEach(draw); };
document.addEventListener("DOMContentLoaded", () => drawAll());
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
window.addEventListener("resize", () => { if (window.echarts) all("[data-chart]").forEach((place) => echarts.getInstanceByDom(place)?.resize()); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
