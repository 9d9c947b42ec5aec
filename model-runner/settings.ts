import { availableParallelism } from 'node:os'
import { z } from 'zod'

const whole = (least: number, most: number) => z.coerce.number('is no number').int('is no whole number').min(least).max(most)
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)

/** One core is left to the rest of the machine: a thread that must wait for a busy core holds all others up. */
const spareThreads = Math.max(1, availableParallelism() - 1)

const schema = z.object({
  /** Path of a GGUF file. */
  RUNNER_MODEL: z.string('name a GGUF file').min(1),
  RUNNER_HOST: z.string().default('127.0.0.1'),
  RUNNER_PORT: whole(0, 65_535).default(8000),
  /** Tokens of prompt and answer together, at most; less where the model knows less. */
  RUNNER_CONTEXT_SIZE: whole(256, 1_048_576).default(4096),
  /** Answers that are made at the same time. */
  RUNNER_SLOTS: whole(1, 64).default(1),
  /** Requests that may wait for a slot. */
  RUNNER_QUEUE: whole(0, 10_000).default(32),
  RUNNER_THREADS: whole(1, 1024).default(spareThreads),
  RUNNER_API_KEY: z.string().min(8, 'is shorter than 8 characters').max(500).optional(),
  /** Listen beyond this machine without a key: for a network of its own, as between containers. */
  RUNNER_ALLOW_OPEN: z.enum(['0', '1'], 'is 0 or 1').default('0'),
  /** Exact origins of pages that may call, or `*`. */
  RUNNER_CORS_ORIGINS: list.default([]),
})

export type Settings = z.infer<typeof schema>

/** The settings of an environment, or what is wrong with them in one line. */
export const readSettings = (env: NodeJS.ProcessEnv): { ok: true; settings: Settings } | { ok: false; message: string } => {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, message: `${issue?.path.join('.')}: ${issue?.message}` }
  }
  const { RUNNER_HOST: host, RUNNER_API_KEY: key, RUNNER_ALLOW_OPEN: open } = parsed.data
  if (isLoopback(host) || key !== undefined || open === '1') return { ok: true, settings: parsed.data }
  return {
    ok: false,
    message: `${host} can be reached from other machines: set RUNNER_API_KEY, or RUNNER_ALLOW_OPEN=1 where only trusted ones can`,
  }
}

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
