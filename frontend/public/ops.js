// The buttons of /ops. A file of its own because the Content-Security-Policy allows no inline script, and `fetch`
// because Jari reads no forms; the browser adds the organiser's log-in by itself.
const said = document.getElementById("said");

document.addEventListener("click", async (e) => {
  const button = e.target instanceof Element ? e.target.closest("button[data-path]") : null;
  if (button === null) return;
  const { method, path, done, ask } = button.dataset;
  if (ask && !confirm(ask)) return;
  button.disabled = true;
  const refusal = await send(method, path);
  if (refusal === undefined) button.textContent = done;
  else button.disabled = false;
  said.textContent = refusal ?? `${button.getAttribute("aria-label")}: done.`;
});

/** Nothing where it was done, else what a person is told. */
async function send(method, path) {
  try {
    const answer = await fetch(path, { method });
    if (answer.ok) return undefined;
    const { detail } = await answer.json();
    return detail;
  } catch {
    return "Jari does not answer. Nothing was changed, or you will see it when you load this page again.";
  }
}
