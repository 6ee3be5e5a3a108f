/* Keeps the kiosk there without a network: the newest page when it can be had, otherwise the kept one. KEPT stands
   before this: the page first, then what it needs. Answers never pass here. */
"use strict";
const STORE = "genklang-kiosk";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((kept) => kept.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.open(STORE).then(async (kept) => {
      for (const old of await kept.keys()) if (!KEPT.includes(new URL(old.url).pathname)) await kept.delete(old);
      await self.clients.claim();
    }),
  );
});

async function freshPage(request) {
  const kept = await caches.open(STORE);
  try {
    const reply = await fetch(request, { signal: AbortSignal.timeout(5000) });
    if (reply.status < 500) {
      if (reply.ok) await kept.put(KEPT[0], reply.clone());
      return reply;
    }
  } catch { /* no network: what is kept serves */ }
  return (await kept.match(KEPT[0])) || Response.error();
}

async function keptFirst(request) {
  const kept = await caches.open(STORE);
  return (await kept.match(request, { ignoreSearch: true })) || fetch(request);
}

self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate" && path === KEPT[0]) event.respondWith(freshPage(event.request));
  else if (KEPT.includes(path)) event.respondWith(keptFirst(event.request));
});
