import './view/base.css'
import { render } from 'preact'
import { startDashboard } from './state/dashboard.ts'
import { startDrift } from './state/drift.ts'
import { startFindings } from './state/findings.ts'
import { startKeyboard } from './state/keyboard.ts'
import { startLogs } from './state/logs.ts'
import { startMarts } from './state/marts.ts'
import { enter } from './state/server.ts'
import { startStress } from './state/stress.ts'
import { App } from './view/app/index.tsx'

const root = document.getElementById('app')
if (root) render(<App />, root)
startDashboard()
startLogs()
startStress()
startDrift()
startMarts()
startFindings()
startKeyboard()
void enter()
