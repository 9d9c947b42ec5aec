import { Agent, type Dispatcher, request } from 'undici'
import { type Fetch, mostBytes, TooBig } from '../providers/bounded.ts'

const agent = new Agent({ maxResponseSize: mostBytes })

/** Statuses that a `Response` can have. */
const isStatus = (status: number): boolean => status >= 200 && status <= 599

/** By undici's `request`: a call takes a millisecond less than by the global `fetch`. Bodies come as they are sent, so none is to be compressed. */
export const boundedFetch: Fetch = async (address, init = {}) => {
  const { method = 'GET', body, signal } = init
  const headers = new Headers(init.headers)
  headers.set('accept-encoding', 'identity')
  try {
    const answer = await request(address instanceof Request ? address.url : address, {
      dispatcher: agent,
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body as string,
      signal,
    })
    const bytes = await answer.body.arrayBuffer()
    const told = Object.entries(answer.headers).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]))
    const status = isStatus(answer.statusCode) ? answer.statusCode : 502
    return new Response(bytes.byteLength > 0 ? bytes : null, { status, headers: told })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? new TooBig() : error
  }
}
