import { testBenches } from '../block-tests.ts';
import { commandBenches } from './benches.ts';

testBenches(commandBenches);
