/**
 * The one writer of files: whatever is put at a path that a user gave, or is found again later, goes through here.
 * A file appears whole or not at all, a set of files likewise; errors are one sentence that begins with the name.
 */
export { bytesOf, type Content } from './bytes.ts';
export { FileError, naming, reason } from './error.ts';
export { type FolderOutput, makeFolder, openFolder, recoverFolder } from './folder.ts';
export { lockOutput } from './lock.ts';
export { appendWhole, type Output, openAppend, openOutput, place, writeWhole } from './output.ts';
export { type Life, lifeOf, type Owner, readOwner, thisProcess } from './owner.ts';
export { replaceSystem, type System, system } from './system.ts';
