import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Store } from '../../db/store.ts'
import type { Answerer } from '../../policy/answers.ts'
import { visibleText } from '../../policy/visible-text.ts'
import type { ChannelEnvironment } from '../channels/types.ts'
import type { Config } from '../config.ts'
import { type Endpoint, type EndpointHealth, type EndpointName, makeEndpoint } from './endpoint.ts'
import { type HearingLimits, isRecording, makeHearing } from './hear.ts'
import { type LanguageModel, makeLanguageModel } from './language-model.ts'
import { makePreparing, type Prepared, type Preparing } from './prepare.ts'
import { inPlainWords, makeSortOut, mayAsk } from './sort-out.ts'
import { makeToWav } from './sound/to-wav.ts'
import { makeSpeech, type Speech } from './speech.ts'

/** Times that a message may be kept for, ms. */
export interface AidLimits extends HearingLimits {
  /** All calls of the language model about one message. */
  readonly modelMs: number
}

/** What people can be made to wait for: eight seconds for a model, and for a recording to be fetched and written down. */
export const aidLimits: AidLimits = { modelMs: 8_000, callMs: 20_000, waitMs: 45_000 }

/** What a channel gives to the aids. */
export interface AidedChannel extends ChannelEnvironment {
  readonly store: Store
  readonly answering: Answerer
  readonly attachmentsFolder: string
  /** Asks for files to be fetched now. */
  readonly fetch: () => void
  /** A message need not wait any more. */
  readonly ready: () => void
}

/** The aids at work on a channel. */
export interface AidedAnswers {
  readonly preparing: Preparing
  readonly answering: Answerer
  /** A try to fetch a file ended. */
  tried(attachmentId: string): void
}

/** How an endpoint stands; `off`: not configured. */
export type AidHealth = EndpointHealth | { readonly name: EndpointName; readonly state: 'off' }

/** The endpoints that are configured: a language model, a speech recogniser, both or none. */
export interface Aids {
  readonly model: LanguageModel | undefined
  readonly speech: Speech | undefined
  health(): readonly AidHealth[]
  /** Undefined where nothing is configured: then no message waits for anything. */
  of(channel: AidedChannel): AidedAnswers | undefined
}

/** What making them needs. */
export interface AidSettings {
  readonly now: () => number
  readonly log: ChannelEnvironment['log']
  readonly metrics?: Registry
  readonly limits?: AidLimits
}

const callsAtATime = 4
const seconds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32]

function measured(registers: Registry[], endpoints: () => readonly Endpoint[]) {
  const calls = new Counter({
    name: 'endpoint_calls_total',
    help: 'Calls of the language model and the speech endpoint by outcome',
    labelNames: ['endpoint', 'outcome'],
    registers,
  })
  const took = new Histogram({
    name: 'endpoint_call_seconds',
    help: 'Duration of those calls',
    labelNames: ['endpoint'],
    buckets: seconds,
    registers,
  })
  const dropped = new Counter({
    name: 'model_replies_dropped_total',
    help: 'Replies of the language model that did not pass the checks, by fault',
    labelNames: ['fault'],
    registers,
  })
  new Gauge({
    name: 'endpoint_paused',
    help: '1 while an endpoint is not called because it failed',
    labelNames: ['endpoint'],
    registers,
    collect() {
      for (const { name, state } of endpoints().map((one) => one.health())) {
        this.set({ endpoint: name }, state === 'paused' ? 1 : 0)
      }
    },
  })
  return {
    called(endpoint: EndpointName, outcome: string, ms: number) {
      calls.inc({ endpoint, outcome })
      took.observe({ endpoint }, ms / 1000)
    },
    dropped: (fault: string) => dropped.inc({ fault }),
  }
}

type Measures = ReturnType<typeof measured>

function endpointOf(
  name: EndpointName,
  baseUrl: string | undefined,
  key: string | undefined,
  { now, log }: AidSettings,
  measures: Measures | undefined,
): Endpoint | undefined {
  if (baseUrl === undefined) return undefined
  const called = measures === undefined ? {} : { called: measures.called }
  return makeEndpoint({ name, baseUrl, key, parallel: callsAtATime, now, log, ...called })
}

/** Makes what the configuration asks for. */
export function makeAids(config: Config, settings: AidSettings): Aids {
  const { now, metrics, limits = aidLimits } = settings
  const endpoints: Endpoint[] = []
  const measures = metrics && measured([metrics], () => endpoints)
  const make = (name: EndpointName, baseUrl?: string, key?: string) => {
    const endpoint = endpointOf(name, baseUrl, key, settings, measures)
    if (endpoint !== undefined) endpoints.push(endpoint)
    return endpoint
  }
  const modelAt = make('model', config.LLM_BASE_URL, config.LLM_API_KEY)
  const speechAt = make('speech', config.ASR_BASE_URL, config.ASR_API_KEY)
  const dropped = measures === undefined ? {} : { dropped: measures.dropped }
  const model =
    modelAt &&
    makeLanguageModel({ endpoint: modelAt, model: config.LLM_MODEL ?? '', now, ...dropped })
  const speech =
    speechAt &&
    makeSpeech({ endpoint: speechAt, model: config.ASR_MODEL ?? '', toWav: makeToWav() })
  const names: readonly EndpointName[] = ['model', 'speech']
  return {
    model,
    speech,
    health: () =>
      names.map((name) => {
        const known = endpoints.map((one) => one.health()).find((one) => one.name === name)
        return known ?? { name, state: 'off' as const }
      }),
    of: (channel) => aided(channel, { model, speech, limits }),
  }
}

function aided(
  channel: AidedChannel,
  { model, speech, limits }: Pick<Aids, 'model' | 'speech'> & { readonly limits: AidLimits },
): AidedAnswers | undefined {
  if (model === undefined && speech === undefined) return undefined
  const { store, now, log, answering, attachmentsFolder: folder, fetch, ready } = channel
  const hearing = speech && makeHearing({ store, now, folder, speech, fetch, ...limits })
  const sortOut = model && makeSortOut({ store, now, model, answering, limitMs: limits.modelMs })
  const preparing = makePreparing({
    read: store.read,
    needs: (content) =>
      (hearing !== undefined && isRecording(content)) ||
      (sortOut !== undefined && content.kind === 'text' && mayAsk(visibleText(content.text))),
    async findOut(row, content, signal): Promise<Prepared> {
      const heard = content.kind === 'file' ? await hearing?.hear(row, content, signal) : undefined
      const text = content.kind === 'text' ? visibleText(content.text) : heard
      const aidedAnswering = text && (await sortOut?.(row, text, signal))
      return {
        ...(heard === undefined ? {} : { transcript: heard }),
        ...(aidedAnswering ? { answering: aidedAnswering } : {}),
      }
    },
    ready,
    log,
  })
  return {
    preparing,
    answering: model === undefined ? answering : inPlainWords(answering, model),
    tried: (attachmentId) => hearing?.tried(attachmentId),
  }
}
