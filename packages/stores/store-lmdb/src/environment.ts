/** One change of a record. */
export type Operation =
  | { readonly type: "put"; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: "delete"; readonly key: Uint8Array }
  | Replacement;

/** A change of an object's record that also adds a record to the history, with the replaced text. */
export interface Replacement {
  readonly type: "replace";
  readonly key: Uint8Array;
  /** The record to store, as for `encodeRecord`. Absent: the record is deleted. */
  readonly value: { readonly weight: number; readonly text: string } | undefined;
  readonly history: HistoryOperation;
}

/** The record that a {@link Replacement} adds to the history: the JSON array `[head, previous text, last text]`. */
export interface HistoryOperation {
  readonly key: Uint8Array;
  readonly weight: number;
  /** The start of the text, which that of the replaced record follows: `["MODIFIED","","Pod","default","a"`. */
  readonly head: string;
  /** The text of a deleted object's last state. */
  readonly last: string | undefined;
}

/** An ordered map of byte strings on a disk, with the operations that a Backend needs. */
export interface Environment {
  /**
   * Makes all changes of a batch (see `OperationEncoder`) or none, in order; resolves when they are on the disk. Rejects if nothing was
   * changed, for example because the disk is full; later calls may succeed. `batch` must not be modified until the promise settles. One
   * call at a time.
   */
  write(batch: Buffer): Promise<void>;
  /** The values of these keys, in their order; undefined for one that does not exist. */
  read(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** Writes a consistent, compact copy to a file that must not exist. Writes may continue meanwhile. */
  copy(file: string): Promise<void>;
  /** After all earlier calls. */
  close(): Promise<void>;
}
