import { expect, test } from 'vitest'
import { consentVersion, consentWords, privacyWords } from '../../policy/consent.ts'
import { maskName, noRights, rightSets, rightsInWords } from '../../policy/proxy.ts'

test.each([
  ['张桂英', '张**'],
  ['李四', '李*'],
  ['欧阳·阿依', '欧*·**'],
  ['𬭎', '𬭎'],
])('%s is shown as %s', (name, masked) => {
  expect(maskName(name)).toBe(masked)
})

test('rights are read in their order, money only where it was agreed to', () => {
  expect(rightsInWords(rightSets.usual)).toBe('收提醒、代为反映、看办理进展')
  expect(rightsInWords(rightSets.all)).toBe('收提醒、代为反映、看办理进展、看金额')
  expect(rightsInWords(rightSets.remind)).toBe('收提醒')
  expect(rightsInWords(noRights)).toBe('')
})

test('what is agreed to has a version, and short sentences', () => {
  expect(consentVersion).toMatch(/^\d{4}-\d{2}$/)
  for (const sentence of [...consentWords, ...privacyWords]) {
    expect(sentence).toMatch(/。$/)
    expect([...sentence].length).toBeLessThanOrEqual(60)
  }
})
