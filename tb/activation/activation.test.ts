import { testBenches } from '../block-tests.ts';
import { activationBenches } from './benches.ts';

testBenches(activationBenches);
