import { z } from 'zod'
import type { ModelRun, Transformed } from '../../core/etl.ts'

/** What is read of `run_results.json`. https://docs.getdbt.com/reference/artifacts/run-results-json */
const results = z.object({
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      execution_time: z.number(),
      message: z.string().nullish(),
      failures: z.number().nullish(),
      adapter_response: z.object({ rows_affected: z.number().optional() }).optional(),
    }),
  ),
})
type Result = z.infer<typeof results>['results'][number]

const nameOf = ({ unique_id }: Result): string => unique_id.split('.')[2] ?? unique_id

const modelRun = (result: Result): ModelRun => ({
  name: nameOf(result),
  status: result.status === 'success' ? 'success' : result.status === 'skipped' ? 'skipped' : 'error',
  rows: Math.max(0, result.adapter_response?.rows_affected ?? 0),
  ms: Math.round(result.execution_time * 1000),
})

/** The lines of a message of dbt in one, without the one that says where the compiled code is. */
export const oneLine = (message: string): string =>
  message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(compiled code at|LINE \d|\^)/i.test(line))
    .join(' ')
    .slice(0, 500)

const faultOf = (result: Result): string =>
  result.unique_id.startsWith('test.')
    ? `test ${nameOf(result)}: ${result.status === 'fail' ? `${result.failures ?? 'some'} rows` : oneLine(result.message ?? result.status)}`
    : `${nameOf(result)}: ${oneLine(result.message ?? result.status)}`

/** Models, tests and what went wrong, of the text of `run_results.json`. */
export const readResults = (text: string): Pick<Transformed, 'models' | 'tests'> & { faults: string[] } => {
  const all = results.parse(JSON.parse(text)).results
  const tests = all.filter(({ unique_id }) => unique_id.startsWith('test.'))
  const isFault = ({ status }: Result) => ['error', 'fail', 'runtime error'].includes(status)
  return {
    models: all.filter(({ unique_id }) => /^(model|seed)\./.test(unique_id)).map(modelRun),
    tests: { passed: tests.filter(({ status }) => status === 'pass' || status === 'warn').length, failed: tests.filter(isFault).length },
    faults: all.filter(isFault).map(faultOf),
  }
}

const line = z.object({ info: z.object({ level: z.string(), msg: z.string() }) })

/** What dbt's JSON log says of errors, in one line; of a log that is no JSON its end. */
export const errorOf = (log: string): string => {
  const lines = log.split('\n').filter((text) => text.trim() !== '')
  const errors = lines.flatMap((text) => {
    try {
      const { info } = line.parse(JSON.parse(text))
      return info.level === 'error' ? [info.msg] : []
    } catch {
      return []
    }
  })
  return oneLine(errors.length > 0 ? errors.join('\n') : lines.slice(-3).join('\n'))
}
