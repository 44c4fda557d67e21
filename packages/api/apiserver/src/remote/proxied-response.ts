/** The response of a backend: the part of node:http's IncomingMessage that is used. */
export interface ProxiedResponse extends AsyncIterable<unknown> {
  /** The HTTP status; undefined counts as 502. */
  readonly statusCode?: number | undefined;
  /** By their names in lower case. */
  readonly headersDistinct: Readonly<Record<string, string[] | undefined>>;
  /** Names and values in turns. */
  readonly rawHeaders: readonly string[];
  /** Aborts the response. */
  destroy(): unknown;
}
