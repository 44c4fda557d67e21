import { Agent, type AgentOptions, type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import { openTunnel, type TunnelOptions } from "./proxy-tunnel.js";

/** As Node declares it; with an error, there is no stream. */
type OnConnection = (error: Error | null, stream: Duplex) => void;

/** Makes TLS connections through a proxy. */
export class TunnelAgent extends Agent {
  readonly #way: Omit<TunnelOptions, "host" | "port">;

  constructor(way: Omit<TunnelOptions, "host" | "port">, options: AgentOptions) {
    super(options);
    this.#way = way;
  }

  override createConnection(request: RequestOptions, onConnection?: OnConnection): Duplex | null | undefined {
    const { host, port } = request;
    openTunnel({ ...this.#way, host: host ?? "", port: Number(port) }).then(
      (socket) => {
        const secured = { ...request, socket } as RequestOptions;
        onConnection?.(null, super.createConnection(secured) as Duplex);
      },
      (error: Error) => (onConnection as ((error: Error) => void) | undefined)?.(error),
    );
    return undefined;
  }
}
