/** What a new source begins with, to be written over. */
export const newText = `---
issuer: 县人民政府
number:
title:
inForceFrom: 2026-01-01
---

## 第一条

把这一条的原文放在这里。
`

/** How its questions are written. */
export const newQuestions = `## 第一条 叫什么事

### who

> 答复的第一句，先说结论。

- 老百姓怎么问
- 还可以怎么问
`
