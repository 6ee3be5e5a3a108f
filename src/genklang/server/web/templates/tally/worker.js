{% load static %}// Keeps the tally page at hand while there is no network. Nothing about anybody is kept.
const KEPT = "tally-1";
self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(["./", "{% static 'tally.css' %}", "{% static 'tally.js' %}"])));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith((async () => {
    const kept = await caches.open(KEPT);
    try {
      const fresh = await fetch(event.request);
      if (fresh.ok) kept.put(event.request, fresh.clone());
      return fresh;
    } catch (error) {
      const old = await kept.match(event.request);
      if (old) return old;
      throw error;
    }
  })());
});
