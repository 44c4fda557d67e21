import type { ScriptedHttp } from "./scripted-ports.js";

/** How large the head of a request may be, in bytes. */
const maxHeadBytes = 64 * 1024;

/** The first line of a request over HTTP/1.1. */
export interface RequestLine {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** The request line that a client sends; undefined if it is malformed, or the client ends before it is complete. */
export async function readRequestLine(received: AsyncIterable<Uint8Array>): Promise<RequestLine | undefined> {
  let head = "";
  const decoder = new TextDecoder("latin1");
  for await (const chunk of received) {
    head += decoder.decode(chunk, { stream: true });
    const isComplete = head.includes("\r\n\r\n");
    if (isComplete || head.length > maxHeadBytes) break;
  }
  const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r\n/.exec(head) ?? [];
  if (method === undefined || target === undefined) return undefined;
  return { method, path: target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/, "") || "/" };
}

/** The first answer that fits a request; undefined if none does. */
export function findAnswer(answers: readonly ScriptedHttp[], { method, path }: RequestLine): ScriptedHttp | undefined {
  return answers.find(
    (each) =>
      (each.method === undefined || each.method.toUpperCase() === method) &&
      (each.path.endsWith("*") ? path.startsWith(each.path.slice(0, -1)) : path === each.path),
  );
}

/** An answer as it is sent, closing the connection. Without one it is a 404. */
export function answerBytes(answer: ScriptedHttp | undefined, { method }: RequestLine): readonly Uint8Array[] {
  const { status = 200, headers = {}, body = "", bodyBase64 } = answer ?? notFound;
  const encoder = new TextEncoder();
  const content =
    bodyBase64 === undefined ? encoder.encode(body) : Uint8Array.from(atob(bodyBase64), (each) => each.charCodeAt(0));
  const given = Object.entries(headers).filter(
    ([name]) => !/^(connection|content-length|transfer-encoding)$/i.test(name),
  );
  const hasType = given.some(([name]) => name.toLowerCase() === "content-type");
  const lines = [
    `HTTP/1.1 ${status} `,
    ...given.map(([name, value]) => `${name}: ${value}`),
    ...(hasType ? [] : ["Content-Type: text/plain; charset=utf-8"]),
    `Content-Length: ${content.length}`,
    "Connection: close",
  ];
  const head = encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
  return method === "HEAD" ? [head] : [head, content];
}

const notFound: ScriptedHttp = { path: "*", status: 404, body: "404 page not found\n" };
