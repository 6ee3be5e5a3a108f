/* Records a sentence with the browser's microphone and sends it at once; without scripts, files are uploaded. */
(() => {
  "use strict";
  if (!navigator.mediaDevices || !window.MediaRecorder) return;
  const notice = document.getElementById("microphone");
  let recorder = null;

  async function begin(button) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const parts = [], label = button.textContent;
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = async () => {
      for (const track of stream.getTracks()) track.stop();
      recorder = null;
      button.textContent = label;
      await send(button.closest("form"), new Blob(parts, { type: parts[0].type }));
    };
    button.textContent = button.dataset.stop;
    recorder.start();
  }

  async function send(form, sound) {
    const fields = new FormData(form);
    fields.delete("drop");
    fields.set("sound", sound, "sentence");
    const reply = await fetch(location.pathname, { method: "POST", body: fields });
    const next = form.closest("li").nextElementSibling;
    location.hash = (next || form.closest("li")).id;
    if (reply.ok) location.reload();
  }

  for (const button of document.querySelectorAll("[data-record]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (recorder) { if (button.textContent === button.dataset.stop) recorder.stop(); return; }
      try { notice.hidden = true; await begin(button); } catch { notice.hidden = false; notice.scrollIntoView(); }
    });
  }
})();
