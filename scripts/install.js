import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
/** How a process learns that it is to end. */
const ends = ['SIGTERM', 'disconnect']

/** Runs npm; false when it can't. Whoever ends this process, or started it and is gone, ends npm too: a second one in the same folder would break both. */
const npm = (args, folder) =>
  new Promise((done) => {
    const child = spawn('npm', [...args, '--no-fund', '--no-audit', '--loglevel=error'], {
      cwd: fileURLToPath(folder),
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    })
    let stopped = false
    const stop = () => {
      stopped = true
      child.kill()
    }
    const ended = (isInstalled) => {
      for (const event of ends) process.off(event, stop)
      if (stopped) process.exit(1)
      done(isInstalled)
    }
    for (const event of ends) process.on(event, stop)
    child.on('error', () => ended(false))
    child.on('close', (code) => ended(code === 0))
  })

/** Runs npm in a folder when what its package-lock.json says is not what was installed last; false when npm can't. */
const installIn = async (folder, what, args) => {
  const stamp = new URL('node_modules/.installed', folder)
  const wanted = createHash('sha256')
    .update(readFileSync(new URL('package-lock.json', folder)))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true
  console.error(`installing ${what} …`)
  if (!(await npm(args, folder))) {
    console.error(`npm could not install ${what}: see the lines above, then run the command again`)
    return false
  }
  writeFileSync(stamp, wanted)
  return true
}

/** The same, for what nothing goes without. */
const mustInstallIn = async (folder, what, args) => (await installIn(folder, what, args)) || process.exit(1)

/** Installs the packages of package-lock.json when they are not the installed ones: with those it is built by, also where NODE_ENV says production. */
export const install = () => mustInstallIn(root, 'packages', ['ci', '--include=dev'])

/** llama.cpp is built for each of these. */
const systems = { linux: 'linux', darwin: 'mac', win32: 'win' }
const system = `${systems[process.platform] ?? process.platform}-${process.arch}`
const platform = `@node-llama-cpp/${system === 'mac-arm64' ? 'mac-arm64-metal' : system}`

/** The same for the model runner: of llama.cpp's builds, which it lists as optional, the one this machine needs and none for graphics cards (97 MB instead of 700). */
export const installRunner = () => {
  const folder = new URL('model-runner/', root)
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
  const build = `${platform}@${dependencies['node-llama-cpp']}`
  return mustInstallIn(folder, "the model runner's packages", ['install', '--no-save', '--ignore-scripts', '--omit=optional', build])
}

/** onnxruntime comes with its libraries for every system and processor: only this machine's stay. */
const keepOwnLibraries = (folder) => {
  const libraries = new URL('node_modules/onnxruntime-node/bin/', folder)
  for (const path of readdirSync(libraries, { recursive: true })) {
    const [, system, processor, ...rest] = path.split(sep)
    const isOwn = system === process.platform && processor === process.arch
    if (processor !== undefined && rest.length === 0 && !isOwn) rmSync(new URL(path, libraries), { recursive: true })
  }
}

/** Installs the packages of the embedder on onnxruntime, without fetching what is for graphics cards; false where they can't be had. */
export const installOnnxEmbedder = async () => {
  const folder = new URL('onnx-embedder/', root)
  if (!(await installIn(folder, "the ONNX embedder's packages", ['ci', '--ignore-scripts']))) return false
  keepOwnLibraries(folder)
  return true
}
