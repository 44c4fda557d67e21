import type { TlsOptions } from "@engenho/apiserver";
import { type Clock, errorMessage, type Logger, type Timer } from "@engenho/core";

/** How often files are read again (upstream: dynamiccertificates.FileRefreshDuration). */
const refreshMs = 60_000;

/** Options of {@link refreshTls}. */
export interface TlsRefreshOptions {
  /** The current certificate and key. */
  readonly served: TlsOptions;
  /** Reads the files again. If that rejects, the server keeps the current certificate. */
  readonly read: () => Promise<TlsOptions>;
  /** Uses a new certificate and key. Throws Error if they cannot be used. */
  readonly serve: (tls: TlsOptions) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Serves a certificate, key or authority that has changed, without a restart: within a minute. Returns a function that stops it. */
export function refreshTls({ served, read, serve, clock, logger }: TlsRefreshOptions): () => void {
  let current = served;
  let reported = "";
  let timer: Timer;
  let ended = false;

  async function refresh(): Promise<void> {
    const next = await read();
    if (ended || isSame(current, next)) return;
    serve(next);
    current = next;
    logger.info({}, "new connections get the new certificate");
  }

  /** Logs an error once: it recurs every minute until the file is fixed. */
  function report(error: unknown): void {
    const reason = errorMessage(error);
    if (reason !== reported) {
      logger.error({ reason }, "the certificate cannot be replaced; the server continues with the old one");
    }
    reported = reason;
  }

  async function refreshAndSchedule(): Promise<void> {
    try {
      await refresh();
      reported = "";
    } catch (error) {
      report(error);
    }
    if (!ended) schedule();
  }

  function schedule(): void {
    timer = clock.setTimer(() => {
      refreshAndSchedule().catch(report);
    }, refreshMs);
  }

  schedule();
  return () => {
    ended = true;
    timer.cancel();
  };
}

function isSame(left: TlsOptions, right: TlsOptions): boolean {
  return left.cert === right.cert && left.key === right.key && left.clientAuthority === right.clientAuthority;
}
