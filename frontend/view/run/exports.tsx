import { urlOf } from '../../lib/api.ts'
import type { RunState } from '../../lib/stress.ts'
import { save } from '../../state/download.ts'
import { server } from '../../state/server.ts'

const formats = ['json', 'csv', 'html'] as const

/** The results as files; a server on another origin is asked with the key, which a plain link cannot carry. */
export const Exports = ({ run }: { run: RunState }) => (
  <span class="row small">
    <span class="quiet">export</span>
    {formats.map((format) => {
      const path = '/api/red-team/results'
      const query = { runId: run.runId, format, ...(format === 'json' && { limit: 'all' }) }
      const name = `aicwd-red-team-${run.runId}.${format}`
      return (
        <a
          key={format}
          href={urlOf(server.value.base, path, query)}
          download={name}
          onClick={(event) => {
            if (server.value.base === '') return
            event.preventDefault()
            void save(path, query, name)
          }}
        >
          {format.toUpperCase()}
        </a>
      )
    })}
  </span>
)
