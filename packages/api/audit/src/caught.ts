import { isPending, type MaybePromise } from "@engenho/machinery";

/** Runs `work`, and passes its error, thrown or rejected, to `onError`, whose own error is thrown. */
export function caught(work: () => MaybePromise<void>, onError: (error: unknown) => void): MaybePromise<void> {
  try {
    const done = work();
    return isPending(done) ? done.catch(onError) : done;
  } catch (error) {
    return onError(error);
  }
}
