import { isPending, type MaybePromise } from "@engenho/machinery";

/** What `work` does, whose failure, sooner or later, is `onError`'s: what that throws is the result. */
export function caught(work: () => MaybePromise<void>, onError: (error: unknown) => void): MaybePromise<void> {
  try {
    const done = work();
    return isPending(done) ? done.catch(onError) : done;
  } catch (error) {
    return onError(error);
  }
}
