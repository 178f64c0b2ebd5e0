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

// A connection that is lost is said at the top, and looked for until it is there again. What was typed stays.
let looking = null;
const isLost = () => document.body.classList.contains("lost");
function found() {
  if (!isLost()) return;
  document.body.classList.remove("lost");
  document.body.dispatchEvent(new CustomEvent("approvals-changed"));
}
async function look() {
  clearTimeout(looking); looking = null;
  try {
    await fetch("/livez", { cache: "no-store" });
    found();
  } catch {
    document.body.classList.add("lost");
    looking = setTimeout(look, 2000);
  }
}
document.addEventListener("htmx:sendError", look);
document.addEventListener("htmx:afterOnLoad", found);
window.addEventListener("offline", look);
window.addEventListener("online", look);

// A form is sent once, and not into the void: its buttons wait for the answer.
const buttons = (form, off) => all("button", form).forEach((one) => { one.disabled = off; });
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || form.hasAttribute("hx-post") || form.hasAttribute("hx-get")) return;
  if (form.hasAttribute("data-again")) return; // asks for a file, as often as one likes
  if (form.dataset.sent || isLost()) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.tagName !== "FORM" || !form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes"; buttons(form, true);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (form.tagName === "FORM" && form.dataset.sent) { delete form.dataset.sent; buttons(form, false); }
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

// Who signs out in one tab is out in all: the door tells the others, which go there too.
const tabs = new BroadcastChannel("pactline");
if (document.querySelector("[data-door]")) tabs.postMessage("signed out");
else tabs.addEventListener("message", () => { if (document.querySelector('meta[name="form-token"]')) location.reload(); });

// A dialog is opened by `command="show-modal"`, which needs no script where the browser knows it: a click that is
// earlier than this file is not lost. `data-closes` closes the dialog around it; `data-gone` takes a notice away.
const knowsCommands = "commandForElement" in HTMLButtonElement.prototype;
document.addEventListener("click", (event) => {
  const opener = knowsCommands ? null : event.target.closest('[command="show-modal"]');
  if (opener) { document.getElementById(opener.getAttribute("commandfor"))?.showModal(); return; }
  if (event.target.closest("[data-closes]")) { event.target.closest("dialog")?.close(); return; }
  event.target.closest("[data-gone]")?.closest(".notice")?.remove();
});
// `data-open`: what a dialog sent was refused, so it stands open again with what was typed.
document.addEventListener("DOMContentLoaded", () => all("dialog[data-open]").forEach((one) => one.showModal()));
// On a narrow screen the tab that one is in may lie beyond the edge of its row.
const showTab = (place) => place.querySelectorAll?.(".tabs [aria-current]").forEach((tab) => {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
});
showTab(document);
document.addEventListener("htmx:afterSettle", (event) => showTab(event.target));

// A dialog opens with its answer. One that was closed while it waited for the next is not opened again by it: the answer
// is left aside. That of a form which was sent is not: what came of it is shown, for it may have been refused.
const asked = new Map(), leftAside = new WeakSet();
document.addEventListener("htmx:beforeRequest", ({ detail: { target, requestConfig, xhr } }) => {
  if (target?.matches?.("dialog[open]") && requestConfig.verb === "get") asked.set(xhr, target);
});
document.addEventListener("htmx:afterRequest", (event) => asked.delete(event.detail.xhr));
document.addEventListener("close", (event) => asked.forEach((dialog, xhr) => { if (dialog === event.target) leftAside.add(xhr); }), true);
document.addEventListener("htmx:beforeSwap", (event) => { if (leftAside.has(event.detail.xhr)) event.detail.shouldSwap = false; });
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target;
  if (dialog.matches?.("dialog") && !dialog.open) dialog.showModal(); // a part that comes late opens nothing
});

// What has the keyboard's focus, or opened the dialog that has, may be brought anew meanwhile: the focus goes on to what
// leads to the same address then.
let held = "";
const heldIn = (place) => { const one = document.activeElement; return place?.contains?.(one) ? one.getAttribute("href") ?? "" : ""; };
const giveBack = () => { if (held && document.activeElement === document.body) { document.querySelector(`[href="${CSS.escape(held)}"]`)?.focus(); } };
document.addEventListener("htmx:beforeRequest", ({ detail: { target, elt } }) => { if (target?.matches?.("dialog:not([open])")) held = elt.getAttribute("href") ?? ""; });
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => { held = heldIn(target) || held; });
document.addEventListener("htmx:afterSettle", giveBack);
document.addEventListener("close", giveBack, true);
document.addEventListener("focusin", ({ target }) => { if (!target.closest("dialog")) held = ""; });

// `data-why`: a figure opens what is behind it in the frame's dialog; a new tab shows it as a page of its own.
document.addEventListener("click", (event) => {
  const figure = event.target.closest("a[data-why]");
  if (!figure || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault(); event.stopPropagation(); // where links are boosted this one is none of them
  htmx.ajax("GET", figure.getAttribute("href"), { source: figure, target: "#why" });
}, true);
// The figures of a table are one stop of the Tab key, so that a long list is no longer to walk through for them: the
// arrows lead on from there, and to the figures of a row from any link in it.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const linksOf = (row) => [...all("a[href]", row)];
function makeOneStop(table) {
  const figures = [...all("a.because", table)];
  const stop = figures.find((one) => one.tabIndex === 0 && one.dataset.stop) ?? figures[0];
  figures.forEach((one) => { one.tabIndex = one === stop ? 0 : -1; });
  if (stop) stop.dataset.stop = "yes";
}
document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key], link = event.target.closest?.("td a.because, th a[href], td a[href]"), row = link?.closest("tr");
  if (!step || !row || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const rows = [...row.closest("table").rows], here = linksOf(row), down = linksOf(rows[rows.indexOf(row) + step[0]] ?? row);
  const next = step[0] ? down[Math.min(here.indexOf(link), down.length - 1)] : here[here.indexOf(link) + step[1]];
  if (next) { event.preventDefault(); next.focus(); }
});
document.addEventListener("focusin", (event) => {
  const figure = event.target.closest?.("table a.because");
  if (!figure) return;
  all("a.because", figure.closest("table")).forEach((one) => { one.tabIndex = -1; delete one.dataset.stop; });
  figure.tabIndex = 0; figure.dataset.stop = "yes";
});
document.addEventListener("DOMContentLoaded", () => all("table").forEach(makeOneStop));
document.addEventListener("htmx:load", ({ detail: { elt } }) => [elt.closest("table"), ...all("table", elt)].forEach((one) => one && makeOneStop(one)));

// Days are typed as the browser writes them. Where that is another language than the page's, what stands in the field is
// said beneath it as the page writes days, so that the second of March is not taken for the third of February.
const pageTongue = document.documentElement.lang, FORMS = { date: { dateStyle: "long" }, month: { year: "numeric", month: "long" } };
const sameTongue = new Intl.Locale(pageTongue).language === new Intl.Locale(navigator.language).language;
function sayDay(field) {
  const said = field.nextElementSibling?.matches("output.day-read") ? field.nextElementSibling : document.createElement("output");
  const form = { ...FORMS[field.type], timeZone: "UTC" };
  said.className = "day-read small faint"; said.setAttribute("for", field.id);
  said.textContent = field.value ? new Intl.DateTimeFormat(pageTongue, form).format(new Date(field.value)) : "";
  field.after(said);
}
if (!sameTongue) {
  const DAYS = "input[type=date], input[type=month]";
  document.addEventListener("input", ({ target }) => { if (target.matches(DAYS)) sayDay(target); });
  document.addEventListener("DOMContentLoaded", () => all(DAYS).forEach(sayDay));
  document.addEventListener("htmx:load", ({ detail: { elt } }) => all(DAYS, elt).forEach(sayDay));
}

// `data-sends`: a choice sends its form at once.
document.addEventListener("change", (event) => { if (event.target.matches("[data-sends]")) event.target.form.requestSubmit(); });

// News: one stream a page; what arrives is counted beside the inbox, said at the bottom, and told to whoever listens.
const SHOWN_FOR = 8000, OPENED_AGAIN_AFTER = 5000;
let news = 0, opened = false;
const LIVE = { detail: { live: true } };
const tellListeners = (names = ["news", "approvals-changed"]) => names.forEach((name) => document.body.dispatchEvent(new CustomEvent(name, LIVE)));
function notify(title) {
  const notice = document.getElementById("notice-made-here").content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-words]").textContent = title;
  document.getElementById("notices").append(notice);
  setTimeout(() => notice.remove(), SHOWN_FOR);
}
function listen() {
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const source = new EventSource(place.dataset.live);
  source.addEventListener("open", () => {
    found();
    if (opened) tellListeners(); // what came while nobody listened
    opened = true;
  });
  source.addEventListener("message", (event) => {
    news += 1;
    all("[data-news]").forEach((one) => { one.textContent = String(news); });
    notify(JSON.parse(event.data).title);
    tellListeners();
  });
  source.addEventListener("moot", () => tellListeners(["moot"]));
  source.addEventListener("error", () => {
    look();
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, OPENED_AGAIN_AFTER);
  });
  window.addEventListener("pagehide", () => source.close());
}
document.addEventListener("DOMContentLoaded", listen);

// What news bring anew keeps what is open in it, and who stands on a link stands on the same one.
const linked = (one) => (one?.matches("a[href]") ? one : one?.querySelector("a[href]"))?.getAttribute("href");
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target, asked = event.detail.requestConfig, at = document.activeElement;
  if (!asked?.triggeringEvent?.detail?.live) return;
  asked.kept = { opened: [...all("details[open]", part)].map(linked), at: part.contains(at) && at.matches("a[href]") ? linked(at) : null };
});
document.addEventListener("htmx:afterSwap", (event) => {
  const kept = event.detail.requestConfig?.kept;
  if (!kept) return;
  const { opened, at } = kept, part = event.detail.target;
  all("details", part).forEach((one) => { if (linked(one) && opened.includes(linked(one))) one.open = true; });
  if (at) part.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus({ preventScroll: true });
});
document.addEventListener("click", (event) => {
  const sayer = event.target.closest("[data-says]");
  if (sayer) notify(sayer.dataset.says);
});

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

// `data-sorts`: a whole table is put in order by any of its columns; figures as figures, words as words.
const valueOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
const amountOf = (words) => parseFloat(words.replace(/[^0-9.-]/g, ""));
function sortBy(table, column) {
  const head = table.tHead.rows[0].cells[column];
  const up = head.getAttribute("aria-sort") !== "ascending", figures = head.classList.contains("figure");
  const order = (a, b) => figures ? amountOf(a) - amountOf(b) : a.localeCompare(b, document.documentElement.lang, { numeric: true });
  all("[aria-sort]", table).forEach((one) => one.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const rows = [...table.tBodies[0].rows].sort((a, b) => (up ? 1 : -1) * order(valueOf(a, column), valueOf(b, column)));
  table.tBodies[0].append(...rows);
}
function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (head.querySelector(".sort")) return;
    const button = document.createElement("button");
    button.type = "button"; button.className = "sort"; button.textContent = head.textContent;
    button.addEventListener("click", () => sortBy(table, column));
    head.replaceChildren(button);
  });
}
document.addEventListener("DOMContentLoaded", () => all("table[data-sorts]").forEach(makeSortable));
document.addEventListener("htmx:load", (event) => all("table[data-sorts]", event.detail.elt).forEach(makeSortable));

// Charts: `<div class="chart" data-chart="id of a JSON script">`, drawn in the colours of the page. A series with an
// `age` from 0 to 1 is drawn the redder the older it is; `links` of a series lead to what is behind its bars, and a
// `faint` one is what is left.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const COLOURS = ["--accent", "--news", "--warn", "--bad", "--good", "--ink-faint"];
const parts = (hex) => (hex.length === 4 ? hex.replace(/[0-9a-f]/gi, "$&$&") : hex).match(/[0-9a-f]{2}/gi).map((two) => parseInt(two, 16));
const mixed = (one, other, share) => { const b = parts(other); return `rgb(${parts(one).map((a, at) => Math.round(a + (b[at] - a) * share)).join(",")})`; };
const aged = (age) => (age < 0.5 ? mixed(colour("--accent"), colour("--warn"), age * 2) : mixed(colour("--warn"), colour("--bad"), age * 2 - 1));
const short = (value) => new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" }).format(value);
function draw(place) {
  const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = echarts.getInstanceByDom(place) || echarts.init(place, null, { renderer: "svg" });
  const axis = { axisLine: { lineStyle: { color: colour("--line-strong") } }, axisLabel: { color: colour("--ink-soft") }, splitLine: { lineStyle: { color: colour("--line") } } };
  chart.setOption({
    animation: false, textStyle: { fontFamily: colour("--type") }, color: [...COLOURS.map(colour), ...COLOURS.map((one) => mixed(colour(one), colour("--surface"), 0.45))],
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true }, tooltip: { trigger: "axis", renderMode: "richText" },
    legend: { type: "scroll", top: 0, right: 0, width: "90%", pageIconColor: colour("--ink-soft"), pageTextStyle: { color: colour("--ink-soft") }, textStyle: { color: colour("--ink-soft") }, icon: "roundRect", itemWidth: 12, itemHeight: 8 }, aria: { enabled: true, label: { description: place.getAttribute("aria-label") } },
    xAxis: { type: "category", data: told.labels, ...axis, axisLabel: { ...axis.axisLabel, hideOverlap: true, width: 110, overflow: "truncate" } },
    yAxis: { type: "value", ...axis, axisLabel: { ...axis.axisLabel, formatter: short } },
    series: told.series.map((one) => ({ name: one.name, type: one.type || "bar", data: one.data, stack: one.stack, barMaxWidth: told.labels.length < 8 ? 44 : 26, symbolSize: 5, showSymbol: one.data.length < 25, cursor: one.links ? "pointer" : "default", step: one.step,
      itemStyle: { borderRadius: one.stack ? 0 : [3, 3, 0, 0], ...(one.age === undefined ? {} : { color: aged(one.age) }), ...(one.faint ? { color: colour("--line") } : {}) } })),
  });
  chart.off("click");
  chart.on("click", (bar) => { const way = told.series[bar.seriesIndex].links?.[bar.dataIndex]; if (way) location.assign(way); });
}
// A place is drawn once it has a size, and again when it gets another one: a card that opens, a phone that turns.
const sized = new ResizeObserver((entries) => entries.forEach(({ target, contentRect }) => {
  if (contentRect.width === 0) return;
  if (echarts.getInstanceByDom(target)) echarts.getInstanceByDom(target).resize(); else draw(target);
}));
const drawAll = (where = document) => { if (window.echarts) all("[data-chart]", where).forEach((place) => sized.observe(place)); };
document.addEventListener("DOMContentLoaded", () => drawAll());
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (window.echarts) all("[data-chart]").forEach(draw); });
