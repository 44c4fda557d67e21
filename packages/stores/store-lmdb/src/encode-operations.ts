import type { Operation } from "./environment.js";
import { recordBytes, writeRecord } from "./records.js";

/** The first byte of an encoded operation, as the LMDB thread decodes it. */
const codes = { put: 1, delete: 2, replace: 3 } as const;
/** The length that marks an absent value. */
const absent = 0xffff_ffff;
const largestReused = 4 * 1024 * 1024;

/**
 * Encodes a batch of operations, for the journal and for the LMDB thread: for each operation a code, its key and its further values, each
 * preceded by its length (little endian).
 */
export class OperationEncoder {
  #buffer = Buffer.alloc(0);
  #at = 0;

  /** The encoded batch; valid until the next change. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Begins another batch. */
  clear(): void {
    this.#at = 0;
    if (this.#buffer.length > largestReused) this.#buffer = Buffer.alloc(0);
  }

  /** Adds an operation to the batch. */
  add(operation: Operation): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = codes[operation.type];
    this.#bytes(operation.key);
    if (operation.type === "put") this.#bytes(operation.value);
    if (operation.type !== "replace") return;
    const { key, value, history } = operation;
    if (value === undefined) this.#number(absent);
    else this.#record(key, value);
    this.#bytes(history.key);
    this.#number(history.weight);
    this.#text(history.head);
    if (history.last === undefined) this.#number(absent);
    else this.#text(history.last);
  }

  #number(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  #bytes(value: Uint8Array): void {
    this.#reserve(4 + value.length);
    this.#at = this.#buffer.writeUInt32LE(value.length, this.#at);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  #text(value: string): void {
    const start = this.#at;
    this.#reserve(4 + 3 * value.length);
    const length = this.#buffer.write(value, start + 4);
    this.#buffer.writeUInt32LE(length, start);
    this.#at = start + 4 + length;
  }

  #record(key: Uint8Array, { weight, text }: { readonly weight: number; readonly text: string }): void {
    const start = this.#at;
    this.#reserve(4 + recordBytes(text));
    this.#at = writeRecord(this.#buffer, start + 4, { key, weight, text });
    this.#buffer.writeUInt32LE(this.#at - start - 4, start);
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + size));
    larger.set(this.#buffer.subarray(0, this.#at));
    this.#buffer = larger;
  }
}

/** A batch of operations as bytes. */
export function encodeOperations(operations: readonly Operation[]): Buffer {
  const encoder = new OperationEncoder();
  for (const operation of operations) encoder.add(operation);
  return encoder.bytes;
}
