import { issuesOf, wrongShape } from '../../http/errors.ts'
import { firstKey, newKey } from '../../http/keys.ts'
import { StartError } from '../startError.ts'
import { type AddCommand, answerOf, connected, connectedAnew, isFresh } from './command.ts'
import { plain } from './plain.ts'

interface Key {
  id: string
  name: string
  scopes: string[]
  createdAt: string
  expiresAt: string | null
}

const line = ({ id, name, scopes, createdAt, expiresAt }: Key): string =>
  `${id}  ${scopes.join(',').padEnd(20)}  ${createdAt.slice(0, 10)}  ${expiresAt === null ? 'never ends' : `ends ${expiresAt.slice(0, 10)}`}  ${plain(name)}`

export const keys: AddCommand = (program, settings, configOf) => {
  const group = program
    .command('keys')
    .description('who may use the server')
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeErr: () => {} })

  settings(group.command('create').description('make a key; it is shown once'), 'client')
    .requiredOption('--scopes <list>', 'ingest, read, red-team, admin')
    .requiredOption('--name <name>', 'what it is for')
    .option('--expires <days>', 'as 90d')
    .option('--json', 'for machines')
    .action(async ({ scopes, name, expires, json }: { scopes: string; name: string; expires?: string; json?: boolean }, command) => {
      const config = configOf(command)
      const wish = { name, scopes: scopes.split(',').map((scope) => scope.trim()), ...(expires && { expires }) }
      const parsed = newKey.safeParse(wish) // before a data folder is made for nothing
      if (!parsed.success) throw new StartError(wrongShape(issuesOf(parsed.error), 'no key was made').message)
      if (isFresh(config) && config.adminKey === null && !parsed.data.scopes.includes('admin')) throw new StartError(firstKey)
      await connectedAnew(config, false, async ({ fetch }) => {
        const made = await answerOf<Key & { key: string }>(
          await fetch('/api/keys', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish) }),
        )
        process.stdout.write(json ? `${JSON.stringify(made)}\n` : `${made.key}\n`)
        if (!json) process.stderr.write(`Keep it: it is not shown again. Its id is ${made.id}.\n`)
      })
    })

  settings(group.command('list').description('keys that are not revoked'), 'client')
    .option('--json', 'for machines')
    .action(async ({ json }: { json?: boolean }, command) => {
      await connected(configOf(command), async ({ fetch }) => {
        const { keys: list } = await answerOf<{ keys: Key[] }>(await fetch('/api/keys'))
        if (json) process.stdout.write(`${JSON.stringify({ keys: list })}\n`)
        else process.stdout.write(list.length === 0 ? 'there are no keys\n' : `${list.map(line).join('\n')}\n`)
      })
    })

  settings(group.command('revoke').description('end a key and the sessions made with it'), 'client')
    .argument('<id>', 'as in the list')
    .action(async (id: string, _, command) => {
      await connected(configOf(command), async ({ fetch }) => {
        await answerOf(await fetch(`/api/keys/${encodeURIComponent(id)}`, { method: 'DELETE' }))
        process.stdout.write(`revoked ${id}\n`)
      })
    })
}
