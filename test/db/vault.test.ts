import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KeyFileError, makeVault, readKeyFile } from '../../db/vault.ts'
import { testFolder, testVault } from '../support.ts'
import { testSecret } from '../test-database.ts'

const place = 'petitions.content:1'

describe('the vault', () => {
  test('opens what it sealed, whatever the text and the place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary' }),
        (text, where) => {
          expect(testVault.open(where, testVault.seal(where, text))).toBe(text)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('a lone surrogate comes back as the replacement character', () => {
    expect(testVault.open(place, testVault.seal(place, '好\ud83d'))).toBe('好\ufffd')
  })

  test('sealing the same text twice gives different bytes, with a fresh IV each', () => {
    const sealed = Array.from({ length: 500 }, () => testVault.seal(place, '住院'))
    const ivs = new Set(sealed.map((bytes) => bytes.subarray(1, 13).toString('hex')))
    expect(ivs.size).toBe(500)
    expect(sealed.every((bytes) => bytes.length === 1 + 12 + 6 + 16)).toBe(true)
  })

  test('a value moved to another row, column or table is refused', () => {
    const sealed = testVault.seal(place, '13800138000')
    for (const other of ['petitions.content:2', 'petitions.answer:1', 'inbox.content:1', '']) {
      expect(() => testVault.open(other, sealed)).toThrow()
    }
  })

  test('a value with any one bit altered is refused', () => {
    const sealed = testVault.seal(place, '身份证号码')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(() => testVault.open(place, altered), `bit ${bit}`).toThrow()
    }
  })

  test('a value cut or lengthened anywhere is refused', () => {
    const sealed = testVault.seal(place, '身份证号码')
    for (let length = 0; length < sealed.length; length++) {
      expect(() => testVault.open(place, sealed.subarray(0, length)), `length ${length}`).toThrow()
    }
    expect(() => testVault.open(place, Buffer.concat([sealed, Buffer.of(0)]))).toThrow()
  })

  test('another key opens nothing', () => {
    const other = makeVault(Buffer.alloc(32, 8))
    expect(() => other.open(place, testVault.seal(place, '低保'))).toThrow()
  })

  test('the blind index is stable, bound to its column and to the key, and hides the value', () => {
    const index = testVault.blind('retirees.id_number', '532331194505120021')
    expect(index).toMatch(/^[0-9a-f]{64}$/)
    expect(makeVault(testSecret).blind('retirees.id_number', '532331194505120021')).toBe(index)
    const others = [
      testVault.blind('retirees.phone', '532331194505120021'),
      testVault.blind('retirees.id_number', '532331194505120022'),
      testVault.blind('', 'retirees.id_number\u0000532331194505120021'),
      makeVault(Buffer.alloc(32, 8)).blind('retirees.id_number', '532331194505120021'),
    ]
    expect(others).not.toContain(index)
    expect(new Set(others).size).toBe(others.length)
  })
})

describe('the key file', () => {
  test('is made once, readable by its owner only, and read the same afterwards', () => {
    const file = join(testFolder(), 'secret.key')
    const key = readKeyFile(file)
    expect(key).toHaveLength(32)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toBe(`${key.toString('hex')}\n`)
    expect(readKeyFile(file)).toEqual(key)
    expect(readKeyFile(join(testFolder(), 'secret.key'))).not.toEqual(key)
  })

  test.each([
    '640',
    '604',
    '620',
    '660',
    '644',
    '601',
  ])('with mode %s is refused, and the sentence says what to do without showing the key', (mode) => {
    const file = join(testFolder(), 'secret.key')
    const key = readKeyFile(file).toString('hex')
    chmodSync(file, Number.parseInt(mode, 8))
    expect(() => readKeyFile(file)).toThrow(KeyFileError)
    expect(() => readKeyFile(file)).toThrow('请执行 chmod 600')
    expect(() => readKeyFile(file)).not.toThrow(key)
  })

  test.each([
    ['nothing', ''],
    ['words', 'not a key'],
    ['a digit too few', 'a'.repeat(63)],
    ['a digit too many', 'a'.repeat(65)],
    ['other letters', 'g'.repeat(64)],
    ['capitals', 'A'.repeat(64)],
    ['two lines', `${'a'.repeat(64)}\n${'a'.repeat(64)}`],
  ])('with %s in it is refused and left alone', (_, text) => {
    const file = join(testFolder(), 'secret.key')
    writeFileSync(file, text, { mode: 0o600 })
    expect(() => readKeyFile(file)).toThrow(KeyFileError)
    expect(() => readKeyFile(file)).toThrow('64 位十六进制')
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('in a folder that is not there is not made', () => {
    const folder = mkdtempSync(join(testFolder(), 'a'))
    expect(() => readKeyFile(join(folder, 'none', 'secret.key'))).toThrow('ENOENT')
  })
})
