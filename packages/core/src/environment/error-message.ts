/** The message of a thrown value: the `message` of an Error, anything else converted to a string. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
