import type { TlsOptions } from "@engenho/apiserver";
import { type Clock, errorMessage, type Logger, type Timer } from "@engenho/core";

/** How often files are read again (upstream: dynamiccertificates.FileRefreshDuration). */
const refreshMs = 60_000;

/** Options of {@link refreshTls}. */
export interface TlsRefreshOptions {
  /** What is served now. */
  readonly served: TlsOptions;
  /** What is to be served. Rejects if that cannot be read: the server goes on with what it has. */
  readonly read: () => Promise<TlsOptions>;
  /** Serves it. Throws Error if that is not possible. */
  readonly serve: (tls: TlsOptions) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Serves a certificate, key or authority that has changed, without a restart: within a minute. Returns a function that ends it. */
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

  /** Once for each fault: it is there until somebody mends the file. */
  function report(error: unknown): void {
    const reason = errorMessage(error);
    if (reason !== reported) {
      logger.error({ reason }, "the certificate cannot be replaced; the server goes on with the old one");
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
