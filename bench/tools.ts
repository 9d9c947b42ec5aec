import { readFileSync } from 'node:fs'
import { readWordTable } from '../backend/measure/embed/wordTable.ts'
import type { Tools } from '../backend/measure/index.ts'
import { createMeanings } from '../backend/measure/waste/meanings.ts'

/** What the server's workers measure with, without what they embed with. */
export const tools: Tools = { meanings: createMeanings(readWordTable(readFileSync('backend/measure/embed/minilm.bin'))) }
