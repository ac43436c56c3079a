/** In place of sw/text/collect-garbage.ts: a browser collects by itself. */
export async function collectGarbage(): Promise<void> {}
