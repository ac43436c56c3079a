interface SavingData {
  readonly connection?: { readonly saveData?: boolean };
}

/** From the first click on the site keeps its files, where the browser allows it. */
export function keepOffline(): void {
  if ('serviceWorker' in navigator) {
    navigator.serviceWorker
      .register('offline.js')
      .catch((error: Error) => console.warn(`not kept for offline use: ${error.message}`));
  }
}

/**
 * Behind the first story, when there is time: what is otherwise fetched when it is first used, so that all of the page
 * works without a network. Not for a visitor who saves data.
 */
export async function keepTheRest(): Promise<void> {
  if ('serviceWorker' in navigator && !(navigator as SavingData).connection?.saveData) {
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage('keep the rest');
  }
}
