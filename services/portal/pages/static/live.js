// `data-stream="address"`: what the server sends takes the place of what stands there, until it says that it is over.
"use strict";

document.querySelectorAll("[data-stream]").forEach((place) => {
  const source = new EventSource(place.dataset.stream);
  source.addEventListener("message", (event) => { place.innerHTML = event.data; htmx.process(place); });
  source.addEventListener("over", () => { source.close(); document.body.dispatchEvent(new CustomEvent("over")); });
  window.addEventListener("pagehide", () => source.close());
});
