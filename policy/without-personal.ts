import { normalise } from './normalise.ts'

const han = '\\p{Script=Han}'
const surname =
  '(?:欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏苏潘葛范彭郎鲁韦昌马苗方俞任袁柳鲍史唐费薛雷贺倪汤滕罗毕郝邬安常乐于傅卞齐康伍余元顾孟黄穆萧尹姚邵汪祁毛狄贝明计成戴宋庞熊纪舒屈项祝董梁杜阮蓝季贾路江童郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房解丁邓郁杭洪包左石崔吉龚程邢裴陆荣翁段侯邱白叶龙陶黎丰普刘曾温庄聂晋起桂阳解])'
/** Without those that begin everyday words of this trade (金山镇, 高龄, 方便): for names that nothing introduces. */
const commonSurname =
  '(?:欧阳|司马|诸葛|上官|尉迟|[王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧程曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范姚谭廖邹熊陆郝孔崔康毛邱秦史顾侯邵孟龙段雷钱汤尹黎易武乔贺赖龚起鲁柏沙毕])'
const given = String.raw`\p{Script=Han}{1,2}`
const relation =
  '(?:爸爸?|妈妈?|父亲|母亲|老伴|爷爷|奶奶|外公|外婆|老公|老婆|爱人|儿子|女儿|姑娘|媳妇|本人|患者|病人|死者)'
const title =
  '(?:同志|师傅|老师|大爷|大妈|大姐|大哥|大叔|大娘|阿姨|主任|科长|站长|局长|医生|书记|先生|女士|老人家)'
const people =
  '(?:我|你|他|她|咱|俺|老伴|老头|老倌|老太|爸|妈|爹|娘|父亲|母亲|爷爷|奶奶|丈夫|媳妇|儿子|女儿)'
const number = '[\\d零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十百千万幺.]'

/** What names a person in a question, and what stands there instead; in order. */
const personal: readonly (readonly [RegExp, string])[] = [
  // Addresses of mail and accounts.
  [/[^\s,，。;；:：]+@[^\s,，。;；]+/g, '＊'],
  [/((?:微信号?|QQ号?|账号)\s*(?:是|[:：])?\s*)[\w-]{4,}/gi, '$1＊'],
  // Runs of digits: telephone, ID and account numbers, however they are grouped; days of birth.
  [/(?<![\d〔[])(?:\+?\d[\d\s-]{4,}[\dXx]|\d{5,})/g, '＊'],
  [
    /[零〇一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖](?:[\s-]?[零〇一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖]){4,}/g,
    '＊',
  ],
  [/(?=[A-Za-z-]*\d)(?=[\d-]*[A-Za-z])[A-Za-z\d-]{6,}/g, '＊'],
  [/19\d{2}[年.-]\d{1,2}[月.-]\d{1,2}[日号]?/g, '＊'],
  [/((?:尾号|后四位|后头四个数|末四位)\D{0,4})[\dXx零〇一幺二三四五六七八九]{2,4}/g, '$1＊'],
  // Names given as such.
  [
    new RegExp(
      `((?:我(?:的名字)?叫|名字(?:是|叫)|姓名[:：]?|[他她]叫|户主(?:是)?|户名)\\s*)(?!什么|啥|哪)[${han}·]{2,6}?(?=[,，。;!?、\\s的是住在有要了今身电来想]|$)`,
      'gu',
    ),
    '$1＊',
  ],
  [
    new RegExp(
      `((?:我是|退休(?:职工|工人)))[${han}·]{2,4}(?=的(?:儿子|女儿|姑娘|媳妇|老伴|家属|孙)|[,，]身份证)`,
      'gu',
    ),
    '$1＊',
  ],
  [
    new RegExp(`((?:我|这里)是)${surname}[${han}]{1,2}(?=[,，。;!?\\s]|身份证|电话|$)`, 'gu'),
    '$1＊',
  ],
  [new RegExp(`${commonSurname}(?:(?![你您我他她们啊呀了])${han}){0,2}${title}`, 'gu'), '＊'],
  // Addresses: from the village, the street or the estate down to the door.
  [
    new RegExp(
      `((?:家?住|住址|地址|搬到)[在是:：]?\\s*)[${han}]{2,16}${number}{1,5}(?:号|组|社|栋|幢|单元)[${han}\\d]{0,8}`,
      'gu',
    ),
    '$1＊',
  ],
  [
    new RegExp(
      `[${han}]{1,6}(?:路|街|巷|小区|花园|新村|村委会|村|寨)${number}{1,5}(?:号|组|社|栋|幢|单元|弄)(?:[\\d一-十]{1,4}(?:号|栋|幢|单元|室|楼|层|组))*`,
      'gu',
    ),
    '＊',
  ],
  [/\d{1,4}(?:栋|幢|单元)(?:\d{1,4}(?:栋|幢|单元|室|号|楼|层))*/g, '＊'],
  // What somebody gets, has or owes.
  [
    new RegExp(
      `(${people}[^,，。;!?]{0,10}(?:领|拿|发|得|有|欠|扣|存|工资|退休金|养老金|退休费|卡里|折子上)[^,，。;!?\\d]{0,6}?)${number}{2,}(?=多?\\s*(?:元|块|万|毛))`,
      'gu',
    ),
    '$1＊',
  ],
  [
    new RegExp(
      `((?:工资|退休金|养老金|退休费|存款)(?:每?个?月)?(?:是|有|才|只有|就)?)${number}{2,}(?=多?\\s*(?:元|块|万|毛))`,
      'gu',
    ),
    '$1＊',
  ],
  // Names after a relation, before a title, or standing alone.
  [
    new RegExp(
      `(${relation}(?:名叫|叫|是)?)${commonSurname}${given}(?=[,，。;\\s的是住在有要了]|$)`,
      'gu',
    ),
    '$1＊',
  ],
  [
    new RegExp(
      `(?<=^|[,，。;\\s])${commonSurname}${given}(?<![镇乡村县站院局])(?=[,，。;\\s]|$)`,
      'gu',
    ),
    '＊',
  ],
]

/**
 * A question without telephone, ID, card and account numbers, addresses, days of birth, somebody's amounts of money, and
 * names: those given as such, and those in `names`; at most 200 characters. Fit to be kept and shown, and to leave the house.
 */
export function withoutPersonal(text: string, names: readonly string[] = []): string {
  let plain = normalise(text)
  for (const name of [...names].sort((one, other) => other.length - one.length)) {
    if (name.length >= 2) plain = plain.replaceAll(name, '＊')
  }
  for (const [pattern, mark] of personal) plain = plain.replace(pattern, mark)
  return plain.replace(/\d{5,}/g, '＊').slice(0, 200)
}
