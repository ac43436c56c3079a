// A worker thread of accelerator-token.ts.
import { register } from 'tsx/esm/api';

register();
const { simulateTokenCall } = await import('./token-call.ts');
export default simulateTokenCall;
