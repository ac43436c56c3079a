import fc from 'fast-check';

/**
 * Properties run on the same cases every time, so that a commit is either good or not. FC_SEED chooses others: a
 * number, or `random` to look for what nobody has seen yet. A failure prints its seed in either case.
 */
const chosen = process.env['FC_SEED'] ?? '20261121';
fc.configureGlobal(chosen === 'random' ? {} : { seed: Number(chosen) });
