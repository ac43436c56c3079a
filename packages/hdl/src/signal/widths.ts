/** Widths that the compiler adds up: 0 to 128. */
type Small<All extends number[] = []> = All['length'] extends 129 ? All[number] : Small<[...All, All['length']]>;

/** As many elements as `N`, which is small. */
type Ones<N extends number, All extends 1[] = []> = All['length'] extends N ? All : Ones<N, [...All, 1]>;

/** `W` where it is one small literal, `never` where it is several, or any number, or `any`. */
type Known<W extends number, All = W> = [W] extends [never]
  ? never
  : 0 extends 1 & W
    ? never
    : W extends Small
      ? [All] extends [W]
        ? W
        : never
      : never;

/**
 * The width of values side by side: the sum of theirs, where each is a literal of at most 128 bits; `number` otherwise.
 */
export type SumOfWidths<
  P extends readonly { readonly width: number }[],
  Sum extends 1[] = [],
> = number extends P['length']
  ? number
  : P extends readonly [infer F, ...infer Rest extends readonly { readonly width: number }[]]
    ? [F] extends [{ readonly width: infer W extends number }]
      ? [Known<W>] extends [never]
        ? number
        : [...Sum, ...Ones<Known<W>>] extends infer Next extends 1[]
          ? SumOfWidths<Rest, Next>
          : number
      : number
    : Sum['length'];

/** The sum of two widths, where both are literals of at most 128 bits; `number` otherwise. */
export type SumOf<A extends number, B extends number> = [Known<A>] extends [never]
  ? number
  : [Known<B>] extends [never]
    ? number
    : [...Ones<Known<A>>, ...Ones<Known<B>>]['length'] & number;

/** One more than the greater of two widths, where both are literals of at most 128 bits; `number` otherwise. */
export type GrownOf<A extends number, B extends number> = [Known<A>] extends [never]
  ? number
  : [Known<B>] extends [never]
    ? number
    : Ones<Known<A>> extends [...Ones<Known<B>>, ...1[]]
      ? [...Ones<Known<A>>, 1]['length'] & number
      : [...Ones<Known<B>>, 1]['length'] & number;
