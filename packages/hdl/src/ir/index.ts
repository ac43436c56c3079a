export * from './expression.ts';
export * from './location.ts';
export * from './module.ts';
export * from './project.ts';
export * from './ranges.ts';
export * from './statement.ts';
export * from './unread.ts';
export * from './walk.ts';
