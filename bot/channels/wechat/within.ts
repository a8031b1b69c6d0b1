/** The other side did not answer in time; it may still have done what it was asked. */
export class DeadlinePassed extends Error {}

/** `work`, or a rejection with `DeadlinePassed` after `ms` milliseconds; late results are dropped. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed(`no answer in ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
