import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { AccessStore, Clock, LogStore, Measure } from '../core/ports.ts'
import { createDeletions } from '../flows/deletion.ts'
import { createObserve } from '../flows/observe.ts'
import { createStream } from '../flows/stream.ts'
import { createApp } from '../http/app.ts'
import { cachedAccess } from '../http/cachedAccess.ts'
import type { Deps, Policy } from '../http/deps.ts'
import { createBodyReader, webBody } from './body.ts'

/** Bytes waiting for a reader of the stream before it counts as slow. */
const slowAbove = 64 * 1024

interface Parts {
  logs: LogStore
  access: AccessStore
  measure: Measure
  clock: Clock
  policy: Policy
  report: Deps['report']
}

/** Events written straight to the socket: a third of the memory of a web stream for each reader. */
const nodeEvents =
  ({ outgoing }: HttpBindings): NonNullable<Deps['events']> =>
  (headers, closed) => {
    // The stream ends with its connection, so its pieces need no chunk around them: a third less work a write.
    outgoing.shouldKeepAlive = false
    outgoing.removeHeader('transfer-encoding')
    outgoing.writeHead(200, headers)
    if (outgoing.destroyed) closed()
    else outgoing.on('close', closed)
    return {
      sink: {
        write: (bytes) => {
          if (outgoing.destroyed || outgoing.writableLength > slowAbove) return false
          outgoing.write(bytes)
          return true
        },
        end: () => outgoing.end(),
        abort: () => outgoing.destroy(),
      },
      response: RESPONSE_ALREADY_SENT,
    }
  }

/** The app wired for Node, over whatever stores and pool it is given. */
export const createHost = ({ logs, access, measure, clock, policy, report }: Parts) => {
  const failed = (error: unknown) => report('warn', 'behind the answers something failed', error)
  const stream = createStream({ logs, clock, failed })
  const deletions = createDeletions({ logs, clock, failed })
  const readText = createBodyReader()
  const shared = {
    logs,
    access: cachedAccess(access, clock),
    observe: createObserve({ measure, logs, clock }),
    stream,
    deletions,
    policy,
    clock,
    report,
  }
  const app = createApp((bindings) => {
    const node = bindings as Partial<HttpBindings> | undefined
    return {
      ...shared,
      readBody: (request, limit) => readText(node?.incoming ?? webBody(request), request.headers.get('content-encoding'), limit),
      ...(node?.outgoing && { events: nodeEvents(node as HttpBindings) }),
    }
  })
  return { app, stream, deletions }
}
