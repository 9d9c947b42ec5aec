import { priceHint } from '../../../backend/core/money.ts'

/** In the place of dollars that are not known, never 0; says what helps. */
export const Unpriced = () => <span title={`no known price: ${priceHint}`}>unpriced</span>
