import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../../db/columns.ts'
import { AlreadyRunning, lockFolder } from '../../../db/engine/file-lock.ts'
import { testFolder } from '../../support.ts'
import { holdFile, kill9 } from './other-process.ts'

const sentence =
  '另一个退管助手正在使用这个数据目录，本次启动已停止。请先停掉它，或换一个 DATA_DIR。'

describe.runIf(dialect === 'sqlite')('the lock of a data folder', () => {
  test('a second instance in this process is refused at once with a clear sentence', () => {
    const file = join(testFolder(), 'instance.lock')
    const release = lockFolder(file)
    const started = performance.now()
    expect(() => lockFolder(file)).toThrow(AlreadyRunning)
    expect(() => lockFolder(file)).toThrow(sentence)
    expect(performance.now() - started).toBeLessThan(200)
    release()
    lockFolder(file)()
  })

  test('another process holds it until it is killed without a chance to clean up', async () => {
    const file = join(testFolder(), 'instance.lock')
    const child = await holdFile('lock', file)
    expect(() => lockFolder(file)).toThrow(sentence)
    await kill9(child)
    lockFolder(file)()
  })

  test('two folders have nothing to do with each other', () => {
    const releases = [1, 2].map(() => lockFolder(join(testFolder(), 'instance.lock')))
    for (const release of releases) release()
  })

  test('a folder that cannot be used is not taken for a running instance', () => {
    expect(() => lockFolder(join(testFolder(), 'none', 'instance.lock'))).toThrow(TypeError)
  })
})
