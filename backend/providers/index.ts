import type { Embedder } from '../core/embedder.ts'
import type { Vendor } from '../core/provider.ts'
import { createRegistry, type Registry } from '../core/registry.ts'
import type { Fetch } from './bounded.ts'
import { createEmbeddings } from './embeddings.ts'
import { createGroq, groqModel } from './groq.ts'
import { createOpenAi } from './openai.ts'
import { type Behaviour, createPractice } from './practice.ts'
import { createRunner } from './runner.ts'

export interface ProviderSettings {
  groqApiKey: string | null
  groqBaseUrl: string | null
  openaiApiKey: string | null
  openaiBaseUrl: string | null
  runnerUrl: string
  runnerApiKey: string | null
}

const openaiUrl = 'https://api.openai.com/v1'

const needs = (variable: string, key: string | null, models: string[]): Vendor['state'] => {
  const state = { missing: key === null ? `set ${variable}` : null, models }
  return async () => state
}

/** All vendors a run can be aimed at; a further one that speaks OpenAI's protocol is one more entry. */
export const createVendors = (settings: ProviderSettings, fetch: Fetch, practice: Behaviour): Registry<Vendor> => {
  const { groqApiKey, openaiApiKey } = settings
  return createRegistry<Vendor>([
    {
      id: 'groq',
      title: 'Groq',
      free: false,
      isPractice: false,
      provider: createGroq({ baseUrl: settings.groqBaseUrl ?? 'https://api.groq.com', apiKey: groqApiKey, fetch }),
      state: needs('GROQ_API_KEY', groqApiKey, [groqModel]),
    },
    {
      id: 'openai',
      title: 'OpenAI',
      free: false,
      isPractice: false,
      provider: createOpenAi({
        id: 'openai',
        baseUrl: settings.openaiBaseUrl ?? openaiUrl,
        apiKey: openaiApiKey,
        keyVariable: 'OPENAI_API_KEY',
        fetch,
      }),
      // An address of one's own may ask for none.
      state: needs('OPENAI_API_KEY', openaiApiKey ?? settings.openaiBaseUrl, ['gpt-4o-mini']),
    },
    createRunner(settings.runnerUrl, settings.runnerApiKey, fetch),
    {
      id: 'practice',
      title: 'Practice (simulated)',
      free: true,
      isPractice: true,
      provider: createPractice(practice),
      state: async () => ({ missing: null, models: ['practice'] }),
    },
  ])
}

/** The embedder that is named `openai:<model>` or `runner:<model>`; null for `static`, which needs none of them. */
export const embedderOf = (named: string, settings: ProviderSettings, fetch: Fetch): Embedder | null => {
  const [id, model] = [named.slice(0, named.indexOf(':')), named.slice(named.indexOf(':') + 1)]
  if (id === 'openai')
    return createEmbeddings({
      id,
      model,
      baseUrl: settings.openaiBaseUrl ?? openaiUrl,
      apiKey: settings.openaiApiKey,
      keyVariable: 'OPENAI_API_KEY',
      fetch,
    })
  if (id !== 'runner') return null
  const baseUrl = `${settings.runnerUrl.replace(/\/+$/, '')}/v1`
  return createEmbeddings({ id, model, baseUrl, apiKey: settings.runnerApiKey, keyVariable: 'RUNNER_API_KEY', fetch })
}
