import type { BodyText } from './deps.ts'
import { busy, type Fault } from './errors.ts'

/** Why a body could not be read, as an answer; `limit` in words. */
export const bodyFault = (why: Exclude<BodyText, { ok: true }>['why'], limit: string): Fault => {
  switch (why) {
    case 'too-large':
      return { status: 413, code: 'too-large', message: `more than ${limit} after decompression: send it in parts` }
    case 'corrupt':
      return { status: 400, code: 'bad-encoding', message: 'the body is not what its Content-Encoding says' }
    case 'unsupported':
      return { status: 415, code: 'unsupported-encoding', message: 'send the body plain, or as gzip, br or deflate' }
    case 'busy':
      return busy
  }
}
