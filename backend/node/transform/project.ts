import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const strings = z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([])
const config = z.object({
  materialized: z.enum(['view', 'table', 'incremental', 'seed']).default('view'),
  unique_key: z.string().optional(),
  indexes: z.array(z.object({ columns: z.array(z.string()) })).default([]),
  'pre-hook': strings,
  pre_hook: strings,
  post_hook: strings,
  column_types: z.record(z.string(), z.string()).default({}),
})

const testBody = z.object({
  name: z.string().optional(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  config: z.object({ where: z.string().optional() }).default({}),
})
/** `- unique`, or `- unique: { arguments, config }`. */
const test = z.union([
  z.string().transform((macro) => ({ macro, ...testBody.parse({}) })),
  z.record(z.string(), testBody).transform((named) => {
    const [macro, body] = Object.entries(named)[0] as [string, z.infer<typeof testBody>]
    return { macro, ...body }
  }),
])
const node = z.object({
  name: z.string(),
  config: z.record(z.string(), z.unknown()).default({}),
  data_tests: z.array(test).default([]),
  columns: z.array(z.object({ name: z.string(), data_tests: z.array(test).default([]) })).default([]),
})
const properties = z.object({ models: z.array(node).default([]), seeds: z.array(node).default([]) })

const settings = z.object({ name: z.string(), vars: z.record(z.string(), z.unknown()), models: z.record(z.string(), z.unknown()) })

/** A test of dbt: a template that selects the rows that should not be there. */
export interface DataTest {
  name: string
  /** Of a singular test; a generic one is the macro `test_<macro>`. */
  sql: string | null
  macro: string
  arguments: Record<string, unknown>
  /** Of a generic test: the model it is about. */
  model: string | null
  where: string | null
  /** The models that have to be there first. */
  needs: string[]
}

export interface Model {
  name: string
  /** A model's template, or the rows of a seed as CSV. */
  text: string
  materialized: 'view' | 'table' | 'incremental' | 'seed'
  /** The column by which a refresh replaces rows; null: it appends. */
  uniqueKey: string | null
  indexes: string[][]
  preHooks: string[]
  postHooks: string[]
  columnTypes: Record<string, string>
  needs: string[]
}

/** What the folder `dbt/` says, as far as the embedded engine reads it. */
export interface Project {
  vars: Record<string, unknown>
  /** All macros and generic tests, in one text. */
  macros: string
  /** Each after those it needs. */
  models: Model[]
  tests: DataTest[]
}

/** A folder without files is not kept by git. */
const filesOf = (folder: string, ending: string): string[] =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

const read = (path: string): string => readFileSync(path, 'utf8')

const refsOf = (text: string): string[] => [...new Set([...text.matchAll(/\bref\('(\w+)'\)/g)].map((match) => match[1] as string))]

/** The settings of a model's folders, `+key` each, the inner ones winning. */
const folderConfig = (models: Record<string, unknown>, folders: readonly string[]): Record<string, unknown> => {
  const own: Record<string, unknown> = {}
  let level: unknown = models
  for (const folder of ['', ...folders]) {
    if (folder !== '') level = (level as Record<string, unknown> | undefined)?.[folder]
    for (const [key, value] of Object.entries((level ?? {}) as Record<string, unknown>)) if (key.startsWith('+')) own[key.slice(1)] = value
  }
  return own
}

const modelOf = (name: string, text: string, given: Record<string, unknown>): Model => {
  const parsed = config.parse(given)
  return {
    name,
    text,
    materialized: parsed.materialized,
    uniqueKey: parsed.unique_key ?? null,
    indexes: parsed.indexes.map(({ columns }) => columns),
    preHooks: [...parsed['pre-hook'], ...parsed.pre_hook],
    postHooks: parsed.post_hook,
    columnTypes: parsed.column_types,
    needs: refsOf(text),
  }
}

type Given = z.infer<typeof test>

const genericTest = (model: string, column: string | null, given: Given): DataTest => {
  const all = { ...given.arguments, ...(column === null ? {} : { column_name: column }) }
  return {
    name: given.name ?? [given.macro, model, column].filter(Boolean).join('_'),
    sql: null,
    macro: given.macro,
    arguments: all,
    model,
    where: given.config.where ?? null,
    needs: [model, ...Object.values(all).flatMap((value) => refsOf(String(value)))],
  }
}

const testsOf = ({ name, data_tests, columns }: z.infer<typeof node>): DataTest[] => [
  ...data_tests.map((given) => genericTest(name, null, given)),
  ...columns.flatMap((column) => column.data_tests.map((given) => genericTest(name, column.name, given))),
]

const singularTest = (path: string): DataTest => {
  const sql = read(path)
  return { name: basename(path, '.sql'), sql, macro: '', arguments: {}, model: null, where: null, needs: refsOf(sql) }
}

/** Each after those it needs. Throws on a circle. */
const inOrder = (models: readonly Model[]): Model[] => {
  const ordered: Model[] = []
  const done = new Set<string>()
  while (ordered.length < models.length) {
    const next = models.filter(({ name, needs }) => !done.has(name) && needs.every((need) => done.has(need)))
    if (next.length === 0) throw new Error('the models of dbt/ need each other in a circle')
    for (const model of next) {
      ordered.push(model)
      done.add(model.name)
    }
  }
  return ordered
}

/** nunjucks knows no `test`: a generic test is a macro `test_<name>`. */
const asMacros = (text: string): string =>
  text.replace(/\{%-?\s*test\s+(\w+)/g, '{% macro test_$1').replace(/\{%-?\s*endtest\s*-?%\}/g, '{% endmacro %}')

/** Reads the folder. Throws, naming the file, when it is not as the engine reads it. */
export const readProject = (folder: string): Project => {
  const { name, vars, models: given } = settings.parse(parse(read(join(folder, 'dbt_project.yml'))))
  const described = ['models', 'seeds']
    .flatMap((part) => filesOf(join(folder, part), '.yml'))
    .map((path) => properties.parse(parse(read(path))))
  const nodes = described.flatMap(({ models, seeds }) => [...models, ...seeds])
  const configOf = (model: string) => nodes.find((one) => one.name === model)?.config ?? {}
  const models = filesOf(join(folder, 'models'), '.sql').map((path) => {
    const own = basename(path, '.sql')
    const folders = relative(join(folder, 'models'), path).split(sep).slice(0, -1)
    return modelOf(own, read(path), { ...folderConfig(given[name] as Record<string, unknown>, folders), ...configOf(own) })
  })
  const seeds = filesOf(join(folder, 'seeds'), '.csv').map((path) => {
    const own = basename(path, '.csv')
    return { ...modelOf(own, read(path), { ...configOf(own), materialized: 'seed' }), needs: [] }
  })
  const tests = filesOf(join(folder, 'tests'), '.sql')
  const isGeneric = (path: string) => path.includes(`${sep}generic${sep}`)
  return {
    vars,
    macros: [...filesOf(join(folder, 'macros'), '.sql'), ...tests.filter(isGeneric)].map((path) => asMacros(read(path))).join('\n'),
    models: inOrder([...seeds, ...models]),
    tests: [...nodes.flatMap(testsOf), ...tests.filter((path) => !isGeneric(path)).map(singularTest)],
  }
}
