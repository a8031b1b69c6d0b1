/** Whose account it is: the person's own, or that of somebody of the family. */
export const bindingRoles = { self: '本人', family: '家属' } as const
/** One of the keys of `bindingRoles`. */
export type BindingRole = keyof typeof bindingRoles

/** What somebody of the family is to the person, in the order in which it is offered. */
export const relations = ['儿子', '女儿', '老伴', '儿媳、女婿', '孙辈', '其他亲属'] as const

/** What somebody of the family may do for the person: the keys are columns of a binding. */
export const proxyRights = {
  reminders: '收提醒',
  reports: '代为反映',
  progress: '看办理进展',
  amounts: '看金额',
} as const
/** One of the keys of `proxyRights`. */
export type ProxyRight = keyof typeof proxyRights

/** Which rights somebody has. */
export type Rights = Readonly<Record<ProxyRight, 'yes' | 'no'>>

/** What the person themself may do. */
export const allRights: Rights = {
  reminders: 'yes',
  reports: 'yes',
  progress: 'yes',
  amounts: 'yes',
}
/** Nothing yet. */
export const noRights: Rights = { reminders: 'no', reports: 'no', progress: 'no', amounts: 'no' }

/** What can be agreed to for somebody of the family, as it is offered. */
export const rightSets = {
  usual: { ...allRights, amounts: 'no' },
  all: allRights,
  remind: { ...noRights, reminders: 'yes' },
} as const satisfies Record<string, Rights>
/** One of the keys of `rightSets`. */
export type RightSet = keyof typeof rightSets
/** What staff read for each set. */
export const rightSetLabels: Readonly<Record<RightSet, string>> = {
  usual: '收提醒、代为反映、看进展',
  all: '以上都可以，也能看金额',
  remind: '只收提醒',
}

/** The rights in words: 收提醒、代为反映. */
export const rightsInWords = (rights: Rights): string =>
  Object.entries(proxyRights)
    .filter(([right]) => rights[right as ProxyRight] === 'yes') // Cast: the keys of the very record.
    .map(([, label]) => label)
    .join('、')

/** A name for somebody who may not know it: the first character only. */
export const maskName = (name: string): string =>
  [...name].map((char, at) => (at === 0 || char === '·' ? char : '*')).join('')
