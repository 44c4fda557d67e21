import type { IncomingMessage } from "node:http";
import { type Clock, StoreError, type TimeSlice } from "@engenho/core";
import { LineSplitter } from "./json-lines.js";

/** A frame of a watch (metav1.WatchEvent). */
export interface WatchFrame {
  readonly type: string;
  readonly object: unknown;
}

/** Options of {@link readFrames}. */
export interface FrameReading {
  readonly clock: Clock;
  readonly slice: TimeSlice;
  /** A stream that receives nothing for longer than this is considered dead. */
  readonly idleTimeoutMs: number;
  readonly onFrame: (frame: WatchFrame) => void;
}

/** Why the frames ended: the server closed the stream, or was silent for too long. */
export type FramesEnd = "closed" | "silent";

/** Reads a watch until it ends. Rejects with what `onFrame` throws, and with StoreError for malformed frames. */
export async function readFrames(stream: IncomingMessage, reading: FrameReading): Promise<FramesEnd> {
  const { clock, slice, idleTimeoutMs, onFrame } = reading;
  let isSilent = false;
  const idle = watchForSilence(clock, idleTimeoutMs, () => {
    isSilent = true;
    stream.destroy();
  });
  const splitter = new LineSplitter();
  try {
    for await (const chunk of stream) {
      idle.heard();
      for (const line of splitter.push(chunk as Buffer)) {
        onFrame(parseFrame(line));
        const turn = slice.giveWay();
        if (turn !== undefined) await turn;
      }
    }
    return isSilent ? "silent" : "closed";
  } catch (error) {
    if (isSilent) return "silent";
    // A broken connection ends the watch like a closed one: it is resumed from the last version.
    if (isConnectionEnd(error)) return "closed";
    throw error;
  } finally {
    idle.stop();
    stream.destroy();
  }
}

function parseFrame(line: string): WatchFrame {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new StoreError("InternalError", "a line of a watch is not JSON", { cause: error });
  }
}

function isConnectionEnd(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  return ["ECONNRESET", "EPIPE", "ABORT_ERR", "ERR_STREAM_PREMATURE_CLOSE", "ERR_STREAM_DESTROYED"].includes(code);
}

/** Calls back when `heard` has not been called for a time. Uses one timer, which is rearmed when it fires too early. */
function watchForSilence(clock: Clock, limitMs: number, onSilence: () => void) {
  let heardMs = clock.monotonicNow();
  let timer = clock.setTimer(check, limitMs);
  function check(): void {
    const leftMs = heardMs + limitMs - clock.monotonicNow();
    if (leftMs <= 0) onSilence();
    else timer = clock.setTimer(check, leftMs);
  }
  return {
    heard() {
      heardMs = clock.monotonicNow();
    },
    stop: () => timer.cancel(),
  };
}
