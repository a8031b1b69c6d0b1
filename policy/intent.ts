/** What a message asks to have done, beyond asking. Names are part of the contract with outside scripts. */
export const intents = [
  'report_complaint',
  'report_hospitalization',
  'report_death',
  'certification',
  'contact_card',
  'mutual_aid_claim',
  'bind',
  'hardship',
  'activity_signup',
  'handoff',
  'opt_out',
  'funeral_help',
] as const
/** One of `intents`. */
export type Intent = (typeof intents)[number]

/** What is said when an intent was understood and no dialogue takes it up: what it is, and the way on. */
export const intentReplies: Readonly<Record<Intent, string>> = {
  report_complaint: '您要反映情况。请把事情说一说，我们登记后给您编号。',
  report_hospitalization: '听说有人住院，愿早日康复。请告诉我们是谁、住在哪家医院。',
  report_death: '听到这个消息很难过，请节哀。请告诉我们老人的姓名，工作人员会与您联系。',
  certification: '您要办生存认证。请告诉我们姓名，不用专门跑一趟。',
  contact_card: '您要联系卡。请告诉我们姓名，工作站给您办。',
  mutual_aid_claim: '您要报销医疗互助。请告诉我们姓名和住院时间。',
  bind: '您要绑定。请发联系卡上的绑定码，没有就回复“人工”。',
  hardship: '知道您家有难处。请说说出了什么事，我们登记后安排走访。',
  activity_signup: '您要报名。请告诉我们姓名和活动名称。',
  handoff: '好的，请留下姓名和电话，县退管中心工作人员会联系您。',
  opt_out: '您不想再收到群发消息，对吗？您来问，我们照样答。',
  funeral_help: '请节哀。请告诉我们老人的姓名和住处，工作人员会来协助。',
}

/** What each is called, in lists of staff and when it is asked whether it is meant: 您是要……吗？ */
export const intentLabels: Readonly<Record<Intent, string>> = {
  report_complaint: '反映情况',
  report_hospitalization: '报告有人住院',
  report_death: '报告有人去世',
  certification: '办生存认证',
  contact_card: '办联系卡',
  mutual_aid_claim: '报销医疗互助',
  bind: '绑定账号',
  hardship: '说家里的难处',
  activity_signup: '报名参加活动',
  handoff: '找工作人员',
  opt_out: '不再收群发消息',
  funeral_help: '请人帮忙办丧事',
}
