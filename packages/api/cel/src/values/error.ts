/**
 * The result of an evaluation that failed. Not a JavaScript Error: most are absorbed by `||`, `&&` and macros that visit
 * further elements, and a stack trace costs more than the rest of an evaluation.
 */
export class CelError {
  /** cel-go's message, which clients see: `no such key: a`, `division by zero`. */
  readonly message: string;

  /** `message` is in cel-go's words. */
  constructor(message: string) {
    this.message = message;
  }
}
