import nunjucks from 'nunjucks'
import type { DataTest, Project } from './project.ts'

const schema = 'dbt_aicwd'

/**
 * The generic tests that come with dbt. Each is a macro over a relation that selects the rows that should not be there.
 * https://docs.getdbt.com/reference/resource-properties/data-tests
 */
const builtIn = `
{% macro test_not_null(model, column_name) %}select {{ column_name }} from {{ model }} where {{ column_name }} is null{% endmacro %}
{% macro test_unique(model, column_name) %}
select {{ column_name }} from {{ model }} where {{ column_name }} is not null group by {{ column_name }} having count(*) > 1
{% endmacro %}
{% macro test_accepted_values(model, column_name, values, quote=true) %}
select {{ column_name }} from {{ model }} where {{ column_name }} not in (
{%- for value in values %}{{ "'" ~ value ~ "'" if quote else value }}{{ ', ' if not loop.last else '' }}{% endfor -%}
)
{% endmacro %}
{% macro test_relationships(model, column_name, to, field) %}
select {{ column_name }} from {{ model }} where {{ column_name }} is not null and {{ column_name }} not in (select {{ field }} from {{ to }} where {{ field }} is not null)
{% endmacro %}
`

/** How the templates are to be read. */
export interface Mode {
  database: string
  /** Whether a model is there already and is only added to. */
  isIncremental(model: string): boolean
  vars: Record<string, unknown>
}

/** A relation as dbt writes it. */
export const relationOf = ({ database }: Pick<Mode, 'database'>, name: string, inSchema = schema): string =>
  `"${database}"."${inSchema}"."${name}"`

export const schemaName = schema

/**
 * Renders the templates of the project to the SQL that dbt compiles them to. Of Jinja and dbt it knows what the models keep to: `ref`, `source`, `var`,
 * `this`, `is_incremental`, macros that give text, `for` with `loop.first` and `loop.last`, `if`, `~`, `replace`, `join`, `int`.
 */
export const createRender = (project: Project, mode: Mode) => {
  const environment = new nunjucks.Environment(null, { autoescape: false, throwOnUndefined: true })
  const contextOf = (model: string | null) => ({
    ref: (name: string) => relationOf(mode, name),
    source: (_: string, table: string) => relationOf(mode, table, 'public'),
    var: (name: string) => ({ ...project.vars, ...mode.vars })[name],
    this: model === null ? undefined : relationOf(mode, model),
    is_incremental: () => model !== null && mode.isIncremental(model),
  })
  const render = (text: string, model: string | null, more: Record<string, unknown> = {}): string =>
    environment.renderString(`${builtIn}${project.macros}\n${text}`, { ...contextOf(model), ...more }).trim()

  const testSql = (test: DataTest): string => {
    if (test.sql !== null) return render(test.sql, null)
    const relation = relationOf(mode, test.model as string)
    const where = test.where === null ? null : render(test.where, null)
    const given = Object.entries(test.arguments).map(([key, value]) => {
      const isCode = typeof value === 'string' && /^ref\(/.test(value)
      return [key, isCode ? render(`{{ ${value} }}`, null) : value] as const
    })
    const model = where === null ? relation : `(select * from ${relation} where ${where}) dbt_subquery`
    const names = ['model', ...given.map(([key]) => key)]
    return render(`{{ test_${test.macro}(${names.map((name) => `${name}=given_${name}`).join(', ')}) }}`, null, {
      given_model: model,
      ...Object.fromEntries(given.map(([key, value]) => [`given_${key}`, value])),
    })
  }

  return { render, testSql }
}

export type Render = ReturnType<typeof createRender>
