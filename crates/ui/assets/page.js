// What all pages share: buttons that copy, and times told from now.

const copied = new WeakMap();

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch {
    // Not over plain HTTP from another machine, and not everywhere: the old way is left.
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "away";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("copying is not allowed here");
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const state = copied.get(button) ?? { text: button.textContent, label: button.ariaLabel };
  clearTimeout(state.timer);
  try {
    await copy(button.dataset.copy);
    button.textContent = button.dataset.done;
  } catch {
    button.textContent = button.dataset.failed;
  }
  button.focus();
  button.ariaLabel = button.textContent;
  state.timer = setTimeout(() => {
    button.textContent = state.text;
    button.ariaLabel = state.label;
  }, 2000);
  copied.set(button, state);
});

const language = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "long" });
const steps = [["second", 60], ["minute", 60], ["hour", 24], ["day", 7], ["week", Infinity]];

function fromNow(date) {
  let value = (date - Date.now()) / 1000;
  for (const [unit, size] of steps) {
    const rounded = Math.round(value);
    if (Math.abs(rounded) < size) return relative.format(rounded, unit);
    value /= size;
  }
  return exact.format(date);
}

function tell() {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const date = new Date(time.dateTime);
    time.textContent = fromNow(date);
    time.title = exact.format(date);
  }
}

tell();
setInterval(tell, 10_000);
