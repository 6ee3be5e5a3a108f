// Counts taps on this telephone, and sends them as soon as there is a network. Each tap has an id of its own, so
// that one sent twice counts once.
(() => {
  const tally = document.getElementById("tally");
  const undo = document.getElementById("undo");
  const state = document.getElementById("state");
  const key = "taps " + location.pathname;
  const cookie = (name) => (document.cookie.match(new RegExp(name + "=([^;]+)")) || [])[1] || "";
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const today = () => new Intl.DateTimeFormat("sv-SE").format(new Date());
  const read = () => JSON.parse(localStorage.getItem(key) || "[]");
  const keep = (taps) => localStorage.setItem(key, JSON.stringify(taps));
  let last = [];

  const show = (group, change) => {
    const count = tally.querySelector(`[data-group="${CSS.escape(group)}"] b`);
    if (count) count.textContent = Math.max(0, Number(count.textContent) + change);
  };
  const tell = () => {
    const waiting = read().length;
    state.textContent = waiting ? (navigator.onLine ? "" : tally.dataset.offline + " ") + tally.dataset.waiting.replace("0", waiting) : "";
    undo.hidden = !last.length;
  };
  const add = (tap) => { keep([...read(), tap]); tell(); send(); };

  let sending = false;
  const send = async () => {
    const taps = read();
    if (sending || !taps.length) return;
    sending = true;
    try {
      const reply = await fetch(tally.dataset.send, {
        method: "POST", body: JSON.stringify(taps.slice(0, 500)),
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") || token },
      });
      if (reply.status === 403) return location.reload();
      if (reply.ok) {
        const { counts, open } = await reply.json();
        const sent = new Set(taps.slice(0, 500).map((tap) => tap.id + tap.undo));
        keep(read().filter((tap) => !sent.has(tap.id + tap.undo)));
        for (const [group, count] of Object.entries(counts)) {
          const own = read().filter((tap) => tap.group === group).reduce((sum, tap) => sum + (tap.undo ? -1 : 1), 0);
          show(group, count + own - Number(tally.querySelector(`[data-group="${CSS.escape(group)}"] b`).textContent));
        }
        if (!open) location.reload();
      }
    } catch { /* no network: the taps stay until there is one */ } finally { sending = false; tell(); }
  };

  for (const form of tally.querySelectorAll("form.group")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const tap = { id: crypto.randomUUID(), group: form.dataset.group, day: today(), undo: false };
      last.push(tap);
      show(tap.group, 1);
      add(tap);
    });
  }
  undo.addEventListener("click", () => {
    const tap = last.pop();
    if (!tap) return;
    show(tap.group, -1);
    if (read().some((one) => one.id === tap.id && !sending)) { keep(read().filter((one) => one.id !== tap.id)); tell(); }
    else add({ ...tap, undo: true });
  });
  addEventListener("online", send);
  setInterval(send, 15000);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(tally.dataset.worker, { scope: location.pathname });
  tell();
  send();
})();
