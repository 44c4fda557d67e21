import type { ClientHttp2Stream } from "node:http2";

const newline = 10;

/**
 * A watch, line by line. When the server closes it, as every server does after half an hour or more, and kube-apiserver does
 * with slow readers, it resumes after the last line, as client-go's RetryWatcher does. If the server refuses that, the process
 * ends, because anybody who waits for a line would wait forever.
 */
export class LineWatch {
  readonly #request: (parameters: string) => ClientHttp2Stream;
  readonly #onLine: (line: Buffer) => void;
  #stream: ClientHttp2Stream;
  #closed = false;
  #last: Buffer | undefined;
  /** Resolves when the server has accepted it. */
  readonly opened: Promise<void>;

  /** `request` makes the request with these additional query parameters, each preceded by an ampersand. */
  constructor(request: (parameters: string) => ClientHttp2Stream, onLine: (line: Buffer) => void) {
    this.#request = request;
    this.#onLine = onLine;
    this.#stream = request("");
    this.opened = this.#follow(this.#stream);
  }

  close(): void {
    this.#closed = true;
    this.#stream.close();
  }

  #follow(stream: ClientHttp2Stream): Promise<void> {
    let rest: Buffer = Buffer.alloc(0);
    stream.on("data", (chunk: Buffer) => {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline)) {
        this.#last = data.subarray(0, end);
        this.#onLine(this.#last);
        data = data.subarray(end + 1);
      }
      rest = data;
    });
    stream.once("end", () => this.#goOn());
    return new Promise((resolve, reject) => {
      stream.once("response", ({ ":status": status }) => {
        if (status === 200) resolve();
        else reject(new Error(`a watch is refused: ${status}`));
      });
      stream.once("error", reject);
    });
  }

  #goOn(): void {
    // A stream that ends with its session ends because the client was closed.
    if (this.#closed || this.#stream.session === undefined || this.#stream.session.destroyed) return;
    const { type, object } = JSON.parse(this.#last?.toString() ?? "{}");
    const version = object?.metadata?.resourceVersion;
    if (type === "ERROR" || version === undefined) throw new Error(`a watch has ended: ${this.#last?.toString()}`);
    this.#stream = this.#request(`&resourceVersion=${version}`);
    // Nobody awaits it: its rejection should end the process.
    void this.#follow(this.#stream);
  }
}
