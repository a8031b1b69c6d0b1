import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startAnswering } from '../../bot/start-answering.ts'
import { packageRoot } from '../../policy/package-root.ts'
import { trainedAnswerer } from '../policy/trained.ts'
import { monday, testStore } from '../support.ts'

const folder = join(mkdtempSync(join(tmpdir(), 'answering-')), 'policy')
beforeAll(() => {
  trainedAnswerer()
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a source put into the folder is answered from without a restart, a broken one is logged', async () => {
  const events: string[] = []
  const { read: db } = await testStore()
  const { answering, stop } = startAnswering({
    folder,
    db,
    now: () => monday,
    log: (event, fields = {}) => void events.push(`${event} ${fields['fault'] ?? ''}`.trim()),
    training: ['--import', 'tsx', join(packageRoot, 'policy/train.ts')],
    everyMs: 20,
  })
  expect(answering('在县医院住院谁来看望').articles[0]).toBe('第十二条（一）')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'canteen.md'),
    '---\nissuer: 县民政局\nnumber: 禄民〔2026〕3号\ntitle: 老年食堂办法\ninForceFrom: 2026-03-01\n---\n## 第二条\n老年食堂由社区开办。\n',
  )
  writeFileSync(
    join(folder, 'canteen.questions.md'),
    '## 第二条 老年食堂\n\n### who\n\n> 老年食堂由社区开办。\n\n- 老年食堂哪家开的\n- 老年食堂由谁开办\n- 社区办不办老年食堂\n',
  )
  await vi.waitFor(
    () => expect(answering('老年食堂由谁开办').articles).toEqual(['《老年食堂办法》第二条']),
    { timeout: 110_000, interval: 100 },
  )
  writeFileSync(join(folder, 'broken.md'), '没有头')
  await vi.waitFor(() => expect(events).toContain('policy.refused broken.md: no front matter'))
  expect(answering('老年食堂由谁开办').articles).toEqual(['《老年食堂办法》第二条'])
  stop()
}, 120_000)
