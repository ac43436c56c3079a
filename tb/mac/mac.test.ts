import { testBenches } from '../block-tests.ts';
import { macBenches } from './benches.ts';

testBenches(macBenches);
