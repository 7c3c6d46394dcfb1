// Text typed into a form, kept in this tab only until the server has it.
const PREFIX = "joinery:typed:";
const SENT = "joinery:sent";

function attempt(work, otherwise = null) {
  try { return work(); } catch { return otherwise; } // storage may be switched off
}

export const person = () => document.body.dataset.person ?? "";
export const keyFor = (form) => `${PREFIX}${person()}:${location.pathname}:${form.id || "form"}`;
export const read = (key) => attempt(() => JSON.parse(sessionStorage.getItem(key)));
export const write = (key, values) => attempt(() => sessionStorage.setItem(key, JSON.stringify(values)));
export const forget = (key) => attempt(() => sessionStorage.removeItem(key));

export const markSent = (key) => write(SENT, { key, path: location.pathname, interrupted: false });

export const unmarkSent = () => forget(SENT);

export function forgetAll() {
  attempt(() => {
    Object.keys(sessionStorage).filter((key) => key.startsWith("joinery:")).forEach((key) => sessionStorage.removeItem(key));
  });
}

// Decides, on the page that answers a submission, whether the server took what was typed.
// It did not when the page says so (data-typed="keep"), asks to sign in, or shows the form's errors.
export function settleAfterNavigation() {
  const sent = read(SENT);
  if (!sent) return;
  if (!person()) {
    write(SENT, { ...sent, interrupted: true });
    return;
  }
  const refused = document.querySelector("[data-typed='keep'], .error-summary");
  // The same page again without a message: the answer may have been lost on the way. Better to offer twice.
  const answered = location.pathname !== sent.path || document.querySelector(".notices .notice");
  if (answered && !refused && !sent.interrupted) forget(sent.key);
  forget(SENT);
}
