import { testBenches } from '../block-tests.ts';
import { vectorBenches } from './benches.ts';

testBenches(vectorBenches);
