import { testBenches } from '../block-tests.ts';
import { controlBenches } from './benches.ts';

testBenches(controlBenches);
