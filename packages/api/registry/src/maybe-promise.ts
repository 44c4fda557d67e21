import type { MaybePromise } from "./backend.js";

/** Whether a backend's answer has still to be waited for. An embedded one answers at once, and an await costs a turn. */
export function isPending<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise;
}

/** `value`, once `before` is over. */
export function once<T>(before: MaybePromise<void>, value: T): MaybePromise<T> {
  return isPending(before) ? before.then(() => value) : value;
}

/** What `next` makes of a value: at once if it is there already. */
export function andThen<T, Next>(value: MaybePromise<T>, next: (value: T) => MaybePromise<Next>): MaybePromise<Next> {
  return isPending(value) ? value.then(next) : next(value);
}
