import { type AidHealth, aidLimits, makeAids } from '../aids/aids.ts'
import type { CallOutcome, EndpointName } from '../aids/endpoint.ts'
import { sampleRate, wavOf } from '../aids/sound/wav.ts'
import type { Config } from '../config.ts'
import type { CommandContext, Finding } from './types.ts'

const words: Readonly<Record<EndpointName, { called: string; prefix: string; without: string }>> = {
  model: { called: '语言模型', prefix: 'LLM', without: '照常回答，只是不改写' },
  speech: { called: '语音转写', prefix: 'ASR', without: '语音照常登记，由工作人员听' },
}
const troubles: Partial<Record<CallOutcome, string>> = {
  late: '没有及时回应',
  refused: '不接受请求',
  limited: '说请求太多',
}

function findingOf(health: AidHealth): Finding {
  const { called, prefix, without } = words[health.name]
  if (health.state === 'off') return { what: `${called}：未开通`, state: 'ok' }
  if (health.last === 'ok') return { what: `${called}：可用`, state: 'ok' }
  const trouble = (health.last && troubles[health.last]) ?? '连不上，或回应不对'
  return {
    what: `${called}：${trouble}`,
    state: 'warn',
    advice: `请检查 ${prefix}_BASE_URL、${prefix}_API_KEY 和 ${prefix}_MODEL。没有它${without}。`,
  }
}

/** Calls each endpoint that is configured once: a sentence of the notice to rephrase, and a second of silence. */
export async function checkEndpoints(
  config: Config,
  { now, log }: Pick<CommandContext, 'now' | 'log'>,
): Promise<readonly Finding[]> {
  const aids = makeAids(config, { now, log })
  const { signal } = new AbortController()
  const sample = {
    kind: 'rephrase',
    verdict: '由县退管中心统一管理。',
    clause: '由县退管中心统一管理。',
  } as const
  const silence = wavOf(Buffer.alloc(sampleRate * 2))
  await Promise.all([
    aids.model?.rephrase(sample, { limitMs: aidLimits.modelMs, signal }),
    aids.speech?.transcribe(silence, { limitMs: aidLimits.callMs, signal }),
  ])
  return aids.health().map(findingOf)
}
