import type { Channel } from './types.ts'

type Tone = 'success' | 'warning' | 'danger' | 'info'

interface Standing {
  readonly label: string
  readonly tone: Tone
  /** What to do about it; empty when nothing. */
  readonly advice: string
}

const standings: Readonly<Record<Channel['state'], Standing>> = {
  online: { label: '正常', tone: 'success', advice: '' },
  connecting: {
    label: '正在连接',
    tone: 'warning',
    advice: '系统在自己重连，要发的先存着。半小时还没好，请联系系统管理员。',
  },
  'needs-login': {
    label: '需要重新登录',
    tone: 'danger',
    advice: '请系统管理员重新登录这个账号。',
  },
  limited: { label: '平台限制发送', tone: 'warning', advice: '系统已放慢发送，不用处理。' },
  off: { label: '未启用', tone: 'info', advice: '' },
}

/** How a channel stands, in words and colour. */
export const standing = ({ state }: Channel): Standing => standings[state]
