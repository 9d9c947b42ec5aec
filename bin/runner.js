#!/usr/bin/env node
// Installs and builds the model runner when needed, then runs it in this process. Its settings are the RUNNER_ variables.
import { modelRunner } from '../scripts/beside.js'

await import(await modelRunner.prepare())
