import { createRegistry } from '../core/registry.ts'
import { aicwd } from './aicwd.ts'
import { alpacaEval } from './alpacaEval.ts'
import { csv } from './csv.ts'
import { openai } from './openai.ts'

/** File formats; the first that recognises a file reads it, so the narrow ones come first. */
export const formats = createRegistry([alpacaEval, openai, aicwd, csv])
