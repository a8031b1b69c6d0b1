import { LedgerError } from '../errors.ts'

/** What was given of a person cannot be taken into the register; `message` says which field and why. */
export class RetireeRefused extends LedgerError {
  readonly code: string = 'retiree_refused'
}

/** The ID number breaks a rule of GB 11643. */
export class IdNumberRefused extends RetireeRefused {
  override readonly code = 'id_number_invalid'
}

/** Birth date or sex is not that of the ID number. */
export class IdNumberDiffers extends RetireeRefused {
  override readonly code = 'id_number_differs'
}

/** Somebody with this ID number is in the register. */
export class RetireeKnown extends RetireeRefused {
  override readonly code = 'retiree_known'
}

/** Somebody with the same name and birth date is there: whoever registers must say that it is another person. */
export class RetireeAlike extends RetireeRefused {
  override readonly code = 'retiree_alike'
}

/** People of this category stay with 县退管中心. Source: 办法 第九条. */
export class CenterOnly extends RetireeRefused {
  override readonly code = 'center_only'
}
