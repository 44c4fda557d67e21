import type { ObjectList, Stored } from "@engenho/core";
import type { MaybePromise } from "@engenho/machinery";
import type { BackendListOptions, GroupKind, StorageKey } from "@engenho/storage";

/** Where a webhook is (admissionregistration WebhookClientConfig, apiextensions WebhookClientConfig): a URL or a Service. */
export interface WebhookAddress {
  /** An absolute https URL. */
  readonly url?: string | undefined;
  /** A Service, instead of a URL. */
  readonly service?:
    | {
        /** Required by validation; a call fails without it. */
        readonly namespace?: string | undefined;
        /** Required by validation; a call fails without it. */
        readonly name?: string | undefined;
        /** Default: none. */
        readonly path?: string | undefined;
        /** Default 443. */
        readonly port?: number | undefined;
      }
    | undefined;
  /** Base64-encoded PEM of the certificate authorities to trust. Default: the system's. */
  readonly caBundle?: string | undefined;
}

/** The credentials with which a server authenticates to a webhook. */
export interface WebhookCredentials {
  /** A bearer token, without line ends. */
  readonly token?: string | undefined;
  /** A user name, used if there is no token. */
  readonly username?: string | undefined;
  /** Its password. */
  readonly password?: string | undefined;
  /** A client certificate with its chain, in PEM. */
  readonly certificate?: string | undefined;
  /** Its private key, in PEM. */
  readonly key?: string | undefined;
}

/** Limits of a call. */
export interface WebhookCallOptions {
  /** How long the call may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the URL contains that time, rounded up to seconds (`?timeout=10s`). */
  readonly tellsTimeout: boolean;
  /** The largest answer that is read, in bytes. */
  readonly maxAnswerBytes: number;
  /** The type that a response must have if it names one. */
  readonly expects: ReviewType;
  /** The credentials for a host and port, such as `hooks.ns.svc:443`. Default: none for anybody. */
  readonly credentialsFor?: ((target: string) => WebhookCredentials | undefined) | undefined;
}

/** The stored objects that a client finds a Service's endpoints in. */
export interface StoredObjects {
  /** A stored object, in its storage version; undefined if it does not exist. */
  get(key: StorageKey): MaybePromise<Stored | undefined>;
  /** The stored objects of a kind. */
  list(kind: GroupKind, options: BackendListOptions): MaybePromise<ObjectList>;
}

/** A version of a review, such as AdmissionReview of admission.k8s.io/v1. */
export interface ReviewType {
  /** `""` is core. */
  readonly group: string;
  /** Such as `v1`. */
  readonly version: string;
  /** In CamelCase. */
  readonly kind: string;
}

/** How the conversion of some objects by a webhook has ended. */
export interface ConversionOutcome {
  /** How long it has taken. */
  readonly seconds: number;
  /** What was wrong; undefined if nothing was. */
  readonly failure?:
    | "conversion_webhook_call_failure"
    | "conversion_webhook_malformed_response_failure"
    | "conversion_webhook_partial_response_failure"
    | "conversion_webhook_invalid_converted_object_failure"
    | undefined;
}

/** Calls webhooks (upstream: webhook.ClientManager). */
export interface WebhookClient {
  /** Receives each conversion by a webhook, for metrics. Default: none. */
  readonly onConversion?: ((outcome: ConversionOutcome) => void) | undefined;
  /**
   * Posts a review as JSON, and resolves with the parsed answer of a success. Rejects with an Error whose message is that of
   * upstream's client, for everything that can go wrong; its name is `TimeoutError` if the call has taken too long.
   */
  post(address: WebhookAddress, review: unknown, options: WebhookCallOptions): Promise<unknown>;
}
