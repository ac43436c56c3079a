// A worker thread of golden-threads.ts.
import { register } from 'tsx/esm/api';

register();
const { goldenPart } = await import('./golden-part.ts');
export default goldenPart;
