import type { Intent } from '../../policy/intent.ts'

/** A question of the repository's own set: what must be cited, said outside, done, or small talk. */
export interface Evaluated {
  readonly text: string
  /** A citation, `outside`, `smalltalk` or an intent. */
  readonly expected: string
  /** Must be in the first line of the answer. */
  readonly says?: RegExp
}

const clause = (citation: string, ...texts: string[]): Evaluated[] =>
  texts.map((text) => ({ text, expected: citation }))

/** Written apart from the curated questions and checked not to repeat them. */
export const evaluated: readonly Evaluated[] = [
  ...clause('通知', '写报告要注明发文编号，请告诉我', '这个红头文件是县里哪个机关盖的章'),
  ...clause('第一条', '你们凭什么上级精神搞的这一套', '制定这份办法主要想解决啥'),
  ...clause(
    '第二条',
    '我一直自己开裁缝铺交的养老保险，退了归这里管不',
    '妇幼院编制内退休的护士算你们的人吗',
  ),
  ...clause('第三条', '厂子破产以后养老钱是谁打给我', '“社会化”三个字到底啥讲究'),
  ...clause('第四条', '退管中心这个单位是做些什么的'),
  ...clause(
    '第五条',
    '老街拆了我搬到城西，现在该哪个劳动保障站管',
    '退休回到彝山老寨住，离城七八十里，哪里来管我',
  ),
  ...clause('第六条', '乡镇基层劳动保障队伍文件要求怎么加强'),
  ...clause('第七条', '厂里把人交出来，县级哪个局在中间协调把关'),
  ...clause('第七条（一）', '花名册跟实际住户有出入，该向谁报'),
  ...clause('第七条（二）', '站里接收我们的时候是不是要一个一个见面核协议'),
  ...clause('第七条（三）', '站上问我哪年进厂、工资多少，是不是都得填'),
  ...clause('第八条', '厂没了，我那个档案袋如今归谁保存', '档案往后会不会交给档案局统一存'),
  ...clause('第九条', '厂里给我办的内部退养，该归县上还是社区', '我男人走后我吃供养，归谁管理'),
  ...clause('第十条', '接收退休人员的乡镇，岗位和钱要不要保证到位'),
  ...clause('第十条（一）', '我们新成立的工作站得订哪些规章'),
  ...clause('第十条（二）', '夫妻俩都退休，联系卡合用一张可以不', '联系卡上面都印些啥内容'),
  ...clause('第十条（三）', '检查组要来，必备的台账有哪几样'),
  ...clause(
    '第十一条',
    '我老伴没了，一个人闷得慌，站里有人来陪着说话不',
    '社区平常给不给组织老年人跳舞打球',
    '两家为水沟吵架，工作人员来调解吗',
  ),
  ...clause('第十二条', '一年里总共有哪几种慰问'),
  ...clause(
    '第十二条（一）',
    '老头子转到州医院做手术了，哪个单位去看望',
    '在黑井镇卫生院打点滴住着，谁负责来看',
    '探望一个病号最多能花几块钱',
    '金山镇卫生院的住院老人由谁去看',
  ),
  ...clause('第十二条（二）', '家里房子遭泥石流冲了，文件上会来慰问吗'),
  ...clause('第十二条（三）', '九九重阳，你们对老人有啥安排'),
  ...clause(
    '第十二条（四）',
    '我妈八十三了，春节有人上门不',
    '过年那笔慰问金是几百块',
    '春节慰问信寄给谁',
  ),
  ...clause('第十二条（五）', '上头临时布置的慰问你们照办不'),
  ...clause(
    '第十三条',
    '活着的证明一年得做几次',
    '生存认证是社区办还是县上办',
    '瘫在床上出不了门，认证有没有别的法子',
  ),
  ...clause('第十四条', '退休老人去世后你们总共帮家里办哪些事'),
  ...clause('第十四条（一）', '我爹要是哪天没了，报给你们会有人赶来不'),
  ...clause('第十四条（二）', '办丧礼的仪式你们出不出人协助'),
  ...clause(
    '第十四条（三）',
    '老人的丧葬抚恤费是哪个帮忙去申领',
    '人没了以后社保个人账户剩的钱退给家里不',
  ),
  ...clause('第十四条（四）', '办完丧事的一堆单据该归哪类档案'),
  ...clause('第十四条（五）', '死者的户口由谁到公安去销'),
  ...clause('第十五条', '退休工人能加入职工医疗互助吗'),
  ...clause(
    '第十六条',
    '站里没经批准先买了慰问品，能核销不',
    '这些管理费是县里统一管还是乡里自己管',
  ),
  ...clause('第十七条', '老师傅们死活不愿移交，思想工作归谁做'),
  ...clause('第十八条', '这件工作哪个部门来牵头'),
  ...clause('第十九条', '此办法打哪天起算数', '〇三年老的那个暂行办法还执行不'),
  ...clause(
    'outside',
    '我的退休金到底怎么核的',
    '明年养老金给不给加',
    '工资折子掉了哪里补',
    '社会保障卡磁条坏了怎么换',
    '做白内障手术医保报几成',
    '退管中心座机号码',
    '站上礼拜六有人上班没',
    '遗属补助每月发几百',
    '抚恤金一共有多少万',
    '爸爸死后又打来的养老金要不要交回去',
    '互助金一人收几十块',
    '人脸识别认证总失败咋办',
    '我想把组织关系转回村支部',
    '庄稼生虫喷什么药',
    '打110说我中奖要交税是不是真的',
    '孙女上幼儿园怎么报',
    '元谋县那边的退休人员怎么管',
    '退伍兵一年有多少优待',
    '养老院一月收多少',
    '火化一次收费多少',
  ),
  ...clause(
    'smalltalk',
    '大家早上好啊',
    '真的太感谢你们了',
    '嗯，晓得了',
    '祝你们新春快乐',
    '你好',
  ),
  ...clause('report_complaint' satisfies Intent, '站里的人推三阻四，我要投诉他'),
  ...clause('report_hospitalization' satisfies Intent, '给你们报一下，我公公今早住进县医院骨科'),
  ...clause('report_death' satisfies Intent, '我岳母昨晚过世了，来告诉你们一声'),
  ...clause('certification' satisfies Intent, '麻烦给我把今年的生存认证办了'),
  ...clause('contact_card' satisfies Intent, '联系卡被老鼠咬烂了，请补一张'),
  ...clause('mutual_aid_claim' satisfies Intent, '出院了，想申请报销医疗互助金'),
  ...clause('bind' satisfies Intent, '我要把这个微信绑定到我名下'),
  ...clause('hardship' satisfies Intent, '家里着火烧光了，申请困难走访'),
  ...clause('activity_signup' satisfies Intent, '门球赛给我报个名'),
  ...clause('handoff' satisfies Intent, '请转人工客服'),
  ...clause('opt_out' satisfies Intent, '往后别给我推送消息了'),
  ...clause('funeral_help' satisfies Intent, '老父亲去世，请你们派人来帮忙料理丧事'),
]
