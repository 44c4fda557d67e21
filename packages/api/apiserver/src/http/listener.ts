import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  ServerResponse,
} from "node:http";
import {
  createServer as createHttp2Server,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import {
  createServer as createTlsServer,
  type SecureContextOptions,
  type TLSSocket,
  Server as TlsServer,
} from "node:tls";
import type { Clock } from "@engenho/core";
import { Connections, idleMs } from "./connections.js";
import type { Exchange } from "./exchange.js";
import { Http1Exchange } from "./http1-exchange.js";
import { Http2Exchange } from "./http2-exchange.js";
import { headersWithoutUpgrade, isWantedUpgrade } from "./without-upgrade.js";

/** Keys in PEM. */
export interface TlsOptions {
  /** The private key of the certificate, in PEM. */
  readonly key: string | Buffer;
  /** The certificate, with its chain. */
  readonly cert: string | Buffer;
  /** Certificate authorities for client certificates. Default: client certificates are not requested. */
  readonly clientAuthority?: string | Buffer;
}

/** Options of {@link Listener}. */
export interface ListenerOptions {
  /** Absent: plain HTTP/1.1, for tests and behind a proxy. */
  readonly tls?: TlsOptions | undefined;
  readonly clock: Clock;
  /** See ApiServerOptions. */
  readonly maxConnections: number;
  readonly onExchange: (exchange: Exchange) => void;
}

/**
 * Concurrent requests per connection; a watch counts for as long as it is open. Clients open another connection beyond that.
 */
const maximumStreams = 2000;
/** Long label selectors are part of the request line. */
const maximumHeaderBytes = 1 << 18;
const keepAliveMs = 30_000;

/** Accepts connections and turns their requests, HTTP/2 or HTTP/1.1 by ALPN, into exchanges. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #http1: HttpServer;
  readonly #http2: Http2Server;
  readonly #server: Server;
  readonly #connections: Connections;

  constructor(options: ListenerOptions) {
    this.#options = options;
    const { onExchange, tls, clock } = options;
    const connections = new Connections(clock, options.maxConnections);
    this.#connections = connections;
    this.#http1 = createHttpServer({
      maxHeaderSize: maximumHeaderBytes,
      // Requests have a time limit elsewhere; watches must have none here.
      requestTimeout: 0,
      // Announced to clients, so that they do not use a connection that is about to be closed.
      keepAliveTimeout: idleMs,
      noDelay: true,
    });
    this.#http1.on("request", (request, response) => {
      connections.begin(request.socket, response);
      onExchange(new Http1Exchange(request, response, { clock }));
    });
    this.#http1.on("upgrade", (request, socket, head) => {
      if (!isWantedUpgrade(request)) {
        socket.unshift(Buffer.concat([headersWithoutUpgrade(request), head]));
        this.#http1.emit("connection", socket);
        return;
      }
      // The connection counts as active until it is closed.
      connections.begin(request.socket, socket);
      onExchange(new Http1Exchange(request, refusalOf(request, socket), { clock, upgrade: { socket, head } }));
    });
    this.#http1.on("clientError", (_error, socket) => socket.destroy());
    this.#http2 = createHttp2Server({
      settings: {
        maxConcurrentStreams: maximumStreams,
        initialWindowSize: 1 << 20,
        maxHeaderListSize: maximumHeaderBytes,
      },
      maxSessionMemory: 64,
      maxHeaderListPairs: 256,
    });
    const onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw?: unknown) => {
      if (stream.session !== undefined) connections.begin(stream.session, stream);
      // The declarations lack the fourth argument.
      onExchange(new Http2Exchange(stream, headers, { rawHeaders: raw as readonly string[], clock }));
    };
    this.#http2.on("stream", onStream);
    this.#http2.on("session", (session) => {
      session.on("error", () => {});
      connections.carryHttp2(session);
    });
    this.#http2.on("sessionError", () => {});
    this.#server = tls === undefined ? this.#plain() : this.#secure(tls);
  }

  /**
   * Starts listening; port 0 selects any free port.
   * @throws the socket's error (EADDRINUSE, EACCES...) when it cannot.
   */
  listen(address: { readonly host: string; readonly port: number }): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host: address.host, port: address.port, backlog: 1024 }, () => {
        this.#server.off("error", reject);
        this.#server.on("error", () => {});
        resolve(this.#server.address() as AddressInfo);
      });
    });
  }

  /** Replaces the certificate for new connections. Throws Error for one that cannot be used, and without TLS. */
  replaceTls(tls: TlsOptions): void {
    if (!(this.#server instanceof TlsServer)) throw new Error("the server does not use TLS");
    this.#server.setSecureContext(secureContextOf(tls));
  }

  /** Accepts no more connections, and after `graceMs` destroys the remaining ones. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#connections.end();
    const timer = this.#options.clock.setTimer(() => this.#connections.destroy(), graceMs);
    await closed;
    timer.cancel();
    this.#connections.destroy();
  }

  #plain(): Server {
    const server = createTcpServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
    server.on("connection", (socket) => {
      this.#track(socket);
      this.#serveHttp1(socket);
    });
    return server;
  }

  #serveHttp1(socket: Socket): void {
    this.#connections.carryHttp1(socket);
    this.#http1.emit("connection", socket);
  }

  #serveHttp1OverTls(socket: TLSSocket): void {
    this.#serveHttp1(socket);
    // A listener makes the parser read from the socket instead of from its handle, where it cannot be paused in the middle of
    // data that TLS has decrypted: node:http pauses it when a request arrives while a long response is still being written,
    // receives more data all the same, and closes the connection ("Parse Error: Paused").
    socket.on("data", ignore);
  }

  #secure(tls: TlsOptions): Server {
    const server = createTlsServer({
      ...secureContextOf(tls),
      requestCert: tls.clientAuthority !== undefined,
      rejectUnauthorized: false,
      ALPNProtocols: ["h2", "http/1.1"],
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    });
    server.on("connection", (socket: Socket) => this.#track(socket));
    server.on("tlsClientError", () => {});
    server.on("secureConnection", (socket) => {
      socket.on("error", () => {});
      if (socket.alpnProtocol === "h2") this.#http2.emit("connection", socket);
      else this.#serveHttp1OverTls(socket);
    });
    return server;
  }

  #track(socket: Socket): void {
    socket.on("error", () => {});
    this.#connections.add(socket);
  }
}

function secureContextOf({ key, cert, clientAuthority }: TlsOptions): SecureContextOptions {
  return {
    key,
    cert,
    // By default Node would parse all the root certificates that it ships, 40 ms, to verify certificates that are not requested.
    ca: clientAuthority ?? [],
    // As for Go, each of these certificates is trusted, not only self-signed ones.
    allowPartialTrustChain: true,
    minVersion: "TLSv1.2",
  };
}

/** A response to a request with an Upgrade header, for which node:http makes none. It closes the connection. */
function refusalOf(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  response.once("finish", () => socket.end());
  return response;
}

function ignore(): void {}
