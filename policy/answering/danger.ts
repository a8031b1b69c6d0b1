import { normalise } from '../normalise.ts'
import { wayOn } from './way-on.ts'

const dangers: readonly (readonly [RegExp, string])[] = [
  [
    /(?:不想|不愿意?|没意思再?)活(?!动)|活着没(?:意思|意义|劲)|活不下去|想(?:死|寻死|自杀|跳楼|跳河|喝药)|自杀|寻短见|上吊|喝农药|死了算了|一了百了/,
    '您先别急，有我们在。现在难受得厉害，请打12356心理热线或110，也请叫家里人陪着您。',
  ],
  [
    /(?:叫不醒|没有?呼吸了?|喘不上气|胸口?(?:剧痛|疼得厉害)|口吐白沫|大出血|晕倒在?地)(?!.*(?:住院|医院|去世|过世|走了))/,
    '请马上打120，急病不要等。身边有人请一起照看。',
  ],
  [
    /(?:正在|又在|老)?(?:打我|打老人|家暴|虐待|拿刀|要杀|威胁我)|煤气(?:漏|泄)|正在(?:着火|起火)/,
    '请先到安全的地方，马上打110；着火打119，有人受伤打120。',
  ],
]

/** What is said at once to a message that speaks of danger to life, undefined when none does. It ends with the way to a person. */
export function dangerAnswer(text: string): string | undefined {
  const plain = normalise(text)
  const found = dangers.find(([pattern]) => pattern.test(plain))
  return found === undefined ? undefined : `${found[1]}\n${wayOn}`
}
