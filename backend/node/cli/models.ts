import { catalogue } from '../../../model-runner/models.ts'
import { findModel, isGguf, modelsFolder, pulledModels, sourceOf } from '../modelFiles.ts'
import { pull } from '../pull.ts'
import { StartError } from '../startError.ts'
import type { AddCommand } from './command.ts'
import { createProgress } from './progress.ts'

const megabytes = (bytes: number): string => (bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`)

/** Brings a model into the data folder, saying how far it is; returns where it is. */
export const pullShown = async (nameOrUrl: string, dataDir: string, quiet = false) => {
  const source = sourceOf(nameOrUrl)
  const progress = createProgress(quiet)
  if (!quiet) process.stderr.write(`pulling ${source.file} from ${new URL(source.url).host}\n`)
  try {
    return await pull(source, modelsFolder(dataDir), (done, all) =>
      progress.show(all === null ? 0 : done / all, `${megabytes(done)}${all === null ? '' : ` of ${megabytes(all)}`}`),
    )
  } finally {
    progress.end()
  }
}

const checked = { catalogue: 'as the catalogue says', server: 'as its server says', none: 'which nobody confirms' }

/** The file that `--model` means; one that is not there yet is pulled. */
export const modelPath = async (asked: string | undefined, dataDir: string): Promise<string> => {
  const found = findModel(asked, dataDir)
  if ('path' in found) {
    if (!(await isGguf(found.path))) throw new StartError(`${found.path} is no GGUF file`)
    return found.path
  }
  try {
    return (await pullShown(asked ?? catalogue[0]?.name ?? '', dataDir)).path
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    throw new StartError(`${error.message}; a file that is here is named with --model file.gguf`, { cause: error })
  }
}

export const models: AddCommand = (program, settings, configOf) => {
  const group = program
    .command('models')
    .description('models for the model runner')
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeErr: () => {} })

  settings(group.command('list').description('models known by name, and those that are here'), 'local')
    .option('--json', 'for machines')
    .action(({ json }: { json?: boolean }, command) => {
      const { dataDir } = configOf(command)
      const here = pulledModels(dataDir)
      const known = catalogue.map((model) => ({ ...model, file: sourceOf(model.name).file }))
      const isHere = (file: string) => here.some((pulled) => pulled.file === file)
      if (json) {
        const list = known.map((model) => ({ ...model, pulled: isHere(model.file) }))
        process.stdout.write(`${JSON.stringify({ catalogue: list, here, folder: modelsFolder(dataDir) })}\n`)
        return
      }
      const others = here.filter(({ file }) => !known.some((model) => model.file === file))
      const lines = [
        ...known.map(({ name, bytes, licence, about, file }) =>
          `${name.padEnd(24)}${megabytes(bytes).padStart(8)}  ${(isHere(file) ? 'here' : '').padEnd(6)}${licence.padEnd(21)}${about}`.trimEnd(),
        ),
        ...others.map(({ file, bytes }) => `${file.padEnd(24)}${megabytes(bytes).padStart(8)}  here`),
      ]
      process.stdout.write(`${lines.join('\n')}\n`)
    })

  settings(group.command('pull').description('download a model; goes on where an earlier try ended'), 'local')
    .argument('<name or address>', 'as in the list, or the https address of a .gguf file')
    .option('--json', 'for machines')
    .action(async (nameOrUrl: string, { json }: { json?: boolean }, command) => {
      const { dataDir } = configOf(command)
      const { file } = sourceOf(nameOrUrl)
      const there = pulledModels(dataDir).find((model) => model.file === file)
      if (there !== undefined) {
        process.stdout.write(json ? `${JSON.stringify({ file, bytes: there.bytes, pulled: false })}\n` : `${file} is here already\n`)
        return
      }
      const pulled = await pullShown(nameOrUrl, dataDir, json)
      process.stdout.write(
        json
          ? `${JSON.stringify({ file, ...pulled, pulled: true })}\n`
          : `${pulled.path}, ${megabytes(pulled.bytes)}\nSHA-256 ${pulled.sha256}, ${checked[pulled.checkedAgainst ?? 'none']}\n`,
      )
    })
}
