/** Control characters, line separators and those that turn the direction of text round: a terminal would obey them. */
const commanding = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** A text from outside as it may be shown on a terminal, on one line. */
export const plain = (text: string): string => text.replace(commanding, '\ufffd')
