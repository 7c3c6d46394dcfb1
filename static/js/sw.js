// Served at /sw.js. Its only work: when a page cannot be reached, say so in Joinery's own words.
const CACHE = "joinery-offline-1";
const OFFLINE = "/offline/";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    const page = await fetch(OFFLINE, { cache: "reload", credentials: "omit" });
    if (!page.ok) throw new Error("no offline page");
    const text = await page.clone().text();
    await cache.put(OFFLINE, page);
    const parts = [...text.matchAll(/(?:href|src)="([^"]+\.(?:css|svg))"/g)].map((match) => match[1]);
    await Promise.allSettled([...new Set(parts)].map((part) => cache.add(part)));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("joinery-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.match(OFFLINE)) ?? Response.error()));
    return;
  }
  if (["style", "image"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});
