import { expect, test } from 'vitest'
import { reportedIn, sympathy } from '../../../policy/answering/reported.ts'

test.each([
  ['我爸住院了，你们管不管来看', 'report_hospitalization'],
  ['我妈昨天住进县医院了，是你们来看还是乡上来看', 'report_hospitalization'],
  ['老伴在州医院住着，哪个来看望', undefined],
  ['我爷爷昨天去世了，户口去哪里销', 'report_death'],
  ['我老伴走了，遗属归谁管', 'report_death'],
  ['我家老人没了，丧葬费哪个帮领', 'report_death'],
  ['我爸去世了以后谁来帮忙', undefined],
  ['我爸要是住院了，你们来不来', undefined],
  ['如果我妈去世了，你们来人吗', undefined],
  ['在县医院住院谁来看', undefined],
  ['老人去世了你们来人吗', undefined],
  ['退休人员住院了慰问吗', undefined],
  ['住院费报销多少', undefined],
  ['我妈在昆明跟我住，这回住院了，由哪个单位来看望', 'report_hospitalization'],
  ['我听人讲住院了有人来看', undefined],
  ['我爸那个老同事住院了，你们来看吗', undefined],
  ['', undefined],
])('%s reports %s', (text, expected) => {
  expect(reportedIn(text)).toBe(expected)
})

test('a human word comes first for a death or an illness only', () => {
  expect(sympathy('report_death')).toBe('请节哀。')
  expect(sympathy('report_hospitalization')).toBe('祝早日康复。')
  expect(sympathy('hardship')).toBe('')
  expect(sympathy(undefined)).toBe('')
})

test.each([
  `我${'在'.repeat(1_990)}`,
  `我家${'公'.repeat(1_990)}`,
  `我${'走了'.repeat(990)}`,
  '摔'.repeat(2_000),
])('a message made to be slow is read at once: %.6s', (text) => {
  const before = process.cpuUsage()
  reportedIn(`${text}住院`)
  expect(process.cpuUsage(before).user).toBeLessThan(200_000)
})
