/** The message of what was thrown, which may be anything: of an Error its `message`, of anything else its text. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
