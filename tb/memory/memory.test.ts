import { testBenches } from '../block-tests.ts';
import { memoryBenches } from './benches.ts';

testBenches(memoryBenches);
