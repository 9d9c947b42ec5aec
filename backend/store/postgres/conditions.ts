import type { LogFilter } from '../../core/ports.ts'

/** Conditions with their parameters; values never enter the text of a statement. */
export class Conditions {
  readonly params: unknown[]
  private readonly parts: string[] = []

  constructor(...params: unknown[]) {
    this.params = [...params]
  }

  /** Adds a condition; `?` stands for each value in turn. An absent value adds nothing. */
  add(text: string, ...values: unknown[]): this {
    if (values.some((value) => value === undefined)) return this
    let at = 0
    this.parts.push(text.replaceAll('?', () => this.bind(values[at++])))
    return this
  }

  /** The placeholder of a value. */
  bind(value: unknown): string {
    this.params.push(value)
    return `$${this.params.length}`
  }

  get where(): string {
    return this.parts.length === 0 ? 'true' : this.parts.join(' and ')
  }
}

/** A filter over heads. */
export const headConditions = ({ from, to, model, service, route, source }: LogFilter, ...params: unknown[]): Conditions =>
  new Conditions(...params)
    .add('occurred_ms >= ?', from)
    .add('occurred_ms < ?', to)
    .add('model = ?', model)
    .add('service = ?', service)
    .add('route = ?', route)
    .add('source = ?', source)
