import { createRegistry } from '../../core/registry.ts'
import { canaryLeak } from './canaryLeak.ts'

/** In the order in which they are shown. */
export const strategies = createRegistry([canaryLeak])
