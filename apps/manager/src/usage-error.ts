/** An error caused by the user's input or environment: reported in one sentence, without a stack trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** 2: the command line or config is invalid; 1: the environment is (a port in use, a file that cannot be written). */
  readonly exitCode: 1 | 2;

  /** `message` is the whole sentence that the user sees. */
  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.exitCode = exitCode;
  }
}
