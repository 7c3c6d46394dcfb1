// What the bundle of every page brings; this one is loaded after it and adds to it.
export const { application, Controller, htmx } = window.joinery;

// The page's own key grows old when somebody signs in again in another window; the cookie does not.
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie ? decodeURIComponent(cookie.slice("csrftoken=".length)) : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}
