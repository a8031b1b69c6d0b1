import {
  type IntakeStep,
  intakeSteps,
  type MeetingStep,
  meetingSteps,
} from '../../policy/retiree.ts'
import {
  check,
  day,
  id,
  index,
  instant,
  oneOf,
  primaryKey,
  sealed,
  table,
  text,
} from '../columns.ts'
import { retirees } from './retiree.ts'
import { staff } from './staff.ts'

/** 家庭成员及联系人. Source: 办法 第七条（三）. */
export const familyMembers = table(
  'family_members',
  {
    id: id().primaryKey(),
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    name: text().notNull(),
    /** 与本人关系, in words. */
    relation: text().notNull(),
    phone: sealed(),
    phoneKey: text(),
    /** `contact`: whom to call first. */
    part: text().notNull().$type<'contact' | 'member'>(),
    createdAt: instant().notNull(),
  },
  (t) => [
    check('family_members_part', oneOf(t.part, ['contact', 'member'])),
    index('family_members_by_retiree').on(t.retireeId, t.id),
    index('family_members_by_phone').on(t.phoneKey),
    index('family_members_by_name').on(t.name),
  ],
)

/** A row of `family_members`. */
export type FamilyMember = typeof familyMembers.$inferSelect

/** 接收手续: done when a row is there. Source: 办法 第四条. */
export const retireeIntake = table(
  'retiree_intake',
  {
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    step: text().notNull().$type<IntakeStep>(),
    doneOn: day().notNull(),
    staffId: id().references(() => staff.id),
  },
  (t) => [
    primaryKey({ columns: [t.retireeId, t.step] }),
    check('retiree_intake_step', oneOf(t.step, Object.keys(intakeSteps))),
  ],
)

/** 逐一见面、签订协议: done when a row is there. Source: 办法 第七条（二）. */
export const retireeMeetings = table(
  'retiree_meetings',
  {
    retireeId: id()
      .notNull()
      .references(() => retirees.id),
    step: text().notNull().$type<MeetingStep>(),
    doneOn: day().notNull(),
    staffId: id().references(() => staff.id),
  },
  (t) => [
    primaryKey({ columns: [t.retireeId, t.step] }),
    check('retiree_meetings_step', oneOf(t.step, Object.keys(meetingSteps))),
  ],
)
