import { headersOf, type Query, urlOf } from '../lib/api.ts'
import { say } from './overlay.ts'
import { server } from './server.ts'

/** Saves what a path answers as a file, with the key where there is one. */
export const save = async (path: string, query: Query, name: string): Promise<void> => {
  try {
    const answer = await fetch(urlOf(server.value.base, path, query), { headers: headersOf(server.value) })
    if (!answer.ok) return say(`the file was refused (${answer.status})`)
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await answer.blob())
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  } catch {
    say('the server does not answer')
  }
}
