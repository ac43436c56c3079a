// Filled in by site/build.ts: the files that are kept from the first click on, and a name for this state of the site. All
// others are kept once they have been asked for,
// or behind the first story, when the page says so.
const CACHE = 'macromac-VERSION';
const FILES = [];
const LATER = [];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(['./', ...FILES])));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  const drop = (names) =>
    Promise.all(
      names.filter((name) => name.startsWith('macromac-') && name !== CACHE).map((name) => caches.delete(name)),
    );
  event.waitUntil(
    caches
      .keys()
      .then(drop)
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const kept = caches.match(event.request, { ignoreSearch: true });
  event.respondWith(kept.then((response) => response ?? fetchAndKeep(event.request)));
});

// One after the other, so that what a visitor asks for need not wait; what cannot be had is asked for when it is used.
self.addEventListener('message', (event) => {
  if (event.data === 'keep the rest') {
    event.waitUntil(keepTheRest());
  }
});

async function keepTheRest() {
  const cache = await caches.open(CACHE);
  for (const file of LATER) {
    if (!(await cache.match(file))) {
      await cache.add(file).catch(() => {});
    }
  }
}

async function fetchAndKeep(request) {
  const response = await fetch(request);
  if (response.ok && request.method === 'GET' && new URL(request.url).origin === self.location.origin) {
    const copy = response.clone();
    await (await caches.open(CACHE)).put(request, copy);
  }
  return response;
}
