// Says in words what a partial update changed (WCAG 4.1.3).
export function announce(text) {
  const region = document.getElementById("announcer");
  if (!region || !text) return;
  region.textContent = "";
  // An emptied region is read again even when the words are the same.
  window.setTimeout(() => { region.textContent = text; }, 60);
}

export function listenForAnnouncements() {
  document.addEventListener("announce", (event) => announce(event.detail?.value));
  document.addEventListener("htmx:load", (event) => {
    const content = event.detail.elt;
    if (!(content instanceof Element) || content === document.body) return;
    const told = content.matches("[data-announce]") ? content : content.querySelector("[data-announce]");
    if (told) announce(told.dataset.announce);
  });
}
