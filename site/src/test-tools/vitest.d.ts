/** The part of vitest that the playground has. */
export declare function test(name: string, body: () => unknown): void;
export declare const it: typeof test;
export declare function describe(name: string, body: () => void): void;

export interface Assertion {
  readonly not: Assertion;
  readonly resolves: AsyncAssertion;
  readonly rejects: AsyncAssertion;
  toBe(expected: unknown): void;
  toEqual(expected: unknown): void;
  toStrictEqual(expected: unknown): void;
  toMatchObject(expected: object): void;
  toContain(item: unknown): void;
  toContainEqual(item: unknown): void;
  toHaveLength(length: number): void;
  toBeGreaterThan(bound: number | bigint): void;
  toBeGreaterThanOrEqual(bound: number | bigint): void;
  toBeLessThan(bound: number | bigint): void;
  toBeLessThanOrEqual(bound: number | bigint): void;
  toBeCloseTo(expected: number, digits?: number): void;
  toBeTruthy(): void;
  toBeFalsy(): void;
  toBeDefined(): void;
  toBeUndefined(): void;
  toMatch(pattern: RegExp | string): void;
  toThrow(message?: RegExp | string): void;
}
export type AsyncAssertion = {
  readonly [Name in Exclude<keyof Assertion, 'not' | 'resolves' | 'rejects'>]: (
    ...values: Parameters<Assertion[Name]>
  ) => Promise<void>;
} & { readonly not: AsyncAssertion };
export declare function expect(value: unknown, message?: string): Assertion;
