import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { onTestFinished, type TestContext } from 'vitest'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
]

/** Where the machine's Chromium is; undefined where there is none. */
export const chromiumAt = (): string | undefined =>
  [process.env['CHROMIUM'] ?? '', ...places].find((path) => existsSync(path))

/** The machine's Chromium, closed with the test; where there is none the test is reported as skipped. */
export async function openBrowser(context: TestContext): Promise<Browser> {
  const executablePath = chromiumAt()
  if (executablePath === undefined) return context.skip('no Chromium: install it or set CHROMIUM')
  const browser = await chromium.launch({ executablePath, args: quiet })
  onTestFinished(() => browser.close())
  return browser
}
