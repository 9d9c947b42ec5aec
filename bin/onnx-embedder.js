#!/usr/bin/env node
// Installs and builds the ONNX embedder when needed, then runs it in this process. The server starts it and speaks with it by messages.
import { onnxEmbedder } from '../scripts/beside.js'

const program = await onnxEmbedder.prepare()
if (program !== null) await import(program)
else process.send?.({ status: 'failed', message: 'the packages of onnx-embedder/ could not be installed: see the lines above' })
