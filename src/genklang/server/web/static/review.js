// One picture after the other by keyboard: the next ones are here before they are asked for, and what is decided is
// sent while the next is looked at. Without this script the same form works, one page at a time.
(() => {
  const FOLLOWING = 3;
  const place = document.getElementById("tasks");
  const left = document.getElementById("left");
  const words = left.textContent;
  const done = new Set();
  let back = place.dataset.back.split(",").filter(Boolean);
  let sending = Promise.resolve();
  let pending = 0;
  let hasFailed = false;

  const current = () => place.querySelector("article:not([hidden], [inert])");
  const held = () => [...place.querySelectorAll("article")].map((task) => task.dataset.task);
  const count = (change) => {
    left.dataset.left = Math.max(0, Number(left.dataset.left) + change);
    left.textContent = words.replace(/\d+/, left.dataset.left);
  };

  // The first is decided; those after it are seen, so that the eye is ahead of the hand, and cannot be touched.
  const arrange = () => place.querySelectorAll("article").forEach((task, number) => {
    task.inert = number > 0;
    task.hidden = number > FOLLOWING || (task.inert && !task.querySelector(".snippet:not(.whole)"));
  });
  const show = (task) => {
    arrange();
    // Where the screen is narrower than the picture: the boxes stand near its middle.
    const picture = task.querySelector(".snippet");
    if (picture) picture.scrollLeft = (picture.scrollWidth - picture.clientWidth) / 2;
    const first = task.querySelector("textarea, input.short, input:checked") || task.querySelector("[name=said]") || task;
    first.focus({ preventScroll: true });
    // On a low screen the picture comes before all else: what is chosen is seen beside it or not at all.
    window.scrollTo(0, 0);
    if (task.getBoundingClientRect().bottom > window.innerHeight) task.scrollIntoView();
  };
  const showNext = () => {
    const task = place.querySelector("article");
    if (task) show(task);
    else if (!pending && !hasFailed) location.assign(place.dataset.pile);
  };

  const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, 1000 * seconds); });
  const post = async (fields, tries = 4) => {
    fields.set("scripted", "1");
    const answer = await fetch(location.pathname, { method: "POST", body: fields }).catch(() => null);
    // The network or the server is away for a moment: what was decided twice is taken once.
    if ((!answer || answer.status >= 500) && tries > 1) {
      await pause(2 ** (4 - tries) / 2);
      return post(fields, tries - 1);
    }
    if (!answer || (!answer.ok && answer.status !== 409)) throw new Error("not taken");
    return answer.status === 409 ? { refused: await answer.text() } : { tasks: await answer.text() };
  };
  const send = (fields, use) => {
    pending += 1;
    sending = sending.then(() => post(fields)).then(use).catch(() => {
      hasFailed = true;
      document.getElementById("failed").hidden = false;
    }).then(() => { pending -= 1; if (current()) arrange(); else showNext(); });
    window.reviewSent = sending;
  };
  const add = (html, where) => {
    const made = document.createElement("template");
    made.innerHTML = html;
    for (const task of made.content.querySelectorAll("article")) {
      // What was decided while the answer was under way is not shown again.
      if (!done.has(task.dataset.task) && !document.getElementById(task.id)) place[where](task);
    }
  };

  const decide = (task, button) => {
    if (hasFailed) return;
    const fields = new FormData(task.querySelector("form"));
    fields.set("go", button);
    if (button === "save" && task.querySelector("input[type=radio]") && !fields.has("said")) return;
    task.remove();
    done.add(task.dataset.task);
    back.unshift(task.dataset.task);
    count(-1);
    fields.set("held", held().join(","));
    send(fields, (answer) => {
      if (answer.refused) { back = back.filter((id) => id !== task.dataset.task); return; }
      add(answer.tasks, "append");
    });
    // Only now: the page is not left before the last decision has been taken.
    showNext();
  };
  const undo = (task) => {
    const last = back.shift();
    if (!last || hasFailed) return;
    const fields = new FormData(task.querySelector("form.undo"));
    fields.set("task", last);
    fields.set("go", "undo");
    send(fields, (answer) => {
      if (!answer.tasks || !answer.tasks.trim()) return;
      done.delete(last);
      add(answer.tasks, "prepend");
      count(1);
      show(place.querySelector("article"));
    });
  };

  place.addEventListener("submit", (event) => {
    event.preventDefault();
    const task = event.target.closest("article");
    const button = event.submitter ? event.submitter.value : "save";
    if (button === "undo") undo(task); else decide(task, button);
  });
  document.addEventListener("keydown", (event) => {
    const task = current();
    if (!task || event.ctrlKey || event.metaKey) return;
    const isWriting = event.target.matches("textarea, input.short");
    const act = (does) => { event.preventDefault(); does(); };
    const key = event.key.toLowerCase();
    if (isWriting === event.altKey && (key === "s" || key === "u")) {
      if (key === "u") act(() => undo(task));
      else if (task.querySelector("[value=skip]")) act(() => decide(task, "skip"));
    } else if (event.key === "Enter" && !event.shiftKey && !event.target.matches("a, button, summary")) {
      act(() => decide(task, "save"));
    } else if (!isWriting && event.key === "0" && task.querySelector("[value=blank]")) {
      act(() => decide(task, "blank"));
    } else if (!isWriting && /^[1-9]$/.test(event.key)) {
      const chosen = task.querySelectorAll("input[name=said]")[Number(event.key) - 1];
      if (!chosen) return;
      act(() => {
        chosen.checked = chosen.type === "radio" || !chosen.checked;
        if (chosen.type === "radio") decide(task, "save");
      });
    }
  });
  if (current()) show(current());
})();
