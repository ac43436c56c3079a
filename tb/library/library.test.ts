import { testBenches } from '../block-tests.ts';
import { libraryBenches } from './benches.ts';

testBenches(libraryBenches);
