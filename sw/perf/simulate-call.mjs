// A worker thread of simulate-calls.ts.
import { register } from 'tsx/esm/api';

register();
const { simulateCall } = await import('./simulate-call.ts');
export default simulateCall;
