/**
 * Prints the Verilog of every construct as JSON: run under tsx by golden.test.ts, to compare with what vitest gives.
 */
import { emit } from '../../src/index.ts';
import { constructs } from './constructs.ts';

const texts = Object.entries(constructs).map(([name, design]) => [name, [...emit(design).files.values()].join('\n')]);
console.log(JSON.stringify(Object.fromEntries(texts)));
