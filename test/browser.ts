import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A real Chromium, or why there is none. */
export const openBrowser = async (): Promise<{ browser: Browser } | { skipped: string }> => {
  const executablePath = [process.env.CHROMIUM, ...places].find((path) => path !== undefined && existsSync(path))
  if (executablePath === undefined) return { skipped: 'there is no Chromium: install one, or run as root where apt can' }
  return { browser: await chromium.launch({ executablePath, args: quiet }) }
}
