/** An answer longer than this is no answer to a chat. */
export const mostBytes = 4 * 1024 * 1024

/** What `Fetch` throws for a longer one. */
export class TooBig extends Error {
  constructor() {
    super(`the answer is larger than ${mostBytes / 1024 / 1024} MiB`)
  }
}

/** How a host calls a provider: as the global `fetch` does, with `TooBig` for a body of more than `mostBytes`, and without following redirects. */
export type Fetch = (address: string | URL | Request, init?: RequestInit) => Promise<Response>
