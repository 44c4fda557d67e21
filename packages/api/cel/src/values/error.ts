/**
 * What an evaluation that went wrong has instead of a value. No JavaScript Error: most are absorbed by `||`, `&&` and macros
 * that look at further elements, and a stack trace costs more than the rest of an evaluation.
 */
export class CelError {
  /** cel-go's text, which clients see: `no such key: a`, `division by zero`. */
  readonly message: string;

  /** `message` is in cel-go's words. */
  constructor(message: string) {
    this.message = message;
  }
}
