import { mark, stemSet, tableOf, wordSet } from '../english.ts'
import type { Segment, Segmented } from '../segment.ts'
import { Table } from '../table.ts'
import { trait } from '../words.ts'
import { type Context, excerpt, type Found, type WasteDetector } from './detector.ts'

/**
 * What makes a sentence empty is that it would fit any answer: it is made of function words and of the vocabulary in which one talks
 * about asking, answering, understanding and deciding, whatever the subject. That vocabulary is closed and can be written down;
 * the phrases people make of it can not. A word of the prompt is never general, except for talk itself.
 */
const talk = stemSet(
  'hello hi hey greeting welcome okay ok alright oh ooh wow ah yeah yep sure certain certainly absolute definite course glad gladly problem worry worries indeed',
  'great good excellent interest interesting fascinate fascinating wonderful fantastic thoughtful awesome lovely amaze terrific superb brilliant perfect insightful intriguing love',
  'thank thanks appreciate grateful kind kindly happy please pleased delight delighted pleasure try best endeavour endeavor attempt aim ready honor',
  'help helpful assist assistance support guide guidance aid useful serve disposal service',
  'explain explanation clarify clarification clear elaborate elaboration detail depth deep deeper dive delve walk break unpack look closer glance talk discuss discussion cover share tell say said saying speak mention mentioned address answer respond response reply provide offer give outline summarize summarise summary sum conclude conclusion overview information info insight perspective thought thoughts tip advice explore expand foregoing recap',
  'question query inquiry enquiry request prompt ask asking curious curiosity wonder need want require desire matter topic subject',
  'know understand understanding learn note noting noted remember mind bear aware consider consideration careful carefully regard respect emphasise emphasize stress stressed observe observing reiterate realize recognise recognize acknowledge',
  'hope hopefully trust enjoy luck fun wish forget hesitate free feel reach contact touch shout word anytime comment concern feedback',
  'ai artificial intelligence language model assistant chatbot trained training personal personally opinion belief believe feeling emotion knowledge cutoff disclaimer purpose constitute intend guarantee',
  'lend hand rundown breakdown gist nutshell excited thrilled eager invite cheers doubt dig jump straight kick heads-up caveat assured eager opportunity deserve warrant merit delighted bother',
)
const vague = stemSet(
  'depend vary various variety differ different difference individual specific particular circumstance situation context case preference factor aspect variable reason reasons number range lot bit general generally usual typical sometimes possible possibly perhaps probable probably likely necessary necessarily situation goal requirement unique',
  'thing something anything everything nothing point issue area way ways approach option choice choose decision decide solution result outcome person people someone everyone anyone everybody one-size size fit fits work works part role key play deal end day side merit basis',
  'important importance essential crucial vital significant worth worthwhile valuable complex complicated multifaceted tricky straightforward simple easy hard difficult nuance nuanced obvious natural naturally honest honestly frank frankly true truly basic basically essentially ultimate ultimately simply overall fundamental right wrong appropriate suitable proper properly accurate thorough comprehensive complete brief quick short concise full big',
  'go goes get gets come comes make take put keep see find think seem start started begin beginning move next follow following below above further additional additionally else first last final finally later continue show bring turn set let call left leave quite pretty ahead back together place exact exactly special everything covered cover got right',
  'consult consulting seek professional expert specialist qualified advisable always success successful achieve journey track road path step limited incomplete outdated date current available access experience beyond scope careful evaluate weigh weighed open tweak adjust opinion view views fact actually lie lies real reality world life time today better',
  'bring brought raise raised struggle sound sink stress stressed wrap proceed relate hear prepare arise happen occur seem appear tend count deal handle cope face manage highlight underline prove warn word introduction order folk friend buddy guy plan moment minute attention effort research mileage taste sense theory truth doubt bit piece picture puzzle beginning note light shed mean idea thinking',
  'relevant overwhelming fast-paced modern confusing daunting scary exciting fun cool neat nice ready classic familiar popular common forward soon nowadays hardly barely wait long grand scheme entire whole big scratch surface tip iceberg nutshell spirit honor honest',
  'broad wide diverse countless endless intricate delicate sensitive controversial debate debatable subjective relative universal absolute rule thumb formula magic bullet secret trick safe bet bottom line story long story experiment experimentation self responsibly patience practice perfect paramount',
)

/** Words that address the reader. */
const addressing = wordSet("i i'm i'd i'll i've me my you you're you'd you'll you've your let's we let us")
const offers = stemSet(
  'hesitate free reach contact shout anytime hope trust ask question glad gladly happy disposal let know luck clarification assistance',
)
const selfTalk = stemSet('ai artificial language model assistant chatbot')
/** A sentence that begins with one of these answers something. */
const decides = wordSet('yes no true false none both neither either')
/** Asking the reader for what is missing is work, not filler: "Could you provide the text?" */
const asksFor = stemSet('provide clarify specify share rephrase paste')
/** What an answer says it lacks, and so has to ask for. */
const lacking = stemSet('context enough access information detail specific data database sufficient')
const supplies = stemSet('provide clarify specify share rephrase paste detail information context specific criteria have mind')
const firstPerson = wordSet("i i'm i'd i'll i've me my let")

const bit = { addresses: 1, speaks: 2, decides: 4, talk: 1, vague: 2, offers: 4, self: 8, asksFor: 16, supplies: 32, lacking: 64 } as const
const byKey = tableOf([
  { words: addressing, bit: bit.addresses },
  { words: firstPerson, bit: bit.speaks },
  { words: decides, bit: bit.decides },
])
const byStem = tableOf([
  { words: talk, bit: bit.talk },
  { words: vague, bit: bit.vague },
  { words: offers, bit: bit.offers },
  { words: selfTalk, bit: bit.self },
  { words: asksFor, bit: bit.asksFor },
  { words: supplies, bit: bit.supplies },
  { words: lacking, bit: bit.lacking },
])

interface Reading {
  /** Words that belong to the subject: they stand in the prompt or elsewhere in the answer, or are numbers or names. */
  topical: number
  /** Words that are neither of the subject nor of general talk. */
  stray: number
  talk: number
  vague: number
  addresses: boolean
  offers: number
  self: boolean
  requests: boolean
}

/** Which stems make up the subject: those of the prompt, and those the answer uses more than once. */
interface Subject {
  asked: ReadonlyMap<number, number>
  uses: Table
  /** The answer says it lacks something: asking for it is no filler. */
  lacks: boolean
}

/** Words of its own that an empty sentence may have when it addresses the reader. */
const fewOwn = 2

/** Reads a sentence; null as soon as it surely is not empty: more of its words belong to the subject or are stray than any emptiness allows. */
const read = ({ words }: Segmented, segment: Segment, { asked, uses, lacks }: Subject, edge: boolean): Reading | null => {
  const most = fewOwn + (edge ? (segment.to - segment.from) / 3 : 0)
  const reading = {
    topical: 0,
    stray: 0,
    talk: 0,
    vague: 0,
    addresses: false,
    offers: 0,
    self: false,
    requests: false,
  }
  let speaks = false
  for (let i = segment.from; i < segment.to; i++) {
    const key = byKey.get(words.key[i] as number)
    const stem = words.stem[i] as number
    const kind = byStem.get(stem)
    const traits = words.traits[i] as number
    if (key & bit.addresses) reading.addresses = true
    if (key & bit.speaks) speaks = true
    if (key & bit.decides && i === segment.from) return null
    if (kind & bit.offers) reading.offers++
    if (kind & bit.self) reading.self = true
    if (kind & bit.asksFor || (lacks && kind & bit.supplies)) reading.requests = true
    if (traits & trait.number) reading.topical++
    else if (kind & bit.talk) reading.talk++
    else if ((words.marks[i] as number) & mark.function) continue
    else if (asked.has(stem)) reading.topical++
    else if (kind & bit.vague) reading.vague++
    else if ((words.end[i] as number) - (words.start[i] as number) < 2) continue
    else if (uses.get(stem) > 1 || (traits & trait.capital && i > segment.from)) reading.topical++
    else reading.stray++
    if (reading.topical > 0 && reading.topical + reading.stray > most) return null
  }
  reading.requests &&= !speaks || lacks
  return reading
}

/** Why a sentence is empty; null when it is not. `edge`: among the first or last of its text, where an answer is framed. */
const emptiness = (r: Reading, edge: boolean, fiction: boolean): string | null => {
  const general = r.talk + r.vague
  if (r.requests || general === 0) return null
  if (r.self && r.addresses && r.topical + r.stray <= fewOwn) return 'speaks of the assistant, not of the subject'
  if (edge && r.addresses && r.offers >= 2 && r.topical + r.stray <= fewOwn + general / 3)
    return 'offers or closes, and says nothing of the subject'
  if (fiction || r.topical > 0) return null
  if (r.stray > general / (edge ? 3 : 5)) return null
  if (edge && r.talk >= 1) return 'frames the answer, and says nothing of the subject'
  if (general >= 2 && (r.addresses || r.talk >= 1)) return 'would fit any answer'
  return general >= 3 ? 'would fit any answer' : null
}

/** Do the first sentences say that something is missing? */
const lacksSomething = ({ words, segments }: Segmented): boolean => {
  let negated = false
  let lacking = false
  const to = segments[Math.min(2, segments.length - 1)]?.to ?? 0
  for (let i = 0; i < Math.min(to, 120); i++) {
    if ((words.marks[i] as number) & mark.negation) negated = true
    if (byStem.get(words.stem[i] as number) & bit.lacking) lacking = true
  }
  return negated && lacking
}

/** Uses of each stem in the text that is looked at. */
const uses = new Table(0)

const subjectOf = (text: Segmented, { askedStems }: Context): Subject => {
  const { words } = text
  uses.clear(words.count)
  for (const stem of words.stem) uses.add(stem, 1)
  return { asked: askedStems, uses, lacks: lacksSomething(text) }
}

const quoted = /["“”'‘«]/
const ended = /(?:[.!?…)"”*]|\p{Extended_Pictographic}|\ufe0f)$/u

/** Sentences that would fit any answer: openers, closers, empty hedges, disclaimers, talk about the assistant. English only. */
export const filler: WasteDetector = {
  id: 'filler',
  places: ['response'],
  find(text: Segmented, context: Context) {
    const { task } = context
    if (!text.english || task.social || task.verse || text.segments.length < 2) return []
    const subject = subjectOf(text, context)
    const prose = text.segments.filter((segment) => segment.kind === 'sentence')
    return prose.flatMap((segment, index): Found[] => {
      // words put into somebody's mouth
      if (quoted.test(text.text[segment.start] as string)) return []
      // headings, and lines that lead in a list, have no end mark
      if (!ended.test(text.text.slice(segment.end - 2, segment.end))) return []
      const edge = index < 2 || index >= prose.length - 3
      const reading = read(text, segment, subject, edge)
      const why = reading && emptiness(reading, edge, task.fiction)
      return why === null ? [] : [{ start: segment.start, end: segment.end, reason: `Filler: ${excerpt(text.text, segment)} ${why}.` }]
    })
  },
}
