import { checkedEntries, isText } from "./scripted-list.js";

/** An answer over HTTP. */
export interface ScriptedHttp {
  /** The path of requests; `*` at its end stands for any further characters. */
  readonly path: string;
  /** Default: any. */
  readonly method?: string;
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** As `body`, in base64, for binary data. */
  readonly bodyBase64?: string;
}

/** What listens on a port of a pod: one element of the list in the annotation `engenho.dev/ports`. */
export interface ScriptedPort {
  readonly port: number;
  /** Sent to a client when it connects. */
  readonly send?: string;
  /** Whether a client's data is echoed, until the client ends it. */
  readonly echo?: boolean;
  /** Answers to requests over HTTP: the first that fits. Others are 404. */
  readonly http?: readonly ScriptedHttp[];
  /** A server on the loopback interface to which connections are forwarded, if the program allows it: `127.0.0.1:8080`. */
  readonly forward?: string;
}

/** The annotation of a pod with what listens on its ports, in JSON. */
export const portsAnnotation = "engenho.dev/ports";

const httpFields: Readonly<Record<keyof ScriptedHttp, (value: unknown) => boolean>> = {
  path: isText,
  method: isText,
  status: (value) => Number.isInteger(value) && (value as number) >= 200 && (value as number) <= 599,
  headers: (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(([name, text]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && isLine(text)),
  body: isText,
  bodyBase64: isText,
};

const fields: Readonly<Record<keyof ScriptedPort, (value: unknown) => boolean>> = {
  port: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535,
  send: isText,
  echo: (value) => typeof value === "boolean",
  http: (value) => Array.isArray(value),
  forward: isText,
};

/** The ports in an annotation. Throws TypeError with what is wrong with it. */
export function parseScriptedPorts(text: string): readonly ScriptedPort[] {
  const what = `the annotation ${portsAnnotation}`;
  const ports = checkedEntries<ScriptedPort>(text, { what, fields, required: "port" });
  for (const [index, { http }] of ports.entries()) {
    if (http !== undefined) {
      checkedEntries<ScriptedHttp>(http, { what: `${what}: [${index}].http`, fields: httpFields, required: "path" });
    }
  }
  return ports;
}

function isLine(value: unknown): boolean {
  return typeof value === "string" && !/[\r\n\0]/.test(value);
}
