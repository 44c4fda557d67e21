/** The user asked for something that cannot be: told in one sentence, without a stack trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** 2: the command line or config is wrong; 1: the world is (a taken port, a file that cannot be written). */
  readonly exitCode: 1 | 2;

  /** `message` is the whole sentence that the user sees. */
  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.exitCode = exitCode;
  }
}
