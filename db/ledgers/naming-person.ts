import type { Db } from '../store.ts'
import { peopleOf } from './find-binding.ts'

/** The words, with the person's name before them where the account serves several: 张桂英：…. */
export async function namingPerson(
  db: Db,
  about: { readonly accountId: string | null; readonly retireeId: string | null },
  text: string,
): Promise<string> {
  const { accountId, retireeId } = about
  const people = accountId === null || retireeId === null ? [] : await peopleOf(db, accountId)
  const whose = people.find(({ person }) => person.id === retireeId)
  return people.length > 1 && whose !== undefined ? `${whose.person.name}：${text}` : text
}
