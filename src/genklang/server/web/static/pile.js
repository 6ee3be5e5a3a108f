// Follows a pile while it is read or sent: asks for the page again every other second and puts its state in.
(() => {
  const here = document.querySelector("#pile-state[data-moving]");
  const look = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (answer && answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("#pile-state");
      if (!found || !("moving" in found.dataset)) return location.reload();
      here.innerHTML = found.innerHTML;
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
})();
