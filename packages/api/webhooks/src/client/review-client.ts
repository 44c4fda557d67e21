import { Agent } from "node:https";
import { type Clock, systemClock } from "@engenho/core";
import { jsonSyntaxError } from "@engenho/machinery";
import type { WebhookCredentials } from "@engenho/registry";
import { certificateOptions, credentialHeaders } from "./credentials.js";
import { type Answer, asksForRetry, post } from "./post.js";
import { answerFault } from "./status-fault.js";

/** A webhook with an address of its own, as a kubeconfig describes it. */
export interface ReviewConnection {
  /** An https or http URL. */
  readonly url: URL;
  /** The certificate authorities to trust, in PEM. Default: the system's. */
  readonly ca?: string | undefined;
  /** Whether any certificate will do. Default false. */
  readonly insecure?: boolean | undefined;
  /** The name that the certificate must be for. Default: the URL's host. */
  readonly serverName?: string | undefined;
  /** Default: none. */
  readonly credentials?: WebhookCredentials | undefined;
  /** How long a call may take, in milliseconds. Default 30 000, as upstream. */
  readonly timeoutMs?: number | undefined;
}

/** Posts reviews to one webhook. */
export interface PostedReviews {
  /**
   * Posts a review as JSON, and returns the parsed body of a successful response. Rejects with an Error with the
   * message of upstream's client, whose `isTransient` says whether another attempt may succeed (upstream:
   * webhook.DefaultShouldRetry).
   */
  review(review: object): Promise<unknown>;
  /** As `review`, for JSON text, ignoring the body of a successful response. */
  send(body: string): Promise<void>;
  /** Closes the connections. */
  close(): void;
}

const defaultTimeoutMs = 30_000;
const maxAnswerBytes = 3 * 1024 * 1024;
/** Statuses of failures that may be transient. */
const transientStatuses: ReadonlySet<number> = new Set([429, 500, 504]);
const transientErrors: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

/** A client of one webhook that answers reviews (SubjectAccessReview, ImageReview...) or receives audit events. */
export function createReviewClient(
  connection: ReviewConnection,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): PostedReviews {
  const { url, ca, insecure = false, credentials = {}, timeoutMs = defaultTimeoutMs } = connection;
  const isPlain = url.protocol === "http:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? (isPlain ? 80 : 443) : Number(url.port);
  const serverName = connection.serverName ?? host;
  const agent = isPlain
    ? undefined
    : new Agent({
        keepAlive: true,
        rejectUnauthorized: !insecure,
        minVersion: "TLSv1.2",
        ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }),
        ...certificateOptions(credentials),
      });
  const path = `${url.pathname}${url.search}`;
  const fixed = { url: url.href, path, serverName, shownHost: url.host, headers: credentialHeaders(credentials) };
  const succeeded = async (body: string): Promise<Answer> => {
    const call = { ...fixed, body };
    const answer = await post(call, async () => ({ host, port }), { agent, timeoutMs, maxAnswerBytes, clock }).catch(
      (error: Error) => {
        const { code = "" } = (error.cause ?? {}) as { readonly code?: string };
        throw failure(error, transientErrors.has(code));
      },
    );
    const { status } = answer;
    if (status < 200 || status > 206) {
      throw failure(new Error(answerFault(answer)), transientStatuses.has(status) || asksForRetry(answer));
    }
    return answer;
  };
  return {
    async send(body) {
      await succeeded(body);
    },
    async review(review) {
      const text = (await succeeded(JSON.stringify(review))).body.toString();
      try {
        return JSON.parse(text);
      } catch {
        throw new Error(`couldn't get version/kind; json parse error: ${jsonSyntaxError(text)}`);
      }
    },
    close: () => agent?.destroy(),
  };
}

function failure(error: Error, isTransient: boolean): Error {
  return Object.assign(error, { isTransient });
}
