import { assert } from 'chai';

/** What the test benches use of Node's `assert/strict`. */
const strict = {
  ok: assert.isOk,
  equal: assert.strictEqual,
  notEqual: assert.notStrictEqual,
  deepEqual: assert.deepStrictEqual,
  fail: (message: string) => assert.fail(message),
};
export default strict;
