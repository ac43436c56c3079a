import type { Schematic } from './schematic.ts';

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
  /** A file of the playground, and the script of the test tools if it imports them. */
  | { readonly kind: 'try'; readonly text: string; readonly tools?: string }
  /** The test benches, a script, to be run on some files of the hardware. */
  | {
      readonly kind: 'test';
      readonly sources: Sources;
      readonly benches: string;
      readonly paths: readonly string[];
    }
  /** Whether to tell what each block does. */
  | { readonly kind: 'watch'; readonly on: boolean }
  /** The waveform of a moment; without a number of the last one. */
  | { readonly kind: 'moment'; readonly id?: number }
  /** The LM head's product behind a word again, and one of its weights followed; without an input the heaviest. */
  | { readonly kind: 'follow'; readonly word: number; readonly input?: number };

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

/** A row of the waveform page, as its saved views have them. */
export type MomentRow =
  | { readonly kind: 'signal'; readonly path: string; readonly radix: string }
  | { readonly kind: 'stream'; readonly name: string; readonly valid: string; readonly ready: string }
  | { readonly kind: 'comment'; readonly text: string };

/** Where a number is on its way from memory to the logit. */
export interface FollowedStep {
  readonly title: string;
  readonly about: string;
  /** Of the simulation, counted from the reset. */
  readonly cycle: number;
  /** What the register or wire held, and what the golden model says. */
  readonly value: string;
  readonly golden: string;
  readonly isSame: boolean;
  /** Where the register or wire is declared. */
  readonly path: string;
  readonly line: number;
}

/** One weight of the LM head on its way, and what became of it. */
export interface Followed {
  readonly word: number;
  /** Row of the LM head, and so the token; input, which is a value of the last vector. */
  readonly token: number;
  readonly input: number;
  readonly inputs: number;
  readonly steps: readonly FollowedStep[];
  /** The first of the list of the largest logits. */
  readonly best: readonly { readonly text: string; readonly logit: number }[];
  /** Whether the product gave the bits it gave when the word was written. */
  readonly isRepeated: boolean;
}

export type FromEngine =
  | { readonly kind: 'built'; readonly files: number; readonly modules: number; readonly seconds: number }
  /** A word, or a part of one: a call for each token, and one at the end. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'progress';
      readonly figures: Figures;
      readonly verdict: Verdict;
      readonly activity: Activity;
      /** The recorded moment that lies in the activity. */
      readonly moment: number;
    }
  | {
      readonly kind: 'moment';
      readonly from: number;
      readonly to: number;
      readonly vcd: Uint8Array<ArrayBuffer>;
      /** How the waveform page shows it first; times in picoseconds. */
      readonly view: { readonly rows: readonly MomentRow[]; readonly from: number; readonly to: number };
    }
  | ({ readonly kind: 'followed' } & Followed)
  /** A property of a unit is tried; it was, and without a message it holds; all were. */
  | { readonly kind: 'testing'; readonly unit: string; readonly what: string }
  | { readonly kind: 'tested'; readonly unit: string; readonly what: string; readonly message: string | undefined }
  | { readonly kind: 'tests'; readonly passed: number; readonly failed: number }
  /** What was asked for cannot be had. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Verilog by file name, the top module first, and how it runs. */
  | {
      readonly kind: 'verilog';
      readonly files: readonly (readonly [string, string])[];
      readonly waves: readonly Wave[];
      readonly schematic: Schematic;
    }
  | { readonly kind: 'blocks'; readonly blocks: Readonly<Record<string, BlockActivity>> }
  | {
      readonly kind: 'paused';
      readonly figures: Figures;
      readonly state: readonly string[];
      /** Cycles since it stood still before. */
      readonly passed: number;
    }
  | { readonly kind: 'end'; readonly tokens: readonly number[]; readonly reason: string }
  | { readonly kind: 'error'; readonly message: string; readonly phase: 'build' | 'run' };
