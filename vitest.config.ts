import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Unit tests need no service and run in `npm test`; service tests need PostgreSQL, a built dist or a browser and run in `npm run check`. */
const services = ['**/*.service.test.ts']

export default defineConfig({
  test: {
    // one more than the cores: some tests wait for a clock
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{backend,frontend,model-runner,test,scripts}/**/*.test.ts'],
          exclude: [...services, '**/node_modules/**'],
          testTimeout: 20_000,
          // One process for many files: what a test changes of the process it puts back. Modules and databases are opened once.
          isolate: false,
          globalSetup: 'test/template.ts',
        },
      },
      {
        test: {
          name: 'service',
          include: services,
          exclude: ['**/node_modules/**', 'dist/**'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
