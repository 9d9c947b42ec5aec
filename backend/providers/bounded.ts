import { Agent, type Dispatcher, request } from 'undici'

/** An answer longer than this is no answer to a chat. */
export const mostBytes = 4 * 1024 * 1024

export class TooBig extends Error {
  constructor() {
    super(`the answer is larger than ${mostBytes / 1024 / 1024} MiB`)
  }
}

const agent = new Agent({ maxResponseSize: mostBytes })

/** `fetch` for clients of providers: it ends with `TooBig` when a body is larger than a chat can be, follows no redirect, and takes a millisecond less than the global one. */
export const boundedFetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
  const { method = 'GET', headers, body, signal } = init
  try {
    const answer = await request(String(input), {
      dispatcher: agent,
      method: method as Dispatcher.HttpMethod,
      headers: new Headers(headers),
      body: body as string,
      signal,
    })
    const bytes = await answer.body.arrayBuffer()
    const told = Object.entries(answer.headers).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, one]))
    return new Response(bytes.byteLength > 0 ? bytes : null, { status: answer.statusCode, headers: told })
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? new TooBig() : error
  }
}
