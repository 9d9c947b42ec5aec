import { boundedFetch } from '../backend/node/boundedFetch.ts'
import { createEmbeddings } from '../backend/providers/embeddings.ts'
import { embedderContract } from './embedderContract.ts'
import { startRunner } from './runner.ts'

const apiKey = 'a-key-for-tests'

embedderContract(
  'the model runner, with a model of random weights',
  async () => {
    const runner = await startRunner({ env: { RUNNER_API_KEY: apiKey } })
    const settings = {
      id: 'runner',
      model: 'tiny',
      baseUrl: `${runner.url}/v1`,
      apiKey,
      keyVariable: 'RUNNER_API_KEY',
      fetch: boundedFetch,
    }
    return {
      embedder: createEmbeddings(settings),
      close: async () => {
        await runner.stop()
      },
    }
  },
  { meaning: false },
)
