import { testBenches } from '../block-tests.ts';
import { headBenches } from './benches.ts';

testBenches(headBenches);
