/** 操作: what the audit can record, with what an auditor reads for it. A code once written stays in the database for good. */
export const auditActionLabels = {
  'petition.register': '登记来信来访',
  'petition.accepted': '受理来信来访',
  'petition.transferred': '转办来信来访',
  'petition.extension_asked': '申请延期',
  'petition.extended': '批准延期',
  'petition.answered': '答复来信来访',
  'petition.rated': '评价答复',
  'petition.reopened': '重新办理来信来访',
  'petition.closed': '办结来信来访',
  'petition.added': '补充来信来访',
  'staff.add': '开设账号',
  'staff.disable': '停用账号',
  'staff.reset': '重设密码',
  'staff.token': '发放接口令牌',
  'staff.code': '发放聊天绑定码',
  'staff.bind': '绑定聊天账号',
  'station.update': '修改工作站联系方式',
  'inbox.retry': '重新处理消息',
  'inbox.settle': '人工处理消息',
  'outbox.cancel': '取消发送消息',
  'outbox.decide': '认定消息发送结果',
  'ledger.export': '导出或打印台账',
} as const

/** One of the codes of `auditActionLabels`. */
export type AuditAction = keyof typeof auditActionLabels
