/** The counter of guesses at one account from devices it does not know; emptied by whoever proves to be its owner. */
export function signInBucket(email: string): string {
  return `sign-in/account/${email}`
}
