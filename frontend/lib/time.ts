const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const two = (value: number): string => String(value).padStart(2, '0')

interface Parts {
  year: number
  month: number
  date: number
  day: number
  hour: number
  minute: number
  second: number
}

const partsOf = (ms: number, utc: boolean): Parts => {
  const at = new Date(ms)
  // Shifted so that the UTC getters read local time: one set of getters for both.
  const shown = utc ? at : new Date(ms - at.getTimezoneOffset() * 60_000)
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth(),
    date: shown.getUTCDate(),
    day: shown.getUTCDay(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  }
}

/** "14:05" */
export const clockTime = (ms: number, utc: boolean): string => {
  const { hour, minute } = partsOf(ms, utc)
  return `${two(hour)}:${two(minute)}`
}

/** "14:05:09" */
export const exactTime = (ms: number, utc: boolean): string => `${clockTime(ms, utc)}:${two(partsOf(ms, utc).second)}`

/** "25 Nov", with the year when it is not this one. */
export const date = (ms: number, utc: boolean, now = Date.now()): string => {
  const { date: day, month, year } = partsOf(ms, utc)
  return `${day} ${months[month]}${year === partsOf(now, utc).year ? '' : ` ${year}`}`
}

/** "Tue 25 Nov 14:05" */
export const moment = (ms: number, utc: boolean): string => `${weekdays[partsOf(ms, utc).day]} ${date(ms, utc)} ${clockTime(ms, utc)}`

/** "Tue 25 Nov 14:05:09" */
export const exactMoment = (ms: number, utc: boolean): string => `${moment(ms, utc)}:${two(partsOf(ms, utc).second)}`

const longWeekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** "Tuesday 14:15" within the last six days, else with the date: "Tuesday 25 Nov 14:15". */
export const weekdayTime = (ms: number, utc: boolean, now: number): string => {
  const near = Math.abs(now - ms) < 6 * 86_400_000
  return `${longWeekdays[partsOf(ms, utc).day]} ${near ? '' : `${date(ms, utc, now)} `}${clockTime(ms, utc)}`
}

/** The time of a row in a list: only the clock when it is of the last 20 hours, the day too when it is older. */
export const listTime = (ms: number, utc: boolean, now: number): string =>
  Math.abs(now - ms) < 20 * 3_600_000 ? exactTime(ms, utc) : `${date(ms, utc, now)} ${clockTime(ms, utc)}`

/** The start of the hour an instant lies in, as the reader's clock counts hours (half-hour zones too). */
export const hourStart = (ms: number, utc: boolean): number => {
  const { minute, second } = partsOf(ms, utc)
  return Math.floor(ms / 1000) * 1000 - (minute * 60 + second) * 1000
}

/** For `<input type="datetime-local">`. */
export const inputTime = (ms: number, utc: boolean): string => {
  const { year, month, date: day, hour, minute } = partsOf(ms, utc)
  return `${year}-${two(month + 1)}-${two(day)}T${two(hour)}:${two(minute)}`
}

/** Reads what such an input holds; null when it holds no time. */
export const fromInput = (text: string, utc: boolean): number | null => {
  const ms = Date.parse(utc ? `${text}Z` : text)
  return Number.isNaN(ms) ? null : ms
}
