import { type Clock, definedFields, TimeSlice } from "@engenho/core";
import { indentJson } from "../encoding/indent-json.js";
import { type ListBody, listBody, listFields, listJson } from "../encoding/list-pieces.js";
import { objectPieces } from "../encoding/object-pieces.js";
import { gzipThresholdBytes } from "../http/compress.js";
import type { Exchange, ResponseHeaders } from "../http/exchange.js";
import { type Negotiated, protobufMediaType, wantsPretty } from "../http/negotiate.js";
import { warningHeaders } from "../http/warning-headers.js";
import type { ServerContext } from "../server-context.js";
import type { Status } from "../status/status.js";
import type { Answer } from "./answer.js";
import { writePieces } from "./write-pieces.js";

/** If serialising the metadata of an object takes longer, its content is serialised in another turn. */
const longMs = 2;

/** The parts of a request that every response depends on, whatever its media type. */
export interface RequestFrame {
  readonly exchange: Exchange;
  readonly query: URLSearchParams;
  readonly auditId: string;
  /** Texts added while the request was served; read when the response is written. */
  readonly warnings: string[];
  /**
   * The headers with the request's FlowSchema and priority level; undefined before it is classified, and without flow
   * control.
   */
  flow: ResponseHeaders | undefined;
}

/** The parts of a request that determine how its response is written. */
export interface AnswerFrame extends RequestFrame {
  readonly negotiated: Negotiated;
}

/** The frame together with the result of content negotiation. */
export function answerFrame(frame: RequestFrame, negotiated: Negotiated): AnswerFrame {
  const { exchange, query, auditId, warnings, flow } = frame;
  return { exchange, query, auditId, warnings, flow, negotiated };
}

/** Writes the result of a handler. Returns the HTTP status code. */
export async function writeAnswer(context: ServerContext, frame: AnswerFrame, answer: Answer): Promise<number> {
  const { exchange, negotiated, query } = frame;
  if (negotiated.mediaType === protobufMediaType) {
    const body = await protobufBody(context, frame, answer);
    if (body !== undefined) {
      await writeBody(context, frame, body);
      return body.code;
    }
  }
  switch (answer.type) {
    case "object": {
      const { definition, object, code } = answer;
      const { clock, objects } = context;
      const source = { definition, object, objects, query, nowMs: clock.now() };
      const startedMs = clock.monotonicNow();
      objects.begin(object);
      if (clock.monotonicNow() - startedMs > longMs) await clock.turn();
      await writeBody(context, frame, { code, pieces: objectPieces(source, negotiated.transform) });
      return code;
    }
    case "list": {
      const { definition, list } = answer;
      const source = { definition, list, objects: context.objects, query, nowMs: context.clock.now() };
      const body = listBody(source, negotiated.transform);
      await writeBody(context, frame, { code: 200, list: body, heldVersion: list.resourceVersion });
      return 200;
    }
    case "value":
      await writeBody(context, frame, { code: answer.code, pieces: [jsonLine(answer.value)] });
      return answer.code;
    case "status":
      await writeBody(context, frame, { code: answer.code, pieces: [jsonLine(answer.status)] });
      return answer.code;
    case "bytes": {
      const headers = headersOf(frame, answer.headers);
      if (answer.body.length <= gzipThresholdBytes) exchange.respond(answer.code, headers, answer.body);
      else {
        const { clock, unread } = context;
        await writePieces(exchange, { code: answer.code, headers, pieces: [answer.body], clock, unread });
      }
      return answer.code;
    }
    case "parts": {
      const { gzipped, inflated } = await import("../encoding/deflated-part.js");
      const { code, parts, compressed } = answer;
      const encoding = { "content-encoding": "gzip", vary: "Accept, Accept-Encoding" };
      const headers = headersOf(frame, compressed ? { ...answer.headers, ...encoding } : answer.headers);
      const pieces = compressed ? gzipped(parts) : inflated(parts);
      const { clock, unread } = context;
      await writePieces(exchange, { code, headers, pieces, clock, unread, compressed });
      return code;
    }
    case "stream":
      await answer.run({ exchange, negotiated, headers: headersOf(frame, {}) });
      return answer.code ?? 200;
  }
}

/** Writes an error, with Retry-After if it has one. */
export async function writeRefusal(context: ServerContext, frame: AnswerFrame, status: Status): Promise<number> {
  const { code = 500, details } = status;
  const retry = details?.retryAfterSeconds;
  const headers = definedFields({ "retry-after": retry === undefined ? undefined : String(retry) });
  const inProtobuf = frame.negotiated.mediaType === protobufMediaType;
  const encoded = inProtobuf ? await protobufBody(context, frame, { type: "status", code, status }) : undefined;
  await writeBody(context, frame, { ...(encoded ?? { code, pieces: [jsonLine(status)] }), headers });
  return code;
}

/** A response in protobuf; undefined for one without a protobuf representation, which is written as JSON. */
async function protobufBody(context: ServerContext, frame: AnswerFrame, answer: Answer): Promise<Body | undefined> {
  const { transform } = frame.negotiated;
  const codec = await context.protobuf();
  switch (answer.type) {
    case "object":
      return { code: answer.code, encoded: [codec.object(answer, transform)] };
    case "list":
      return {
        code: 200,
        encoded: await codec.list(answer, transform, context.clock),
        heldVersion: answer.list.resourceVersion,
      };
    case "value":
    case "status": {
      const encoded = codec.value(answer.type === "value" ? answer.value : answer.status);
      return encoded === undefined ? undefined : { code: answer.code, encoded: [encoded] };
    }
    case "bytes":
    case "parts":
    case "stream":
      return undefined;
  }
}

/** JSON in pieces, a list that is yet to be serialised, or an encoded body. */
type Body = (
  | { readonly pieces: readonly Buffer[]; readonly list?: undefined; readonly encoded?: undefined }
  | { readonly list: ListBody; readonly pieces?: undefined; readonly encoded?: undefined }
  | { readonly encoded: Iterable<Buffer>; readonly list?: undefined; readonly pieces?: undefined }
) & { readonly code: number; readonly headers?: ResponseHeaders; readonly heldVersion?: string };

async function writeBody(context: ServerContext, frame: AnswerFrame, body: Body): Promise<void> {
  const { exchange, negotiated } = frame;
  const { clock, unread } = context;
  const { code, heldVersion } = body;
  const mediaType =
    body.encoded === undefined && negotiated.mediaType === protobufMediaType
      ? "application/json"
      : negotiated.mediaType;
  const headers = headersOf(frame, { "content-type": mediaType, ...body.headers });
  const pieces = await encode(frame, body, clock);
  if (!Array.isArray(pieces)) {
    await writePieces(exchange, { code, headers, pieces, clock, unread, heldVersion });
    return;
  }
  const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces as Buffer[]);
  if (bytes.length <= gzipThresholdBytes) exchange.respond(code, headers, bytes);
  else await writePieces(exchange, { code, headers, pieces: [bytes], clock, unread });
}

/** A body in the negotiated media type; an array when it is complete. */
async function encode(frame: AnswerFrame, { list, pieces, encoded }: Body, clock: Clock): Promise<Iterable<Buffer>> {
  const { exchange, negotiated, query } = frame;
  if (encoded !== undefined) return encoded;
  if (negotiated.mediaType === "application/yaml") {
    const { yamlListPieces, yamlPieces } = await import("../encoding/yaml.js");
    if (list !== undefined) return yamlListPieces(listFields(list), list.key, list.elements);
    return yamlPieces(await parsedJson(Buffer.concat(pieces), clock));
  }
  const json = list === undefined ? pieces : listJson(list);
  const pretty = negotiated.pretty || wantsPretty(query.get("pretty"), exchange.header("user-agent"));
  return pretty ? indentJson(json) : json;
}

/** Parses JSON. For large objects, serializing, parsing and serializing again happen in separate turns of the event loop. */
async function parsedJson(json: Buffer, clock: Clock): Promise<unknown> {
  if (json.length <= gzipThresholdBytes) return JSON.parse(json.toString());
  const slice = new TimeSlice(clock);
  await slice.giveWay();
  const value: unknown = JSON.parse(json.toString());
  await slice.giveWay();
  return value;
}

/** The headers common to all responses, and the given ones. */
function headersOf(
  frame: Pick<RequestFrame, "auditId" | "warnings" | "flow">,
  headers: ResponseHeaders,
): ResponseHeaders {
  return definedFields({
    "audit-id": frame.auditId,
    "cache-control": "no-cache, private",
    warning: frame.warnings.length === 0 ? undefined : warningHeaders(frame.warnings),
    ...frame.flow,
    ...headers,
  });
}

function jsonLine(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
