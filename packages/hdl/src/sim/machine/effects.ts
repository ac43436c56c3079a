/**
 * What a program of the simulation does, in the end, with the nodes it computes. All see the values from before the
 * program's clock edge; registers and memories change after everything that reads them.
 */
export type Effect = Store | MemoryWrite | Message | Count;

/** Puts a node into a slot: of a register, or of a signal shown outside. */
export interface Store {
  readonly kind: 'store';
  readonly node: number;
  readonly address: number;
  readonly bytes: 4 | 8;
  /** Number of the register written; -1 for places no node reads. */
  readonly register: number;
}

/** When `enable` is not 0, writes a word at `address` (below the depth); `data` and `mask` by limb. */
export interface MemoryWrite {
  readonly kind: 'write';
  readonly memory: number;
  readonly enable: number;
  readonly address: number;
  /** With a mask: already 0 where the mask is. */
  readonly data: readonly number[];
  /** Bits to keep of the old word. */
  readonly keep: readonly number[] | undefined;
}

/** When `enable` is not 0, stores the arguments and tells the host. */
export interface Message {
  readonly kind: 'message';
  readonly enable: number;
  readonly id: number;
  readonly arguments: readonly { readonly node: number; readonly address: number; readonly bytes: 4 | 8 }[];
}

/** When `enable` is not 0, adds one to a 32-bit counter. */
export interface Count {
  readonly kind: 'count';
  readonly enable: number;
  readonly address: number;
}

/** The nodes an effect uses. */
export function nodesOf(effect: Effect): readonly number[] {
  switch (effect.kind) {
    case 'store':
      return [effect.node];
    case 'write':
      return [effect.enable, effect.address, ...effect.data, ...(effect.keep ?? [])];
    case 'message':
      return [effect.enable, ...effect.arguments.map(({ node }) => node)];
    case 'count':
      return [effect.enable];
  }
}
