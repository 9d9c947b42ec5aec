import { existsSync, readFileSync } from 'node:fs'
import type { Tools } from '../backend/measure/index.ts'
import { createMeanings } from '../backend/measure/waste/meanings.ts'

const table = 'backend/measure/embed/minilm.bin'

/** What the server's workers measure with. */
export const tools: Tools = { meanings: createMeanings(readFileSync(existsSync(table) ? table : 'dist/scratch/minilm.bin')) }
