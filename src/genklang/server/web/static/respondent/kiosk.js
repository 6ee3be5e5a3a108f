/* The kiosk: one person after the other, with or without a network. An answer is sealed to the round's mix key before it
   is stored, stored before anyone is thanked, and sent until the server says what became of it. */
(() => {
  "use strict";
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const stage = document.getElementById("stage");
  const IDLE = 60000, LAST_CALL = 15000, THANKS = 8000, RESEND = 5000, REFRESH = 900000;
  const groups = Object.keys(settings.contexts), only = groups.length === 1 ? groups[0] : "";
  let language = document.documentElement.lang, version = "standard", step = "attract", timer = 0, form = null;
  let group = only, person = ""; /* the target group that was chosen, and the id under which the person is counted */

  /* ---- sealing: suite 2 of the server's fieldwork.sealing ---- */
  const bytes = (text) => new TextEncoder().encode(text);
  const fromBase64 = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const toBase64 = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
  const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const curve = { name: "ECDH", namedCurve: "P-256" };

  async function seal(message, context) {
    const said = bytes(JSON.stringify(message));
    if (said.length > settings.room - 4) throw new RangeError("too long");
    const plain = new Uint8Array(settings.room);
    new DataView(plain.buffer).setUint32(0, said.length);
    plain.set(said, 4);
    const theirs = fromBase64(settings.public);
    const recipient = await crypto.subtle.importKey("raw", theirs, curve, false, []);
    const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const own = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: recipient }, pair.privateKey, 256);
    const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: join(own, theirs), info: bytes(settings.info) };
    const key = await crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const box = { name: "AES-GCM", iv: new Uint8Array(12), additionalData: bytes(context) };
    return join([2], own, new Uint8Array(await crypto.subtle.encrypt(box, key, plain)));
  }

  /* ---- the queue: on disk before anyone is thanked ---- */
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open(settings.store, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("answers", { keyPath: "id" });
      request.result.createObjectStore("offers", { keyPath: "id" });
      request.result.createObjectStore("counts");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  async function change(stores, work) {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
      work((name) => transaction.objectStore(name));
    });
  }

  async function read(store, ask) {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const request = ask(database.transaction(store).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  const newId = () => toBase64(crypto.getRandomValues(new Uint8Array(16))).replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
  const SETTLED = ["stored", "repeated"], REFUSED = ["not_open", "unreadable"];

  async function post(address, said) {
    const reply = await fetch(address, {
      method: "POST", body: JSON.stringify(said), headers: { "Content-Type": "application/json" }, cache: "no-store",
      signal: AbortSignal.timeout(20000),
    });
    return (await reply.json()).outcome;
  }

  async function sendOne(record) {
    const outcome = await post(settings.take, { id: record.id, group: record.group, begun: record.begun, sealed: toBase64(record.sealed) });
    if (SETTLED.includes(outcome)) await change(["answers"], (store) => store("answers").delete(record.id));
    else if (REFUSED.includes(outcome)) {
      const late = (await read("counts", (store) => store.get("late"))) || 0;
      await change(["answers", "counts"], (store) => { store("answers").delete(record.id); store("counts").put(late + 1, "late"); });
    } else throw new Error("not taken");
  }

  /* Who still answers is not counted yet: the group may be chosen anew. */
  async function sendOffers() {
    const offers = (await read("offers", (store) => store.getAll(null, 200))).filter(({ id }) => id !== person);
    for (const own of new Set(offers.map((offer) => offer.group))) {
      const ids = offers.filter((offer) => offer.group === own).map(({ id }) => id);
      if (await post(settings.offer, { group: own, id: ids.join(" ") })) {
        await change(["offers"], (store) => ids.forEach((id) => store("offers").delete(id)));
      }
    }
  }

  async function sendAll() {
    await sendOffers();
    for (const id of await read("answers", (store) => store.getAllKeys())) {
      await sendOne(await read("answers", (store) => store.get(id))).catch(() => {});
    }
  }

  let isSending = false;
  async function send() {
    if (isSending) return;
    isSending = true;
    const alone = navigator.locks ? (work) => navigator.locks.request("genklang-kiosk", { ifAvailable: true }, (lock) => lock && work()) : (work) => work();
    try { await alone(sendAll); } catch { /* no network: again in a while */ } finally { isSending = false; }
    await tell();
  }

  async function tell() {
    const words = settings.words[language];
    const counts = { waiting: await read("answers", (store) => store.count()), late: (await read("counts", (store) => store.get("late"))) || 0 };
    for (const [name, count] of Object.entries(counts)) {
      const line = document.getElementById(name);
      line.textContent = words[name].replace("{count}", count);
      line.hidden = count === 0;
    }
  }

  /* ---- one person ---- */
  const sections = () => [...form.querySelectorAll("section[data-step]")];
  const section = (name) => form.querySelector(`section[data-step="${name}"]`);
  const fields = (part) => [...part.querySelectorAll("input, textarea")];

  function answerOf(part) {
    const given = fields(part).filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked);
    return given.map((field) => field.value.trim()).filter(Boolean).join(";");
  }

  const isTheirs = (part) => !part.dataset.groups || part.dataset.groups.split(" ").includes(group);

  function isAsked(part) {
    if (!part.dataset.presentation || !isTheirs(part)) return false;
    const { follows, codes } = part.dataset;
    if (!follows) return true;
    const earlier = section(follows);
    return isAsked(earlier) && answerOf(earlier).split(";").some((code) => codes.split(" ").includes(code));
  }

  const asked = () => sections().filter(isAsked);

  function clear(part) {
    for (const field of fields(part)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = false;
      else field.value = "";
    }
  }

  function show(name) {
    step = name;
    for (const sound of form.querySelectorAll("audio")) sound.pause();
    for (const part of sections()) part.hidden = part.dataset.step !== name;
    const part = section(name), steps = asked(), place = steps.indexOf(part) + 1;
    for (const fault of form.querySelectorAll("[data-fault]")) fault.hidden = true;
    if (place) {
      const progress = part.querySelector(".progress");
      progress.dataset.pattern ||= progress.textContent;
      progress.textContent = progress.dataset.pattern.replace("#1#", place).replace("#2#", steps.length);
      const bars = steps.map((_, index) => Object.assign(document.createElement("i"), { className: index < place ? "on" : "" }));
      part.querySelector(".bars").replaceChildren(...bars);
    }
    focusHeading();
    wait();
  }

  function focusHeading() {
    const heading = [...stage.querySelectorAll("[data-focus]")].find((each) => each.offsetParent);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function speak(code, wanted = "standard") {
    const all = [...document.querySelectorAll(`template[data-language="${code}"]`)];
    const template = all.find((each) => each.dataset.version === wanted) || all[0];
    language = code;
    version = template.dataset.version;
    document.documentElement.lang = code;
    document.documentElement.dir = template.dataset.direction;
    stage.replaceChildren(template.content.cloneNode(true));
    dressSounds(stage);
    form = stage.querySelector("form");
    const restart = document.querySelector("header [data-go=restart]");
    restart.textContent = template.dataset.restart;
    restart.hidden = false;
    if (group) choose(group);
    else show("visit");
    tell();
  }

  /* Answers are about one kind of visit: another choice begins afresh. */
  function choose(code) {
    if (code !== group) for (const part of sections()) clear(part);
    group = code;
    const chosen = form.querySelector("[data-chosen]");
    if (chosen) chosen.textContent = chosen.dataset.chosen.replace("#1#", form.querySelector(`[data-visit="${code}"]`).textContent);
    for (const told of form.querySelectorAll("details [data-groups]")) told.hidden = !isTheirs(told);
    show("start");
  }

  function reset() {
    form = null;
    group = only;
    person = "";
    step = "attract";
    stage.replaceChildren(document.getElementById("attract").content.cloneNode(true));
    document.querySelector("header [data-go=restart]").hidden = true;
    document.getElementById("failed").hidden = true;
    focusHeading();
    wait();
  }

  function wait() {
    clearTimeout(timer);
    if (step === "attract") timer = setTimeout(() => navigator.onLine && location.reload(), REFRESH);
    else if (step === "thanks") timer = setTimeout(reset, THANKS);
    else if (step === "still") timer = setTimeout(reset, LAST_CALL);
    else timer = setTimeout(() => { const from = step; show("still"); section("still").dataset.from = from; }, IDLE);
  }

  const toNumber = (text) => Number([...text].map((sign) => {
    const code = sign.codePointAt(0);
    return code >= 0x6f0 ? code - 0x6f0 : code >= 0x660 ? code - 0x660 : sign;
  }).join(""));

  function findFault(part) {
    const answer = answerOf(part), { presentation, low, high } = part.dataset;
    if (presentation === "lines") return "";
    if (!answer) return "blank";
    if (presentation !== "digits") return "";
    const number = toNumber(answer);
    return Number.isInteger(number) && (low === "" || number >= low) && (high === "" || number <= high) ? "" : "number";
  }

  function next(skips) {
    const part = section(step);
    if (skips) clear(part);
    const fault = skips ? "" : findFault(part);
    if (fault) { part.querySelector(`[data-fault=${fault}]`).hidden = false; wait(); return; }
    const steps = asked();
    show((steps[steps.indexOf(part) + 1] || section("send")).dataset.step);
  }

  function back() {
    const steps = asked(), place = step === "send" ? steps.length : steps.indexOf(section(step));
    show(place > 0 ? steps[place - 1].dataset.step : "start");
  }

  async function begin() {
    show(asked()[0].dataset.step);
    if (!settings.public) return;
    person ||= newId();
    await change(["offers"], (store) => store("offers").put({ id: person, group })).catch(() => {});
  }

  async function finish(button) {
    const answers = Object.fromEntries(asked().map((part) => [part.dataset.step, answerOf(part)]).filter(([, answer]) => answer));
    const said = { answers, channel: "kiosk", language, form_version: version }, theirs = group, own = form;
    button.disabled = true;
    clearTimeout(timer);
    try {
      if (settings.public && Object.keys(answers).length) {
        const record = { id: newId(), group: theirs, begun: settings.begun, sealed: await seal(said, settings.contexts[theirs]) };
        await change(["answers"], (store) => store("answers").add(record));
      }
      if (form === own) {
        for (const part of sections()) clear(part);
        person = "";
        show("thanks");
      }
      send();
    } catch {
      button.disabled = false;
      const failed = document.getElementById("failed");
      failed.textContent = settings.words[language].failed;
      failed.hidden = false;
      wait();
    }
  }

  const ways = {
    begin, back, next: () => next(false), skip: () => next(true), send: finish, restart: reset,
    visit: () => show("visit"), stay: () => show(section("still").dataset.from),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.speak) speak(button.dataset.speak);
    else if (button.dataset.visit) choose(button.dataset.visit);
    else if (button.dataset.easy) speak(language, button.dataset.easy);
    else if (ways[button.dataset.go]) ways[button.dataset.go](button);
  });
  document.addEventListener("submit", (event) => event.preventDefault());
  for (const kind of ["input", "pointerdown", "keydown"]) document.addEventListener(kind, () => step !== "still" && step !== "thanks" && wait());

  reset();
  tell();
  send();
  setInterval(send, RESEND);
  addEventListener("online", send);
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(settings.worker, { scope: location.pathname });
})();
