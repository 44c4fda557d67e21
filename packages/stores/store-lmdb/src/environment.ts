/** One change of a record. */
export type Operation =
  | { readonly type: "put"; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: "delete"; readonly key: Uint8Array };

/** An ordered map of byte strings on a disk, as far as a Backend needs it. */
export interface Environment {
  /**
   * Makes all changes or none, in order; resolves when they are on the disk. Rejects if nothing was changed, because the disk is full
   * for example; later calls may succeed.
   */
  write(operations: readonly Operation[]): Promise<void>;
  /** The values of these keys, in their order; undefined for one that does not exist. */
  read(keys: readonly Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]>;
  /** Writes a consistent, compact copy to a file that does not exist, while writes go on. */
  copy(file: string): Promise<void>;
  /** After all earlier calls. */
  close(): Promise<void>;
}
