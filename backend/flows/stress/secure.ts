import type { Amount, CampaignStore } from '../../core/campaignStore.ts'
import type { RunContext } from './context.ts'

/** Sets aside what the next call of an attempt can cost at most, once calls in flight have left room for it. `gone`: the run ends, or the lease has. */
export const secure = async (
  campaigns: CampaignStore,
  attemptId: string,
  { owner, halt, forgo, moment }: RunContext,
  most: Amount,
): Promise<'reserved' | 'over' | 'gone'> => {
  for (;;) {
    if (halt.aborted) return 'gone'
    const reservation = await campaigns.reserve(attemptId, owner, most)
    if (reservation !== 'wait') return reservation
    await forgo()
    await moment()
  }
}
