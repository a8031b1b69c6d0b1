/** The way on, said whenever an answer does not settle the matter. */
export const wayOn = '请回复“人工”，由县退管中心工作人员答复您。'
