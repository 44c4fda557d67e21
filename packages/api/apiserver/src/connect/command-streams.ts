/** The streams between a client and a command, independent of the protocol. */
export interface CommandStreams {
  /** Resolves when more can be sent, or the client has disconnected. */
  send(stream: "stdout" | "stderr", chunk: string | Uint8Array): Promise<void>;
  /** Standard input, until the client closes it or disconnects. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Sends the Status of the command, in JSON, and closes the connection. */
  finish(status: string): Promise<void>;
}
