import { acceleratorProofs } from './accelerator.ts';
import { floatProofs } from './floats.ts';
import { libraryProofs } from './library.ts';
import type { Proof } from './proof.ts';

export const PROOFS: readonly Proof[] = [...libraryProofs, ...acceleratorProofs, ...floatProofs];
