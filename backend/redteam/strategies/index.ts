import { createRegistry } from '../../core/registry.ts'
import { bogusPremise } from './bogusPremise.ts'
import { canaryLeak } from './canaryLeak.ts'
import { contextFlooding } from './contextFlooding.ts'
import { crescendo } from './crescendo.ts'
import { decoyReasoning } from './decoyReasoning.ts'
import { directInjection } from './directInjection.ts'
import { encoding } from './encoding.ts'
import { indirectInjection } from './indirectInjection.ts'
import { lengthForcing } from './lengthForcing.ts'
import { manyShot } from './manyShot.ts'
import { overRefusal } from './overRefusal.ts'
import { persona } from './persona.ts'
import { prefixInjection } from './prefixInjection.ts'
import { promptLeak } from './promptLeak.ts'
import { refusalSuppression } from './refusalSuppression.ts'
import { repetition } from './repetition.ts'
import { toolLoop } from './toolLoop.ts'

/** In the order in which they are shown: by family. */
export const strategies = createRegistry([
  repetition,
  lengthForcing,
  decoyReasoning,
  bogusPremise,
  contextFlooding,
  toolLoop,
  directInjection,
  indirectInjection,
  canaryLeak,
  promptLeak,
  persona,
  encoding,
  manyShot,
  refusalSuppression,
  prefixInjection,
  crescendo,
  overRefusal,
])
