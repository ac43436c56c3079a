/**
 * What the waveform page asks its server for, where the site's page is the server: addresses of the dump and of what is
 * said about it stand behind the `#` of the page's address, and are the name of its worker.
 */
const given = new URLSearchParams(globalThis.location.hash.slice(1) || globalThis.self.name);

const ownFetch = globalThis.fetch;

export const fetch = (name: string): Promise<Response> => {
  const address = given.get(name);
  // The view is not kept: each moment begins anew.
  return address === null ? Promise.resolve(new Response(null, { status: 204 })) : ownFetch(address);
};

export const Worker = class extends (globalThis.Worker ?? Object) {
  constructor(name: string, options: WorkerOptions) {
    super(name, { ...options, name: String(given) });
  }
};
