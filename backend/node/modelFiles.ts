import { existsSync, readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type CatalogueModel, catalogue } from '../../model-runner/models.ts'
import { StartError } from './startError.ts'

/** Where a model comes from, and the file in the folder of models that it is kept in. */
export interface ModelSource {
  url: string
  file: string
  sha256: string | null
}

/** Models are kept beside the database. */
export const modelsFolder = (dataDir: string): string => join(dataDir, 'models')

/** A name that stays in its folder: no separators, no leading dot. */
const safeName = /^[A-Za-z0-9][\w.+-]{0,200}\.gguf$/i

const fileNameOf = (url: URL): string => {
  let name = ''
  try {
    name = decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
  } catch {
    // no name then
  }
  if (safeName.test(name)) return name
  throw new StartError(`${url.origin}${url.pathname} does not end with the name of a .gguf file`)
}

const fromCatalogue = ({ url, sha256 }: CatalogueModel): ModelSource => ({ url, file: fileNameOf(new URL(url)), sha256: sha256 ?? null })

export const named = (name: string): CatalogueModel | undefined => catalogue.find((model) => model.name === name)

const unknown = (what: string): StartError =>
  new StartError(`there is no model "${what}": name a file, an https address, or one of ${catalogue.map(({ name }) => name).join(', ')}`)

/** What a name of the catalogue or an address means. `StartError` when it is neither. */
export const sourceOf = (nameOrUrl: string): ModelSource => {
  const model = named(nameOrUrl)
  if (model !== undefined) return fromCatalogue(model)
  if (!URL.canParse(nameOrUrl) || !/^https?:$/.test(new URL(nameOrUrl).protocol)) throw unknown(nameOrUrl)
  return { url: nameOrUrl, file: fileNameOf(new URL(nameOrUrl)), sha256: null }
}

/** The GGUF files that were pulled, by name. */
export const pulledModels = (dataDir: string): { file: string; bytes: number }[] => {
  const folder = modelsFolder(dataDir)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => safeName.test(file))
    .sort()
    .map((file) => ({ file, bytes: statSync(join(folder, file)).size }))
}

/** Whether a file begins as a GGUF file does. */
export const isGguf = async (path: string): Promise<boolean> => {
  const file = await open(path)
  try {
    return (await file.read(Buffer.alloc(4), 0, 4, 0)).buffer.toString('latin1') === 'GGUF'
  } finally {
    await file.close()
  }
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/**
 * What `--model` means: a path, a pulled file's name, or a name of the catalogue; without one the only model that was pulled, or else the first of
 * the catalogue. A source is still to be pulled.
 */
export const findModel = (asked: string | undefined, dataDir: string): { path: string } | { source: ModelSource } => {
  const folder = modelsFolder(dataDir)
  const pulled = pulledModels(dataDir)
  if (asked === undefined) {
    const [only, other] = pulled
    if (other !== undefined)
      throw new StartError(`several models are there, say which with --model: ${pulled.map(({ file }) => file).join(', ')}`)
    return only === undefined ? orPulled(sourceOf(catalogue[0]?.name ?? ''), folder) : { path: join(folder, only.file) }
  }
  if (named(asked) !== undefined) return orPulled(sourceOf(asked), folder)
  if (isFile(asked)) return { path: resolve(asked) }
  const kept = [asked, `${asked}.gguf`].find((file) => file === basename(file) && safeName.test(file) && isFile(join(folder, file)))
  if (kept !== undefined) return { path: join(folder, kept) }
  if (/\.gguf$/i.test(asked) && !URL.canParse(asked)) throw new StartError(`there is no file ${asked}`)
  return orPulled(sourceOf(asked), folder)
}

const orPulled = (source: ModelSource, folder: string): { path: string } | { source: ModelSource } => {
  const path = join(folder, source.file)
  return isFile(path) ? { path } : { source }
}
