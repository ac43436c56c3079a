import { type LookupUse, tokensAPass } from '../text/lookup.ts';

/** MB are 10⁶ bytes here, MiB 2²⁰. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB (${(bytes / 2 ** 20).toFixed(2)} MiB)`;
}

/** 1234567 → `1,234,567` */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** What drafts were worth, in words. */
export function lookupSummary(use: LookupUse): string {
  const { drafted, accepted } = use;
  return `lookup: ${accepted} of ${drafted} drafts accepted, ${(tokensAPass(use) ?? 1).toFixed(2)} tokens a pass`;
}
