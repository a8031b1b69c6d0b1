import { expect, test } from 'vitest'
import { holdInstance } from '../../bot/instance.ts'
import { testFolder } from '../support.ts'

test('processes on one folder have identities of their own, and a restart gets its old one back', () => {
  const folder = testFolder()
  const [first, second] = [holdInstance(folder), holdInstance(folder)]
  expect(first.id).toMatch(/^[0-9a-f-]{36}$/)
  expect(second.id).not.toBe(first.id)
  first.release()
  const again = holdInstance(folder)
  expect(again.id).toBe(first.id)
  again.release()
  second.release()
  expect(holdInstance(folder).id).toBe(first.id)
})

test('two folders never share an identity', () => {
  expect(holdInstance(testFolder()).id).not.toBe(holdInstance(testFolder()).id)
})

test('a folder that cannot be written is told as such', () => {
  expect(() => holdInstance('/nowhere/at/all')).toThrow(/directory|unable to open/)
})
