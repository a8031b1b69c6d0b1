import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, type TestContext } from 'vitest'
import { hashPassword } from '../../admin/password.ts'
import type { Staff } from '../../db/ledgers/staff.ts'
import type { TestServer } from '../admin/support.ts'
import { makeStaff } from '../support.ts'
import { openBrowser } from './browser.ts'

/** What everybody of these pages signs in with. */
export const password = 'a quiet station'
const waiting = { timeout: 30_000 }

/** The staff pages in a browser of an office PC. */
export interface StaffPage {
  readonly page: Page
  readonly origin: string
  /** The first element with this `data-test` name. */
  at(name: string, on?: Page): Locator
  /** Waits for what it says. */
  says(name: string): ReturnType<typeof expect.poll<string | null>>
  /** Takes a line of the drop-down list that is open, once the list stands still and knows the pointer. */
  choose(words: string | RegExp): Promise<void>
  /** A picture for people, where `SCREENSHOTS` names a folder. */
  shot(name: string, on?: Page): Promise<void>
  /** Goes to a path of the staff pages. */
  open(path: string): Promise<unknown>
  /** Makes an account; its password is the one that `signIn` types. */
  member(values?: Partial<Staff>): Promise<Staff>
  /** Fills in the form that the page shows. */
  signIn(login?: string): Promise<void>
  /** Comes from outside and signs in. */
  enter(login?: string): Promise<void>
}

/** Opens the staff pages of a test server, nobody signed in. `scale`: device pixels a CSS pixel. */
export async function openStaffPage(
  context: TestContext,
  { server, store }: Pick<TestServer, 'server' | 'store'>,
  scale = 1,
): Promise<StaffPage> {
  const browser = await openBrowser(context)
  const origin = await server.listen({ host: '127.0.0.1', port: 0 })
  const viewport = { width: 1366, height: 768 }
  const tabs = await browser.newContext({
    viewport,
    locale: 'zh-CN',
    deviceScaleFactor: scale,
    reducedMotion: 'reduce',
  })
  const page = await tabs.newPage()
  page.setDefaultTimeout(waiting.timeout)
  const at = (name: string, on: Page = page) => on.locator(`[data-test="${name}"]`).first()
  const says = (name: string) => expect.poll(() => at(name).textContent(), waiting)
  const open = (path: string) => page.goto(`${origin}/admin${path}`)
  const signIn = async (login = 'liming') => {
    await at('login').fill(login)
    await at('password').fill(password)
    await at('password').press('Enter')
  }
  return {
    page,
    origin,
    at,
    says,
    async choose(words) {
      const line = page.getByRole('option', { name: words }).locator('visible=true').first()
      await line.hover()
      await line.click()
      await line.waitFor({ state: 'hidden' })
    },
    open,
    signIn,
    async shot(name, on = page) {
      const folder = process.env['SCREENSHOTS']
      if (folder !== undefined) await on.screenshot({ path: join(folder, `${name}.png`) })
    },
    member: async (values = {}) =>
      makeStaff(store, { login: 'liming', passwordHash: await hashPassword(password), ...values }),
    async enter(login) {
      await open('/')
      await signIn(login)
      await says('who').toContain('（')
    },
  }
}
