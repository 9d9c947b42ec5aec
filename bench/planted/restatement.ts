/** Ways of giving a question back. `{q}` is the question in mid-sentence, `{Q}` as it was asked, `{about}` what it is about. */
export const frames: readonly { set: 'shown' | 'held'; ask?: 'question' | 'order'; text: string }[] = [
  { set: 'shown', ask: 'question', text: 'You asked {q}.' },
  { set: 'shown', ask: 'question', text: 'You want to know {q}.' },
  { set: 'shown', ask: 'question', text: 'The question is: {Q}' },
  { set: 'shown', ask: 'order', text: 'You asked me to {q}.' },
  { set: 'shown', ask: 'order', text: 'You would like me to {q}.' },
  { set: 'shown', text: 'Your question is about {about}.' },
  { set: 'shown', text: '{Q}' },
  { set: 'held', ask: 'question', text: "So you're wondering {q}." },
  { set: 'held', ask: 'question', text: 'The user is interested in learning {q}.' },
  { set: 'held', ask: 'question', text: 'What we need to find out here is {q}.' },
  { set: 'held', ask: 'order', text: 'The task at hand is to {q}.' },
  { set: 'held', ask: 'order', text: 'As I understand it, you need somebody to {q}.' },
  { set: 'held', text: 'This prompt concerns {about}.' },
  { set: 'held', text: "Let's talk about {about}." },
  { set: 'held', text: 'When it comes to {about}, that is exactly what is being asked here.' },
]

const opening =
  /^(?:please |can you |could you |would you )?(?:(?:what|who|which|where|when|why|how)(?:'s| is| are| was| were| do| does| did| can| could| should| would| many| much| long)?(?: i| you| we| there)? |(?:is|are|do|does|did|can|could|should|would|will) (?:i |you |it )?(?:true that |there )?|(?:give|tell|show) (?:me )?|explain |describe |write |list )/i

/** The parts of a prompt the frames need; null for prompts that are not one plain question or order. */
export const partsOf = (prompt: string): { Q: string; q: string; about: string; ask: 'question' | 'order' } | null => {
  const text = prompt.trim()
  if (text.length > 160 || /\n/.test(text) || /[.?!].*[a-z]/i.test(text.slice(0, -1)) || text.split(' ').length < 5) return null
  const bare = text.replace(/[?.!]+$/, '')
  const q = bare[0] === 'I' ? bare : (bare[0] ?? '').toLowerCase() + bare.slice(1)
  const about = bare.replace(opening, '')
  const ask = text.endsWith('?') ? 'question' : 'order'
  if (about === bare || about.split(' ').length < 3) return null
  return { Q: text, q, about, ask }
}
