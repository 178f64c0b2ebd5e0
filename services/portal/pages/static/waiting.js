// While a back-up is brought back: says how far it is, and opens the page again once the portal is there.
"use strict";

const look = async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store", headers: { accept: "text/html" } });
    const text = (await answer.text()).replace(/<style>[^]*?<\/style>/, ""); // the policy of this page takes none
    const seen = new DOMParser().parseFromString(text, "text/html").querySelector("[data-waiting]");
    const here = document.querySelector("[data-waiting]");
    if (!seen && answer.ok) return location.reload();
    if (seen && here) here.replaceChildren(...document.importNode(seen, true).childNodes);
  } catch { /* nobody answers for a moment: asked again */ }
  setTimeout(look, 1500);
};
setTimeout(look, 1500);
