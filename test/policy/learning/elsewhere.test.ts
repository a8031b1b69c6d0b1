import { expect, test } from 'vitest'
import { type Additions, noAdditions } from '../../../policy/learning/additions.ts'
import { makeLivingAnswerer } from '../../../policy/living-answerer.ts'
import { packageKnowledge } from '../trained.ts'
import { age } from './sources.ts'

packageKnowledge()

/** A database that the test changes. */
function made(start: Additions = noAdditions) {
  const state = { additions: start, mark: 0, today: '2026-03-02', reads: 0, broken: false }
  const living = makeLivingAnswerer({
    added: '/nowhere',
    train: async () => {
      throw new Error('nothing is trained for what the database holds')
    },
    today: () => state.today,
    elsewhere: {
      async mark() {
        if (state.broken) throw new Error('away')
        return String(state.mark)
      },
      async read() {
        state.reads += 1
        return state.additions
      },
    },
  })
  const change = (additions: Additions) => Object.assign(state, { additions, mark: state.mark + 1 })
  return { state, living, change }
}

const asked = '高龄津贴一个月多少钱'

test('nothing there changes nothing, and is read once', async () => {
  const { state, living } = made()
  expect(await living.refresh()).toEqual({ state: 'unchanged' })
  expect(await living.refresh()).toEqual({ state: 'unchanged' })
  expect(state.reads).toBe(1)
  expect(living.answer(asked).abstained).toBe(true)
})

test('what is added is answered from after the next look, and no longer when it is taken away', async () => {
  const { living, change } = made()
  await living.refresh()
  change({ ...noAdditions, sources: [age] })
  expect(living.answer(asked).articles).toEqual([])
  expect(await living.refresh()).toEqual({ state: 'taken' })
  expect(living.answer(asked).articles).toEqual(['《高龄津贴发放办法》第三条'])
  expect(living.knowledge().additions.sources).toEqual([age])
  expect(await living.refresh()).toEqual({ state: 'unchanged' })
  change(noAdditions)
  expect(await living.refresh()).toEqual({ state: 'taken' })
  expect(living.answer(asked).articles).toEqual([])
})

test('a new day is looked at anew: what ends on it is no longer cited', async () => {
  const text = age.text.replace('2026-01-01', '2026-01-01\nrepealedFrom: 2026-03-03')
  const { state, living } = made({ ...noAdditions, sources: [{ ...age, text }] })
  await living.refresh()
  expect(living.answer(asked).articles).toHaveLength(1)
  state.today = '2026-03-03'
  expect(await living.refresh()).toEqual({ state: 'taken' })
  expect(living.answer(asked).articles).toEqual([])
})

test('a database that is away leaves the answers as they are, and is taken up again', async () => {
  const { state, living, change } = made({ ...noAdditions, sources: [age] })
  await living.refresh()
  change(noAdditions)
  state.broken = true
  await expect(living.refresh()).rejects.toThrow('away')
  expect(living.answer(asked).articles).toHaveLength(1)
  state.broken = false
  expect(await living.refresh()).toEqual({ state: 'taken' })
  expect(living.answer(asked).articles).toEqual([])
})
