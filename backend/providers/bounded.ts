/** An answer longer than this is no answer to a chat. */
export const mostBytes = 4 * 1024 * 1024

export class TooBig extends Error {
  constructor() {
    super(`the answer is larger than ${mostBytes / 1024 / 1024} MiB`)
  }
}

/** `fetch` whose bodies end with `TooBig` when they are larger than a chat can be, so that none is read into memory. */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (response.body === null) return response
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) {
    await response.body.cancel()
    throw new TooBig()
  }
  let bytes = 0
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        bytes += chunk.byteLength
        if (bytes > mostBytes) controller.error(new TooBig())
        else controller.enqueue(chunk)
      },
    }),
  )
  return new Response(counted, { status: response.status, statusText: response.statusText, headers: response.headers })
}
