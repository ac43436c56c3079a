/** What goes between the page and the worker in which the hardware runs. */

/** TypeScript of the hardware by path, as in `rtl/mac/unpacker.ts`. */
export type Sources = Readonly<Record<string, string>>;

export interface ModelFiles {
  /** model.json, tokenizer.json, tokenizer_config.json, parsed. */
  readonly manifest: unknown;
  readonly tokenizer: unknown;
  readonly tokenizerConfig: unknown;
  /** model.bin. */
  readonly data: ArrayBuffer;
}

/** How far the story goes on: freely, not at all, or one token or cycle further. */
export type Pace = 'run' | 'pause' | 'token' | 'cycle';

export type ToEngine =
  | {
      readonly kind: 'start';
      readonly sources: Sources;
      readonly model: ModelFiles;
      readonly prompt: string;
      /** New tokens at most. */
      readonly tokens: number;
      /** Clock of the accelerator [MHz]. */
      readonly megahertz: number;
      readonly pace: Pace;
    }
  | { readonly kind: 'pace'; readonly pace: Pace }
  /** A file of the playground. */
  | { readonly kind: 'try'; readonly text: string }
  /** Whether to tell what each block does. */
  | { readonly kind: 'watch'; readonly on: boolean };

/** What the hardware did since the end of the prompt, and in all. */
export interface Figures {
  /** Tokens written, and cycles of the clock since the reset. */
  readonly tokens: number;
  readonly cycles: number;
  /** Cycles with a command queued or running, of the whole text: what `generate --json` gives. */
  readonly busyCycles: number;
  /** Of decoding, a token; undefined before the second one. */
  readonly cyclesPerToken: number | undefined;
  /** Of decoding: share of beats that carry data on the four weight streams. */
  readonly share: number | undefined;
  /** In this tab, of decoding. */
  readonly tokensPerSecond: number | undefined;
  readonly cyclesPerSecond: number;
}

/** The golden model's verdict on the products so far. */
export interface Verdict {
  readonly products: number;
  readonly values: number;
  /** Products with a value that differs in a bit. */
  readonly wrong: number;
  /** The first difference in words. */
  readonly first: string | undefined;
}

/** Cycles of each memory port since the last message: a beat, a beat that was not taken, waiting for one, neither. */
export interface Activity {
  readonly beat: readonly number[];
  readonly stall: readonly number[];
  readonly starve: readonly number[];
  readonly idle: readonly number[];
}

/** Samples of a block, and what it mostly waited for. */
export interface BlockActivity {
  readonly beat: number;
  readonly stall: number;
  readonly starve: number;
  readonly idle: number;
  readonly reason: string;
}

/** Values of a signal, cycle by cycle, as they are shown. */
export interface Wave {
  readonly name: string;
  readonly width: number;
  readonly values: readonly string[];
}

export type FromEngine =
  | { readonly kind: 'built'; readonly files: number; readonly modules: number; readonly seconds: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'progress'; readonly figures: Figures; readonly verdict: Verdict; readonly activity: Activity }
  /** Verilog by file name, the top module first, and how it runs. */
  | {
      readonly kind: 'verilog';
      readonly files: readonly (readonly [string, string])[];
      readonly waves: readonly Wave[];
    }
  | { readonly kind: 'blocks'; readonly blocks: Readonly<Record<string, BlockActivity>> }
  | { readonly kind: 'paused'; readonly figures: Figures; readonly state: readonly string[] }
  | { readonly kind: 'end'; readonly tokens: readonly number[]; readonly reason: string }
  | { readonly kind: 'error'; readonly message: string; readonly phase: 'build' | 'run' };
