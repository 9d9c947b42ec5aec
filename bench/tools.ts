import { readFileSync } from 'node:fs'
import type { Tools } from '../backend/measure/index.ts'
import { createMeanings } from '../backend/measure/waste/meanings.ts'

/** What the server's workers measure with. */
export const tools: Tools = { meanings: createMeanings(readFileSync('backend/measure/embed/minilm.bin')) }
