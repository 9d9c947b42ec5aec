/** Why a command cannot go on, in one line for its user; the command ends with code 2. */
export class StartError extends Error {}
