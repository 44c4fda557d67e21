import type { Answer } from "./post.js";

const messages: ReadonlyMap<number, string> = new Map([
  [400, "the server rejected our request for an unknown reason"],
  [401, "the server has asked for the client to provide credentials"],
  [404, "the server could not find the requested resource"],
  [405, "the server does not allow this method on the requested resource"],
  [409, "the server reported a conflict"],
  [422, "the server rejected our request due to an error in our request"],
  [429, "the server has received too many requests and has asked us to try again later"],
  [503, "the server is currently unable to handle the request"],
  [504, "the server was unable to return a response in the time allotted, but may still be processing the request"],
]);

/** The part of a response that upstream quotes. */
const maxQuotedBytes = 2048;

/** The message of upstream's client for an unsuccessful response (apimachinery errors.NewGenericServerResponse). */
export function answerFault({ status, contentType, body }: Pick<Answer, "status" | "contentType" | "body">): string {
  const isText = contentType === "" || /^\s*text\//i.test(contentType);
  return statusFault(status, isText ? body.subarray(0, maxQuotedBytes).toString().trim() : "unknown");
}

function statusFault(status: number, body: string): string {
  const known = messages.get(status);
  if (known !== undefined) return known;
  if (status === 403 || status === 415) return body;
  if (status === 406) {
    const unable = "the server was unable to respond with a content type that the client supports";
    return body === "" || body === "unknown" ? unable : body;
  }
  if (status >= 500)
    return `an error on the server (${JSON.stringify(body)}) has prevented the request from succeeding`;
  return `the server responded with the status code ${status} but did not return more information`;
}
