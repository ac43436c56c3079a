import type { Target } from '../target.ts';
import { fst, ghw, vcd } from './dumps.ts';
import { gguf } from './gguf.ts';
import { hubAnswers } from './hub.ts';
import { huggingface } from './huggingface.ts';
import { checkpoint, keptResult, quantizePartial, windowLog } from './kept.ts';
import { llama2c } from './llama2c.ts';
import { modelFolder } from './model-folder.ts';
import { fileList, reports, view } from './others.ts';
import { template } from './template.ts';
import { tokenizer } from './tokenizer.ts';

/** Every reader of files that somebody else may have made. */
export const TARGETS: readonly Target[] = [
  huggingface,
  gguf,
  llama2c,
  modelFolder,
  tokenizer,
  template,
  checkpoint,
  quantizePartial,
  keptResult,
  windowLog,
  hubAnswers,
  vcd,
  fst,
  ghw,
  reports,
  view,
  fileList,
];
