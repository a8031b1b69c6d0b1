/** A source as staff would write it. */
export const ageSource = `---
issuer: 县人民政府
number: 禄政发〔2026〕9号
title: 高龄津贴发放办法
inForceFrom: 2026-01-01
---

## 第三条

年满80周岁的老年人，每人每月发放高龄津贴50元，由县民政局按月发放。

## 第四条

高龄津贴由村（社区）代为申请，材料为身份证和户口簿。
`

/** Its questions. */
export const ageQuestions = `# 问法

## 第三条 高龄津贴

### amount

> 由县民政局按月发放高龄津贴，80岁以上每人每月50元。

- 高龄津贴一个月多少钱
- 80岁以上老人的高龄津贴发几块
- 高龄补贴标准是多少｜高龄津贴的标准

## 第四条 申请高龄津贴

### how

> 由村（社区）代为申请，带身份证和户口簿。

- 高龄津贴怎么申请
- 办高龄津贴要带什么材料
`

/** Both with its name. */
export const age = { name: 'age-2026', text: ageSource, questions: ageQuestions }
