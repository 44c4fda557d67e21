import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import type { SecureContextOptions } from "node:tls";
import type { Clock, Timer } from "@engenho/core";
import { GrpcError, grpcCodes } from "./grpc-error.js";
import { FrameReader, frameOf } from "./grpc-frames.js";

/** The server of a {@link GrpcConnection}. */
export interface GrpcTarget {
  /** `http://host:port`, or `https://host:port` with `tls`. */
  readonly url: string;
  /** The certificates; undefined for http. */
  readonly tls: SecureContextOptions | undefined;
  /** How long connecting may take. */
  readonly connectTimeoutMs: number;
}

/** The callbacks of a stream of messages. */
export interface StreamHandlers {
  onMessage(message: Buffer): void;
  /** Called once, last. Undefined: the server has ended the stream without an error. */
  onEnd(error: GrpcError | undefined): void;
}

/** An open stream of messages in both directions. */
export interface MessageStream {
  send(message: Buffer): void;
  /** Pauses and resumes reading; the server waits meanwhile. */
  pause(): void;
  resume(): void;
  /** Ends the stream without calling `onEnd`. */
  cancel(): void;
}

/** etcd's servers answer pings at intervals below 5 s with GOAWAY. */
const pingIntervalMs = 5_500;
/** How long a connection with calls in flight may be silent before it is pinged. */
const suspiciousMs = 2_000;
const pingTimeoutMs = 2_500;
const checkIntervalMs = 500;
const windowBytes = 8 * 1024 * 1024;

/**
 * One HTTP/2 connection to a gRPC server. A peer that has died silently is detected by pings: within 9 s, or 5.5 s if a
 * call is in flight. Then every call on the connection fails with `unavailable`.
 */
export class GrpcConnection {
  readonly #session: ClientHttp2Session;
  readonly #clock: Clock;
  readonly #awaiting = new Set<object>();
  #heardMs: number;
  #pingedMs: number;
  #isPinging = false;
  #checking: Timer | undefined;
  #failure: GrpcError | undefined;

  private constructor(session: ClientHttp2Session, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
    this.#heardMs = clock.monotonicNow();
    this.#pingedMs = this.#heardMs;
    session.setLocalWindowSize(windowBytes);
    session.on("error", (error) => this.#lost(error.message));
    session.on("goaway", () => this.#lost("the server is going away"));
    session.on("close", () => this.#lost("the connection was closed"));
    this.#check();
  }

  /** Rejects with a GrpcError `unavailable` that says why. */
  static open(target: GrpcTarget, clock: Clock): Promise<GrpcConnection> {
    return new Promise((resolve, reject) => {
      const session = connect(target.url, {
        ...target.tls,
        settings: { enablePush: false, initialWindowSize: windowBytes },
      });
      const fail = (why: string, cause?: Error) => {
        timer.cancel();
        session.destroy();
        reject(new GrpcError(grpcCodes.unavailable, `${target.url}: ${why}`, { cause }));
      };
      const timer = clock.setTimer(() => fail("connecting timed out"), target.connectTimeoutMs);
      const onError = (error: Error) => fail(reasonOf(error), error);
      const onClose = () => fail("the connection was closed");
      session.on("error", onError);
      session.once("close", onClose);
      // Only the server's SETTINGS frame shows that it speaks HTTP/2.
      session.once("remoteSettings", () => {
        timer.cancel();
        session.off("close", onClose);
        const connection = new GrpcConnection(session, clock);
        session.off("error", onError);
        resolve(connection);
      });
    });
  }

  /** Whether calls can be made on it. */
  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** Calls a unary method. `timeoutMs`: from now. */
  unary(path: string, message: Buffer, options: { timeoutMs: number; metadata: Metadata }): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let answer: Buffer | undefined;
      const call = {};
      this.#awaiting.add(call);
      const done = (error: GrpcError | undefined) => {
        this.#awaiting.delete(call);
        timer.cancel();
        if (error !== undefined) reject(error);
        else if (answer === undefined) reject(new GrpcError(grpcCodes.internal, "the response has no message"));
        else resolve(answer);
      };
      const stream = this.#start(path, options.metadata, { onMessage: (one) => (answer = one), onEnd: done });
      const timer = this.#clock.setTimer(() => {
        stream.cancel();
        done(new GrpcError(grpcCodes.deadlineExceeded, "the call timed out"));
      }, options.timeoutMs);
      stream.end(message);
    });
  }

  /** Opens a stream of messages in both directions. */
  stream(path: string, metadata: Metadata, handlers: StreamHandlers): MessageStream {
    return this.#start(path, metadata, handlers);
  }

  /** Ends every call. Idempotent. */
  close(why = "the connection was closed"): void {
    this.#lost(why);
  }

  #start(path: string, metadata: Metadata, handlers: StreamHandlers): MessageStream & { end(message: Buffer): void } {
    if (this.#failure !== undefined) return endedStream(this.#failure, handlers);
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request({ ...metadata, ...fixedHeaders, [constants.HTTP2_HEADER_PATH]: path });
    } catch (error) {
      return endedStream(new GrpcError(grpcCodes.unavailable, (error as Error).message), handlers);
    }
    let isOver = false;
    let status: GrpcError | "ok" | undefined;
    const end = (error: GrpcError | undefined) => {
      if (isOver) return;
      isOver = true;
      handlers.onEnd(error);
    };
    const frames = new FrameReader((message) => {
      if (!isOver) handlers.onMessage(message);
    });
    stream.on("response", (headers) => {
      this.#heard();
      status = statusOf(headers) ?? statusOfHttp(headers[":status"]);
    });
    stream.on("data", (chunk: Buffer) => {
      this.#heard();
      frames.push(chunk);
    });
    stream.on("trailers", (headers) => {
      status = statusOf(headers) ?? status;
    });
    stream.on("error", (error) => end(new GrpcError(grpcCodes.unavailable, error.message)));
    stream.on("close", () => {
      if (status === "ok") end(undefined);
      else end(status ?? this.#failure ?? new GrpcError(grpcCodes.unavailable, "the call was cut off"));
    });
    return {
      send: (message) => void stream.write(frameOf(message)),
      end: (message) => void stream.end(frameOf(message)),
      pause: () => void stream.pause(),
      resume: () => void stream.resume(),
      cancel() {
        isOver = true;
        stream.close(constants.NGHTTP2_CANCEL);
      },
    };
  }

  #heard(): void {
    this.#heardMs = this.#clock.monotonicNow();
  }

  #check(): void {
    this.#checking = this.#clock.setTimer(() => {
      const now = this.#clock.monotonicNow();
      const silentMs = now - this.#heardMs;
      if (this.#isPinging && now - this.#pingedMs >= pingTimeoutMs) {
        this.#lost("the server does not answer pings");
        return;
      }
      const bearableMs = this.#awaiting.size > 0 ? suspiciousMs : pingIntervalMs;
      if (!this.#isPinging && silentMs >= bearableMs && now - this.#pingedMs >= pingIntervalMs) this.#ping(now);
      this.#check();
    }, checkIntervalMs);
  }

  #ping(now: number): void {
    this.#isPinging = true;
    this.#pingedMs = now;
    this.#session.ping((error) => {
      this.#isPinging = false;
      if (error === null) this.#heard();
    });
  }

  #lost(why: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = new GrpcError(grpcCodes.unavailable, why);
    this.#checking?.cancel();
    this.#session.destroy();
  }
}

/** Headers of a call, in lower case. */
export type Metadata = Readonly<Record<string, string>>;

const fixedHeaders = {
  [constants.HTTP2_HEADER_METHOD]: "POST",
  [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
  [constants.HTTP2_HEADER_TE]: "trailers",
} as const;

function statusOf(headers: Readonly<Record<string, unknown>>): GrpcError | "ok" | undefined {
  const code = headers["grpc-status"];
  if (code === undefined) return undefined;
  if (code === "0") return "ok";
  return new GrpcError(Number(code), messageOf(headers["grpc-message"]));
}

/** Decodes percent-encoded UTF-8; any other text is returned unchanged. */
function messageOf(encoded: unknown): string {
  const text = String(encoded ?? "");
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The error of a server that does not speak gRPC, or of a proxy in between. */
function statusOfHttp(status: unknown): GrpcError | undefined {
  return status === 200 ? undefined : new GrpcError(grpcCodes.unavailable, `HTTP status ${String(status)}`);
}

function reasonOf(error: Error & { readonly code?: string }): string {
  if (error.message !== "") return error.message;
  return error.code ?? "the connection failed";
}

function endedStream(error: GrpcError, handlers: StreamHandlers): MessageStream & { end(message: Buffer): void } {
  let isCancelled = false;
  queueMicrotask(() => {
    if (!isCancelled) handlers.onEnd(error);
  });
  const nothing = () => undefined;
  return {
    send: nothing,
    end: nothing,
    pause: nothing,
    resume: nothing,
    cancel() {
      isCancelled = true;
    },
  };
}
