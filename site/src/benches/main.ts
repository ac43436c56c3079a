/**
 * The test benches of rtl/ as the page runs them: their own source, on the language's simulator. What they import of
 * the hardware and of the language stays outside, so that they judge what the visitor has made of it.
 */
export { configureProperties } from '../../../tb/bench.ts';
export { BENCHES } from '../../../tb/benches.ts';
