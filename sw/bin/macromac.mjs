#!/usr/bin/env node
// The command line is TypeScript; tsx loads it, so that there is no build step between a change and its effect.
import { register } from 'tsx/esm/api';

register();
await import('../cli/main.ts');
