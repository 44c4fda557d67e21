/** A value or a promise of it: embedded backends return values, remote ones promises. */
export type MaybePromise<T> = T | Promise<T>;

/** Whether a backend's result is a promise. An embedded one returns immediately, and an await costs a turn. */
export function isPending<T>(value: MaybePromise<T>): value is Promise<T> {
  return value instanceof Promise;
}

/** `value`, after `before` has completed. */
export function once<T>(before: MaybePromise<void>, value: T): MaybePromise<T> {
  return isPending(before) ? before.then(() => value) : value;
}

/** Applies `next` to a value: immediately if it is not a promise. */
export function andThen<T, Next>(value: MaybePromise<T>, next: (value: T) => MaybePromise<Next>): MaybePromise<Next> {
  return isPending(value) ? value.then(next) : next(value);
}
