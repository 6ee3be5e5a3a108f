/* Gives each sound one large button in place of the browser's own small controls, which stay where no scripts run. */
const dressSounds = (root) => {
  const ear = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 9v6h4l6 5V4L7 9z"/><path d="M16 8.5a5 5 0 0 1 0 7M18.5 5.5a9 9 0 0 1 0 13"/></svg>';
  for (const sound of root.querySelectorAll("audio[controls]")) {
    const button = document.createElement("button"), name = sound.getAttribute("aria-label");
    button.type = "button";
    button.className = "listen";
    button.innerHTML = ear;
    button.setAttribute("aria-label", name);
    if (!sound.closest(".row")) button.append(name.split(":")[0]);
    button.addEventListener("click", () => {
      for (const other of document.querySelectorAll("audio")) if (other !== sound) other.pause();
      if (sound.paused) { sound.currentTime = 0; sound.play(); } else sound.pause();
    });
    sound.controls = false;
    sound.before(button);
  }
};
