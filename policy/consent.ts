/** Version of the words below: stored with every binding. New words get a new version, and the old bindings keep theirs. */
export const consentVersion = '2026-03'

/** What is said before a binding, in short. Source: 个人信息保护法 第十三、十四、十七条. */
export const consentWords: readonly string[] = [
  '县退管中心会记下您的聊天账号，用来答复您、提醒您。',
  '只有管您的工作人员看得到。',
  '不想用了，随时回“解除绑定”。',
]

/** The whole of it, for 隐私. Each sentence has at most 60 characters. Source: 个人信息保护法 第十七、二十九、四十四至四十七条. */
export const privacyWords: readonly string[] = [
  '您的信息由县退管中心处理。',
  '为了管理和服务退休人员，我们保存名册资料和您的聊天账号。',
  '身份证后四位或者出生日期，只用来核对是不是您，不另外保存。',
  '只有县退管中心和您所在工作站的工作人员看得到。',
  '绑定以后一直保存，解除以后只留一条记录备查。',
  '您可以回“我的资料”查看，也可以要求更正。',
  '要复制或者删除，请回 9 找工作人员。',
]
