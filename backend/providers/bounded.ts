/** An answer longer than this is no answer to a chat. */
export const mostBytes = 4 * 1024 * 1024

export class TooBig extends Error {
  constructor() {
    super(`the answer is larger than ${mostBytes / 1024 / 1024} MiB`)
  }
}

/** `fetch` that ends with `TooBig` when a body is larger than a chat can be, so that none is read into memory. It reads bodies itself: a stream in between costs more than the rest of the call. */
export const boundedFetch: typeof fetch = async (input, init) => {
  const { body, status, statusText, headers } = await fetch(input, init)
  if (Number(headers.get('content-length') ?? 0) > mostBytes) {
    await body?.cancel()
    throw new TooBig()
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > mostBytes) throw new TooBig()
    chunks.push(chunk)
  }
  return new Response(body && new Blob(chunks), { status, statusText, headers })
}
