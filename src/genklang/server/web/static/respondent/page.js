/* Makes the form kinder where scripts run; without them it is whole all the same. The back button of the browser goes
   back one question, a lost connection loses no answer, and leaving puts nothing into the history. */
(() => {
  "use strict";
  const steps = "form[data-steps]";
  let guarded = false;

  function show(page) {
    document.title = page.title;
    for (const name of ["lang", "dir"]) document.documentElement.setAttribute(name, page.documentElement.getAttribute(name));
    document.body.replaceWith(document.importNode(page.body, true));
    dressSounds(document);
    scrollTo(0, 0);
    const first = document.querySelector(".faults, h1");
    first.tabIndex = -1;
    first.focus({ preventScroll: !first.matches(".faults") });
    if (!guarded && back()) { history.pushState(null, ""); guarded = true; }
  }

  const back = () => document.querySelector(`${steps} button[value=back]`);

  async function send(form, button) {
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) fields.append(button.name, button.value);
    const offline = form.querySelector(".offline");
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    try {
      const reply = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
      show(new DOMParser().parseFromString(await reply.text(), "text/html"));
    } catch (error) {
      offline.hidden = false;
      offline.scrollIntoView({ block: "center" });
    } finally {
      delete form.dataset.busy;
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(steps) || !event.submitter) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const leave = event.target.closest("[data-leave]");
    if (!leave) return;
    event.preventDefault();
    document.head.append(Object.assign(document.createElement("meta"), { name: "referrer", content: "no-referrer" }));
    location.replace(leave.href);
  });
  dressSounds(document);
  addEventListener("popstate", () => {
    const button = back();
    if (!button) { guarded = false; history.back(); return; }
    history.pushState(null, "");
    send(button.form, button);
  });
})();
