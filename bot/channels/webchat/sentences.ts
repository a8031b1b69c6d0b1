/** Everything the web chat's server itself says to a person; the rest is said by the core. */
export const sentences = {
  tooMany: '您发得太快了，请等十秒再发。',
  tooLong: '这段话太长了，请分几次发。',
  unreadable: '这条消息没有看懂，请刷新页面再发一次。',
  otherSite: '请从退管助手的网页上发送。',
  starting: '系统正在启动，请稍等一会儿。',
  noFile: '没有收到文件，请再选一次。',
  fileTooLarge: '这个文件太大了，请发小一点的，不要超过 10 兆。',
  fileKind: '这种文件收不了。请发照片、录音，或者 PDF、Word 文件。',
  fileGone: '这个文件找不到了。',
  tooManyStreams: '打开的页面太多了，请关掉几个。',
  noVisitor: '请先打开退管助手的网页。',
  broken: '系统出了点问题，请稍后再试，或者给工作站打电话。',
} as const
