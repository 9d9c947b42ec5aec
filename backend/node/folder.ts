import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folders of a path that are not there, outermost first, and the nearest one that is. */
const missingOf = (path: string): { missing: string[]; nearest: string } => {
  const missing: string[] = []
  let nearest = path
  while (!existsSync(nearest) && dirname(nearest) !== nearest) {
    missing.unshift(nearest)
    nearest = dirname(nearest)
  }
  return { missing, nearest }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** Why a folder cannot be used or made, in words; null when nothing speaks against it. */
export const folderFault = (path: string): string | null => {
  const { nearest } = missingOf(path)
  if (!isFolder(nearest)) return `${nearest} is a file, not a folder`
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK)
    return null
  } catch {
    return `${nearest} cannot be written`
  }
}

/**
 * Makes a folder for its user alone, with those above it; throws why it cannot. One level at a time, since Node's `recursive` never returns where
 * the system says ENOENT below a folder that is there, as in /proc.
 */
export const makeFolder = (path: string): void => {
  const fault = folderFault(path)
  if (fault !== null) throw new Error(fault)
  for (const level of missingOf(path).missing)
    try {
      mkdirSync(level, { mode: 0o700 })
    } catch (error) {
      if (isFolder(level)) continue // somebody else just made it
      throw new Error(`the folder ${level} cannot be made (${(error as NodeJS.ErrnoException).code})`, { cause: error })
    }
}

/** Where the embedded database is in a data folder. */
export const databaseOf = (dataDir: string): string => join(dataDir, 'pglite')

/** Whether a database was ever made there. */
export const hasData = (dataDir: string): boolean => existsSync(databaseOf(dataDir))
