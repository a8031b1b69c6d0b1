/** A file that cannot be a list; `message` is Chinese, for a person, and repeats nothing of the file. */
export class SheetRefused extends Error {}

/** Largest file, bytes. */
export const fileMost = 10 * 1024 * 1024
/** Most rows of a list. */
export const rowsMost = 50_000
/** Most columns of a list. */
export const columnsMost = 100
