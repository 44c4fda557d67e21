/** The streams between a client and a command, over whichever protocol. */
export interface CommandStreams {
  /** Resolves when more may follow, and once the client has disconnected. */
  send(stream: "stdout" | "stderr", chunk: string | Uint8Array): Promise<void>;
  /** What the client sends as standard input, until it ends it or disconnects. */
  stdin(): AsyncIterable<Uint8Array>;
  /** Sends the Status of the command, in JSON, and closes the connection. */
  finish(status: string): Promise<void>;
}
