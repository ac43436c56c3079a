import { testBenches } from '../block-tests.ts';
import { listBenches } from './benches.ts';

testBenches(listBenches);
