import type { ArrayType } from './array.ts';
import type { BundleType } from './bundle.ts';
import type { EnumType } from './enum.ts';
import type { PadType } from './pad.ts';
import type { SIntType, UIntType } from './scalar.ts';
import type { VecType } from './vec.ts';

/** The closed set of types, for code that looks at `kind`. */
export type AnyType = UIntType | SIntType | EnumType | VecType | ArrayType | BundleType | PadType;
