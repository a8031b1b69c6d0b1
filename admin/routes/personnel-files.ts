import { z } from 'zod'
import { lendFile, loansOf, returnFile } from '../../db/ledgers/personnel-file-acts.ts'
import { caseRoles } from '../../policy/role.ts'
import { act, type Extension, nothing } from '../act.ts'
import { day, words } from '../input.ts'

const acts = [
  act({
    verb: 'lend',
    label: '借出',
    roles: caseRoles,
    when: ['in'],
    body: z.object({
      borrower: words('借阅人', 40),
      purpose: words('用途', 100),
      dueOn: day('应还日期'),
    }),
    async run({ tx, id, actor, now }, loan) {
      const { status, borrower, dueOn } = await lendFile(tx, id, loan, actor, now)
      return { id, status, borrower, dueOn }
    },
  }),
  act({
    verb: 'return',
    label: '归还',
    roles: caseRoles,
    when: ['out'],
    body: nothing,
    async run({ tx, id, actor, now }) {
      const { status } = await returnFile(tx, id, actor, now)
      return { id, status }
    },
  }),
]

/** 人事档案: lent and brought back. */
export const personnelFileExtension: Extension = {
  acts,
  detail: async ({ store }, fileId) => ({ loans: await loansOf(store.read, fileId) }),
}
