/** The response of what is proxied to: an IncomingMessage of node:http, or what stands for one. */
export interface ProxiedResponse extends AsyncIterable<unknown> {
  /** The HTTP status; undefined counts as 502. */
  readonly statusCode?: number | undefined;
  /** By their names in lower case. */
  readonly headersDistinct: Readonly<Record<string, string[] | undefined>>;
  /** Names and values in turns. */
  readonly rawHeaders: readonly string[];
  /** Ends it. */
  destroy(): unknown;
}
