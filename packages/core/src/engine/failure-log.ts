import { failureText } from "../store/failure-text.js";
import { isStoreError } from "../store/store-error.js";

/** This many conflicts in a row are no longer a chance race with another writer. */
const expectedRaces = 5;

/**
 * Decides which failures of keys are logged at error level; the others go to the debug log. Logged are the first failure in
 * a row and each whose {@link failureText} differs from the last one logged, so a key that fails for an hour is logged once. Conflict,
 * NotFound and AlreadyExists are expected where others write, too, and are logged from the fifth in a row on. A closed store is not
 * a failure.
 */
export class FailureLog {
  /** The last message logged, by key; removed when the key succeeds. */
  readonly #lastLogged = new Map<string, string>();

  /** Records a failure of a key that had failed `failures` times in a row before; returns whether to log it as an error. */
  isNews(key: string, error: unknown, failures: number): boolean {
    if (isStoreError(error, "Closed")) return false;
    if (isStoreError(error, "Conflict", "NotFound", "AlreadyExists") && failures + 1 < expectedRaces) return false;
    const message = failureText(error);
    if (this.#lastLogged.get(key) === message) return false;
    this.#lastLogged.set(key, message);
    return true;
  }

  /** The key succeeded, is dropped, or its object is deleted. */
  forget(key: string): void {
    this.#lastLogged.delete(key);
  }
}
