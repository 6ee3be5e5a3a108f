// Speeds up keying: a digit chooses that answer and goes on to the next question, 0 clears, arrows go up and down.
(() => {
  const form = document.querySelector("form.keyed");
  const questions = [...form.querySelectorAll("fieldset")];
  const entries = (question) => [...question.querySelectorAll("input:not([type=hidden]), textarea")];
  const go = (from, step) => {
    const next = questions[questions.indexOf(from) + step];
    const target = next ? entries(next).find((entry) => entry.checked) || entries(next)[0] : form.querySelector(".buttons button");
    target.focus();
    target.closest("fieldset")?.scrollIntoView({ block: "nearest" });
  };
  form.addEventListener("keydown", (event) => {
    const question = event.target.closest("fieldset");
    if (!question || event.ctrlKey || event.altKey || event.metaKey) return;
    const isWriting = event.target.matches("textarea, input.short");
    if (event.key === "Enter" && event.target.tagName !== "TEXTAREA") { event.preventDefault(); go(question, 1); }
    else if (event.key === "ArrowDown" && !isWriting) { event.preventDefault(); go(question, 1); }
    else if (event.key === "ArrowUp" && !isWriting) { event.preventDefault(); go(question, -1); }
    else if (/^\d$/.test(event.key) && !isWriting) {
      event.preventDefault();
      const all = entries(question);
      const chosen = all[Number(event.key) - 1];
      if (event.key === "0") all.forEach((entry) => { entry.checked = false; });
      if (!chosen) return;
      chosen.checked = chosen.type === "radio" || !chosen.checked;
      if (chosen.type === "radio") go(question, 1);
    }
  });
  entries(questions[0])[0]?.focus();
})();
