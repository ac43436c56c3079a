/**
 * What a test in the playground imports: the test bench, and of vitest its `test` and `expect`. A file with tests is
 * the same file in a clone, where vitest runs it.
 */
import * as testbench from '@chisel-lite/testbench';
import {
  type ExpectStatic,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';
import * as chai from 'chai';

export interface PlaygroundTest {
  readonly name: string;
  readonly body: () => unknown;
}

/** In the order of the file. */
export const TESTS: PlaygroundTest[] = [];

const test = (name: string, body: () => unknown): void => {
  TESTS.push({ name, body });
};

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
// The plug-ins have made chai's `expect` vitest's.
const expect = chai.expect as unknown as ExpectStatic;
setState({ ...getState(expect), assertionCalls: 0 }, expect);

/** By the name under which they are imported. */
export const MODULES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '@chisel-lite/testbench': testbench,
  vitest: { test, it: test, expect, describe: (_name: string, body: () => void) => body() },
};
